"""What a raster looks like at every place, and how alike two rasters are there.

A place is described by the direction and the strength of its edges, not by its shades: of the
gradient (gx, gy) the doubled angle is taken, (gx² - gy², 2 gx gy) / |g|, as in the structure tensor
(Bigün and Granlund 1987). So a negative, a change of tone and, by and large, a drawing of the
lines look the same. Two rasters are compared by the correlation of these fields in a small window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Plane = NDArray[np.float32]
    Matrix = NDArray[np.float64]
    Mask = NDArray[np.bool_]

Number = TypeVar("Number", np.float32, np.uint8, np.bool_)

#: The long side of the rasters that are compared, in pixels.
FRAME: Final = 320
#: Pixels from one place to the next on the grid that maps are kept on.
STEP: Final = 4
#: Standard deviations in pixels: of the blur before the gradient, after it, of the window.
_SOFT: Final = 1.0
_POOL: Final = 1.2
_WINDOW: Final = 4.0
#: Pixels around each whose gradient is not trusted if any of them is not visible.
_RIM: Final = np.ones((5, 5), np.uint8)
#: Faint energy in parts of the picture's mean, and how many times that there must be to be seen.
_FAINT: Final = 0.15
_SEEN: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Edges at every pixel: ``planes`` (2, rows, columns), and their local ``energy``.

    ``faint`` is energy that is as good as none.
    """

    planes: NDArray[np.float32]
    energy: Plane
    faint: np.float32


def framed(grey: Grey) -> Grey:
    """Return a raster shrunk so that its long side is at most `FRAME`."""
    height, width = grey.shape
    shrink = min(1.0, FRAME / max(height, width))
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def field_of(raster: Grey, visible: Mask | None = None) -> Field:
    """Return the edges of a raster; what is not visible has none."""
    soft = cv2.GaussianBlur(raster.astype(np.float32), (0, 0), _SOFT)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = cv2.magnitude(gx, gy) + np.float32(1e-3)
    planes = np.stack([(gx * gx - gy * gy) / strength, 2 * gx * gy / strength])
    if visible is not None:
        planes *= cv2.erode(visible.astype(np.uint8), _RIM)
    pooled = np.stack([_blurred(plane, _POOL) for plane in planes])
    energy = _blurred((pooled * pooled).sum(axis=0), _WINDOW)
    seen = energy if visible is None else energy[visible]
    mean = seen.mean() if seen.size else 0
    return Field(pooled, energy, np.float32(_FAINT * mean + 1))


def likeness(one: Field, other: Field) -> Plane:
    """Return how alike two rasters of one size are at every pixel, -1 to 1; chance gives 0.

    It fades to 0 where either shows next to nothing.
    """
    common = _blurred((one.planes * other.planes).sum(axis=0), _WINDOW)
    scale = np.sqrt((one.energy + one.faint) * (other.energy + other.faint))
    return np.asarray(common / scale, np.float32)


def structured(field: Field) -> Mask:
    """Return at which pixels there is something to see."""
    shows: Mask = field.energy > _SEEN * field.faint
    return shows


def sampled(plane: NDArray[Number]) -> NDArray[Number]:
    """Return a plane at the places of the grid."""
    first_row, first_column = (min(STEP // 2, (side - 1) // 2) for side in plane.shape)
    return plane[first_row::STEP, first_column::STEP]


def _blurred(plane: Plane, deviation: float) -> Plane:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), deviation), np.float32)
