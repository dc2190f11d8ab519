"""Versions of records and the catalogue of works: whatever was done to a row is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.audit import audit_store
from ledger.audit.register import RegisterAudit
from ledger.audit.replay import Replayed
from ledger.errors import AuditError
from ledger.register.entry import parse_entry
from ledger.register.records import FOLD, RECORDS
from ledger.store import Store, open_store
from ledger.store.interface import Changes

from ..batches import SIGNER, entries, write
from ..build import damage, digest, genesis, heritage, party, work
from ..store.test_contract import TILES, head, row
from ..store.test_open import in_database

SIZE = 7
_ALTER = "UPDATE record_versions SET value = :value WHERE name = :name AND entry = :entry"
_REMOVE = "DELETE FROM record_versions WHERE name = :name AND entry = :entry"
_INSERT = "INSERT INTO record_versions (name, entry, value) VALUES (:name, :entry, :value)"


@pytest.fixture
def whole(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Seven entries in two batches, audited over several pages."""
    monkeypatch.setattr("ledger.audit.full._CHUNK", 3)
    monkeypatch.setattr("ledger.audit.register._PAGE", 2)
    store = open_store(sqlite_url)
    assert write(store, genesis(), party(1), party(2), heritage(digest("mural"))) == [0, 1, 2, 3]
    works = [work(1, sha256=digest("a")), work(2, sha256=digest("a")), work(1, sha256=digest("b"))]
    assert write(store, *works) == [4, 5, 6]
    audit_store(store, SIGNER.verifier)
    yield store
    store.close()


def found(store: Store) -> tuple[str, int | None, dict[str, object]]:
    with pytest.raises(AuditError) as refused:
        audit_store(store, SIGNER.verifier)
    return refused.value.code, refused.value.entry, dict(refused.value.params)


def differs(entry: int, name: str) -> tuple[str, int | None, dict[str, object]]:
    table, _, key = name.partition("/")
    return "audit_version_differs", entry, {"table": table, "key": key}


def versions(store: Store) -> list[tuple[str, int, str]]:
    with store.read() as reader:
        rows = reader.versions(None, None)
    return [(f"{table}/{key}", entry, value or "") for entry, (table, key), value in rows]


# ---- versions ---------------------------------------------------------------------------------


def test_a_version_that_was_altered_or_removed(whole: Store) -> None:
    rows = versions(whole)
    assert len(rows) > SIZE
    for name, entry, value in rows:
        for other in (value.replace('"entry":', '"entry" :', 1), "", None):
            damage(whole, _ALTER, name=name, entry=entry, value=other)
            assert found(whole) == differs(entry, name)
        damage(whole, _REMOVE, name=name, entry=entry)
        assert found(whole) == differs(entry, name)
        damage(whole, _INSERT, name=name, entry=entry, value=value)
    audit_store(whole, SIGNER.verifier)


def test_a_version_too_many(whole: Store) -> None:
    existing = {(name, entry) for name, entry, _ in versions(whole)}
    names = {name for name, _ in existing} | {"party/nobody", "work/", "nothing"}
    for name in sorted(names):
        for entry in (-(2**62), -1, *range(SIZE + 1), 2**62):
            if (name, entry) in existing:
                continue
            for value in ("{}", "", None):
                damage(whole, _INSERT, name=name, entry=entry, value=value)
                assert found(whole) == differs(entry, name)
                damage(whole, _REMOVE, name=name, entry=entry)
    audit_store(whole, SIGNER.verifier)


def test_a_version_at_another_entry(whole: Store) -> None:
    """Named at one of the two places, the one where it is or the one where it was."""
    move = "UPDATE record_versions SET entry = :to WHERE name = :name AND entry = :entry"
    rows = versions(whole)
    taken = {(name, entry) for name, entry, _ in rows}
    for name, entry, _ in rows:
        for to in {-1, entry - 1, entry + 1, SIZE}:
            if (name, to) in taken:
                continue
            damage(whole, move, name=name, entry=entry, to=to)
            assert found(whole) in (differs(entry, name), differs(to, name))
            damage(whole, move, name=name, entry=to, to=entry)


