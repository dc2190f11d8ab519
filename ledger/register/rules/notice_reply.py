"""What the two sides do in an objection: reply, take more time to reply, ask for review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.notice import ObjectionExtension, ObjectionReply, ObjectionReview
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.objection import OBJECTION, REPLY_DAYS
from ledger.register.records import Folio
from ledger.register.records.notice import Objection
from ledger.register.rules.licensing_side import require_one_of
from ledger.register.rules.notice_cases import (
    case_of,
    duty_in,
    keep,
    owners_of,
    reads_case,
    step,
    with_signers,
    without_remedy,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

_Subject: TypeAlias = ObjectionReply | ObjectionExtension | ObjectionReview


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit what one of those concerned signs while the table has the step.

    The ruling names the last day of what comes next: ``replyDue`` after an extension, else the
    registrars' ``due``.
    """
    case, folio = case_of(register, _subject(statement).objection)
    progress = _next(statement, case, moment.day)
    signatures = Signatures(statement, register, moment)
    require_one_of(signatures, "object", _may(statement, case, folio, moment.day), case.work)
    signatures.require_nobody_else()
    if statement.kind == "ObjectionExtension":
        return {"replyDue": progress.due}
    duty = duty_in(progress)
    assert duty is not None
    return {"due": duty.due.isoformat()}


def apply(register: Register, entry: Entry) -> None:
    """Move the case; a decision that is to be reviewed leaves the folio again."""
    case, folio = case_of(register, _subject(entry.statement).objection)
    acted = with_signers(case.acted, register, entry.statement)
    status = _next(entry.statement, case, entry.day)
    case = case.model_copy(update={"entry": entry.index, "status": status, "acted": acted})
    if entry.statement.kind == "ObjectionReview":
        folio = without_remedy(folio, case)
    keep(register, entry.index, entry.day, case=case, folio=folio)


def _subject(statement: Statement) -> _Subject:
    assert isinstance(statement.subject, _Subject)
    return statement.subject


def _next(statement: Statement, case: Objection, day: date) -> Progress:
    due = None
    if statement.kind == "ObjectionExtension":
        # from the end of the first period, whenever it is asked for
        first = OBJECTION.at(case.status, day).due
        due = date.fromisoformat(first) + timedelta(days=REPLY_DAYS) if first else None
    return step(case, statement.kind, day, due)


def _may(statement: Statement, case: Objection, folio: Folio, day: date) -> list[str]:
    """Name those of whom one has to sign: the owners, or for a review whoever lost."""
    if statement.kind != "ObjectionReview":
        return owners_of(folio)
    lost = {
        "decided_dismissed": [case.objector],
        "decided_partly": [case.objector, *owners_of(folio)],
        "decided_upheld": owners_of(folio),
    }
    return lost[OBJECTION.at(case.status, day).state]


def _rule(signed_by: str) -> Rule:
    codes = (*SIGNERS, "objection_unknown", "step_not_open")
    return Rule(decide, apply, reads_case, signed_by, codes, public=True)


RULES = {
    "ObjectionReply": _rule("One owner at least, or its agent for `object`, as the issuer."),
    "ObjectionExtension": _rule("One owner at least, or its agent for `object`, as the issuer."),
    "ObjectionReview": _rule(
        "Whoever lost: the objector of a dismissed objection, an owner where it was upheld, either "
        "where it was upheld in part; or an agent for `object`."
    ),
}
