"""How values are said to people."""

from __future__ import annotations

import pytest

from api.web import words
from hashing.algorithms import TRANSFORMS
from hashing.fingerprint import ALGORITHMS
from ledger.register.kinds import SUBJECTS


def test_every_kind_every_turn_and_every_algorithm_has_words() -> None:
    assert words._TURNS.keys() == TRANSFORMS.keys()
    assert words._ALGORITHMS.keys() == ALGORITHMS.keys()
    for name in SUBJECTS:
        assert words.kind(name).zh
    for name in TRANSFORMS:
        assert words.turn(name).en


def test_labels_come_from_the_vocabularies() -> None:
    assert words.term("fine_art", "category") == ("美术", "work of fine art")
    assert words.cave("mogao:257") == ("莫高窟第257窟", "Mogao Cave 257")


def test_distances_are_measured_by_what_chance_would_give() -> None:
    found = words.distances({"phash64_v1": 8, "pdq_v1": 200})
    assert [(item.algorithm, item.differ, item.size, item.alike) for item in found] == [
        ("pdq_v1", 200, 256, 0.0),
        ("phash64_v1", 8, 64, 0.75),
    ]


def test_times_are_those_of_clocks_in_china() -> None:
    assert words.local_time("2026-11-21T16:00:00Z") == "2026-11-22 00:00:00"


@pytest.mark.parametrize(
    ("length", "said"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (1024 * 1024, "1.0 MB"), (3_500_000, "3.3 MB")],
)
def test_sizes_have_units(length: int, said: str) -> None:
    assert words.size(length) == said


def test_json_is_laid_out_in_the_characters_that_it_holds() -> None:
    assert words.readable({"题名": ["三兔"]}) == '{\n  "题名": [\n    "三兔"\n  ]\n}'
