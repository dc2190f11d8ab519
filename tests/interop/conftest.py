"""A log of 531 entries behind a real server, and a second server with a database to tamper with."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import httpx
import pytest

from ledger.batch import write_batch
from ledger.home import Founding, Home, found, open_home
from ledger.register.canonical import Json, canonical

from ..ledger import build
from ..serving import served

#: Entries before the server starts, and after the rest was sent to it: across a tile's boundary.
BEFORE, SIZE = 490, 531


@dataclass(frozen=True)
class ServedLog:
    """A served log: its address and key, and older checkpoints by size, in files.

    ``fork`` is a database that the same keys wrote: the first 256 entries, then others.
    """

    home: Home
    url: str
    vkey: str
    checkpoints: dict[int, Path]
    fork: Path


@pytest.fixture(scope="session")
def served_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedLog]:
    folder = tmp_path_factory.mktemp("served")
    found(folder / "log", Founding(build.ORIGIN))
    home = open_home(folder / "log")
    checkpoints = {size: folder / f"{size}.checkpoint" for size in (1, 256, BEFORE)}
    for size, path in checkpoints.items():
        path.write_bytes(_fill(home, size))
        if size == 256:
            fork = _copy(home, folder / "fork")
    _fill(fork, SIZE, name="另一人")
    with served(home.directory) as url:
        with httpx.Client(base_url=url) as http, ThreadPoolExecutor(8) as pool:
            assert http.get("/checkpoint").content == checkpoints[BEFORE].read_bytes()
            list(pool.map(partial(_send, http), range(BEFORE, SIZE)))
        yield ServedLog(home, url, home.verifier.to_vkey(), checkpoints, _database(fork))


@dataclass(frozen=True)
class TamperedLog:
    """A served copy of a log, and ways to change its database behind the server's back."""

    url: str
    database: Path

    @contextmanager
    def changed(self, column: str, place: str, change: Callable[[bytes], bytes]) -> Iterator[None]:
        """Change one value, ``table.column`` where `place`, for the time of the block."""
        value = self.value(column, place)
        new = change(value)
        assert new != value
        self._write(column, place, new)
        try:
            yield
        finally:
            self._write(column, place, value)

    def value(self, column: str, place: str) -> bytes:
        """Give one value."""
        table, _, name = column.partition(".")
        with closing(sqlite3.connect(self.database)) as connection:
            (value,) = connection.execute(f"SELECT {name} FROM {table} WHERE {place}").fetchone()
        return bytes(value)

    def _write(self, column: str, place: str, value: bytes) -> None:
        table, _, name = column.partition(".")
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(f"UPDATE {table} SET {name} = ? WHERE {place}", (value,))

    @contextmanager
    def replaced(self, database: Path) -> Iterator[None]:
        """Put another database in its place, for the time of the block."""
        kept = self.database.with_suffix(".kept")
        _backup(self.database, kept)
        _backup(database, self.database)
        try:
            yield
        finally:
            _backup(kept, self.database)


@pytest.fixture(scope="session")
def tampered_log(
    served_log: ServedLog, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TamperedLog]:
    home = _copy(served_log.home, tmp_path_factory.mktemp("tampered") / "log")
    with served(home.directory) as url:
        yield TamperedLog(url, _database(home))


def flip(position: int) -> Callable[[bytes], bytes]:
    """Give a change that flips the lowest bit of the byte at `position`."""
    return lambda data: data[:position] + bytes([data[position] ^ 1]) + data[position:][1:]


def _fill(home: Home, size: int, name: str = "") -> bytes:
    """Write party registrations until the log has `size` entries; give its checkpoint."""
    with closing(home.open_store()) as store:
        with store.write() as batch:
            numbers = range(batch.head().size, size)
            submissions = [build.submission(build.party(number, name=name)) for number in numbers]
            write_batch(batch, submissions, home.signer(), build.TIME)
        with store.read() as reader:
            assert reader.head().size == size
            return reader.head().checkpoint


def _send(http: httpx.Client, number: int) -> None:
    statement = canonical(cast("Json", build.party(number)))
    headers = {"Content-Type": "application/json"}
    answer = http.post("/v1/statements", content=statement, headers=headers)
    assert answer.status_code == 201, answer.text


def _copy(home: Home, directory: Path) -> Home:
    """Copy a ledger, of which another process may have the database open."""
    shutil.copytree(home.directory, directory, ignore=shutil.ignore_patterns("ledger.db*"))
    _backup(_database(home), directory / "ledger.db")
    return open_home(directory)


def _backup(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _database(home: Home) -> Path:
    return home.directory / "ledger.db"
