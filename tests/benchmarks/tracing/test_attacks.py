from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from benchmarks.tracing import canvas, geometry, overlay, tone
from benchmarks.tracing.attacks import FAMILIES, encode
from benchmarks.tracing.canvas import Picture
from benchmarks.tracing.drawn import seeded
from tests.hashing.drawing import scene

IMAGE: Picture = np.asarray(scene(240, 180, 3).convert("RGB"), np.uint8)
OTHERS = [np.asarray(scene(200, 220, seed).convert("RGB"), np.uint8) for seed in (5, 6)]


def turned(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_gives_the_same_bytes_for_the_same_seed_and_others_for_another(
    family: str,
) -> None:
    before = IMAGE.copy()

    def made(seed: int) -> bytes:
        rng = turned(seed)
        return encode(FAMILIES[family](IMAGE, rng, OTHERS), rng)

    first = made(1)
    assert made(1) == first
    assert any(made(seed) != first for seed in (0, 2, 3))
    assert (before == IMAGE).all()  # pure: what is given is left as it was


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_gives_a_picture_that_is_not_the_one_given(family: str) -> None:
    made = FAMILIES[family](IMAGE, turned(2), OTHERS)
    assert made.dtype == np.uint8
    assert made.ndim == 3
    assert made.shape[2] == 3
    assert min(made.shape[:2]) >= 8
    assert made.shape != IMAGE.shape or (made != IMAGE).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_needs_no_other_pictures_and_takes_narrow_ones(family: str) -> None:
    narrow = np.ascontiguousarray(IMAGE[:, :70])
    assert FAMILIES[family](narrow, turned(3), ()).ndim == 3


@pytest.mark.parametrize("share", [90, 70, 50, 30, 20, 10])
def test_a_crop_keeps_its_share_of_the_area(share: int) -> None:
    for seed in range(10):
        made = FAMILIES[f"crop {share} %"](IMAGE, turned(seed), ())
        kept = made.shape[0] * made.shape[1] / (240 * 180)
        assert kept == pytest.approx(share / 100, rel=0.05)


@pytest.mark.parametrize("share", [50, 30, 20])
def test_a_collage_holds_the_whole_work_at_its_share_of_the_area(share: int) -> None:
    made = FAMILIES[f"collage {share} %"](IMAGE, turned(share), OTHERS)
    assert 240 * 180 / (made.shape[0] * made.shape[1]) == pytest.approx(share / 100, rel=0.03)
    assert cv2.matchTemplate(made, IMAGE, cv2.TM_SQDIFF).min() <= 1  # of rounding


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_sizes_stay_within_their_bounds(seed: int) -> None:
    reduced = FAMILIES["reduced"](IMAGE, turned(seed), ())
    assert 0.24 <= reduced.shape[1] / 240 <= 0.81
    enlarged = FAMILIES["enlarged"](IMAGE, turned(seed), ())
    assert 1.24 <= enlarged.shape[1] / 240 <= 3.01


def test_an_enlarged_picture_stops_at_the_longest_side() -> None:
    large = canvas.plain(geometry.MAX_SIDE - 100, 50, (9, 9, 9))
    assert geometry.resize(large, turned(), 3, 3).shape[1] == geometry.MAX_SIDE


def test_a_trimmed_rotation_shows_no_corner() -> None:
    white = canvas.plain(200, 120, (255, 255, 255))
    for seed in range(20):
        assert geometry.rotate_trimmed(white, turned(seed), 2, 180).min() == 255


def test_mirror_and_negative_are_undone_by_themselves() -> None:
    assert (tone.negative(tone.negative(IMAGE, turned()), turned()) == IMAGE).all()
    mirrored = geometry.mirror(geometry.mirror(IMAGE, turned(1)), turned(1))
    assert (mirrored == IMAGE).all()


def test_what_takes_the_colour_away_takes_it_all() -> None:
    for family in ("greyscale", "line-art"):
        made = FAMILIES[family](IMAGE, turned(4), ()).astype(int)
        assert (made[..., 0] == made[..., 1]).all()
        assert (made[..., 0] == made[..., 2]).all()


def test_shuffling_moves_pixels_and_changes_none() -> None:
    made = tone.shuffle(IMAGE, turned(5))
    before, after = (np.sort(picture.reshape(-1, 3), axis=0) for picture in (IMAGE, made))
    assert (before == after).all()
    assert 0.02 < (made != IMAGE).any(axis=2).mean() <= 0.2


def test_a_palette_has_few_colours() -> None:
    assert len(np.unique(tone.palette(IMAGE, turned(6)).reshape(-1, 3), axis=0)) <= 64


def test_stripes_and_stickers_leave_most_of_the_picture() -> None:
    for attack in (overlay.sticker, overlay.stripes, overlay.text):
        kept = [(attack(IMAGE, turned(seed)) == IMAGE).all(axis=2).mean() for seed in range(8)]
        assert 0.3 < float(np.mean(kept)) < 0.99


def test_characters_are_drawn_where_the_machine_has_no_font(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overlay, "typeface", lambda _size, *, cjk: None)
    cover = overlay.words(turned(7), "敦煌", 48)
    assert cover.shape == (48, 96)
    assert 0.05 < cover.mean() < 0.6
    assert (cover == overlay.words(turned(7), "敦煌", 48)).all()


def test_files_are_png_or_jpeg_as_the_seed_says() -> None:
    forms = set()
    for seed in range(8):
        with Image.open(io.BytesIO(encode(IMAGE, turned(seed)))) as file:
            forms.add(file.format)
            assert file.size == (240, 180)
    assert forms == {"PNG", "JPEG"}


def test_seeds_of_names() -> None:
    assert seeded("a").integers(1 << 30) == seeded("a").integers(1 << 30)
    assert seeded("a").integers(1 << 30) != seeded("b").integers(1 << 30)
