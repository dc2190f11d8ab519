"""Small parts that many works share: seals, watermarks, templates. They say nothing of origin.

When a picture is registered, its features are looked up among those of the others. A part that is
small in both pictures, and is found in `MANY` others, has become common: its features are taken out
of the index, and an example is kept here. From then on the part is looked for neither in queries
nor in what is registered. A part that is large in one of its pictures, as a motif is in the work
that it was registered as, stays to be found there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hashing.arrays import column, nested, part_of
from hashing.errors import FeaturesError
from hashing.geometry import MIN_SUPPORT, align, hull, share_of, within
from hashing.parts import Effort, PartIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from hashing.arrays import Arrays
    from hashing.features import Features, Layout

    Rows = NDArray[np.intp]
    Zone = NDArray[np.float64]

#: In how many other works a part is found when it becomes common.
MANY: Final = 3
#: The largest share of a picture that is a small part.
SMALL: Final = 0.08
#: The least score of a shared part: it is learnt only where chance can be ruled out.
_SURE: Final = 4.0
#: How much larger than what agrees a common part is taken to be.
_GROWTH: Final = np.float32(1.2)
_EFFORT: Final = Effort(probes=4, neighbours=12, proposals=16)


class StopList:
    """The common parts that were learnt, and how often each feature of each work was shared."""

    def __init__(self) -> None:
        """Begin with nothing learnt."""
        self._index = PartIndex()
        self._shared: dict[int, NDArray[np.uint8]] = {}

    def zones(self, features: Features) -> list[Zone]:
        """Return where a picture shows parts that were learnt: corners, in parts of its sides."""
        return [
            _grown(hull(features, rows)).astype(np.float64) / (features.width, features.height)
            for _, rows, _ in _alike(features, self._index)
        ]

    def learn(self, slot: int, own: Features, index: PartIndex) -> dict[int, Rows]:
        """Count what a new work, not in `index` yet, shares with those that are.

        Returns the features in parts that have become common, by slot: the caller takes them out of
        the index, and the new work's example is kept.
        """
        self._shared[slot] = np.zeros(len(own), np.uint8)
        common: dict[int, NDArray[np.bool_]] = {}
        for other, rows, partners in _alike(own, index):
            theirs = index.layout(other)
            if max(share_of(own, rows), share_of(theirs, partners)) <= SMALL:
                for place, layout, part in ((slot, own, rows), (other, theirs, partners)):
                    often = self._count(place, part)
                    if len(often) >= MIN_SUPPORT:
                        zone = _grown(hull(layout, often))
                        common[place] = common.get(place, False) | within(layout, zone)
        if slot in common:
            self._index.add(len(self._index), own.only(common[slot]))
        return {place: np.flatnonzero(rows) for place, rows in common.items()}

    def _count(self, slot: int, rows: Rows) -> Rows:
        """Count these features as shared once more; return those that were often enough."""
        part = np.unique(rows)
        self._shared[slot][part] += 1
        return part[self._shared[slot][part] >= MANY]

    def forget(self, slot: int) -> None:
        """Take back the counts of a work that was removed; what was learnt stays learnt."""
        del self._shared[slot]

    def state(self) -> Arrays:
        """Return a copy of what was learnt; `of` makes it again."""
        shared = [self._shared[slot] for slot in sorted(self._shared)]
        return {
            "shared": np.concatenate([np.empty(0, np.uint8), *shared]),
            **nested("parts", self._index.state()),
        }

    @classmethod
    def of(cls, arrays: Arrays, works: PartIndex) -> StopList:
        """Make the list again of which this is the `state`, of the works in an index.

        Raises `FeaturesError` if it is none.
        """
        shared, parts = column(arrays, "shared", "|u1"), part_of(arrays, "parts")
        lengths = [len(works.kept(slot)) for slot in works.slots]
        if sum(lengths) != len(shared):
            raise FeaturesError("features_malformed")
        stops, start = cls(), 0
        for slot, length in zip(works.slots, lengths, strict=True):
            stops._shared[slot] = shared[start : start + length].copy()
            start += length
        # an example is never taken out, so the next slot is the number of examples
        examples = len(column(parts, "slots", "<i8"))
        stops._index = PartIndex.of(parts, examples)
        return stops


def inside(layout: Layout, zones: Iterable[Zone]) -> NDArray[np.bool_]:
    """Return which of the features lie in any of the zones, which may be of another raster."""
    found = np.zeros(len(layout), np.bool_)
    for zone in zones:
        found |= within(layout, (zone * (layout.width, layout.height)).astype(np.float32))
    return found


def _grown(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a polygon that is larger: a part reaches beyond those of its features that agree."""
    middle = corners.mean(axis=0)
    grown: NDArray[np.float32] = middle + _GROWTH * (corners - middle)
    return grown


def _alike(features: Features, index: PartIndex) -> Iterator[tuple[int, Rows, Rows]]:
    """Yield (slot, rows, partners): what lies alike in other pictures, by the index's own pairs."""
    for proposal in index.propose([features], _EFFORT):
        other = index.layout(proposal.slot)
        query, work = features.points[proposal.query], other.points[proposal.rows]
        alignment = next(align(query, work, other.side, tests=len(index)), None)
        if alignment is not None and alignment.score >= _SURE:
            support = alignment.support
            yield proposal.slot, proposal.query[support], proposal.rows[support]
