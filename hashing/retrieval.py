"""Finding the pictures that a query shares parts with, by fingerprints, by surface, by lines.

1. **Whole pictures** that look like it, by fingerprints: the copies of pictures with too little
   structure for anything else.
2. **Surface**: its features in four readings (as it is, mirrored, as a negative, both) against the
   index; the best proposals are verified.
3. **Lines**, only if nothing was found so far: drawings after a picture. First by the lines of the
   query; then by its strokes, as they are, for a drawing has its lines twice: along both edges.

The score is minus the decimal logarithm of the number of false alarms, whichever way a picture was
found, so it means the same for every query: from `THRESHOLD` on, chance is ruled out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from hashing.arrays import nested, part_of
from hashing.errors import FeaturesError
from hashing.features import VARIANTS, Variant
from hashing.geometry import Alignment
from hashing.parts import Effort, PartIndex
from hashing.search import PictureIndex
from hashing.stoplist import StopList, inside
from hashing.study import KEPT_LINES, LINE_VARIANTS
from hashing.verification import pieces_of, rank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hashing.arrays import Arrays
    from hashing.features import Features
    from hashing.search import Candidate
    from hashing.sketch import Sketch
    from hashing.stoplist import Zone
    from hashing.study import Study

#: The operating point: the least score of a picture that is said to be found.
THRESHOLD: Final = 8.0
_EFFORT: Final = Effort(probes=8, neighbours=8, proposals=16)
#: Proposals verified with full descriptors: at most, and at least, though nothing supports them.
_MOST: Final = 8
_LEAST: Final = 3
#: Bits of a fingerprint that are independent of each other, about.
_BITS: Final = 64
#: How each turned form of the fingerprint takes places of the query (0 to 1) to places of the work.
_TURNED: Final[Mapping[str, Sequence[Sequence[float]]]] = {
    "identity": ((1, 0, 0), (0, 1, 0)),
    "rotate90": ((0, 1, 0), (-1, 0, 1)),
    "rotate180": ((-1, 0, 1), (0, -1, 1)),
    "rotate270": ((0, -1, 1), (1, 0, 0)),
    "flip_horizontal": ((-1, 0, 1), (0, 1, 0)),
    "flip_vertical": ((1, 0, 0), (0, -1, 1)),
    "transpose": ((0, 1, 0), (1, 0, 0)),
    "transverse": ((0, -1, 1), (-1, 0, 1)),
}


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A picture that shares parts with the query.

    ``pieces`` take pixels of the query, read as ``variant``, to pixels of the picture, best first;
    ``query`` and ``work`` are the paired features that their ``support`` counts in, none if the
    picture was found ``by`` its fingerprints.
    """

    slot: int
    by: Literal["whole", "surface", "lines"]
    variant: Variant
    pieces: tuple[Alignment, ...]
    query: Features
    work: Features
    score: float


