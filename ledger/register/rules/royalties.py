"""The table of the area royalties: reports, corrections, payments, and serial numbers."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.rules import royalties_report, royalties_serials
from ledger.register.rules.rule import Rule

RULES: Mapping[str, Rule] = {**royalties_report.RULES, **royalties_serials.RULES}
