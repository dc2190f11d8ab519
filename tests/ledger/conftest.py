"""Stores on both databases, and ledgers that are audited when a test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store import Store, open_store

from .batches import write
from .build import Ledger, genesis, party, running
from .check_log import check_log
from .gate import Gate
from .store.postgres import PostgresServer, start_or_skip


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = start_or_skip()
    yield server
    server.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    return postgres_server.new_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, on SQLite and on PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store on each database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def ledger(store: Store) -> Iterator[Ledger]:
    """A founded ledger on each database, audited when the test is over."""
    with running(store) as opened:
        yield opened
    check_log(store, opened.vkey)


@pytest.fixture
def sqlite_ledger(sqlite_url: str) -> Iterator[Ledger]:
    """The same on SQLite alone, for what does not depend on the database."""
    store = open_store(sqlite_url)
    with running(store) as opened:
        yield opened
    check_log(store, opened.vkey)
    store.close()


@pytest.fixture
def founded(store: Store) -> Store:
    """A store with entry 0, and the parties 1 to 3 behind it."""
    assert write(store, genesis(), party(1), party(2), party(3)) == [0, 1, 2, 3]
    return store


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def gated(store: Store, gate: Gate) -> Iterator[Ledger]:
    """A founded ledger whose writer can be held."""
    with running(store, clock=gate) as ledger:
        yield ledger
    check_log(store, ledger.vkey)
