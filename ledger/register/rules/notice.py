"""Rules of the public notice: objections, caveats, annotations."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.register.rules import (
    notice_annotation,
    notice_caveat,
    notice_decision,
    notice_filing,
    notice_reply,
)
from ledger.register.rules.rule import Rule

RULES: Mapping[str, Rule] = {
    **notice_filing.RULES,
    **notice_reply.RULES,
    **notice_decision.RULES,
    **notice_caveat.RULES,
    **notice_annotation.RULES,
}
