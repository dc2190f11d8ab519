"""Entering a grant: what `LicenceGrant` and `OfferAcceptance` check and write alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.procedure import Progress
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.objection import OBJECTION, OPEN
from ledger.register.records import Folio, Grant, Held
from ledger.register.rules.dealings import holds_at, registration_at
from ledger.register.rules.derivation import require_licensed_upstream
from ledger.register.rules.licensing_conflict import require_no_conflict
from ledger.register.rules.licensing_status import grant_of
from ledger.register.rules.term import require_in_term
from ledger.register.shelf import shelve
from ledger.register.state import Register
from ledger.register.terms import Terms

#: Grants of one work, at most.
MAX_GRANTS = 100_000


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


def remarks_of(entry: Entry) -> list[str]:
    """Give the remarks that stand in an entry's ruling."""
    found = (entry.registry.ruling or {}).get("remarks", [])
    assert isinstance(found, list)
    return [str(remark) for remark in found]


def in_force_from(day: date, terms: Terms, event: str) -> Progress:
    """Give the progress of a licence that nothing more has to happen for."""
    until = date.fromisoformat(terms.until)
    return LICENCE.step(LICENCE.start(day), event, day, entry=0, due=until)


def enter_grant(register: Register, grant: Grant) -> None:
    """Write a new grant wherever it has to stand, and count it."""
    register.put(grant)
    shelve(register, grant)
    held = register.get(Held, f"{grant.work}/{grant.licensee}")
    names = [*(held.grants if held else []), grant.id]
    register.put(Held(entry=grant.entry, work=grant.work, party=grant.licensee, grants=names))
    folio = register.get(Folio, grant.work)
    assert folio is not None
    register.put(folio.model_copy(update={"entry": grant.entry, "grants": folio.grants + 1}))
    if grant.parent is not None:
        parent = grant_of(register, grant.parent)
        passed_on = parent.sublicensed + (grant.terms.quantity or 0)
        changes = {"children": parent.children + 1, "sublicensed": passed_on}
        register.put(parent.model_copy(update={"entry": grant.entry, **changes}))
    _count(register, grant)


def _count(register: Register, grant: Grant) -> None:
    terms = grant.terms
    count(register, "grants", grant.entry)
    count(register, f"grants/exclusivity/{terms.exclusivity}", grant.entry)
    for place in terms.territory:
        count(register, f"grants/territory/{place}", grant.entry)
    if terms.remuneration.fixed:
        name = f"sum/fixed/{terms.remuneration.currency}"
        count(register, name, grant.entry, by=terms.remuneration.fixed)
