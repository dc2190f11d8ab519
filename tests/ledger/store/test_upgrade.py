"""From the first release's database, with data in it, to this one's; and a register made anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Connection

from ledger.audit import audit_store
from ledger.errors import AuditError, StoreError
from ledger.register.records import FOLD
from ledger.store import Reader, Store, open_store
from ledger.store import open as opening
from ledger.store.refold import refold

from ..batches import SIGNER, VKEY, write
from ..build import TIME, damage, digest, opened, party, work
from ..check_log import check_log
from . import main_job

SIZE = 11
EMPTY = {"id": 1, "size": 0, "root": sha256(b"").digest(), "checkpoint": b""}


@pytest.fixture
def taken_over(database_url: str) -> Iterator[Store]:
    """The first release's ledger in this release's database."""
    main_job.restore(database_url)
    store = open_store(database_url)
    yield store
    store.close()


def everything(reader: Reader) -> list[object]:
    return [
        reader.rows(0, 99),
        reader.records_after(None, 999),
        sorted(reader.versions(None, None), key=str),
        reader.catalogue(0, 99),
        reader.fold_number(),
    ]


def whole(store: Store) -> None:
    """Checked by this program and by the tests' own auditor."""
    assert audit_store(store, SIGNER.verifier).checkpoint.size == check_log(store, VKEY)


# ---- the first release ------------------------------------------------------------------------


def test_a_ledger_of_the_first_release_is_taken_over(database_url: str) -> None:
    main_job.restore(database_url)
    store = open_store(database_url)
    with store.read() as reader:
        assert reader.leaves(0, 99) == [row["leaf"] for row in main_job.tables()["entries"]]
        assert reader.head().checkpoint == main_job.tables()["head"][0]["checkpoint"]
        assert reader.fold_number() == FOLD
        times = ["2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z", "2026-11-23T10:00:00Z"]
        assert [reader.size_at(time) for time in times] == [6, 9, 11]
        assert [row.time for row in reader.rows(5, 7)] == times[:2]
        assert sorted(reader.catalogue(0, 99)) == [6, 7, 8, 10]
        # what was known of the file that two claimed, before and after the second did
        claims = [
            reader.records_at([("file", digest("a"))], size)["file", digest("a")]
            for size in (6, 7, 8)
        ]
        assert [claim and claim.count('"entry"') for claim in claims] == [None, 2, 3]
    whole(store)
    later = TIME + timedelta(days=3)
    old = main_job.tables()["entries"][6]["statement_id"]
    with store.read() as reader:
        assert reader.find([old])[old][0] == 6
    assert write(store, party(5, time=later), work(5, sha256=digest("d")), now=later) == [11, 12]
    whole(store)
    store.close()


def test_a_database_that_the_first_release_left_empty(database_url: str) -> None:
    main_job.restore(database_url, {"head": [EMPTY]})
    with opened(database_url) as ledger:
        assert ledger.submit(party(1)).index == 1
        whole(ledger.store)


