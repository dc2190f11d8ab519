from __future__ import annotations

import itertools

import numpy as np
import pytest

from benchmarks.tracing import split
from benchmarks.tracing.attacks import FAMILIES
from benchmarks.tracing.drawn import draw, heritage_of
from benchmarks.tracing.queries import attacked, queries, surroundings


@pytest.fixture(params=["with shared pictures", "drawn alone"])
def test_half(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> split.Sources:
    if request.param == "drawn alone":
        monkeypatch.setattr(split, "IMAGES", split.IMAGES / "absent")
    elif not split.IMAGES.is_dir():
        pytest.skip("../shared/images is not there")
    return split.sources("test", 200)


def test_the_halves_and_the_strangers_have_nothing_in_common(test_half: split.Sources) -> None:
    tuning = split.sources("tuning", 200)
    groups = [
        set(test_half.works),
        set(test_half.real_strangers),
        set(test_half.drawn_strangers),
        {*tuning.works, *tuning.real_strangers, *tuning.drawn_strangers},
    ]
    for one, other in itertools.combinations(groups, 2):
        assert not one & other
        walls = {name for each in one for name in split.kin(each)}
        assert not walls & other


def test_works_are_as_many_as_asked_and_the_same_each_time(test_half: split.Sources) -> None:
    assert len(test_half.works) == len(set(test_half.works)) == 200
    assert test_half.works == (*test_half.real, *test_half.drawn)
    assert test_half == split.sources("test", 200)


def test_the_same_walls_are_together() -> None:
    walls = split.same_wall()
    for name, wall in walls.items():
        assert name in wall
        assert len(wall) > 1
        assert {split.half_of(other) for other in wall} == {split.half_of(name)}
        assert len({split.is_distractor(other) for other in wall}) == 1
        if split.IMAGES.is_dir():
            assert (split.IMAGES / f"{name}.jpg").is_file()


def test_distractors_are_as_many_as_matches_and_attacked_alike(test_half: split.Sources) -> None:
    asked = queries(test_half, 2 * len(FAMILIES))
    ours, theirs = asked[::2], asked[1::2]
    assert [query.family for query in ours] == [query.family for query in theirs]
    assert {query.family for query in ours} == set(FAMILIES)
    works = set(test_half.works)
    for query in ours:
        assert query.source in query.right
        assert query.right <= works
        assert not query.right & query.ignored
        assert all(heritage_of(name) == heritage_of(query.source) for name in query.ignored)
    for query in theirs:
        assert query.source not in works
        assert not query.right
        assert heritage_of(query.source) is None


def test_every_family_meets_real_and_drawn_pictures() -> None:
    chosen = split.Sources(("r", "d"), ("r",), ("d",), ("x",), ("y",))
    met = {(query.family, query.source) for query in queries(chosen, 2 * len(FAMILIES))}
    assert met == {(family, source) for family in FAMILIES for source in "rdxy"}


def test_an_attacked_file_is_the_same_each_time_and_another_in_the_other_half() -> None:
    chosen = split.sources("test", 60)
    query = next(one for one in queries(chosen, len(FAMILIES)) if one.family == "noise")
    around = {name: np.full((60, 80, 3), 90, np.uint8) for name in ("x", "y")}
    assert attacked(query, "test", around) == attacked(query, "test", around)
    assert attacked(query, "test", around) != attacked(query, "tuning", around)


def test_only_strangers_stand_around_a_work() -> None:
    chosen = split.Sources((), (), (), (), ("drawn-8", "drawn-9"))
    assert list(surroundings(chosen)) == ["drawn-8", "drawn-9"]


def test_drawn_pictures_differ_and_stay_what_they_are() -> None:
    first, again, other = draw("drawn-1"), draw("drawn-1"), draw("drawn-2")
    assert (first == again).all()
    assert first.shape != other.shape or (first != other).any()
    for name in ("drawn-1", "drawn-2", "drawn-5"):
        assert 500 <= max(draw(name).shape) <= 1_200


def test_siblings_share_their_heritage_picture_and_have_something_new() -> None:
    names = [f"drawn-{number}" for number in range(400)]
    standing = [name for name in names if heritage_of(name)]
    assert 20 <= len(standing) <= 60
    one = next(name for name in standing if split.siblings(name, names))
    other = min(split.siblings(one, names))
    same = (draw(one) == draw(other)).all(axis=2)
    assert 0.3 < same.mean() < 1
    assert split.siblings(next(name for name in names if not heritage_of(name)), names) == set()
