"""A ledger as the first release left it: revision 0001 of the schema, records without versions.

``vectors/main_job.json`` was written by that release from statements of `tests.ledger.build`: every
table, row by row, binary columns in hexadecimal but for leaves and checkpoint, which are text.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData

from ledger.store.open import _migrations, _store_at

_BINARY = {("head", "root"), ("head", "leaf"), ("entries", "digest"), ("tiles", "hashes")}
_TEXT = {("head", "checkpoint"), ("entries", "leaf")}


@cache
def tables() -> dict[str, list[dict[str, Any]]]:
    text = Path(__file__).with_name("vectors").joinpath("main_job.json").read_text("utf-8")
    found: dict[str, list[dict[str, Any]]] = json.loads(text)
    return {
        table: [{name: _value(table, name, row[name]) for name in row} for row in rows]
        for table, rows in found.items()
    }


def restore(url: str, rows: dict[str, list[dict[str, Any]]] | None = None) -> None:
    """Put these rows, or those of the vector, into an empty database under revision 0001."""

    def fill(connection: Connection) -> None:
        command.upgrade(_migrations(connection), "0001")
        metadata = MetaData()
        metadata.reflect(connection)
        connection.execute(metadata.tables["head"].delete())
        for table, kept in (rows or tables()).items():
            if kept:
                connection.execute(metadata.tables[table].insert(), kept)

    store = _store_at(url)
    store.upgrade(fill)
    store.close()


def _value(table: str, column: str, value: Any) -> Any:
    if (table, column) in _BINARY:
        return bytes.fromhex(value)
    if (table, column) in _TEXT:
        return value.encode()
    return value
