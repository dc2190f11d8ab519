"""The pictures in memory: level with the log, whatever becomes of works, files and processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api import catalogue as module
from api.catalogue import Catalogue
from api.errors import NotFound
from api.service import open_service
from api.shelving import FeatureFiles
from hashing.tracing import Tracer

from .origins import Register, drawing, origin_of, part_of, register, reworked
from .support import party_statement, sha256


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Register]:
    with register(tmp_path / "ledger") as ledger:
        yield ledger


@pytest.fixture
def enrolments(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with each picture that is computed to be kept."""
    computed: list[str] = []
    insert, insert_heritage = Tracer.insert, Tracer.insert_heritage

    def counted(self: Tracer, name: str, work: object) -> None:
        computed.append(name)
        insert(self, name, work)  # type: ignore[arg-type]  # as it came

    def counted_heritage(self: Tracer, name: str, source: object) -> None:
        computed.append(name)
        insert_heritage(self, name, source)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(Tracer, "insert", counted)
    monkeypatch.setattr(Tracer, "insert_heritage", counted_heritage)
    return computed


def test_a_work_is_found_by_the_next_question(opened: Register) -> None:
    assert opened.found(part_of("one")) == []
    entry = opened.work(drawing("one"))
    assert opened.found(part_of("one")) == [entry.index]
    searched = opened.service.trace(part_of("one")).searched
    assert (searched.tree_size, searched.missing) == (entry.index + 1, 0)
    assert (searched.trace.works, searched.trace.pictures) == (1, 0)


def test_entries_without_pictures_count_in_the_size(opened: Register) -> None:
    opened.enter(party_statement("carol"))
    searched = opened.service.trace(drawing("one")).searched
    assert searched.tree_size == opened.size()
    assert (searched.trace.works, searched.trace.pictures) == (0, 0)


def test_nothing_is_computed_again_after_a_restart(opened: Register, enrolments: list[str]) -> None:
    wall = opened.wall("wall")
    work = opened.work_from(wall, reworked("wall", "figure"))
    first = opened.service.trace(part_of("wall")).report
    assert enrolments == [str(wall.index), str(work.index)]
    with open_service(opened.directory) as again:
        assert again.trace(part_of("wall")).report == first
    assert len(enrolments) == 2
    # not even without the originals
    shutil.rmtree(opened.directory / "objects" / sha256(drawing("wall"))[:2])
    with open_service(opened.directory) as again:
        found = again.trace(part_of("wall"))
        assert (found.report, found.searched.missing) == (first, 0)
    opened.service.home.objects.put(drawing("wall"))


def test_a_cancelled_work_is_nobodys_origin_and_a_restored_one_is(opened: Register) -> None:
    work = opened.work(drawing("one"))
    later = opened.work(drawing("one"), "bob")
    assert opened.found(part_of("one")) == [work.index, later.index]
    order = opened.order("cancel", work, effect="from_now")
    assert opened.found(part_of("one")) == [later.index]
    assert opened.found(part_of("one"), at_size=order.index) == [work.index, later.index]
    assert opened.found(part_of("one"), at_size=order.index + 1) == [later.index]
    opened.order("lift", work, lifts=order.statement.id)
    assert set(opened.found(part_of("one"))) == {work.index, later.index}
    with open_service(opened.directory) as again:
        assert again.trace(part_of("one")).report == opened.service.trace(part_of("one")).report


def test_a_catalogue_read_at_once_is_the_one_that_grew(opened: Register) -> None:
    """Cancelled, lifted, registered again between: the order of events is kept within a page."""
    service = opened.service
    first = opened.work(drawing("one"))
    service.trace(drawing("one"))
    order = opened.order("cancel", first, effect="from_now")
    service.trace(drawing("one"))
    opened.order("lift", first, lifts=order.statement.id)
    service.trace(drawing("one"))
    second = opened.work(drawing("one"), "bob")
    assert opened.found(part_of("one")) == [first.index, second.index]
    with open_service(opened.directory) as again:
        at_once = again.trace(part_of("one")).report
    assert [match.entry for match in at_once.matches] == [first.index, second.index]
    assert at_once == service.trace(part_of("one")).report


