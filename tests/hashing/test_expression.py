from __future__ import annotations

import struct
from contextlib import suppress

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from hashing.dense import STEP
from hashing.errors import FeaturesError
from hashing.expression import (
    NOTHING,
    OWN,
    SHARED,
    UNCLEAR,
    Expression,
    Reference,
    express,
    parse_expression,
)
from hashing.features import extract
from tests.hashing.walls import HERE, WALL, expression, painted, reference, wall

WORK = painted(WALL, 1)
STORED = expression(WORK, WALL).to_bytes()


def disc(found: Expression, margin: int) -> np.ndarray:
    """Return which places lie within the disc that `painted` lays down, or so many pixels off."""
    rows, columns = found.places.shape
    height, width = found.work.shape
    x = (np.arange(columns) * STEP + STEP // 2) * 640 / width - HERE[0] - 65
    y = (np.arange(rows) * STEP + STEP // 2) * 480 / height - HERE[1] - 65
    return np.hypot(x, y[:, None]) < 65 + margin


def part(places: np.ndarray, kind: int) -> float:
    """Return how much of what can be seen at these places is of a kind."""
    return float((places == kind).sum() / (places != NOTHING).sum())


def test_own_is_what_the_reference_does_not_explain() -> None:
    found = expression(WORK, WALL)
    inside, outside = disc(found, -10), ~disc(found, 12)
    assert found.used == (0,)
    assert part(found.places[inside], OWN) > 0.6
    assert part(found.places[outside], OWN) == 0
    assert part(found.places[outside], SHARED) > 0.95
    assert found.own == (found.places == OWN).mean()


ALTERED = {
    "same": lambda image: image,
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.7),
    "negative": ImageOps.invert,
    "mirrored": ImageOps.mirror,
    "turned": lambda image: image.rotate(20, expand=True, resample=Image.Resampling.BICUBIC),
    "half size": lambda image: image.reduce(2),
    "soft": lambda image: image.filter(ImageFilter.GaussianBlur(1.5)),
    "seen from aside": lambda image: image.transform(
        image.size, Image.Transform.QUAD, (20, 10, 0, 470, 640, 480, 610, 25)
    ),
}


@pytest.mark.parametrize("how", ALTERED)
def test_another_photograph_of_the_wall_explains_as_much(how: str) -> None:
    found = expression(WORK, ALTERED[how](WALL))
    inside, outside = disc(found, -10), ~disc(found, 12)
    assert part(found.places[inside], OWN) > 0.6
    assert part(found.places[outside], OWN) == 0


@pytest.mark.parametrize("how", ALTERED)
def test_a_bare_scan_has_nothing_of_its_own(how: str) -> None:
    found = expression(ALTERED[how](WALL), WALL)
    assert found.own == 0
    assert part(found.places, SHARED) > 0.7


def test_without_heritage_all_that_can_be_seen_is_own() -> None:
    found = expression(WORK)
    assert part(found.places, OWN) > 0.99
    assert not found.heritage.any()
    assert found.used == ()


def test_heritage_that_is_not_in_the_work_explains_nothing() -> None:
    found = expression(WORK, wall(2))
    assert found.used == ()
    assert part(found.places, OWN) > 0.99


def test_each_reference_explains_its_part() -> None:
    left, right = WALL.crop((0, 0, 360, 480)), WALL.crop((300, 0, 640, 480))
    found = expression(WORK, wall(2), left, right)
    assert found.used == (1, 2)
    inside, outside = disc(found, -10), ~disc(found, 12)
    assert part(found.places[inside], OWN) > 0.6
    assert part(found.places[outside], OWN) == 0


def test_beyond_the_edge_of_a_reference_the_wall_may_go_on() -> None:
    found = expression(WALL, WALL.crop((0, 0, 400, 480)))
    right = found.places[:, int(found.places.shape[1] * 0.75) :]
    assert found.own == 0
    assert part(right, UNCLEAR) == 1


def test_the_ground_on_which_a_piece_of_the_wall_was_pasted_is_own() -> None:
    ground = wall(3)
    ground.paste(WALL.crop((200, 100, 440, 380)), (200, 100))
    found = expression(ground, WALL)
    left = found.places[3:-3, 3:20]
    assert part(left, OWN) > 0.7
    assert part(left, SHARED) < 0.1
    assert part(found.places[20:40, 30:50], SHARED) > 0.7


@pytest.mark.parametrize("size", [(1, 1), (512, 1), (1, 300), (9, 7)])
def test_pictures_too_small_to_see_anything(size: tuple[int, int]) -> None:
    grey = np.full(size[::-1], 90, np.uint8)
    wall = reference(WALL)
    found = express(grey, extract(grey), [wall, Reference(grey, extract(grey))])
    assert (found.width, found.height) == size
    assert (found.places == NOTHING).all()
    assert parse_expression(found.to_bytes()).places.shape == found.places.shape


def test_the_stored_form_is_read_back() -> None:
    found = expression(WORK, WALL)
    read = parse_expression(found.to_bytes())
    assert (read.width, read.height, read.used) == (512, 384, (0,))
    for name in ("work", "heritage", "places"):
        assert np.array_equal(getattr(read, name), getattr(found, name))
    assert read.to_bytes() == found.to_bytes() == STORED
    assert len(STORED) < 120_000


def refusal(data: bytes) -> str:
    with pytest.raises(FeaturesError) as caught:
        parse_expression(data)
    return caught.value.code


@settings(deadline=None)
@given(st.integers(0, len(STORED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_read_or_refused(place: int, change: int) -> None:
    data = bytearray(STORED)
    data[place] ^= change
    with suppress(FeaturesError):
        assert parse_expression(bytes(data)).places.max() <= OWN


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    assert refusal(data) == "features_malformed"
    assert refusal(STORED[:8] + data) == "features_malformed"


def test_what_does_not_fit_together_is_refused() -> None:
    found = expression(WORK, WALL)
    odd = np.zeros((5, 5), np.uint8)
    large = np.zeros((1000, 1000), np.uint8)
    for changed in (
        Expression(512, 384, found.work, odd, found.places, ()),
        Expression(512, 384, found.work, found.heritage, odd, ()),
        Expression(512, 384, found.work, found.heritage, found.places + np.uint8(9), ()),
        Expression(0, 384, found.work, found.heritage, found.places, ()),
        Expression(512, 384, large, found.heritage, found.places, ()),
    ):
        assert refusal(changed.to_bytes()) == "features_malformed"
    colour = bytes(cv2.imencode(".jpg", found.work)[1])
    head = STORED[:14] + struct.pack("<3I", len(colour), 0, 0)
    assert refusal(head + colour) == "features_malformed"


def test_the_same_pictures_give_the_same_bytes() -> None:
    work, wall = reference(WORK), reference(WALL)
    assert express(work.grey, work.features, [wall]).to_bytes() == STORED
