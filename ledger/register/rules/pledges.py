"""Pledges (质押): registration, change and release (Copyright Law, Art. 28)."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.errors import Refusal
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.pledges import PledgeChange, PledgeRegistration, PledgeRelease
from ledger.register.moment import Moment
from ledger.register.procedures.pledge import PLEDGE
from ledger.register.records import Folio, Key, Party, Pledge
from ledger.register.rules.common import constitution, require_parties, subject_of
from ledger.register.rules.dealings import (
    folio_of,
    pledges_on,
    require_in_force,
    require_notice_over,
    require_pledgees,
    require_title,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.rules.term import require_in_term
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.territory import WORLD
from ledger.register.title import holders


def pledge_of(register: Register, pledge: str) -> Pledge:
    """Give a pledge; `Refusal` (``pledge_unknown``) where there is none."""
    found = register.get(Pledge, pledge)
    if found is None:
        raise Refusal("pledge_unknown", pledge=pledge)
    return found


def _reads_registration(statement: Statement) -> set[Key]:
    subject = subject_of(statement, PledgeRegistration)
    parties = {*subject.pledgors, subject.pledgee}
    return {(Folio.table, subject.work), *((Party.table, did) for did in parties)}


def _decide_registration(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a pledge by all owners of the rights, everywhere, and the pledgee.

    The ruling lists in ``after`` the entries of the pledges that rank before it.
    """
    subject = subject_of(statement, PledgeRegistration)
    constitution(register)
    require_parties(register, [*subject.pledgors, subject.pledgee])
    folio = folio_of(register, subject.work)
    require_in_force(folio, moment.day)
    require_notice_over(folio, moment.day)
    _check_pledgors(folio, subject)
    until = max(subject.debt_until, subject.pledge_until or subject.debt_until)
    require_in_term(register, folio, until)
    signatures = Signatures(statement, register, moment)
    signatures.require("pledge", [*subject.pledgors, subject.pledgee], folio.id)
    signatures.require_apart(subject.pledgors, [subject.pledgee])
    require_pledgees(register, folio, subject.rights, signatures=signatures, act="pledge")
    signatures.require_nobody_else()
    earlier = pledges_on(register, folio, subject.rights, moment.day)
    return {"after": list[Json](pledge.registered for pledge in earlier)} if earlier else {}


def _check_pledgors(folio: Folio, subject: PledgeRegistration) -> None:
    if subject.pledgee in subject.pledgors:
        raise Refusal("pledgee_is_pledgor", did=subject.pledgee)
    if folio.unknown_author:
        raise Refusal("pledgor_not_author", entry=folio.filed)
    require_title(folio, subject.pledgors, subject.rights, [WORLD])
    for owner in sorted(holders(folio, subject.rights, [WORLD])):
        if owner not in subject.pledgors:
            raise Refusal("pledge_needs_all_owners", entry=folio.entry, did=owner)


def _apply_registration(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, PledgeRegistration)
    folio = folio_of(register, subject.work)
    pledge = Pledge(
        entry=entry.index,
        id=entry.statement.id,
        work=subject.work,
        registered=entry.index,
        pledgors=subject.pledgors,
        pledgee=subject.pledgee,
        rights=subject.rights,
        claim=subject.claim.kind,
        amount=subject.claim.amount,
        currency=subject.claim.currency,
        debt_until=subject.debt_until,
        pledge_until=subject.pledge_until,
        status=PLEDGE.start(entry.day),
    )
    register.put(pledge)
    pledges = [*folio.pledges, pledge.id]
    register.put(folio.model_copy(update={"entry": entry.index, "pledges": pledges}))
    count(register, "pledges", entry.index)
    count(register, f"sum/pledged/{pledge.currency}", entry.index, by=pledge.amount)


def _reads_change(statement: Statement) -> set[Key]:
    return {(Pledge.table, subject_of(statement, PledgeChange).pledge)}


