from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing.errors import FeaturesError
from hashing.features import (
    LENGTH,
    METHOD,
    MOST_FEATURES,
    VARIANTS,
    Features,
    Layout,
    Variant,
    extract,
    parse_features,
)
from tests.hashing.pictures import flat, grey

PICTURE = grey("features")
FOUND = extract(PICTURE)
STORED = FOUND.to_bytes()
SMALL = FOUND.only(np.arange(5)).to_bytes()


def altered(picture: np.ndarray, variant: Variant) -> np.ndarray:
    mirrored = picture[:, ::-1] if variant.mirrored else picture
    return np.ascontiguousarray(255 - mirrored if variant.negative else mirrored)


def turned(angles: np.ndarray) -> np.ndarray:
    """How far angles are from no turn at all, in radians."""
    return np.abs((angles + np.pi) % (2 * np.pi) - np.pi)


def counterparts(one: Features, other: Features) -> list[tuple[int, int]]:
    """The rows of features of one place, scale and angle."""
    found = []
    for row, (x, y, scale, angle) in enumerate(one.points):
        near = np.hypot(other.points[:, 0] - x, other.points[:, 1] - y) < 0.25
        alike = np.abs(np.log2(other.points[:, 2] / scale)) < 0.05
        (rows,) = np.nonzero(near & alike & (turned(other.points[:, 3] - angle) < 0.05))
        if len(rows) == 1:
            found.append((row, int(rows[0])))
    return found


# ---- the other ways to read a picture ---------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_reading_has_the_features_of_the_picture_really_altered(variant: Variant) -> None:
    real = extract(altered(PICTURE, variant))
    read = FOUND.seen_as(variant)
    pairs = counterparts(read, real)
    # the mirrored grid of pixels is blurred in another order, which moves a few over a threshold
    assert len(pairs) > 0.85 * len(FOUND)
    rows, partners = map(list, zip(*pairs, strict=True))
    ours, theirs = read.descriptors[rows].astype(int), real.descriptors[partners].astype(int)
    assert np.mean(np.abs(ours - theirs)) < 1
    bits = np.unpackbits(read.codes()[rows] ^ real.codes()[partners], axis=1).sum(axis=1)
    assert np.mean(bits) < 1
    assert np.mean(bits <= 8) > 0.95


def test_no_other_permutation_would_do() -> None:
    real = extract(altered(PICTURE, Variant(mirrored=True, negative=False)))
    for variant in VARIANTS:
        pairs = counterparts(FOUND.seen_as(variant), real)
        assert (len(pairs) > 0.5 * len(FOUND)) is (variant == Variant(True, False))


def test_readings_undo_themselves_and_combine() -> None:
    for one, other in itertools.product(VARIANTS, repeat=2):
        both = Variant(one.mirrored != other.mirrored, one.negative != other.negative)
        twice, once = FOUND.seen_as(one).seen_as(other), FOUND.seen_as(both)
        np.testing.assert_array_equal(twice.descriptors, once.descriptors)
        np.testing.assert_allclose(twice.points[:, :3], once.points[:, :3], atol=1e-3)
        assert turned(twice.points[:, 3] - once.points[:, 3]).max() < 1e-4


def test_a_reading_leaves_the_features_as_they_were() -> None:
    before = (FOUND.points.copy(), FOUND.descriptors.copy())
    FOUND.seen_as(Variant(mirrored=True, negative=True))
    np.testing.assert_array_equal(FOUND.points, before[0])
    np.testing.assert_array_equal(FOUND.descriptors, before[1])


# ---- codes ------------------------------------------------------------------------------------


