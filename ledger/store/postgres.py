"""PostgreSQL: several processes may write to one ledger; the head's row lock orders them."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import URL, Select, create_engine, event

from ledger.store.sql import SqlStore

#: Another process may hold the head's lock for a batch; one that hangs must not hang the others.
_LOCK_SECONDS = 30


class PostgresStore(SqlStore):
    """A ledger in a PostgreSQL database."""

    def __init__(self, url: URL) -> None:
        # READ COMMITTED: what is read after the lock was granted is what the last holder committed
        writer = create_engine(
            url, pool_size=1, max_overflow=1, pool_pre_ping=True, isolation_level="READ COMMITTED"
        )
        reader = create_engine(
            url,
            pool_size=10,
            max_overflow=30,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
        )
        event.listen(writer, "connect", _bound_waiting)
        super().__init__(writer, reader)

    def locking(self, query: Select[Any]) -> Select[Any]:
        """Take the row lock that makes this process the only writer until it commits."""
        return query.with_for_update()


def _bound_waiting(connection: psycopg.Connection[Any], _record: object) -> None:
    connection.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
    connection.commit()
