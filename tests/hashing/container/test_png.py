from __future__ import annotations

import struct

import pytest

from hashing.container import png as container
from hashing.errors import PictureError
from hashing.limits import LIMITS
from tests.hashing.files import SMALL, chunk, encode, exif, insert_chunk, png, refusal

PLAIN = encode(SMALL, "PNG")


def test_size_end_and_nothing_dropped_from_a_plain_file() -> None:
    found = container.read(PLAIN, LIMITS)
    assert (found.width, found.height, found.frames) == (*SMALL.size, 1)
    assert found.pixels == PLAIN
    assert found.end == len(PLAIN)


def test_metadata_and_tail_are_kept_from_the_decoder() -> None:
    dressed = insert_chunk(PLAIN, b"tEXt", b"Comment\0hello")
    dressed = insert_chunk(dressed, b"eXIf", exif(7))
    found = container.read(dressed + b"tail", LIMITS)
    assert found.pixels == PLAIN
    assert found.orientation == 7
    assert found.end == len(dressed)
    assert len(found.outside) == 3


def test_frames_of_an_animation_are_counted_and_its_default_image_is_kept() -> None:
    data = encode(SMALL, "PNG", save_all=True, append_images=[SMALL.rotate(9), SMALL.rotate(20)])
    found = container.read(data, LIMITS)
    assert found.frames == 3
    assert b"fdAT" not in found.pixels
    assert found.pixels.count(b"IDAT") >= 1


@pytest.mark.parametrize(
    "data",
    [
        PLAIN[:8] + PLAIN[33:],
        PLAIN[:33] + PLAIN[8:],
        PLAIN[:8] + chunk(b"IHDR", bytes(12)) + PLAIN[33:],
        insert_chunk(PLAIN, b"IHDR", PLAIN[16:29]),
        PLAIN[:60] + bytes([PLAIN[60] ^ 1]) + PLAIN[61:],
        PLAIN[:20] + bytes([PLAIN[20] ^ 1]) + PLAIN[21:],
        png(4, 4, b""),
    ],
    ids=[
        "no header",
        "header twice",
        "short header",
        "second header",
        "a flipped pixel bit",
        "a flipped size bit",
        "no rows",
    ],
)
def test_damage_is_noticed(data: bytes) -> None:
    assert refusal(data) == "picture_corrupt"


def test_an_empty_transparency_makes_nothing_transparent() -> None:
    data = png(4, 4, bytes(20), chunk(b"tRNS", b""))
    assert container.read(data, LIMITS).pixels == png(4, 4, bytes(20))


def test_an_unknown_critical_chunk_is_refused_and_an_ancillary_one_passed_over() -> None:
    assert container.read(insert_chunk(PLAIN, b"abCd", b"x"), LIMITS).pixels == PLAIN
    with pytest.raises(PictureError) as caught:
        container.read(insert_chunk(PLAIN, b"CgBI", b"x"), LIMITS)
    assert caught.value.code == "picture_unsupported"


@pytest.mark.parametrize(("depth", "key", "widened"), [(2, 3, 255), (2, 1, 85), (4, 1, 17)])
def test_grey_keys_are_widened_as_the_samples_are(depth: int, key: int, widened: int) -> None:
    data = png(4, 1, bytes(3), chunk(b"tRNS", struct.pack(">H", key)), depth=depth)
    assert chunk(b"tRNS", struct.pack(">H", widened)) in container.read(data, LIMITS).pixels
