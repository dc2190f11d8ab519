"""AVIF: the boxes of ISO/IEC 14496-12 that hold AV1 pictures (AV1 Image File Format 1.1)."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from hashing.container.base import Container, PartCounter, take
from hashing.container.exif import UPRIGHT
from hashing.errors import PictureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hashing.limits import Limits

_BRANDS: Final = {b"avif", b"avis"}
#: Top-level boxes of image files and films; anything else begins a tail.
_BOXES: Final = {
    b"ftyp", b"styp", b"meta", b"moov", b"moof", b"mdat", b"idat", b"mfra", b"sidx", b"ssix",
    b"prft", b"free", b"skip", b"uuid", b"jumb", b"mpvd", b"grpl",
}  # fmt: skip
#: ImageSpatialExtentsProperty (ISO/IEC 23008-12, 6.5.3): full box header, width, height.
_EXTENTS: Final = re.compile(rb"ispe\0\0\0\0(.{4})(.{4})", re.DOTALL)
#: ItemInfoEntry version 2 or 3 (ISO/IEC 14496-12, 8.11.6) of an Exif item.
_EXIF_ITEM: Final = re.compile(rb"(infe(?:\x02.{3}.{2}.{2}|\x03.{3}.{4}.{2}))Exif", re.DOTALL)


def recognises(data: bytes) -> bool:
    """Say whether `data` begins as an AVIF file: a file type box with an AVIF brand."""
    size = int.from_bytes(data[:4])
    brands = data[8 : min(size, 1024)]
    return data[4:8] == b"ftyp" and any(
        brands[start : start + 4] in _BRANDS for start in (0, *range(8, len(brands), 4))
    )


def _boxes(data: bytes, limits: Limits) -> Iterator[tuple[bytes, int]]:
    """Yield (type, stop) of the top-level boxes, up to the end or a tail."""
    parts = PartCounter(limits)
    position = 0
    while data[position + 4 : position + 8] in _BOXES:
        parts.count()
        size, kind = struct.unpack_from(">L4s", data, position)
        if size == 1:
            (size,) = struct.unpack(">Q", take(data, position + 8, 8))
        elif size == 0:
            size = len(data) - position
        if size < 8:
            raise PictureError("picture_corrupt")
        if position + size > len(data):
            raise PictureError("picture_truncated")
        position += size
        yield kind, position


def read(data: bytes, limits: Limits) -> Container:
    """Take an AVIF file apart.

    Width and height are the largest that any item states; the frames of a sequence are counted
    by the decoder when it parses the file, before it decodes. Orientation is for the decoder too:
    the format's own (irot, imir) counts, and EXIF, which the format tells readers to ignore, is
    made unreadable. Raises `PictureError` if a box is cut off, or none states a size.
    """
    boxes = dict(_boxes(data, limits))
    end = max(boxes.values())
    sizes = [(int.from_bytes(w), int.from_bytes(h)) for w, h in _EXTENTS.findall(data, 0, end)]
    if b"mdat" not in boxes or not boxes.keys() & {b"meta", b"moov"}:
        raise PictureError("picture_truncated")
    if not sizes:
        raise PictureError("picture_corrupt")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Container(
        media_type="image/avif",
        width=width,
        height=height,
        frames=1,
        orientation=UPRIGHT,
        pixels=_EXIF_ITEM.sub(rb"\1free", data[:end]),
        outside=((0, len(data)),),
        end=end,
    )
