from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from benchmarks.tracing import run as subject
from benchmarks.tracing import tables
from benchmarks.tracing.attacks import FAMILIES
from benchmarks.tracing.filtration import Case
from benchmarks.tracing.measure import Answered
from benchmarks.tracing.peers import METHODS, Method, Mogao
from benchmarks.tracing.queries import Query, queries
from benchmarks.tracing.run import Run, Share, answer, prepare, restarted
from benchmarks.tracing.split import Sources, filed, sources


class Here(Executor):
    """Does each job at once."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # the base's own
        done = Future()  # type: ignore[var-annotated]  # of whatever the job returns
        done.set_result(fn(*args, **kwargs))
        return done


class Knowing:
    """Finds the first work that was registered, with a score that falls with each query."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.score = 10.0

    def add(self, name: str, data: bytes) -> None:
        assert data[:3] in {b"\x89PN", b"\xff\xd8\xff"}
        self.names.append(name)

    def query(self, data: bytes, limit: int) -> list[tuple[str, float]]:
        assert data[:3] in {b"\x89PN", b"\xff\xd8\xff"}
        self.score -= 1
        return [(name, self.score) for name in self.names[:limit]][:1]


@pytest.fixture(scope="module")
def small() -> Sources:
    return sources("test", 6)


@pytest.fixture(scope="module")
def asked(small: Sources) -> list[Query]:
    return queries(small, 4)


@pytest.fixture(scope="module")
def folder(small: Sources, asked: list[Query], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("files")
    prepare(Here(), place, small, asked, "test")
    assert len(list(place.iterdir())) == 6 + 8
    return place


def test_all_works_are_registered_and_all_queries_answered(
    small: Sources, asked: list[Query], folder: Path
) -> None:
    run = answer(Knowing, Share(), folder, small.works, asked)
    assert run.works == 6
    assert [one.right for one in run.answers] == [query.right for query in asked]
    assert [one.ranked for one in run.answers] == [
        ((small.works[0], 9.0 - place),) for place in range(8)
    ]
    assert all(one.seconds >= 0 for one in run.answers)


def test_a_share_takes_pairs_and_the_works_that_they_need(
    small: Sources, asked: list[Query], folder: Path
) -> None:
    made: list[Knowing] = []

    def make() -> Method:
        made.append(Knowing())
        return made[-1]

    run = answer(make, Share(each=2, works=3), folder, small.works, asked)
    assert run.works == 3
    assert [one.family for one in run.answers] == [asked[place].family for place in (0, 1, 4, 5)]
    assert asked[0].right | asked[4].right <= set(made[0].names)


@pytest.mark.parametrize("name", [name for name in METHODS if name != "mogao"])
def test_each_peer_finds_the_very_file(name: str, small: Sources) -> None:
    method = METHODS[name]()
    for work in small.works[:4]:
        method.add(work, filed(work))
    for work in small.works[:4]:
        ranked = method.query(filed(work), 3)
        assert ranked[0][0] == work
        assert len(ranked) <= 3
        assert [score for _, score in ranked] == sorted((s for _, s in ranked), reverse=True)


def test_slow_methods_that_take_a_share_are_methods() -> None:
    assert set(subject.SHARES) < set(METHODS)


def test_a_table_is_markdown() -> None:
    assert tables.table(("a", "b"), [(1, "x")]) == "| a | b |\n| --- | ---: |\n| 1 | x |"


TOY = Run(
    answers=(
        Answered("murals/a", "JPEG", frozenset("a"), frozenset(), (("a", 9.0),), 0.1),
        Answered("murals/x", "JPEG", frozenset(), frozenset(), (("b", 5.0),), 0.3),
        Answered("drawn-1", "mug", frozenset("b"), frozenset(), (("a", 2.0),), 0.2),
        Answered("drawn-2", "mug", frozenset(), frozenset(), (), 0.2),
    ),
    enrolling=0.25,
    works=3,
)


def test_the_tables_of_a_toy() -> None:
    row = tables.methods_table({"toy": TOY}).splitlines()[-1]
    assert row == "| toy | 3 | 2 + 2 | 0.500 | 0.500 | 0.500 | 200 | 285 | 250 |"
    assert tables.families_table({"toy": TOY}).splitlines()[2:] == [
        "| JPEG | 1.00 |",
        "| mug | 0.00 |",
    ]
    assert tables.kinds_table(TOY.answers, 5.0).splitlines()[2:] == [
        "| murals | 1 | 1.000 | 1.000 | 1 | 1 | 100.00% |",
        "| drawn | 1 | 0.000 | 0.000 | 1 | 0 | 0.00% |",
        "| all | 2 | 0.500 | 0.500 | 2 | 1 | 50.00% |",
    ]
    assert tables.misses_table(TOY.answers, 5.0).splitlines()[2:] == [
        "| false alarm | JPEG | murals/x | b | 5.00 |",
        "| missed | mug | drawn-1 | a | 2.00 |",
    ]


def test_the_tables_of_accusations() -> None:
    cases = [
        Case(0.03, "copy", accused=True, mistaken=False, suspicion=4),
        Case(0.03, "restyled", accused=False, mistaken=True, suspicion=1),
    ]
    assert tables.filtration_table(cases).splitlines()[-1] == (
        "| 3% | 1.0000 | 1.000 | 1 | 1 of 1 | 0 |"
    )
    assert tables.accusations_table(cases).splitlines()[-1] == "| restyled | 1 | 1 |"


def test_families_that_were_not_asked_have_a_dash() -> None:
    other = Run(TOY.answers[:2], 0.1, 3)
    assert tables.families_table({"toy": TOY, "o": other}).splitlines()[-1] == "| mug | 0.00 | – |"
    assert set(FAMILIES) >= {"JPEG", "mug"}


def test_a_restart_is_measured_of_the_tracer_alone(
    small: Sources, asked: list[Query], folder: Path
) -> None:
    run = answer(METHODS["mogao"], Share(), folder, small.works, asked)
    assert run.restart is not None
    assert 0 < run.restart.resumed < run.restart.relearnt < run.enrolling
    assert run.restart.kept > 10_000
    printed = tables.restart_table(run.restart, run.works).split("\n")
    assert [line.count("|") for line in printed] == [5, 5, 5, 5]
    assert "6 works" in printed[0]
    assert answer(Knowing, Share(), folder, small.works, asked).restart is None


def test_a_tracer_that_comes_back_as_another_is_told(folder: Path) -> None:
    method = Mogao()
    method.add("a", (folder / "work-0").read_bytes())
    method.add("b", (folder / "work-1").read_bytes())
    method.tracer.remove("a")
    with pytest.raises(RuntimeError, match="another"):
        restarted(method, ["a", "b"], folder)