def slow_code(descriptor: list[int]) -> bytes:
    """128 bits by definition: which numbers are above the median, the first the highest bit."""
    ranked = sorted(descriptor)
    twice_the_median = ranked[LENGTH // 2 - 1] + ranked[LENGTH // 2]
    bits = 0
    for number in descriptor:
        bits = bits << 1 | (2 * number > twice_the_median)
    return bits.to_bytes(16)


def test_codes_are_what_they_are_defined_as() -> None:
    codes = FOUND.codes()
    assert (codes.shape, codes.dtype) == ((len(FOUND), 16), np.uint8)
    for row in range(len(FOUND)):
        assert codes[row].tobytes() == slow_code(FOUND.descriptors[row].tolist())


@given(st.lists(st.integers(0, 255), min_size=LENGTH, max_size=LENGTH))
def test_any_descriptor_has_the_code_that_it_is_defined_to_have(numbers: list[int]) -> None:
    one = Features(9, 9, np.array([[1, 1, 2, 0]], np.float32), np.array([numbers], np.uint8))
    assert one.codes()[0].tobytes() == slow_code(numbers)
    # the root keeps the order of the numbers, so it would give the same bits
    roots = one.roots()[0].astype(float)
    assert sorted(range(LENGTH), key=lambda i: (numbers[i], i)) == sorted(
        range(LENGTH), key=lambda i: (roots[i], i)
    )


def test_roots_have_length_one() -> None:
    roots = FOUND.roots()
    np.testing.assert_allclose((roots * roots).sum(axis=1), 1, atol=1e-5)
    shares = FOUND.descriptors[0] / FOUND.descriptors[0].sum()
    np.testing.assert_allclose(roots[0], np.sqrt(shares), atol=1e-6)


def test_a_descriptor_of_nothing_is_no_division_by_nought() -> None:
    nothing = Features(9, 9, np.ones((1, 4), np.float32), np.zeros((1, LENGTH), np.uint8))
    assert not nothing.roots().any()
    assert not nothing.codes().any()


# ---- what is found ----------------------------------------------------------------------------


def test_the_same_raster_gives_the_same_features() -> None:
    assert extract(PICTURE).to_bytes() == STORED
    # the machine that computes an enrolment may lay its raster out in another way
    assert extract(np.asfortranarray(PICTURE)).to_bytes() == STORED


def test_a_rich_picture_has_no_more_than_the_most() -> None:
    assert len(FOUND) == MOST_FEATURES


def test_a_busy_corner_leaves_room_for_the_rest() -> None:
    dice = np.random.default_rng(1)
    calm = np.asarray(PICTURE[:512, :512].astype(np.float32) * 0.15 + 120, np.uint8)
    busy = calm.copy()
    busy[:128, :128] = dice.integers(0, 256, (32, 32), np.uint8).repeat(4, 0).repeat(4, 1)
    found = extract(busy).only(np.arange(200))
    inside = (found.points[:, :2] < 128).all(axis=1)
    rest = {tuple(cell) for cell in (found.points[~inside, :2] // 64).astype(int)}
    assert inside.sum() < 60
    assert len(rest) > 40


@pytest.mark.parametrize("shape", [(1, 1), (1, 512), (512, 1), (2, 3), (16, 16), (512, 512)])
def test_nothing_is_found_where_there_is_nothing(shape: tuple[int, int]) -> None:
    found = extract(flat(*shape))
    assert (found.width, found.height, len(found)) == (shape[1], shape[0], 0)
    assert found.codes().shape == (0, 16)
    assert found.roots().shape == (0, LENGTH)
    assert found.side == max(shape)
    for variant in VARIANTS:
        assert len(found.seen_as(variant)) == 0
    again = parse_features(found.to_bytes())
    assert (again.width, again.height, len(again)) == (shape[1], shape[0], 0)


@pytest.mark.parametrize("shape", [(1, 512), (512, 1), (3, 400), (7, 7)])
def test_strips_of_noise_have_features_or_not_but_no_failure(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(2).integers(0, 256, shape, np.uint8)
    found = extract(noise)
    assert parse_features(found.to_bytes()).to_bytes() == found.to_bytes()


# ---- the stored form --------------------------------------------------------------------------


def test_the_stored_form_is_read_as_it_was_written() -> None:
    again = parse_features(STORED)
    np.testing.assert_array_equal(again.points, FOUND.points)
    np.testing.assert_array_equal(again.descriptors, FOUND.descriptors)
    assert (again.width, again.height) == (PICTURE.shape[1], PICTURE.shape[0])
    assert again.to_bytes() == STORED
    assert STORED.startswith(METHOD.encode())


def test_the_stored_form_is_laid_out_as_it_is_documented() -> None:
    points = np.array([[1.5, 300.25, 8, np.pi / 2]], np.float32)
    one = Features(512, 400, points, np.arange(LENGTH, dtype=np.uint8)[None])
    expected = (
        b"sift_v1\0" + b"\x00\x02" + b"\x90\x01" + b"\1\0\0\0"
        + (48).to_bytes(2, "little") + (9608).to_bytes(2, "little")
        + (3 * 4096).to_bytes(2, "little") + (16384).to_bytes(2, "little")
        + bytes(range(128))
    )  # fmt: skip
    assert one.to_bytes() == expected
    np.testing.assert_allclose(parse_features(expected).points, points, atol=1e-6)


@pytest.mark.parametrize("cut", [0, 1, 15, 16, 17, 24, len(SMALL) - 1])
def test_a_form_that_is_cut_or_lengthened_is_refused(cut: int) -> None:
    for data in (SMALL[:cut], SMALL + b"\0" * (cut + 1)):
        with pytest.raises(FeaturesError) as caught:
            parse_features(data)
        assert caught.value.code == "features_malformed"


def test_more_features_than_an_index_has_room_for_are_refused() -> None:
    many = FOUND.only(np.zeros(MOST_FEATURES + 1, np.intp))
    with pytest.raises(FeaturesError):
        parse_features(many.to_bytes())


def test_another_version_is_refused() -> None:
    with pytest.raises(FeaturesError):
        parse_features(SMALL.replace(b"sift_v1", b"sift_v2"))


@pytest.mark.parametrize("side", ["width", "height"])
def test_a_picture_without_extent_is_refused(side: str) -> None:
    data = bytearray(SMALL)
    start = 8 if side == "width" else 10
    data[start : start + 2] = b"\0\0"
    with pytest.raises(FeaturesError):
        parse_features(bytes(data))


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: SMALL[:12] + rest))
def test_any_bytes_are_features_or_refused(data: bytes) -> None:
    try:
        features = parse_features(data)
    except FeaturesError:
        return
    assert len(features.codes()) == len(features)
    assert np.isfinite(features.points).all()
    assert features.to_bytes() == data


@given(st.integers(0, 8 * len(SMALL) - 1))
def test_a_flipped_bit_is_another_value_or_refused(place: int) -> None:
    data = bytearray(SMALL)
    data[place // 8] ^= 1 << place % 8
    try:
        features = parse_features(bytes(data))
    except FeaturesError:
        return
    assert np.isfinite(features.points).all()
    assert (features.points[:, 2] >= 1).all()
    assert features.to_bytes() == bytes(data)


def test_a_layout_knows_its_longer_side() -> None:
    assert Layout(3, 7, np.empty((0, 4), np.float32)).side == 7.0
    assert Layout(9, 7, np.empty((0, 4), np.float32)).side == 9.0
