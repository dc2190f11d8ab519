"""From a database address to a store whose schema and register are up to date."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import ArgumentError

from ledger.errors import StoreError
from ledger.register.records import FOLD
from ledger.store.interface import Store
from ledger.store.postgres import PostgresStore
from ledger.store.reading import SqlReader
from ledger.store.refold import refold
from ledger.store.sqlite import SqliteStore

#: An arbitrary constant: two processes that start at once upgrade one after the other.
_UPGRADE_LOCK = 0x6D6F676F


def open_store(url: str) -> Store:
    """Open the store at an address and bring its schema and its register up to date.

    The address is ``sqlite:///`` and a path, taken as it is, or ``postgresql://…``.

    Raises `StoreError`: address not supported, database not reachable, schema or fold newer than
    this code; `AuditError` where the entries to be upgraded are damaged.
    """
    store = _store_at(url)
    try:
        store.upgrade(_upgrade)
    except BaseException:
        store.close()
        raise
    return store


def _store_at(url: str) -> SqliteStore | PostgresStore:
    scheme, _, rest = url.partition("://")
    try:
        if scheme == "sqlite" and rest.startswith("/"):
            return SqliteStore(rest[1:])
        if scheme in {"postgresql", "postgresql+psycopg"}:
            return PostgresStore(make_url(f"postgresql+psycopg://{rest}"))
    except (ArgumentError, ValueError):
        pass
    # what stands before the @ may be a password
    raise StoreError("store_url_unknown", url=url.rpartition("@")[2])


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
    _migrate(connection)
    stored = SqlReader(connection).fold_number()
    if stored > FOLD:
        raise StoreError("store_fold_differs", stored=stored, own=FOLD)
    if stored < FOLD:
        refold(connection)


def _migrate(connection: Connection) -> None:
    config = _migrations(connection)
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {item.revision for item in script.walk_revisions()}:
        raise StoreError("store_schema_newer", revision=current)
    command.upgrade(config, "head")


def _migrations(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "ledger.store:migrations")
    config.attributes["connection"] = connection
    return config
