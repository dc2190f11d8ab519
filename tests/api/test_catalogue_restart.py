"""A start with the index that was kept: as one without, but that no enrolment is read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api import catalogue as module
from api.service import Service, open_service
from api.shelving import FeatureFiles
from hashing.features import METHOD
from hashing.tracing import Tracer

from .origins import Register, drawing, part_of, register, reworked
from .support import party_statement, sha256


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Register]:
    with register(tmp_path / "ledger") as ledger:
        yield ledger


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with each picture that is read from its enrolment, or computed."""
    names: list[str] = []
    for method in ("restore", "restore_heritage", "insert", "insert_heritage"):
        real = getattr(Tracer, method)

        def counted(self: Tracer, name: str, *rest: object, real: object = real) -> object:
            names.append(name)
            return real(self, name, *rest)  # type: ignore[operator]  # a method, above

        monkeypatch.setattr(Tracer, method, counted)
    return names


def index(opened: Register) -> Path:
    return opened.directory / "features" / METHOD / "index"


def shelf(opened: Register) -> FeatureFiles:
    return FeatureFiles(opened.directory / "features")


def reindex(opened: Register, *, anew: bool = False) -> None:
    assert list(opened.service.reindex(anew=anew))[-1] == (opened.size(), opened.size())


@contextmanager
def gone(opened: Register, name: str) -> Iterator[None]:
    """The original of a drawing is not there."""
    (path,) = (opened.directory / "objects").rglob(f"*{sha256(drawing(name))[8:]}*")
    data = path.read_bytes()
    path.unlink()
    yield
    path.write_bytes(data)


def asked(service: Service) -> list[object]:
    """All that is told of three pictures now, and of one a little earlier."""
    now = (part_of("wall"), part_of("one"), drawing("two"))
    told: list[object] = [service.trace(suspect).searched.trace for suspect in now]
    return [*told, service.trace(part_of("one"), at_size=5).searched.trace]


def filled(opened: Register) -> None:
    wall = opened.wall("wall")
    opened.work_from(wall, reworked("wall", "figure"))
    one = opened.work(drawing("one"))
    opened.work(drawing("two"))
    opened.order("cancel", one, effect="from_now")


def test_a_start_reads_the_index_and_no_enrolment(opened: Register, restored: list[str]) -> None:
    filled(opened)
    expected = repr(asked(opened.service))
    reindex(opened)
    restored.clear()
    with open_service(opened.directory) as again:
        assert again.trace(part_of("wall")).searched.tree_size == opened.size()
        assert restored == []
        assert repr(asked(again)) == expected


def test_what_came_since_is_caught_up_entry_by_entry(opened: Register, restored: list[str]) -> None:
    filled(opened)
    reindex(opened)
    later = opened.work(drawing("three"))
    opened.enter(party_statement("carol"))
    order = opened.order("cancel", later, effect="from_now")
    opened.order("lift", later, lifts=order.statement.id)
    second = opened.wall("second wall")
    expected = repr(asked(opened.service))
    restored.clear()
    with open_service(opened.directory) as again:
        assert repr(asked(again)) == expected
        assert restored[:3] == [str(later.index), str(later.index), str(second.index)]


def test_a_past_size_begins_with_an_index_that_is_not_larger(
    opened: Register, restored: list[str]
) -> None:
    one = opened.work(drawing("one"))
    reindex(opened)
    two = opened.work(drawing("two"))
    with open_service(opened.directory) as again:
        restored.clear()
        assert opened.found(part_of("two"), at_size=two.index) == []
        assert restored == []
        assert again.trace(part_of("two"), at_size=two.index + 1).report.matches
        assert set(restored) == {str(two.index)}
        restored.clear()
        assert again.trace(part_of("one"), at_size=one.index).report.matches == []
        assert again.trace(part_of("one"), at_size=one.index).searched.trace.works == 0
    reindex(opened)
    with open_service(opened.directory) as again:
        assert again.trace(part_of("two"), at_size=two.index).report.matches == []
        assert again.trace(part_of("two")).report.matches


