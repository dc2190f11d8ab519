"""What tracing found, drawn: common parts of two pictures, and what of a work is its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.expression import OWN, SHARED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hashing.expression import Expression
    from hashing.image import Picture

    Places = Sequence[tuple[float, float]]

#: The height at which pictures are drawn, and the room between and around them, in pixels.
_HEIGHT: Final = 512
_GAP: Final = 24
_STRIPE: Final = 6
_PAPER: Final = (244, 240, 232)
_SHADOW: Final = (20, 20, 20)
#: One colour a part, told apart by people who see no red or no green (Okabe and Ito 2008).
_COLOURS: Final = ((240, 228, 66), (86, 180, 233), (230, 159, 0), (0, 158, 115))


@dataclass(frozen=True, slots=True)
class Outline:
    """One part in both pictures: corners in parts of width and height, 0 to 1."""

    left: Places
    right: Places


def overlay(left: Picture, right: Picture | None, outlines: Sequence[Outline]) -> bytes:
    """Return a PNG of both pictures with the outlines; a picture that may not be shown is blank."""
    first = _scaled(left.raster)
    second = np.full_like(first, 255) if right is None else _scaled(right.raster)
    width = 3 * _GAP + first.shape[1] + second.shape[1]
    sheet = np.full((_HEIGHT + 2 * _GAP, width, 3), _PAPER, np.uint8)
    shift = 2 * _GAP + first.shape[1]
    sheet[_GAP : _GAP + _HEIGHT, _GAP : _GAP + first.shape[1]] = first
    sheet[_GAP : _GAP + _HEIGHT, shift : shift + second.shape[1]] = second
    for number, outline in enumerate(outlines):
        here = _corners(outline.left, first.shape[1], _GAP)
        there = _corners(outline.right, second.shape[1], shift)
        colour = _COLOURS[number % len(_COLOURS)]
        for tint, thickness in ((_SHADOW, 5), (colour, 2)):
            cv2.polylines(sheet, [here, there], True, tint, thickness, cv2.LINE_AA)  # noqa: FBT003  # OpenCV takes it by position
            cv2.line(sheet, _middle(here), _middle(there), tint, thickness - 1, cv2.LINE_AA)
    _, packed = cv2.imencode(".png", cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
    return packed.tobytes()


def expression_map(picture: Picture, expression: Expression) -> bytes:
    """Return a PNG of a work in which only its own expression has kept its colours.

    What it shares with heritage is grey and striped, what is neither surely is grey.
    """
    drawn = _scaled(picture.raster)
    size = (drawn.shape[1], drawn.shape[0])
    places = cv2.resize(expression.places, size, interpolation=cv2.INTER_NEAREST)
    grey = cv2.cvtColor(cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    faded = (0.35 * grey + 0.65 * np.array(_PAPER)).astype(np.uint8)
    rows, columns = np.indices(places.shape)
    stripes = (rows + columns) // _STRIPE % 2 == 0
    drawn = np.where((places == OWN)[..., None], drawn, faded)
    drawn[(places == SHARED) & stripes] = grey[(places == SHARED) & stripes]
    _, packed = cv2.imencode(".png", cv2.cvtColor(drawn.astype(np.uint8), cv2.COLOR_RGB2BGR))
    return packed.tobytes()


def _scaled(raster: NDArray[np.uint8]) -> NDArray[np.uint8]:
    rows, columns = raster.shape[:2]
    # a strip a thousand times as wide as high would make a sheet of half a million columns
    width = min(max(1, round(columns * _HEIGHT / rows)), 4 * _HEIGHT)
    size = (width, _HEIGHT)
    return np.asarray(cv2.resize(raster, size, interpolation=cv2.INTER_AREA), np.uint8)


def _corners(places: Places, width: int, shift: int) -> NDArray[np.int32]:
    points = np.array(places, np.float64) * (width - 1, _HEIGHT - 1) + (shift, _GAP)
    return np.rint(points).astype(np.int32)


def _middle(corners: NDArray[np.int32]) -> tuple[int, int]:
    x, y = corners.mean(axis=0)
    return round(float(x)), round(float(y))
