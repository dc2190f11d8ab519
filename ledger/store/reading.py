"""Reads on SQLAlchemy Core, the same on every database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Integer, Select, column, func, or_, select, values

from ledger.register.records import RECORDS, Key
from ledger.store import schema
from ledger.store.interface import EntryRow, FileRow, Head, WorkQuery, WorkRow, fold
from ledger.store.observing import SqlObservationReader
from ledger.tlog.merkle import HASH_SIZE

#: SQLite takes at most 32,766 bound parameters and plans long lists slowly
_CHUNK = 500

_WORK = "WorkRegistration"

_entry = schema.entries.c
_tile = schema.tiles.c
_record = schema.records.c
_version = schema.record_versions.c
_file = schema.files.c


class SqlReader(SqlObservationReader):
    """Reads over one connection."""

    def head(self) -> Head:
        """See `Reader.head`."""
        return Head(*self._connection.execute(SELECT_HEAD).one())

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
        columns = (_entry.index, _entry.statement_id, _entry.digest, _entry.kind, _entry.leaf)
        query = (
            select(*columns, _entry.time)
            .where(_between(_entry.index, start, end))
            .order_by(_entry.index)
        )
        return [
            EntryRow(index, name, digest, kind, leaf, time, files.get(index))
            for index, name, digest, kind, leaf, time in self._connection.execute(query)
        ]

    def find(self, statement_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """See `Reader.find`."""
        found: dict[str, tuple[int, bytes]] = {}
        query = select(_entry.statement_id, _entry.index, _entry.digest)
        for chunk in chunks(statement_ids):
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

    def catalogue(self, start: int, end: int) -> dict[int, WorkRow]:
        """See `Reader.catalogue`."""
        columns = (_entry.title, _entry.category, _entry.owners)
        query = select(_entry.index, *columns).where(
            _between(_entry.index, start, end), or_(*(each.is_not(None) for each in columns))
        )
        return {
            index: WorkRow(title, category, tuple((owners or "").split()))
            for index, title, category, owners in self._connection.execute(query)
        }

    def size_at(self, time: str) -> int:
        """See `Reader.size_at`."""
        # time never goes back, so the last entry in the order of times has the highest index
        query = (
            select(_entry.index)
            .where(_entry.time <= time)
            .order_by(_entry.time.desc(), _entry.index.desc())
            .limit(1)
        )
        last = self._connection.execute(query).scalar()
        return 0 if last is None else last + 1

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
            for chunk in chunks(indexes):
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
        by_name = {name_of(key): key for key in keys}
        found: dict[Key, str | None] = dict.fromkeys(by_name.values())
        for chunk in chunks(list(by_name)):
            query = select(schema.records).where(_record.name.in_(chunk))
            found.update((by_name[name], value) for name, value in self._connection.execute(query))
        return found

    def records_after(self, key: Key | None, limit: int) -> list[tuple[Key, str]]:
        """See `Reader.records_after`."""
        query = select(schema.records).order_by(_record.name).limit(limit)
        if key is not None:
            query = query.where(_record.name > name_of(key))
        return [(key_of(name), value) for name, value in self._connection.execute(query)]

    def scan(self, table: str, after: str, until: str, limit: int) -> list[tuple[str, str]]:
        """See `Reader.scan`."""
        query = (
            select(schema.records)
            .where(_record.name > name_of((table, after)), _record.name < name_of((table, until)))
            .order_by(_record.name)
            .limit(limit)
        )
        return [(key_of(name)[1], value) for name, value in self._connection.execute(query)]

    def records_at(self, keys: Iterable[Key], size: int) -> dict[Key, str | None]:
        """See `Reader.records_at`."""
        by_name = {name_of(key): key for key in keys if RECORDS[key[0]].versioned}
        found: dict[Key, str | None] = {}
        for chunk in chunks(list(by_name)):
            asked = values(column("name", schema.ORDERED)).data([(name,) for name in chunk])
            names = asked.cte("asked")
            # one step down the primary key for each name, however many versions it has
            then = (
                select(_version.value)
                .where(_version.name == names.c.name, _version.entry < size)
                .order_by(_version.entry.desc())
                .limit(1)
                .scalar_subquery()
            )
            for name, value in self._connection.execute(select(names.c.name, then)):
                found[by_name[name]] = value
        return found

    def versions(self, start: int | None, end: int | None) -> list[tuple[int, Key, str | None]]:
        """See `Reader.versions`."""
        query = select(schema.record_versions)
        if start is not None:
            query = query.where(_version.entry >= start)
        if end is not None:
            query = query.where(_version.entry < end)
        rows = self._connection.execute(query)
        return [(entry, key_of(name), value) for name, entry, value in rows]

    def fold_number(self) -> int:
        """See `Reader.fold_number`."""
        query = select(schema.meta.c.value).where(schema.meta.c.name == "fold")
        stored = self._connection.execute(query).scalar()
        # SQLite keeps anything in any column
        return stored if isinstance(stored, int) else 0

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


SELECT_HEAD = select(
    schema.head.c.size,
    schema.head.c.root,
    schema.head.c.time,
    schema.head.c.leaf,
    schema.head.c.checkpoint,
).where(schema.head.c.id == 1)


def name_of(key: Key) -> str:
    """Give the name under which a record is stored."""
    return f"{key[0]}/{key[1]}"


def key_of(name: str) -> Key:
    """Give the key of the record that is stored under `name`."""
    table, _, key = name.partition("/")
    return (table, key)


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut `items` into runs that a statement can name one by one."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def _between(indexes: Any, start: int, end: int) -> Any:
    return (indexes >= start) & (indexes < end)
