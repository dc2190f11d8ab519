"""Does a proposed picture really share a part with the query: the pairs checked by geometry.

First the pairs that the index found are aligned, which costs little and sorts the proposals; the
best are paired anew with their full descriptors and aligned again. What remains is scored by the
number of false alarms (see `hashing.geometry`).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from hashing.geometry import align
from hashing.matching import pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hashing.features import Features
    from hashing.geometry import Alignment
    from hashing.parts import PartIndex, Proposal

#: Pieces that a work may appear in, each with a map of its own.
MAX_PIECES: Final = 4


def rank(
    proposals: Sequence[Proposal], variants: Sequence[Features], index: PartIndex
) -> list[tuple[float, int, int]]:
    """Return (score, slot, variant) of the proposals, best first, by the pairs of the index."""
    ranked = []
    for place, proposal in enumerate(proposals):
        work = index.layout(proposal.slot)
        query = variants[proposal.variant].points[proposal.query]
        tests = float(len(index) * len(variants))
        first = next(align(query, work.points[proposal.rows], work.side, tests), None)
        score = first.score if first is not None else 0.0
        ranked.append((-score, place, proposal.slot, proposal.variant))
    return [(-score, slot, variant) for score, _, slot, variant in sorted(ranked)]


def pieces_of(
    query: Features, work: Features, tests: float
) -> tuple[Features, Features, tuple[Alignment, ...]]:
    """Pair and align two pictures: the paired features of each, and the maps, best first.

    There are no maps if nothing holds; `tests` is as in `hashing.geometry.align`.
    """
    rows, partners = pair(query, work)
    left, right = query.only(rows), work.only(partners)
    maps = align(left.points, right.points, work.side, tests)
    return left, right, tuple(islice(maps, MAX_PIECES))
