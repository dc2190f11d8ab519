"""What of a work is its own, and what it shares with heritage: the filtration at registration.

The work is aligned with every reference picture of its heritage sources, each reference is laid
over it (`hashing.draping`), and every place of the work is asked whether a reference looks the same
there. What no reference explains is the work's own expression, also where no reference reaches.
What differs a little is neither: two photographs of one wall do, by light, lens and damage.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.dense import FRAME, field_of, framed, likeness, sampled, structured
from hashing.draping import Draped, composed, drape
from hashing.errors import FeaturesError
from hashing.features import VARIANTS
from hashing.planes import pack_plane, parse_plane
from hashing.study import line_features
from hashing.verification import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hashing.dense import Grey, Mask, Matrix, Plane
    from hashing.features import Features, Variant

#: What a place of the work is: nothing to see; shared with heritage; neither surely; its own.
NOTHING: Final = 0
SHARED: Final = 1
UNCLEAR: Final = 2
OWN: Final = 3

#: Likeness from which two pictures show the same at a place, and up to which they do not.
ALIKE: Final = 0.5
UNLIKE: Final = 0.25
#: Own places that hang together in fewer than so many are noise.
FEWEST: Final = 12
#: Places along the edges of work and reference that are not trusted.
_RIM: Final = 3
#: No map takes an area to less than this part of it, nor the other way.
_LEAST_AREA: Final = 1e-4
#: Maps tried for each reference: a work may be put together of pieces.
_PIECES: Final = 3
_HEADER: Final = struct.Struct("<8sHHH3I")
_MAGIC: Final = b"express1"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One picture of a heritage source: its raster in grey and the features of that."""

    grey: NDArray[np.uint8]
    features: Features


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """What of a work is its own.

    ``width`` and ``height`` are of the work's raster. ``work`` is that raster, small
    (`hashing.dense.framed`); ``heritage`` is what lies under it, of the same size, 0 where nothing
    does. ``places`` says of every place of the grid what it is. ``used`` counts the references,
    as they were given, that explain anything.
    """

    width: int
    height: int
    work: NDArray[np.uint8]
    heritage: NDArray[np.uint8]
    places: NDArray[np.uint8]
    used: tuple[int, ...]

    @property
    def new(self) -> float:
        """The share of what there is to see that is the work's own, 0 to 1.

        All of it is, where no heritage explains anything.
        """
        if not self.used:
            return 1.0
        return float((self.places == OWN).sum() / max((self.places != NOTHING).sum(), 1))

    @property
    def own(self) -> float:
        """The share of the picture that is the work's own, 0 to 1."""
        return float((self.places == OWN).mean())

    def to_bytes(self) -> bytes:
        """Return the stored form; `parse_expression` reads it."""
        parts = [pack_plane(plane) for plane in (self.work, self.heritage, self.places)]
        used = np.array(self.used, "<u2").tobytes()
        head = _HEADER.pack(_MAGIC, self.width, self.height, len(self.used), *map(len, parts))
        return head + used + b"".join(parts)


def parse_expression(data: bytes) -> Expression:
    """Read the stored form. Raises `FeaturesError` on anything else."""
    if len(data) < _HEADER.size:
        raise FeaturesError("features_malformed")
    magic, width, height, count, *sizes = _HEADER.unpack_from(data)
    if (
        magic != _MAGIC
        or not width
        or not height
        or len(data) != _HEADER.size + 2 * count + sum(sizes)
    ):
        raise FeaturesError("features_malformed")
    used = np.frombuffer(data, "<u2", count, _HEADER.size)
    start = _HEADER.size + 2 * count
    planes = []
    for size in sizes:
        planes.append(parse_plane(data[start : start + size], FRAME))
        start += size
    work, heritage, places = planes
    if heritage.shape != work.shape or places.shape != sampled(work).shape or places.max() > OWN:
        raise FeaturesError("features_malformed")
    return Expression(width, height, work, heritage, places, tuple(map(int, used)))


