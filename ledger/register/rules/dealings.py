"""What every dealing with a work's rights has to pass: status, orders, title, pledges, term.

Licences, offers, transfers and pledges all ask here, so that the same refusal always comes with the
same reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.procedure import Progress
from ledger.register.procedures.objection import ADMITTED, OBJECTION, OPEN
from ledger.register.procedures.pledge import PLEDGE
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio, Hold, Note, Pledge
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.title import held_since, holders, not_held
from ledger.register.vocabulary import vocabulary

#: States of a registration in which rights in the work can be dealt with.
IN_FORCE = ("notice", "objected", "registered")


def folio_of(register: Register, work: str) -> Folio:
    """Give the work's folio; `Refusal` (``work_not_registered``) where there is none."""
    folio = register.get(Folio, work)
    if folio is None:
        raise Refusal("work_not_registered", work=work)
    return folio


def registration_at(folio: Folio, day: date) -> Progress:
    """Say where the registration stands on `day`, through every objection that ended by then.

    An admitted objection stops the clock of the notice, which goes on with the days that remained
    once the last one is over; one upheld ends the registration. While an objection waits to be
    admitted the notice does not run out; if it never is, the notice ran out when it was due.
    """
    progress = folio.status
    cases = [OBJECTION.at(case.status, day) for case in folio.cases]
    if progress.state == "objected":
        progress = _after_objections(progress, cases, entry=folio.entry)
    if progress.state == "notice" and any(case.state == "filed" for case in cases):
        return progress
    return REGISTRATION.at(progress, day)


def _after_objections(objected: Progress, cases: list[Progress], *, entry: int) -> Progress:
    # an order may have restored what was objected to after its objections were over
    over = [(max(one.since, objected.since), one.state) for one in cases if one.state not in OPEN]
    over = sorted(over) or [(objected.since, "withdrawn")]
    upheld = [(since, state) for since, state in over if state == "upheld"]
    if not upheld and any(case.state in ADMITTED for case in cases):
        return objected
    since, state = upheld[0] if upheld else over[-1]
    day = date.fromisoformat(since)
    due = None if upheld else day + timedelta(days=objected.remaining or 0)
    return REGISTRATION.step(objected, f"closed:{state}", day, entry=entry, due=due)


def objections_at(folio: Folio, day: date) -> list[str]:
    """Give the ids of the objections that are not over on `day`, admitted or not."""
    return [case.id for case in folio.cases if OBJECTION.at(case.status, day).state in OPEN]


def notes_at(folio: Folio, day: date) -> list[Note]:
    """Give the remarks that stand on the folio on `day`: a decision's once it is final."""
    return [note for note in folio.notes if note.since is None or note.since <= day.isoformat()]


def holds_at(folio: Folio, day: date) -> list[Hold]:
    """Give the orders, caveats and lawsuits that lie on the work on `day`."""
    today = day.isoformat()
    return [hold for hold in folio.holds if hold.until is None or today <= hold.until]


def require_registration(folio: Folio, day: date) -> None:
    """Refuse a work that is refused, cancelled or withdrawn (``work_not_in_force``)."""
    state = registration_at(folio, day).state
    if state not in IN_FORCE:
        named = REGISTRATION.states[state]
        raise Refusal("work_not_in_force", entry=folio.entry, state_zh=named.zh, state_en=named.en)


def require_in_force(folio: Folio, day: date) -> None:
    """Refuse a dealing with a work that is refused, cancelled, withdrawn, suspended or preserved.

    Raises `Refusal` (``work_not_in_force``, ``work_suspended``, ``work_preserved``).
    """
    require_registration(folio, day)
    for hold in holds_at(folio, day):
        if hold.kind == "suspend":
            raise Refusal("work_suspended", entry=hold.entry)
        if hold.kind == "preserve":
            raise Refusal("work_preserved", entry=hold.entry)


def require_notice_over(folio: Folio, day: date) -> None:
    """Refuse a disposal (exclusive or sole licence, transfer, pledge) before the notice is over."""
    progress = registration_at(folio, day)
    if progress.state != "registered":
        raise Refusal("notice_not_over", entry=folio.entry, due=progress.due or "")


def require_title(
    folio: Folio, parties: Iterable[str], rights: Sequence[str], territory: Sequence[str]
) -> None:
    """Refuse where the rights are not in the register, or `parties` include one who holds none.

    Nobody gives what he does not have. Raises `Refusal` (``right_not_in_register``,
    ``not_the_holder``) with the entry that says who holds it.
    """
    missing = not_held(folio, rights, territory)
    if missing:
        named = vocabulary("rights")[missing[0]]
        raise Refusal(
            "right_not_in_register", entry=folio.filed, right_zh=named.zh, right_en=named.en
        )
    owners = holders(folio, rights, territory)
    for party in parties:
        if party not in owners:
            since = held_since(folio, party, rights, territory)
            raise Refusal("not_the_holder", entry=since, did=party)


def pledges_on(register: Register, folio: Folio, rights: Iterable[str], day: date) -> list[Pledge]:
    """Give the pledges in force over any of `rights`."""
    wanted = set(rights)
    found = []
    for name in folio.pledges:
        pledge = register.get(Pledge, name)
        assert pledge is not None
        if PLEDGE.at(pledge.status, day).state == "effective" and wanted & set(pledge.rights):
            found.append(pledge)
    return found


def require_pledgees(
    register: Register, folio: Folio, rights: Iterable[str], *, signatures: Signatures, act: str
) -> None:
    """Refuse a dealing with pledged rights to which the pledgee did not consent.

    Raises `Refusal` (``right_pledged``) with the pledge's entry.
    """
    for pledge in pledges_on(register, folio, rights, signatures.day):
        if not signatures.consents(act, pledge.pledgee, folio.id):
            raise Refusal("right_pledged", entry=pledge.entry, pledgee=pledge.pledgee)
