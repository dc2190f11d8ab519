from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from hashing.algorithms import TRANSFORMS
from hashing.features import Variant
from hashing.retrieval import THRESHOLD, Found, Retrieval
from hashing.sketch import Sketch
from hashing.study import Study
from tests.hashing.pictures import drawn, flat, study, study_of

NAMES = tuple(f"retrieved {number}" for number in range(8))


class Filled(Retrieval):
    """A retrieval with its sketches, which counts how often one is read again."""

    def __init__(self, *studies: Study) -> None:
        self.sketches: dict[int, Sketch] = {}
        self.read = 0
        super().__init__(self._sketch)
        for one in studies:
            self.put(len(self.sketches), one)

    def put(self, slot: int, one: Study) -> None:
        self.sketches[slot] = one.sketch
        self.add(slot, one.sketch)

    def _sketch(self, slot: int) -> Sketch:
        self.read += 1
        return self.sketches[slot]

    def sure(self, asked: Study) -> list[Found]:
        return [one for one in self.find(asked) if one.score >= THRESHOLD]


@cache
def library() -> Filled:
    """Eight works; it is only asked."""
    return Filled(*map(study, NAMES))


@cache
def soft(seed: int) -> np.ndarray:
    """Blurred blocks of colour: nothing but its whole to know it by."""
    cells = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(cells).resize((400, 300), Image.Resampling.BICUBIC))


def corners(found: Found, query: Study) -> np.ndarray:
    """Where the best map puts the corners of the query as it is read, in pixels of the work."""
    width, height = query.surface.width, query.surface.height
    places = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    if found.variant.mirrored:
        places[:, 0] = width - places[:, 0]
    matrix = found.pieces[0].matrix
    return places @ matrix[:, :2].T + matrix[:, 2]


# ---- by the whole -----------------------------------------------------------------------------


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_a_picture_with_too_little_structure_is_found_by_its_whole(transform: str) -> None:
    turned = {
        "identity": lambda picture: picture,
        "rotate90": lambda picture: np.rot90(picture, -1),
        "rotate180": lambda picture: np.rot90(picture, 2),
        "rotate270": np.rot90,
        "flip_horizontal": np.fliplr,
        "flip_vertical": np.flipud,
        "transpose": lambda picture: picture.transpose(1, 0, 2),
        "transverse": lambda picture: np.rot90(picture, 2).transpose(1, 0, 2),
    }[transform]
    query = study_of(np.ascontiguousarray(turned(soft(1))))
    works = Filled(study_of(soft(0)), study_of(soft(1)))
    (found,) = works.sure(query)
    assert (found.slot, found.by) == (1, "whole")
    assert len(found.query) == len(found.work) == 0
    # whichever form it was found by, its corners lie on those of the work
    marks = np.zeros((300, 400, 3), np.float32)
    for number, (row, column) in enumerate([(0, 0), (0, 399), (299, 399), (299, 0)]):
        marks[row, column] = number + 1
    seen = turned(marks)
    ours = [seen[0, 0, 0], seen[0, -1, 0], seen[-1, -1, 0], seen[-1, 0, 0]]
    expected = {1: (0, 0), 2: (400, 0), 3: (400, 300), 4: (0, 300)}
    np.testing.assert_allclose(
        corners(found, query), [expected[int(mark)] for mark in ours], atol=1e-6
    )


# ---- by the surface ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(4))
def test_a_part_is_found_by_its_surface(number: int) -> None:
    part = drawn(NAMES[number])[50:230, 70:290]
    (found,) = library().sure(study_of(np.ascontiguousarray(part)))
    assert (found.slot, found.by) == (number, "surface")
    assert found.variant == Variant(mirrored=False, negative=False)
    np.testing.assert_allclose(found.pieces[0].matrix, [[1, 0, 70], [0, 1, 50]], atol=1)
    assert found.score == sum(piece.score for piece in found.pieces)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("negative", [False, True])
def test_a_part_is_found_mirrored_and_as_a_negative(mirrored: bool, negative: bool) -> None:
    part = drawn(NAMES[3])[50:230, 70:290]
    part = part[:, ::-1] if mirrored else part
    part = 255 - part if negative else part
    (found,) = library().sure(study_of(np.ascontiguousarray(part)))
    assert (found.slot, found.variant) == (3, Variant(mirrored=mirrored, negative=negative))
    np.testing.assert_allclose(found.pieces[0].matrix, [[1, 0, 70], [0, 1, 50]], atol=1)


