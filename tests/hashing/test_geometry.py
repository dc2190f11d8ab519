from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashing.features import Layout
from hashing.geometry import MIN_SUPPORT, Alignment, align, hull, share_of, within

SIDE = 512.0
#: Sixteen thousand: four thousand works in four readings.
TESTS = 16_000.0


def scattered(dice: np.random.Generator, count: int) -> np.ndarray:
    """Features anywhere, of scales as detectors find them: most are small."""
    points = np.empty((count, 4), np.float32)
    points[:, :2] = dice.uniform(0, SIDE, (count, 2))
    points[:, 2] = np.exp2(1 + dice.exponential(0.8, count))
    points[:, 3] = dice.uniform(0, 2 * np.pi, count)
    return points


def mapped(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The features that a picture under a map has."""
    linear = matrix[:, :2]
    there = points.copy()
    there[:, :2] = points[:, :2] @ linear.T + matrix[:, 2]
    there[:, 2] = points[:, 2] * math.sqrt(abs(np.linalg.det(linear)))
    there[:, 3] = (points[:, 3] + math.atan2(linear[1, 0], linear[0, 0])) % (2 * np.pi)
    return there


def similarity(degrees: float, scale: float, x: float = 30, y: float = -20) -> np.ndarray:
    turn = math.radians(degrees)
    a, b = scale * math.cos(turn), scale * math.sin(turn)
    return np.array([[a, -b, x], [b, a, y]])


def aligned(query: np.ndarray, work: np.ndarray, tests: float = TESTS) -> list[Alignment]:
    return list(align(query, work, SIDE, tests))


def planted(
    matrix: np.ndarray, true: int, false: int, noise: float = 0, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of which the rows that are returned last are under the map, in no order."""
    dice = np.random.default_rng(seed)
    query = scattered(dice, true + false)
    work = scattered(dice, true + false)
    rows = np.sort(dice.permutation(true + false)[:true])
    work[rows] = mapped(matrix, query[rows])
    work[rows, :2] += dice.normal(0, noise, (true, 2)).astype(np.float32) if noise else 0
    return query, work, rows


# ---- what was planted is found ----------------------------------------------------------------


@pytest.mark.parametrize("degrees", [0, 37, 90, 179, -120])
@pytest.mark.parametrize("scale", [0.2, 1, 3.5])
def test_a_similarity_is_found_among_outliers(degrees: float, scale: float) -> None:
    matrix = similarity(degrees, scale)
    query, work, rows = planted(matrix, 40, 80, seed=degrees + 200)
    first, *others = aligned(query, work)
    np.testing.assert_array_equal(first.support, rows)
    np.testing.assert_allclose(first.matrix, matrix, atol=1e-3)
    assert first.score > 40
    assert others == []


@pytest.mark.parametrize(
    "linear",
    [
        [[1.15, 0.1], [0.0, 0.9]],
        [[0.9, -0.25], [0.3, 1.05]],
        [[0.55, 0.0], [0.0, 0.7]],
    ],
)
def test_an_affine_map_is_found(linear: list[list[float]]) -> None:
    matrix = np.column_stack([linear, [12, 40]])
    query, work, rows = planted(matrix, 50, 50)
    (first,) = aligned(query, work)
    assert set(first.support) <= set(rows)
    assert len(first.support) > 47
    # the pull towards a similarity keeps it from the very map
    np.testing.assert_allclose(first.matrix[:, :2], linear, atol=0.12)
    away = mapped(first.matrix, query[rows])[:, :2] - work[rows, :2]
    assert np.abs(away).mean() < 0.01 * SIDE


def test_two_pieces_are_two_maps_the_larger_first() -> None:
    large, small = similarity(20, 0.8), similarity(-60, 1.4, 80, 300)
    query, work, rows = planted(large, 60, 60)
    others = np.setdiff1d(np.arange(120), rows)[:25]
    work[others] = mapped(small, query[others])
    first, second = aligned(query, work)
    np.testing.assert_array_equal(first.support, rows)
    np.testing.assert_array_equal(second.support, others)
    np.testing.assert_allclose(second.matrix, small, atol=1e-2)
    assert first.score > second.score > 10


def test_a_piece_among_many_false_pairs() -> None:
    query, work, rows = planted(similarity(10, 1.2), 15, 300)
    first, *_ = aligned(query, work)
    assert set(rows) <= set(first.support)
    assert len(first.support) < 20


def test_the_same_pairs_give_the_same_answer() -> None:
    query, work, _ = planted(similarity(33, 0.7), 20, 60, noise=3)
    one, other = aligned(query, work), aligned(query.copy(), work.copy())
    assert [a.score for a in one] == [a.score for a in other]
    for left, right in zip(one, other, strict=True):
        np.testing.assert_array_equal(left.matrix, right.matrix)
        np.testing.assert_array_equal(left.support, right.support)


@settings(deadline=None, max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_no_more_than_rounding(random: object) -> None:
    query, work, rows = planted(similarity(-15, 1.1), 25, 40)
    order = list(range(len(query)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    (first,) = aligned(query[order], work[order])
    np.testing.assert_array_equal(np.sort(np.array(order)[first.support]), rows)


# ---- how sure ---------------------------------------------------------------------------------


def test_the_score_falls_with_noise() -> None:
    scores = []
    for noise in (0, 6, 10, 16, 40):
        query, work, _ = planted(similarity(0, 1), 60, 20, noise)
        scores.append(max((one.score for one in aligned(query, work)), default=0.0))
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 80
    assert scores[-1] < 6


def test_the_score_rises_with_support_and_falls_with_tests() -> None:
    scores = [
        aligned(*planted(similarity(5, 1), true, 60 - true)[:2])[0].score
        for true in (10, 20, 40, 60)
    ]
    assert scores == sorted(scores)
    query, work, _ = planted(similarity(5, 1), 20, 40)
    (one,), (other,) = aligned(query, work, 10), aligned(query, work, 10_000)
    assert one.score - other.score == pytest.approx(3)


def test_pairs_from_one_spot_are_one_piece_of_evidence() -> None:
    dice = np.random.default_rng(3)
    query = scattered(dice, 60)
    query[:, :2] = 100 + dice.uniform(0, 4, (60, 2))
    assert aligned(query, mapped(similarity(0, 1), query)) == []
    # many features of the query that all meet one of the work are no more than one either
    query = scattered(dice, 60)
    query[:, 2:] = (8, 1)
    same = query.copy()
    same[:, :2] = (200, 200)
    assert aligned(query, same) == []


def test_chance_aligns_nothing() -> None:
    sure = []
    for seed in range(300):
        dice = np.random.default_rng(seed)
        count = int(dice.integers(4, 200))
        found = aligned(scattered(dice, count), scattered(dice, count))
        sure += [one.score for one in found if one.score > 4]
    assert sure == []


def test_upright_pictures_align_no_better_by_chance() -> None:
    """Pairs of two upright pictures agree in angle and scale more than is reckoned with."""
    sure = []
    for seed in range(100):
        dice = np.random.default_rng(seed)
        count = int(dice.integers(20, 160))
        query, work = scattered(dice, count), scattered(dice, count)
        work[:, 3] = query[:, 3] + dice.normal(0, 0.2, count)
        work[:, 2] = query[:, 2] * np.exp2(dice.normal(0, 0.3, count))
        sure += [one.score for one in aligned(query, work) if one.score > 4]
    assert sure == []


# ---- what determines no map -------------------------------------------------------------------


@pytest.mark.parametrize("count", range(MIN_SUPPORT))
def test_too_few_pairs_are_no_map(count: int) -> None:
    points = scattered(np.random.default_rng(1), count)
    assert aligned(points, points, 1e-9) == []


def test_all_in_one_place_is_no_map() -> None:
    points = np.tile(np.array([[50, 60, 4, 1]], np.float32), (30, 1))
    assert aligned(points, points) == []
    assert aligned(points, scattered(np.random.default_rng(1), 30)) == []


def test_places_on_a_line_give_the_similarity() -> None:
    dice = np.random.default_rng(5)
    query = scattered(dice, 40)
    query[:, 1] = 2 * query[:, 0] + 3
    matrix = similarity(25, 0.5)
    (first,) = aligned(query, mapped(matrix, query))
    assert len(first.support) == 40
    np.testing.assert_allclose(first.matrix, matrix, atol=1e-2)


@pytest.mark.parametrize("scale", [1e-4, 1e-2, 1e2, 1e4])
def test_huge_and_small_scales_are_no_failure(scale: float) -> None:
    query, work, _ = planted(similarity(10, scale), 30, 10)
    for one in aligned(query, work):
        assert np.isfinite(one.matrix).all()
        assert math.isfinite(one.score)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_pairs_have_an_answer(data: st.DataObject) -> None:
    """Whatever a stored form can hold: places and scales to their limits, equal and unequal."""
    count = data.draw(st.integers(0, 12))
    number = st.sampled_from([0.0, 0.03125, 1, 100, 511.5, 2047.96875])
    scale = st.sampled_from([1.0, 2.5, 65535.0])
    angle = st.sampled_from([0.0, 1.5, 6.283])
    row = st.tuples(number, number, scale, angle)
    rows = st.lists(row, min_size=count, max_size=count)
    query, work = (np.array(data.draw(rows), np.float32).reshape(-1, 4) for _ in range(2))
    taken: list[int] = []
    for one in align(query, work, data.draw(st.sampled_from([1.0, 512.0])), 1e-6):
        assert one.score > 0
        assert len(one.support) >= MIN_SUPPORT
        assert np.isfinite(one.matrix).all()
        taken += one.support.tolist()
    assert len(taken) == len(set(taken))


# ---- hulls ------------------------------------------------------------------------------------


def layout(*places: tuple[float, float]) -> Layout:
    points = np.array([(*place, 3, 0) for place in places], np.float32)
    return Layout(100, 50, points)


SQUARE = layout((10, 10), (30, 10), (30, 30), (10, 30), (20, 20), (90, 40))


def test_a_hull_goes_round_the_outermost() -> None:
    corners = {tuple(corner) for corner in hull(SQUARE, np.arange(5)).tolist()}
    assert corners == {(10, 10), (30, 10), (30, 30), (10, 30)}


def test_the_share_of_a_picture_within_a_hull() -> None:
    assert share_of(SQUARE, np.arange(5)) == pytest.approx(400 / 5000)
    assert share_of(SQUARE, np.array([0, 1])) == 0
    assert share_of(SQUARE, np.array([4])) == 0


def test_what_lies_within_a_hull_its_edge_included() -> None:
    inside = within(SQUARE, hull(SQUARE, np.arange(4)))
    assert inside.tolist() == [True, True, True, True, True, False]
    assert within(layout((20, 10), (9.9, 10)), hull(SQUARE, np.arange(4))).tolist() == [True, False]
