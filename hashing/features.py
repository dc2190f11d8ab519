"""The local features of a picture: where it has structure, and what it looks like there.

SIFT (Lowe 2004; OpenCV's implementation) on a grey raster. Of what it finds, the strongest
are kept, spread over the picture: the strongest of each cell of a grid first, then the second
strongest of each, and so on, so that every part of the picture can be found by itself.

**Code.** RootSIFT (Arandjelović and Zisserman 2012) takes the square root of a descriptor that adds
up to one. Its code says of each of the 128 numbers whether it is above their median; the root
does not change that, so codes are taken from the descriptors as they are. Being relative to its own
descriptor, a code needs no learnt threshold, and permuting the numbers permutes the bits.

**Mirror and negative** permute a descriptor (4 rows × 4 columns × 8 directions along the
direction of the feature): mirroring reverses the rows and the directions; a negative turns every
gradient round, and with it the direction of the feature, so rows and columns are reversed. A query
is searched in all four variants at the cost of one extraction.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from threadpoolctl import threadpool_limits

from hashing.errors import FeaturesError

# The callers are many already; a second thread for one picture costs more than it saves: the linear
# algebra of NumPy and of OpenCV wakes one on each core, which spins long after. Sums split by the
# number of cores would also differ from machine to machine.
cv2.setNumThreads(1)
threadpool_limits(1, user_api="blas")

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Points = NDArray[np.float32]
    Descriptors = NDArray[np.uint8]

#: The name of the features, with their version: those of another version are never compared.
METHOD: Final = "sift_v1"
#: Numbers in a descriptor, bits in a code.
LENGTH: Final = 128
CODE_BYTES: Final = LENGTH // 8
#: The most features of a picture.
MOST_FEATURES: Final = 750
_GRID: Final = 8
#: The strongest that are described at all: describing costs more than finding.
_DESCRIBED: Final = 1200
#: Structure fainter than this part of the range of grey is left alone.
_CONTRAST: Final = 0.02
_MAGIC: Final = METHOD.encode() + b"\0"
_HEADER: Final = struct.Struct("<8sHHI")
#: A point as it is stored: place, scale and angle in steps, eight bytes.
POINT: Final = np.dtype([("x", "<u2"), ("y", "<u2"), ("scale", "<u2"), ("angle", "<u2")])
#: Steps of a stored point: positions per pixel, scales per octave.
_PER_PIXEL: Final = 32
_PER_OCTAVE: Final = 4096


@dataclass(frozen=True, slots=True)
class Variant:
    """How a query is read: as it is, mirrored left to right, as a negative, or both."""

    mirrored: bool
    negative: bool


VARIANTS: Final = tuple(Variant(m, n) for n, m in product((False, True), repeat=2))


def _permutation(variant: Variant) -> NDArray[np.intp]:
    order = np.arange(LENGTH).reshape(4, 4, 8)
    if variant.mirrored:
        order = order[::-1, :, :][:, :, -np.arange(8) % 8]
    if variant.negative:
        order = order[::-1, ::-1, :]
    return order.reshape(-1)


_PERMUTATIONS: Final[Mapping[Variant, NDArray[np.intp]]] = {v: _permutation(v) for v in VARIANTS}


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the features of one picture lie, strongest first.

    ``width`` and ``height`` are in pixels. ``points`` is of shape (n, 4), float32: x and y in
    pixels, the scale (diameter in pixels), the angle in radians, from x towards y.
    """

    width: int
    height: int
    points: Points

    def __len__(self) -> int:
        return len(self.points)

    @property
    def side(self) -> float:
        """The long side of the picture, in pixels."""
        return float(max(self.width, self.height))