def _decide_change(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a change signed by the present owners, the pledgee, and a pledgee who takes over.

    Where more is secured than before, those who rank behind consent (Civil Code, Art. 409).
    """
    subject = subject_of(statement, PledgeChange)
    pledge = pledge_of(register, subject.pledge)
    PLEDGE.step(pledge.status, "PledgeChange", moment.day, entry=pledge.entry)
    folio = folio_of(register, pledge.work)
    require_in_force(folio, moment.day)
    owners = holders(folio, pledge.rights, [WORLD])
    needed = {*owners, pledge.pledgee}
    if subject.pledgee is not None:
        require_parties(register, [subject.pledgee])
        if subject.pledgee in owners:
            raise Refusal("pledgee_is_pledgor", did=subject.pledgee)
        needed.add(subject.pledgee)
    last = [day for day in (subject.debt_until, subject.pledge_until) if day is not None]
    if last:
        require_in_term(register, folio, max(last))
    signatures = Signatures(statement, register, moment)
    signatures.require("pledge", needed, folio.id)
    signatures.require_apart(owners, needed - owners)
    if subject.pledgee not in {None, pledge.pledgee}:
        signatures.require_apart([pledge.pledgee], needed - owners - {pledge.pledgee})
    if _secures_more(pledge, subject):
        _require_later(pledges_on(register, folio, pledge.rights, moment.day), pledge, signatures)
    signatures.require_nobody_else()
    return {}


def _secures_more(pledge: Pledge, subject: PledgeChange) -> bool:
    if subject.scope is not None:
        return True
    claim = subject.claim
    return claim is not None and (claim.currency != pledge.currency or claim.amount > pledge.amount)


def _require_later(pledges: Iterable[Pledge], changed: Pledge, signatures: Signatures) -> None:
    for other in pledges:
        if other.registered > changed.registered and not signatures.consents(
            "pledge", other.pledgee, changed.work
        ):
            raise Refusal("later_pledgee_not_asked", entry=other.entry, pledgee=other.pledgee)


def _apply_change(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, PledgeChange)
    pledge = pledge_of(register, subject.pledge)
    changes: dict[str, object] = {
        "entry": entry.index,
        "status": PLEDGE.step(pledge.status, "PledgeChange", entry.day, entry=pledge.entry),
        "pledgee": subject.pledgee or pledge.pledgee,
        "debt_until": subject.debt_until or pledge.debt_until,
        "pledge_until": subject.pledge_until or pledge.pledge_until,
    }
    if subject.claim is not None:
        changes |= {
            "claim": subject.claim.kind,
            "amount": subject.claim.amount,
            "currency": subject.claim.currency,
        }
    register.put(pledge.model_copy(update=changes))


def _reads_release(statement: Statement) -> set[Key]:
    return {(Pledge.table, subject_of(statement, PledgeRelease).pledge)}


def _decide_release(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit a release by the pledgee, whatever else lies on the work; no owner signs for it."""
    pledge = pledge_of(register, subject_of(statement, PledgeRelease).pledge)
    PLEDGE.step(pledge.status, "PledgeRelease", moment.day, entry=pledge.entry)
    signatures = Signatures(statement, register, moment)
    signatures.require("pledge", [pledge.pledgee], pledge.work)
    owners = holders(folio_of(register, pledge.work), pledge.rights, [WORLD])
    signatures.require_apart(owners - {pledge.pledgee}, [pledge.pledgee])
    signatures.require_nobody_else()
    return {}


def _apply_release(register: Register, entry: Entry) -> None:
    pledge = pledge_of(register, subject_of(entry.statement, PledgeRelease).pledge)
    end_pledge(register, pledge, "PledgeRelease", entry)


def end_pledge(register: Register, pledge: Pledge, event: str, entry: Entry) -> None:
    """Let `event` end a pledge: its folio forgets it, its record stays."""
    status = PLEDGE.step(pledge.status, event, entry.day, entry=pledge.entry)
    register.put(pledge.model_copy(update={"entry": entry.index, "status": status}))
    folio = folio_of(register, pledge.work)
    kept = [name for name in folio.pledges if name != pledge.id]
    register.put(folio.model_copy(update={"entry": entry.index, "pledges": kept}))


RULES = {
    "PledgeRegistration": Rule(
        _decide_registration,
        _apply_registration,
        _reads_registration,
        "Every owner of the rights, in whatever territory, and the pledgee; beside them the "
        "pledgees of earlier pledges of the same rights.",
        (
            "ledger_not_founded",
            *SIGNERS,
            "agent_of_both_sides",
            "party_not_registered",
            "work_not_registered",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "notice_not_over",
            "right_personal",
            "pledgee_is_pledgor",
            "right_not_in_register",
            "not_the_holder",
            "pledge_needs_all_owners",
            "pledgor_not_author",
            "beyond_term",
            "right_pledged",
        ),
        public=True,
    ),
    "PledgeChange": Rule(
        _decide_change,
        _apply_change,
        _reads_change,
        "Every present owner of the pledged rights and the pledgee; the pledgee who takes over; "
        "where more is secured than before, the pledgees of later pledges.",
        (
            *SIGNERS,
            "agent_of_both_sides",
            "pledge_change_empty",
            "pledge_unknown",
            "step_not_open",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "party_not_registered",
            "pledgee_is_pledgor",
            "beyond_term",
            "later_pledgee_not_asked",
        ),
        public=True,
    ),
    "PledgeRelease": Rule(
        _decide_release,
        _apply_release,
        _reads_release,
        "The pledgee, and nobody else.",
        (*SIGNERS, "agent_of_both_sides", "pledge_unknown", "step_not_open"),
        public=True,
    ),
}
