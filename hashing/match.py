"""What tracing answers: which works and sources a picture shares parts with, where, and how.

Places are in parts of the width and the height of a picture, 0 to 1, from its top left corner.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.geometry import hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from hashing.features import Layout
    from hashing.filtration import Judgement, Verdict
    from hashing.retrieval import Found
    from hashing.study import Study

Polygon = tuple[tuple[float, float], ...]

#: Digits kept of places and of other figures: answers are compared byte by byte.
_DIGITS: Final = 4
#: Cells a side of the grid on which areas are counted.
_GRID: Final = 128
_WHOLE: Final[Polygon] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Transform:
    """How the query was made from the registered picture, as far as one map can say.

    The query shows it ``mirrored`` (left to right) or as a ``negative``, then turned by
    ``rotation`` degrees (clockwise, -180 to 180) and at ``scale`` (of the long sides as 512 pixels,
    so only its ratio to that of other matches means something). ``matrix`` (3 × 3, rows) takes
    places of the query to places of the registered picture, mirroring included.
    """

    mirrored: bool
    negative: bool
    rotation: float
    scale: float
    matrix: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """One part that both pictures show: convex polygons around what agrees in each."""

    query: Polygon
    work: Polygon


@dataclass(frozen=True, slots=True)
class Source:
    """A heritage source that a query shares parts with, by its picture of that number, from 0."""

    name: str
    number: int
    score: float
    transform: Transform
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A work that a query shares parts with.

    ``score`` is minus the decimal logarithm of how many such agreements chance would give in the
    whole register: higher is surer, and it means the same for every query. ``heritage`` names the
    sources that explain part of it; ``numbers`` are the figures behind score and verdict.
    """

    name: str
    score: float
    verdict: Verdict
    transform: Transform
    regions: tuple[Region, ...]
    heritage: tuple[str, ...]
    numbers: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """The works and heritage sources that a picture shares parts with, surest first.

    ``works`` and ``pictures`` are how many works and heritage pictures were searched.
    """

    matches: tuple[Match, ...]
    sources: tuple[Source, ...]
    works: int
    pictures: int


def match_of(
    name: str, found: Found, study: Study, judgement: Judgement, heritage: tuple[str, ...]
) -> Match:
    """Put together the answer on one work."""
    regions = _regions(found)
    numbers = {
        "agreeing": float(sum(len(piece.support) for piece in found.pieces)),
        "pairs": float(len(found.query)),
        "pieces": float(len(found.pieces)),
        "query_covered": _covered(region.query for region in regions),
        "work_covered": _covered(region.work for region in regions),
        **{key: round(value, _DIGITS) for key, value in judgement.numbers.items()},
    }
    return Match(
        name=name,
        score=round(found.score, 2),
        verdict=judgement.verdict,
        transform=_transform(found, study),
        regions=regions,
        heritage=heritage,
        numbers=numbers,
    )


def source_of(name: str, found: Found, study: Study, number: int) -> Source:
    """Put together the answer on the picture of a heritage source that has this number."""
    return Source(name, number, round(found.score, 2), _transform(found, study), _regions(found))


def _transform(found: Found, study: Study) -> Transform:
    """Describe the best piece; `study` gives the size of the query."""
    matrix = found.pieces[0].matrix
    query, work = study.surface, found.work
    linear = matrix[:, :2]
    scale = math.sqrt(abs(float(np.linalg.det(linear)))) or 1.0
    # the query was made from the work, so its turn is the opposite of the map's; the map is of the
    # query mirrored back, which is turned the other way round
    turn = math.degrees(math.atan2(linear[1, 0] - linear[0, 1], linear[0, 0] + linear[1, 1]))
    turn = turn if found.variant.mirrored else -turn
    stretch = np.diag([query.width, query.height, 1])
    flip = np.array([[-1, 0, 1], [0, 1, 0], [0, 0, 1]]) if found.variant.mirrored else np.eye(3)
    places = np.diag([1 / work.width, 1 / work.height]) @ matrix @ stretch @ flip
    rows = [tuple(round(float(value), _DIGITS) for value in row) for row in [*places, (0, 0, 1)]]
    return Transform(
        mirrored=found.variant.mirrored,
        negative=found.variant.negative,
        rotation=round(turn, 1),
        scale=round(1 / scale, _DIGITS),
        matrix=tuple((row[0], row[1], row[2]) for row in rows),
    )


def _regions(found: Found) -> tuple[Region, ...]:
    if found.by == "whole":
        return (Region(_WHOLE, _WHOLE),)
    return tuple(
        Region(
            query=_polygon(found.query, piece.support, mirrored=found.variant.mirrored),
            work=_polygon(found.work, piece.support, mirrored=False),
        )
        for piece in found.pieces
    )


def _polygon(layout: Layout, rows: NDArray[np.intp], *, mirrored: bool) -> Polygon:
    places = hull(layout, rows) / (layout.width, layout.height)
    if mirrored:
        places[:, 0] = 1 - places[:, 0]
    clipped = places.clip(0, 1)
    return tuple((round(float(x), _DIGITS), round(float(y), _DIGITS)) for x, y in clipped)


def simplified(polygon: Polygon, most: int) -> Polygon:
    """Return a polygon of at most so many corners that differs from `polygon` as little as it can.

    The corners are some of those of `polygon`; the least useful is left out, again and again.
    """
    corners = list(polygon)
    while len(corners) > most:
        areas = [
            abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))
            for a, b, c in zip(
                corners[-1:] + corners[:-1], corners, corners[1:] + corners[:1], strict=True
            )
        ]
        del corners[areas.index(min(areas))]
    return tuple(corners)


def _covered(polygons: Iterable[Polygon]) -> float:
    """Return the share of a picture within the polygons, overlaps counted once, on a fine grid."""
    grid = np.zeros((_GRID, _GRID), np.uint8)
    for polygon in polygons:
        corners = np.rint(np.array(polygon) * (_GRID - 1)).astype(np.int32)
        cv2.fillConvexPoly(grid, corners, 1)
    return round(float(grid.mean()), _DIGITS)
