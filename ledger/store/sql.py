"""The store on SQLAlchemy Core; what differs between databases is given by its two subclasses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, Select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ledger.errors import StoreError
from ledger.register.records import FOLD
from ledger.store import schema
from ledger.store.interface import Changes, EntryRow, Head
from ledger.store.observing import SqlObservationWriter
from ledger.store.reading import SELECT_HEAD, SqlReader
from ledger.store.writing import write_changes, write_entries, write_rows


class SqlBatch(SqlReader, SqlObservationWriter):
    """A transaction that holds the head's lock."""

    def __init__(self, connection: Connection, store: SqlStore) -> None:
        super().__init__(connection)
        # first of all: what is read from here on is what the lock's last holder committed
        self._head = Head(*connection.execute(store.locking(SELECT_HEAD)).one())
        stored = self.fold_number()
        if stored != FOLD:
            raise StoreError("store_fold_differs", stored=stored, own=FOLD)

    def head(self) -> Head:
        """Give the head that is locked."""
        return self._head

    def append(
        self,
        entries: Sequence[EntryRow],
        tiles: Mapping[tuple[int, int], bytes],
        changes: Sequence[tuple[int, Changes]],
        head: Head,
    ) -> None:
        """See `Batch.append`."""
        write_entries(self._connection, entries)
        rows = [
            {"level": level, "index": index, "hashes": hashes}
            for (level, index), hashes in tiles.items()
        ]
        write_rows(self._connection, schema.tiles, rows)
        write_changes(self._connection, changes)
        self._connection.execute(_UPDATE_HEAD, asdict(head))
        self._head = head


class SqlStore(ABC):
    """A store over two engines, one whose transactions may write and one that only reads."""

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self._writer = writer
        self._reader = reader

    @abstractmethod
    def locking(self, query: Select[Any]) -> Select[Any]:
        """Give the form of the head's query that takes its lock."""

    @contextmanager
    def read(self) -> Iterator[SqlReader]:
        """See `Store.read`."""
        with _as_store_error(), self._reader.begin() as connection:
            yield SqlReader(connection)

    @contextmanager
    def write(self) -> Iterator[SqlBatch]:
        """See `Store.write`."""
        with _as_store_error(), self._writer.begin() as connection:
            yield SqlBatch(connection, self)

    def upgrade(self, change: Callable[[Connection], None]) -> None:
        """Run a change of the schema in one transaction that may write."""
        with _as_store_error(), self._writer.begin() as connection:
            change(connection)

    def close(self) -> None:
        """See `Store.close`."""
        self._writer.dispose()
        self._reader.dispose()


_UPDATE_HEAD = update(schema.head).where(schema.head.c.id == 1)


@contextmanager
def _as_store_error() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError("store_unavailable", detail=str(cause)[:200]) from error
