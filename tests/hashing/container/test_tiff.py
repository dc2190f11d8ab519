from __future__ import annotations

import struct

import numpy as np
import pytest

from hashing.container import tiff as container
from hashing.image import open_picture
from hashing.limits import LIMITS, Limits
from tests.hashing.files import SMALL, encode, grey_tiff_fields, refusal, tiff

GREY = bytes(range(24))
FIELDS = grey_tiff_fields(6, 4)


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_give_the_same_picture(order: str) -> None:
    data = tiff(FIELDS, GREY, order)
    found = container.read(data, LIMITS)
    assert (found.width, found.height, found.frames, found.orientation) == (6, 4, 1, 1)
    raster = open_picture(data).raster
    assert raster[:, :, 0].tobytes() == GREY
    assert np.array_equal(raster[:, :, 0], raster[:, :, 2])


def test_what_is_not_drawn_is_kept_from_the_decoder() -> None:
    secret = b"copyright of nobody"
    data = encode(SMALL, "TIFF", tiffinfo={33_432: secret.decode(), 274: 6})
    found = container.read(data, LIMITS)
    assert found.orientation == 6
    directory = struct.unpack_from("<L", found.pixels, 4)[0]
    tags = {
        struct.unpack_from("<H", found.pixels, directory + 2 + 12 * i)[0]
        for i in range(struct.unpack_from("<H", found.pixels, directory)[0])
    }
    assert {256, 257, 273, 279} <= tags
    assert not tags & {274, 33_432}
    assert found.pixels[8 : len(data)] == data[8:]
    assert any(secret in data[start:stop] for start, stop in found.outside)


def test_pages_are_counted_a_ring_of_pages_is_cut() -> None:
    data = bytearray(tiff(FIELDS, GREY, pages=5))
    assert container.read(bytes(data), LIMITS).frames == 5
    assert refusal(bytes(data), Limits(max_frames=4)) == "picture_too_many_frames"
    first = struct.unpack_from("<L", data, 4)[0]
    struct.pack_into("<L", data, first + 2 + 12 * len(FIELDS), first)
    assert container.read(bytes(data), LIMITS).frames == 1


def test_tiles_and_planes() -> None:
    tiled = {k: v for k, v in FIELDS.items() if k not in {273, 278, 279}}
    tiled |= {322: (3, [16]), 323: (3, [16]), 324: (4, [8]), 325: (4, [256])}
    assert open_picture(tiff(tiled, bytes(256))).raster.shape == (4, 6, 3)
    planar = FIELDS | {
        258: (3, [8, 8, 8]),
        262: (3, [2]),
        277: (3, [3]),
        273: (4, [8, 32, 56]),
        279: (4, [24, 24, 24]),
        284: (3, [2]),
    }
    raster = open_picture(tiff(planar, GREY + bytes(24) + b"\xff" * 24)).raster
    assert raster[0, 5].tolist() == [5, 0, 255]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({256: (3, [0])}, "picture_zero_pixels"),
        ({257: (4, [0])}, "picture_zero_pixels"),
        ({256: (4, [2**32 - 1]), 257: (4, [2**32 - 1])}, "picture_too_many_pixels"),
        ({256: (3, [6, 6])}, "picture_corrupt"),
        ({277: (3, [60_000])}, "picture_corrupt"),
        ({278: (3, [0])}, "picture_corrupt"),
        ({278: (3, [1])}, "picture_corrupt"),
        ({273: (4, [2**32 - 1])}, "picture_truncated"),
        ({279: (4, [2**31])}, "picture_truncated"),
        ({273: (4, [8] * 3)}, "picture_corrupt"),
        ({259: (3, [50_000])}, "picture_unsupported"),
        ({262: (3, [8])}, "picture_unsupported"),
        ({258: (3, [12])}, "picture_unsupported"),
        ({258: (3, [16]), 262: (3, [0])}, "picture_unsupported"),
        ({339: (3, [2])}, "picture_unsupported"),
        ({339: (3, [])}, "picture_corrupt"),
    ],
)
def test_absurd_fields(change: dict[int, tuple[int, list[int]]], code: str) -> None:
    assert refusal(tiff(FIELDS | change, GREY)) == code


@pytest.mark.parametrize("missing", [256, 257, 262, 273, 279])
def test_missing_fields(missing: int) -> None:
    fields = {tag: value for tag, value in FIELDS.items() if tag != missing}
    assert refusal(tiff(fields, GREY)) == "picture_corrupt"


@pytest.mark.parametrize("absurd", [{322: (3, [0])}, {322: (4, [1 << 16]), 323: (4, [1 << 16])}])
def test_absurd_tiles(absurd: dict[int, tuple[int, list[int]]]) -> None:
    tiled = {k: v for k, v in FIELDS.items() if k not in {273, 278, 279}}
    tiled |= {322: (3, [16]), 323: (3, [16]), 324: (4, [8]), 325: (4, [256])}
    assert refusal(tiff(tiled | absurd, bytes(256))) == "picture_corrupt"


def test_counts_and_offsets_beyond_the_file() -> None:
    data = bytearray(tiff(FIELDS, GREY))
    directory = struct.unpack_from("<L", data, 4)[0]
    struct.pack_into("<L", data, directory + 2 + 4, 2**32 - 1)
    assert refusal(bytes(data)) == "picture_corrupt"
    strip_counts = directory + 2 + 12 * sorted(FIELDS).index(279)
    data = bytearray(tiff(FIELDS, GREY))
    struct.pack_into("<L", data, strip_counts + 4, 2**32 - 1)
    assert refusal(bytes(data)) == "picture_too_many_parts"
    assert refusal(b"II*\0\xff\xff\xff\xff" + GREY) == "picture_truncated"
    assert refusal(b"II*\0\0\0\0\0" + GREY) == "picture_corrupt"


def test_a_picture_cut_into_many_strips_is_refused() -> None:
    rows = 60_000
    fields = grey_tiff_fields(1, rows) | {
        273: (4, [8] * rows),
        278: (3, [1]),
        279: (4, [1] * rows),
    }
    assert refusal(tiff(fields, GREY)) == "picture_too_many_parts"


def test_big_tiff_is_unknown() -> None:
    assert refusal(b"II\x2b\0\x08\0\0\0" + bytes(40)) == "picture_unknown_format"