@pytest.mark.parametrize("damage", ["gone", "torn", "nonsense", "of another log"])
def test_an_index_that_cannot_be_used_is_as_if_it_were_not(
    opened: Register, restored: list[str], tmp_path: Path, damage: str
) -> None:
    filled(opened)
    expected = repr(asked(opened.service))
    reindex(opened)
    data = index(opened).read_bytes()
    if damage == "gone":
        index(opened).unlink()
    elif damage == "torn":
        index(opened).write_bytes(data[: len(data) // 2])
    elif damage == "nonsense":
        with opened.service.store.read() as reader:
            opened.service._index_file.write(reader, opened.size(), {})
    else:
        with register(tmp_path / "other") as other:
            filled(other)
            reindex(other)
            shutil.copy(index(other), index(opened))
    restored.clear()
    with open_service(opened.directory) as again:
        assert repr(asked(again)) == expected
        assert restored


def test_a_missing_original_is_looked_for_at_each_start(opened: Register) -> None:
    work = opened.work(drawing("one"))
    opened.work(drawing("two"))
    with gone(opened, "one"):
        del shelf(opened)[f"work/{work.index}"]
        reindex(opened)
        assert not index(opened).exists()
        with open_service(opened.directory) as again:
            assert again.trace(part_of("one")).searched.missing == 1
            again.keep_index()
            assert not index(opened).exists()
    with open_service(opened.directory) as again:
        found = again.trace(part_of("one"))
        assert [match.entry for match in found.report.matches] == [work.index]
        assert found.searched.missing == 0
        again.keep_index()
        assert index(opened).exists()


def test_a_work_that_cannot_be_put_back_is_missing(opened: Register) -> None:
    work = opened.work(drawing("one"))
    order = opened.order("cancel", work, effect="from_now")
    assert opened.found(part_of("one")) == []
    del shelf(opened)[f"work/{work.index}"]
    opened.order("lift", work, lifts=order.statement.id)
    assert opened.service.trace(part_of("one")).searched.missing == 1
    opened.service.keep_index()
    assert not index(opened).exists()
    with open_service(opened.directory) as again:
        assert again.trace(part_of("one")).searched.missing == 0
        assert again.trace(part_of("one")).report.matches


# ---- enrolments that are not what they were -----------------------------------------------------


@pytest.mark.parametrize("damage", [None, b"torn", "last byte"])
def test_an_enrolment_that_was_lost_is_computed_again(
    opened: Register, restored: list[str], damage: bytes | str | None
) -> None:
    filled(opened)
    expected = repr(asked(opened.service))
    reindex(opened)
    before = dict(shelf(opened))
    for key, data in before.items():
        if damage is None:
            del shelf(opened)[key]
        elif isinstance(damage, bytes):
            shelf(opened)[key] = damage
        else:
            # the part that an index is not made of
            shelf(opened)[key] = data[:-1] + bytes([data[-1] ^ 1])
    with open_service(opened.directory) as again:
        restored.clear()
        assert repr(asked(again)) == expected
        assert len(restored) > len(before)
        assert dict(shelf(opened)) == before
        again.keep_index()
        assert index(opened).exists()
    # whoever was running has noticed nothing, or does as much
    assert repr(asked(opened.service)) == expected


def test_an_enrolment_that_is_lost_with_its_original_is_missing(opened: Register) -> None:
    work, other = opened.work(drawing("one")), opened.work(drawing("two"))
    assert opened.found(part_of("one")) == [work.index]
    with gone(opened, "one"):
        del shelf(opened)[f"work/{work.index}"]
        traced = opened.service.trace(part_of("one"))
        assert (traced.report.matches, traced.searched.missing) == ([], 1)
        assert opened.found(part_of("two")) == [other.index]
        assert opened.service.expression(work) is None


def test_a_source_that_was_lost_is_computed_for_the_next_work(opened: Register) -> None:
    wall = opened.wall("wall")
    assert opened.service.trace(part_of("one")).searched.trace.pictures == 1
    before = dict(shelf(opened))
    shelf(opened)[f"heritage/{wall.index}/0"] = b"torn"
    work = opened.work_from(wall, reworked("wall", "figure"))
    assert opened.service.trace(part_of("wall")).searched.missing == 0
    assert before.items() <= dict(shelf(opened)).items()
    assert opened.found(part_of("wall")) == [work.index]


def test_a_source_that_is_lost_while_a_work_is_taken_in_is_computed(opened: Register) -> None:
    wall = opened.wall("wall")
    work = opened.work_from(wall, reworked("wall", "figure"))
    # the work is registered, but nobody has asked since
    shelf(opened)[f"heritage/{wall.index}/0"] = b"torn"
    other = opened.work(drawing("one"))
    assert opened.found(part_of("wall")) == [work.index]
    assert opened.found(part_of("one")) == [other.index]
    for entry in (work, other):
        assert opened.service.expression(entry) is not None


def test_half_a_page_is_read_again(opened: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(opened)
    expected = repr(asked(opened.service))
    real = Tracer.restore

    def fail(self: Tracer, name: str) -> bool:
        if int(name) > 5:
            raise OSError("the disk is gone")
        return real(self, name)

    with open_service(opened.directory) as again:
        with monkeypatch.context() as patch:
            patch.setattr(Tracer, "restore", fail)
            for _ in range(2):
                with pytest.raises(OSError, match="the disk is gone"):
                    again.trace(part_of("one"))
        assert repr(asked(again)) == expected


# ---- when it is kept ----------------------------------------------------------------------------


def test_reindexing_reads_each_enrolment_and_keeps_what_it_learnt(
    opened: Register, restored: list[str]
) -> None:
    filled(opened)
    for anew in (False, True):
        reindex(opened)
        before = index(opened).read_bytes()
        index(opened).write_bytes(b"other")
        restored.clear()
        reindex(opened, anew=anew)
        assert len(restored) >= 4
        assert index(opened).read_bytes() == before


def test_while_reindexing_there_is_none(opened: Register) -> None:
    filled(opened)
    reindex(opened)
    for _ in opened.service.reindex(anew=True):
        assert not index(opened).exists()
    assert index(opened).exists()


def test_it_is_kept_when_it_has_grown(opened: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    service = opened.service
    service.keep_index()
    assert list(service.read_index()) == [opened.size()]
    service.keep_index()
    assert not index(opened).exists()
    opened.work(drawing("one"))
    assert list(service.read_index()) == [opened.size()]
    service.keep_index()
    first = index(opened).read_bytes()
    # no picture, no growth
    opened.enter(party_statement("carol"))
    assert list(service.read_index()) == [opened.size()]
    service.keep_index()
    assert index(opened).read_bytes() == first
    opened.work(drawing("two"))
    assert list(service.read_index()) == [opened.size()]
    service.keep_index()
    assert index(opened).read_bytes() != first


def test_growth_is_a_tenth_or_hundreds(opened: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = opened.service._catalogue
    held = list[int]()
    monkeypatch.setattr(catalogue._now, "index", held)
    for kept, pictures, grown in (
        (0, 0, False), (0, 1, True), (10, 10, False), (10, 11, True), (100, 109, False),
        (100, 110, True), (10_000, 10_499, False), (10_000, 10_500, True),
    ):  # fmt: skip
        monkeypatch.setattr(catalogue, "_pictures_kept", kept)
        held[:] = range(pictures)
        assert catalogue.has_grown() is grown
    assert module._GROWN == 500


def test_two_processes_keep_the_same(opened: Register) -> None:
    filled(opened)
    opened.service.trace(part_of("one"))
    with open_service(opened.directory) as other:
        other.trace(part_of("two"))
        other.keep_index()
        first = index(opened).read_bytes()
        opened.service.keep_index()
    assert index(opened).read_bytes() == first
