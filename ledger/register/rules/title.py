"""Rules of the area title: transfer, succession, orphan works, joint owners' notices."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.rules import title_joint_notice, title_succession, title_transfer
from ledger.register.rules.rule import Rule

RULES: Mapping[str, Rule] = {
    **title_transfer.RULES,
    **title_succession.RULES,
    **title_joint_notice.RULES,
}
