from __future__ import annotations

import itertools
from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from hashing.errors import CandidateIndexError
from hashing.features import MOST_FEATURES, VARIANTS, Features
from hashing.parts import RADIUS, Effort, PartIndex, Proposal
from tests.hashing.pictures import drawn, study_of

#: Everything is looked at, so that what is found is defined without cells.
ALL = Effort(probes=4096, neighbours=6, proposals=100)


@cache
def small(name: str) -> Features:
    """The strongest features of a drawn picture."""
    return study_of(drawn(name, 256)).surface.only(np.arange(90))


@cache
def part_of(name: str) -> Features:
    corner = drawn(name, 256)[20:150, 30:190]
    return study_of(np.ascontiguousarray(corner)).surface.only(np.arange(60))


NAMES = tuple(f"part {number}" for number in range(8))


def filled(*slots: int) -> PartIndex:
    index = PartIndex()
    for slot in slots:
        index.add(slot, small(NAMES[slot]))
    return index


def readings(features: Features) -> list[Features]:
    return [features.seen_as(variant) for variant in VARIANTS]


def plain(proposals: list[Proposal]) -> list[tuple[int, int, float, list[int], list[int]]]:
    return [(p.slot, p.variant, p.votes, p.query.tolist(), p.rows.tolist()) for p in proposals]


# ---- the answer by its definition -------------------------------------------------------------


def near(code: int, stored: dict[tuple[int, int], int], most: int) -> list[tuple[int, int, int]]:
    """(distance, slot, row) of the nearest; of several at the last distance none."""
    away = sorted(((code ^ other).bit_count(), *place) for place, other in stored.items())
    limit = away[most][0] if len(away) > most else RADIUS + 1
    return [one for one in away[:most] if one[0] <= RADIUS and one[0] < limit]


