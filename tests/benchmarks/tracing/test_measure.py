from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tracing.measure import (
    Answered,
    area_under_curve,
    false_alarms,
    found_at,
    micro_average_precision,
    recall_at_1,
    spread,
    threshold_for,
)

NONE = frozenset[str]()


def asked(right: str, *ranked: tuple[str, float], ignored: str = "") -> Answered:
    return Answered("s", "f", frozenset(right), frozenset(ignored), ranked, 0.1)


#: Two found, one missed, one that is not first; two distractors, one of them with a candidate.
TOY = [
    asked("a", ("a", 9), ("b", 4)),
    asked("b", ("c", 8), ("b", 7)),
    asked("cd", ("d", 6), ("c", 5)),
    asked("e"),
    asked("", ("a", 3)),
    asked(""),
]


def test_micro_average_precision_of_a_toy() -> None:
    # ranked: a 9 right, c 8 wrong, b 7 right, d 6 right (c 5 counts no more), b 4, a 3 wrong
    assert micro_average_precision(TOY) == pytest.approx((1 + 2 / 3 + 3 / 4) / 4)


def test_among_equal_scores_the_wrong_come_first() -> None:
    assert micro_average_precision([asked("a", ("a", 1)), asked("", ("b", 1))]) == 0.5


def test_siblings_are_neither_right_nor_wrong() -> None:
    answer = asked("a", ("s", 9), ("a", 8), ignored="s")
    assert answer.found
    assert micro_average_precision([answer]) == 1
    assert false_alarms([asked("", ("s", 9), ignored="s")], 1) == 0


def test_no_right_answer_is_no_precision() -> None:
    with pytest.raises(ValueError, match="no query has a right answer"):
        micro_average_precision([asked("", ("a", 1))])


def test_recall_and_what_is_found_at_a_threshold() -> None:
    assert recall_at_1(TOY) == 2 / 4
    assert found_at(TOY, 7) == 1 / 4
    assert found_at(TOY, 6) == 2 / 4
    assert math.isnan(recall_at_1([asked("")]))


def test_false_alarms_are_counted_by_distractor() -> None:
    assert false_alarms(TOY, 3) == 1 / 2
    assert false_alarms(TOY, 3.1) == 0
    assert math.isnan(false_alarms(TOY[:4], 3))


def test_the_threshold_for_a_rate() -> None:
    strangers = [asked("", ("a", float(score))) for score in range(10)]
    assert 8 < threshold_for(strangers, 0.1) <= 9
    assert false_alarms(strangers, threshold_for(strangers, 0.1)) == 0.1
    assert threshold_for(strangers, 0) > 9
    assert threshold_for(strangers, 1) == -math.inf


@given(st.lists(st.integers(0, 5), min_size=1), st.lists(st.integers(0, 5), min_size=1))
def test_the_area_under_the_curve(guilty: list[int], innocent: list[int]) -> None:
    area = area_under_curve(guilty, innocent)
    assert area == pytest.approx(1 - area_under_curve(innocent, guilty))
    assert area_under_curve([*guilty, 9], innocent) >= area


def test_the_area_of_cases_apart_and_of_ties() -> None:
    assert area_under_curve([3, 4], [1, 2]) == 1
    assert area_under_curve([1], [1]) == 0.5
    assert area_under_curve([2, 0], [1]) == 0.5
    assert math.isnan(area_under_curve([], [1]))


def test_the_spread_of_seconds() -> None:
    median, late = spread([float(second) for second in range(101)])
    assert (median, late) == (50, 95)
