"""The notice of a joint owner's use, and what the others say to it (Copyright Law, Art. 14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import clear_task, set_task
from ledger.register.kinds.title_joint import (
    JointUseNotice,
    JointUseObjection,
    JointUseRuling,
    JointUseWithdrawal,
)
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.joint_use import JOINT_USE, OBJECTION_DAYS
from ledger.register.records import (
    Constitution,
    Folio,
    JointObjection,
    JointUse,
    JointUseOf,
    Key,
)
from ledger.register.rules.common import require_parties, subject_of
from ledger.register.rules.dealings import folio_of, require_in_force
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.rules.title_joint import notice_for
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

#: Days in which registrars should rule; being late bars nothing.
RULING_DAYS = 30
_TASK = "joint_use"


def notice_reads(statement: Statement) -> set[Key]:
    """Name the records that `decide_notice` asks for."""
    subject = subject_of(statement, JointUseNotice)
    return {
        (Folio.table, subject.work),
        (JointUseOf.table, f"{subject.work}/{subject.terms_digest}"),
    }


def decide_notice(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit one notice for the same terms of a work, by one of several owners.

    Where there are owners by now whom the first notice did not reach, another may be given.
    """
    subject = subject_of(statement, JointUseNotice)
    folio = folio_of(register, subject.work)
    require_in_force(folio, moment.day)
    owners = [holding.party for holding in folio.owners]
    if subject.owner not in owners:
        raise Refusal("not_a_co_owner", entry=folio.entry, did=subject.owner)
    if len(owners) == 1:
        raise Refusal("sole_owner", entry=folio.entry, did=subject.owner)
    if subject.licensee is not None:
        require_parties(register, [subject.licensee])
    known = notice_for(register, folio.id, subject.terms_digest)
    if known is not None and set(owners) <= {known.owner, *known.others}:
        raise Refusal("joint_notice_given", entry=known.entry)
    _require_only(statement, register, moment, subject.owner, folio.id)
    return {"objectionsUntil": _last_day(moment.day).isoformat()}


def apply_notice(register: Register, entry: Entry) -> None:
    """Begin the fifteen days."""
    subject = subject_of(entry.statement, JointUseNotice)
    folio = folio_of(register, subject.work)
    owners = [holding.party for holding in folio.owners]
    notice = JointUse(
        entry=entry.index,
        id=entry.statement.id,
        work=folio.id,
        owner=subject.owner,
        others=[owner for owner in owners if owner != subject.owner],
        terms_digest=subject.terms_digest,
        licensee=subject.licensee,
        notice_until=_last_day(entry.day).isoformat(),
        status=JOINT_USE.start(entry.day),
    )
    register.put(notice)
    register.put(
        JointUseOf(
            entry=entry.index, work=folio.id, terms_digest=subject.terms_digest, notice=notice.id
        )
    )


def objection_reads(statement: Statement) -> set[Key]:
    """Name the record that `decide_objection` asks for."""
    return {(JointUse.table, subject_of(statement, JointUseObjection).notice)}


