"""What the law of one kind of statement consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.moment import Moment
from ledger.register.records import Key
from ledger.register.state import Register
from ledger.register.statement import Statement

#: Codes by which signatures are refused, for the rules that need some.
SIGNERS = (
    "signature_missing",
    "signer_not_expected",
    "key_retired",
    "party_frozen",
    "party_died",
    "guardian_signature_missing",
    "guardian_is_minor",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """The law of one kind.

    ``reads`` names the records that ``decide`` will ask for, so that a store can fetch those of a
    whole batch at once; forgetting one costs a query and nothing else. ``signed_by`` says in words
    whose signatures it needs and ``codes`` lists what refuses it; both are printed in
    ``docs/statements.md``. An entry of a ``public`` kind goes on the notice board.
    """

    decide: Callable[[Statement, Register, Moment], JsonObject]
    apply: Callable[[Register, Entry], None]
    reads: Callable[[Statement], set[Key]]
    signed_by: str
    codes: tuple[str, ...]
    public: bool = False
