"""The features of two pictures paired by what they look like, place not regarded yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hashing.features import Features

#: A pair counts if the next best feature of the work is this much farther away (Lowe's ratio).
_RATIO: Final = 0.85
#: The largest distance of a pair, of RootSIFT descriptors of length one.
_DISTANCE: Final = 0.75


def pair(query: Features, work: Features) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which feature of `query` goes with which of `work`: two arrays of rows, of one length.

    Each feature of the query has at most one partner.
    """
    if not len(query) or not len(work):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    likeness = query.roots() @ work.roots().T
    rows = np.arange(len(query))
    best = likeness.argmax(axis=1)
    first = likeness[rows, best]
    likeness[rows, best] = -1
    second = likeness.max(axis=1)
    nearest, next_best = _distance(first), _distance(second)
    (kept,) = np.nonzero((nearest < _RATIO * next_best) & (nearest < _DISTANCE))
    return kept, best[kept]


def _distance(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the Euclidean distance of unit vectors with these inner products."""
    return np.sqrt(np.maximum(2 - 2 * likeness, 0))
