"""Truncated, hostile and absurd pictures: each is refused with its code, and nothing leaks."""

from __future__ import annotations

import io
import resource
import struct
import time
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashing.algorithms import query_fingerprints
from hashing.errors import PictureError
from hashing.image import LIMITS, Limits, open_picture
from tests.hashing.drawing import scene
from tests.hashing.files import (
    FORMATS,
    SMALL,
    chunk,
    encode,
    exif,
    gif,
    grey_tiff_fields,
    insert_chunk,
    insert_segment,
    png,
    refusal,
    tiff,
)

TINY = scene(40, 30)
FILES = {kind: encode(TINY, kind) for kind in FORMATS} | {
    "progressive": encode(TINY, "JPEG", progressive=True, exif=exif(6)),
    "cmyk": encode(TINY.convert("CMYK"), "JPEG"),
    "palette": encode(TINY.quantize(9), "PNG", transparency=2, exif=exif(3)),
    "deep": encode(Image.fromarray(np.eye(20, dtype=np.uint16) * 999), "PNG"),
    "lossless": encode(TINY, "WEBP", lossless=True, exif=b"Exif\0\0" + exif(8)),
    "lzw": encode(TINY, "TIFF", compression="tiff_lzw", tiffinfo={274: 5}),
    "moving gif": encode(TINY, "GIF", save_all=True, append_images=[TINY.rotate(9)]),
    "moving webp": encode(TINY, "WEBP", save_all=True, append_images=[TINY.rotate(9)]),
    "moving avif": encode(TINY, "AVIF", save_all=True, append_images=[TINY.rotate(9)]),
}
#: What cutting a file short may be called; the first bytes alone are no known format yet.
CUT = {"picture_empty", "picture_unknown_format", "picture_truncated"}