def test_times_are_filled_in_over_many_pages(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # these entries are none: only the migration looks at them
    monkeypatch.setattr(opening, "refold", lambda _: None)
    pattern = main_job.tables()["entries"][0]
    times = [f"2026-11-21T10:{index // 60:02d}:{index % 60:02d}Z" for index in range(2_345)]
    entries = [
        pattern
        | {"index": index, "statement_id": f"{index}", "leaf": LEAF.format(f'"{time}"').encode()}
        for index, time in enumerate(times)
    ]
    main_job.restore(database_url, {"head": [EMPTY], "entries": entries})
    store = open_store(database_url)
    with store.read() as reader:
        assert [row.time for row in reader.rows(0, 9_999)] == times
    store.close()


LEAF = '{{"registry":{{"time":{}}}}}'
BROKEN = ["", "\xff", "5", "[]", '{"registry":[]}', "[" * 100_000, LEAF.format("null")]


@pytest.mark.parametrize("leaf", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_entry_is_named_and_nothing_is_upgraded(database_url: str, leaf: str) -> None:
    rows = main_job.tables()
    broken = rows["entries"][4] | {"leaf": leaf.encode("latin-1")}
    main_job.restore(database_url, rows | {"entries": [*rows["entries"][:4], broken]})
    for _ in range(2):
        with pytest.raises(AuditError) as refused:
            open_store(database_url)
        assert (refused.value.code, refused.value.entry) == ("audit_entry_false", 4)


# ---- another fold -----------------------------------------------------------------------------


MEDDLING = {
    "records": ["DELETE FROM records", "UPDATE records SET value = '{}'"],
    "versions": ["DELETE FROM record_versions", "UPDATE record_versions SET entry = entry + 50"],
    "more": [
        "INSERT INTO records VALUES ('party/nobody', '{}')",
        "INSERT INTO record_versions VALUES ('party/nobody', 3, '{}')",
    ],
    "catalogue": ["UPDATE entries SET title = 'x', category = 'y', owners = 'z'"],
}


@pytest.mark.parametrize("stored", ["UPDATE meta SET value = 1", "DELETE FROM meta"])
@pytest.mark.parametrize("name", MEDDLING)
def test_what_another_fold_made_is_made_anew(
    taken_over: Store, database_url: str, name: str, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.refold._PAGE", 3)
    with taken_over.read() as reader:
        before = everything(reader)
    for statement in [*MEDDLING[name], stored]:
        damage(taken_over, statement)
    with pytest.raises(AuditError) as found:
        whole(taken_over)
    assert found.value.code == "audit_fold_differs"
    again = open_store(database_url)
    with again.read() as reader:
        assert everything(reader) == before
    whole(again)
    again.close()


def test_a_register_of_the_same_fold_is_left_alone(taken_over: Store, database_url: str) -> None:
    damage(taken_over, "DELETE FROM records WHERE name LIKE 'party/%'")
    again = open_store(database_url)
    with pytest.raises(AuditError) as found:
        audit_store(again, SIGNER.verifier)
    assert found.value.code == "audit_record_differs"
    again.close()


def test_a_newer_fold_is_refused(taken_over: Store, database_url: str) -> None:
    damage(taken_over, "UPDATE meta SET value = :fold", fold=FOLD + 1)
    attempts: list[Callable[[], object]] = [
        lambda: open_store(database_url),
        lambda: write(taken_over, party(5)),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError) as refused:
            attempt()
        assert refused.value.code == "store_fold_differs"
        assert refused.value.params == {"stored": FOLD + 1, "own": FOLD}
    with taken_over.read() as reader:
        assert (reader.head().size, reader.fold_number()) == (SIZE, FOLD + 1)


@pytest.mark.parametrize(
    ("statement", "code", "entry"),
    [
        ('DELETE FROM entries WHERE "index" = 10', "audit_entry_missing", 10),
        ('UPDATE entries SET leaf = digest WHERE "index" = 7', "audit_entry_false", 7),
    ],
)
def test_a_damaged_log_is_not_folded(
    taken_over: Store, database_url: str, statement: str, code: str, entry: int
) -> None:
    with taken_over.read() as reader:
        records = reader.records_after(None, 999)
    damage(taken_over, statement)
    damage(taken_over, "UPDATE meta SET value = 1")
    with pytest.raises(AuditError) as refused:
        open_store(database_url)
    assert (refused.value.code, refused.value.entry) == (code, entry)
    # and what was stored is still there
    with taken_over.read() as reader:
        assert reader.records_after(None, 999) == records


def test_a_batch_waits_until_the_register_is_folded(
    taken_over: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a process that runs already could write between the records that are read and made."""
    damage(taken_over, "UPDATE meta SET value = 1")
    threads: list[threading.Thread] = []

    def refold_slowly(connection: Connection) -> None:
        refold(connection)
        threads.append(threading.Thread(target=write, args=(taken_over, party(5))))
        threads[0].start()
        threads[0].join(0.2)
        assert threads[0].is_alive()

    monkeypatch.setattr(opening, "refold", refold_slowly)
    again = open_store(database_url)
    threads[0].join(30)
    with again.read() as reader:
        assert reader.head().size == SIZE + 1
    whole(again)
    again.close()
