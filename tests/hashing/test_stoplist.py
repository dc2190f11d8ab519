"""Seals, watermarks and templates that many works share: learnt, and looked for no more."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from hashing.parts import PartIndex
from hashing.retrieval import THRESHOLD, Retrieval
from hashing.sketch import Sketch
from hashing.stoplist import MANY, SMALL, StopList, inside
from hashing.study import Study
from tests.hashing.pictures import drawn, study_of

WORKS = MANY + 2


@cache
def seal() -> np.ndarray:
    """A seal of some strokes, a hundred pixels a side."""
    dice = np.random.default_rng(7)
    sheet = np.full((300, 300, 3), (190, 40, 30), np.uint8)
    for _ in range(26):
        start, end = (tuple(map(int, dice.integers(15, 285, 2))) for _ in range(2))
        cv2.line(sheet, start, end, (250, 240, 225), int(dice.integers(4, 16)))
    return np.asarray(cv2.resize(sheet, (100, 100), interpolation=cv2.INTER_AREA), np.uint8)


def sealed(number: int) -> np.ndarray:
    """A drawn picture that bears the seal, each in a place of its own."""
    picture = drawn(f"sealed {number}").copy()
    dice = np.random.default_rng(number)
    top, left = (int(dice.integers(10, side - 110)) for side in picture.shape[:2])
    picture[top : top + 100, left : left + 100] = seal()
    return picture


@cache
def work(number: int) -> Study:
    return study_of(sealed(number))


@cache
def stamped_paper() -> Study:
    """A picture that shows the seal and nothing else that is registered."""
    paper = drawn("a stranger's letter").copy()
    paper[150:250, 100:200] = seal()
    return study_of(paper)


def filled(*studies: Study) -> Retrieval:
    sketches: dict[int, Sketch] = {}
    retrieval = Retrieval(sketches.__getitem__)
    for slot, one in enumerate(studies):
        sketches[slot] = one.sketch
        retrieval.add(slot, one.sketch)
    return retrieval


def found(retrieval: Retrieval, asked: Study) -> list[int]:
    return [one.slot for one in retrieval.find(asked) if one.score >= THRESHOLD]


def test_the_seal_is_a_small_part() -> None:
    assert seal().shape[0] * seal().shape[1] < SMALL * 512 * 300


def test_a_seal_on_few_works_is_found() -> None:
    few = filled(*map(work, range(2)))
    assert set(found(few, stamped_paper())) == {0, 1}


def test_a_seal_on_many_works_leads_to_none_of_them() -> None:
    many = filled(*map(work, range(WORKS)))
    assert found(many, stamped_paper()) == []


def test_the_works_that_bear_it_are_found_still() -> None:
    many = filled(*map(work, range(WORKS)))
    for number in range(WORKS):
        assert found(many, work(number)) == [number]
        picture = sealed(number)
        part = np.ascontiguousarray(picture[: picture.shape[0] // 2])
        assert found(many, study_of(part)) == [number]


def test_what_was_learnt_holds_for_the_next_work_too() -> None:
    more = filled(*map(work, range(WORKS + 2)))
    assert found(more, stamped_paper()) == []
    assert found(more, work(WORKS + 1)) == [WORKS + 1]


def test_a_motif_that_is_a_work_of_its_own_is_found_in_what_bears_it() -> None:
    motif = study_of(np.asarray(cv2.resize(seal(), (300, 300), interpolation=cv2.INTER_CUBIC)))
    for studies in ([motif, *map(work, range(WORKS))], [*map(work, range(WORKS)), motif]):
        slot = studies.index(motif)
        retrieval = filled(*studies)
        assert slot in found(retrieval, motif)


def test_a_motif_stays_to_be_found_where_it_is_the_work() -> None:
    motif = study_of(np.asarray(cv2.resize(seal(), (300, 300), interpolation=cv2.INTER_CUBIC)))
    retrieval = filled(motif, *map(work, range(WORKS)))
    assert found(retrieval, motif)[0] == 0


def test_many_copies_of_a_large_part_are_not_common() -> None:
    picture = drawn("printed often", 300)
    height, width = picture.shape[:2]
    sheets = []
    for number in range(WORKS):
        sheet = drawn(f"printed on {number}").copy()
        sheet[5 : 5 + height, 5 : 5 + width] = picture[: sheet.shape[0] - 5, : sheet.shape[1] - 5]
        sheets.append(study_of(sheet))
    part = study_of(np.ascontiguousarray(picture[30:150, 20:180]))
    assert set(found(filled(*sheets), part)) == set(range(WORKS))


def test_what_is_removed_is_counted_no_more_but_what_was_learnt_stays() -> None:
    retrieval = filled(*map(work, range(MANY)))
    retrieval.remove(0)
    assert set(found(retrieval, stamped_paper())) == set(range(1, MANY))
    many = filled(*map(work, range(WORKS)))
    for slot in range(WORKS - 1):
        many.remove(slot)
    assert found(many, stamped_paper()) == []
    assert found(many, work(WORKS - 1)) == [WORKS - 1]


# ---- the list by itself -----------------------------------------------------------------------


def learnt(stops: StopList, index: PartIndex, slot: int) -> dict[int, np.ndarray]:
    own = work(slot).surface
    common = stops.learn(slot, own, index)
    index.add(slot, own)
    return common


def test_a_part_becomes_common_with_the_one_that_finds_it_in_many() -> None:
    stops, index = StopList(), PartIndex()
    for slot in range(MANY):
        assert learnt(stops, index, slot) == {}
    common = learnt(stops, index, MANY)
    assert MANY in common
    own = work(MANY).surface
    places = own.points[common[MANY], :2]
    # they lie within the seal
    assert (places.max(axis=0) - places.min(axis=0) < 110).all()
    (zone,) = stops.zones(stamped_paper().surface)
    common_there = inside(stamped_paper().surface, [zone])
    places = stamped_paper().surface.points[common_there, :2]
    assert len(places) > 10
    assert ((places > (95, 145)) & (places < (205, 255))).all()


def test_nothing_is_common_before_anything_was_learnt() -> None:
    stops = StopList()
    assert stops.zones(work(0).surface) == []
    nothing = work(0).surface.only(np.arange(0))
    assert stops.zones(nothing) == []
    assert inside(nothing, []).shape == (0,)
    assert stops.learn(0, nothing, PartIndex()) == {}


def test_what_was_not_learnt_cannot_be_forgotten() -> None:
    with pytest.raises(KeyError):
        StopList().forget(3)
