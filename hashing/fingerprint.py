"""A fingerprint: the name of an algorithm, its version, and the bits it gave for a picture.

Text form, as it stands in ledger entries::

    phash64_v1:8f373714acfcf4d0
    pdq_v1:<64 hex digits>:q100

Bits are written most significant first: bit 0 is the top bit of the first byte, and of the first
hex digit. Two fingerprints are compared only if algorithm and version are the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hashing.errors import FingerprintError


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What a fingerprint of this name looks like: how many bits, and whether it has a quality."""

    name: str
    version: int
    size: int
    has_quality: bool = False

    @property
    def full_name(self) -> str:
        """The name with its version, as in ``phash64_v1``."""
        return f"{self.name}_v{self.version}"


PHASH64: Final = Algorithm("phash64", 1, 64)
PHASH256: Final = Algorithm("phash256", 1, 256)
DHASH64: Final = Algorithm("dhash64", 1, 64)
PDQ: Final = Algorithm("pdq", 1, 256, has_quality=True)

#: Every algorithm that is known, in the order in which a picture's fingerprints are listed.
ALGORITHMS: Final = {a.full_name: a for a in (PHASH64, PHASH256, DHASH64, PDQ)}

_TEXT: Final = re.compile(
    r"(?P<name>[a-z][a-z0-9]{0,31})_v(?P<version>[1-9][0-9]{0,3}):(?P<bits>(?:[0-9a-f]{2}){1,512})"
    r"(?::q(?P<quality>0|[1-9][0-9]?|100))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The bits that one algorithm gave for one picture.

    ``quality`` is PDQ's own measure (0 to 100) of how much there is to see, ``None`` for
    algorithms that have none. Raises `FingerprintError` if the algorithm is not known, or bits
    and quality are not of its form.
    """

    algorithm: str
    version: int
    bits: bytes
    quality: int | None = None

    def __post_init__(self) -> None:
        algorithm = ALGORITHMS.get(self.name)
        if algorithm is None:
            raise FingerprintError("fingerprint_unknown_algorithm", name=self.name)
        if algorithm.has_quality:
            fits = self.quality is not None and 0 <= self.quality <= 100
        else:
            fits = self.quality is None
        if not fits or len(self.bits) * 8 != algorithm.size:
            raise FingerprintError("fingerprint_malformed")

    @property
    def name(self) -> str:
        """Algorithm and version, as in ``phash64_v1``."""
        return f"{self.algorithm}_v{self.version}"

    def to_text(self) -> str:
        """Return the text form; `parse_fingerprint` reads it."""
        text = f"{self.name}:{self.bits.hex()}"
        return text if self.quality is None else f"{text}:q{self.quality}"


def parse_fingerprint(text: str) -> Fingerprint:
    """Read the text form of a fingerprint; each fingerprint has exactly one.

    Raises `FingerprintError`: not of the form, or of an algorithm or version not known here.
    """
    match = _TEXT.fullmatch(text)
    if match is None:
        raise FingerprintError("fingerprint_malformed")
    quality = match["quality"]
    return Fingerprint(
        algorithm=match["name"],
        version=int(match["version"]),
        bits=bytes.fromhex(match["bits"]),
        quality=None if quality is None else int(quality),
    )


def distance(a: Fingerprint, b: Fingerprint) -> int:
    """Return in how many bits `a` and `b` differ (Hamming distance).

    Raises `FingerprintError` if they are not of one algorithm and version.
    """
    if a.name != b.name:
        raise FingerprintError("fingerprint_algorithm_mismatch", left=a.name, right=b.name)
    return (int.from_bytes(a.bits) ^ int.from_bytes(b.bits)).bit_count()
