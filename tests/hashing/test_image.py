from __future__ import annotations

import ast
import io
import struct
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from hashing import image as subject
from hashing.algorithms import fingerprints
from hashing.fingerprint import distance
from hashing.image import CANONICAL_SIDE, THUMBNAIL_MEDIA_TYPE, Picture, open_picture
from tests.hashing.drawing import scene
from tests.hashing.files import FORMATS, SMALL, chunk, encode, exif, png

LARGE = scene(740, 530, seed=3)
MEDIA_TYPES = {kind: f"image/{kind.lower()}" for kind in FORMATS}
#: EXIF orientation → how to store a picture that has to be shown as it was.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def on_white(image: Image.Image) -> np.ndarray:
    layered = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return pixels(Image.alpha_composite(white, layered))


def gap(left: np.ndarray, right: np.ndarray) -> float:
    """Return the mean difference of two rasters, of 255."""
    assert left.shape == right.shape
    return float(np.abs(left.astype(int) - right.astype(int)).mean())


@pytest.mark.parametrize("kind", FORMATS)
def test_formats_are_known_by_content(kind: str) -> None:
    picture = open_picture(encode(LARGE, kind))
    assert picture.media_type == MEDIA_TYPES[kind]
    assert (picture.width, picture.height, picture.frames) == (740, 530, 1)
    assert picture.raster.shape == (367, 512, 3)
    assert picture.raster.dtype == np.uint8
    assert picture.raster.flags.c_contiguous
    assert not picture.raster.flags.writeable


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_a_small_lossless_picture_is_its_own_raster(kind: str) -> None:
    data = encode(SMALL, kind, lossless=True)
    assert np.array_equal(open_picture(data).raster, pixels(SMALL))


@pytest.mark.parametrize(
    ("size", "shrunk"),
    [
        ((1, 1), (1, 1)),
        ((512, 512), (512, 512)),
        ((512, 3), (512, 3)),
        ((513, 1), (512, 1)),
        ((1024, 1023), (512, 512)),
        ((1024, 1022), (512, 511)),
        ((600, 400), (512, 341)),
        ((400, 600), (341, 512)),
        ((10_000, 3), (512, 1)),
        ((3, 10_000), (1, 512)),
        ((2_000, 6), (512, 2)),
    ],
)
def test_shrinking(size: tuple[int, int], shrunk: tuple[int, int]) -> None:
    picture = open_picture(encode(Image.new("RGB", size, (9, 99, 199)), "PNG"))
    assert (picture.width, picture.height) == size
    assert picture.raster.shape == (shrunk[1], shrunk[0], 3)
    assert np.all(picture.raster == (9, 99, 199))


def test_shrinking_is_by_area() -> None:
    stripes = np.zeros((4, 1024, 3), np.uint8)
    stripes[:, ::2] = 200
    assert np.all(open_picture(encode(Image.fromarray(stripes), "PNG")).raster == 100)


@pytest.mark.parametrize(
    ("size", "decoded"),
    [
        ((511, 300), (511, 300)),
        ((1022, 600), (1022, 600)),
        ((1023, 600), (512, 300)),
        ((1024, 24), (512, 12)),
        ((2044, 100), (1022, 50)),
        ((2045, 100), (512, 25)),
        ((4000, 3000), (1000, 750)),
        ((4096, 3072), (512, 384)),
        ((3, 4096), (2, 2048)),
    ],
)
def test_draft_decoding_keeps_the_canonical_side(
    size: tuple[int, int], decoded: tuple[int, int]
) -> None:
    with JpegImageFile(io.BytesIO(encode(Image.new("L", size), "JPEG"))) as image:
        subject._draft(image)
        image.load()
        assert image.size == decoded
        assert max(image.size) >= min(CANONICAL_SIDE, max(size))


