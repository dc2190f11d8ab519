from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from hashing.image import Picture, open_picture
from hashing.overlay import Outline, overlay
from tests.hashing.pictures import drawn, file_of, flat

BOX = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
FAR = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def plain(height: int, width: int) -> Picture:
    return open_picture(file_of(flat(height, width)))


def pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as opened:
        assert (opened.format, opened.mode) == ("PNG", "RGB")
        return np.asarray(opened)


def test_both_pictures_stand_side_by_side_at_one_height() -> None:
    left, right = (open_picture(file_of(drawn(f"beside {number}"))) for number in range(2))
    sheet = pixels(overlay(left, right, []))
    widths = [
        round(picture.raster.shape[1] * 512 / picture.raster.shape[0]) for picture in (left, right)
    ]
    assert sheet.shape == (512 + 48, 72 + sum(widths), 3)
    first = np.asarray(
        Image.fromarray(left.raster).resize((widths[0], 512), Image.Resampling.BOX), int
    )
    shown = sheet[24:536, 24 : 24 + widths[0]].astype(int)
    assert np.abs(shown - first).mean() < 6
    assert np.abs(shown - sheet[24:536, 48 + widths[0] :][:, : widths[0]].mean()).mean() > 6


def test_outlines_are_drawn_in_both_and_joined() -> None:
    before = pixels(overlay(plain(100, 100), plain(100, 100), []))
    after = pixels(overlay(plain(100, 100), plain(100, 100), [Outline(BOX, FAR)]))
    changed = (before != after).any(axis=2)
    # the middles of the sides of the box on the left, and of the frame on the right
    for y, x in [(24 + 128, 24 + 256), (24 + 384, 24 + 256), (24 + 256, 24 + 128)]:
        assert changed[y, x]
    for y, x in [(24, 560 + 256), (24 + 511, 560 + 256), (24 + 256, 560 + 511)]:
        assert changed[y, x]
    # the line from middle to middle, and nothing where there is nothing to show
    assert changed[24 + 256, 24 + 256 : 560 + 256].all()
    assert not changed[30:140, 60:500].any()
    yellow = (240, 228, 66)
    assert tuple(after[24 + 128, 24 + 256].tolist()) == yellow


def test_each_part_has_its_colour_and_colours_come_again() -> None:
    sheet = pixels(overlay(plain(80, 80), plain(80, 80), [Outline(FAR, FAR)] * 5))
    assert sheet.shape == (560, 1096, 3)
    two = pixels(overlay(plain(80, 80), plain(80, 80), [Outline(FAR, FAR), Outline(BOX, BOX)]))
    assert tuple(two[24 + 128, 24 + 256].tolist()) == (86, 180, 233)


def test_a_picture_that_may_not_be_shown_is_blank_but_for_the_outlines() -> None:
    sheet = pixels(overlay(plain(100, 200), None, [Outline(BOX, BOX)]))
    other = sheet[24:536, 48 + 1024 : 48 + 2048]
    assert (other[5:100, 20:] == 255).all()
    assert (other[128, 400:600] != 255).any()


@pytest.mark.parametrize("shape", [(1, 512), (512, 1), (1, 1)])
def test_strips_make_no_endless_sheet(shape: tuple[int, int]) -> None:
    sheet = pixels(overlay(plain(*shape), plain(*shape), [Outline(BOX, ((0.5, 0.5),))]))
    assert sheet.shape[0] == 560
    assert sheet.shape[1] <= 72 + 2 * 2048


def test_the_same_is_drawn_the_same() -> None:
    left = open_picture(file_of(drawn("beside 0")))
    once, twice = (overlay(left, left, [Outline(BOX, BOX)]) for _ in range(2))
    assert once == twice
