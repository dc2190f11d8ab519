"""Entering a grant: what `LicenceGrant` and `OfferAcceptance` check and write alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.identity import parties_of
from ledger.register.procedure import Progress
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.objection import OBJECTION, OPEN
from ledger.register.records import Folio, Grant, Held
from ledger.register.rules.dealings import (
    folio_of,
    holds_at,
    registration_at,
    require_in_force,
    require_notice_over,
)
from ledger.register.rules.derivation import require_licensed_upstream
from ledger.register.rules.licensing_conflict import excludes_others, require_no_conflict
from ledger.register.rules.licensing_status import grant_of
from ledger.register.rules.term import require_in_term
from ledger.register.shelf import shelve
from ledger.register.state import Register
from ledger.register.terms import Terms

#: Grants of one work, at most.
MAX_GRANTS = 100_000


def require_licensable(folio: Folio, exclusivity: str, day: date) -> None:
    """Refuse a licence or an offer of a work that is not in force, or not yet for good.

    Before the notice is over nobody gets a licence that keeps others out. Raises `Refusal` as
    `require_in_force` and `require_notice_over` do.
    """
    require_in_force(folio, day)
    if excludes_others(exclusivity):
        require_notice_over(folio, day)


def require_grantable(
    register: Register, folio: Folio, terms: Terms, day: date, *, above: Collection[str] = ()
) -> None:
    """Refuse terms beyond protection or what originals allow, that collide, or one grant too many.

    Raises `Refusal` (``beyond_term``, ``upstream_unlicensed``, ``grant_conflicts``,
    ``grants_full``).
    """
    require_in_term(register, folio, terms.until)
    require_licensed_upstream(register, folio, terms, day)
    require_no_conflict(register, folio.id, terms, day, above=above)
    if folio.grants >= MAX_GRANTS:
        raise Refusal("grants_full", limit=MAX_GRANTS)


def remarks_on(folio: Folio, day: date) -> JsonObject:
    """Give the part of a ruling that says what a licensee has to know about the work on `day`."""
    remarks: list[Json] = []
    if registration_at(folio, day).state in {"notice", "objected"}:
        remarks.append("notice_period")
    if any(OBJECTION.at(case.status, day).state in OPEN for case in folio.cases):
        remarks.append("objection")
    on_it = {hold.kind for hold in holds_at(folio, day)}
    remarks += [kind for kind in ("caveat", "litigation") if kind in on_it]
    return {"remarks": remarks} if remarks else {}


def ruled_list(entry: Entry, member: str) -> list[str]:
    """Give the texts that an entry's ruling lists in `member`, none where it has no such one."""
    found = (entry.registry.ruling or {}).get(member, [])
    assert isinstance(found, list)
    return [str(text) for text in found]


def in_force_from(day: date, terms: Terms, event: str) -> Progress:
    """Give the progress of a licence that nothing more has to happen for."""
    until = date.fromisoformat(terms.until)
    return LICENCE.step(LICENCE.start(day), event, day, entry=0, due=until)


def enter_grant(  # noqa: PLR0913  # what the two kinds tell of a licence, by keyword
    register: Register,
    entry: Entry,
    *,
    work: str,
    licensors: list[str],
    licensee: str,
    terms: Terms,
    status: Progress,
    parent: str | None = None,
    renews: str | None = None,
    offer: str | None = None,
) -> None:
    """Write the grant that `entry` makes wherever it has to stand, and count it."""
    folio = folio_of(register, work)
    grant = Grant(
        entry=entry.index,
        id=entry.statement.id,
        work=work,
        ordinal=folio.grants,
        granted=entry.index,
        time=entry.registry.time,
        signers=sorted(parties_of(register, entry.statement.signers)),
        licensors=licensors,
        licensee=licensee,
        terms=terms,
        parent=parent,
        renews=renews,
        offer=offer,
        status=status,
        remarks=ruled_list(entry, "remarks"),
    )
    register.put(grant)
    shelve(register, grant)
    held = register.get(Held, f"{grant.work}/{grant.licensee}")
    names = [*(held.grants if held else []), grant.id]
    register.put(Held(entry=grant.entry, work=grant.work, party=grant.licensee, grants=names))
    register.put(folio.model_copy(update={"entry": grant.entry, "grants": folio.grants + 1}))
    if parent is not None:
        _pass_on(register, grant_of(register, parent), grant)
    _count(register, grant)


def _pass_on(register: Register, above: Grant, grant: Grant) -> None:
    """Count the pieces that a sublicence passes on against the licence above it."""
    passed_on = above.sublicensed + (grant.terms.quantity or 0)
    register.put(above.model_copy(update={"entry": grant.entry, "sublicensed": passed_on}))


def _count(register: Register, grant: Grant) -> None:
    terms = grant.terms
    count(register, "grants", grant.entry)
    count(register, f"grants/exclusivity/{terms.exclusivity}", grant.entry)
    for place in terms.territory:
        count(register, f"grants/territory/{place}", grant.entry)
    if terms.remuneration.fixed:
        name = f"sum/fixed/{terms.remuneration.currency}"
        count(register, name, grant.entry, by=terms.remuneration.fixed)
