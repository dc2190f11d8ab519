from __future__ import annotations

import io
import random
import threading

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from hashing import search as subject
from hashing.algorithms import (
    TRANSFORMS,
    Form,
    QueryFingerprints,
    fingerprints,
    is_searchable,
    query_fingerprints,
)
from hashing.errors import CandidateIndexError, FingerprintError
from hashing.fingerprint import ALGORITHMS, Fingerprint, distance
from hashing.image import open_picture
from hashing.search import SAME_SCORE, Candidate, PictureIndex
from tests.hashing.drawing import scene
from tests.hashing.files import encode

SCENES = [scene(480, 360, seed) for seed in range(20)]
MARKS = [fingerprints(open_picture(encode(image, "PNG"))) for image in SCENES]


@pytest.fixture
def index() -> PictureIndex:
    filled = PictureIndex()
    for key, marks in enumerate(MARKS):
        filled.add(key, marks)
    return filled


def search(index: PictureIndex, image: Image.Image, **coding: object) -> list[Candidate]:
    return index.search(query_fingerprints(open_picture(encode(image, "JPEG", **coding))))


def cropped(image: Image.Image, share: float) -> Image.Image:
    across, down = (round(side * (1 - share) / 2) for side in image.size)
    return image.crop((across, down, image.width - across, image.height - down))


