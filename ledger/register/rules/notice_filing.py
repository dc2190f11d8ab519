"""Objecting to a registration, and taking the objection back."""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.notice import ObjectionFiling, ObjectionWithdrawal
from ledger.register.moment import Moment
from ledger.register.procedures.objection import OBJECTION, OPEN
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Constitution, Folio, Key
from ledger.register.records.notice import ExhibitUse, Objection, Objector
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import folio_of, registration_at
from ledger.register.rules.notice_cases import (
    MAX_CASES,
    case_of,
    disputed,
    duty_in,
    keep,
    reads_case,
    require_entries,
    step,
    with_signers,
    without_remedy,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: Dismissed objections from which a party counts as vexatious.
VEXATIOUS = 3


def reads_filing(statement: Statement) -> set[Key]:
    """Name the records that `decide_filing` asks for."""
    subject = subject_of(statement, ObjectionFiling)
    return {
        (Constitution.table, ""),
        (Folio.table, subject.work),
        (Objector.table, subject.objector),
        *((ExhibitUse.table, f"{subject.work}/{one.sha256}") for one in subject.evidence),
    }


def decide_filing(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit an objection within the notice by a stranger with standing and new evidence.

    The ruling says by when a registrar has to look at it (``due``), and ``vexatious`` where
    the party has had so many objections dismissed; that warns the registrar and bars nothing.
    """
    subject = subject_of(statement, ObjectionFiling)
    folio = disputed(statement, register, moment, subject.objector)
    _require_within_notice(folio, moment)
    _require_new(subject, register, folio, moment)
    require_entries(subject.entries, moment.index)
    duty = duty_in(OBJECTION.start(moment.day))
    assert duty is not None
    ruling: JsonObject = {"due": duty.due.isoformat()}
    if _dismissals(register, subject.objector, moment) >= VEXATIOUS:
        ruling["vexatious"] = True
    return ruling


def apply_filing(register: Register, entry: Entry) -> None:
    """Open the case and note its evidence."""
    subject = subject_of(entry.statement, ObjectionFiling)
    case = Objection(
        entry=entry.index,
        id=entry.statement.id,
        filed=entry.index,
        work=subject.work,
        objector=subject.objector,
        ground=subject.ground,
        seeks=subject.seeks,
        evidence=[exhibit.sha256 for exhibit in subject.evidence],
        acted=with_signers([subject.objector], register, entry.statement),
        status=OBJECTION.start(entry.day),
    )
    for sha256 in case.evidence:
        register.put(ExhibitUse(entry=entry.index, work=case.work, sha256=sha256))
    keep(register, entry.index, entry.day, case=case, folio=folio_of(register, case.work))
    count(register, f"objections/ground/{subject.ground}", entry.index)


def decide_withdrawal(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let the objector take it back until it is over."""
    subject = subject_of(statement, ObjectionWithdrawal)
    case, _ = case_of(register, subject.objection)
    signatures = Signatures(statement, register, moment)
    signatures.require("object", [case.objector], case.work)
    signatures.require_nobody_else()
    step(case, "ObjectionWithdrawal", moment.day)
    return {}


def apply_withdrawal(register: Register, entry: Entry) -> None:
    """Close the case; the notice goes on if it was the last, and no decision becomes final."""
    subject = subject_of(entry.statement, ObjectionWithdrawal)
    case, folio = case_of(register, subject.objection)
    status = step(case, "ObjectionWithdrawal", entry.day)
    folio = without_remedy(folio, case)
    case = case.model_copy(update={"entry": entry.index, "status": status})
    keep(register, entry.index, entry.day, case=case, folio=folio)


def _require_within_notice(folio: Folio, moment: Moment) -> None:
    status = registration_at(folio, moment.day)
    # a notice that only waits for an earlier objection's admission takes no further ones
    now = REGISTRATION.at(status, moment.day)
    if now.state == "registered":
        raise Refusal("objection_too_late", entry=folio.filed, since=now.since)
    REGISTRATION.step(status, "ObjectionFiling", moment.day, entry=folio.entry)


def _require_new(
    subject: ObjectionFiling, register: Register, folio: Folio, moment: Moment
) -> None:
    for exhibit in subject.evidence:
        used = register.get(ExhibitUse, f"{subject.work}/{exhibit.sha256}")
        if used is not None:
            raise Refusal("evidence_used", entry=used.entry, sha256=exhibit.sha256)
    still = [c for c in folio.cases if OBJECTION.at(c.status, moment.day).state in OPEN]
    for case in still:
        other = register.get(Objection, case.id)
        assert other is not None
        if (other.objector, other.ground) == (subject.objector, subject.ground):
            raise Refusal("objection_open_already", entry=other.filed)
    if len(still) >= MAX_CASES:
        raise Refusal("cases_full", entry=folio.filed, limit=MAX_CASES)


def _dismissals(register: Register, party: str, moment: Moment) -> int:
    """Count, up to `VEXATIOUS`, dismissals final or that a withdrawal came too late to escape."""
    objector = register.get(Objector, party)
    found = 0
    for name in objector.dismissed if objector else []:
        case = register.get(Objection, name)
        assert case is not None
        found += OBJECTION.at(case.status, moment.day).state in {"dismissed", "withdrawn"}
        if found == VEXATIOUS:
            break
    return found


RULES = {
    "ObjectionFiling": Rule(
        decide_filing,
        apply_filing,
        reads_filing,
        "The objector, who owns no share of the work, or its agent for `object`, as the issuer.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "party_not_registered",
            "work_not_registered",
            "self_objection",
            "standing_not_for_ground",
            "objection_too_late",
            "step_not_open",
            "evidence_used",
            "objection_open_already",
            "cases_full",
            "entry_not_in_log",
        ),
        public=True,
    ),
    "ObjectionWithdrawal": Rule(
        decide_withdrawal,
        apply_withdrawal,
        reads_case,
        "The objector, or its agent for `object`, as the issuer.",
        (*SIGNERS, "objection_unknown", "step_not_open"),
        public=True,
    ),
}
