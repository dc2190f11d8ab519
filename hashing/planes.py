"""Grey rasters as they are stored: PNG, which keeps every value, read back within a size."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from hashing.errors import FeaturesError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: Width and height, behind the signature and the head of the first chunk.
_SIZE: Final = struct.Struct(">II")
_SIZE_AT: Final = 16


def pack_plane(plane: NDArray[np.uint8]) -> bytes:
    """Return the stored form of a grey raster, of shape (rows, columns)."""
    return bytes(cv2.imencode(".png", plane)[1])


def parse_plane(data: bytes, side: int) -> NDArray[np.uint8]:
    """Read the stored form of a raster whose long side is at most `side` pixels.

    Raises `FeaturesError` on anything else; the size is looked at before anything is decoded.
    """
    if len(data) < _SIZE_AT + _SIZE.size or not data.startswith(_SIGNATURE):
        raise FeaturesError("features_malformed")
    if not 0 < max(_SIZE.unpack_from(data, _SIZE_AT)) <= side:
        raise FeaturesError("features_malformed")
    try:
        plane = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise FeaturesError("features_malformed") from error
    if plane is None:
        raise FeaturesError("features_malformed")
    return np.asarray(plane, np.uint8)
