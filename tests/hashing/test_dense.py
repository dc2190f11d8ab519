from __future__ import annotations

import numpy as np
import pytest

from hashing.dense import FRAME, STEP, field_of, framed, likeness, sampled, structured
from tests.hashing.walls import study, wall

GREY = framed(study(wall(1)).grey)
SEEN = structured(field_of(GREY))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((512, 384), (320, 240)),
        ((384, 512), (240, 320)),
        ((100, 30), (100, 30)),
        ((512, 1), (320, 1)),
    ],
)
def test_a_frame_is_small_and_never_enlarged(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert framed(np.zeros(size[::-1], np.uint8)).shape == expected[::-1]
    assert max(expected) <= FRAME


ALIKE = {
    "same": GREY,
    "negative": 255 - GREY,
    "brighter": (GREY // 2 + 100).astype(np.uint8),
    "lower contrast": (GREY // 4).astype(np.uint8),
}


@pytest.mark.parametrize("how", ALIKE)
def test_tone_makes_no_difference(how: str) -> None:
    like = likeness(field_of(GREY), field_of(ALIKE[how]))[SEEN]
    assert like.min() > 0.5
    assert like.max() <= 1


def test_other_pictures_are_alike_by_chance_only() -> None:
    like = likeness(field_of(GREY), field_of(framed(study(wall(2)).grey)))[SEEN]
    assert abs(float(like.mean())) < 0.1
    assert (like > 0.5).mean() < 0.1


def test_where_nothing_is_to_be_seen_nothing_is_alike() -> None:
    flat = field_of(np.full_like(GREY, 77))
    assert not structured(flat).any()
    assert not likeness(flat, field_of(GREY)).any()


def test_what_is_not_visible_has_no_edges() -> None:
    visible = np.zeros(GREY.shape, bool)
    visible[:, :160] = True
    field = field_of(GREY, visible)
    assert not field.planes[:, :, 170:].any()
    # OpenCV's sums differ in the last bit with what lies beside them in memory
    np.testing.assert_allclose(
        field.planes[:, :, :150], field_of(GREY).planes[:, :, :150], atol=1e-5
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 320), (240, 320), (3, 7)])
def test_every_plane_has_places(shape: tuple[int, int]) -> None:
    places = sampled(np.arange(np.prod(shape), dtype=np.float32).reshape(shape))
    assert places.shape == tuple(max(1, round(side / STEP)) for side in shape)
