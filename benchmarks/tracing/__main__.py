"""Print the tables of docs/benchmarks.md on tracing: ``python -m benchmarks.tracing --help``."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.tracing import tables
from benchmarks.tracing.attacks import FAMILIES
from benchmarks.tracing.filtration import Case, bases
from benchmarks.tracing.peers import METHODS
from benchmarks.tracing.queries import Query, queries
from benchmarks.tracing.run import SHARES, WORKERS, Run, Share, accuse, answer, prepare
from benchmarks.tracing.split import Half, Sources, sources
from hashing.tracing import Tracer

_LIBRARIES = ("opencv-python-headless", "faiss-cpu", "numpy", "pillow", "imagehash", "pdqhash")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is run: works registered, queries with a source, heritage pictures."""

    works: int
    queries: int
    heritage: int


FULL = Size(works=4_000, queries=15 * len(FAMILIES), heritage=24)
QUICK = Size(works=60, queries=len(FAMILIES), heritage=1)


def _measured(
    chosen: Sources, asked: list[Query], size: Size, half: Half, methods: list[str]
) -> tuple[dict[str, Run], list[Case]]:
    # a process that is made anew has no threads of OpenCV's or of FAISS's to inherit
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory() as place,
        ProcessPoolExecutor(WORKERS, mp_context=context) as pool,
    ):
        folder = Path(place)
        prepare(pool, folder, chosen, asked, half)
        runs = {
            name: pool.submit(
                answer, METHODS[name], SHARES.get(name, Share()), folder, chosen.works, asked
            )
            for name in methods
        }
        accused = pool.submit(accuse, bases(chosen, size.heritage), half)
        jobs: list[Future[Any]] = [*runs.values(), accused]
        for done, _ in enumerate(as_completed(jobs), 1):
            print(f"measured: {done} of {len(jobs)}", file=sys.stderr, flush=True)
        return {name: job.result() for name, job in runs.items()}, accused.result()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracing", description=__doc__)
    parser.add_argument("--works", type=int, help=f"registered works ({FULL.works})")
    parser.add_argument("--queries", type=int, help=f"queries with a source ({FULL.queries})")
    parser.add_argument("--heritage", type=int, help=f"heritage pictures ({FULL.heritage})")
    parser.add_argument("--quick", action="store_true", help="a small run, within a minute")
    parser.add_argument("--half", choices=("tuning", "test"), default="test")
    parser.add_argument("--methods", nargs="+", choices=tuple(METHODS), default=list(METHODS))
    parser.add_argument("--pictures", type=Path, help="a folder of further, unrelated pictures")
    parser.add_argument("--misses", action="store_true", help="name what was missed, to look at")
    return parser.parse_args()


def main() -> None:
    """Print the tables."""
    options, start = _arguments(), time.perf_counter()
    usual = QUICK if options.quick else FULL
    size = Size(
        works=options.works or usual.works,
        queries=options.queries or usual.queries,
        heritage=options.heritage or usual.heritage,
    )
    half: Half = options.half
    chosen = sources(half, size.works, options.pictures)
    asked = queries(chosen, size.queries)
    print(_about(chosen, half), flush=True)
    runs, cases = _measured(chosen, asked, size, half, options.methods)
    print(f"\n{tables.methods_table(runs)}")
    if "mogao" in runs and runs["mogao"].restart:
        print(f"\n{tables.restart_table(runs['mogao'].restart, runs['mogao'].works)}")
    if "mogao" in runs:
        print(f"\n{tables.kinds_table(runs['mogao'].answers, Tracer.threshold)}")
    print(f"\n{tables.families_table(runs)}")
    if "mogao" in runs and options.misses:
        print(f"\n{tables.misses_table(runs['mogao'].answers, Tracer.threshold)}")
    print(f"\n{tables.filtration_table(cases)}\n\n{tables.accusations_table(cases)}")
    print(f"\n({time.perf_counter() - start:.0f} s)")


def _about(chosen: Sources, half: Half) -> str:
    """Say which pictures are used, and on what machine."""
    real = f"{len(chosen.real)} real and {len(chosen.drawn)} drawn works"
    strangers = f"{len(chosen.real_strangers)} real and {len(chosen.drawn_strangers)} drawn"
    absent = "" if chosen.real else " (../shared/images is not there: all are drawn)"
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"The {half} half: {real}{absent}; distractors made from {strangers} pictures that are "
        f"not registered.\n\n{machine}; Python {platform.python_version()}, {libraries}"
    )


if __name__ == "__main__":
    main()
