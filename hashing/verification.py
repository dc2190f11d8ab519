"""Does a proposed picture really share a part with the query: the pairs checked by geometry.

First the pairs that the index found are aligned, which costs little and sorts the proposals; the
best are paired anew with their full descriptors and aligned again. What remains is scored by the
number of false alarms (see `hashing.geometry`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from hashing.geometry import align, share_of
from hashing.matching import pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hashing.features import Features
    from hashing.geometry import Alignment
    from hashing.parts import PartIndex, Proposal

#: Pieces that a work may appear in, each with a map of its own.
MAX_PIECES: Final = 4
#: The share of a picture that a part has at least, were its features to lie on one line.
_LEAST_SHARE: Final = 1e-4


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

    There are no maps if nothing holds; `tests` is as in `hashing.geometry.align`. A part of a
    hundredth of a picture could have been found in a hundred places of it, and each would have had
    its chance of a false alarm: so many more tests there were, in both pictures.
    """
    rows, partners = pair(query, work)
    left, right = query.only(rows), work.only(partners)
    maps = islice(align(left.points, right.points, work.side, tests), MAX_PIECES)
    weighed = (replace(one, score=one.score - _places(one, left, right)) for one in maps)
    return left, right, tuple(one for one in weighed if one.score > 0)


def _places(piece: Alignment, query: Features, work: Features) -> float:
    """Return the decimal logarithm of in how many pairs of places such a part could have been."""
    return -sum(
        math.log10(max(share_of(layout, piece.support), _LEAST_SHARE)) for layout in (query, work)
    )
