"""SQLite: one file, write-ahead log, every commit on disk before it is answered."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Engine, Select, create_engine, event
from sqlalchemy.pool import QueuePool

from ledger.store.sql import SqlStore

#: Another process may hold the write lock for a batch; wait for it rather than fail.
_BUSY_SECONDS = 30
_BUSY_PAUSE = 0.01


class SqliteStore(SqlStore):
    """A ledger in one SQLite file."""

    def __init__(self, path: str) -> None:
        """Take the path as it is; `ValueError` for one that names no file."""
        if path in {"", ":memory:"} or "\0" in path:
            raise ValueError("not the path of a file")
        super().__init__(_engine(path, "BEGIN IMMEDIATE", 1), _engine(path, "BEGIN", 40))

    def locking(self, query: Select[Any]) -> Select[Any]:
        """BEGIN IMMEDIATE holds the database's one write lock already."""
        return query


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, which a new file is not in yet.

    For that SQLite needs the file alone, and does not wait as long as ``busy_timeout`` says.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # the low byte is the primary code
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(_BUSY_PAUSE)
        else:
            return


def _engine(path: str, begin: str, connections: int) -> Engine:
    engine = create_engine(
        # not parsed from text, where "?" and "%" in the name of a directory would mean something
        URL.create("sqlite", database=path),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_BUSY_SECONDS,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # the driver would open transactions of its own accord, and only deferred ones
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        _write_ahead(connection)
        # FULL: the commit is on disk before it returns; NORMAL may lose it with the power
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
