"""What a picture is enrolled by: all that tracing keeps of a work or of a heritage source.

It is computed once, from the file, and kept; the index is filled from it without the file.

The stored form begins with its seal, a SHA-256 over the rest: what was damaged anywhere is refused
by whoever reads any part of it, and nothing has to be decoded to know that it is whole.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from hashing.errors import FeaturesError
from hashing.expression import Expression, Reference, parse_expression
from hashing.image import CANONICAL_SIDE
from hashing.planes import pack_plane, parse_plane
from hashing.sketch import Sketch, parse_sketch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: The length of a seal.
SEAL_BYTES: Final = 32
#: Sealed with the rest: the forms of before and after another version are not this one.
_FORM: Final = b"enrolled1"
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
        return _sealed(self.sketch.to_bytes(), _join(self.expression.to_bytes(), names))


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
        return _sealed(self.sketch.to_bytes(), pack_plane(self.grey))


def seal_of(data: bytes) -> bytes:
    """Return the seal with which a stored form begins; equal seals are of equal forms."""
    return data[:SEAL_BYTES]


def parse_enrolled_sketch(data: bytes) -> Sketch:
    """Read the sketch alone, of the stored form of a work or of a heritage picture.

    Raises `FeaturesError` on anything else; the rest is not decoded, but it is whole.
    """
    return parse_sketch(_unsealed(data)[0])


def parse_work(data: bytes) -> EnrolledWork:
    """Read the stored form of a work. Raises `FeaturesError` on anything else."""
    drawn, rest = _unsealed(data)
    expression, names = _split(rest)
    try:
        text = names.decode()
    except UnicodeDecodeError as error:
        raise FeaturesError("features_malformed") from error
    heritage = tuple(text.split("\n")) if text else ()
    return EnrolledWork(parse_sketch(drawn), parse_expression(expression), heritage)


def parse_heritage(data: bytes) -> EnrolledHeritage:
    """Read the stored form of a heritage picture. Raises `FeaturesError` on anything else."""
    drawn, plane = _unsealed(data)
    sketch, grey = parse_sketch(drawn), parse_plane(plane, CANONICAL_SIDE)
    if grey.shape != (sketch.surface.height, sketch.surface.width):
        raise FeaturesError("features_malformed")
    return EnrolledHeritage(sketch, grey)


def _sealed(sketch: bytes, rest: bytes) -> bytes:
    content = _join(sketch, rest)
    return sha256(_FORM + content).digest() + content


def _unsealed(data: bytes) -> tuple[bytes, bytes]:
    content = data[SEAL_BYTES:]
    if seal_of(data) != sha256(_FORM + content).digest():
        raise FeaturesError("features_malformed")
    return _split(content)


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