@dataclass(frozen=True, slots=True, eq=False)
class Features(Layout):
    """The features of one picture: where they lie, and ``descriptors``, (n, 128), uint8."""

    descriptors: Descriptors

    def codes(self) -> NDArray[np.uint8]:
        """Return the codes, of shape (n, 16), first bit most significant."""
        middle = np.median(self.descriptors, axis=1, keepdims=True)
        return np.packbits(self.descriptors > middle, axis=1)

    def roots(self) -> NDArray[np.float32]:
        """Return the RootSIFT descriptors, of shape (n, 128), each of length one."""
        numbers = self.descriptors.astype(np.float32)
        total = np.maximum(numbers.sum(axis=1, keepdims=True), 1)
        roots: NDArray[np.float32] = np.sqrt(numbers / total)
        return roots

    def seen_as(self, variant: Variant) -> Features:
        """Return the features that the picture would have, mirrored or as a negative."""
        points = self.points.copy()
        if variant.mirrored:
            points[:, 0] = self.width - 1 - points[:, 0]  # OpenCV counts from the first pixel
            points[:, 3] = np.pi - points[:, 3]
        if variant.negative:
            points[:, 3] += np.pi
        points[:, 3] %= 2 * np.pi
        descriptors = self.descriptors[:, _PERMUTATIONS[variant]]
        return Features(self.width, self.height, points, descriptors)

    def only(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Features:
        """Return some of the features."""
        return Features(self.width, self.height, self.points[keep], self.descriptors[keep])

    def to_bytes(self) -> bytes:
        """Return the stored form; `parse_features` reads it."""
        head = _HEADER.pack(_MAGIC, self.width, self.height, len(self))
        return head + packed(self.points).tobytes() + self.descriptors.tobytes()


def extract(grey: NDArray[np.uint8]) -> Features:
    """Return at most `MOST_FEATURES` features of a grey raster, of shape (rows, columns).

    The same raster gives the same features, by one version of OpenCV on one kind of processor.
    """
    height, width = grey.shape
    detector = cv2.SIFT.create(
        nfeatures=_DESCRIBED, contrastThreshold=_CONTRAST, enable_precise_upscale=True
    )
    found, described = detector.detectAndCompute(grey, None)
    # OpenCV gives None where it finds nothing, whatever its types say
    descriptors = np.reshape(described, (-1, LENGTH)) if found else np.empty((0, LENGTH))
    rows = [(*point.pt, point.size, np.deg2rad(point.angle)) for point in found]
    points = np.array(rows, np.float32).reshape(-1, 4)
    strength = np.array([point.response for point in found], np.float32)
    best = _spread(points, strength, (width, height))[:MOST_FEATURES]
    return Features(
        width, height, unpacked(packed(points[best])), descriptors[best].astype(np.uint8)
    )


def parse_features(data: bytes) -> Features:
    """Read the stored form. Raises `FeaturesError` on anything else."""
    if len(data) < _HEADER.size:
        raise FeaturesError("features_malformed")
    magic, width, height, count = _HEADER.unpack_from(data)
    expected = _HEADER.size + count * (POINT.itemsize + LENGTH)
    fits = len(data) == expected and count <= MOST_FEATURES
    if magic != _MAGIC or not fits or not width or not height:
        raise FeaturesError("features_malformed")
    points = np.frombuffer(data, POINT, count, _HEADER.size)
    start = _HEADER.size + count * POINT.itemsize
    descriptors = np.frombuffer(data, np.uint8, count * LENGTH, start)
    return Features(width, height, unpacked(points), descriptors.reshape(count, LENGTH))


def _spread(
    points: Points, strength: NDArray[np.float32], size: tuple[int, int]
) -> NDArray[np.intp]:
    """Return the order in which features are taken: by rank in their cell, then by strength."""
    cell = (points[:, :2] * (_GRID / np.array(size))).astype(int).clip(0, _GRID - 1) @ (1, _GRID)
    # ties are broken by place, so that the order never depends on how the features were found
    by_cell = np.lexsort((points[:, 3], points[:, 1], points[:, 0], -strength, cell))
    starts = np.searchsorted(cell[by_cell], np.arange(_GRID * _GRID))
    rank = np.empty(len(points), int)
    rank[by_cell] = np.arange(len(points)) - starts[cell[by_cell]]
    return np.lexsort((points[:, 3], points[:, 1], points[:, 0], -strength, rank))


def packed(points: Points) -> NDArray[np.void]:
    """Return points as they are stored, of dtype `POINT`."""
    stored = np.empty(len(points), POINT)
    for name, column in (("x", 0), ("y", 1)):
        stored[name] = np.rint(points[:, column] * _PER_PIXEL).clip(0, 65535)
    stored["scale"] = np.rint(np.log2(points[:, 2].clip(1)) * _PER_OCTAVE).clip(0, 65535)
    stored["angle"] = np.rint(points[:, 3] * (65536 / (2 * np.pi))).astype(int) % 65536
    return stored


def unpacked(stored: NDArray[np.void]) -> Points:
    """Return stored points as numbers, of shape (n, 4), as `Layout` has them."""
    points = np.empty((len(stored), 4), np.float32)
    points[:, 0] = stored["x"] / np.float32(_PER_PIXEL)
    points[:, 1] = stored["y"] / np.float32(_PER_PIXEL)
    points[:, 2] = np.exp2(stored["scale"] / np.float32(_PER_OCTAVE))
    points[:, 3] = stored["angle"] * np.float32(2 * np.pi / 65536)
    return points
