"""What a picture is enrolled by: all that tracing keeps of a work or of a heritage source.

It is computed once, from the file, and kept; the index is filled from it without the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.errors import FeaturesError
from hashing.expression import Expression, Reference, parse_expression
from hashing.sketch import Sketch, parse_sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PARTS: Final = struct.Struct("<II")


@dataclass(frozen=True, slots=True, eq=False)
class EnrolledWork:
    """A work: what it is found by, and what in it is its own.

    ``heritage`` names the sources that explain the rest of it, declared or not.
    """

    sketch: Sketch
    expression: Expression
    heritage: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Return the stored form; `parse_work` reads it."""
        names = "\n".join(self.heritage).encode()
        return _join(_join(self.sketch.to_bytes(), self.expression.to_bytes()), names)


@dataclass(frozen=True, slots=True, eq=False)
class EnrolledHeritage:
    """A reference picture of a heritage source: what it is found by, and its raster in grey."""

    sketch: Sketch
    grey: NDArray[np.uint8]

    @property
    def reference(self) -> Reference:
        """The form that filtration compares with."""
        return Reference(self.grey, self.sketch.surface)

    def to_bytes(self) -> bytes:
        """Return the stored form; `parse_heritage` reads it."""
        _, packed = cv2.imencode(".png", self.grey)
        return _join(self.sketch.to_bytes(), packed.tobytes())


def parse_work(data: bytes) -> EnrolledWork:
    """Read the stored form of a work. Raises `FeaturesError` on anything else."""
    both, names = _split(data)
    drawn, expression = _split(both)
    try:
        text = names.decode()
    except UnicodeDecodeError as error:
        raise FeaturesError("features_malformed") from error
    heritage = tuple(text.split("\n")) if text else ()
    return EnrolledWork(parse_sketch(drawn), parse_expression(expression), heritage)


def parse_heritage(data: bytes) -> EnrolledHeritage:
    """Read the stored form of a heritage picture. Raises `FeaturesError` on anything else."""
    drawn, packed = _split(data)
    sketch = parse_sketch(drawn)
    try:
        grey = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise FeaturesError("features_malformed") from error
    if grey is None or grey.shape != (sketch.surface.height, sketch.surface.width):
        raise FeaturesError("features_malformed")
    return EnrolledHeritage(sketch, grey.astype(np.uint8))


def _join(first: bytes, second: bytes) -> bytes:
    return _PARTS.pack(len(first), len(second)) + first + second


def _split(data: bytes) -> tuple[bytes, bytes]:
    if len(data) < _PARTS.size:
        raise FeaturesError("features_malformed")
    first, second = _PARTS.unpack_from(data)
    middle = _PARTS.size + first
    if len(data) != middle + second:
        raise FeaturesError("features_malformed")
    return data[_PARTS.size : middle], data[middle:]
