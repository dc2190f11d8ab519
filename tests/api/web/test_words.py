"""How values are said to people."""

from __future__ import annotations

from typing import get_args

import pytest

from api.web import words
from ledger.register.kinds import SUBJECTS
from ledger.register.origin import Verdict


def test_every_kind_and_every_verdict_has_words() -> None:
    for name in SUBJECTS:
        assert words.kind(name).zh
    for verdict in get_args(Verdict):
        assert words.verdict(verdict).en


def test_labels_come_from_the_vocabularies() -> None:
    assert words.term("fine_art", "category") == ("美术", "work of fine art")
    assert words.cave("mogao:257") == ("莫高窟第257窟", "Mogao Cave 257")


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
