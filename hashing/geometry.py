"""Which pairs of features agree on one plane map from the query to the work. No randomness.

A pair of features, each with place, scale and angle, determines a similarity by itself. So every
pair is a hypothesis, they are tried against all others, and the one with the most support is
refined to an affine map by least squares: the same input always gives the same answer, where random
sampling would not. What one map explains is set aside and the search repeated, for a work that
appears twice, or in pieces, or bent round a cup.

**Evidence** is measured by the number of false alarms (Desolneux, Moisan and Morel 2000): among n
pairs thrown at random, how many maps would one expect to be supported by k of them? Its negative
decimal logarithm is the score of a map: 2 means that chance does so once in a hundred pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hashing.features import Layout, Points

#: How far, in parts of the long side of the work, a feature may lie from where the map puts it.
_FIRST_REACH: Final = 0.05
_REACH: Final = 0.025
#: How far a pair may differ from the map in angle (radians) and scale (octaves).
_TURN: Final = math.radians(25)
_OCTAVES: Final = 0.7
#: The share of random pairs that agree in angle, and in scale (over some six octaves, uneven).
_CHANCE: Final = (_TURN / math.pi) * 0.35
#: Hypotheses tried at most: of many pairs, some that lie evenly among them, so that each
#: part of the picture has its chance.
_HYPOTHESES: Final = 256
_REFINEMENTS: Final = 3
#: Features nearer than this, in parts of the long side, are one piece of evidence, not two.
_GRAIN: Final = 0.01
MIN_SUPPORT: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A map and the pairs that support it.

    ``matrix`` (2 × 3, float64) takes query pixels to work pixels; ``support`` holds the rows of the
    pairs; ``score`` is minus the decimal logarithm of the number of false alarms.
    """

    matrix: NDArray[np.float64]
    support: NDArray[np.intp]
    score: float


def align(query: Points, work: Points, side: float, tests: float) -> Iterator[Alignment]:
    """Yield the maps that the pairs (row i of `query` with row i of `work`) support, best first.

    `side` is the long side of the work in pixels; `tests` is how many works and variants the pairs
    were chosen from: each would have had its chance of a false alarm. Only maps with a positive
    score are given.
    """
    rows = np.arange(len(query))
    total = len(rows)
    while len(rows) >= MIN_SUPPORT:
        found = _best(query[rows], work[rows], side)
        if found is None:
            return
        matrix, inside = found
        support = rows[inside]
        count = min(_distinct(query[support], side), _distinct(work[support], side))
        score = -_log_false_alarms(total, count, side, tests, work)
        if count < MIN_SUPPORT or score <= 0:
            return
        yield Alignment(matrix, support, score)
        rows = rows[~inside]


def _best(
    query: Points, work: Points, side: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]] | None:
    """Return the refined map of the best supported hypothesis, and which pairs it explains."""
    tried = np.unique(np.linspace(0, len(query) - 1, _HYPOTHESES).astype(np.intp))
    steps = np.log2(work[:, 2] / query[:, 2])
    turns = work[:, 3] - query[:, 3]
    scale = np.exp2(steps[tried])
    a, b = scale * np.cos(turns[tried]), scale * np.sin(turns[tried])
    x, y = query[:, 0], query[:, 1]
    tx = work[tried, 0] - (a * x[tried] - b * y[tried])
    ty = work[tried, 1] - (b * x[tried] + a * y[tried])
    dx = a[:, None] * x - b[:, None] * y + tx[:, None] - work[:, 0]
    dy = b[:, None] * x + a[:, None] * y + ty[:, None] - work[:, 1]
    inside = dx * dx + dy * dy < (_FIRST_REACH * side) ** 2
    inside &= _same(steps, turns, tried)
    # the first of the best: rows come in a fixed order
    best = int(inside.sum(axis=1).argmax())
    support = inside[best]
    matrix = np.array([[a[best], -b[best], tx[best]], [b[best], a[best], ty[best]]], np.float64)
    for _ in range(_REFINEMENTS):
        if support.sum() < MIN_SUPPORT:
            return None
        matrix = _fit(query[support, :2], work[support, :2])
        support = _explained(matrix, query, work, _REACH * side)
    return (matrix, support) if support.sum() >= MIN_SUPPORT else None


