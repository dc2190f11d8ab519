"""What the rules of objections share: how a case moves, and the work's registration with it.

Every entry on a case writes it, its copy on the folio, where the registration stands, and what the
registrars have to do next, all through `keep`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.feeds import clear_task, set_task
from ledger.register.identity import parties_of
from ledger.register.kinds.notice import Caveat, ObjectionFiling
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.objection import (
    ADMISSION_WORKDAYS,
    DECISION_DAYS,
    OBJECTION,
    OPEN,
)
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio, Key
from ledger.register.records.notice import Objection
from ledger.register.records.works import Case
from ledger.register.rules.common import constitution, require_parties
from ledger.register.rules.dealings import folio_of, registration_at
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.vocabulary import vocabulary
from ledger.register.workdays import add_workdays

#: More open objections, or caveats, than this on one work is a flood.
MAX_CASES = 256
#: What the folio keeps of its cases; one upheld, lest an order restores what it refused.
_KEPT = OPEN | {"upheld"}


@dataclass(frozen=True, slots=True)
class Duty:
    """What registrars have to do in a case, and the last day for it."""

    what: str
    due: date


def case_of(register: Register, name: str) -> tuple[Objection, Folio]:
    """Give an objection and its work's folio; `Refusal` (``objection_unknown``)."""
    objection = register.get(Objection, name)
    if objection is None:
        raise Refusal("objection_unknown", objection=name)
    folio = register.get(Folio, objection.work)
    assert folio is not None
    return objection, folio


def reads_case(statement: Statement) -> set[Key]:
    """Name the record of the objection that a statement speaks of."""
    return {(Objection.table, str(getattr(statement.subject, "objection", "")))}


def step(objection: Objection, event: str, day: date, due: date | None = None) -> Progress:
    """Give the case after `event`; `Refusal` (``step_not_open``) where the table has no step."""
    return OBJECTION.step(objection.status, event, day, entry=objection.entry, due=due)


def duty_in(progress: Progress) -> Duty | None:
    """Say what the registrars have to do in a case that stands there, if anything."""
    since = date.fromisoformat(progress.since)
    match progress.state:
        case "filed":
            return Duty("objection_admission", add_workdays(since, ADMISSION_WORKDAYS))
        case "response" | "response_extended":
            # the examination begins by itself on the day after the last day to reply
            assert progress.due is not None
            begins = date.fromisoformat(progress.due) + timedelta(days=1)
            return Duty("objection_decision", begins + timedelta(days=DECISION_DAYS))
        case "review":
            return Duty("objection_decision", since + timedelta(days=DECISION_DAYS))
        case "recheck":
            return Duty("objection_review", since + timedelta(days=DECISION_DAYS))
        case _:
            return None


def owners_of(folio: Folio) -> list[str]:
    """Give the owners of the work, each once."""
    return [holding.party for holding in folio.owners]


def with_signers(acted: Iterable[str], register: Register, statement: Statement) -> list[str]:
    """Give `acted` and all who signed `statement`: those who may not decide on the case."""
    return sorted({*acted, *parties_of(register, statement.signers)})


def without_remedy(folio: Folio, case: Objection) -> Folio:
    """Give the folio without the remedy of a first decision that does not become final."""
    notes = [note for note in folio.notes if note.entry != case.decided]
    return folio.model_copy(update={"notes": notes})


def disputed(statement: Statement, register: Register, moment: Moment, party: str) -> Folio:
    """Give the folio of the work that `party` disputes: a stranger with standing, who signed.

    Raises `Refusal` (``ledger_not_founded``, ``party_not_registered``, ``work_not_registered``,
    ``self_objection``, ``standing_not_for_ground``) and what `Signatures` raises.
    """
    subject = statement.subject
    assert isinstance(subject, ObjectionFiling | Caveat)
    constitution(register)
    require_parties(register, [party])
    signatures = Signatures(statement, register, moment)
    signatures.require("object", [party], subject.work)
    signatures.require_nobody_else()
    folio = folio_of(register, subject.work)
    _require_stranger(signatures, party, folio)
    _require_standing(subject.ground, subject.standing, folio)
    return folio


def _require_stranger(signatures: Signatures, party: str, folio: Folio) -> None:
    """Refuse an owner who would dispute its own work, in person or as somebody's agent."""
    owners = owners_of(folio)
    for one in (party, *sorted(signatures.speakers)):
        if one in owners:
            raise Refusal("self_objection", entry=folio.filed, did=one)


def _require_standing(ground: str, standing: str, folio: Folio) -> None:
    """Refuse a standing that does not carry the ground (``standing_not_for_ground``)."""
    grounds, standings = vocabulary("objection_ground"), vocabulary("standing")
    if standing not in grounds[ground].extra["standing"]:
        raise Refusal(
            "standing_not_for_ground",
            entry=folio.filed,
            standing_zh=standings[standing].zh,
            standing_en=standings[standing].en,
            ground_zh=grounds[ground].zh,
            ground_en=grounds[ground].en,
        )


def require_entries(indexes: Iterable[int], index: int) -> None:
    """Refuse a reference to an entry that is not in the log before `index`."""
    for named in indexes:
        if named >= index:
            raise Refusal("entry_not_in_log", named=named, size=index)


def folio_after(folio: Folio, case: Case, index: int, day: date) -> Folio:
    """Give the folio after an entry on `day` that brought `case` where it now is.

    Raises `Refusal` (``step_not_open``) where an objection is admitted to a registration that has
    ended otherwise.
    """
    status = registration_at(folio, day)
    others = [
        one
        for one in folio.cases
        if one.id != case.id and OBJECTION.at(one.status, day).state in _KEPT
    ]
    now = case.status.state
    if now == "response" and status.state != "objected":
        status = _stopped(status, day, entry=folio.entry)
    elif now not in OPEN:
        closing = folio.model_copy(update={"status": status, "cases": [*others, case]})
        status = registration_at(closing, day)
    cases = [*others, case] if now in _KEPT else others
    return folio.model_copy(update={"entry": index, "status": status, "cases": cases})


def keep(
    register: Register,
    index: int,
    day: date,
    *,
    case: Objection,
    folio: Folio,
) -> None:
    """Write an objection that an entry moved, and all that follows from it."""
    before = register.get(Objection, case.id)
    duty = duty_in(OBJECTION.at(before.status, day)) if before else None
    if duty is not None:
        clear_task(register, duty.what, case=case.id, due=duty.due)
    duty = duty_in(case.status)
    if duty is not None:
        set_task(register, duty.what, case=case.id, entry=index, due=duty.due, work=case.work)
    register.put(case)
    register.put(folio_after(folio, Case(id=case.id, status=case.status), index, day))


def _stopped(status: Progress, day: date, *, entry: int) -> Progress:
    """Stop the clock of the notice, keeping the days that it still has."""
    left = 0 if status.due is None else (date.fromisoformat(status.due) - day).days
    # a notice that waited for this admission is not over, though its last day may be past
    running = status.model_copy(update={"due": None})
    stopped = REGISTRATION.step(running, "ObjectionAdmission:admitted", day, entry=entry)
    return stopped.model_copy(update={"remaining": max(left, 0)})
