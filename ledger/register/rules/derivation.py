"""Works that grew from works: whose licence the exploitation of a derivative needs.

Who exploits a derivative needs the owner of the original as well as its own (Copyright Law, Art.
13, 15, 16). A work draws on the works that it declares, these on theirs, and each that is still
protected has to have licensed the right that the relation uses, such as adaptation, for all that is
to be done. Heritage sources are in the public domain and need nobody. Of earlier works

- one that was only an inspiration asks nobody, nor does what it grew from itself;
- one whose term is over, or whose registration was refused or cancelled, asks nobody itself: the
  register knows of no one who could license it. What it grew from is asked all the same;
- one that was withdrawn still asks: that ends its registration, not the copyright in it;
- one with the very same owners as the work that draws on it asks nobody.

The licence may be held by an owner of the work that draws on the original, or by an owner of the
one to be exploited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ledger.errors import Refusal
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import FileClaims, Folio, Grant, Held, TitleStep
from ledger.register.rules.dealings import registration_at
from ledger.register.rules.licensing_status import is_live, last_day_of, suspended_by
from ledger.register.rules.term import protected_until
from ledger.register.state import Register
from ledger.register.terms import Box, Scope, beyond
from ledger.register.vocabulary import vocabulary

#: The most earlier works that a work may go back to, directly or through others.
MAX_ANCESTORS = 64

_NOBODY_TO_ASK = ("refused", "cancelled")


@dataclass(frozen=True, slots=True)
class Edge:
    """That `child` uses `right` of its protected `parent`, and who may hold the licence for it."""

    child: Folio
    parent: Folio
    right: str
    holders: tuple[str, ...]

    @property
    def entry(self) -> int:
        """The registration of the parent."""
        return self.parent.filed


def require_bounded_ancestry(register: Register, parents: Iterable[str]) -> None:
    """Refuse a work that goes back to more than `MAX_ANCESTORS` works (``ancestry_too_large``)."""
    found: set[str] = set()
    waiting = list(parents)
    while waiting:
        folio = register.get(Folio, waiting.pop())
        if folio is None or folio.id in found:
            continue
        found.add(folio.id)
        if len(found) > MAX_ANCESTORS:
            raise Refusal("ancestry_too_large", entry=folio.filed, most=MAX_ANCESTORS)
        waiting += [parent.id for parent in folio.parents if parent.source == "work"]


def upstream(register: Register, folio: Folio, day: date) -> Iterator[Edge]:
    """Give every edge over which a permission is needed on `day`, the nearest first."""
    relations = vocabulary("relation_work")
    seen = {folio.id}
    waiting = [folio]
    while waiting:
        child = waiting.pop(0)
        for descent in child.parents:
            if descent.source != "work":
                continue
            right = relations[descent.relation].extra.get("right")
            parent = register.get(Folio, descent.id)
            if right is None or parent is None:
                continue
            if _asks(register, parent, day) and _owners(parent) != _owners(child):
                holders = tuple(sorted(_owners(child) | _owners(folio)))
                yield Edge(child, parent, right, holders)
            if parent.id not in seen:
                seen.add(parent.id)
                waiting.append(parent)


def grants_over(register: Register, edge: Edge) -> Iterator[Grant]:
    """Give every licence of the right over `edge` that one of those who may hold it ever held."""
    works = [edge.parent.id, *_registered_again(register, edge.parent)]
    for key in (f"{work}/{holder}" for work in works for holder in edge.holders):
        held = register.get(Held, key)
        for name in held.grants if held else []:
            grant = register.get(Grant, name)
            assert grant is not None
            if edge.right in grant.terms.rights:
                yield grant


def _registered_again(register: Register, folio: Folio) -> list[str]:
    """Give the later works that the owners of a withdrawn one registered over the same file."""
    claims = register.get(FileClaims, folio.sha256)
    if folio.status.state != "withdrawn" or claims is None:
        return []
    firsts = {
        claim.id: register.get(TitleStep, f"{claim.id}/{0:06d}")
        for claim in claims.works
        if claim.entry > folio.entry
    }
    return [
        work
        for work, first in firsts.items()
        if first is not None and {taker.party for taker in first.takers} == _owners(folio)
    ]


def restricted_by(register: Register, folio: Folio, box: Box, day: date) -> list[Edge]:
    """Give the edges over which what `box` describes is not licensed on `day`."""
    edges = upstream(register, folio, day)
    return [edge for edge in edges if not _licensed(register, edge, box, day)]


def require_licensed_upstream(register: Register, folio: Folio, box: Box, day: date) -> None:
    """Refuse to exploit a derivative as `box` describes unless every original licenses it.

    Raises `Refusal`: ``material_unlicensed`` for material of others that the registration declares
    without a licence, ``upstream_unlicensed`` with the registration of the nearest work that does
    not license it.
    """
    for material in folio.unlicensed_upstream:
        used = vocabulary("upstream")[material]
        raise Refusal(
            "material_unlicensed", entry=folio.entry, material_zh=used.zh, material_en=used.en
        )
    for edge in restricted_by(register, folio, box, day):
        named = vocabulary("rights")[edge.right]
        raise Refusal(
            "upstream_unlicensed",
            entry=edge.entry,
            title=edge.parent.title.zh,
            work=edge.parent.id,
            right_zh=named.zh,
            right_en=named.en,
        )


def within_upstream(edge: Edge, grant: Grant, box: Box) -> bool:
    """Say whether `grant` gives the right over `edge` for all of `box`."""
    needed = Scope(
        (edge.right,), tuple(box.territory), box.start, box.until, box.media, box.products
    )
    return beyond(needed, grant.terms) is None


def _licensed(register: Register, edge: Edge, box: Box, day: date) -> bool:
    return any(
        within_upstream(edge, grant, box)
        # it may end before its terms say
        and box.until <= last_day_of(register, grant)
        and is_live(register, grant, day)
        # live too, but gives nothing yet, is a licence whose condition is open
        and LICENCE.at(grant.status, day).state != "agreed"
        and suspended_by(register, grant, day) is None
        for grant in grants_over(register, edge)
    )


def _asks(register: Register, parent: Folio, day: date) -> bool:
    end = protected_until(register, parent)
    if end is not None and day > end:
        return False
    return registration_at(parent, day).state not in _NOBODY_TO_ASK


def _owners(folio: Folio) -> set[str]:
    return {holding.party for holding in folio.owners}
