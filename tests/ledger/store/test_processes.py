"""Real processes: killed in the middle of writing, and writing side by side.

A killed process takes nothing with it that it had acknowledged, and leaves a log that holds
together; two processes on one database make one log.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import pytest

from ledger.register.canonical import JsonObject
from ledger.store import open_store

from ..build import log_signer, opened, submission
from ..check_log import check_log
from .appender import numbers, statement

ROOT = Path(__file__).parents[3]
THREADS = 4
FOREVER = 1_000_000
VKEY = log_signer().verifier.to_vkey()


class Appender:
    """A running `appender`; `acknowledged` holds index by statement id, once it has ended."""

    def __init__(
        self,
        url: str,
        first: int,
        *,
        pairs: int = FOREVER,
        threads: int = THREADS,
        seconds: int = 0,
    ) -> None:
        self.first = first
        arguments = [url, *(str(number) for number in (first, threads, pairs, seconds))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.store.appender", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: list[str] = []
        self.acknowledged: dict[str, int] = {}

    def wait_for_the_first(self) -> None:
        self._lines.append(self.output.readline())
        assert self._lines[0], "the process ended by itself"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self._end() == -signal.SIGKILL

    def finish(self) -> None:
        assert self._end() == 0

    @property
    def output(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def _end(self) -> int:
        self._lines += self.output.readlines()
        self.output.close()
        for line in self._lines:
            index, statement_id = line.split()
            self.acknowledged[statement_id] = int(index)
        return self.process.wait(60)


Start = Callable[..., Appender]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start appenders; none of them outlives its test."""
    started: list[Appender] = []

    def start_one(*arguments: Any, **options: Any) -> Appender:
        started.append(Appender(*arguments, **options))
        return started[-1]

    yield start_one
    for each in started:
        each.process.kill()
        each.process.wait()
        each.output.close()


def check(url: str, acknowledged: dict[str, int]) -> None:
    """Audit what is stored, and find everything acknowledged at its place."""
    store = open_store(url)
    check_log(store, VKEY)
    with store.read() as reader:
        found = {name: index for name, (index, _) in reader.find(list(acknowledged)).items()}
    assert found == acknowledged
    store.close()


def under_way(killed: Appender, thread: int) -> list[JsonObject]:
    """The pair that a thread had not finished when its process died."""
    for even in numbers(killed.first, thread, THREADS):
        pair = [statement(even), statement(even + 1)]
        if not all(str(each["id"]) in killed.acknowledged for each in pair):
            return pair
    raise AssertionError


def send_again(url: str, killed: Appender) -> None:
    """Send what was under way: whether it had been entered or not, there is one entry of it."""
    with opened(url) as ledger:
        for thread in range(THREADS):
            pair = under_way(killed, thread)
            size = ledger.size()
            with ledger.store.read() as reader:
                found = reader.find([str(each["id"]) for each in pair])
            new = iter(range(size, size + 2))
            for each in pair:
                entered, _ = found.get(str(each["id"]), (None, b""))
                expected = next(new) if entered is None else entered
                assert ledger.submit(each).index == expected
                assert ledger.submit(each).index == expected


def kill_repeatedly(start: Start, url: str, times: int, seed: int) -> None:
    chance = random.Random(seed)
    with opened(url):
        pass
    acknowledged: dict[str, int] = {}
    for run in range(times):
        process = start(url, run * 10_000_000)
        process.wait_for_the_first()
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        assert process.acknowledged
        acknowledged |= process.acknowledged
        check(url, acknowledged)
        send_again(url, process)
    check(url, acknowledged)


# ---- killed -----------------------------------------------------------------------------------


def test_sqlite_survives_kills(start: Start, sqlite_url: str) -> None:
    kill_repeatedly(start, sqlite_url, 6, seed=1)


def test_postgresql_survives_kills_of_its_client(start: Start, postgres_url: str) -> None:
    kill_repeatedly(start, postgres_url, 4, seed=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 18))
def test_sqlite_survives_many_kills(start: Start, sqlite_url: str, seed: int) -> None:
    kill_repeatedly(start, sqlite_url, 25, seed)


# ---- side by side -----------------------------------------------------------------------------


def test_two_processes_make_one_log(start: Start, database_url: str) -> None:
    """Their clocks are an hour apart, and still time never goes back."""
    with opened(database_url):
        pass
    pairs = 25
    processes = [
        start(database_url, 0, pairs=pairs, seconds=0),
        start(database_url, 10_000_000, pairs=pairs, seconds=3600),
    ]
    for process in processes:
        process.finish()
    first, second = (process.acknowledged for process in processes)
    assert len(first) == len(second) == 2 * pairs * THREADS
    indexes = [*first.values(), *second.values()]
    assert sorted(indexes) == list(range(1, 1 + 4 * pairs * THREADS))
    # they did take turns
    assert min(second.values()) < max(first.values())
    assert min(first.values()) < max(second.values())
    check(database_url, first | second)


def test_one_process_dies_and_the_other_goes_on(start: Start, database_url: str) -> None:
    with opened(database_url):
        pass
    survivor = start(database_url, 0, pairs=40)
    victim = start(database_url, 10_000_000)
    victim.wait_for_the_first()
    victim.kill()
    survivor.finish()
    expected = {
        statement(number)["id"]
        for thread in range(THREADS)
        for even in islice(numbers(0, thread, THREADS), 40)
        for number in (even, even + 1)
    }
    assert survivor.acknowledged.keys() == expected
    check(database_url, survivor.acknowledged | victim.acknowledged)


def test_a_process_that_starts_again_gives_the_same_receipts(sqlite_url: str) -> None:
    documents = [statement(number) for number in range(4)]
    with opened(sqlite_url) as ledger:
        before = [ledger.submit(document).index for document in documents]
    with opened(sqlite_url) as ledger:
        after = [ledger.sequencer.submit(submission(document)) for document in documents]
    assert [receipt.index for receipt in after] == before == [1, 2, 3, 4]
