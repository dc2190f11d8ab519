"""Which grants of a work could collide with a box, without looking at each of them.

For every value of every dimension the register keeps the set of the grants that have it, as the
bits of one integer (a bitmap index). A box meets the grants in the union over its own values, and
the intersection of the five dimensions leaves the few that have to be read; with ten thousand
grants on a work that is some sixty bitwise operations. Territory works on the tree: a place keeps
the grants that name it (``place``) and those that name it or a place in it (``within``), and a box
meets what stands within its places or at one around them.

Days are kept as numbers whose bits are such sets each (a bit-sliced index), so that "ends on or
after" is answered by one pass over sixteen of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ledger.register.records import Folio, Grant, GrantAt, Key, Shelf, ShelfDays
from ledger.register.state import Register
from ledger.register.terms import Box, Several, Terms
from ledger.register.territory import ancestors
from ledger.register.vocabulary import vocabulary

#: Days are counted from here, in so many bits: what lies beyond 2179 counts as the last of them.
_FIRST_DAY = date(2000, 1, 1)
_DAY_BITS = 16
_LIVE = "live"


def shelve(register: Register, grant: Grant) -> None:
    """Put a new grant on its shelves."""
    for dimension, value in _cells(grant.terms):
        _set(register, grant, dimension, value)
    _set(register, grant, _LIVE, "")
    _set_day(register, grant, "from", grant.terms.start)
    _set_day(register, grant, "until", grant.terms.until)
    register.put(GrantAt(entry=grant.entry, work=grant.work, ordinal=grant.ordinal, id=grant.id))


def unshelve(register: Register, grant: Grant) -> None:
    """Take a grant that ended, or became void, out of every answer."""
    live = _get(register, grant.work, _LIVE, "") & ~(1 << grant.ordinal)
    register.put(_shelf(grant, _LIVE, "", live))


def candidates(
    register: Register, work: str, box: Box, *, exclusivity: Iterable[str]
) -> Iterator[Grant]:
    """Give the live grants of `work` that may overlap `box` and have one of `exclusivity`.

    The oldest comes first. What they were granted overlaps `box` (but see `_FIRST_DAY`); whether
    they ended early, or never took effect, is for the reader to see. A past register keeps no
    shelves: there it is every grant.
    """
    wanted = list(exclusivity)
    if not register.indexed:
        yield from (grant for grant in _all(register, work) if grant.terms.exclusivity in wanted)
        return
    found = _get(register, work, _LIVE, "")
    for dimension, values in (
        ("exclusivity", wanted),
        ("right", list(box.rights)),
        ("product", _some(box.products)),
        ("medium", _some(box.media)),
    ):
        if not found:
            return
        found &= _any(register, work, dimension, values)
    if found:
        found &= _standing_in(register, work, box.territory)
    if found:
        found = _beginning_by(register, work, found, box.until)
    if found:
        found = _lasting_to(register, work, found, box.start)
    yield from _grants(register, work, found)


def shelved(register: Register, work: str) -> Iterator[Grant]:
    """Give every grant of `work` that may be live, the oldest first: what was not taken off."""
    if register.indexed:
        return _grants(register, work, _get(register, work, _LIVE, ""))
    return _all(register, work)


def reads(work: str, terms: Terms) -> set[Key]:
    """Name the records that `candidates` asks for, but for the grants that it gives."""
    cells = {("within", place) for place in terms.territory}
    cells |= {("place", above) for place in terms.territory for above in ancestors(place)}
    cells |= {("exclusivity", value) for value in vocabulary("exclusivity")}
    cells |= {("right", right) for right in terms.rights}
    cells |= {("product", product) for product in _some(terms.products) or ()}
    cells |= {("medium", medium) for medium in _some(terms.media) or ()}
    cells.add((_LIVE, ""))
    keys = {(Shelf.table, f"{work}/{dimension}/{value}") for dimension, value in cells}
    return keys | {(ShelfDays.table, f"{work}/{dimension}") for dimension in ("from", "until")}


def grant_at(register: Register, work: str, ordinal: int) -> Grant:
    """Give the grant at an ordinal of a work."""
    at = register.get(GrantAt, f"{work}/{ordinal:08d}")
    assert at is not None
    grant = register.get(Grant, at.id)
    assert grant is not None
    return grant


def _all(register: Register, work: str) -> Iterator[Grant]:
    folio = register.get(Folio, work)
    for ordinal in range(folio.grants if folio else 0):
        yield grant_at(register, work, ordinal)


def _grants(register: Register, work: str, bits: int) -> Iterator[Grant]:
    while bits:
        low = bits & -bits
        bits ^= low
        yield grant_at(register, work, low.bit_length() - 1)


def _cells(terms: Terms) -> Iterator[tuple[str, str]]:
    yield ("exclusivity", terms.exclusivity)
    for right in terms.rights:
        yield ("right", right)
    for place in terms.territory:
        yield ("place", place)
    for around in {up for place in terms.territory for up in (place, *ancestors(place))}:
        yield ("within", around)
    for medium in [terms.media] if terms.media == "all" else terms.media:
        yield ("medium", medium)
    for product in [terms.products] if terms.products == "all" else terms.products:
        yield ("product", product)


def _some(values: Several) -> list[str] | None:
    """Give the values under which overlapping grants stand; ``None`` for everywhere."""
    return None if values == "all" else [*values, "all"]


def _number(day: str) -> int:
    days = (date.fromisoformat(day) - _FIRST_DAY).days
    return min(max(days, 0), (1 << _DAY_BITS) - 1)


def _beginning_by(register: Register, work: str, among: int, day: str) -> int:
    """Give those of the grants `among` whose first day is `day` or before it."""
    number, less = _number(day), 0
    days = _days(register, work, "from")
    for bit in reversed(range(_DAY_BITS)):
        ones = int(days[bit], 16)
        if number >> bit & 1:
            less |= among & ~ones
            among &= ones
        else:
            among &= ~ones
    return less | among


def _lasting_to(register: Register, work: str, among: int, day: str) -> int:
    """Give those of the grants `among` whose last day is `day` or after it."""
    number, more = _number(day), 0
    days = _days(register, work, "until")
    for bit in reversed(range(_DAY_BITS)):
        ones = int(days[bit], 16)
        if number >> bit & 1:
            among &= ones
        else:
            more |= among & ones
            among &= ~ones
    return more | among


def _standing_in(register: Register, work: str, territory: Sequence[str]) -> int:
    """Give the grants that name a place within one of `territory`, or one around it."""
    around = {above for place in territory for above in ancestors(place)}
    inside = _any(register, work, "within", territory)
    return inside | _any(register, work, "place", sorted(around))


def _any(register: Register, work: str, dimension: str, values: Sequence[str] | None) -> int:
    if values is None:
        return -1
    found = 0
    for value in values:
        found |= _get(register, work, dimension, value)
    return found


def _get(register: Register, work: str, dimension: str, value: str) -> int:
    shelf = register.get(Shelf, f"{work}/{dimension}/{value}")
    return int(shelf.bits, 16) if shelf else 0


def _days(register: Register, work: str, dimension: str) -> list[str]:
    days = register.get(ShelfDays, f"{work}/{dimension}")
    return days.bits if days else ["0"] * _DAY_BITS


def _set_day(register: Register, grant: Grant, dimension: str, day: str) -> None:
    number, own = _number(day), 1 << grant.ordinal
    bits = list(_days(register, grant.work, dimension))
    for bit in range(_DAY_BITS):
        if number >> bit & 1:
            bits[bit] = f"{int(bits[bit], 16) | own:x}"
    register.put(ShelfDays(entry=grant.entry, work=grant.work, dimension=dimension, bits=bits))


def _set(register: Register, grant: Grant, dimension: str, value: str) -> None:
    bits = _get(register, grant.work, dimension, value) | 1 << grant.ordinal
    register.put(_shelf(grant, dimension, value, bits))


def _shelf(grant: Grant, dimension: str, value: str, bits: int) -> Shelf:
    return Shelf(
        entry=grant.entry, work=grant.work, dimension=dimension, value=value, bits=f"{bits:x}"
    )
