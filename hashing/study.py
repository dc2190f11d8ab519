"""A picture that is asked about or enrolled, and all that is computed from it, once each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.algorithms import query_fingerprints
from hashing.features import VARIANTS, Features, extract
from hashing.sketch import Sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hashing.algorithms import QueryFingerprints
    from hashing.image import Picture

#: The most features of the lines that are kept of a registered picture.
KEPT_LINES: Final = 375
#: The lines of a negative are those of the picture.
LINE_VARIANTS: Final = tuple(variant for variant in VARIANTS if not variant.negative)
#: Lines are looked for after a blur of so many pixels; one pixel in a hundred is all black.
_LINE_WIDTH: Final = 1.5
_BLACK: Final = 99


@dataclass(frozen=True, eq=False)
class Study:
    """A decoded picture with what it is searched by and kept by."""

    picture: Picture

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """The canonical raster in grey, of shape (rows, columns)."""
        return np.asarray(self.picture.luma())

    @cached_property
    def fingerprints(self) -> QueryFingerprints:
        """The fingerprints, in the eight ways to turn the picture."""
        return query_fingerprints(self.picture)

    @cached_property
    def surface(self) -> Features:
        """The features of the grey picture."""
        return extract(self.grey)

    @cached_property
    def lines(self) -> Features:
        """The features of its lines, which a drawing after the picture shares."""
        return line_features(self.grey)

    @cached_property
    def strokes(self) -> Features:
        """The features of the picture taken for a drawing: its lines, if it is one."""
        return _doubled(_halved(_softened(self.grey)), self.grey)

    def prepare(self) -> None:
        """Compute what every search needs, now: later it would be under the lock of an index."""
        _ = self.fingerprints, self.surface

    @property
    def sketch(self) -> Sketch:
        """What is kept of the picture."""
        lines = self.lines
        kept = lines.only(np.arange(min(len(lines), KEPT_LINES)))
        return Sketch(self.fingerprints.fingerprints, self.surface, kept)


def line_features(grey: NDArray[np.uint8]) -> Features:
    """Return the features of the lines of a grey raster, in pixels of that raster.

    They are found at half the size.
    """
    return _doubled(lines_of(grey), grey)


def lines_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the lines of a grey raster, dark on white, at half its size.

    They are where grey changes, and how steeply; the blur leaves nothing finer to see.
    """
    soft = _softened(grey)
    slope = cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    steep = max(float(np.percentile(slope, _BLACK)), 1.0)
    return _halved(np.rint(255 * (1 - np.minimum(slope / steep, 1))).astype(np.uint8))


def _softened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), _LINE_WIDTH), np.uint8)


def _halved(raster: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = raster.shape
    size = (max(1, width // 2), max(1, height // 2))
    return np.asarray(cv2.resize(raster, size, interpolation=cv2.INTER_AREA), np.uint8)


def _doubled(half: NDArray[np.uint8], grey: NDArray[np.uint8]) -> Features:
    """Return the features of a raster of half the size, in pixels of the whole."""
    found = extract(half)
    height, width = grey.shape
    # the middle of a pixel of the half lies between two of the whole
    doubled = np.array((2, 2, 2, 1), np.float32)
    points = found.points * doubled + np.array((0.5, 0.5, 0, 0), np.float32)
    return Features(width, height, points, found.descriptors)
