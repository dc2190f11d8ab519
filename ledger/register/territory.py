"""Territories: the tree of places that a grant may name, and exact sets of places over it.

The tree is vocabulary ``territory`` (the world, the countries of ISO 3166-1, China's divisions)
continued by the subdivisions of ISO 3166-2. Two territories are either one within the other or
disjoint. A territory is more than its listed parts, for a rest remains beside them, except the
``closed`` ones: China is the mainland, Hong Kong, Macao and Taiwan, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from operator import and_, gt, or_
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ledger.errors import StatementError
from ledger.register.vocabulary import subdivisions, vocabulary

WORLD = "001"

_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")


def check_territory(code: str) -> str:
    """Give `code` back if it is a territory in its one spelling.

    Raises `StatementError`: ``territory_alias`` if the ledger writes the place otherwise,
    ``territory_unknown`` for any other text.
    """
    _path(code)
    return code


def ancestors(code: str) -> tuple[str, ...]:
    """Give the territories that `code` lies in, from the world down, without itself.

    Raises `StatementError` as `check_territory` does.
    """
    return _path(code)[:-1]


def parent(code: str) -> str | None:
    """Give the territory that `code` lies in directly, ``None`` for the world.

    Raises `StatementError` as `check_territory` does.
    """
    return ancestors(code)[-1] if code != WORLD else None


def is_within(inner: str, outer: str) -> bool:
    """Whether all of `inner` lies in `outer`; a territory lies in itself.

    Raises `StatementError` as `check_territory` does if `inner` is no territory.
    """
    return outer in _path(inner)


def meet(a: Sequence[str], b: Sequence[str]) -> list[str]:
    """Give the territories that lie in one of `a` and in one of `b`: the fewest, sorted."""
    deeper = {x for x in a for y in b if is_within(x, y)}
    deeper |= {y for y in b for x in a if is_within(y, x)}
    return sorted(code for code in deeper if deeper.isdisjoint(ancestors(code)))


def territory_names(code: str) -> tuple[str, str]:
    """Give the names in Chinese and English; of other subdivisions, the country's and the code.

    Raises `StatementError` as `check_territory` does.
    """
    listed = vocabulary("territory")
    if code in listed:
        return listed[code].zh, listed[code].en
    check_territory(code)
    country = listed[code[:2]]
    return f"{country.zh} {code}", f"{country.en} {code}"


# bounded, for there are as many subdivisions as there are codes of their form
@lru_cache(maxsize=8192)
def _path(code: str) -> tuple[str, ...]:
    """Give the territories from the world down to `code`."""
    above = _above(code)
    return (code,) if above is None else (*_path(above), code)


def _above(code: str) -> str | None:
    listed, known = vocabulary("territory"), subdivisions()
    if code in listed:
        above: str | None = listed[code].extra.get("within")
        return above
    if code in known.instead:
        raise StatementError("territory_alias", territory=code, instead=known.instead[code])
    if code in known.within:
        return known.within[code]
    match = _SUBDIVISION.fullmatch(code)
    if match is None or not _may_have_others(match[1]):
        raise StatementError("territory_unknown", territory=code[:20])
    return match[1]


def _may_have_others(country: str) -> bool:
    """Whether `country` has subdivisions that are not listed."""
    return (
        country in vocabulary("territory")
        and country not in _closed()
        and country not in subdivisions().listed
    )


@cache
def _closed() -> Mapping[str, tuple[str, ...]]:
    """Give the closed territories with the parts that they are the sum of."""
    listed = vocabulary("territory")
    return {
        id: tuple(part for part in listed if listed[part].extra.get("within") == id)
        for id, term in listed.items()
        if term.extra.get("closed")
    }


def _territory(text: str) -> str:
    try:
        return check_territory(text)
    except StatementError as error:
        raise PydanticCustomError(error.code, "not a territory", error.params) from None


def _irredundant(codes: list[str]) -> list[str]:
    for place, inner in enumerate(codes):
        for outer in codes[:place] + codes[place + 1 :]:
            if is_within(inner, outer):
                raise PydanticCustomError(
                    "territory_redundant", "lies within", {"inner": inner, "outer": outer}
                )
    return codes


TerritoryText = Annotated[
    str,
    Field(description="a code of `territory`: `001` the world, `CN-MAINLAND`, `HK`, `CN-62`"),
    AfterValidator(_territory),
]
Territories = Annotated[
    list[TerritoryText], Field(min_length=1, max_length=64), AfterValidator(_irredundant)
]


@dataclass(frozen=True, slots=True)
class Region:
    """An exact set of places; equal sets are equal and have one spelling.

    `codes` is the spelling: territories, with ``-`` before one that is left out, of which the
    nearest around a place decides. ``("001", "-CN", "CN-62")`` is the world without China, but with
    Gansu. It has the fewest members that do, leaves a closed territory unnamed where naming it
    saves none, and has the order of the tree. A record keeps it as a list.
    """

    codes: tuple[str, ...]

    @classmethod
    def of(cls, codes: Iterable[str]) -> Region:
        """Give the union of whole territories; `StatementError` as `check_territory`."""
        return _united(frozenset(codes))

    @classmethod
    def parse(cls, codes: Sequence[str]) -> Region:
        """Read a spelling; `ValueError` if it is not the one of its set."""
        return _parsed(tuple(codes))

    def to_json(self) -> list[str]:
        """Give the spelling as a list, for `parse`."""
        return list(self.codes)

    def __or__(self, other: Region) -> Region:
        return _combined(self, other, or_)

    def __and__(self, other: Region) -> Region:
        return _combined(self, other, and_)

    def __sub__(self, other: Region) -> Region:
        return _combined(self, other, gt)

    @property
    def is_empty(self) -> bool:
        """Whether no place is in it."""
        return not self.codes

    def covers(self, other: Region) -> bool:
        """Whether every place of `other` is in this region."""
        return (other - self).is_empty


# Few regions occur in a register, and the same ones again and again.
@lru_cache(maxsize=8192)
def _united(codes: frozenset[str]) -> Region:
    return _spelled(dict.fromkeys(codes, True))


@lru_cache(maxsize=8192)
def _parsed(codes: tuple[str, ...]) -> Region:
    try:
        region = _spelled(_signs(codes))
    except StatementError as error:
        raise ValueError(str(error)) from None
    if region.codes != codes:
        raise ValueError("not the one spelling of its region")
    return region


@lru_cache(maxsize=8192)
def _combined(one: Region, other: Region, holds: Callable[[bool, bool], bool]) -> Region:
    mine, theirs = _signs(one.codes), _signs(other.codes)
    named = mine.keys() | theirs.keys()
    return _spelled({code: holds(_sign(mine, code), _sign(theirs, code)) for code in named})


def _signs(codes: Sequence[str]) -> dict[str, bool]:
    """Give the territories named in a spelling: whether each is in or left out."""
    return {code.removeprefix("-"): not code.startswith("-") for code in codes}


def _sign(signs: Mapping[str, bool], code: str) -> bool:
    """Whether what is `code` and in no named part of it is in: the nearest named one decides."""
    return next((signs[above] for above in reversed(_path(code)) if above in signs), False)


def _spelled(signs: Mapping[str, bool]) -> Region:
    """Give the region in which the nearest of the named territories decides."""
    parts: dict[str, set[str]] = {}
    for code in signs:
        path = _path(code)
        for whole, part in pairwise(path):
            # a closed territory has no place of its own: it is looked at in all its parts
            parts.setdefault(whole, set(_closed().get(whole, ()))).add(part)
    return Region(tuple(_shortest(WORLD, signs, parts, inherited=False)))


def _shortest(
    code: str, signs: Mapping[str, bool], parts: Mapping[str, set[str]], *, inherited: bool
) -> list[str]:
    """Spell what of a region lies in `code`, where the spelling so far says `inherited`."""
    below = sorted(parts.get(code, ()))
    ways = [_sign(signs, code)]
    if below and code in _closed():
        ways = [inherited, not inherited]
    spellings = []
    for says in ways:
        own = [] if says == inherited else [code if says else f"-{code}"]
        rest = (_shortest(part, signs, parts, inherited=says) for part in below)
        spellings.append(own + [text for spelled in rest for text in spelled])
    return min(spellings, key=len)
