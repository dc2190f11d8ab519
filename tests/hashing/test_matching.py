from __future__ import annotations

import math

import numpy as np

from hashing.features import LENGTH, Features
from hashing.matching import pair
from tests.hashing.pictures import drawn, study, study_of


def features(descriptors: np.ndarray) -> Features:
    points = np.tile(np.array([[5, 5, 4, 0]], np.float32), (len(descriptors), 1))
    return Features(10, 10, points, descriptors.astype(np.uint8))


def noise(count: int, seed: int) -> Features:
    return features(np.random.default_rng(seed).integers(0, 256, (count, LENGTH)))


def sharp(*ones: int) -> np.ndarray:
    """A descriptor that is nought but at these places."""
    descriptor = np.zeros(LENGTH)
    descriptor[list(ones)] = 100
    return descriptor


def oracle(query: Features, work: Features) -> list[tuple[int, int]]:
    """Pairs by the definition, one distance at a time."""
    found = []
    for row, one in enumerate(query.roots().astype(float)):
        away = sorted(
            (math.dist(one, other), place) for place, other in enumerate(work.roots().astype(float))
        )
        second = away[1][0] if len(away) > 1 else 2.0
        if away[0][0] < 0.85 * second and away[0][0] < 0.75:
            found.append((row, away[0][1]))
    return found


def pairs(query: Features, work: Features) -> list[tuple[int, int]]:
    rows, partners = pair(query, work)
    return list(zip(rows.tolist(), partners.tolist(), strict=True))


def test_pairs_are_the_nearest_that_stand_out() -> None:
    whole, part = drawn("matching"), drawn("matching")[60:260, 80:330]
    query = study_of(np.ascontiguousarray(part)).surface.only(np.arange(60))
    work = study_of(whole).surface.only(np.arange(120))
    expected = oracle(query, work)
    assert len(expected) > 5
    assert pairs(query, work) == expected


def test_a_picture_pairs_with_itself_but_for_what_repeats() -> None:
    own = study("matching").surface
    found = pairs(own, own)
    assert all(row == partner for row, partner in found)
    assert len(found) > 0.9 * len(own)


def test_what_repeats_in_the_work_pairs_with_nothing() -> None:
    twice = features(np.array([sharp(1, 2), sharp(1, 2), sharp(7, 8)]))
    assert pairs(features(np.array([sharp(1, 2), sharp(7, 8)])), twice) == [(1, 2)]


def test_what_is_far_from_everything_pairs_with_nothing() -> None:
    work = features(np.array([sharp(1, 2, 3, 4), sharp(100, 101)]))
    assert pairs(features(np.array([sharp(1, 2, 3, 5)])), work) == [(0, 0)]
    assert pairs(features(np.array([sharp(1, 2, 5, 6)])), work) == []


def test_one_of_the_work_may_have_several_of_the_query() -> None:
    query = features(np.array([sharp(1, 2), sharp(1, 2)]))
    work = features(np.array([sharp(1, 2), sharp(9)]))
    assert pairs(query, work) == [(0, 0), (1, 0)]


def test_a_single_feature_of_the_work_has_no_second() -> None:
    assert pairs(features(np.array([sharp(1, 2)])), features(np.array([sharp(1, 2)]))) == [(0, 0)]


def test_nothing_pairs_with_nothing() -> None:
    none, some = noise(0, 1), noise(3, 1)
    assert pairs(none, none) == pairs(none, some) == pairs(some, none) == []


def test_noise_pairs_with_no_noise() -> None:
    assert pairs(noise(200, 1), noise(200, 2)) == []
