from __future__ import annotations

import cv2
import numpy as np
import pytest

from hashing.dense import field_of, framed, likeness, structured
from hashing.draping import Draped, composed, drape
from tests.hashing.walls import study, wall

GREY = framed(study(wall(1)).grey)
FIELD = field_of(GREY)
SEEN = structured(FIELD)
HEIGHT, WIDTH = GREY.shape


def fit(draped: Draped) -> float:
    """Return how much of what is visible and to be seen looks the same."""
    like = likeness(FIELD, field_of(draped.raster, draped.visible))
    return float((like > 0.45)[SEEN & draped.visible].mean())


def test_the_true_map_changes_nothing() -> None:
    draped = drape(GREY, np.eye(3), GREY)
    assert draped.visible.mean() > 0.97
    assert fit(draped) > 0.99


@pytest.mark.parametrize("shift", [(0, 6), (-10, 0), (9, -9)])
def test_a_map_that_is_some_pixels_off_is_put_right(shift: tuple[int, int]) -> None:
    off = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1]], np.float64)
    assert fit(drape(GREY, off, GREY)) > 0.95


def test_perspective_and_bending_are_followed() -> None:
    corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float32)
    seen = np.array([(6, 4), (WIDTH - 9, 0), (WIDTH, HEIGHT - 6), (0, HEIGHT)], np.float32)
    tilted = cv2.warpPerspective(GREY, cv2.getPerspectiveTransform(corners, seen), (WIDTH, HEIGHT))
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    bent = cv2.remap(GREY, across, down + 5 * np.sin(across / 50), cv2.INTER_LINEAR)
    for source in (tilted, bent):
        assert fit(drape(np.asarray(source, np.uint8), np.eye(3), GREY)) > 0.9


def test_a_finer_raster_is_reduced() -> None:
    large = np.asarray(cv2.resize(GREY, (WIDTH * 3, HEIGHT * 3)), np.uint8)
    assert fit(drape(large, np.diag([3.0, 3.0, 1.0]), GREY)) > 0.95


def test_another_picture_is_not_bent_into_likeness() -> None:
    assert fit(drape(framed(study(wall(2)).grey), np.eye(3), GREY)) < 0.2


def test_what_is_new_is_carried_along_and_not_fitted() -> None:
    source = np.roll(GREY, 8, axis=1)
    source[100:150, 130:180] = framed(study(wall(2)).grey)[100:150, 130:180]
    draped = drape(source, np.eye(3), GREY)
    assert (
        np.corrcoef(draped.raster[105:145, 127:167].ravel(), source[105:145, 135:175].ravel())[0, 1]
        > 0.9
    )


def test_of_several_layers_the_one_that_fits_is_taken() -> None:
    left, right = (np.zeros(GREY.shape, bool) for _ in range(2))
    left[:, : WIDTH // 2], right[:, WIDTH // 4 :] = True, True
    wrong = np.asarray(np.flipud(GREY), np.uint8)
    whole, taken = composed([Draped(wrong, right), Draped(GREY, left)], [FIELD])
    assert whole.visible.all()
    assert (taken[:, : WIDTH // 4] == 1).all()
    assert (taken[:, WIDTH // 4 : WIDTH // 2] == 1).mean() > 0.9
    assert (taken[:, WIDTH // 2 :] == 0).all()


def test_no_layers_show_nothing() -> None:
    whole, taken = composed([], [FIELD])
    assert not whole.visible.any()
    assert (taken == -1).all()