@pytest.mark.parametrize("name", FILES)
def test_cut_anywhere(name: str) -> None:
    data = FILES[name]
    codes = {refusal(data[:length]) for length in range(len(data))}
    assert codes <= CUT
    assert refusal(data[: len(data) // 2]) == "picture_truncated"


def test_cut_where_a_draft_decode_would_not_notice() -> None:
    data = encode(scene(1200, 800), "JPEG")
    for cut in (2, 3, 10, 1000, len(data) // 3):
        assert refusal(data[:-cut]) == "picture_truncated"


@pytest.mark.parametrize("data", [b"", b"\0", b"GIF", b"\xff\xd8", b"BM" + bytes(60), b"<svg/>"])
def test_what_is_no_picture_at_all(data: bytes) -> None:
    assert refusal(data) == ("picture_unknown_format" if data else "picture_empty")


@pytest.mark.parametrize("kind", ["BMP", "PPM", "TGA", "ICO", "JPEG2000", "PDF", "PCX"])
def test_formats_that_only_the_decoder_knows(kind: str) -> None:
    assert refusal(encode(SMALL, kind)) == "picture_unknown_format"


def test_too_many_bytes_are_not_looked_at() -> None:
    data = encode(SMALL, "PNG")
    assert refusal(data, Limits(max_bytes=len(data) - 1)) == "picture_too_large"
    assert open_picture(data, Limits(max_bytes=len(data))).width == SMALL.width


HEADERS = {
    "png": (png(100_000, 100_000, b""), 10**10),
    "jpeg": (
        encode(SMALL, "JPEG").replace(
            struct.pack(">HH", 60, 90), struct.pack(">HH", 65_500, 65_500)
        ),
        65_500**2,
    ),
    "gif": (gif(65_535, 65_535), 65_535**2),
    "tiff": (tiff(grey_tiff_fields(2**16 - 1, 2**16 - 1), b"x"), (2**16 - 1) ** 2),
    "webp": (
        b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + b"\xff" * 6,
        2**48,
    ),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_headers_that_announce_too_many_pixels(kind: str) -> None:
    data, pixels = HEADERS[kind]
    with pytest.raises(PictureError) as caught:
        open_picture(data)
    assert caught.value.code == "picture_too_many_pixels"
    assert caught.value.params == {"pixels": pixels, "limit": LIMITS.max_pixels}


def test_the_limit_is_where_pillow_warns() -> None:
    assert LIMITS.max_pixels == Image.MAX_IMAGE_PIXELS
    assert refusal(png(LIMITS.max_pixels + 1, 1, b"")) == "picture_too_many_pixels"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_pixel_limit_is_exact(kind: str) -> None:
    data = encode(TINY, kind)
    assert refusal(data, Limits(max_pixels=1_199)) == "picture_too_many_pixels"
    assert open_picture(data, Limits(max_pixels=1_200)).width == 40


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_the_frame_limit_is_exact(kind: str) -> None:
    data = encode(TINY, kind, save_all=True, append_images=[TINY.rotate(a) for a in (9, 30)])
    assert refusal(data, Limits(max_frames=2)) == "picture_too_many_frames"
    assert open_picture(data, Limits(max_frames=3)).frames == 3


def test_a_gif_of_very_many_frames_is_refused_quickly() -> None:
    data = gif(9, 9, frames=400_000)
    start = time.perf_counter()
    assert refusal(data) == "picture_too_many_frames"
    assert time.perf_counter() - start < 1


def test_text_that_inflates_is_left_alone() -> None:
    """A megabyte of zlib is a gigabyte of text: neither time nor memory is spent on it."""
    bomb = zlib.compress(bytes(30_000_000), 9)
    data = encode(SMALL, "PNG")
    for _ in range(40):
        data = insert_chunk(data, b"zTXt", b"k\0\0" + bomb)
        data = insert_chunk(data, b"iCCP", b"k\0\0" + bomb)
        data = insert_chunk(data, b"iTXt", b"k\0\1\0\0\0" + bomb)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert open_picture(data).width == SMALL.width
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_exif_of_any_size_and_kind_is_left_alone() -> None:
    data = encode(SMALL, "JPEG")
    for _ in range(200):
        data = insert_segment(
            data, 0xE1, b"Exif\0\0" + b"II*\0\x08\0\0\0\xff\xff" + b"\xff" * 60_000
        )
    picture = open_picture(data)
    assert (picture.width, picture.height) == SMALL.size
    hostile = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHLL", 0x0112, 3, 2**31, 2**31)
    assert open_picture(insert_segment(data, 0xE1, b"Exif\0\0" + hostile)).width == SMALL.width


def test_pixels_that_inflate_beyond_their_rows_are_not_inflated() -> None:
    data = png(2, 2, bytes(6) + bytes(30_000_000))
    assert open_picture(data).raster.shape == (2, 2, 3)


@pytest.mark.parametrize(
    "data",
    [
        png(0, 5, b""),
        png(5, 0, b""),
        encode(SMALL, "JPEG").replace(struct.pack(">HH", 60, 90), struct.pack(">HH", 0, 90)),
        tiff(grey_tiff_fields(0, 5), b"xx"),
        tiff(grey_tiff_fields(5, 0), b"xx"),
    ],
)
def test_no_pixels(data: bytes) -> None:
    assert refusal(data) == "picture_zero_pixels"


def test_pixels_that_are_missing_although_the_file_is_whole() -> None:
    assert refusal(png(50, 50, b"\x09" + bytes(51 * 50 - 1))) == "picture_corrupt"
    assert refusal(tiff(grey_tiff_fields(50, 50), bytes(100))) == "picture_truncated"
    data = encode(TINY, "WEBP", lossless=True)
    scan = data.index(b"VP8L") + 12
    assert refusal(data[: scan + 4] + bytes(len(data) - scan - 4)) == "picture_corrupt"


def test_rows_that_a_closed_png_stream_leaves_out_are_black() -> None:
    raster = open_picture(png(4, 9, (b"\0" + b"\xff" * 4) * 5)).raster
    assert raster[:5].all()
    assert not raster[5:].any()


def test_a_decoder_that_fails_in_its_own_way_is_still_one_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for failure in (MemoryError, RecursionError, OverflowError, zlib.error, struct.error, EOFError):

        def load(self: object, failure: type[Exception] = failure) -> None:
            raise failure

        monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", load, raising=False)
        assert refusal(FILES["PNG"]) == "picture_corrupt"


def survives(data: bytes) -> None:
    """Take any bytes for a picture: a whole answer, or a `PictureError`; warnings are errors."""
    try:
        picture = open_picture(data)
    except PictureError:
        return
    assert picture.raster.shape[2] == 3
    assert max(picture.raster.shape) <= 512
    query = query_fingerprints(picture)
    assert len(query.forms) == (9 if query.searchable else 0)
    assert open_picture(picture.thumbnail()).frames == 1


HEADS = [data[:size] for data in FILES.values() for size in (12, 40)]


#: A mutated header may ask for a large canvas within the limit, which takes its time.
fuzz = settings(deadline=None, max_examples=200)


@fuzz
@given(st.binary(max_size=300), st.sampled_from([b"", *HEADS]))
def test_random_bytes(tail: bytes, head: bytes) -> None:
    survives(head + tail)


@fuzz
@given(st.data())
def test_mutated_files(data: st.DataObject) -> None:
    octets = bytearray(FILES[data.draw(st.sampled_from(sorted(FILES)))])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(octets) - 1) | st.integers(0, 120))
        if place < len(octets):
            octets[place] = data.draw(st.integers(0, 255) | st.sampled_from([0, 1, 127, 128, 255]))
    survives(bytes(octets))


@fuzz
@given(st.sampled_from(sorted(FILES)), st.sampled_from(sorted(FILES)), st.data())
def test_spliced_files(one: str, other: str, data: st.DataObject) -> None:
    head, tail = FILES[one], FILES[other]
    cut = data.draw(st.integers(0, len(head)))
    survives(head[:cut] + tail[data.draw(st.integers(0, len(tail))) :])


@fuzz
@given(st.data())
def test_mutated_png_with_right_checksums(data: st.DataObject) -> None:
    """Checksums keep mutations from the decoder: they are put right here."""
    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, io.SEEK_END)
    source = FILES[data.draw(st.sampled_from(["PNG", "palette", "deep"]))]
    position = 8
    while position < len(source):
        length, kind = struct.unpack_from(">L4s", source, position)
        body = bytearray(source[position + 8 : position + 8 + length])
        if body and data.draw(st.booleans()):
            body[data.draw(st.integers(0, min(len(body), 40) - 1))] = data.draw(st.integers(0, 255))
        out.write(chunk(kind, bytes(body)))
        position += 12 + length
    survives(out.getvalue())
