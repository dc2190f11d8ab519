"""Sublicences: only what the licence above allows, and only within it (Regulations, Art. 24)."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.kinds.licensing import LicenceGrant
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import Grant
from ledger.register.rules.licensing_status import (
    ancestors_of,
    grant_of,
    grant_status,
    in_effect,
    last_day_of,
)
from ledger.register.state import Register
from ledger.register.terms import Scope, Terms, beyond
from ledger.register.vocabulary import vocabulary

#: Licences above a sublicence, at most.
MAX_ABOVE = 8
#: from the weakest; nobody passes on more than he has
_STRENGTH = ("non_exclusive", "sole", "exclusive")
_DIMENSIONS = {
    "rights": ("权利种类", "rights"),
    "territory": ("地域", "territory"),
    "period": ("期间", "period"),
    "media": ("使用方式", "media"),
    "products": ("产品类别", "products"),
}


def require_within_parent(register: Register, subject: LicenceGrant, day: date) -> list[str]:
    """Refuse a sublicence that its licensor cannot give; give the ids of the licences above it.

    Raises `Refusal`: ``grant_unknown``, ``parent_of_another_work``, ``parent_of_another_party``,
    ``parent_not_in_effect``, ``sublicensing_not_allowed``, ``sublicence_too_deep``,
    ``sublicence_beyond_parent``, ``sublicence_stronger``, ``sublicence_quantity``.
    """
    assert subject.parent is not None
    parent = grant_of(register, subject.parent)
    if parent.work != subject.work:
        raise Refusal("parent_of_another_work", entry=parent.granted, work=parent.work)
    if subject.licensors != [parent.licensee]:
        raise Refusal("parent_of_another_party", entry=parent.granted, licensee=parent.licensee)
    if not in_effect(register, parent, day):
        state = LICENCE.states[grant_status(register, parent, day).state]
        raise Refusal(
            "parent_not_in_effect", entry=parent.entry, state_zh=state.zh, state_en=state.en
        )
    if not parent.terms.sublicensing:
        raise Refusal("sublicensing_not_allowed", entry=parent.granted)
    above = [parent.id, *(grant.id for grant in ancestors_of(register, parent))]
    if len(above) > MAX_ABOVE:
        raise Refusal("sublicence_too_deep", entry=parent.granted, limit=MAX_ABOVE)
    _require_terms_within(subject.terms, parent, last_day_of(register, parent))
    return above


def _require_terms_within(terms: Terms, parent: Grant, last_day: str) -> None:
    outer = parent.terms
    box = Scope(
        tuple(outer.rights),
        tuple(outer.territory),
        outer.start,
        last_day,
        outer.media,
        outer.products,
    )
    dimension = beyond(terms, box)
    if dimension is not None:
        zh, en = _DIMENSIONS[dimension]
        raise Refusal(
            "sublicence_beyond_parent", entry=parent.granted, dimension_zh=zh, dimension_en=en
        )
    if _STRENGTH.index(terms.exclusivity) > _STRENGTH.index(outer.exclusivity):
        has = vocabulary("exclusivity")[outer.exclusivity]
        raise Refusal("sublicence_stronger", entry=parent.granted, has_zh=has.zh, has_en=has.en)
    if outer.quantity is not None:
        left = outer.quantity - parent.issued - parent.sublicensed
        if terms.quantity is None or terms.quantity > left:
            raise Refusal("sublicence_quantity", entry=parent.entry, left=left)
