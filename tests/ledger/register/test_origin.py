"""The origin report in an entry: read back as it was written, within its bounds, and no other."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from ledger.errors import StatementError
from ledger.register.canonical import canonical
from ledger.register.entry import Registry, encode_entry, parse_entry
from ledger.register.origin import Origin
from ledger.register.statement import parse_statement

from .build import ABSENT, EACH, put

WORK = parse_statement(canonical(EACH["WorkRegistration"]))
SQUARE = [[0, 0], [500, 0], [500, 1000], [0, 1000]]
SOURCE: Any = {
    "entry": 1,
    "score": 5210,
    "mirrored": False,
    "negative": True,
    "rotation": -1795,
    "areas": [{"picture": SQUARE, "registered": SQUARE[::-1]}],
}
ORIGIN: Any = {
    "method": "rootsift_v1",
    "treeSize": 9,
    "works": 4,
    "pictures": 2,
    "matches": [
        SOURCE
        | {
            "entry": 3,
            "verdict": "shares_heritage_only",
            "heritage": [1],
            "numbers": {"own_visible": 400_000},
        }
    ],
    "sources": [SOURCE],
    "new": 125,
    "scan": False,
}
FINDINGS: Any = {
    "treeSize": 9,
    "matches": [
        {"entry": entry, "distances": {"pdq_v1": 8}, "transform": "identity"} for entry in (2, 3)
    ],
}


def registry(**members: Any) -> Any:
    return {"time": "2026-11-21T10:00:00Z", "previous": None, **members}


def test_it_is_written_as_it_was_read():
    entry = parse_entry(encode_entry(WORK, registry(origin=ORIGIN)), 9)
    assert entry.registry.origin is not None
    assert entry.registry.origin.document() == ORIGIN


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("method", "x" * 33),
        ("treeSize", -1),
        ("new", 1001),
        ("new", ABSENT),
        ("scan", 0),
        ("matches", ORIGIN["matches"] * 11),
        ("matches/0/verdict", "infringes"),
        ("matches/0/heritage", [1] * 17),
        ("matches/0/numbers", {"own": True}),
        ("sources", [SOURCE] * 11),
        ("sources/0/verdict", "unrelated"),
        ("sources/0/rotation", 1801),
        ("sources/0/areas", SOURCE["areas"] * 5),
        ("sources/0/areas/0/picture", []),
        ("sources/0/areas/0/picture", [[0, 0]] * 17),
        ("sources/0/areas/0/picture/0", [0, 0, 0]),
        ("sources/0/areas/0/registered/3", [-1, 0]),
    ],
)
def test_a_report_that_no_ledger_wrote(path, value):
    leaf = encode_entry(WORK, registry(origin=put(deepcopy(ORIGIN), path, value)))
    with pytest.raises(StatementError) as caught:
        parse_entry(leaf, 9)
    assert caught.value.code == "entry_malformed"
    assert str(caught.value.params["detail"]).startswith("registry.origin.")


def test_the_longest_report_fits_an_entry():
    place = [[1000, 1000]] * 16
    source = SOURCE | {"entry": 10**9, "areas": [{"picture": place, "registered": place}] * 4}
    numbers = {f"a_figure_of_its_own_{number:02}": 10_000_000 for number in range(24)}
    work = source | {
        "verdict": "shares_heritage_only",
        "heritage": [10**9] * 16,
        "numbers": numbers,
    }
    longest = ORIGIN | {"method": "x" * 32, "matches": [work] * 10, "sources": [source] * 10}
    entry = parse_entry(encode_entry(WORK, registry(origin=longest)), 9)
    assert entry.registry.origin == Origin.model_validate(longest)


def test_what_a_picture_is_like_is_told_by_its_features_where_they_found_it():
    made = Registry.model_validate(registry(findings=FINDINGS, origin=ORIGIN))
    assert made.origin is not None
    assert list(made.likenesses().items()) == [
        (2, None),
        (3, made.origin.matches[0]),
        (1, made.origin.sources[0]),
    ]
    assert Registry.model_validate(registry()).likenesses() == {}