def decide_objection(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit each of the other owners once, within the fifteen days of the notice."""
    subject = subject_of(statement, JointUseObjection)
    notice = _notice_of(register, subject.notice)
    if subject.owner not in notice.others:
        raise Refusal("not_an_addressee", entry=notice.entry, did=subject.owner)
    folio = folio_of(register, notice.work)
    if all(holding.party != subject.owner for holding in folio.owners):
        raise Refusal("not_a_co_owner", entry=folio.entry, did=subject.owner)
    for objection in notice.objections:
        if objection.owner == subject.owner:
            raise Refusal("joint_objection_made", entry=objection.entry, did=subject.owner)
    if moment.day.isoformat() > notice.notice_until:
        raise Refusal("joint_objection_late", entry=notice.entry, until=notice.notice_until)
    JOINT_USE.step(notice.status, "JointUseObjection", moment.day, entry=notice.entry)
    _require_only(statement, register, moment, subject.owner, notice.work, act="object")
    return {}


def apply_objection(register: Register, entry: Entry) -> None:
    """Block the use, and ask the registrars to rule."""
    subject = subject_of(entry.statement, JointUseObjection)
    notice = _notice_of(register, subject.notice)
    made = JointObjection(entry=entry.index, owner=subject.owner, reason=subject.reason)
    status = JOINT_USE.step(notice.status, "JointUseObjection", entry.day, entry=notice.entry)
    due = notice.ruling_due
    if due is None:
        last = entry.day + timedelta(days=RULING_DAYS)
        set_task(register, _TASK, case=notice.id, entry=entry.index, due=last, work=notice.work)
        due = last.isoformat()
    changed = {"objections": [*notice.objections, made], "ruling_due": due}
    _write(register, entry, notice, status, changed)


def withdrawal_reads(statement: Statement) -> set[Key]:
    """Name the record that `decide_withdrawal` asks for."""
    return {(JointUse.table, subject_of(statement, JointUseWithdrawal).notice)}


def decide_withdrawal(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let an owner take back its own objection while it stands."""
    subject = subject_of(statement, JointUseWithdrawal)
    notice = _notice_of(register, subject.notice)
    if not any(made.owner == subject.owner and made.stands for made in notice.objections):
        raise Refusal("no_objection_to_withdraw", entry=notice.entry, did=subject.owner)
    _withdrawn(notice, subject.owner, moment.day)
    _require_only(statement, register, moment, subject.owner, notice.work, act="object")
    return {}


def apply_withdrawal(register: Register, entry: Entry) -> None:
    """Take the objection away; the last one frees the use again."""
    subject = subject_of(entry.statement, JointUseWithdrawal)
    notice = _notice_of(register, subject.notice)
    left = [_fallen(made) if made.owner == subject.owner else made for made in notice.objections]
    status = _withdrawn(notice, subject.owner, entry.day)
    if any(made.stands for made in left):
        _write(register, entry, notice, status, {"objections": left})
    else:
        _settle(register, entry, notice, status, left)


def ruling_reads(statement: Statement) -> set[Key]:
    """Name the records that `decide_ruling` asks for."""
    subject = subject_of(statement, JointUseRuling)
    return {(Constitution.table, ""), (JointUse.table, subject.notice)}


def decide_ruling(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the finding of two registrars who own nothing in the work; courts may differ."""
    subject = subject_of(statement, JointUseRuling)
    notice = _notice_of(register, subject.notice)
    _ruled(notice, subject.outcome, moment.day)
    signatures = Signatures(statement, register, moment)
    strangers = [notice.owner, *notice.others, *([notice.licensee] if notice.licensee else [])]
    owners = [holding.party for holding in folio_of(register, notice.work).owners]
    signatures.require_officers(2, strangers_to=[*strangers, *owners])
    signatures.require_nobody_else()
    late = notice.ruling_due is not None and moment.day.isoformat() > notice.ruling_due
    return {"late": True} if late else {}


def apply_ruling(register: Register, entry: Entry) -> None:
    """Bar the use, or take all objections away."""
    subject = subject_of(entry.statement, JointUseRuling)
    notice = _notice_of(register, subject.notice)
    status = _ruled(notice, subject.outcome, entry.day)
    left = notice.objections
    if subject.outcome == "not_just":
        left = [_fallen(made) for made in left]
    _settle(register, entry, notice, status, left)


def _notice_of(register: Register, notice: str) -> JointUse:
    found = register.get(JointUse, notice)
    if found is None:
        raise Refusal("joint_notice_unknown", notice=notice)
    return found


def _require_only(  # noqa: PLR0913, PLR0917  # one signature, and for what
    statement: Statement,
    register: Register,
    moment: Moment,
    owner: str,
    work: str,
    act: str = "license",
) -> None:
    signatures = Signatures(statement, register, moment)
    signatures.require(act, [owner], work)
    signatures.require_nobody_else()


def _last_day(day: date) -> date:
    return day + timedelta(days=OBJECTION_DAYS)


def _fallen(objection: JointObjection) -> JointObjection:
    return objection.model_copy(update={"stands": False})


def _withdrawn(notice: JointUse, owner: str, day: date) -> Progress:
    others = any(made.stands and made.owner != owner for made in notice.objections)
    if others:
        event = "JointUseWithdrawal:another_stands"
        return JOINT_USE.step(notice.status, event, day, entry=notice.entry)
    due = _resumed(notice, day)
    return JOINT_USE.step(
        notice.status, "JointUseWithdrawal:last", day, entry=notice.entry, due=due
    )


def _ruled(notice: JointUse, outcome: str, day: date) -> Progress:
    due = _resumed(notice, day) if outcome == "not_just" else None
    event = f"JointUseRuling:{outcome}"
    return JOINT_USE.step(notice.status, event, day, entry=notice.entry, due=due)


def _resumed(notice: JointUse, day: date) -> date:
    """Give the last day to wait: that of the notice, or yesterday where it is over already."""
    return max(date.fromisoformat(notice.notice_until), day - timedelta(days=1))


def _settle(
    register: Register,
    entry: Entry,
    notice: JointUse,
    status: Progress,
    objections: list[JointObjection],
) -> None:
    assert notice.ruling_due is not None
    clear_task(register, _TASK, case=notice.id, due=date.fromisoformat(notice.ruling_due))
    _write(register, entry, notice, status, {"objections": objections, "ruling_due": None})


def _write(
    register: Register,
    entry: Entry,
    notice: JointUse,
    status: Progress,
    changed: Mapping[str, object],
) -> None:
    update = {"entry": entry.index, "status": status, **changed}
    register.put(notice.model_copy(update=update))


_CASE = ("joint_notice_unknown", "step_not_open")
RULES = {
    "JointUseNotice": Rule(
        decide_notice,
        apply_notice,
        notice_reads,
        "The co-owner who gives the notice.",
        (
            "work_not_registered",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "not_a_co_owner",
            "sole_owner",
            "party_not_registered",
            "joint_notice_given",
            *SIGNERS,
        ),
    ),
    "JointUseObjection": Rule(
        decide_objection,
        apply_objection,
        objection_reads,
        "The co-owner who objects.",
        (
            *_CASE,
            "not_an_addressee",
            "not_a_co_owner",
            "joint_objection_made",
            "joint_objection_late",
            *SIGNERS,
        ),
    ),
    "JointUseWithdrawal": Rule(
        decide_withdrawal,
        apply_withdrawal,
        withdrawal_reads,
        "The co-owner who objected.",
        (*_CASE, "no_objection_to_withdraw", *SIGNERS),
    ),
    "JointUseRuling": Rule(
        decide_ruling,
        apply_ruling,
        ruling_reads,
        "Two registrars who are neither owners of the work nor its licensee.",
        (
            *_CASE,
            "ledger_not_founded",
            "registrar_signature_missing",
            "second_registrar_missing",
            "officer_is_party",
            *SIGNERS,
        ),
    ),
}
