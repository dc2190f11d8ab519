"""One raster laid over another: first by the map that the features gave, then place by place.

A plane map fits flat walls and flat prints. For perspective, lenses, cups and second photographs
the rest is found by block matching on the edges: at a quarter and at half of the size every shift
of a few pixels is tried, the correlation is gathered in a window, and the best shifts are smoothed,
each with the weight of its correlation. So what both pictures show carries along what only one of
them shows, which is never fitted by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.dense import field_of, likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hashing.dense import Field, Grey, Mask, Matrix, Plane

#: What each round works on: the raster reduced so many times, shifts of so many of its pixels, and
#: so many pixels over which the best shifts are smoothed.
_ROUNDS: Final = ((4, 4, 8.0), (2, 2, 6.0), (2, 2, 6.0))
#: The side of the window in which correlation is gathered, in pixels of the reduced raster.
_WINDOW: Final = 15
#: How many times finer than its place a raster may be before it is reduced.
_SPARE: Final = 1.2
#: Pixels over which rasters are compared as to which of them fits a place better.
_BREADTH: Final = 8.0
#: Weight of the trend at each place, and of no shift at all in the whole.
_STIFF: Final = 0.01
_STEADY: Final = 1.0
#: Correlation below which a shift says nothing.
_LEAST: Final = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Draped:
    """A raster as it lies over another one, and at which pixels of that there is any of it."""

    raster: Grey
    visible: Mask


def drape(source: Grey, matrix: Matrix, target: Grey) -> Draped:
    """Lay `source` over `target`; `matrix` (3 × 3) takes pixels of the latter to the former."""
    source, matrix = _fitted(source, matrix)
    height, width = target.shape
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    draped = _taken(source, matrix, across, down)
    for times, reach, smooth in _ROUNDS:
        aim = field_of(_reduced(target, times))
        seen = _reduced(draped.visible.astype(np.uint8) * np.uint8(255), times) > 127
        moving = field_of(_reduced(draped.raster, times), seen)
        shift = _shifts(aim, moving, reach, smooth)
        across += times * cv2.resize(shift[0], (width, height))
        down += times * cv2.resize(shift[1], (width, height))
        draped = _taken(source, matrix, across, down)
    return draped


def composed(layers: Sequence[Draped], grounds: Sequence[Field]) -> tuple[Draped, NDArray[np.intp]]:
    """Put several draped rasters together, at each pixel the one most like any of the grounds.

    Returns it and the place in `layers` of what was taken, -1 where nothing lies.
    """
    rows, columns = grounds[0].energy.shape
    best = np.full((rows, columns), -np.inf, np.float32)
    raster = np.zeros((rows, columns), np.uint8)
    taken = np.full((rows, columns), -1, np.intp)
    for place, layer in enumerate(layers):
        field = field_of(layer.raster, layer.visible)
        like = np.max([likeness(field, ground) for ground in grounds], axis=0)
        broad = cv2.GaussianBlur(like, (0, 0), _BREADTH)
        better = layer.visible & (broad > best)
        best[better], raster[better], taken[better] = broad[better], layer.raster[better], place
    return Draped(raster, taken >= 0), taken


def _fitted(source: Grey, matrix: Matrix) -> tuple[Grey, Matrix]:
    """Shrink a raster that would lose pixels on being laid down."""
    times = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if times <= _SPARE:
        return source, matrix
    smaller = _reduced(source, times)
    (height, width), (rows, columns) = source.shape, smaller.shape
    return smaller, np.diag([columns / width, rows / height, 1]) @ matrix


def _reduced(raster: Grey, times: float) -> Grey:
    height, width = raster.shape
    size = (max(1, round(width / times)), max(1, round(height / times)))
    return np.asarray(cv2.resize(raster, size, interpolation=cv2.INTER_AREA), np.uint8)


def _taken(source: Grey, matrix: Matrix, across: Plane, down: Plane) -> Draped:
    height, width = source.shape
    x = (matrix[0, 0] * across + matrix[0, 1] * down + matrix[0, 2]).astype(np.float32)
    y = (matrix[1, 0] * across + matrix[1, 1] * down + matrix[1, 2]).astype(np.float32)
    raster = cv2.remap(source, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    visible = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    return Draped(np.asarray(raster, np.uint8), visible)


def _shifts(aim: Field, moving: Field, reach: int, smooth: float) -> NDArray[np.float32]:
    """Return by how much, (2, rows, columns), to look aside in `moving` to see what `aim` shows."""
    height, width = aim.energy.shape
    padded = np.pad(moving.planes, ((0, 0), (reach, reach), (reach, reach)))
    power = np.pad(_gathered((moving.planes**2).sum(axis=0)), reach, mode="edge") + moving.faint
    own = _gathered((aim.planes**2).sum(axis=0)) + aim.faint
    best = np.full((height, width), _LEAST, np.float32)
    shift = np.zeros((2, height, width), np.float32)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            rows = slice(reach + dy, reach + dy + height)
            columns = slice(reach + dx, reach + dx + width)
            common = _gathered((aim.planes * padded[:, rows, columns]).sum(axis=0))
            like = common / np.sqrt(own * power[rows, columns])
            better = like > best
            best[better] = like[better]
            shift[0][better], shift[1][better] = dx, dy
    return _smoothed(shift, (best - _LEAST) ** 2, smooth)


def _smoothed(shift: NDArray[np.float32], weight: Plane, smooth: float) -> NDArray[np.float32]:
    """Return the shifts smoothed by weight, about the polynomial of second degree nearest to them.

    A perspective is such a polynomial but for small terms; it holds where little is to be seen.
    """
    height, width = weight.shape
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y]).reshape(6, -1)
    weighted = terms * weight.reshape(-1)
    gram = weighted @ terms.T + _STEADY * np.eye(6)
    coefficients = np.linalg.solve(gram, weighted @ shift.reshape(2, -1).T)
    trend = (coefficients.T @ terms).reshape(shift.shape).astype(np.float32)
    total = cv2.GaussianBlur(weight, (0, 0), smooth) + _STIFF
    rest = [cv2.GaussianBlur(plane, (0, 0), smooth) / total for plane in (shift - trend) * weight]
    return np.asarray(trend + np.stack(rest), np.float32)


def _gathered(plane: Plane) -> Plane:
    return np.asarray(cv2.blur(plane, (_WINDOW, _WINDOW)), np.float32)
