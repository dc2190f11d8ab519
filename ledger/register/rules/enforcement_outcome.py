"""What became of a notice of infringement: the platform's word, or the notifier's."""

from __future__ import annotations

from datetime import date

from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.enforcement import NoticeOutcome
from ledger.register.moment import Moment
from ledger.register.procedures.infringement import INFRINGEMENT
from ledger.register.records.enforcement import Infringement
from ledger.register.rules.common import lateness, subject_of
from ledger.register.rules.enforcement_cases import (
    moved,
    notice_at,
    notice_of,
    reads_notice,
    require_side,
    sides_but,
    step,
)
from ledger.register.rules.enforcement_notice import free_evidence
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: The outcomes that the notifier declares; the others are the platform's.
_NOTIFIERS = frozenset({"escalated", "withdrawn"})


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the outcome that a side may declare from where the notice stands.

    Where measures had to end the ruling says by when they should have (``due``, ``late``). Where
    they end, or the notice is taken back after it was disputed, it carries the remark
    ``wrong_notice``: the notifier answers for the harm (E-Commerce Law, Art. 42(3)).
    """
    subject = subject_of(statement, NoticeOutcome)
    case = notice_of(register, subject.notice)
    side = case.notifier if subject.outcome in _NOTIFIERS else case.platform
    signatures = Signatures(statement, register, moment)
    require_side(signatures, side, sides_but(case, side), case.work)
    step(case, f"NoticeOutcome:{subject.outcome}", moment.day)
    ruling: JsonObject = {}
    now = notice_at(case, moment.day)
    if now.state == "restore_due" and subject.outcome == "restored":
        assert now.due is not None
        ruling |= lateness(date.fromisoformat(now.due), moment.day)
    if was_wrong(case, subject.outcome):
        ruling["remarks"] = ["wrong_notice"]
    return ruling


def apply(register: Register, entry: Entry) -> None:
    """Move the case; what nobody had got yet leaves its evidence free."""
    subject = subject_of(entry.statement, NoticeOutcome)
    case = notice_of(register, subject.notice)
    if INFRINGEMENT.at(case.status, entry.day).state == "sent" and subject.outcome == "withdrawn":
        free_evidence(register, case)
    register.put(moved(case, f"NoticeOutcome:{subject.outcome}", entry))


def was_wrong(case: Infringement, state: str) -> bool:
    """Whether a notice that came to `state` may have been wrong, so that its notifier answers."""
    return state == "restored" or (state == "withdrawn" and case.countered is not None)


RULES = {
    "NoticeOutcome": Rule(
        decide,
        apply,
        reads_notice,
        "The platform for `complied`, `upheld` and `restored`, the notifier for `escalated` and "
        "`withdrawn`, or the agent of either for `enforce`, as the issuer.",
        (
            *SIGNERS,
            "outcome_disagrees",
            "notice_unknown",
            "notice_sides_meet",
            "step_not_open",
        ),
        public=True,
    )
}
