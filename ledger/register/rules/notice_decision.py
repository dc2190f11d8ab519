"""What registrars decide on an objection: admission, the decision, the decision after review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeAlias

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.identity import parties_of
from ledger.register.kinds.notice import ObjectionAdmission, ObjectionDecision, ReviewDecision
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.objection import OBJECTION
from ledger.register.records import Folio, Note
from ledger.register.records.notice import ExhibitUse, Objection, Objector
from ledger.register.records.works import Case
from ledger.register.rules.common import constitution, lateness, subject_of
from ledger.register.rules.notice_cases import (
    case_of,
    duty_in,
    folio_after,
    keep,
    owners_of,
    reads_case,
    step,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

_Decision: TypeAlias = ObjectionDecision | ReviewDecision


def decide_admission(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let one registrar, a stranger to the case, admit or reject an objection.

    The ruling says when that was ``due`` and whether it is ``late``; after an admission also until
    when the owners can reply (``replyDue``) and how many days the stopped notice still has.
    """
    subject = subject_of(statement, ObjectionAdmission)
    case, folio = case_of(register, subject.objection)
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(1, strangers_to=_concerned(case, folio))
    signatures.require_nobody_else()
    status = step(case, f"ObjectionAdmission:{subject.outcome}", moment.day)
    ruling = lateness(_due(case, moment.day), moment.day)
    after = folio_after(folio, Case(id=case.id, status=status), moment.index, moment.day)
    if subject.outcome == "admitted":
        ruling["replyDue"] = status.due
        ruling["noticeDaysLeft"] = after.status.remaining
    return ruling


def apply_admission(register: Register, entry: Entry) -> None:
    """Open the case, or close it and set its evidence free."""
    subject = subject_of(entry.statement, ObjectionAdmission)
    case, folio = case_of(register, subject.objection)
    status = step(case, f"ObjectionAdmission:{subject.outcome}", entry.day)
    case = case.model_copy(update={"entry": entry.index, "status": status})
    if subject.outcome == "rejected":
        # it was never heard, so a complete objection may rest on the same files
        for sha256 in case.evidence:
            used = register.get(ExhibitUse, f"{case.work}/{sha256}")
            assert used is not None
            register.drop(used)
    keep(register, entry.index, entry.day, case=case, folio=folio)


def decide_decision(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let two registrars, strangers to the case, decide.

    The ruling says when that was ``due`` and whether it is ``late``, and until when a review can be
    asked for (``reviewUntil``).
    """
    case, _, status = _decided(statement, register, moment)
    return lateness(_due(case, moment.day), moment.day) | {"reviewUntil": status.due}


def decide_review(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let two registrars decide again, of whom none decided before if the ledger has enough.

    Of the registrars who neither decided nor are parties, two have to sign, or as many as there
    are: in a ledger of three that is one new registrar, in a ledger of two the same two look again.
    """
    case, folio, _ = _decided(statement, register, moment)
    concerned = {*_concerned(case, folio), *case.deciders}
    fresh = set(constitution(register).registrars) - concerned
    needed = min(2, len(fresh))
    if len(fresh & parties_of(register, statement.signers)) < needed:
        raise Refusal("review_needs_others", entry=case.decided, needed=needed)
    return lateness(_due(case, moment.day), moment.day)


def apply_decision(register: Register, entry: Entry) -> None:
    """Enter the decision; the folio carries its remedy from the day on which it is final."""
    subject = _subject(entry.statement)
    case, folio = case_of(register, subject.objection)
    status = step(case, f"{entry.statement.kind}:{subject.outcome}", entry.day)
    update: dict[str, object] = {"entry": entry.index, "status": status}
    if entry.statement.kind == "ObjectionDecision":
        deciders = sorted(parties_of(register, entry.statement.signers))
        update |= {"decided": entry.index, "deciders": deciders}
    case = case.model_copy(update=update)
    if subject.remedy is not None:
        since = status.due and _day_after(status.due)
        note = Note(entry=entry.index, id=entry.statement.id, since=since)
        folio = folio.model_copy(update={"notes": [*folio.notes, note]})
    keep(register, entry.index, entry.day, case=case, folio=folio)
    _note_dismissal(register, entry, case, dismissed=subject.outcome == "dismissed")


def _subject(statement: Statement) -> _Decision:
    assert isinstance(statement.subject, _Decision)
    return statement.subject


def _decided(
    statement: Statement, register: Register, moment: Moment
) -> tuple[Objection, Folio, Progress]:
    subject = _subject(statement)
    case, folio = case_of(register, subject.objection)
    signatures = Signatures(statement, register, moment)
    signatures.require_officers(2, strangers_to=_concerned(case, folio))
    signatures.require_nobody_else()
    return case, folio, step(case, f"{statement.kind}:{subject.outcome}", moment.day)


def _concerned(case: Objection, folio: Folio) -> list[str]:
    # whether the authors are the authors is what an objection asks first of all
    return [*case.acted, *owners_of(folio), *folio.authors, *folio.agents]


def _due(case: Objection, day: date) -> date:
    duty = duty_in(OBJECTION.at(case.status, day))
    assert duty is not None
    return duty.due


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _note_dismissal(register: Register, entry: Entry, case: Objection, *, dismissed: bool) -> None:
    known = register.get(Objector, case.objector)
    others = [name for name in (known.dismissed if known else []) if name != case.id]
    now = [*others, case.id] if dismissed else others
    if now != (known.dismissed if known else []):
        register.put(Objector(entry=entry.index, party=case.objector, dismissed=now))


_CODES = (
    *SIGNERS,
    "registrar_signature_missing",
    "officer_is_party",
    "objection_unknown",
    "step_not_open",
)
_TWO = "Two registrars who are no party to the case and acted for none"

RULES = {
    "ObjectionAdmission": Rule(
        decide_admission,
        apply_admission,
        reads_case,
        "A registrar who is no party to the case and acted for none.",
        _CODES,
        public=True,
    ),
    "ObjectionDecision": Rule(
        decide_decision,
        apply_decision,
        reads_case,
        f"{_TWO}.",
        (*_CODES, "second_registrar_missing", "remedy_disagrees"),
        public=True,
    ),
    "ReviewDecision": Rule(
        decide_review,
        apply_decision,
        reads_case,
        f"{_TWO}, and did not decide the first time, as far as the ledger has such.",
        (
            "ledger_not_founded",
            *_CODES,
            "second_registrar_missing",
            "remedy_disagrees",
            "review_needs_others",
        ),
        public=True,
    ),
}
