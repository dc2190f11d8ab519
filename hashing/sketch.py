"""What is kept of a picture so that it can be found again: fingerprints and local features.

Features are taken twice from the canonical raster: from its surface, that is the grey picture, and
from its lines, that is how steeply grey changes from place to place. A drawing after a painting, or
a pencil filter, keeps the lines and loses the surface.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from hashing.errors import FeaturesError, FingerprintError
from hashing.features import Features, parse_features
from hashing.fingerprint import ALGORITHMS, Fingerprint, parse_fingerprint

_PARTS: Final = struct.Struct("<3I")


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """The fingerprints and the local features of one picture."""

    fingerprints: tuple[Fingerprint, ...]
    surface: Features
    lines: Features

    def to_bytes(self) -> bytes:
        """Return the stored form; `parse_sketch` reads it."""
        texts = "\n".join(fingerprint.to_text() for fingerprint in self.fingerprints).encode()
        parts = (texts, self.surface.to_bytes(), self.lines.to_bytes())
        return _PARTS.pack(*map(len, parts)) + b"".join(parts)


def parse_sketch(data: bytes) -> Sketch:
    """Read the stored form. Raises `FeaturesError` on anything else."""
    if len(data) < _PARTS.size:
        raise FeaturesError("features_malformed")
    texts, surface, lines = _PARTS.unpack_from(data)
    start = _PARTS.size
    if len(data) != start + texts + surface + lines:
        raise FeaturesError("features_malformed")
    middle, end = start + texts, start + texts + surface
    try:
        named = tuple(map(parse_fingerprint, data[start:middle].decode("ascii").split("\n")))
    except (FingerprintError, UnicodeDecodeError) as error:
        raise FeaturesError("features_malformed") from error
    if [fingerprint.name for fingerprint in named] != list(ALGORITHMS):
        raise FeaturesError("features_malformed")
    return Sketch(named, parse_features(data[middle:end]), parse_features(data[end:]))
