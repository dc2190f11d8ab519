"""Submitters that line up behind a writer which is held, so that a test rules what is one batch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event

from ledger.errors import LedgerError
from ledger.receipt import Receipt
from ledger.register.canonical import JsonObject
from ledger.sequencer import Sequencer
from ledger.store import Store
from ledger.store.sql import SqlStore
from ledger.submission import Submission

from .build import TIME, Ledger, genesis, submission

Answer = Receipt | LedgerError


class Gate:
    """A clock that holds the writer, inside its transaction, until it is let through."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.held = threading.Event()

    def __call__(self) -> datetime:
        self.held.set()
        assert self._open.wait(60)
        return TIME

    def close(self) -> None:
        self._open.clear()
        self.held.clear()

    def open(self) -> None:
        self._open.set()


class Submitter(threading.Thread):
    """A thread that submits one statement and keeps the answer."""

    def __init__(self, sequencer: Sequencer, each: Submission) -> None:
        super().__init__(daemon=True)
        self._sequencer = sequencer
        self._submission = each
        self._answer: Answer | None = None
        self.start()

    def run(self) -> None:
        try:
            self._answer = self._sequencer.submit(self._submission)
        except LedgerError as error:
            self._answer = error

    def answer(self) -> Answer:
        self.join(60)
        assert self._answer is not None, "no answer within a minute"
        return self._answer


def index_of(answer: Answer) -> int:
    assert isinstance(answer, Receipt), answer
    return answer.index


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@contextmanager
def held(ledger: Ledger, gate: Gate) -> Iterator[list[Submitter]]:
    """Keep the writer busy with a statement while others line up behind it, in their order."""
    gate.close()
    # a second founding, which is refused and changes nothing
    submitters = [Submitter(ledger.sequencer, submission(genesis()))]
    assert gate.held.wait(60)
    yield submitters
    gate.open()


def line_up(ledger: Ledger, submitters: list[Submitter], *documents: JsonObject) -> None:
    for document in documents:
        waiting = len(ledger.sequencer._waiting)
        submitters.append(Submitter(ledger.sequencer, submission(document)))
        until(lambda waiting=waiting: len(ledger.sequencer._waiting) == waiting + 1)  # type: ignore[misc]  # bound now


@contextmanager
def counting_commits(store: Store) -> Iterator[list[str]]:
    """Count the transactions that are committed by the connection that writes."""
    assert isinstance(store, SqlStore)
    commits: list[str] = []

    def count(_connection: Any) -> None:
        commits.append("COMMIT")

    event.listen(store._writer, "commit", count)
    yield commits
    event.remove(store._writer, "commit", count)
