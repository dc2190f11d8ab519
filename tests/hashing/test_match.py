from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing.filtration import judge
from hashing.match import match_of, simplified, source_of
from hashing.retrieval import THRESHOLD, Retrieval
from tests.hashing.pictures import drawn, study, study_of

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def area(polygon: object) -> float:
    return float(cv2.contourArea(np.array(polygon, np.float32)))


def test_corners_that_say_little_are_left_out() -> None:
    assert simplified(SQUARE, 4) == SQUARE
    odd = (*SQUARE[:2], (1.0, 0.5), *SQUARE[2:3], (0.5, 1.001), *SQUARE[3:])
    assert simplified(odd, 5) == (*SQUARE[:3], (0.5, 1.001), SQUARE[3])
    assert simplified(odd, 4) == SQUARE


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=40),
    st.integers(4, 12),
)
def test_a_simpler_polygon_has_some_of_the_corners_in_their_order(
    places: list[tuple[int, int]], most: int
) -> None:
    hull = cv2.convexHull(np.array(places, np.int32)).reshape(-1, 2).tolist()
    polygon = tuple((x / 100, y / 100) for x, y in hull)
    simple = simplified(polygon, most)
    assert len(simple) == min(len(polygon), most)
    rest = iter(polygon)
    assert all(corner in rest for corner in simple)
    assert area(simple) <= area(polygon) + 1e-6


def test_a_circle_of_twelve_corners_is_nearly_a_circle() -> None:
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    circle = tuple((0.5 + 0.4 * float(np.cos(t)), 0.5 + 0.4 * float(np.sin(t))) for t in turn)
    assert area(simplified(circle, 12)) == pytest.approx(area(circle), rel=0.07)


def found_in(name: str, part: np.ndarray) -> tuple:
    own = study(name)
    retrieval = Retrieval({0: own.sketch}.__getitem__)
    retrieval.add(0, own.sketch)
    query = study_of(np.ascontiguousarray(part))
    return retrieval.find(query)[0], query


def test_answers_are_rounded_so_that_they_are_the_same_bytes() -> None:
    found, query = found_in("matched", drawn("matched")[40:240, 60:360])
    source = source_of("wall", found, query, 0)
    assert source.name == "wall"
    assert source.score == round(found.score, 2)
    numbers = [number for row in source.transform.matrix for number in row]
    numbers += [
        number
        for region in source.regions
        for polygon in (region.query, region.work)
        for corner in polygon
        for number in corner
    ]
    assert all(round(number, 4) == number for number in numbers)
    assert source.transform.matrix[2] == (0, 0, 1)
    assert source.transform.rotation == 0
    assert source.transform.scale == pytest.approx(1, abs=0.01)


def test_figures_say_how_much_of_each_is_covered() -> None:
    found, query = found_in("matched", drawn("matched")[40:240, 60:360])
    match = match_of("x", found, query, judge(query.grey, found.variant, (), None), ("w",))  # type: ignore[arg-type]  # without pieces the work is not looked at
    assert (match.name, match.heritage) == ("x", ("w",))
    assert match.verdict == "unrelated"
    assert match.score > THRESHOLD
    assert match.numbers["pieces"] == len(found.pieces) == len(match.regions)
    assert match.numbers["agreeing"] <= match.numbers["pairs"] == len(found.query)
    whole = drawn("matched").shape[0] * drawn("matched").shape[1]
    assert match.numbers["query_covered"] > 0.7
    assert match.numbers["work_covered"] == pytest.approx(200 * 300 / whole, abs=0.1)


def test_a_picture_found_by_its_whole_is_one_region() -> None:
    cells = np.random.default_rng(4).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    picture = cv2.resize(cells, (400, 300), interpolation=cv2.INTER_CUBIC)
    own = study_of(picture)
    retrieval = Retrieval({0: own.sketch}.__getitem__)
    retrieval.add(0, own.sketch)
    query = study_of(np.ascontiguousarray(np.rot90(picture)[:, ::-1]))
    (found,) = retrieval.find(query)
    source = source_of("w", found, query, 0)
    assert [region.query for region in source.regions] == [SQUARE]
    assert [region.work for region in source.regions] == [SQUARE]
    assert source.transform.mirrored
    matrix = np.array(source.transform.matrix)
    for u, v in [(0.2, 0.3), (0.9, 0.1)]:
        # the query is the picture with its sides exchanged
        x, y, _ = matrix @ (u, v, 1)
        assert (x, y) == pytest.approx((1 - v, 1 - u)) or (x, y) == pytest.approx((v, u))
