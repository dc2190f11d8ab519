"""The fingerprints of a picture, each computed from its canonical raster.

==============  =====================================================================
``phash64_v1``  `imagehash.phash`, hash size 8: signs of the 8 × 8 lowest DCT-II
                coefficients of a 32 × 32 grey reduction against their median
``phash256_v1`` the same, hash size 16: 16 × 16 of a 64 × 64 reduction
``dhash64_v1``  `imagehash.dhash`, hash size 8: is a cell of a 9 × 8 grey reduction
                brighter than its left neighbour
``pdq_v1``      PDQ (Facebook, 2019) with its quality: 16 × 16 DCT coefficients of a
                64 × 64 Jarosz-filtered luma against their median
==============  =====================================================================

**Bit order.** `imagehash`: rows from the top, cells from the left, first cell first, so the hex is
that of ``str(ImageHash)``. PDQ: bit 255 first, so the hex is the one that PDQ publishes.

**Flat pictures.** Where there is nothing to see, the hashes would be signs of rounding noise. If
no two pixels of the raster differ in luma by more than `FLAT_SPAN`, all bits are zero and PDQ's
quality is 0. Pictures with a PDQ quality below `MIN_QUALITY` (PDQ's own advice) keep their
fingerprints, but the search neither lists nor looks for them: see `hashing.search`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import imagehash
import numpy as np
import pdqhash

from hashing.fingerprint import (
    ALGORITHMS,
    DHASH64,
    PDQ,
    PHASH64,
    PHASH256,
    Algorithm,
    Fingerprint,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from hashing.image import Picture

#: Below this PDQ quality two pictures may look alike only because little is in them.
MIN_QUALITY: Final = 50
#: The largest difference between the lightest and the darkest pixel of a flat picture, of 255.
FLAT_SPAN: Final = 2

#: How the queried picture is turned for each of its forms; rotations are counter-clockwise.
#: Where several forms match equally, the first counts.
TRANSFORMS: Final[Mapping[str, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]]] = {
    "identity": lambda raster: raster,
    "rotate90": lambda raster: np.rot90(raster, 1),
    "rotate180": lambda raster: np.rot90(raster, 2),
    "rotate270": lambda raster: np.rot90(raster, 3),
    "flip_horizontal": np.fliplr,
    "flip_vertical": np.flipud,
    "transpose": lambda raster: raster.swapaxes(0, 1),
    "transverse": lambda raster: np.rot90(raster, 2).swapaxes(0, 1),
}


@dataclass(frozen=True, slots=True)
class QueryFingerprints:
    """What a picture is searched by: its fingerprints, and its PDQ in eight dihedral forms.

    ``forms`` are pairs of a transform's name (see `TRANSFORMS`) and the PDQ of the picture so
    turned; the first is the identity. ``searchable`` is false for a picture too plain to compare.
    """

    fingerprints: tuple[Fingerprint, ...]
    forms: tuple[tuple[str, Fingerprint], ...]

    @property
    def searchable(self) -> bool:
        """Whether the picture holds enough to be told from others."""
        return is_searchable(self.fingerprints)


def is_searchable(fingerprints: Iterable[Fingerprint]) -> bool:
    """Say whether a picture with these fingerprints holds enough to be told from others."""
    return any(f.quality is not None and f.quality >= MIN_QUALITY for f in fingerprints)


def fingerprints(picture: Picture) -> tuple[Fingerprint, ...]:
    """Return the fingerprints of `picture`, one of each of `ALGORITHMS` and in that order."""
    luma = picture.luma()
    if _is_flat(np.asarray(luma)):
        return tuple(_flat(algorithm) for algorithm in ALGORITHMS.values())
    return (
        _pack(PHASH64, imagehash.phash(luma, hash_size=8).hash),
        _pack(PHASH256, imagehash.phash(luma, hash_size=16).hash),
        _pack(DHASH64, imagehash.dhash(luma, hash_size=8).hash),
        _pdq(picture.raster),
    )


def query_fingerprints(picture: Picture) -> QueryFingerprints:
    """Return what `picture` is searched by.

    Each dihedral form is hashed from the turned raster. PDQ's own way, to derive all eight from
    one DCT, is faster, but differs from that in 10 to 20 of 256 bits at the median (its sampling
    grid is not symmetric), which is a good part of the distance that a copy may have.
    """
    own = fingerprints(picture)
    if _is_flat(np.asarray(picture.luma())):
        return QueryFingerprints(own, tuple((name, _flat(PDQ)) for name in TRANSFORMS))
    forms = tuple((name, _pdq(turn(picture.raster))) for name, turn in TRANSFORMS.items())
    return QueryFingerprints(own, forms)


def _is_flat(luma: NDArray[np.uint8]) -> bool:
    return bool(np.ptp(luma) <= FLAT_SPAN)


def _pdq(raster: NDArray[np.uint8]) -> Fingerprint:
    # The binding reads its input as C-contiguous whatever the strides say.
    bits, quality = pdqhash.compute(np.ascontiguousarray(raster))
    return _pack(PDQ, bits, quality)


def _pack(
    algorithm: Algorithm, bits: NDArray[np.generic], quality: int | None = None
) -> Fingerprint:
    packed = np.packbits(np.asarray(bits, dtype=np.uint8).ravel())
    return Fingerprint(algorithm.name, algorithm.version, packed.tobytes(), quality)


def _flat(algorithm: Algorithm) -> Fingerprint:
    quality = 0 if algorithm.has_quality else None
    return Fingerprint(algorithm.name, algorithm.version, bytes(algorithm.size // 8), quality)