def strongest(pairs: list[tuple[float, float, float]]) -> float:
    """The weight of the strongest agreement of (turn in degrees, octaves, weight)."""
    best = 0.0
    for turned, stepped in itertools.product((0, 1), repeat=2):
        bins: defaultdict[tuple[int, int], float] = defaultdict(float)
        for turn, octaves, weight in pairs:
            half_turn = int(turn // 15) % 24
            half_step = min(max(int(octaves * 2 // 1) + 32, 1), 62)
            bins[(half_turn + turned) // 2 % 12, (half_step + stepped) // 2] += weight
        best = max(best, *bins.values())
    return best


def oracle(works: dict[int, Features], query: Features) -> dict[tuple[int, int], tuple]:
    """Votes and pairs of each picture in each reading, one code at a time."""
    stored = {
        (slot, row): int.from_bytes(code.tobytes())
        for slot, work in works.items()
        for row, code in enumerate(work.codes())
    }
    found: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for variant, reading in enumerate(readings(query)):
        for row, code in enumerate(reading.codes()):
            for bits, slot, there in near(int.from_bytes(code.tobytes()), stored, ALL.neighbours):
                found[slot, variant].append((row, there, bits))
    answers = {}
    for (slot, variant), pairs in found.items():
        ours, theirs = readings(query)[variant].points, works[slot].points
        weighed = [
            (
                float(np.degrees(theirs[there, 3] - ours[row, 3])),
                float(np.log2(theirs[there, 2] / ours[row, 2])),
                1 - bits / (RADIUS + 4),
            )
            for row, there, bits in pairs
        ]
        answers[slot, variant] = (
            strongest(weighed),
            sorted((row, there) for row, there, _ in pairs),
        )
    return answers


@pytest.mark.parametrize("name", ["part 2", "part 5", "a stranger"])
def test_what_is_proposed_is_what_the_definition_says(name: str) -> None:
    query = part_of(name)
    expected = oracle({slot: small(each) for slot, each in enumerate(NAMES)}, query)
    proposals = filled(*range(8)).propose(readings(query), ALL)
    assert {(p.slot, p.variant) for p in proposals} == expected.keys()
    for one in proposals:
        votes, pairs = expected[one.slot, one.variant]
        assert one.votes == pytest.approx(votes)
        assert sorted(zip(one.query.tolist(), one.rows.tolist(), strict=True)) == pairs
    votes = [one.votes for one in proposals]
    assert votes == sorted(votes, reverse=True)


@pytest.mark.parametrize("slot", range(8))
def test_a_few_cells_find_what_the_query_is_part_of(slot: int) -> None:
    few = Effort(probes=8, neighbours=8, proposals=3)
    first, *rest = filled(*range(8)).propose(readings(part_of(NAMES[slot])), few)
    assert (first.slot, VARIANTS[first.variant].mirrored, first.variant) == (slot, False, 0)
    assert first.votes > 2 * max(one.votes for one in rest)
    assert len(rest) <= 2


def test_each_reading_is_proposed_as_that_reading() -> None:
    index = filled(*range(8))
    for place, variant in enumerate(VARIANTS):
        first, *_ = index.propose(readings(small("part 3").seen_as(variant)), ALL)
        assert (first.slot, first.variant) == (3, place)


# ---- what it depends on -----------------------------------------------------------------------


@pytest.mark.parametrize("effort", [ALL, Effort(probes=8, neighbours=8, proposals=16)])
def test_order_and_history_change_nothing(effort: Effort) -> None:
    asked = [readings(part_of(name)) for name in ("part 0", "part 6", "a stranger")]
    expected = [plain(filled(0, 2, 3, 6).propose(each, effort)) for each in asked]
    assert [plain(filled(6, 3, 0, 2).propose(each, effort)) for each in asked] == expected
    index = filled(5, 6, 3, 1, 0, 4, 2)
    for slot in (1, 4, 5):
        index.remove(slot)
    assert [plain(index.propose(each, effort)) for each in asked] == expected
    assert [plain(index.propose(each, effort)) for each in asked] == expected


def test_of_many_that_are_equally_near_none_is_given_rather_than_some() -> None:
    work = small("part 1")
    few = Effort(probes=4096, neighbours=2, proposals=100)
    index = PartIndex()
    for slot in range(2):
        index.add(slot, work)
    assert {p.slot for p in index.propose([work], few) if p.votes > 20} == {0, 1}
    index.add(2, work)
    assert [p for p in index.propose([work], few) if p.votes > 20] == []


def test_among_equals_the_lower_slot_comes_first() -> None:
    index = PartIndex()
    for slot in (7, 3, 5):
        index.add(slot, small("part 1"))
    proposals = index.propose([small("part 1")], ALL)
    assert [p.slot for p in proposals] == [3, 5, 7]
    assert len({p.votes for p in proposals}) == 1
    two = Effort(probes=4096, neighbours=6, proposals=2)
    assert [p.slot for p in index.propose([small("part 1")], two)] == [3, 5]


# ---- putting in and taking out ----------------------------------------------------------------


def test_features_that_were_dropped_are_found_no_more_but_keep_their_places() -> None:
    work = small("part 4")
    index = PartIndex()
    index.add(0, work)
    index.drop(0, np.arange(0, len(work), 2))
    index.drop(0, np.arange(0))
    assert index.kept(0).tolist() == [bool(row % 2) for row in range(len(work))]
    (first, *_) = index.propose([work], ALL)
    assert (first.rows % 2 == 1).all()
    assert set(first.rows.tolist()) == set(range(1, len(work), 2))
    np.testing.assert_array_equal(index.layout(0).points, work.points)
    index.drop(0, np.arange(len(work)))
    assert index.propose([work], ALL) == []
    assert len(index) == 1
    index.remove(0)
    assert len(index) == 0


def test_a_slot_is_taken_while_it_is_used() -> None:
    index = filled(0)
    with pytest.raises(CandidateIndexError) as caught:
        index.add(0, small("part 1"))
    assert caught.value.code == "index_key_taken"
    assert index.propose([small("part 0")], ALL)[0].slot == 0
    assert index.propose([small("part 0")], ALL)[0].votes > 50


def test_what_is_not_there_cannot_be_removed() -> None:
    index = filled(0)
    index.remove(0)
    for slot in (0, 9):
        with pytest.raises(CandidateIndexError) as caught:
            index.remove(slot)
        assert caught.value.code == "index_key_unknown"


def test_slots_may_be_far_apart_and_pictures_full() -> None:
    full = small("part 0").only(np.resize(np.arange(90), MOST_FEATURES))
    index = PartIndex()
    for slot in (63, 64, 1000, 129):
        index.add(slot, small("part 1") if slot == 129 else full)
    first, *_ = index.propose([small("part 1")], ALL)
    assert first.slot == 129
    for slot in (63, 64, 1000):
        assert len(index.layout(slot)) == MOST_FEATURES
        np.testing.assert_array_equal(index.layout(slot).points, full.points)
    assert len(index) == 4


def test_nothing_finds_nothing() -> None:
    none = small("part 0").only(np.arange(0))
    index = PartIndex()
    assert index.propose([small("part 0")], ALL) == []
    index.add(0, none)
    assert index.propose([small("part 0")], ALL) == []
    assert len(index.layout(0)) == 0
    index.add(1, small("part 1"))
    assert index.propose([none], ALL) == []
    index.remove(0)
    assert len(index) == 1
