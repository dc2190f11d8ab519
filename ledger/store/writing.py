"""Writes on SQLAlchemy Core: rows of new entries, and what entries make of the register."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from ledger.register.records import RECORDS, Key
from ledger.store import schema
from ledger.store.catalogue import works_of
from ledger.store.interface import Changes, EntryRow, FileRow, WorkRow
from ledger.store.reading import chunks, name_of

#: Each dialect's own, which knows ``ON CONFLICT``.
_INSERT: dict[str, Callable[[Table], Any]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}
_UPDATE_WORK = update(schema.entries).where(schema.entries.c.index == bindparam("filed"))


def write_entries(connection: Connection, entries: Sequence[EntryRow]) -> None:
    """Add entries and the rows of their files; `write_changes` adds what their works are called."""
    connection.execute(schema.entries.insert(), [_entry_values(row) for row in entries])
    with_file = [_file_values(row.index, row.file) for row in entries if row.file]
    if with_file:
        connection.execute(schema.files.insert(), with_file)


def write_changes(connection: Connection, changes: Sequence[tuple[int, Changes]]) -> None:
    """Bring records, versions and the catalogue of works up to what entries changed, in order."""
    latest: dict[Key, str | None] = {}
    versions: list[dict[str, object]] = []
    for entry, changed in changes:
        latest |= changed
        versions += [
            {"name": name_of(key), "entry": entry, "value": value}
            for key, value in changed.items()
            if RECORDS[key[0]].versioned
        ]
    if versions:
        connection.execute(schema.record_versions.insert(), versions)
    _write_records(connection, {name_of(key): value for key, value in latest.items()})
    works = works_of(latest)
    if works:
        rows = [{"filed": index, **_work_values(work)} for index, work in works.items()]
        connection.execute(_UPDATE_WORK, rows)


def write_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows of `table`, each in place of the one under its key."""
    connection.execute(_upsert(connection.dialect.name, table), rows)


def _write_records(connection: Connection, records: Mapping[str, str | None]) -> None:
    kept = [{"name": name, "value": value} for name, value in records.items() if value is not None]
    if kept:
        write_rows(connection, schema.records, kept)
    removed = [name for name, value in records.items() if value is None]
    for chunk in chunks(removed):
        connection.execute(delete(schema.records).where(schema.records.c.name.in_(chunk)))


@cache
def _upsert(dialect: str, table: Table) -> Insert:
    statement = _INSERT[dialect](table)
    rest = {column.name: statement.excluded[column.name] for column in table.c}
    keys = [column.name for column in table.primary_key]
    upsert: Insert = statement.on_conflict_do_update(
        index_elements=keys, set_={name: value for name, value in rest.items() if name not in keys}
    )
    return upsert


def _entry_values(row: EntryRow) -> dict[str, object]:
    return {
        "index": row.index,
        "statement_id": row.statement_id,
        "digest": row.digest,
        "kind": row.kind,
        "leaf": row.leaf,
        "time": row.time,
    }


def _work_values(work: WorkRow) -> dict[str, object]:
    return {"title": work.title, "category": work.category, "owners": " ".join(work.owners)}


def _file_values(index: int, file: FileRow) -> dict[str, object]:
    return {
        "index": index,
        "sha256": file.sha256,
        "media_type": file.media_type,
        "thumbnail": file.thumbnail,
        "fingerprints": json.dumps(file.fingerprints),
    }