def test_a_draft_is_as_good_as_a_full_decode() -> None:
    whole = scene(1600, 1100, seed=5)
    draft = open_picture(encode(whole, "JPEG", quality=90))
    full = open_picture(encode(whole, "PNG"))
    assert gap(draft.raster, full.raster) < 1.5
    for one, other in zip(fingerprints(draft), fingerprints(full), strict=True):
        assert distance(one, other) <= 4


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("image", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_orientation_does_not_change_a_lossless_picture(
    kind: str, image: Image.Image, orientation: int
) -> None:
    turn = STORED[orientation]
    stored = image if turn is None else image.transpose(turn)
    options = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif(orientation)}
    turned = open_picture(encode(stored, kind, lossless=True, **options))
    plain = open_picture(encode(image, kind, lossless=True))
    assert (turned.width, turned.height) == image.size
    assert np.array_equal(turned.raster, plain.raster)
    assert fingerprints(turned) == fingerprints(plain)


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["JPEG", "AVIF"])
def test_orientation_changes_a_lossy_picture_by_its_coding_only(
    kind: str, orientation: int
) -> None:
    turn = STORED[orientation]
    stored = LARGE if turn is None else LARGE.transpose(turn)
    ours = Image.Exif()
    ours[274] = orientation
    turned = open_picture(encode(stored, kind, quality=95, exif=ours))
    plain = open_picture(encode(LARGE, kind, quality=95))
    assert (turned.width, turned.height) == LARGE.size
    assert gap(turned.raster, plain.raster) < 2
    for one, other in zip(fingerprints(turned), fingerprints(plain), strict=True):
        assert distance(one, other) <= 2


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
@pytest.mark.parametrize("image", [SMALL, LARGE], ids=["small", "large"])
def test_transparency_lies_on_white(mode: str, image: Image.Image) -> None:
    veil = Image.linear_gradient("L").resize(image.size)
    veiled = image.convert(mode)
    veiled.putalpha(veil)
    kind = "TIFF" if mode == "PA" else "PNG"
    flat = open_picture(encode(Image.fromarray(on_white(veiled)), "PNG"))
    laid = open_picture(encode(veiled, kind))
    assert np.abs(laid.raster.astype(int) - flat.raster).max() <= 1
    for one, other in zip(fingerprints(laid), fingerprints(flat), strict=True):
        assert distance(one, other) <= 2


def test_a_transparent_palette_entry_is_white() -> None:
    image = SMALL.quantize(8)
    raster = open_picture(encode(image, "PNG", transparency=3)).raster
    chosen = np.asarray(image) == 3
    assert np.all(raster[chosen] == 255)
    assert np.array_equal(raster[~chosen], pixels(image)[~chosen])
    veils = bytes(range(0, 256, 32))
    raster = open_picture(encode(image, "PNG", transparency=veils)).raster
    assert np.all(raster[np.asarray(image) == 0] == 255)
    gif = open_picture(encode(image, "GIF", transparency=3)).raster
    assert np.all(gif[chosen] == 255)


@pytest.mark.parametrize(
    ("depth", "row", "key", "expected"),
    [
        (1, b"\x50", 1, [0, 255, 0, 255]),
        (2, b"\x1b", 2, [0, 85, 255, 255]),
        (4, b"\x0f\x80", 8, [0, 255, 255, 0]),
        (8, b"\x00\x09\xc8\x09", 9, [0, 255, 200, 255]),
        (16, b"\x00\x09\x80\x00\x40\x01\xff\xff", 9, [255, 128, 64, 255]),
    ],
)
def test_grey_of_every_depth_with_a_transparent_key(
    depth: int, row: bytes, key: int, expected: list[int]
) -> None:
    data = png(4, 1, b"\0" + row, chunk(b"tRNS", struct.pack(">H", key)), depth=depth)
    assert open_picture(data).raster[0, :, 0].tolist() == expected


def test_truecolour_with_a_transparent_key() -> None:
    key = chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3))
    data = png(2, 1, b"\0" + bytes([1, 2, 3, 4, 5, 6]), key, kind=2)
    assert open_picture(data).raster.tolist() == [[[255, 255, 255], [4, 5, 6]]]


def test_deep_samples_keep_their_high_byte() -> None:
    ramp = np.arange(0, 65_536, 64, dtype=np.uint16).reshape(32, 32)
    expected = (ramp >> 8).astype(np.uint8)
    for kind in ("PNG", "TIFF"):
        raster = open_picture(encode(Image.fromarray(ramp), kind)).raster
        assert np.array_equal(raster[:, :, 1], expected)
    row = b"\0" + bytes([200, 1, 100, 255, 50, 128])
    assert open_picture(png(1, 1, row, depth=16, kind=2)).raster.tolist() == [[[200, 100, 50]]]


@pytest.mark.parametrize("white", [1.0, 255.0, 65_535.0, 7.0e6])
def test_float_samples_are_scaled_to_their_white(white: float) -> None:
    samples = np.linspace(0, 1, 256, dtype=np.float32).reshape(16, 16) * np.float32(white)
    raster = open_picture(encode(Image.fromarray(samples), "TIFF")).raster
    assert raster[:, :, 0].ravel().tolist() == list(range(256))


def test_float_samples_that_are_no_numbers_are_black() -> None:
    samples = np.array([[np.nan, np.inf, -np.inf, -3.0, 0.5, 1.0]], np.float32)
    raster = open_picture(encode(Image.fromarray(samples), "TIFF")).raster
    assert raster[0, :, 0].tolist() == [0, 0, 0, 0, 128, 255]
    black = np.full((3, 3), -1, np.float32)
    assert not open_picture(encode(Image.fromarray(black), "TIFF")).raster.any()


