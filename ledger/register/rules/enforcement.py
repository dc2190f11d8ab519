"""Rules of enforcement: evidence, notices of infringement, counter-notices, outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.rules import (
    enforcement_evidence,
    enforcement_exchange,
    enforcement_notice,
    enforcement_outcome,
)
from ledger.register.rules.rule import Rule

RULES: Mapping[str, Rule] = {
    **enforcement_evidence.RULES,
    **enforcement_notice.RULES,
    **enforcement_exchange.RULES,
    **enforcement_outcome.RULES,
}