def test_what_the_database_keeps_without_being_asked(whole: Store) -> None:
    """SQLite takes any type in any column."""
    for column, value in (("entry", "'abc'"), ("entry", "2.5"), ("entry", "x'00'")):
        damage(whole, f"INSERT INTO record_versions VALUES ('party/x', {value}, '{{}}')")
        assert found(whole)[0] == "audit_version_differs", (column, value)
        damage(whole, "DELETE FROM record_versions WHERE name = 'party/x'")
    damage(whole, "INSERT INTO record_versions VALUES (x'ff', 2, '{}')")
    assert found(whole)[0] == "audit_store_malformed"


def test_a_table_without_versions_has_none(whole: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDS["heritage"], "versioned", False)
    (name,) = (name for name, _, _ in versions(whole) if name.startswith("heritage/"))
    assert found(whole) == differs(3, name)
    damage(whole, _REMOVE, name=name, entry=3)
    audit_store(whole, SIGNER.verifier)


def test_a_record_that_an_entry_removed(whole: Store, tmp_path: Path) -> None:
    """A version without a value is not the same as no version."""
    store, one, two = (
        open_store(f"sqlite:///{tmp_path / 'other.db'}"),
        ("party", "1"),
        ("party", "2"),
    )
    changes: list[tuple[int, Changes]] = [(0, {one: "{}", two: "{}"}), (1, {one: None})]
    with store.write() as batch:
        batch.append([row(0), row(1)], TILES, changes, head(2))
    places = [parse_entry(each.leaf, each.index) for each in entries(whole)[:2]]

    def wrong(*replayed: Changes) -> dict[str, object] | None:
        page = [Replayed(*pair) for pair in zip(places, replayed, strict=True)]
        try:
            with store.read() as reader:
                RegisterAudit(reader).check(page)
        except AuditError as error:
            return {"entry": error.entry, **error.params}
        return None

    both: Changes = {one: "{}", two: "{}"}
    assert wrong(both, {one: None}) is None
    for replayed, entry, key in (
        ((both, {}), 1, "1"),
        ((both, {one: None, two: None}), 1, "2"),
        ((both, {one: "{}"}), 1, "1"),
        (({one: "{}"}, {one: None}), 0, "2"),
        (({one: "{}", two: None}, {one: None}), 0, "2"),
    ):
        assert wrong(*replayed) == {"entry": entry, "table": "party", "key": key}
    store.close()


# ---- catalogue, fold --------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["title", "category", "owners"])
@pytest.mark.parametrize("value", ["x", "", None])
def test_a_column_of_a_work_that_is_not_its_folios(
    whole: Store, column: str, value: str | None
) -> None:
    for entry in range(SIZE):
        if value is None and entry < 4:
            # as it is: that entry registered no work
            continue
        (before,) = query(whole, f'SELECT {column} FROM entries WHERE "index" = {entry}')
        change = f'UPDATE entries SET {column} = :value WHERE "index" = :entry'
        damage(whole, change, value=value, entry=entry)
        assert found(whole) == ("audit_index_differs", entry, {"column": column})
        damage(whole, change, value=before, entry=entry)
    audit_store(whole, SIGNER.verifier)


@pytest.mark.parametrize("value", ["2026-11-21T10:00:01Z", "", "x"])
def test_a_time_that_is_not_the_entrys(whole: Store, value: str) -> None:
    damage(whole, 'UPDATE entries SET time = :value WHERE "index" = 4', value=value)
    assert found(whole) == ("audit_index_differs", 4, {"column": "time"})


@pytest.mark.parametrize("fold", [FOLD - 1, FOLD + 1, 0])
def test_another_fold(whole: Store, fold: int) -> None:
    damage(whole, "UPDATE meta SET value = :fold", fold=fold)
    assert found(whole) == ("audit_fold_differs", None, {"stored": fold, "own": FOLD})
    # which says nothing of the tree
    report = audit_store(whole, SIGNER.verifier, structure_only=True)
    assert report.checkpoint.size == SIZE


def query(store: Store, statement: str) -> list[object]:
    rows: list[object] = in_database(
        store, lambda connection: list(connection.execute(text(statement)).scalars())
    )
    return rows