def test_pages_change_nothing(opened: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = opened.wall("wall")
    opened.work_from(wall, reworked("wall", "figure"))
    opened.work(drawing("one"))
    expected = opened.service.trace(part_of("wall")).report
    for page in (1, 2, 1000):
        monkeypatch.setattr(module, "_PAGE", page)
        with open_service(opened.directory) as again:
            assert again.trace(part_of("wall")).report == expected


def test_two_services_over_one_database_see_each_others_works(opened: Register) -> None:
    with open_service(opened.directory) as other:
        one = opened.work(drawing("one"))
        assert [match.entry for match in other.trace(part_of("one")).report.matches] == [one.index]
        again = opened.work(drawing("one"), "bob")
        assert [match.entry for match in origin_of(again).matches] == [one.index]
        opened.order("cancel", one, effect="from_now")
        assert [match.entry for match in other.trace(part_of("one")).report.matches] == [
            again.index
        ]


def test_an_original_that_is_gone_is_counted(opened: Register) -> None:
    gone, kept = opened.work(drawing("one")), opened.work(drawing("two"))
    features = opened.directory / "features"
    shutil.rmtree(features)
    (path,) = (opened.directory / "objects").rglob(f"*{sha256(drawing('one'))[8:]}*")
    data = path.read_bytes()
    path.unlink()
    with open_service(opened.directory) as again:
        traced = again.trace(part_of("one"))
        assert (traced.report.matches, traced.searched.missing) == ([], 1)
        assert traced.report.works == 1
        assert [match.entry for match in again.trace(part_of("two")).report.matches] == [kept.index]
    # a cancelled work is not missed, and lifting brings nothing back that is not there
    order = opened.order("cancel", gone, effect="from_now")
    opened.order("lift", gone, lifts=order.statement.id)
    with open_service(opened.directory) as again:
        assert again.trace(part_of("one")).report.matches == []
    path.write_bytes(data)


def test_reindex_computes_what_is_not_there_and_anew_everything(
    opened: Register, enrolments: list[str]
) -> None:
    wall, work = opened.wall("wall"), opened.work(drawing("one"))
    service = opened.service
    expected = service.trace(part_of("one")).report
    shelf = FeatureFiles(opened.directory / "features")
    before = dict(shelf)
    assert sorted(before) == [f"heritage/{wall.index}/0", f"work/{work.index}"]
    enrolments.clear()
    size = opened.size()
    assert list(service.reindex(anew=False)) == [(size, size)]
    assert enrolments == []
    del shelf[f"work/{work.index}"]
    shelf[f"heritage/{wall.index}/0"] = b"torn"
    list(service.reindex(anew=False))
    assert sorted(enrolments) == sorted([str(wall.index), str(work.index)])
    assert dict(shelf) == before
    enrolments.clear()
    list(service.reindex(anew=True))
    assert len(enrolments) == 2
    assert dict(shelf) == before
    assert service.trace(part_of("one")).report == expected


def test_reindexing_anew_keeps_what_it_cannot_compute(opened: Register) -> None:
    work = opened.work(drawing("one"))
    assert opened.found(part_of("one")) == [work.index]
    (path,) = (opened.directory / "objects").rglob(f"*{sha256(drawing('one'))[8:]}*")
    data = path.read_bytes()
    path.unlink()
    list(opened.service.reindex(anew=True))
    with open_service(opened.directory) as again:
        assert len(again.trace(part_of("one")).report.matches) == 1
    path.write_bytes(data)


def test_a_size_that_there_is_not_is_refused(opened: Register) -> None:
    for size in (-1, opened.size() + 1, 2**60):
        with pytest.raises(NotFound, match="size_unknown"):
            opened.service.trace(drawing("one"), at_size=size)
    empty = opened.service.trace(drawing("one"), at_size=0)
    assert (empty.report.tree_size, empty.searched.trace.works) == (0, 0)


def test_a_source_that_there_is_not_is_refused(opened: Register) -> None:
    with pytest.raises(NotFound, match="heritage_unknown"):
        opened.service.trace(drawing("one"), ["urn:uuid:nothing"])


def test_a_limit_is_not_passed(opened: Register) -> None:
    wall, work = opened.wall("wall"), opened.work(drawing("one"))
    shelf = FeatureFiles(opened.directory / "features")
    catalogue = Catalogue(shelf, None, opened.service.home.objects.get, work.index)
    with opened.service.store.read() as reader:
        assert list(catalogue.read(reader)) == [work.index]
        assert list(catalogue.read(reader)) == []
    assert list(shelf) == [f"heritage/{wall.index}/0"]


def test_what_is_registered_beside_enters_no_report(opened: Register) -> None:
    """A report is of one tree size, though the register grows while it is made."""
    wall = opened.wall("wall")
    files = {f"figure {number}": reworked("wall", f"figure {number}") for number in range(3)}
    tasks = [
        *(lambda file=file: opened.work_from(wall, file) for file in files.values()),
        *(lambda name=name: opened.wall(name) for name in files),
    ]
    with ThreadPoolExecutor(len(tasks)) as pool:
        entries = list(pool.map(lambda task: task(), tasks))
    for entry, file in zip(entries, files.values(), strict=False):
        origin = origin_of(entry)
        assert wall.index < origin.tree_size <= entry.index
        again = opened.service.trace(file, [wall.statement.id], at_size=origin.tree_size)
        assert again.report == origin
