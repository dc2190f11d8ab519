"""The law of the register: for each kind, what admits it and what it changes.

`RULES` is the table: kind → `Rule`, put together from the tables of the areas.
``decide(statement, register, moment)`` gives
the ruling that the entry will carry, or raises `Refusal`; ``apply(register, entry)`` folds an
admitted entry. Both are pure, and nothing else changes a register.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ledger.register.rules import (
    corrections,
    enforcement,
    genesis,
    heritage,
    licensing,
    notice,
    orders,
    parties,
    party,
    pledges,
    royalties,
    title,
    work,
)
from ledger.register.rules.rule import Rule

_AREAS: tuple[Mapping[str, Rule], ...] = (
    genesis.RULES,
    party.RULES,
    heritage.RULES,
    work.RULES,
    parties.RULES,
    title.RULES,
    corrections.RULES,
    notice.RULES,
    licensing.RULES,
    royalties.RULES,
    pledges.RULES,
    orders.RULES,
    enforcement.RULES,
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {kind: rule for area in _AREAS for kind, rule in area.items()}
)

__all__ = ["RULES", "Rule"]
