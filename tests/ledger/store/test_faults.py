"""Every step of writing a batch, crossed with every way in which it can fail, then a full audit.

In the manner of sunlight's `TestSequenceErrors`: whatever fails, nothing that was acknowledged is
lost, nothing is entered twice, and the same statements sent again get one and the same entries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.errors import LedgerError, Refusal, StoreError
from ledger.receipt import Receipt, verify_receipt
from ledger.store import Store, open_store
from ledger.store.sql import SqlStore
from ledger.submission import Submission

from ..build import Ledger, digest, heritage, party, running, submission, work
from ..check_log import check_log
from .faults import Faults, Mode
from .postgres import PostgresServer

_numbers = count(1)
MODES: tuple[Mode, ...] = ("failed", "persisted", "dying")


def mixed_batch() -> list[Submission]:
    """New statements of several kinds, the last of which the rules refuse."""
    number = next(_numbers)
    picture = digest(f"picture {number}")
    return [
        submission(party(number)),
        submission(heritage(digest(f"mural {number}"))),
        submission(work(number, sha256=picture)),
        submission(work(number, sha256=picture, title="再次登记")),
    ]


def send(ledger: Ledger, batch: list[Submission]) -> list[Receipt | LedgerError]:
    """Write a batch as the sequencer's thread does, in this one."""
    return ledger.sequencer._commit(batch)


def entered(ledger: Ledger, batch: list[Submission]) -> list[int]:
    """Send a `mixed_batch`, check each answer, and give the three indexes."""
    *receipts, refused = send(ledger, batch)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.entry) == ("work_registered_already", refused.entry)
    for receipt, each in zip(receipts, batch, strict=False):
        assert isinstance(receipt, Receipt)
        verified = verify_receipt(receipt, ledger.signer.verifier)
        assert verified.entry.statement == each.statement
    return [receipt.index for receipt in receipts if isinstance(receipt, Receipt)]


def engines(store: Store) -> tuple[Engine, Engine]:
    assert isinstance(store, SqlStore)
    return store._writer, store._reader


def steps_of(faults: Faults, ledger: Ledger) -> list[str]:
    with faults.breaking(None):
        entered(ledger, mixed_batch())
    return list(faults.steps)