def test_cmyk_as_adobe_writes_it_and_as_tiff_does() -> None:
    inked = LARGE.convert("CMYK")
    expected = pixels(inked)
    shrunk = open_picture(encode(Image.fromarray(expected), "PNG"))
    adobe = open_picture(encode(inked, "JPEG", quality=95))
    assert gap(adobe.raster, shrunk.raster) < 2
    assert np.array_equal(open_picture(encode(inked, "TIFF")).raster, shrunk.raster)


@pytest.mark.parametrize("mode", ["1", "L", "P"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "GIF"])
def test_few_colours(mode: str, kind: str) -> None:
    image = SMALL.quantize(16) if mode == "P" else SMALL.convert(mode)
    assert np.array_equal(open_picture(encode(image, kind)).raster, pixels(image))


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_deflate", "packbits", "group4"])
def test_compressed_tiff(compression: str) -> None:
    image = SMALL.convert("1") if compression == "group4" else SMALL
    data = encode(image, "TIFF", compression=compression)
    assert np.array_equal(open_picture(data).raster, pixels(image))


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_of_an_animation_the_first_frame_counts(kind: str) -> None:
    others = [SMALL.rotate(90), SMALL.rotate(180)]
    data = encode(SMALL, kind, save_all=True, append_images=others)
    moving, still = open_picture(data), open_picture(encode(SMALL, kind))
    assert moving.frames == 3
    assert gap(moving.raster, still.raster) < 6


def test_of_a_stereo_jpeg_the_first_picture_counts() -> None:
    data = encode(SMALL, "MPO", save_all=True, append_images=[SMALL.rotate(180)])
    picture = open_picture(data)
    assert (picture.media_type, picture.frames) == ("image/jpeg", 1)
    assert np.array_equal(picture.raster, open_picture(encode(SMALL, "JPEG")).raster)


def test_colour_profiles_do_not_matter() -> None:
    plain = open_picture(encode(SMALL, "PNG"))
    profiled = open_picture(encode(SMALL, "PNG", icc_profile=b"not even a profile"))
    assert np.array_equal(plain.raster, profiled.raster)


def test_thumbnail_is_small_and_says_nothing_else() -> None:
    ours = Image.Exif()
    ours[0x010F] = "a maker"
    data = encode(LARGE, "JPEG", exif=ours, icc_profile=bytes(200), comment=b"a comment")
    picture = open_picture(data)
    thumbnail = picture.thumbnail()
    again = open_picture(thumbnail)
    assert THUMBNAIL_MEDIA_TYPE == again.media_type == "image/webp"
    assert (again.width, again.height) == (480, 344)
    assert thumbnail == picture.thumbnail()
    assert thumbnail[12:16] == b"VP8 "
    assert len(thumbnail) < 40_000
    small = open_picture(picture.thumbnail(max_side=64))
    assert (small.width, small.height) == (64, 46)
    tiny = open_picture(encode(SMALL, "PNG"))
    assert open_picture(tiny.thumbnail()).width == SMALL.width


def test_nothing_global_is_changed() -> None:
    def state() -> tuple[object, ...]:
        return (
            Image.MAX_IMAGE_PIXELS,
            ImageFile.LOAD_TRUNCATED_IMAGES,
            ImageFile.MAXBLOCK,
            list(warnings.filters),
        )

    before = state()
    for kind in FORMATS:
        open_picture(encode(SMALL, kind))
    assert state() == before


def test_threads_do_not_disturb_each_other() -> None:
    files = [encode(scene(600, 400, seed), kind) for seed, kind in enumerate(FORMATS)]
    alone = [fingerprints(open_picture(data)) for data in files]
    found: dict[int, list[tuple[object, ...]]] = {}

    def work(number: int) -> None:
        found[number] = [fingerprints(open_picture(data)) for data in files]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(4), alone)


def test_pillow_is_imported_in_one_place() -> None:
    package = Path(subject.__file__).parent
    importers = {
        path.name
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if name and name.split(".")[0] == "PIL"
    }
    assert importers == {"image.py"}


def test_a_picture_is_frozen() -> None:
    picture = open_picture(encode(SMALL, "PNG"))
    assert isinstance(picture, Picture)
    with pytest.raises(AttributeError):
        picture.width = 3  # type: ignore[misc]  # what is forbidden is tried
    with pytest.raises(ValueError, match="read-only"):
        picture.raster[0, 0, 0] = 1
