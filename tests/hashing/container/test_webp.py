from __future__ import annotations

import struct

import pytest

from hashing.container import webp
from hashing.limits import LIMITS
from tests.hashing.files import SMALL, encode, exif, refusal


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<L", len(data)) + data + b"\0" * (len(data) & 1)
        for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<L", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0" + exif(5)}])
def test_size_orientation_and_end(options: dict[str, object]) -> None:
    data = encode(SMALL, "WEBP", **options)
    found = webp.read(data + b"tail", LIMITS)
    assert (found.width, found.height, found.frames) == (*SMALL.size, 1)
    assert found.orientation == (5 if "exif" in options else 1)
    assert found.pixels == data
    assert found.end == len(data)


def test_frames_are_counted() -> None:
    data = encode(SMALL, "WEBP", save_all=True, append_images=[SMALL.rotate(9), SMALL.rotate(30)])
    found = webp.read(data, LIMITS)
    assert (found.width, found.height, found.frames) == (*SMALL.size, 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (riff(), "picture_corrupt"),
        (riff((b"VP8 ", b"")), "picture_corrupt"),
        (riff((b"VP8 ", bytes(20))), "picture_corrupt"),
        (riff((b"VP8L", b"\x2f")), "picture_corrupt"),
        (riff((b"ICCP", bytes(20))), "picture_corrupt"),
        (riff((b"VP8X", bytes(10))), "picture_corrupt"),
        (riff((b"VP8X", bytes(4) + b"\xff" * 6)), "picture_too_many_pixels"),
        (riff((b"VP8 ", b"\0\0\0\x9d\x01\x2a" + bytes(4))), "picture_zero_pixels"),
        (riff((b"VP8 ", bytes(20)))[:-2], "picture_truncated"),
        (b"RIFF\x0c\0\0\0WEBPVP8 \xff\0\0\0", "picture_corrupt"),
    ],
)
def test_refused_structures(data: bytes, code: str) -> None:
    assert refusal(data) == code
