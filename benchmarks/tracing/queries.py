"""The queries of a run: every family on registered pictures, and on others that are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from benchmarks.tracing.attacks import FAMILIES, encode
from benchmarks.tracing.canvas import Picture
from benchmarks.tracing.drawn import seeded
from benchmarks.tracing.split import Half, Sources, kin, picture, siblings

#: Other pictures that an attack may choose from.
_OTHERS = 6
#: Strangers of each kind from which those are taken.
_SURROUNDINGS = 20


@dataclass(frozen=True, slots=True)
class Query:
    """One attacked picture to be made: of this source, by this family, the so-manieth of its kind.

    ``right`` and ``ignored`` are those of `benchmarks.tracing.measure.Answered`.
    """

    source: str
    family: str
    number: int
    right: frozenset[str]
    ignored: frozenset[str]


def queries(sources: Sources, count: int) -> list[Query]:
    """Return so many queries with a source, and as many distractors attacked in the same ways.

    Families take turns, and within each of them real and drawn pictures.
    """
    works = frozenset(sources.works)
    ours = _endless(sources.real, sources.drawn)
    theirs = _endless(sources.real_strangers, sources.drawn_strangers)
    names = tuple(FAMILIES)
    found = []
    for number in range(count):
        family = names[number % len(names)]
        turn = number % len(names) + number // len(names)
        source, stranger = (next(pools[turn % len(pools)]) for pools in (ours, theirs))
        same = siblings(source, sources.works)
        found.append(Query(source, family, number, kin(source) & works, same))
        found.append(Query(stranger, family, number, frozenset(), frozenset()))
    return found


def _endless(*pools: Sequence[str]) -> list[Iterator[str]]:
    return [cycle(pool) for pool in pools if pool]


def surroundings(sources: Sources) -> dict[str, Picture]:
    """Return the pictures, of strangers alone, that collages and screens are filled up with."""
    names = (*sources.real_strangers[:_SURROUNDINGS], *sources.drawn_strangers[:_SURROUNDINGS])
    return {name: picture(name) for name in names}


def attacked(query: Query, half: Half, around: Mapping[str, Picture]) -> bytes:
    """Return the file of a query, with ``around`` it pictures of others."""
    rng = seeded(f"{half} {query.family} {query.number} {query.source}")
    names = [name for name in around if name not in kin(query.source)]
    others = [around[str(name)] for name in rng.choice(names, _OTHERS)]
    return encode(FAMILIES[query.family](picture(query.source), rng, others), rng)
