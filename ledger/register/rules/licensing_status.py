"""How a grant stands on a day: its own procedure, the licences above it, and orders.

A sublicence lives as long as every licence above it does, unless that one says that sublicences
survive it; what is void from the start gave nothing and carries nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.procedure import Progress
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import Folio, Grant
from ledger.register.rules.dealings import IN_FORCE, holds_at, registration_at
from ledger.register.shelf import candidates, shelved
from ledger.register.state import Register
from ledger.register.terms import Box, Scope, overlap
from ledger.register.title import title_step
from ledger.register.vocabulary import vocabulary

#: States in which a licence still binds: nobody else can be given what it covers exclusively.
LIVE = ("agreed", "effective", "breach_noticed", "ending")
#: Those among them in which it can be exercised.
EXERCISABLE = ("effective", "breach_noticed", "ending")


def grant_of(register: Register, grant: str) -> Grant:
    """Give a grant; `Refusal` (``grant_unknown``) where there is none."""
    found = register.get(Grant, grant)
    if found is None:
        raise Refusal("grant_unknown", grant=grant)
    return found


def ancestors_of(register: Register, grant: Grant) -> Iterator[Grant]:
    """Give the licence that `grant` is a sublicence of, and those above, the nearest first."""
    while grant.parent is not None:
        grant = grant_of(register, grant.parent)
        yield grant


def progress_of(register: Register, grant: Grant, day: date) -> Progress:
    """Give the licence procedure's progress by `day`, the end of any licence above it seen."""
    own = LICENCE.at(grant.status, day)
    if own.state not in LIVE:
        return own
    for above in ancestors_of(register, grant):
        status = LICENCE.at(above.status, day)
        if status.state == "void":
            return Progress(state="void", since=status.since)
        if status.state not in LIVE and not above.terms.sublicences_survive:
            return Progress(state="terminated", since=status.since)
    return own


def grant_status(register: Register, grant: Grant, day: date) -> Progress:
    """Say where a licence stands on `day`: as `progress_of`, but not in effect before it begins.

    An order that suspends it changes no state: see `suspended_by`.
    """
    progress = progress_of(register, grant, day)
    if progress.state != "effective":
        return progress
    start = date.fromisoformat(grant.terms.start)
    if day < start:
        eve = start - timedelta(days=1)
        return Progress(state="agreed", since=progress.since, due=eve.isoformat())
    return progress.model_copy(update={"since": max(progress.since, grant.terms.start)})


def is_live(register: Register, grant: Grant, day: date) -> bool:
    """Whether the licence binds on `day`, its period begun or not: it keeps others out."""
    return progress_of(register, grant, day).state in LIVE


def in_effect(register: Register, grant: Grant, day: date) -> bool:
    """Whether the licensee may exercise the licence on `day`: begun, unended, not suspended."""
    begun = grant.terms.start <= day.isoformat()
    state = grant_status(register, grant, day).state
    return begun and state in EXERCISABLE and suspended_by(register, grant, day) is None


def suspended_by(register: Register, grant: Grant, day: date) -> int | None:
    """Give the entry of the order that suspends the licence on `day`, or one above, or the work."""
    for licence in (grant, *ancestors_of(register, grant)):
        until = licence.suspended_until
        if licence.suspended is not None and (until is None or day.isoformat() <= until):
            return licence.suspended
    folio = register.get(Folio, grant.work)
    assert folio is not None
    return next((hold.entry for hold in holds_at(folio, day) if hold.kind == "suspend"), None)


def last_day_of(register: Register, grant: Grant) -> str:
    """Give the last day of a licence as far as entries say: its term, or an earlier end."""
    ends = [grant.terms.until, *([grant.ended] if grant.ended else [])]
    for above in ancestors_of(register, grant):
        if above.ended is not None and not above.terms.sublicences_survive:
            ends.append(above.ended)
    return min(ends)


def live_grants(register: Register, folio: Folio, day: date) -> Iterator[Grant]:
    """Give every grant of the work that is live on `day`, the oldest first."""
    return (grant for grant in shelved(register, folio.id) if is_live(register, grant, day))


def burdens_on(
    register: Register, folio: Folio, rights: Sequence[str], territory: Sequence[str], day: date
) -> Iterator[Grant]:
    """Give every grant live on `day` over any of `rights` in a part of `territory`."""
    box = Scope(
        tuple(rights), tuple(territory), day.isoformat(), date.max.isoformat(), "all", "all"
    )
    every = vocabulary("exclusivity")
    return (grant for grant, _ in live_overlaps(register, folio.id, box, day, exclusivity=every))


def live_overlaps(
    register: Register, work: str, box: Box, day: date, *, exclusivity: Iterable[str]
) -> Iterator[tuple[Grant, Scope]]:
    """Give each grant live on `day` with one of `exclusivity` that overlaps `box`, and where.

    The oldest comes first.
    """
    for grant in candidates(register, work, box, exclusivity=exclusivity):
        common = overlap_with(register, grant, box)
        if common is not None and is_live(register, grant, day):
            yield grant, common


def overlap_with(register: Register, grant: Grant, box: Box) -> Scope | None:
    """Give what `box` has in common with a licence, an early end of it taken into account."""
    common = overlap(box, grant.terms)
    if common is None:
        return None
    until = min(common.until, last_day_of(register, grant))
    return None if until < common.start else replace(common, until=until)


def owner_exclusions(
    register: Register, work: str, box: Box, day: date
) -> Iterator[tuple[Grant, Scope]]:
    """Give each licence live on `day` that keeps even the owner out of part of `box`, and where.

    An exclusive licence does, a sole one does not (Regulations, Art. 24). One that is suspended or
    waits for its condition does too: the owner could not give what it holds to anybody else.
    """
    kinds = [id for id, term in vocabulary("exclusivity").items() if term.extra["excludes_owner"]]
    return live_overlaps(register, work, box, day, exclusivity=kinds)


def good_faith(register: Register, grant: Grant, day: date) -> bool:
    """Whether the licence was valid when granted, though the register says otherwise by `day`.

    A grant is only entered while the register shows its licensors as owners of a work in force. So
    this is one whose work is no longer in force, or whose rights an order gave to others since. The
    licence stays; whoever looks at it has to be told.
    """
    folio = register.get(Folio, grant.work)
    assert folio is not None
    if folio.void_from_start is not None or registration_at(folio, day).state not in IN_FORCE:
        return grant.void is None
    for number in range(folio.steps - 1, 0, -1):
        step = title_step(register, folio.id, number)
        if step.entry < grant.granted:
            break
        if step.cause == "order" and set(step.rights) & set(grant.terms.rights):
            return grant.void is None
    return False
