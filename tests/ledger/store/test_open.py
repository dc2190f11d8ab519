"""From an address to a store with the right schema."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateTable

from ledger.errors import StoreError
from ledger.store import Store, open_store
from ledger.store.open import _store_at
from ledger.store.schema import metadata
from ledger.store.sql import SqlStore

from ..build import opened, party
from ..check_log import check_log
from .postgres import PostgresServer


def in_database(store: Store, change: Any) -> Any:
    """Do something with a connection that may write."""
    assert isinstance(store, SqlStore)
    results: list[Any] = []
    store.upgrade(lambda connection: results.append(change(connection)))
    return results[0]


# ---- schema -----------------------------------------------------------------------------------


def test_the_migrations_make_the_schema(store: Store) -> None:
    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, metadata))

    assert in_database(store, compare) == []


def test_records_are_ordered_by_bytes_in_postgresql_of_any_locale(postgres_url: str) -> None:
    store = open_store(postgres_url)
    columns = in_database(store, lambda connection: inspect(connection).get_columns("records"))
    assert [(column["name"], column["type"].collation) for column in columns] == [
        ("name", "C"),
        ("value", None),
    ]
    table = CreateTable(metadata.tables["records"])
    made = in_database(store, lambda connection: str(table.compile(connection)))
    assert 'name TEXT COLLATE "C" NOT NULL' in made
    store.close()


def test_opening_again_changes_nothing(database_url: str) -> None:
    def tables(connection: Connection) -> list[Any]:
        names = [*metadata.tables, "alembic_version"]
        quoted = [connection.dialect.identifier_preparer.quote(name) for name in names]
        return [connection.execute(text(f"SELECT * FROM {name}")).all() for name in quoted]

    with opened(database_url) as ledger:
        ledger.submit(party(1))
        before = in_database(ledger.store, tables)
    for _ in range(2):
        again = open_store(database_url)
        assert in_database(again, tables) == before
        check_log(again, ledger.vkey)
        again.close()


def test_opening_at_once_makes_one_schema(database_url: str) -> None:
    stores: list[Store | BaseException] = []

    def open_one() -> None:
        try:
            stores.append(open_store(database_url))
        except BaseException as error:
            stores.append(error)

    threads = [threading.Thread(target=open_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [type(each) for each in stores if isinstance(each, BaseException)] == []
    for each in stores:
        assert not isinstance(each, BaseException)
        with each.read() as reader:
            assert reader.head().size == 0
        each.close()


def test_a_newer_schema_is_refused_and_left_alone(database_url: str) -> None:
    def set_revision(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_from_later'"))

    def revision(connection: Connection) -> str:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())

    store = open_store(database_url)
    in_database(store, set_revision)
    with pytest.raises(StoreError) as refused:
        open_store(database_url)
    assert (refused.value.code, refused.value.params) == (
        "store_schema_newer",
        {"revision": "9999_from_later"},
    )
    assert in_database(store, revision) == "9999_from_later"
    store.close()


def test_another_programs_database_is_left_alone(database_url: str) -> None:
    store = open_store(database_url)

    def undo(connection: Connection) -> None:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE records (id INTEGER)"))

    in_database(store, undo)
    with pytest.raises(StoreError, match="store_unavailable"):
        open_store(database_url)
    # what the migration had made before it failed is gone again
    tables = in_database(store, lambda connection: inspect(connection).get_table_names())
    assert tables == ["records"]
    store.close()


# ---- durability -------------------------------------------------------------------------------


def test_sqlite_writes_ahead_and_waits_for_the_disk(sqlite_url: str) -> None:
    store = open_store(sqlite_url)

    def pragmas(connection: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "busy_timeout")
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    full = 2
    assert in_database(store, pragmas) == {
        "journal_mode": "wal",
        "synchronous": full,
        "busy_timeout": 30_000,
    }
    store.close()


def test_postgresql_waits_for_the_disk(postgres_url: str) -> None:
    store = open_store(postgres_url)

    def settings_of(connection: Connection) -> list[object]:
        names = ("synchronous_commit", "lock_timeout")
        return [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names]

    assert in_database(store, settings_of) == ["on", "30s"]
    store.close()


# ---- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "plain.db",
        "敦煌 账本.db",
        "per%20cent.db",
        "what?mode=ro",
        "a#b.db",
        "a&b=c;d",
        "dir:e@f/g.db",
    ],
)
def test_the_path_of_a_sqlite_file_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    with opened(f"sqlite:///{path}") as ledger:
        ledger.submit(party(1))
        assert path.stat().st_size > 0
    # a log that is closed in order leaves nothing beside its file
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_relative_path_starts_at_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///ledger.db").close()
    assert (tmp_path / "ledger.db").exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", ""),
        ("ledger.db", "ledger.db"),
        ("sqlite://ledger.db", "sqlite://ledger.db"),
        ("sqlite:///", "sqlite:///"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///a\0b", "sqlite:///a\0b"),
        ("mysql://user:p@ss@host/db", "host/db"),
        ("postgresql+asyncpg://user:secret@host/db", "host/db"),
        ("postgresql://user:secret@host:port/db", "host:port/db"),
        ("POSTGRESQL://host/db", "POSTGRESQL://host/db"),
    ],
)
def test_an_address_of_no_store_is_refused_without_its_password(url: str, shown: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert (refused.value.code, refused.value.params) == ("store_url_unknown", {"url": shown})


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["", "sqlite:///", "sqlite://", "postgresql://", "postgresql+psycopg://"]),
    st.text(max_size=30) | st.from_regex(r"[a-z:@/\[\]?=%0-9]{0,30}", fullmatch=True),
)
def test_any_text_is_an_address_or_refused(scheme: str, rest: str) -> None:
    refused = None
    try:
        _store_at(scheme + rest).close()
    except StoreError as error:
        refused = error.code
    assert refused in {None, "store_url_unknown"}


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        open_store(f"postgresql://user:secret@/ledger?host={tmp_path}")
    assert refused.value.code == "store_unavailable"
    assert "secret" not in str(refused.value)


def test_a_database_that_is_not_there(postgres_server: PostgresServer) -> None:
    url = postgres_server.url.replace("/postgres?", "/nosuch?")
    with pytest.raises(StoreError, match="store_unavailable"):
        open_store(url)


def test_files_that_are_no_database(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a database " * 300)
    (tmp_path / "directory.db").mkdir()
    for name in ("garbage.db", "directory.db", "missing/ledger.db"):
        with pytest.raises(StoreError, match="store_unavailable"):
            open_store(f"sqlite:///{tmp_path / name}")
    assert garbage.read_bytes() == b"not a database " * 300
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["directory.db", "garbage.db"]
