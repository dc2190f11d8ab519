"""The facade: what a program sees that names its pictures and asks for origins."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache

import cv2
import numpy as np
import pytest

from benchmarks.tracing.attacks import FAMILIES
from hashing.errors import PictureError, TracingError
from hashing.match import Match
from hashing.shelf import Shelf
from hashing.study import Study
from hashing.tracing import Tracer
from tests.hashing import pictures
from tests.hashing.pictures import file_of, overlap, study_of

NAMES = tuple(f"traced {number}" for number in range(6))


@cache
def drawn(name: str, side: int = 340) -> np.ndarray:
    """A drawn picture, smaller than its canonical raster might be: the tests are faster so."""
    return pictures.drawn(name, side)


@cache
def study(name: str) -> Study:
    return study_of(drawn(name))


@cache
def picture(name: str) -> bytes:
    return file_of(drawn(name))


@cache
def library() -> Tracer:
    """Six works and two walls; it is only asked."""
    tracer = Tracer()
    tracer.add_heritage("wall", picture("wall"))
    tracer.add_heritage("wall", file_of(np.ascontiguousarray(drawn("wall")[:, 60:])))
    tracer.add_heritage("other wall", picture("other wall"))
    for name in NAMES:
        tracer.add(name, picture(name))
    tracer.add("from the wall", file_of(reworked()), heritage=["wall"])
    return tracer


@cache
def reworked() -> np.ndarray:
    """The wall with a new figure on it, a third of its breadth."""
    sheet = drawn("wall").copy()
    figure = drawn("new figure", 120)
    height, width = figure.shape[:2]
    sheet[40 : 40 + height, 60 : 60 + width] = figure
    return sheet


def plain(matches: list[Match]) -> str:
    return json.dumps([asdict(one) for one in matches], sort_keys=True)


def sure(matches: list[Match]) -> list[Match]:
    return [one for one in matches if one.score >= Tracer.threshold]


# ---- what was done to a picture ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("degrees", "mirrored"), [(0, False), (12, False), (-135, False), (12, True), (90, True)]
)
def test_the_transform_says_how_the_query_was_made(degrees: int, mirrored: bool) -> None:
    work = drawn(NAMES[0])
    height, width = work.shape[:2]
    query = work[:, ::-1] if mirrored else work
    side = 640
    # OpenCV turns anticlockwise by positive degrees
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    turn[:, 2] += side / 2 - np.array((width, height)) / 2
    sheet = cv2.warpAffine(
        np.ascontiguousarray(query), turn, (side, side), borderValue=(200, 200, 200)
    )
    match = library().query(file_of(sheet))[0]
    assert (match.name, match.transform.mirrored, match.transform.negative) == (
        NAMES[0],
        mirrored,
        False,
    )
    assert match.transform.rotation == pytest.approx(degrees, abs=2)
    assert match.transform.scale == pytest.approx(512 / side, rel=0.03)
    # the matrix takes a place of the query to that of the work, mirroring included
    for u, v in [(0.3, 0.4), (0.7, 0.6), (0.5, 0.5)]:
        x, y, _ = np.array(match.transform.matrix) @ (
            *(turn @ (u * width, v * height, 1) / side),
            1,
        )
        assert (x, y) == pytest.approx((1 - u if mirrored else u, v), abs=0.02)


def test_a_negative_is_told() -> None:
    (match,) = sure(library().query(file_of(255 - drawn(NAMES[1])[40:, 60:])))
    assert (match.name, match.transform.negative, match.transform.mirrored) == (
        NAMES[1],
        True,
        False,
    )
    assert match.transform.rotation == pytest.approx(0, abs=1)


@pytest.mark.parametrize("name", ["traced 2", "traced 4"])
def test_the_regions_of_a_crop_are_where_it_was_cut(name: str) -> None:
    work = drawn(name)
    height, width = work.shape[:2]
    top, left, down, across = height // 5, width // 4, height // 2, width // 2
    part = np.ascontiguousarray(work[top : top + down, left : left + across])
    (match,) = sure(library().query(file_of(part)))
    truth = [
        (x / width, y / height)
        for x, y in [
            (left, top),
            (left + across, top),
            (left + across, top + down),
            (left, top + down),
        ]
    ]
    assert match.name == name
    assert overlap(match.regions[0].work, truth) > 0.5
    assert overlap(match.regions[0].query, [(0, 0), (1, 0), (1, 1), (0, 1)]) > 0.5
    assert match.numbers["work_covered"] == pytest.approx(0.25, abs=0.08)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_regions_of_a_collage_are_where_each_part_lies(mirrored: bool) -> None:
    sheet = np.full((400, 500, 3), 235, np.uint8)
    places = {NAMES[2]: (30, 20, 180, 190), NAMES[5]: (170, 260, 190, 200)}
    for name, (top, left, down, across) in places.items():
        part = drawn(name)[10 : 10 + down, 5 : 5 + across]
        assert part.shape == (down, across, 3)
        sheet[top : top + down, left : left + across] = part[:, ::-1] if mirrored else part
    found = {match.name: match for match in sure(library().query(file_of(sheet)))}
    assert found.keys() == places.keys()
    for name, (top, left, down, across) in places.items():
        truth = [
            (x / 500, y / 400)
            for x, y in [
                (left, top),
                (left + across, top),
                (left + across, top + down),
                (left, top + down),
            ]
        ]
        assert found[name].transform.mirrored is mirrored
        assert overlap(found[name].regions[0].query, truth) > 0.5


@pytest.mark.parametrize(
    "family",
    [
        "JPEG",
        "crop 30 %",
        "rotate 15-180°",
        "perspective",
        "line-art",
        "watermark",
        "screenshot",
        "collage 50 %",
        "mug",
        "print and photograph",
    ],
)
def test_attacks_are_found(family: str) -> None:
    name = NAMES[sum(map(ord, family)) % len(NAMES)]
    others = [drawn(f"around {number}") for number in range(6)]
    suspect = FAMILIES[family](drawn(name), np.random.default_rng(11), others)
    matches = library().query(file_of(np.ascontiguousarray(suspect)))
    assert matches[0].name == name
    assert matches[0].score >= Tracer.threshold
    assert sure(matches[1:]) == []
    assert not matches[0].transform.mirrored


def test_strangers_have_no_origin() -> None:
    for number in range(3):
        matches = library().query(picture(f"no origin {number}"))
        assert sure(matches) == []
        assert {match.verdict for match in matches} <= {"unrelated"}


# ---- works and heritage -----------------------------------------------------------------------


def test_a_copy_of_what_is_own_copies_it_and_names_the_source() -> None:
    trace = library().trace(study("from the wall again"))
    assert trace.matches == ()
    matches = library().query(file_of(reworked()))
    (match,) = sure(matches)
    assert (match.name, match.verdict, match.heritage) == (
        "from the wall",
        "copies_expression",
        ("wall",),
    )


def test_who_took_from_the_same_wall_copies_nobody() -> None:
    (match,) = sure(library().query(picture("wall")))
    assert (match.name, match.verdict) == ("from the wall", "shares_heritage_only")
    assert match.heritage == ("wall",)


def test_heritage_is_a_source_not_a_match() -> None:
    trace = library().trace(study("other wall"))
    assert trace.matches == ()
    assert [source.name for source in trace.sources if source.score >= Tracer.threshold] == [
        "other wall"
    ]
    assert (trace.works, trace.pictures) == (7, 3)


def test_undeclared_heritage_is_no_expression() -> None:
    declared = library().enrol(study("wall"), ["wall"])
    silent = library().enrol(study("wall"))
    assert silent.heritage == declared.heritage == ("wall",)
    assert silent.expression.own == declared.expression.own < 0.02
    free = library().enrol(study(NAMES[0]))
    assert free.heritage == ()
    assert free.expression.own > 0.6


def test_a_search_that_both_share_answers_as_two_do() -> None:
    for asked, declared in ((study("wall"), ["wall"]), (study(NAMES[0]), [])):
        trace, enrolled = library().trace_and_enrol(asked, declared)
        assert repr(trace) == repr(library().trace(asked))
        assert enrolled.to_bytes() == library().enrol(asked, declared).to_bytes()


def test_heritage_has_to_be_known() -> None:
    assert library().knows_heritage("wall")
    assert not library().knows_heritage("no wall")
    before = len(library())
    with pytest.raises(TracingError) as caught:
        library().add("late", picture("late"), heritage=["wall", "no wall"])
    assert (caught.value.code, caught.value.params) == ("heritage_not_traced", {"name": "no wall"})
    assert (len(library()), "late" in library()) == (before, False)


# ---- names, limits and order ------------------------------------------------------------------


def test_a_name_is_given_once_and_again_when_it_is_free() -> None:
    tracer = Tracer()
    tracer.add("a", picture(NAMES[0]))
    for again in (lambda: tracer.add("a", picture(NAMES[1])), lambda: tracer.restore("a")):
        with pytest.raises(TracingError) as caught:
            again()
        assert caught.value.code == "work_traced_already"
    assert tracer.query(picture(NAMES[0]))[0].name == "a"
    assert sure(tracer.query(picture(NAMES[1]))) == []
    tracer.remove("a")
    assert (len(tracer), "a" in tracer, tracer.query(picture(NAMES[0]))) == (0, False, [])
    with pytest.raises(TracingError) as caught:
        tracer.remove("a")
    assert caught.value.code == "work_not_traced"
    tracer.add("a", picture(NAMES[1]))
    assert tracer.query(picture(NAMES[1]))[0].name == "a"


def test_the_earliest_of_equals_comes_first_and_a_limit_cuts_behind() -> None:
    tracer = Tracer()
    for name in ("b", "a", "c"):
        tracer.add(name, picture(NAMES[0]))
    assert [match.name for match in tracer.query(picture(NAMES[0]))] == ["b", "a", "c"]
    assert [match.name for match in tracer.query(picture(NAMES[0]), limit=2)] == ["b", "a"]
    assert tracer.query(picture(NAMES[0]), limit=0) == []
    tracer.remove("b")
    tracer.add("b", picture(NAMES[0]))
    assert [match.name for match in tracer.query(picture(NAMES[0]))] == ["a", "c", "b"]


def test_names_are_any_text() -> None:
    tracer = Tracer()
    odd = ("", "鹿王 / ../x\t")
    for number, name in enumerate(odd):
        tracer.add_heritage(f"{name} heritage", picture(f"odd wall {number}"))
        tracer.add(name, picture(NAMES[number]), heritage=[f"{name} heritage"])
    for number, name in enumerate(odd):
        assert tracer.query(picture(NAMES[number]))[0].name == name


@pytest.mark.parametrize("data", [b"", b"no picture", picture(NAMES[0])[:200]])
def test_what_is_no_picture_is_refused_and_changes_nothing(data: bytes) -> None:
    tracer = Tracer()
    for act in (
        lambda: tracer.query(data),
        lambda: tracer.add("a", data),
        lambda: tracer.add_heritage("a", data),
    ):
        with pytest.raises(PictureError):
            act()
    assert (len(tracer), "a" in tracer, tracer.knows_heritage("a")) == (0, False, False)


# ---- always the same --------------------------------------------------------------------------

QUERIES = (
    file_of(reworked()),
    picture("wall"),
    file_of(np.ascontiguousarray(drawn(NAMES[0])[20:180, ::-1][:, 20:240])),
    picture("nobody's"),
)


def test_one_thread_works_on_a_picture() -> None:
    # the libraries' own threads would spin on every core for as long as the query takes
    data = picture("wall")
    everybody, me = time.process_time(), time.thread_time()
    for _ in range(3):
        library().query(data)
    mine = time.thread_time() - me
    assert time.process_time() - everybody < 1.1 * mine


def test_the_same_question_has_the_same_answer() -> None:
    first = [plain(library().query(query)) for query in QUERIES]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda query: plain(library().query(query)), QUERIES))
    assert at_once == first


def test_a_tracer_filled_again_from_its_shelf_answers_the_same() -> None:
    shelf = Shelf()
    tracer = Tracer(shelf)
    for name in ("wall", "wall", "other wall"):
        tracer.add_heritage(name, picture(name))
    for name in NAMES[:2]:
        tracer.add(name, picture(name))
    tracer.add("from the wall", file_of(reworked()), heritage=["wall"])
    tracer.remove(NAMES[1])
    assert sorted(shelf) == sorted(
        [
            "heritage/wall/0",
            "heritage/wall/1",
            "heritage/other wall/0",
            "work/from the wall",
            *(f"work/{name}" for name in NAMES[:2]),
        ]
    )
    again = Tracer(dict(shelf))
    assert [again.restore_heritage(name) for name in ("wall", "wall", "wall", "other wall")] == [
        True,
        True,
        False,
        True,
    ]
    assert all(again.restore(name) for name in (*NAMES[:2], "from the wall"))
    again.remove(NAMES[1])
    assert not again.restore("never seen")
    for query in QUERIES[:3]:
        assert plain(again.query(query)) == plain(tracer.query(query))
    # what was removed comes back from the shelf, without its file
    assert again.restore(NAMES[1])
    assert again.query(picture(NAMES[1]))[0].name == NAMES[1]


def test_what_is_kept_and_cannot_be_read_is_as_if_it_were_not() -> None:
    shelf = {"work/a": b"torn", "heritage/b/0": b"torn"}
    tracer = Tracer(shelf)
    assert not tracer.restore("a")
    assert not tracer.restore_heritage("b")
    assert (len(tracer), tracer.knows_heritage("b")) == (0, False)
    tracer.add("a", picture(NAMES[0]))
    assert Tracer(shelf).restore("a")
