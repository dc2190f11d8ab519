from __future__ import annotations

import struct

from hashing.container import gif as container
from hashing.limits import LIMITS, Limits
from tests.hashing.files import SMALL, encode, gif, refusal

COMMENT = b"\x21\xfe\x05hello\x00"


def test_size_frames_and_end() -> None:
    data = encode(SMALL, "GIF", save_all=True, append_images=[SMALL.rotate(9), SMALL.rotate(30)])
    found = container.read(data + b"\0\0", LIMITS)
    assert (found.width, found.height, found.frames) == (*SMALL.size, 3)
    assert found.end == len(data)


def test_only_the_first_image_reaches_the_decoder() -> None:
    found = container.read(gif(5, 4, frames=9, extension=COMMENT), LIMITS)
    assert found.pixels == gif(5, 4)
    assert found.frames == 9
    assert len(found.outside) == 2


def test_the_screen_is_widened_to_the_first_image() -> None:
    data = bytearray(gif(5, 4))
    image = data.index(b",")
    struct.pack_into("<HH", data, image + 1, 7, 2)
    found = container.read(bytes(data), LIMITS)
    assert (found.width, found.height) == (8, 4)
    assert found.pixels[6:10] == struct.pack("<HH", 8, 4)


def test_a_screen_of_no_size_takes_that_of_the_first_image() -> None:
    found = container.read(gif(0, 0), LIMITS)
    assert (found.width, found.height) == (1, 1)


def test_damage_is_noticed() -> None:
    good = gif(5, 4)
    assert refusal(good[:-1] + b"?;") == "picture_corrupt"
    assert refusal(good[:19] + b";") == "picture_corrupt"
    empty = bytearray(good)
    struct.pack_into("<HH", empty, empty.index(b",") + 5, 0, 1)
    assert refusal(bytes(empty)) == "picture_zero_pixels"


def test_frames_and_blocks_are_limited() -> None:
    assert refusal(gif(5, 4, frames=4), Limits(max_frames=3)) == "picture_too_many_frames"
    chain = b"\x21\xfe" + b"\x01x" * 400 + b"\x00"
    assert refusal(gif(5, 4, extension=chain), Limits(max_parts=300)) == "picture_too_many_parts"
