"""The index of local features: which pictures share parts with a query, and by which pairs.

Codes of 128 bits lie in an inverted file of FAISS whose cells are fixed once and for all
(`hashing.codebook`), so what the index answers depends on the pictures in it and on nothing else:
not on their order, not on what was in it before, not on when it was started.

**Voting.** Each code of the query looks up its nearest in a few cells. A pair votes for its
picture, for a turn and for a change of scale; true pairs agree in these, chance pairs do not. The
pictures with the strongest agreement are proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import faiss
import numpy as np

from hashing.arrays import column
from hashing.codebook import codebook
from hashing.errors import CandidateIndexError, FeaturesError
from hashing.features import CODE_BYTES, LENGTH, MOST_FEATURES, POINT, Layout, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hashing.arrays import Arrays
    from hashing.features import Features

#: A code of the index may differ from one of the query in this many of 128 bits.
RADIUS: Final = 32
_TURNS: Final = 12
_STEPS: Final = 32
_FIRST_SLOTS: Final = 64


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look: cells probed and neighbours taken for each code, pictures proposed."""

    probes: int
    neighbours: int
    proposals: int


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A picture that may share a part with the query.

    ``variant`` counts in the variants that were searched; ``votes`` is the weight of the agreeing
    pairs; ``query`` and ``rows`` are the pairs: rows of the query's and of the picture's features.
    """

    slot: int
    variant: int
    votes: float
    query: NDArray[np.intp]
    rows: NDArray[np.intp]


class PartIndex:
    """Features by slot, a small non-negative integer; not safe among threads by itself."""

    def __init__(self, most: int = MOST_FEATURES) -> None:
        """Make an empty index of pictures with at most so many features each."""
        cells = faiss.IndexBinaryFlat(LENGTH)
        cells.add(codebook())
        self._index = faiss.IndexBinaryIVF(cells, LENGTH, cells.ntotal)
        self._cells = cells
        self._most = most
        self._points = np.zeros((_FIRST_SLOTS, most), POINT)
        self._layouts: dict[int, tuple[int, int, int]] = {}
        self._kept: dict[int, NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self._layouts)

    @property
    def slots(self) -> list[int]:
        """The slots that are taken, in ascending order."""
        return sorted(self._layouts)

    def add(self, slot: int, features: Features) -> None:
        """Put in the features of a picture; a slot is never used again.

        Raises `CandidateIndexError` if the slot is taken.
        """
        if slot in self._layouts:
            raise CandidateIndexError("index_key_taken", key=slot)
        count = len(features)
        if slot >= len(self._points):
            grown = np.zeros((2 * slot, self._most), POINT)
            grown[: len(self._points)] = self._points
            self._points = grown
        self._points[slot, :count] = packed(features.points)
        self._layouts[slot] = (features.width, features.height, count)
        self._kept[slot] = np.ones(count, np.bool_)
        _alone()
        self._index.add_with_ids(features.codes(), self._ids(slot, np.arange(count)))

    def remove(self, slot: int) -> None:
        """Take out a picture; raises `CandidateIndexError` if it is not there."""
        if slot not in self._layouts:
            raise CandidateIndexError("index_key_unknown", key=slot)
        _, _, count = self._layouts[slot]
        self.drop(slot, np.arange(count))
        del self._layouts[slot], self._kept[slot]

    def drop(self, slot: int, rows: NDArray[np.intp]) -> None:
        """Take out some features of a picture: they are found no more."""
        self._kept[slot][rows] = False
        if len(rows):  # FAISS goes through the whole index even for none
            _alone()
            self._index.remove_ids(self._ids(slot, rows))

    def kept(self, slot: int) -> NDArray[np.bool_]:
        """Return which features of a picture were not dropped."""
        return self._kept[slot]

    def layout(self, slot: int) -> Layout:
        """Return where the features of a picture lie, those that were dropped included."""
        width, height, count = self._layouts[slot]
        return Layout(width, height, unpacked(self._points[slot, :count]))

    def propose(self, variants: Sequence[Features], effort: Effort) -> list[Proposal]:
        """Return the pictures that share parts with the query, strongest agreement first.

        `variants` are the same features, seen in each of the ways to search.
        """
        asked = len(variants[0])
        if not asked or not self._index.ntotal:
            return []
        points = np.concatenate([variant.points for variant in variants])
        rows, ids, distances = self._near(variants, effort)
        slots, there = np.divmod(ids, self._most)
        works = unpacked(self._points[slots, there])
        turns = np.floor((works[:, 3] - points[rows, 3]) * (_TURNS / np.pi)).astype(np.int64)
        steps = np.floor(np.log2(works[:, 2] / points[rows, 2]) * 2).astype(np.int64)
        pairs = slots * len(variants) + rows // asked
        weights = 1 - distances / (RADIUS + 4)
        votes = _votes(
            pairs, turns % (2 * _TURNS), (steps + _STEPS).clip(1, 2 * _STEPS - 2), weights
        )
        kinds = np.unique(pairs)
        order = np.lexsort((kinds, -votes))[: effort.proposals]
        proposals = []
        for place in order:
            slot, variant = divmod(int(kinds[place]), len(variants))
            (own,) = np.nonzero(pairs == kinds[place])
            proposals.append(
                Proposal(slot, variant, float(votes[place]), rows[own] % asked, there[own])
            )
        return proposals

    def state(self) -> Arrays:
        """Return a copy of what it holds; `of` makes it again."""
        slots = self.slots
        layouts = np.array([self._layouts[slot] for slot in slots], np.int64).reshape(-1, 3)
        points = [self._points[slot, : self._layouts[slot][2]] for slot in slots]
        sizes, ids, codes = _listed(self._index.invlists)
        return {
            "slots": np.array(slots, np.int64),
            "layouts": layouts,
            "points": np.concatenate([np.empty(0, POINT), *points]).view("<u2").reshape(-1, 4),
            "sizes": sizes,
            "ids": ids,
            "codes": codes,
        }

    @classmethod
    def of(cls, arrays: Arrays, given: int, most: int = MOST_FEATURES) -> PartIndex:
        """Make the index again of which this is the `state`, where slots below `given` were given.

        Raises `FeaturesError` if it is none.
        """
        slots, layouts = column(arrays, "slots", "<i8"), column(arrays, "layouts", "<i8", 3)
        points = column(arrays, "points", "<u2", 4)
        counts = layouts[:, 2]
        ends = np.cumsum(counts)
        if (
            len(slots) != len(layouts)
            or not _ascend(slots, given)
            or ((layouts[:, :2] < 1) | (layouts[:, :2] > 0xFFFF)).any()
            or ((counts < 0) | (counts > most)).any()
            or counts.sum() != len(points)
        ):
            raise FeaturesError("features_malformed")
        index = cls(most)
        index._points = np.zeros((max(given, _FIRST_SLOTS), most), POINT)
        kept = index._fill(arrays)
        rows = zip(slots.tolist(), layouts.tolist(), ends.tolist(), strict=True)
        for slot, (width, height, count), end in rows:
            index._points[slot, :count] = points[end - count : end].copy().view(POINT)[:, 0]
            index._layouts[slot] = (width, height, count)
            index._kept[slot] = kept[slot, :count].copy()
        if sum(int(rows.sum()) for rows in index._kept.values()) != index._index.ntotal:
            raise FeaturesError("features_malformed")
        return index

    def _fill(self, arrays: Arrays) -> NDArray[np.bool_]:
        """Fill the cells; return which features are in them, by slot and row."""
        sizes, ids = column(arrays, "sizes", "<i8"), column(arrays, "ids", "<i8")
        codes = column(arrays, "codes", "|u1", CODE_BYTES)
        found = np.zeros(self._points.shape, np.bool_)
        if (
            len(sizes) != self._index.nlist
            or ((sizes < 0) | (sizes > len(ids))).any()
            or not sizes.sum() == len(ids) == len(codes)
            or ((ids < 0) | (ids >= found.size)).any()
        ):
            raise FeaturesError("features_malformed")
        found.reshape(-1)[ids] = True
        ends = np.cumsum(sizes)
        for cell in np.flatnonzero(sizes).tolist():
            rows = slice(ends[cell] - sizes[cell], ends[cell])
            own, theirs = ids[rows].copy(), codes[rows].copy()
            self._index.invlists.add_entries(
                cell, len(own), faiss.swig_ptr(own), faiss.swig_ptr(theirs)
            )
        self._index.ntotal = len(ids)
        return found

    def _ids(self, slot: int, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        return slot * self._most + rows.astype(np.int64)

    def _near(
        self, variants: Sequence[Features], effort: Effort
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int32]]:
        """Return the pairs near enough: row of the query (over all variants), id, distance."""
        codes = np.concatenate([variant.codes() for variant in variants])
        self._index.nprobe = effort.probes
        _alone()
        distances, ids = self._index.search(codes, effort.neighbours + 1)
        # Which of several at the last distance are given is an accident of their order, so none is.
        full = ids[:, -1] >= 0
        limit = np.where(full, distances[:, -1], RADIUS + 1)
        near = (ids >= 0) & (distances <= RADIUS) & (distances < limit[:, None])
        rows, _ = np.nonzero(near)
        order = np.lexsort((ids[near], rows))
        return rows[order], ids[near][order], distances[near][order]


def _alone() -> None:
    """Keep FAISS to the calling thread, which is what the setting is of.

    Its others spin while they wait: on a busy machine that costs a processor ten times the search.
    """
    faiss.omp_set_num_threads(1)


def _listed(
    lists: Any,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Return how many features each cell of FAISS' inverted file has, and their ids and codes."""
    sizes = np.array([lists.list_size(cell) for cell in range(lists.nlist)], np.int64)
    ids = np.empty(sizes.sum(), np.int64)
    codes = np.empty((len(ids), CODE_BYTES), np.uint8)
    ends = np.cumsum(sizes)
    for cell in np.flatnonzero(sizes).tolist():
        size, rows = int(sizes[cell]), slice(ends[cell] - sizes[cell], ends[cell])
        ids[rows] = faiss.rev_swig_ptr(lists.get_ids(cell), size)
        listed = faiss.rev_swig_ptr(lists.get_codes(cell), size * CODE_BYTES)
        codes[rows] = listed.reshape(size, CODE_BYTES)
    return sizes, ids, codes


def _ascend(slots: NDArray[np.int64], given: int) -> bool:
    """Whether slots are in ascending order, each once, from 0 to below `given`."""
    edges = np.concatenate([[-1], slots, [given]])
    return bool((edges[1:] > edges[:-1]).all())


def _votes(
    pairs: NDArray[np.int64],
    turns: NDArray[np.int64],
    steps: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return, for each of the sorted distinct `pairs`, the weight of its strongest agreement.

    Turns and steps are in half bins; bins overlap by half, so that none splits an agreement.
    """
    kinds, which = np.unique(pairs, return_inverse=True)
    best = np.zeros(len(kinds))
    for turned in (0, 1):
        for stepped in (0, 1):
            turn = (turns + turned) // 2 % _TURNS
            step = (steps + stepped) // 2
            bins = (which * _TURNS + turn) * (_STEPS + 1) + step
            filled, place = np.unique(bins, return_inverse=True)
            weight = np.bincount(place, weights)
            np.maximum.at(best, filled // (_TURNS * (_STEPS + 1)), weight)
    return best