class Retrieval:
    """The pictures that can be found, by slot: small integers that are given once.

    `load` gives the sketch of a slot: sketches are read again when a picture is a candidate. What
    is found depends on what was added and removed, and in what order; among equals the lower slot
    comes first. Not safe among threads by itself.
    """

    def __init__(self, load: Callable[[int], Sketch]) -> None:
        """Make an empty one."""
        self._load = load
        self._whole = PictureIndex()
        self._surface = PartIndex()
        self._lines = PartIndex(KEPT_LINES)
        self._stops = StopList()

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self._whole)

    @property
    def slots(self) -> list[int]:
        """The slots that are taken, in ascending order."""
        return self._whole.keys

    def add(self, slot: int, sketch: Sketch) -> None:
        """Put in a picture, and learn what small parts it shares with many others."""
        self._whole.add(slot, sketch.fingerprints)
        common = self._stops.learn(slot, sketch.surface, self._surface)
        self._surface.add(slot, sketch.surface)
        self._lines.add(slot, sketch.lines)
        zones = self._stops.zones(sketch.surface)
        self._surface.drop(slot, np.flatnonzero(inside(sketch.surface, zones)))
        for place, rows in common.items():
            self._surface.drop(place, rows)

    def remove(self, slot: int) -> None:
        """Take out a picture."""
        self._whole.remove(slot)
        self._surface.remove(slot)
        self._lines.remove(slot)
        self._stops.forget(slot)

    def find(self, study: Study) -> list[Found]:
        """Return the pictures that share parts with `study`, surest first."""
        if not len(self):
            return []
        zones = self._stops.zones(study.surface)
        surface = study.surface.only(~inside(study.surface, zones))
        found = [
            *self._wholes(study),
            *self._parts("surface", self._surface, surface, VARIANTS),
        ]
        if not _is_found(found):
            found += self._drawn(study.lines, zones)
        if not _is_found(found):
            found += self._drawn(study.strokes, zones)
        best: dict[int, Found] = {}
        for one in found:
            if one.slot not in best or one.score > best[one.slot].score:
                best[one.slot] = one
        return sorted(best.values(), key=lambda one: (-one.score, one.slot))

    def state(self) -> Arrays:
        """Return a copy of what it holds and has learnt; `of` makes it again."""
        return {
            **nested("whole", self._whole.state()),
            **nested("surface", self._surface.state()),
            **nested("lines", self._lines.state()),
            **nested("stops", self._stops.state()),
        }

    @classmethod
    def of(cls, arrays: Arrays, given: int, load: Callable[[int], Sketch]) -> Retrieval:
        """Make the one again of which this is the `state`, where slots below `given` were given.

        Raises `FeaturesError` if it is none.
        """
        retrieval = cls(load)
        retrieval._whole = PictureIndex.of(part_of(arrays, "whole"))
        retrieval._surface = PartIndex.of(part_of(arrays, "surface"), given)
        retrieval._lines = PartIndex.of(part_of(arrays, "lines"), given, KEPT_LINES)
        retrieval._stops = StopList.of(part_of(arrays, "stops"), retrieval._surface)
        if not retrieval.slots == retrieval._surface.slots == retrieval._lines.slots:
            raise FeaturesError("features_malformed")
        return retrieval

    def _wholes(self, study: Study) -> Iterator[Found]:
        for candidate in self._whole.search(study.fingerprints, _MOST):
            variant, matrix = _turned(candidate.transform)
            work = self._surface.layout(candidate.key)
            query = study.surface
            stretch = np.diag([1 / query.width, 1 / query.height, 1])
            matrix = np.diag([work.width, work.height]) @ matrix @ stretch
            score = _rarity(candidate)
            piece = Alignment(matrix, np.empty(0, np.intp), score)
            unpaired = query.only(piece.support)
            of_work = replace(unpaired, width=work.width, height=work.height)
            yield Found(candidate.key, "whole", variant, (piece,), unpaired, of_work, score)

    def _drawn(self, lines: Features, zones: Sequence[Zone]) -> Iterator[Found]:
        return self._parts("lines", self._lines, lines.only(~inside(lines, zones)), LINE_VARIANTS)

    def _parts(
        self,
        by: Literal["surface", "lines"],
        index: PartIndex,
        features: Features,
        variants: Sequence[Variant],
    ) -> Iterator[Found]:
        readings = [features.seen_as(variant) for variant in variants]
        proposals = rank(index.propose(readings, _EFFORT), readings, index)
        tests = float(len(index) * len(variants))
        for place, (score, slot, which) in enumerate(proposals[:_MOST]):
            if score <= 0 and place >= _LEAST:
                return
            sketch = self._load(slot)
            work = sketch.surface if by == "surface" else sketch.lines
            kept = work.only(index.kept(slot))
            query, paired, pieces = pieces_of(readings[which], kept, tests)
            if pieces:
                total = sum(piece.score for piece in pieces)
                yield Found(slot, by, variants[which], pieces, query, paired, total)


def _is_found(found: Sequence[Found]) -> bool:
    return any(one.score >= THRESHOLD for one in found)


def _turned(transform: str) -> tuple[Variant, NDArray[np.float64]]:
    """Return a turned form as a reading, and the map of places (0 to 1) from that reading."""
    matrix = np.array(_TURNED[transform], np.float64)
    mirrored = bool(np.linalg.det(matrix[:, :2]) < 0)
    if mirrored:
        matrix = np.column_stack([-matrix[:, 0], matrix[:, 1], matrix[:, 2] + matrix[:, 0]])
    return Variant(mirrored=mirrored, negative=False), matrix


def _rarity(candidate: Candidate) -> float:
    """Return minus the logarithm of how often chance makes fingerprints agree so well."""
    differ = (1 - candidate.score) / 2
    information = math.log(2)
    for share in (differ, 1 - differ):
        if share > 0:
            information += share * math.log(share)
    return _BITS * information / math.log(10)
