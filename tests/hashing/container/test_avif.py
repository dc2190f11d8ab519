from __future__ import annotations

import struct

import pytest
from PIL import Image

from hashing.container import avif
from hashing.image import open_picture
from hashing.limits import LIMITS, Limits
from tests.hashing.files import SMALL, encode, refusal

PLAIN = encode(SMALL, "AVIF", speed=10)


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">L4s", len(body) + 8, kind) + body


FTYP = box(b"ftyp", b"avif" + bytes(4) + b"avifmif1")
MDAT = box(b"mdat", bytes(9))


def test_size_and_end() -> None:
    found = avif.read(PLAIN + b"tail", LIMITS)
    assert (found.width, found.height) == SMALL.size
    assert found.pixels == PLAIN
    assert found.end == len(PLAIN)


def test_brands() -> None:
    assert avif.recognises(FTYP)
    assert avif.recognises(box(b"ftyp", b"mif1" + bytes(4) + b"miafavif"))
    assert not avif.recognises(box(b"ftyp", b"heic" + bytes(4) + b"mif1heic"))
    assert not avif.recognises(box(b"ftyp", b"mp42avif") + b"avif")
    assert not avif.recognises(b"\0\0\0\x0c")


def test_exif_is_not_read() -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker"
    data = encode(SMALL, "AVIF", speed=10, exif=exif)
    broken = data.replace(b"MM\0*", b"MM\xff*").replace(b"II*\0", b"II\xff\0")
    assert broken != data
    assert b"Exif" in data
    assert open_picture(broken).width == SMALL.width


def test_frames_of_a_sequence_are_counted_before_decoding() -> None:
    data = encode(SMALL, "AVIF", speed=10, save_all=True, append_images=[SMALL.rotate(9)] * 2)
    assert open_picture(data).frames == 3
    assert refusal(data, Limits(max_frames=2)) == "picture_too_many_frames"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (FTYP, "picture_truncated"),
        (FTYP + MDAT, "picture_truncated"),
        (FTYP + box(b"meta"), "picture_truncated"),
        (FTYP + box(b"meta") + MDAT, "picture_corrupt"),
        (FTYP + MDAT + box(b"meta", bytes(20))[:-1], "picture_truncated"),
        (FTYP + struct.pack(">L4s", 4, b"meta"), "picture_corrupt"),
        (FTYP + struct.pack(">L4sQ", 1, b"meta", 1 << 60), "picture_truncated"),
        (FTYP + struct.pack(">L4s", 1, b"meta"), "picture_truncated"),
        (FTYP + MDAT + box(b"meta", b"ispe" + bytes(12)), "picture_zero_pixels"),
        (FTYP + MDAT + box(b"meta", b"ispe" + bytes(4) + b"\xff" * 8), "picture_too_many_pixels"),
        (FTYP + MDAT + box(b"meta", b"ispe" + bytes(4) + b"\0\0\0\x09" * 2), "picture_corrupt"),
    ],
)
def test_refused_structures(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_boxes_are_limited() -> None:
    data = FTYP + box(b"free") * 50 + PLAIN[len(FTYP) :]
    assert refusal(data, Limits(max_parts=40)) == "picture_too_many_parts"
