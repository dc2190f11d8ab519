from __future__ import annotations

import imagehash
import numpy as np
import pdqhash
import pytest
from PIL import Image

from hashing.algorithms import (
    FLAT_SPAN,
    MIN_QUALITY,
    TRANSFORMS,
    fingerprints,
    is_searchable,
    query_fingerprints,
)
from hashing.fingerprint import ALGORITHMS, PDQ, distance
from hashing.image import Picture, open_picture
from tests.hashing.drawing import scene
from tests.hashing.files import encode

SCENE = scene(640, 470, seed=11)
PICTURE = open_picture(encode(SCENE, "PNG"))

#: The same turns as Pillow knows them, so that the names mean what they say.
TURNED = {
    "identity": None,
    "rotate90": Image.Transpose.ROTATE_90,
    "rotate180": Image.Transpose.ROTATE_180,
    "rotate270": Image.Transpose.ROTATE_270,
    "flip_horizontal": Image.Transpose.FLIP_LEFT_RIGHT,
    "flip_vertical": Image.Transpose.FLIP_TOP_BOTTOM,
    "transpose": Image.Transpose.TRANSPOSE,
    "transverse": Image.Transpose.TRANSVERSE,
}


def of(image: Image.Image) -> Picture:
    return open_picture(encode(image, "PNG"))


def test_one_of_each_in_the_order_of_the_table() -> None:
    assert [f.name for f in fingerprints(PICTURE)] == list(ALGORITHMS)
    assert list(ALGORITHMS) == ["phash64_v1", "phash256_v1", "dhash64_v1", "pdq_v1"]


def test_bits_are_those_that_the_libraries_publish() -> None:
    phash64, phash256, dhash64, pdq = fingerprints(PICTURE)
    luma = PICTURE.luma()
    assert phash64.bits.hex() == str(imagehash.phash(luma))
    assert phash256.bits.hex() == str(imagehash.phash(luma, hash_size=16))
    assert dhash64.bits.hex() == str(imagehash.dhash(luma))
    vector, quality = pdqhash.compute(PICTURE.raster)
    assert pdq.bits.hex() == f"{int(''.join(map(str, vector)), 2):064x}"
    assert pdq.quality == quality


@pytest.mark.parametrize("name", TRANSFORMS)
def test_each_form_is_the_pdq_of_the_turned_picture(name: str) -> None:
    """No tolerance for rasters that are not shrunk; 4 bits where shrinking rounds otherwise."""
    assert list(TRANSFORMS) == list(TURNED)
    turn = TURNED[name]
    for picture, image, tolerance in (
        (of(scene(300, 200, 4)), scene(300, 200, 4), 0),
        (PICTURE, SCENE, 4),
    ):
        form = dict(query_fingerprints(picture).forms)[name]
        turned = of(image if turn is None else image.transpose(turn))
        assert distance(form, fingerprints(turned)[-1]) <= tolerance


def test_a_query_holds_the_fingerprints_and_begins_with_the_identity() -> None:
    query = query_fingerprints(PICTURE)
    assert query.fingerprints == fingerprints(PICTURE)
    assert query.forms[0] == ("identity", query.fingerprints[-1])
    assert query.searchable


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_coding_moves_few_bits(kind: str) -> None:
    coded = open_picture(encode(SCENE, kind, quality=60))
    for one, other in zip(fingerprints(coded), fingerprints(PICTURE), strict=True):
        assert distance(one, other) <= 0.04 * ALGORITHMS[one.name].size


def test_size_moves_few_bits() -> None:
    for factor in (0.4, 2):
        resized = SCENE.resize((round(640 * factor), round(470 * factor)), Image.Resampling.LANCZOS)
        for one, other in zip(fingerprints(of(resized)), fingerprints(PICTURE), strict=True):
            assert distance(one, other) <= 0.13 * ALGORITHMS[one.name].size


def test_different_pictures_are_far_apart() -> None:
    pictures = [fingerprints(of(scene(200, 150, seed))) for seed in range(12)]
    for number, one in enumerate(pictures):
        for other in pictures[:number]:
            assert distance(one[-1], other[-1]) > 80
            assert distance(one[1], other[1]) > 80


@pytest.mark.parametrize("shade", [0, 1, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (3, 700), (640, 480)])
def test_flat_pictures_have_no_bits_and_no_quality(shade: int, size: tuple[int, int]) -> None:
    picture = of(Image.new("L", size, shade))
    assert all(not any(f.bits) for f in fingerprints(picture))
    assert fingerprints(picture)[-1].quality == 0
    query = query_fingerprints(picture)
    assert not query.searchable
    assert {form for _, form in query.forms} == {query.fingerprints[-1]}


def test_noise_below_the_flat_span_is_flat_and_above_it_is_not() -> None:
    noise = np.random.default_rng(1).integers(0, FLAT_SPAN + 1, (300, 400), dtype=np.uint8)
    assert not any(fingerprints(of(Image.fromarray(noise + 90)))[0].bits)
    noise[0, 0] += 1
    noise[0, 1] = 0
    assert any(fingerprints(of(Image.fromarray(noise + 90)))[0].bits)


@pytest.mark.parametrize("size", [(1, 2), (2, 1), (3, 3), (9, 1), (1, 512), (64, 64)])
def test_tiny_pictures_have_fingerprints(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (size[1], size[0]), dtype=np.uint8)
    noise[0, 0], noise[-1, -1] = 0, 255
    query = query_fingerprints(of(Image.fromarray(noise)))
    assert [f.name for f in query.fingerprints] == list(ALGORITHMS)
    assert query == query_fingerprints(of(Image.fromarray(noise)))


def test_quality_decides_what_is_searched() -> None:
    plain = Image.new("L", (400, 300), 255)
    plain.paste(0, (100, 100, 120, 110))
    marks = fingerprints(of(plain))
    assert marks[-1].name == PDQ.full_name
    assert marks[-1].quality is not None
    assert marks[-1].quality < MIN_QUALITY
    assert not is_searchable(marks)
    assert is_searchable(fingerprints(PICTURE))