# ---- by the lines -----------------------------------------------------------------------------


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_drawing_is_found_by_its_lines(mirrored: bool) -> None:
    grey = study(NAMES[2]).grey
    soft_grey = cv2.GaussianBlur(grey, (0, 0), 2)
    edges = 255 - cv2.dilate(cv2.Canny(soft_grey, 30, 80), np.ones((2, 2), np.uint8))
    edges = edges[:, ::-1] if mirrored else edges
    (found, *_) = library().sure(study_of(np.ascontiguousarray(edges)))
    assert (found.slot, found.by) == (2, "lines")
    assert found.variant == Variant(mirrored=mirrored, negative=False)
    width, height = found.work.width, found.work.height
    assert (width, height) == grey.shape[::-1]
    np.testing.assert_allclose(found.pieces[0].matrix[:, :2], np.eye(2), atol=0.05)
    np.testing.assert_allclose(found.pieces[0].matrix[:, 2], 0, atol=6)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_pen_drawing_is_found_by_its_strokes(mirrored: bool) -> None:
    # thick strokes: the lines of such a picture run along both of their edges
    soft_grey = cv2.GaussianBlur(study(NAMES[0]).grey, (0, 0), 1.5)
    pen = 255 - cv2.dilate(cv2.Canny(soft_grey, 30, 75), np.ones((3, 3), np.uint8))
    query = study_of(np.ascontiguousarray(pen[:, ::-1] if mirrored else pen))
    (found, *_) = library().sure(query)
    assert (found.slot, found.by) == (0, "lines")
    assert found.variant == Variant(mirrored=mirrored, negative=False)
    np.testing.assert_allclose(found.pieces[0].matrix[:, :2], np.eye(2), atol=0.05)
    # its surface and its lines were asked before, and found nothing
    assert "strokes" in vars(query)


def test_lines_are_looked_for_only_if_nothing_was_found() -> None:
    query = study_of(np.ascontiguousarray(drawn(NAMES[1])[20:300]))
    assert library().sure(query)
    assert vars(query).keys().isdisjoint({"lines", "strokes"})


# ---- what is found depends on -----------------------------------------------------------------


def test_strangers_are_not_found() -> None:
    for number in range(3):
        assert library().sure(study(f"a stranger {number}")) == []


def test_the_surest_comes_first_and_the_earliest_of_equals() -> None:
    works = Filled(*(study(name) for name in (NAMES[1], NAMES[0], NAMES[1], NAMES[1])))
    found = works.sure(study(NAMES[1]))
    assert [one.slot for one in found] == [0, 2, 3]
    assert len({one.score for one in found}) == 1
    collage = np.full((500, 512, 3), 240, np.uint8)
    collage[10:300, 10:330] = drawn(NAMES[4])[20:310, 0:320]
    collage[320:480, 340:500] = drawn(NAMES[5])[100:260, 100:260]
    found = library().sure(study_of(collage))
    assert [one.slot for one in found] == [4, 5]
    assert found[0].score > found[1].score


def test_a_slot_is_found_once_by_the_best_way() -> None:
    found = library().find(study(NAMES[0]))
    assert len({one.slot for one in found}) == len(found)
    assert (found[0].slot, found[0].by) == (0, "surface")


def test_what_is_removed_is_not_found() -> None:
    works = Filled(*map(study, NAMES[:3]))
    works.remove(1)
    assert len(works) == 2
    assert works.sure(study(NAMES[1])) == []
    assert [one.slot for one in works.sure(study(NAMES[2]))] == [2]
    works.put(3, study(NAMES[1]))
    assert [one.slot for one in works.sure(study(NAMES[1]))] == [3]


def test_an_empty_one_finds_nothing_and_a_plain_picture_is_never_found() -> None:
    works = Filled()
    assert works.find(study(NAMES[0])) == []
    plain = study_of(np.repeat(flat(60, 80)[..., None], 3, axis=2))
    works.put(0, plain)
    assert len(works) == 1
    assert works.find(plain) == works.find(study(NAMES[0])) == []
    works.remove(0)
    assert len(works) == 0


def test_sketches_are_read_for_the_best_proposals_alone() -> None:
    works = Filled(*map(study, NAMES))
    works.find(study_of(np.ascontiguousarray(drawn(NAMES[0])[50:230, 70:290])))
    assert 1 <= works.read <= 8
