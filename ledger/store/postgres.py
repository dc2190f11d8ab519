"""PostgreSQL: several processes may write to one ledger; the head's row lock orders them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, create_engine
from sqlalchemy.dialects.postgresql import insert

from ledger.store import schema
from ledger.store.sql import SqlStore


class PostgresStore(SqlStore):
    """A ledger in a PostgreSQL database."""

    upsert_tiles = insert(schema.tiles)
    upsert_tiles = upsert_tiles.on_conflict_do_update(
        index_elements=["level", "index"], set_={"hashes": upsert_tiles.excluded.hashes}
    )
    upsert_records = insert(schema.records)
    upsert_records = upsert_records.on_conflict_do_update(
        index_elements=["name"], set_={"value": upsert_records.excluded.value}
    )

    def __init__(self, url: str) -> None:
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
        super().__init__(writer, reader)

    def locking(self, query: Select[Any]) -> Select[Any]:
        """Take the row lock that makes this process the only writer until it commits."""
        return query.with_for_update()