def _same(
    steps: NDArray[np.float32], turns: NDArray[np.float32], tried: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return whether each pair that is tried agrees with each pair in scale and angle."""
    away = np.abs((turns[tried, None] - turns + np.pi) % (2 * np.pi) - np.pi)
    same: NDArray[np.bool_] = (away < _TURN) & (np.abs(steps[tried, None] - steps) < _OCTAVES)
    return same


def _fit(source: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the affine map of least squares; few or collinear points give the nearest similarity.

    A weak pull towards a similarity keeps the map sound where the points leave it open.
    """
    centre, aim = source.mean(axis=0, dtype=np.float64), target.mean(axis=0, dtype=np.float64)
    p, q = source - centre, target - aim
    spread = float((p * p).sum()) or 1.0
    a = float((p * q).sum()) / spread
    b = float((p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum()) / spread
    like = np.array([[a, -b], [b, a]])
    pull = 0.1 * spread / max(len(p), 1)
    gram = p.T @ p + pull * np.eye(2)
    linear = (q.T @ p + pull * like) @ np.linalg.inv(gram)
    return np.column_stack([linear, aim - linear @ centre])


def _explained(
    matrix: NDArray[np.float64], query: Points, work: Points, reach: float
) -> NDArray[np.bool_]:
    away = query[:, :2] @ matrix[:, :2].T + matrix[:, 2] - work[:, :2]
    scale = 0.5 * math.log2(max(abs(float(np.linalg.det(matrix[:, :2]))), 1e-12))
    turn = math.atan2(matrix[1, 0] - matrix[0, 1], matrix[0, 0] + matrix[1, 1])
    turns = work[:, 3] - query[:, 3] - turn
    turned = np.abs((turns + np.pi) % (2 * np.pi) - np.pi)
    steps = np.abs(np.log2(work[:, 2] / query[:, 2]) - scale)
    near = (away * away).sum(axis=1) < reach * reach
    explained: NDArray[np.bool_] = near & (turned < 1.5 * _TURN) & (steps < 1.5 * _OCTAVES)
    return explained


def _distinct(points: Points, side: float) -> int:
    """Return how many places the points stand for."""
    cells = np.floor(points[:, :2] / (_GRAIN * side)).astype(np.int64)
    return len(np.unique(cells[:, 0] << 32 | cells[:, 1]))


def _log_false_alarms(total: int, count: int, side: float, tests: float, work: Points) -> float:
    """Return the decimal logarithm of how often chance gives a map `count` of `total` pairs."""
    low, high = work[:, :2].min(axis=0), work[:, :2].max(axis=0)
    area = max(float(np.prod(high - low)), (side * side) * 0.02)
    chance = min(_CHANCE * math.pi * (_REACH * side) ** 2 / area, 0.5)
    # the first pair makes the hypothesis; the others agree by the tail of a binomial, for which
    # Hoeffding's bound holds: exp(-n KL(k/n, p)), which has no underflow
    others, agreeing = total - 1, count - 1
    share = agreeing / others
    if share <= chance:
        return math.log10(tests * total)
    gain = share * math.log(share / chance)
    if share < 1:
        gain += (1 - share) * math.log((1 - share) / (1 - chance))
    return math.log10(tests * total) - others * gain / math.log(10)


def hull(layout: Layout, rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the convex hull of some of the features, of shape (corners, 2), in pixels."""
    return np.asarray(cv2.convexHull(layout.points[rows, :2]), np.float32).reshape(-1, 2)


def share_of(layout: Layout, rows: NDArray[np.intp]) -> float:
    """Return how much of the picture lies within the hull of some of its features, 0 to 1."""
    return cv2.contourArea(hull(layout, rows)) / (layout.width * layout.height)


def within(layout: Layout, corners: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which of the features lie within a convex polygon, its edge included."""
    places = layout.points[:, :2]
    inside = [cv2.pointPolygonTest(corners, (float(x), float(y)), False) >= 0 for x, y in places]  # noqa: FBT003  # OpenCV takes it by position
    return np.array(inside, np.bool_)
