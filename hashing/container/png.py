"""PNG: signature and chunks of the W3C PNG specification (third edition), up to IEND."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

from hashing.container.base import Container, PartCounter, take
from hashing.container.exif import UPRIGHT, read_orientation
from hashing.errors import PictureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hashing.limits import Limits

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_DRAWN: Final = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_GREY, _TRUECOLOUR = 0, 2


def recognises(data: bytes) -> bool:
    """Say whether `data` begins as a PNG file."""
    return data.startswith(_SIGNATURE)


def _chunks(data: bytes, limits: Limits) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Yield (type, body, start, stop) of each chunk from IHDR to IEND.

    The checksums of the chunks that are drawn must be right, and none unknown may be critical.
    """
    parts = PartCounter(limits)
    position = len(_SIGNATURE)
    kind = b""
    while kind != b"IEND":
        parts.count()
        length, kind = struct.unpack(">L4s", take(data, position, 8))
        body = take(data, position + 8, length)
        (checksum,) = struct.unpack(">L", take(data, position + 8 + length, 4))
        if kind in _DRAWN and _crc(kind, body) != checksum:
            raise PictureError("picture_corrupt")
        first = position == len(_SIGNATURE)
        if (kind == b"IHDR") != first or (first and length != 13):
            raise PictureError("picture_corrupt")
        if kind not in _DRAWN and not kind[0] & 0x20:
            # "A decoder encountering an unknown chunk in which the ancillary bit is 0 shall
            # indicate to the user that the image contains information it cannot interpret."
            raise PictureError("picture_unsupported", format="PNG", feature=ascii(kind))
        yield kind, body, position, position + 12 + length
        position += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    """Write a chunk."""
    return struct.pack(">L4s", len(body), kind) + body + struct.pack(">L", _crc(kind, body))


def _crc(kind: bytes, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(kind))


def _transparency(header: bytes, body: bytes) -> bytes:
    """Return the tRNS body in the form in which the decoder compares it with samples.

    The decoder widens grey of 2 and 4 bits to 8 and cuts truecolour of 16 bits to 8 before it
    compares: the grey is widened here too, the key colour of 16-bit truecolour is left out.
    """
    depth, colour = header[8], header[9]
    if colour == _TRUECOLOUR and depth == 16:
        return b""
    if colour == _GREY and depth in {2, 4} and len(body) == 2:
        return struct.pack(">H", int.from_bytes(body) % (1 << depth) * 255 // ((1 << depth) - 1))
    return body


def read(data: bytes, limits: Limits) -> Container:
    """Take a PNG file apart.

    Of an animated PNG the default image counts, which is what every decoder shows. Text and
    colour profiles are never inflated. Raises `PictureError` if the file is truncated (no IEND),
    corrupt (a checksum is wrong, a chunk is out of place) or unsupported.
    """
    header = b""
    kept = [_SIGNATURE]
    outside = []
    orientation, frames, end = UPRIGHT, 0, 0
    for kind, body, start, stop in _chunks(data, limits):
        end = stop
        header = header or body
        if kind not in _DRAWN:
            outside.append((start, stop))
        elif kind != b"tRNS":
            kept.append(data[start:stop])
        elif body := _transparency(header, body):
            kept.append(_chunk(kind, body))
        if kind == b"eXIf":
            orientation = read_orientation(body)
        frames += kind == b"fcTL"
    width, height = struct.unpack_from(">LL", header)
    return Container(
        media_type="image/png",
        width=width,
        height=height,
        frames=max(1, frames),
        orientation=orientation,
        pixels=b"".join(kept),
        outside=(*outside, (end, len(data))),
        end=end,
    )
