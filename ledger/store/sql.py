"""The store on SQLAlchemy Core; what differs between databases is given by its two subclasses."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Select, Table, func, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.sql.dml import Insert

from ledger.errors import StoreError
from ledger.register.records import Key
from ledger.store import schema
from ledger.store.interface import EntryRow, FileRow, Head, WorkQuery, WorkRow, fold
from ledger.tlog.merkle import HASH_SIZE

#: SQLite takes at most 32,766 bound parameters and plans long lists slowly
_CHUNK = 500

_WORK = "WorkRegistration"

_entry = schema.entries.c
_tile = schema.tiles.c
_record = schema.records.c
_file = schema.files.c


class SqlReader:
    """Reads over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> Head:
        """See `Reader.head`."""
        return Head(*self._connection.execute(_SELECT_HEAD).one())

    def leaf(self, index: int) -> bytes | None:
        """See `Reader.leaf`."""
        found = self.leaves(index, index + 1)
        return found[0] if found else None

    def leaves(self, start: int, end: int) -> list[bytes]:
        """See `Reader.leaves`."""
        query = select(_entry.leaf).where(_between(_entry.index, start, end)).order_by(_entry.index)
        return list(self._connection.execute(query).scalars())

    def rows(self, start: int, end: int) -> list[EntryRow]:
        """See `Reader.rows`."""
        files = dict(self.files(start, end))
        query = (
            select(schema.entries).where(_between(_entry.index, start, end)).order_by(_entry.index)
        )
        return [
            EntryRow(index, name, digest, kind, leaf, files.get(index), _work_row(*work))
            for index, name, digest, kind, leaf, *work in self._connection.execute(query)
        ]

    def find(self, statement_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """See `Reader.find`."""
        found: dict[str, tuple[int, bytes]] = {}
        query = select(_entry.statement_id, _entry.index, _entry.digest)
        for chunk in _chunks(statement_ids):
            for name, index, digest in self._connection.execute(
                query.where(_entry.statement_id.in_(chunk))
            ):
                found[name] = (index, digest)
        return found

    def latest(self, kind: str, before: int, limit: int) -> list[int]:
        """See `Reader.latest`."""
        query = (
            select(_entry.index)
            .where(_entry.kind == kind, _entry.index < before)
            .order_by(_entry.index.desc())
            .limit(limit)
        )
        return list(self._connection.execute(query).scalars())

    def works(self, query: WorkQuery, before: int, limit: int) -> list[int]:
        """See `Reader.works`."""
        wanted = select(_entry.index).where(_entry.kind == _WORK, _entry.index < before)
        if query.text is not None:
            wanted = wanted.where(_entry.title.contains(fold(query.text), autoescape=True))
        if query.category is not None:
            wanted = wanted.where(_entry.category == query.category)
        if query.owner is not None:
            wanted = wanted.where(_entry.owners.contains(query.owner, autoescape=True))
        wanted = wanted.order_by(_entry.index.desc()).limit(limit)
        return list(self._connection.execute(wanted).scalars())

    def tile(self, level: int, index: int) -> bytes | None:
        """See `Reader.tile`."""
        return self.tiles([(level, index)]).get((level, index))

    def tiles(self, refs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """See `Reader.tiles`."""
        found: dict[tuple[int, int], bytes] = {}
        by_level: dict[int, list[int]] = {}
        for level, index in refs:
            by_level.setdefault(level, []).append(index)
        query = select(_tile.index, _tile.hashes)
        for level, indexes in by_level.items():
            for chunk in _chunks(indexes):
                rows = self._connection.execute(
                    query.where(_tile.level == level, _tile.index.in_(chunk))
                )
                found.update(((level, index), hashes) for index, hashes in rows)
        return found

    def tile_refs(self) -> list[tuple[int, int, int]]:
        """See `Reader.tile_refs`."""
        width = func.length(_tile.hashes, type_=Integer) // HASH_SIZE
        rows = self._connection.execute(select(_tile.level, _tile.index, width))
        return [(level, index, hashes) for level, index, hashes in rows]

    def records(self, keys: Iterable[Key]) -> dict[Key, str | None]:
        """See `Reader.records`."""
        by_name = {_name(key): key for key in keys}
        found: dict[Key, str | None] = dict.fromkeys(by_name.values())
        for chunk in _chunks(list(by_name)):
            query = select(schema.records).where(_record.name.in_(chunk))
            found.update((by_name[name], value) for name, value in self._connection.execute(query))
        return found

    def records_after(self, key: Key | None, limit: int) -> list[tuple[Key, str]]:
        """See `Reader.records_after`."""
        query = select(schema.records).order_by(_record.name).limit(limit)
        if key is not None:
            query = query.where(_record.name > _name(key))
        return [(_key(name), value) for name, value in self._connection.execute(query)]

    def files(self, start: int, end: int) -> list[tuple[int, FileRow]]:
        """See `Reader.files`."""
        query: Select[Any] = (
            select(schema.files).where(_between(_file.index, start, end)).order_by(_file.index)
        )
        return [
            (index, FileRow(sha256, media_type, thumbnail, tuple(json.loads(fingerprints))))
            for index, sha256, media_type, thumbnail, fingerprints in self._connection.execute(
                query
            )
        ]

    def count_files(self) -> int:
        """See `Reader.count_files`."""
        return self._connection.execute(select(func.count()).select_from(schema.files)).scalar_one()


class SqlBatch(SqlReader):
    """A transaction that holds the head's lock."""

    def __init__(self, connection: Connection, store: SqlStore) -> None:
        super().__init__(connection)
        self._store = store
        # first of all: what is read from here on is what the lock's last holder committed
        self._head = Head(*connection.execute(store.locking(_SELECT_HEAD)).one())

    def head(self) -> Head:
        """Give the head that is locked."""
        return self._head

    def append(
        self,
        entries: Sequence[EntryRow],
        tiles: Mapping[tuple[int, int], bytes],
        records: Mapping[Key, str],
        head: Head,
    ) -> None:
        """See `Batch.append`."""
        run = self._connection.execute
        run(schema.entries.insert(), [_entry_values(row) for row in entries])
        with_file = [_file_values(row.index, row.file) for row in entries if row.file]
        if with_file:
            run(schema.files.insert(), with_file)
        run(
            self._store.upsert_tiles,
            [
                {"level": level, "index": index, "hashes": hashes}
                for (level, index), hashes in tiles.items()
            ],
        )
        if records:
            run(
                self._store.upsert_records,
                [{"name": _name(key), "value": value} for key, value in records.items()],
            )
        run(_UPDATE_HEAD, asdict(head))
        self._head = head


class SqlStore(ABC):
    """A store over two engines, one whose transactions may write and one that only reads.

    `insert` is the dialect's own, which knows ``ON CONFLICT``.
    """

    def __init__(self, writer: Engine, reader: Engine, insert: Callable[[Table], Any]) -> None:
        self._writer = writer
        self._reader = reader
        self.upsert_tiles = _upsert(insert, schema.tiles)
        self.upsert_records = _upsert(insert, schema.records)

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


_SELECT_HEAD = select(
    schema.head.c.size,
    schema.head.c.root,
    schema.head.c.time,
    schema.head.c.leaf,
    schema.head.c.checkpoint,
).where(schema.head.c.id == 1)
_UPDATE_HEAD = update(schema.head).where(schema.head.c.id == 1)


def _upsert(insert: Callable[[Table], Any], table: Table) -> Insert:
    """Give the statement that writes a row of `table` in place of the one under its key."""
    statement = insert(table)
    rest = {column.name: statement.excluded[column.name] for column in table.c}
    keys = [column.name for column in table.primary_key]
    upsert: Insert = statement.on_conflict_do_update(
        index_elements=keys, set_={name: value for name, value in rest.items() if name not in keys}
    )
    return upsert


@contextmanager
def _as_store_error() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError("store_unavailable", detail=str(cause)[:200]) from error


def _between(column: Any, start: int, end: int) -> Any:
    return (column >= start) & (column < end)


def _entry_values(row: EntryRow) -> dict[str, object]:
    return {
        "index": row.index,
        "statement_id": row.statement_id,
        "digest": row.digest,
        "kind": row.kind,
        "leaf": row.leaf,
        "title": row.work and row.work.title,
        "category": row.work and row.work.category,
        "owners": row.work and " ".join(row.work.owners),
    }


def _work_row(title: str | None, category: str | None, owners: str | None) -> WorkRow | None:
    if title is None or category is None or owners is None:
        return None
    return WorkRow(title, category, tuple(owners.split(" ")))


def _file_values(index: int, file: FileRow) -> dict[str, object]:
    return {
        "index": index,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "thumbnail": file.thumbnail,
        "fingerprints": json.dumps(file.fingerprints),
    }


def _name(key: Key) -> str:
    return f"{key[0]}/{key[1]}"


def _key(name: str) -> Key:
    table, _, key = name.partition("/")
    return (table, key)


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
