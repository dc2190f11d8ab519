"""WebP: the RIFF chunks of RFC 9649."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from hashing.container.base import Container, PartCounter, take
from hashing.container.exif import UPRIGHT, read_orientation
from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.limits import Limits

_CODED: Final = {b"VP8 ", b"VP8L", b"ALPH", b"ANMF"}
_HEADER: Final = 12


def recognises(data: bytes) -> bool:
    """Say whether `data` begins as a WebP file."""
    return data.startswith(b"RIFF") and data[8:_HEADER] == b"WEBP"


def _canvas(kind: bytes, body: bytes) -> tuple[int, int]:
    """Return width and height in pixels as the first chunk of the file states them."""
    try:
        if kind == b"VP8X":
            (width,), (height,) = (struct.unpack("<L", body[i : i + 3] + b"\0") for i in (4, 7))
            return width + 1, height + 1
        if kind == b"VP8L" and body[0] == 0x2F:
            (bits,) = struct.unpack_from("<L", body, 1)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", body, 6)
            return width & 0x3FFF, height & 0x3FFF
    except (struct.error, IndexError):
        pass
    raise PictureError("picture_corrupt")


def read(data: bytes, limits: Limits) -> Container:
    """Take a WebP file apart; of an animation the first frame counts.

    Raises `PictureError` if the file is shorter than its RIFF header says, or corrupt.
    """
    (size,) = struct.unpack("<L", take(data, 4, 4))
    end = 8 + size
    if end > len(data):
        raise PictureError("picture_truncated")
    canvas: tuple[int, int] | None = None
    orientation, frames = UPRIGHT, 0
    outside = []
    parts = PartCounter(limits)
    position = _HEADER
    while position < end:
        parts.count()
        kind, length = struct.unpack("<4sL", take(data, position, 8))
        stop = position + 8 + length
        if stop > end:
            raise PictureError("picture_corrupt")
        if canvas is None:
            canvas = _canvas(kind, data[position + 8 : position + 18])
        if kind == b"EXIF":
            orientation = read_orientation(data[position + 8 : stop])
        if kind not in _CODED:
            outside.append((position, stop))
        frames += kind == b"ANMF"
        position = stop + (length & 1)
    if canvas is None:
        raise PictureError("picture_corrupt")
    return Container(
        media_type="image/webp",
        width=canvas[0],
        height=canvas[1],
        frames=max(1, frames),
        orientation=orientation,
        pixels=data[:end],
        outside=(*outside, (end, len(data))),
        end=end,
    )
