"""Pictures to be traced: drawn ones by name, as arrays, files and studies."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from benchmarks.tracing.drawn import draw
from hashing.image import open_picture
from hashing.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]


@cache
def drawn(name: str, side: int = 512) -> Pixels:
    """Return the drawn picture of this name, its longer side of so many pixels."""
    sheet = draw(name)
    scale = side / max(sheet.shape[:2])
    size = (round(sheet.shape[1] * scale), round(sheet.shape[0] * scale))
    picture = np.asarray(cv2.resize(sheet, size, interpolation=cv2.INTER_AREA), np.uint8)
    picture.flags.writeable = False
    return picture


def file_of(picture: Pixels) -> bytes:
    """Return a picture, (rows, columns, 3) RGB or (rows, columns) grey, as a PNG file."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=1)
    return out.getvalue()


def study_of(picture: Pixels) -> Study:
    """Return the study of a picture."""
    return Study(open_picture(file_of(picture)))


@cache
def study(name: str) -> Study:
    """Return the study of the drawn picture of this name."""
    return study_of(drawn(name))


def grey(name: str) -> Pixels:
    """Return the drawn picture of this name in grey."""
    return study(name).grey


def flat(height: int, width: int) -> Pixels:
    """Return a grey raster with nothing in it."""
    return np.full((height, width), 200, np.uint8)


def overlap(one: object, other: object, grid: int = 200) -> float:
    """Return the intersection over the union of two polygons, of places 0 to 1."""
    drawn_twice = []
    for polygon in (one, other):
        sheet = np.zeros((grid, grid), np.uint8)
        corners = np.rint(np.array(polygon, np.float64) * (grid - 1)).astype(np.int32)
        cv2.fillPoly(sheet, [corners], 1)
        drawn_twice.append(sheet.astype(bool))
    both, either = drawn_twice[0] & drawn_twice[1], drawn_twice[0] | drawn_twice[1]
    return float(both.sum() / max(either.sum(), 1))
