"""Rules of the area parties, put together."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.rules import (
    parties_agents,
    parties_keys,
    parties_office,
    parties_recovery,
    parties_self,
    parties_wards,
)
from ledger.register.rules.rule import Rule

RULES: Mapping[str, Rule] = {
    **parties_self.RULES,
    **parties_agents.RULES,
    **parties_keys.RULES,
    **parties_recovery.RULES,
    **parties_wards.RULES,
    **parties_office.RULES,
}
