"""The origin report: what an entry keeps of the search for its picture, and has again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hashing.features import METHOD
from ledger.register.entry import Entry

from .cli.run import finish, start, succeed
from .origins import (
    Register,
    drawing,
    origin_of,
    part_of,
    register,
    report_of,
    reworked,
)
from .support import heritage_statement

FILES = {
    "free": drawing("origin free"),
    "from wall": reworked("origin wall", "origin figure"),
    "scan": drawing("origin wall"),
    "copy": part_of("origin free"),
    "copy of reworked": reworked("origin wall", "origin figure"),
}


class Told:
    """A register in which each file above is a work, in order, and what came after."""

    def __init__(self, opened: Register) -> None:
        self.register = opened
        self.wall = opened.wall("origin wall")
        opened.wall("origin other wall")
        self.blind = opened.enter(heritage_statement(title={"zh": "无图"}))
        self.entries: dict[str, Entry] = {}
        for name, file in FILES.items():
            if name in {"from wall", "scan"}:
                self.entries[name] = opened.work_from(self.wall, file)
            else:
                self.entries[name] = opened.work(file, "bob")
        self.reports = {name: report_of(entry) for name, entry in self.entries.items()}
        # and the register goes on: another work, a wall, a cancellation and its lifting
        opened.work(drawing("origin later"))
        opened.wall("origin free")
        opened.order("cancel", self.entries["free"], effect="from_start")
        order = opened.order("cancel", self.entries["from wall"], effect="from_now")
        opened.order("lift", self.entries["from wall"], lifts=order.statement.id)

    def index(self, name: str) -> int:
        return self.entries[name].index


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with register(tmp_path_factory.mktemp("origin") / "ledger") as opened:
        yield Told(opened)


def test_a_work_that_nothing_resembles_says_how_much_was_searched(told: Told) -> None:
    origin = origin_of(told.entries["free"])
    assert (origin.method, origin.tree_size) == (METHOD, told.index("free"))
    assert (origin.works, origin.pictures) == (0, 2)
    assert (origin.matches, origin.sources, origin.scan) == ([], [], False)
    assert origin.new > 500


def test_a_work_made_from_a_wall_names_it_and_what_is_new(told: Told) -> None:
    origin = origin_of(told.entries["from wall"])
    assert origin.matches == []
    (source,) = origin.sources
    assert source.entry == told.wall.index
    assert 20 < origin.new < 400
    assert not origin.scan
    assert (origin.works, origin.pictures, origin.tree_size) == (1, 2, told.index("from wall"))


def test_a_bare_scan_is_flagged(told: Told) -> None:
    origin = origin_of(told.entries["scan"])
    assert origin.scan
    assert origin.new <= 20
    assert [source.entry for source in origin.sources] == [told.wall.index]
    # it shows the wall as the work from the wall does, and copies nothing of that
    assert [(one.entry, one.verdict) for one in origin.matches] == [
        (told.index("from wall"), "shares_heritage_only")
    ]
    assert origin.matches[0].heritage == [told.wall.index]


def test_a_copy_names_its_origin_part_by_part(told: Told) -> None:
    origin = origin_of(told.entries["copy"])
    (match,) = origin.matches
    assert (match.entry, match.verdict) == (told.index("free"), "copies_expression")
    assert (match.mirrored, match.negative, match.rotation) == (False, False, 0)
    (area, *_) = match.areas
    assert max(x for x, _ in area.picture) - min(x for x, _ in area.picture) > 700
    assert max(x for x, _ in area.registered) <= 620
    assert match.numbers["work_covered"] > 1000
    assert origin.sources == []


def test_a_copy_of_a_reworking_copies_what_is_new_in_it(told: Told) -> None:
    origin = origin_of(told.entries["copy of reworked"])
    verdicts = {one.entry: one.verdict for one in origin.matches}
    assert verdicts.keys() == {told.index("from wall"), told.index("scan")}
    assert verdicts[told.index("from wall")] == "copies_expression"
    assert verdicts[told.index("scan")] != "copies_expression"
    assert [source.entry for source in origin.sources] == [told.wall.index]


def test_entries_without_a_work_have_no_report(told: Told) -> None:
    assert told.wall.registry.origin is None
    assert told.wall.registry.findings is not None
    assert told.blind.registry.origin is None


# ---- the same bytes again ---------------------------------------------------------------------


def declared(told: Told, name: str) -> list[str]:
    return [told.wall.statement.id] if name in {"from wall", "scan"} else []


@pytest.mark.parametrize("name", FILES)
def test_a_report_can_be_had_again(told: Told, name: str) -> None:
    size = origin_of(told.entries[name]).tree_size
    again = told.register.service.trace(FILES[name], declared(told, name), at_size=size)
    assert again.report == origin_of(told.entries[name])
    assert again.searched.tree_size == size


def report(told: Told, name: str, suspect: Path) -> list[str]:
    suspect.write_bytes(FILES[name])
    size = origin_of(told.entries[name]).tree_size
    words = ["trace", str(suspect), "--at-size", str(size), "--report"]
    for source in declared(told, name):
        words += ["--heritage", source]
    return [*words, "--data", str(told.register.directory)]


@pytest.mark.parametrize("name", ["from wall", "copy"])
def test_the_command_line_prints_the_bytes_of_the_entry(
    told: Told, name: str, tmp_path: Path
) -> None:
    printed = succeed(*report(told, name, tmp_path / "suspect.png")).out.encode()
    assert printed == told.reports[name]


def test_another_process_prints_the_same_bytes(told: Told, tmp_path: Path) -> None:
    name = "copy of reworked"
    outcome = finish(start(*report(told, name, tmp_path / "suspect.png")))
    assert outcome.code == 0, outcome.err
    assert outcome.out.encode() == told.reports[name]


def test_a_report_of_now_differs(told: Told) -> None:
    now = told.register.service.trace(FILES["copy"]).report
    # the work is cancelled, and its picture is known as a wall by now
    assert told.index("free") not in [match.entry for match in now.matches]
    assert len(now.sources) == 1
    assert now.tree_size == told.register.size()