ALTERED = {
    "coded": lambda image: image,
    "half size": lambda image: image.reduce(2),
    "double size": lambda image: image.resize((960, 720)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
    "flatter": lambda image: ImageEnhance.Contrast(image).enhance(0.8),
    "grey": lambda image: image.convert("L"),
}


@pytest.mark.parametrize("how", ALTERED)
def test_altered_copies_are_the_same_picture(index: PictureIndex, how: str) -> None:
    for key in (3, 12):
        (found,) = search(index, ALTERED[how](SCENES[key]), quality=50)
        assert (found.key, found.likeness, found.transform) == (key, "same", "identity")
        assert found.score >= SAME_SCORE
        assert list(found.distances) == list(ALGORITHMS)


@pytest.mark.parametrize(
    ("turn", "back"),
    [
        (Image.Transpose.ROTATE_90, "rotate270"),
        (Image.Transpose.ROTATE_180, "rotate180"),
        (Image.Transpose.ROTATE_270, "rotate90"),
        (Image.Transpose.FLIP_LEFT_RIGHT, "flip_horizontal"),
        (Image.Transpose.FLIP_TOP_BOTTOM, "flip_vertical"),
        (Image.Transpose.TRANSPOSE, "transpose"),
        (Image.Transpose.TRANSVERSE, "transverse"),
    ],
)
def test_the_transform_turns_the_query_into_the_registered_picture(
    index: PictureIndex, turn: Image.Transpose, back: str
) -> None:
    suspect = SCENES[5].transpose(turn)
    (found,) = search(index, suspect, quality=80)
    assert (found.key, found.transform, found.likeness) == (5, back, "same")
    assert list(found.distances) == ["pdq_v1"]
    assert found.algorithm == "pdq_v1"
    restored = TRANSFORMS[back](np.asarray(suspect))
    assert np.array_equal(restored, np.asarray(SCENES[5]))


def test_a_crop_is_near_and_scores_less(index: PictureIndex) -> None:
    (whole,) = search(index, SCENES[7])
    (part,) = search(index, cropped(SCENES[7], 0.95))
    assert (part.key, part.likeness) == (7, "near")
    assert 0.5 <= part.score < SAME_SCORE <= whole.score


def test_nothing_alike_gives_nothing(index: PictureIndex) -> None:
    for seed in range(100, 130):
        assert search(index, scene(300, 260, seed)) == []


def test_distances_count_all_bits(index: PictureIndex) -> None:
    query = query_fingerprints(open_picture(encode(cropped(SCENES[2], 0.98), "PNG")))
    (found,) = index.search(query)
    own = {f.name: distance(f, g) for f, g in zip(query.fingerprints, MARKS[2], strict=True)}
    assert found.distances == own
    assert found.algorithm in {"pdq_v1", "phash256_v1"}


def altered(query: QueryFingerprints, **bits: int) -> list[Fingerprint]:
    """Return the fingerprints of `query` with that many firm bits turned, by algorithm."""
    firm = {form.fingerprint.name: int.from_bytes(form.firm) for form in reversed(query.forms)}
    changed = []
    for mark in query.fingerprints:
        places = [place for place in range(256) if firm.get(mark.name, (1 << 64) - 1) >> place & 1]
        code = int.from_bytes(mark.bits)
        for place in places[: bits.get(mark.name, 0)]:
            code ^= 1 << place
        size = len(mark.bits)
        changed.append(Fingerprint(mark.algorithm, mark.version, code.to_bytes(size), mark.quality))
    return changed


def test_what_counts_as_evidence() -> None:
    """A quarter of the firm bits of one large code; the small codes only look up."""
    query = query_fingerprints(open_picture(encode(SCENES[0], "PNG")))
    pdq, phash256 = (int.from_bytes(form.firm).bit_count() for form in query.forms[:2])
    far = {"phash256_v1": phash256 // 2, "phash64_v1": 32, "dhash64_v1": 32}

    def found(**bits: int) -> list[tuple[float, str, str]]:
        index = PictureIndex()
        index.add(1, altered(query, **bits))
        return [(c.score, c.likeness, c.algorithm) for c in index.search(query)]

    assert found() == [(1.0, "same", "pdq_v1")]
    edge, eighth = pdq // 4, pdq // 8
    assert found(pdq_v1=eighth, **far) == [(1 - 2 * eighth / pdq, "same", "pdq_v1")]
    assert found(pdq_v1=eighth + 1, **far) == [(1 - 2 * (eighth + 1) / pdq, "near", "pdq_v1")]
    assert found(pdq_v1=edge, **far) == [(1 - 2 * edge / pdq, "near", "pdq_v1")]
    assert found(pdq_v1=edge + 1, **far) == []
    edge = phash256 // 4
    assert found(pdq_v1=128, phash256_v1=edge) == [(1 - 2 * edge / phash256, "near", "phash256_v1")]
    assert found(pdq_v1=128, phash256_v1=edge + 1) == []


@pytest.mark.parametrize(
    ("firm", "allowed"),
    [(256, 64), (200, 50), (144, 36), (128, 30), (64, 8), (49, 3), (36, 0), (35, -1), (0, -1)],
)
def test_the_fewer_bits_are_firm_the_more_of_them_have_to_agree(firm: int, allowed: int) -> None:
    mask = ((1 << firm) - 1).to_bytes(32)
    form = Form("identity", Fingerprint("pdq", 1, bytes(32), 100), mask)
    for differing in range(firm + 1):
        code = ((1 << differing) - 1) | ((1 << 256) - (1 << firm))
        score = subject._score(form, Fingerprint("pdq", 1, code.to_bytes(32), 100))
        assert score == (1 - 2 * differing / firm if differing <= allowed else 0)


def mirrored(image: Image.Image, *, twice: bool) -> Image.Image:
    half = np.asarray(image)[:, : image.width // 2]
    whole = np.concatenate([half, half[:, ::-1]], axis=1)
    if twice:
        whole = np.concatenate([whole[: image.height // 2], whole[: image.height // 2][::-1]])
    return Image.fromarray(whole)


@pytest.mark.parametrize("twice", [False, True])
def test_symmetric_pictures_are_told_apart_and_found_again(twice: bool) -> None:
    """Half or three quarters of the bits of PDQ and phash are noise that they share."""
    images = [mirrored(image, twice=twice) for image in SCENES[:12]]
    index = PictureIndex()
    for key, image in enumerate(images):
        index.add(key, fingerprints(open_picture(encode(image, "PNG"))))
    for key, image in enumerate(images):
        for copy in (image, image.reduce(2), ImageEnhance.Contrast(image).enhance(0.8)):
            assert [candidate.key for candidate in search(index, copy, quality=60)] == [key]


def test_order_is_by_score_then_by_key_whatever_the_order_of_addition() -> None:
    query = query_fingerprints(open_picture(encode(SCENES[0], "PNG")))
    entries = [(key, altered(query, pdq_v1=key % 3, phash256_v1=9)) for key in range(30)]
    for seed in range(3):
        random.Random(seed).shuffle(entries)
        index = PictureIndex()
        for key, marks in entries:
            index.add(key, marks)
        found = [candidate.key for candidate in index.search(query, limit=30)]
        assert found == sorted(range(30), key=lambda key: (key % 3, key))
        assert [c.key for c in index.search(query, limit=4)] == found[:4]
        assert len(index.search(query)) == 20


def plain_pictures() -> list[Image.Image]:
    """Return pictures with little in them: blank, ramps, and one small mark each."""
    pictures = [Image.new("L", (400, 300), shade) for shade in (0, 128, 255)]
    ramp = Image.linear_gradient("L").resize((400, 300))
    pictures += [ramp, ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM)]
    for place in range(40, 340, 60):
        for shape in ("ellipse", "rectangle", "line"):
            marked = Image.new("RGB", (400, 300), "white")
            getattr(ImageDraw.Draw(marked), shape)((place, 120, place + 24, 150), fill="black")
            pictures.append(marked)
    return pictures


def test_plain_pictures_are_no_candidates_and_have_none(index: PictureIndex) -> None:
    pictures = [fingerprints(open_picture(encode(image, "PNG"))) for image in plain_pictures()]
    assert not any(is_searchable(marks) for marks in pictures)
    for key, marks in enumerate(pictures, start=1000):
        index.add(key, marks)
    assert len(index) == len(SCENES) + len(pictures)
    for image in plain_pictures():
        assert search(index, image) == []
    for key, image in enumerate(SCENES):
        assert [candidate.key for candidate in search(index, image)] == [key]
    for key in range(1000, 1000 + len(pictures)):
        index.remove(key)
    assert len(index) == len(SCENES)


def test_removing_and_adding_again(index: PictureIndex) -> None:
    index.remove(4)
    assert len(index) == len(SCENES) - 1
    assert search(index, SCENES[4]) == []
    with pytest.raises(CandidateIndexError) as caught:
        index.remove(4)
    assert caught.value.code == "index_key_unknown"
    index.add(4, MARKS[4])
    assert [candidate.key for candidate in search(index, SCENES[4])] == [4]


def test_what_cannot_be_added_changes_nothing(index: PictureIndex) -> None:
    for key, marks, code in (
        (3, MARKS[0], "index_key_taken"),
        (-1, MARKS[0], "index_key_range"),
        (1 << 63, MARKS[0], "index_key_range"),
        (-1, fingerprints(open_picture(encode(Image.new("L", (9, 9)), "PNG"))), "index_key_range"),
        (99, MARKS[0][:3], "fingerprint_missing"),
        (99, (), "fingerprint_missing"),
    ):
        with pytest.raises((CandidateIndexError, FingerprintError)) as caught:
            index.add(key, marks)
        assert caught.value.code == code
    assert len(index) == len(SCENES)
    assert [candidate.key for candidate in search(index, SCENES[0])] == [0]


def test_searching_while_others_add_and_remove(index: PictureIndex) -> None:
    query = query_fingerprints(open_picture(encode(SCENES[1], "PNG")))
    stop = threading.Event()
    failures: list[BaseException] = []

    def churn(first: int) -> None:
        try:
            while not stop.is_set():
                for key in range(first, first + 20):
                    index.add(key, MARKS[1])
                for key in range(first, first + 20):
                    index.remove(key)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=churn, args=(1000 * n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for _ in range(60):
        found = index.search(query, limit=100)
        assert found[0].key == 1
        assert {candidate.score for candidate in found} == {1.0}
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(index) == len(SCENES)


def test_a_suspect_as_a_pirate_offers_it(index: PictureIndex) -> None:
    """Smaller, warmer, more saturated, recompressed twice, mirrored."""
    image = SCENES[9].resize((288, 216), Image.Resampling.LANCZOS)
    red, green, blue = image.split()
    image = Image.merge(
        "RGB", (red.point(lambda v: min(255, v * 1.07)), green, blue.point(lambda v: v * 0.86))
    )
    image = ImageEnhance.Color(image).enhance(1.3)
    image = Image.open(io.BytesIO(encode(image, "JPEG", quality=45)))
    (found,) = search(index, image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), quality=60)
    assert (found.key, found.likeness, found.transform) == (9, "same", "flip_horizontal")
