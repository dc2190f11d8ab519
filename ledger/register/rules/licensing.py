"""Rules of the area licensing, from the files of its parts."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.rules import (
    licensing_acceptance,
    licensing_ending,
    licensing_grants,
    licensing_offers,
    licensing_performance,
)
from ledger.register.rules.rule import Rule

RULES: Mapping[str, Rule] = (
    licensing_offers.RULES
    | licensing_acceptance.RULES
    | licensing_grants.RULES
    | licensing_performance.RULES
    | licensing_ending.RULES
)