def express(work: Grey, features: Features, references: Sequence[Reference]) -> Expression:
    """Return what of a work is its own, given the references of its sources, declared or found."""
    frame = framed(work)
    field = field_of(frame)
    layers: list[Draped] = []
    owners: list[int] = []
    reached = np.zeros(frame.shape, np.bool_)
    for place, reference in enumerate(references):
        laid = list(_laid(reference, work, features, frame))
        for best in laid[:1]:
            reached |= best.visible
        layers += laid
        owners += [place] * len(laid)
    under, taken = composed(layers, [field])
    like = likeness(field, field_of(under.raster, under.visible))
    explaining = np.unique(taken[under.visible & (like >= ALIKE)])
    height, width = work.shape
    return Expression(
        width,
        height,
        frame,
        np.where(under.visible, under.raster.clip(1), 0).astype(np.uint8),
        _places(like, structured(field), reached),
        tuple(dict.fromkeys(owners[layer] for layer in explaining)),
    )


def reading(variant: Variant, width: int) -> Matrix:
    """Return the map (3 × 3) of places in a picture of this width to places in its reading."""
    matrix = np.eye(3)
    if variant.mirrored:
        matrix[0, 0], matrix[0, 2] = -1, width - 1
    return matrix


def square(matrix: Matrix) -> Matrix:
    """Return a plane map of shape 2 × 3 as one of 3 × 3."""
    return np.vstack([matrix, (0, 0, 1)])


def is_sound(matrix: Matrix) -> bool:
    """Say whether a map neither flattens nor shrinks what it takes to next to nothing."""
    return bool(_LEAST_AREA < abs(np.linalg.det(matrix)) < 1 / _LEAST_AREA)


def inverted(matrix: Matrix) -> Matrix:
    """Return the map back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _laid(reference: Reference, grey: Grey, features: Features, frame: Grey) -> Iterator[Draped]:
    """Lay a reference over the frame of a work, by each map that its features support.

    If there is none the lines of both are tried: one may be a drawing after the other.
    """
    matrices = _maps(reference.features, features)
    if not matrices:
        matrices = _maps(line_features(reference.grey), line_features(grey))
    height, width = frame.shape
    unframed = np.diag([features.width / width, features.height / height, 1])
    for to_work in filter(is_sound, matrices):
        yield drape(reference.grey, inverted(to_work) @ unframed, frame)


def _maps(reference: Features, work: Features) -> list[Matrix]:
    """Return the maps (3 × 3) of a reference to a work, of the reading that fits best."""
    best, matrices = 0.0, []
    for variant in VARIANTS:
        _, _, pieces = pieces_of(reference.seen_as(variant), work, len(VARIANTS))
        if pieces and pieces[0].score > best:
            best, turn = pieces[0].score, reading(variant, reference.width)
            matrices = [square(piece.matrix) @ turn for piece in pieces[:_PIECES]]
    return matrices


def _places(like: Plane, structured: Mask, reached: Mask) -> NDArray[np.uint8]:
    """Say of every place of the grid what it is.

    `reached` is where any reference lies by its best map. The others rest on less: they may explain
    a place, but that they do not explain it says nothing.
    """
    places = np.full(like.shape, UNCLEAR, np.uint8)
    places[like >= ALIKE] = SHARED
    places[like < UNLIKE] = OWN
    places[~structured] = NOTHING
    grid, reached = sampled(places).copy(), sampled(reached)
    inside = cv2.erode(
        reached.astype(np.uint8), _square(_RIM), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    grid[reached & (inside == 0) & (grid == OWN)] = UNCLEAR
    _continue(grid, reached)
    _, labels, figures, _ = cv2.connectedComponentsWithStats((grid == OWN).astype(np.uint8))
    grid[(grid == OWN) & (figures[labels, cv2.CC_STAT_AREA] < FEWEST)] = UNCLEAR
    return grid


def _continue(grid: NDArray[np.uint8], reached: Mask) -> None:
    """Take the work's own back where the wall may go on beyond the picture of it.

    If a work follows a reference up to the reference's edge, what comes then is unclear.
    """
    if not reached.any():
        return
    count, labels = cv2.connectedComponents((~reached).astype(np.uint8))
    for label in range(1, count):
        beyond = labels == label
        edge = cv2.dilate(beyond.astype(np.uint8), _square(2 * _RIM)) > 0
        shared = (edge & reached & (grid == SHARED)).sum()
        own = (edge & reached & (grid == OWN)).sum()
        if shared >= own:
            grid[beyond & (grid == OWN)] = UNCLEAR


def _square(reach: int) -> NDArray[np.uint8]:
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
