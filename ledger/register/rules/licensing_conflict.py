"""Whether a licence collides with another: exclusive means exclusive.

Two licences of a work collide where they overlap in every dimension (rights, territory, period,
media, products) and one of the two keeps others out, unless one was carved out of the other as a
sublicence (Copyright Law, Art. 26; Regulations, Art. 24).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from ledger.errors import Refusal
from ledger.register.records import Grant
from ledger.register.rules.licensing_status import live_overlaps
from ledger.register.state import Register
from ledger.register.terms import Scope, Several, Terms
from ledger.register.territory import territory_names
from ledger.register.vocabulary import vocabulary


def excludes_others(exclusivity: str) -> bool:
    """Whether a licence of this exclusivity keeps third parties out."""
    return bool(vocabulary("exclusivity")[exclusivity].extra["excludes_others"])


def conflict_of(
    register: Register, work: str, terms: Terms, day: date, *, above: Collection[str] = ()
) -> tuple[Grant, Scope] | None:
    """Give the oldest live grant that a licence on `terms` would collide with, and exactly where.

    `above` are the ids of the licences that the new one would be carved out of.
    """
    against = list(vocabulary("exclusivity"))
    if not excludes_others(terms.exclusivity):
        against = [exclusivity for exclusivity in against if excludes_others(exclusivity)]
    for grant, common in live_overlaps(register, work, terms, day, exclusivity=against):
        if grant.id not in above:
            return grant, common
    return None


def require_no_conflict(
    register: Register, work: str, terms: Terms, day: date, *, above: Collection[str] = ()
) -> None:
    """Refuse a licence that collides with another (``grant_conflicts``), naming the overlap."""
    found = conflict_of(register, work, terms, day, above=above)
    if found is None:
        return
    grant, common = found
    kind = vocabulary("exclusivity")[grant.terms.exclusivity]
    rights, media, products = (
        _names("rights", common.rights),
        _names("medium", common.media),
        _names("product_class", common.products),
    )
    places = _joined([territory_names(place) for place in common.territory])
    raise Refusal(
        "grant_conflicts",
        entry=grant.granted,
        grant=grant.id,
        exclusivity_zh=kind.zh,
        exclusivity_en=kind.en,
        rights_zh=rights[0],
        rights_en=rights[1],
        places_zh=places[0],
        places_en=places[1],
        start=common.start,
        until=common.until,
        media_zh=media[0],
        media_en=media[1],
        products_zh=products[0],
        products_en=products[1],
    )


def _names(name: str, values: Sequence[str] | Several) -> tuple[str, str]:
    if values == "all":
        return "全部", "all"
    return _joined([(vocabulary(name)[value].zh, vocabulary(name)[value].en) for value in values])


def _joined(names: Sequence[tuple[str, str]]) -> tuple[str, str]:
    return "、".join(zh for zh, _ in names), ", ".join(en for _, en in names)
