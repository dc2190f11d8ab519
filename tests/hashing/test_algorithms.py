from __future__ import annotations

import imagehash
import numpy as np
import pdqhash
import pytest
from PIL import Image

from hashing import algorithms as subject
from hashing.algorithms import (
    FLAT_SPAN,
    MIN_QUALITY,
    TRANSFORMS,
    Form,
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


def forms(picture: Picture) -> dict[str, Form]:
    """Return the forms of PDQ by transform."""
    found = query_fingerprints(picture).forms
    return {form.transform: form for form in found if form.fingerprint.algorithm == PDQ.name}


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
    turn = TURNED[name]
    for picture, image, tolerance in (
        (of(scene(300, 200, 4)), scene(300, 200, 4), 0),
        (PICTURE, SCENE, 4),
    ):
        form = forms(picture)[name].fingerprint
        turned = of(image if turn is None else image.transpose(turn))
        assert distance(form, fingerprints(turned)[-1]) <= tolerance


def test_a_query_holds_the_fingerprints_and_begins_with_the_picture_as_it_stands() -> None:
    query = query_fingerprints(PICTURE)
    assert query.fingerprints == fingerprints(PICTURE)
    assert [form.fingerprint for form in query.forms[:2]] == [
        query.fingerprints[3],
        query.fingerprints[1],
    ]
    assert [form.transform for form in query.forms] == ["identity", *TRANSFORMS]
    assert list(TRANSFORMS) == list(TURNED)
    assert query.searchable


def firm_bits(form: Form) -> int:
    assert len(form.firm) == len(form.fingerprint.bits)
    return int.from_bytes(form.firm).bit_count()


def test_most_bits_of_an_ordinary_picture_are_firm() -> None:
    assert all(firm_bits(form) > 200 for form in query_fingerprints(PICTURE).forms)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_symmetry_leaves_half_or_a_quarter_of_the_bits_firm(kind: str) -> None:
    """Mirrored about one axis or both: every second coefficient of an axis is nothing.

    PDQ samples a little off the middle, so that some of its coefficients are not quite nothing.
    """
    half = np.asarray(scene(256, 400, 6))
    mirrored = np.concatenate([half, half[:, ::-1]], axis=1)
    twice = np.concatenate([mirrored[:200], mirrored[:200][::-1]])
    for image, share in ((mirrored, 2), (twice, 4)):
        query = query_fingerprints(open_picture(encode(Image.fromarray(image), kind)))
        assert firm_bits(query.forms[0]) < 220
        assert firm_bits(query.forms[1]) == pytest.approx(256 / share, abs=16)


def test_firm_bits_of_phash_are_those_of_its_own_coefficients() -> None:
    margins = subject._phash256_margins(PICTURE)
    assert np.packbits(margins > 0).tobytes() == fingerprints(PICTURE)[1].bits


def test_pdq_of_wide_and_high_pictures_is_the_published_one() -> None:
    for size in ((512, 384), (384, 512), (400, 400), (512, 90), (61, 512)):
        picture = of(scene(*size, seed=8))
        vector, quality = pdqhash.compute(np.array(picture.raster))
        assert fingerprints(picture)[-1].bits == np.packbits(vector.astype(bool)).tobytes()
        assert fingerprints(picture)[-1].quality == quality


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
    assert query.forms == ()


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
