"""The law of the register: for each kind, what admits it and what it changes.

`RULES` is the table: kind → (``decide``, ``apply``). ``decide(statement, register, moment)`` gives
the ruling that the entry will carry, or raises `Refusal`; ``apply(register, entry)`` folds an
admitted entry. Both are pure, and nothing else changes a register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.records import Key
from ledger.register.rules import genesis, heritage, party, work
from ledger.register.rules.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement


@dataclass(frozen=True, slots=True)
class Rule:
    """The law of one kind.

    ``reads`` names the records that ``decide`` will ask for, so that a store can fetch those of a
    whole batch at once; forgetting one costs a query and nothing else.
    """

    decide: Callable[[Statement, Register, Moment], JsonObject]
    apply: Callable[[Register, Entry], None]
    reads: Callable[[Statement], set[Key]]


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "LedgerGenesis": Rule(genesis.decide, genesis.apply, genesis.reads),
        "PartyRegistration": Rule(party.decide, party.apply, party.reads),
        "HeritageSource": Rule(heritage.decide, heritage.apply, heritage.reads),
        "WorkRegistration": Rule(work.decide, work.apply, work.reads),
    }
)
