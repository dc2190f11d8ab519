"""Picture files made for tests: valid ones by Pillow, hostile ones by hand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from hashing.errors import PictureError
from hashing.image import open_picture
from tests.hashing.drawing import scene

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hashing.limits import Limits

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "GIF")
SMALL = scene(90, 60)


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return `image` as a file of the format `kind`."""
    if kind == "AVIF":
        options.setdefault("speed", 10)
    if kind == "WEBP" and options.get("lossless"):
        options |= {"quality": 0, "method": 0}  # how hard to press, not how much to lose
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """Return the code with which `data` is refused."""
    with pytest.raises(PictureError) as caught:
        open_picture(data) if limits is None else open_picture(data, limits)
    return caught.value.code


def exif(orientation: int) -> bytes:
    """Return EXIF (a TIFF structure) that states `orientation`, between two other fields."""
    fields = [(0x010E, 2, 4, b"abc\0"), (0x0112, 3, 1, struct.pack(">H", orientation))]
    fields.append((0x0128, 3, 1, b"\0\2"))
    entries = b"".join(struct.pack(">HHL", *f[:3]) + f[3].ljust(4, b"\0") for f in fields)
    return b"MM\0*" + struct.pack(">LH", 8, len(fields)) + entries + bytes(4)


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">L4s", len(body), kind) + body + struct.pack(">L", zlib.crc32(kind + body))


def png(
    width: int, height: int, rows: bytes, *before: bytes, depth: int = 8, kind: int = 0
) -> bytes:
    """Return a PNG file; each row has its filter byte, `before` are chunks ahead of them."""
    header = struct.pack(">LLBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *before]
    parts += [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"".join(parts)


def insert_chunk(data: bytes, kind: bytes, body: bytes) -> bytes:
    """Return the PNG file `data` with one chunk more, right behind its header."""
    return data[:33] + chunk(kind, body) + data[33:]


def insert_segment(data: bytes, marker: int, body: bytes) -> bytes:
    """Return the JPEG file `data` with one segment more, right behind its start."""
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[2:]


def tiff(
    fields: Mapping[int, tuple[int, list[int]]], pixels: bytes, order: str = "<", pages: int = 1
) -> bytes:
    """Return a TIFF file: pixels at offset 8, then directories of shorts (3) and longs (4)."""
    data = bytearray((b"II*\0" if order == "<" else b"MM\0*") + bytes(4) + pixels)
    link = 4
    for _ in range(pages):
        data += b"\0" * (len(data) & 1)
        extra_at = len(data) + 2 + 12 * len(fields) + 4
        struct.pack_into(order + "L", data, link, len(data))
        entries, extra = b"", b""
        for tag, (kind, values) in sorted(fields.items()):
            packed = struct.pack(f"{order}{len(values)}{'HL'[kind - 3]}", *values)
            entries += struct.pack(order + "HHL", tag, kind, len(values))
            if len(packed) > 4:
                entries += struct.pack(order + "L", extra_at + len(extra))
                extra += packed
            else:
                entries += packed.ljust(4, b"\0")
        data += struct.pack(order + "H", len(fields)) + entries
        link = len(data)
        data += bytes(4) + extra
    return bytes(data)


def grey_tiff_fields(width: int, height: int) -> dict[int, tuple[int, list[int]]]:
    """Return the fields of an uncompressed 8-bit grey TIFF of one strip."""
    return {
        256: (3, [width]),
        257: (3, [height]),
        258: (3, [8]),
        259: (3, [1]),
        262: (3, [1]),
        273: (4, [8]),
        277: (3, [1]),
        278: (3, [height]),
        279: (4, [width * height]),
    }


def gif(width: int, height: int, frames: int = 1, extension: bytes = b"") -> bytes:
    """Return a GIF file of `frames` one-pixel images on a screen of the given size."""
    header = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    image = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return header + extension + image * frames + b";"


def zip_archive() -> bytes:
    """Return a ZIP file of one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("payload.txt", "x" * 200)
    return out.getvalue()
