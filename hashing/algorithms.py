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

**Firm bits.** A DCT bit says on which side of the median a coefficient lies, and means nothing
where the coefficient is the median but for rounding. In pictures that mirror or repeat themselves
under a turn, as ceilings and roundels do, that is half of the bits or three quarters: two such
pictures agree in them by their symmetry alone, and a copy loses them by its first re-encoding. So
a query carries, for each code, which of its bits are firm: those whose coefficient is at least
`FIRM_SHARE` of the mean distance away from the median.

**Flat pictures.** Where there is nothing to see, all bits would be signs of rounding noise. If
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
from scipy.fftpack import dct

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
#: How far a coefficient of a firm bit is from the median, in mean distances of all of them.
FIRM_SHARE: Final = 0.05
#: The largest difference between the lightest and the darkest pixel of a flat picture, of 255.
FLAT_SPAN: Final = 2

IDENTITY: Final = "identity"
#: How the queried picture is turned for each of its forms; rotations are counter-clockwise.
#: Where several forms match equally, the first counts.
TRANSFORMS: Final[Mapping[str, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]]] = {
    IDENTITY: lambda raster: raster,
    "rotate90": lambda raster: np.rot90(raster, 1),
    "rotate180": lambda raster: np.rot90(raster, 2),
    "rotate270": lambda raster: np.rot90(raster, 3),
    "flip_horizontal": np.fliplr,
    "flip_vertical": np.flipud,
    "transpose": lambda raster: raster.swapaxes(0, 1),
    "transverse": lambda raster: np.rot90(raster, 2).swapaxes(0, 1),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One code that a picture is searched by.

    ``transform`` names how the picture was turned for it (see `TRANSFORMS`); ``firm`` is as long
    as the bits of the fingerprint and has a 1 for each of them that means something.
    """

    transform: str
    fingerprint: Fingerprint
    firm: bytes


@dataclass(frozen=True, slots=True)
class QueryFingerprints:
    """What a picture is searched by: its fingerprints, and the forms that are compared.

    ``forms`` are PDQ and phash256 of the picture as it stands, then PDQ of the seven ways to turn
    it. ``searchable`` is false for a picture too plain to compare, which has no forms.
    """

    fingerprints: tuple[Fingerprint, ...]
    forms: tuple[Form, ...]

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
        _pdq(IDENTITY, picture.raster).fingerprint,
    )


def query_fingerprints(picture: Picture) -> QueryFingerprints:
    """Return what `picture` is searched by.

    Each form of PDQ is hashed from the turned raster. PDQ's own way, to derive all eight from one
    DCT, is faster, but differs from that in 10 to 20 of 256 bits at the median (its sampling grid
    is not symmetric), which is a good part of the distance that a copy may have.
    """
    own = fingerprints(picture)
    if not is_searchable(own):
        return QueryFingerprints(own, ())
    first, *turned = (_pdq(name, turn(picture.raster)) for name, turn in TRANSFORMS.items())
    upright = Form(IDENTITY, own[1], _firm(_phash256_margins(picture)))
    return QueryFingerprints(own, (first, upright, *turned))


def _pdq(transform: str, raster: NDArray[np.uint8]) -> Form:
    """Return PDQ of a raster: 256 coefficients, one bit each for being above the lower median.

    A wide raster is hashed lying on its side, and the coefficients are laid back: the DCT of a
    transposed picture is the transposed DCT. The filter walks down columns, and where rows are
    512 floats long that misses the processor's cache at every step, which costs half of the time.
    """
    wide = raster.shape[1] > raster.shape[0]
    # The binding reads its input as C-contiguous whatever the strides say.
    laid = np.ascontiguousarray(raster.swapaxes(0, 1) if wide else raster)
    coefficients, quality = pdqhash.compute_float(laid)
    if wide:
        coefficients = coefficients.reshape(16, 16).T.ravel()
    margins = coefficients - np.partition(coefficients, PDQ.size // 2 - 1)[PDQ.size // 2 - 1]
    return Form(transform, _pack(PDQ, margins > 0, quality), _firm(margins))


def _phash256_margins(picture: Picture) -> NDArray[np.float64]:
    """Return the 256 coefficients that `imagehash.phash` takes the signs of, less their median."""
    small = np.asarray(picture.luma().resize((64, 64), imagehash.ANTIALIAS))
    lowest = dct(dct(small, axis=0), axis=1)[:16, :16].ravel()
    margins: NDArray[np.float64] = lowest - np.median(lowest)
    return margins


def _firm(margins: NDArray[np.float64]) -> bytes:
    away = np.abs(margins)
    return np.packbits(away >= FIRM_SHARE * away.mean()).tobytes()


def _pack(
    algorithm: Algorithm, bits: NDArray[np.generic], quality: int | None = None
) -> Fingerprint:
    packed = np.packbits(np.asarray(bits, dtype=np.bool_).ravel())
    return Fingerprint(algorithm.name, algorithm.version, packed.tobytes(), quality)


def _is_flat(luma: NDArray[np.uint8]) -> bool:
    return bool(np.ptp(luma) <= FLAT_SPAN)


def _flat(algorithm: Algorithm) -> Fingerprint:
    quality = 0 if algorithm.has_quality else None
    return Fingerprint(algorithm.name, algorithm.version, bytes(algorithm.size // 8), quality)
