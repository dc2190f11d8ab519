"""One method over a library and queries, whose files two processes make once for all methods.

Slow methods take a part of the work, which the table states; a smaller library favours them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import faiss

from benchmarks.tracing.canvas import Picture
from benchmarks.tracing.filtration import Case, judged
from benchmarks.tracing.measure import Answered
from benchmarks.tracing.peers import Method, Mogao
from benchmarks.tracing.queries import Query, attacked, surroundings
from benchmarks.tracing.split import Half, Sources, filed
from hashing.arrays import pack_arrays, parse_arrays
from hashing.tracing import Tracer

#: Candidates asked for, beside the siblings of a query, which are passed over.
_LIMIT: Final = 10
WORKERS: Final = 2


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the run that a slow method takes: every so-manieth query, a smaller library."""

    each: int = 1
    works: int | None = None


SHARES: Final = {
    "crop_resistant_hash (imagehash)": Share(each=4, works=500),
    "ORB, BFMatcher, homography (OpenCV)": Share(each=12),
}


@dataclass(frozen=True, slots=True)
class Restart:
    """What it takes to find every work again, in processor seconds a work.

    ``relearnt`` from the enrolments alone, ``resumed`` from the index that was kept, whose size
    is ``kept`` bytes a work; ``copied`` is how long it takes to copy it, in seconds in all.
    """

    relearnt: float
    resumed: float
    kept: float
    copied: float


@dataclass(frozen=True, slots=True)
class Run:
    """What one method answered; ``enrolling`` is processor seconds a work, ``works`` how many."""

    answers: tuple[Answered, ...]
    enrolling: float
    works: int
    restart: Restart | None = None


def one_thread() -> None:
    """Hold the libraries to one thread: idle ones spin, and their seconds would be counted."""
    cv2.setNumThreads(1)
    faiss.omp_set_num_threads(1)


def _file(folder: Path, kind: str, number: int) -> Path:
    return folder / f"{kind}-{number}"


def _write_works(folder: Path, works: Sequence[tuple[int, str]]) -> None:
    for number, name in works:
        _file(folder, "work", number).write_bytes(filed(name))


def _write_queries(
    folder: Path, asked: Sequence[tuple[int, Query]], half: Half, around: dict[str, Picture]
) -> None:
    one_thread()
    for number, query in asked:
        _file(folder, "query", number).write_bytes(attacked(query, half, around))


def _needed(asked: Sequence[Query], works: Sequence[str], count: int | None) -> list[int]:
    """Return the places of the works of a smaller library that holds all right answers."""
    if count is None or count >= len(works):
        return list(range(len(works)))
    right = frozenset[str]().union(*(query.right for query in asked))
    places = sorted(range(len(works)), key=lambda place: (works[place] not in right, place))
    return sorted(places[: max(count, len(right))])


def answer(
    make: Callable[[], Method], share: Share, folder: Path, works: Sequence[str], asked: list[Query]
) -> Run:
    """Register the works with one method and ask it the queries, all on one thread."""
    one_thread()
    method, start = make(), time.process_time()
    # both of a pair, the query with a source and the distractor, are taken or left
    chosen = [place for place in range(len(asked)) if place // 2 % share.each == 0]
    places = _needed([asked[place] for place in chosen], works, share.works)
    for place in places:
        method.add(works[place], _file(folder, "work", place).read_bytes())
    enrolling = (time.process_time() - start) / len(places)
    answers = []
    for place in chosen:
        query, data = asked[place], _file(folder, "query", place).read_bytes()
        start = time.process_time()
        ranked = tuple(method.query(data, _LIMIT + len(query.ignored)))
        seconds = time.process_time() - start
        answers.append(
            Answered(query.source, query.family, query.right, query.ignored, ranked, seconds)
        )
    restart = None
    if isinstance(method, Mogao):
        restart = restarted(method, [works[place] for place in places], folder)
    return Run(tuple(answers), enrolling, len(places), restart)


def restarted(method: Mogao, names: Sequence[str], folder: Path) -> Restart:
    """Find the works again twice; raises `RuntimeError` if the tracer is not the same each time."""
    start = time.process_time()
    relearnt = Tracer(method.shelf)
    for name in names:
        relearnt.restore(name)
    learning = time.process_time() - start
    start = time.process_time()
    state = method.tracer.state()
    copying = time.process_time() - start
    path = folder / "index"
    path.write_bytes(b"".join(pack_arrays(state)))
    start = time.process_time()
    resumed = Tracer.of(parse_arrays(path.read_bytes()), method.shelf)
    reading = time.process_time() - start
    for again in (relearnt, resumed):
        if b"".join(pack_arrays(again.state())) != path.read_bytes():
            raise RuntimeError("a tracer that was started again is another")
    count = len(names)
    return Restart(learning / count, reading / count, path.stat().st_size / count, copying)


def accuse(names: Sequence[str], half: Half) -> list[Case]:
    """Return what the tracer says of generated works over these heritage pictures."""
    one_thread()
    return judged(Tracer(), names, half)


def prepare(
    pool: Executor, folder: Path, sources: Sources, asked: Sequence[Query], half: Half
) -> None:
    """Write the files of the works and of the queries into the folder."""
    around = surroundings(sources)
    numbered, works = list(enumerate(asked)), list(enumerate(sources.works))
    jobs = []
    for part in range(WORKERS):
        jobs.append(pool.submit(_write_works, folder, works[part::WORKERS]))
        jobs.append(pool.submit(_write_queries, folder, numbered[part::WORKERS], half, around))
    for job in jobs:
        job.result()