@pytest.mark.parametrize("mode", MODES)
def test_a_batch_happens_or_does_not(ledger: Ledger, mode: Mode) -> None:
    writer, _ = engines(ledger.store)
    faults = Faults(writer)
    steps = steps_of(faults, ledger)
    words = [step.split()[0] for step in steps]
    assert words[-1] == "COMMIT"
    assert words.count("COMMIT") == 1
    assert words.count("INSERT") == 5
    assert words.count("UPDATE") == 2
    for at, step in enumerate(steps):
        size, batch = ledger.size(), mixed_batch()
        with faults.breaking(at, mode), pytest.raises(StoreError) as failed:
            send(ledger, batch)
        assert failed.value.code == "store_unavailable"
        assert faults.struck, step
        persisted = step == "COMMIT" and mode == "persisted"
        assert ledger.size() == size + (3 if persisted else 0), step
        check_log(ledger.store, ledger.vkey)
        assert entered(ledger, batch) == [size, size + 1, size + 2], step
        assert entered(ledger, batch) == [size, size + 1, size + 2]
        assert ledger.size() == size + 3


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_that_is_lost_is_given_again(ledger: Ledger, mode: Mode) -> None:
    """What fails once the batch is committed costs an answer and no entry."""
    _, reader = engines(ledger.store)
    faults = Faults(reader)
    steps = steps_of(faults, ledger)
    assert len(steps) >= 3
    for at, step in enumerate(steps):
        size, batch = ledger.size(), mixed_batch()
        with faults.breaking(at, mode), pytest.raises(StoreError, match="store_unavailable"):
            send(ledger, batch)
        assert faults.struck, step
        assert ledger.size() == size + 3
        assert entered(ledger, batch) == [size, size + 1, size + 2], step
    check_log(ledger.store, ledger.vkey)


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, ValueError])
def test_an_error_of_the_program_leaves_nothing(
    ledger: Ledger, error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, size = mixed_batch(), ledger.size()
    for place in ("encode_entry", "apply", "append_hashes", "tree_root", "sign_checkpoint"):

        def fail(*_args: object) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(f"ledger.batch.{place}", fail)
            with pytest.raises(error):
                send(ledger, batch)
        assert ledger.size() == size
    assert entered(ledger, batch) == [size, size + 1, size + 2]


def test_submitters_are_told_and_the_sequencer_goes_on(ledger: Ledger) -> None:
    writer, _ = engines(ledger.store)
    statement = party(next(_numbers))
    for _ in range(3):
        with Faults(writer).breaking(0), pytest.raises(StoreError, match="store_unavailable"):
            ledger.submit(statement)
    assert ledger.submit(statement).index == 1


# ---- the whole database gone ------------------------------------------------------------------


def before(monkeypatch: pytest.MonkeyPatch, place: str, event: Callable[[], None]) -> None:
    """Let `event` happen each time just before the function at `place` is called."""
    module, _, name = place.rpartition(".")
    inner = getattr(import_module(module), name)

    def wrapped(*args: object) -> object:
        event()
        return inner(*args)

    monkeypatch.setattr(place, wrapped)


@pytest.mark.parametrize("place", ["ledger.batch.sign_checkpoint", "ledger.sequencer.receipts"])
def test_postgresql_cuts_the_connections(
    postgres_server: PostgresServer,
    postgres_url: str,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut() -> None:
        postgres_server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'postgres' AND pid != pg_backend_pid()"
        )

    store = open_store(postgres_url)
    with running(store) as ledger:
        cut()
        assert entered(ledger, mixed_batch()) == [1, 2, 3]
        batch = mixed_batch()
        with monkeypatch.context() as patch:
            before(patch, place, cut)
            with pytest.raises(StoreError, match="store_unavailable"):
                send(ledger, batch)
        assert ledger.size() == (4 if place == "ledger.batch.sign_checkpoint" else 7)
        assert entered(ledger, batch) == [4, 5, 6]
        check_log(store, ledger.vkey)
    store.close()


def test_postgresql_crashes_and_comes_back(
    postgres_server: PostgresServer, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(postgres_url)
    with running(store) as ledger:
        acknowledged = mixed_batch()
        assert entered(ledger, acknowledged) == [1, 2, 3]
        batch = mixed_batch()
        with monkeypatch.context() as patch:
            before(patch, "ledger.batch.sign_checkpoint", postgres_server.crash)
            try:
                with pytest.raises(StoreError, match="store_unavailable"):
                    send(ledger, batch)
                with pytest.raises(StoreError, match="store_unavailable"):
                    ledger.sequencer.submit(batch[0])
                with pytest.raises(StoreError, match="store_unavailable"):
                    ledger.size()
            finally:
                postgres_server.start()
        assert check_log(store, ledger.vkey) == 4
        assert entered(ledger, acknowledged) == [1, 2, 3]
        assert entered(ledger, batch) == [4, 5, 6]
        check_log(store, ledger.vkey)
    store.close()


def pragma(ledger: Ledger, text: str) -> None:
    """Set something on the one connection that writes, outside of any transaction."""
    writer, _ = engines(ledger.store)
    pooled = writer.raw_connection()
    assert isinstance(pooled.driver_connection, sqlite3.Connection)
    pooled.driver_connection.execute(f"PRAGMA {text}")
    pooled.close()


def test_a_sqlite_file_that_may_not_be_written(sqlite_ledger: Ledger) -> None:
    batch = mixed_batch()
    pragma(sqlite_ledger, "query_only = ON")
    with pytest.raises(StoreError, match="store_unavailable"):
        send(sqlite_ledger, batch)
    assert sqlite_ledger.size() == 1
    pragma(sqlite_ledger, "query_only = OFF")
    assert entered(sqlite_ledger, batch) == [1, 2, 3]


def test_a_full_disk(sqlite_ledger: Ledger) -> None:
    """SQLite's own limit on pages stands in for the disk's: the error comes where it would."""
    pragma(sqlite_ledger, "max_page_count = 48")
    acknowledged: list[Submission] = []
    while True:
        batch = mixed_batch()
        size = sqlite_ledger.size()
        try:
            assert entered(sqlite_ledger, batch) == [size, size + 1, size + 2]
        except StoreError as error:
            full = error
            break
        acknowledged += batch[:3]
    assert "full" in str(full)
    assert len(acknowledged) > 10
    assert check_log(sqlite_ledger.store, sqlite_ledger.vkey) == 1 + len(acknowledged)
    pragma(sqlite_ledger, "max_page_count = 1000000")
    assert entered(sqlite_ledger, batch) == [size, size + 1, size + 2]
    for index, each in enumerate(acknowledged, 1):
        assert sqlite_ledger.sequencer.submit(each).index == index


def test_a_sqlite_file_that_another_program_holds(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.sqlite._BUSY_SECONDS", 0.1)
    store = open_store(sqlite_url)
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    with running(store) as ledger:
        holder.execute("BEGIN IMMEDIATE")
        batch = mixed_batch()
        with pytest.raises(StoreError, match="locked"):
            send(ledger, batch)
        # readers are not in its way
        assert ledger.size() == 1
        holder.execute("ROLLBACK")
        assert entered(ledger, batch) == [1, 2, 3]
        check_log(store, ledger.vkey)
    holder.close()
    store.close()


def test_a_process_that_hangs_does_not_hang_the_others(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.postgres._LOCK_SECONDS", 1)
    store, other = open_store(postgres_url), open_store(postgres_url)
    with running(store) as ledger:
        batch = mixed_batch()
        with other.write(), pytest.raises(StoreError, match="lock timeout"):
            send(ledger, batch)
        assert entered(ledger, batch) == [1, 2, 3]
        check_log(store, ledger.vkey)
    other.close()
    store.close()


def test_a_sqlite_file_that_was_moved_away(tmp_path: Path) -> None:
    """Nothing is acknowledged that the moved file does not hold."""
    path, moved = tmp_path / "ledger.db", tmp_path / "moved"
    store = open_store(f"sqlite:///{path}")
    with running(store) as ledger:
        acknowledged = mixed_batch()
        assert entered(ledger, acknowledged) == [1, 2, 3]
        moved.mkdir()
        for file in tmp_path.glob("ledger.db*"):
            file.rename(moved / file.name)
        batch = mixed_batch()
        refused = None
        try:
            entered(ledger, batch)
            acknowledged += batch
        except StoreError as error:
            refused = error.code
        assert refused in {None, "store_unavailable"}
    store.close()
    store = open_store(f"sqlite:///{moved / 'ledger.db'}")
    with running(store) as ledger:
        check_log(store, ledger.vkey)
        for start in range(0, len(acknowledged), 4):
            index = start // 4 * 3 + 1
            assert entered(ledger, acknowledged[start : start + 4]) == [index, index + 1, index + 2]
    store.close()
