"""The contract of every store, over rows that are no statements: a store looks into none."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ledger.errors import StoreError
from ledger.register.records import FOLD, Key
from ledger.store import EntryRow, FileRow, Head, Store, open_store
from ledger.store.interface import Changes

TILES = {(0, 0): b"\x01" * 32}


def time(index: int) -> str:
    """Two entries share a second."""
    minutes, seconds = divmod(index // 2 % 3600, 60)
    return f"2026-11-21T10:{minutes:02d}:{seconds:02d}Z"


def row(index: int, kind: str = "Kind", *, file: FileRow | None = None) -> EntryRow:
    return EntryRow(
        index, f"urn:{index}", index.to_bytes(32), kind, b"leaf %d" % index, time(index), file
    )


def file(text: str, *, thumbnail: str | None = None) -> FileRow:
    name = hashlib.sha256(text.encode()).hexdigest()
    return FileRow(name, "image/png", thumbnail, (f"phash64_v1:{name[:16]}", "dhash64_v1:0"))


def head(size: int) -> Head:
    root = hashlib.sha256(b"root %d" % size).digest()
    return Head(size, root, f"2026-11-21T10:00:{size % 60:02d}Z", root[::-1], b"note %d" % size)


def write(
    store: Store,
    rows: list[EntryRow],
    records: Changes | None = None,
    tiles: dict[tuple[int, int], bytes] | None = None,
) -> Head:
    with store.write() as batch:
        after = head(batch.head().size + len(rows))
        changes = [(rows[-1].index, records)] if records else []
        batch.append(rows, TILES if tiles is None else tiles, changes, after)
    return after


@pytest.fixture
def other(database_url: str, store: Store) -> Iterator[Store]:
    """A second store on the same database, as another process would have."""
    opened = open_store(database_url)
    yield opened
    opened.close()


# ---- what goes in comes out -------------------------------------------------------------------


def test_a_new_store_holds_an_empty_log(store: Store) -> None:
    with store.read() as reader:
        assert reader.head() == Head(0, hashlib.sha256(b"").digest(), None, None, b"")
        assert reader.leaf(0) is None
        assert reader.leaves(0, 10) == []
        assert reader.rows(0, 10) == []
        assert reader.files(0, 10) == []
        assert reader.find(["urn:0"]) == {}
        assert reader.latest("Kind", 10, 10) == []
        assert reader.tile(0, 0) is None
        assert reader.tiles([(0, 0), (1, 0)]) == {}
        assert reader.tile_refs() == []
        assert reader.records([("party", "x")]) == {("party", "x"): None}
        assert reader.records_after(None, 10) == []
        assert reader.scan("party", "", "z", 10) == []
        assert reader.records_at([("party", "x")], 10) == {("party", "x"): None}
        assert reader.versions(None, None) == []
        assert reader.catalogue(0, 10) == {}
        assert reader.size_at("9999-12-31T23:59:59Z") == 0
        assert reader.fold_number() == FOLD
        assert reader.count_files() == 0


def test_asking_for_nothing_gives_nothing(store: Store) -> None:
    write(store, [row(0)], {("party", "x"): "{}"})
    with store.read() as reader:
        assert reader.find([]) == {}
        assert reader.tiles([]) == {}
        assert reader.records([]) == {}
        assert reader.records_at([], 1) == {}
        assert reader.scan("party", "", "z", 0) == []
        assert reader.leaves(0, 0) == []
        assert reader.leaves(1, 0) == []
        assert reader.latest("Kind", 1, 0) == []
        assert reader.records_after(None, 0) == []


def test_what_was_appended_is_read_back(store: Store, other: Store) -> None:
    rows = [row(0), row(1, file=file("a", thumbnail="ff" * 32)), row(2, "Other", file=file("b"))]
    tiles = {(0, 0): bytes(range(96)), (1, 0): b"\x02" * 32}
    records = {("party", "did:key:z6Mk"): '{"entry":1}', ("constitution", ""): "{}"}
    after = write(store, rows, records, tiles)
    for each in (store, other):
        with each.read() as reader:
            assert reader.head() == after == head(3)
            assert reader.rows(0, 10) == rows
            assert reader.rows(1, 2) == rows[1:2]
            assert reader.leaves(0, 3) == [b"leaf 0", b"leaf 1", b"leaf 2"]
            assert reader.leaves(2, 9) == [b"leaf 2"]
            assert (reader.leaf(1), reader.leaf(3)) == (b"leaf 1", None)
            assert reader.files(0, 3) == [(1, rows[1].file), (2, rows[2].file)]
            assert reader.files(2, 3) == [(2, rows[2].file)]
            assert reader.count_files() == 2
            assert reader.tile(0, 0) == bytes(range(96))
            assert reader.tile(2, 0) is None
            assert reader.tiles([(1, 0), (0, 0), (0, 1)]) == tiles
            assert sorted(reader.tile_refs()) == [(0, 0, 3), (1, 0, 1)]
            assert reader.records(records) == records
    with store.write() as batch:
        assert batch.head() == after
        assert batch.rows(0, 10) == rows
        assert batch.records(records) == records


def test_an_entry_without_file_or_records_is_enough(store: Store) -> None:
    after = write(store, [row(0)])
    with store.read() as reader:
        assert reader.head() == after
        assert reader.rows(0, 1) == [row(0)]
        assert reader.records_after(None, 10) == []


def test_bytes_and_text_come_back_exactly(store: Store) -> None:
    texts = [
        "莫高窟·九色鹿",
        "𠮷 😀",
        "e\u0301",
        "'; DROP TABLE entries; --",
        "a\nb",
        '"\\u0000"',
        "",
    ]
    rows = [
        replace(row(index), statement_id=f"id {text}", kind=f"kind {text}", leaf=text.encode())
        for index, text in enumerate(texts)
    ]
    rows[0] = replace(rows[0], leaf=bytes(range(256)), digest=b"\x00\xff" * 16)
    rows[1] = replace(rows[1], leaf=b"", file=replace(file("a"), fingerprints=("空", '"')))
    records = {("party", text): f"值 {text}" for text in texts}
    write(store, rows, records)
    with store.read() as reader:
        assert reader.rows(0, len(texts)) == rows
        assert reader.records(records) == records
        found = reader.find([f"id {text}" for text in texts])
        assert found == {each.statement_id: (each.index, each.digest) for each in rows}
        assert [reader.latest(f"kind {text}", 99, 9) for text in texts] == [[n] for n in range(7)]


def test_an_entry_of_the_largest_size(store: Store) -> None:
    leaf = random.Random(1).randbytes(65_535)
    write(store, [replace(row(0), leaf=leaf)])
    with store.read() as reader:
        assert reader.leaf(0) == leaf


def test_a_record_and_a_tile_are_replaced(store: Store) -> None:
    write(store, [row(0)], {("party", "1"): "old", ("party", "2"): "kept"}, {(0, 0): b"x" * 32})
    write(store, [row(1)], {("party", "1"): "new", ("party", "3"): "more"}, {(0, 0): b"x" * 64})
    write(store, [row(2)], {}, {(0, 0): b"x" * 8192, (0, 1): b"y" * 32, (1, 0): b"z" * 32})
    with store.read() as reader:
        assert reader.records([("party", "1"), ("party", "2"), ("party", "3")]) == {
            ("party", "1"): "new",
            ("party", "2"): "kept",
            ("party", "3"): "more",
        }
        assert reader.tile(0, 0) == b"x" * 8192
        assert sorted(reader.tile_refs()) == [(0, 0, 256), (0, 1, 1), (1, 0, 1)]


def test_latest_goes_back_within_a_kind(store: Store) -> None:
    write(store, [row(index, "Even" if index % 2 == 0 else "Odd") for index in range(20)])
    with store.read() as reader:
        assert reader.latest("Even", 20, 3) == [18, 16, 14]
        assert reader.latest("Even", 14, 3) == [12, 10, 8]
        assert reader.latest("Odd", 4, 9) == [3, 1]
        assert reader.latest("Odd", 1, 9) == []
        assert reader.latest("None", 20, 9) == []


def test_entries_are_counted_up_to_a_time(store: Store) -> None:
    write(store, [row(index) for index in range(7)])
    with store.read() as reader:
        assert [reader.size_at(time(index)) for index in range(7)] == [2, 2, 4, 4, 6, 6, 7]
        assert reader.size_at("2026-11-21T09:59:59Z") == 0
        assert reader.size_at("2026-11-21T10:00:02Z") == 6
        assert reader.size_at("2026-11-22T00:00:00Z") == 7


def test_long_lists_are_answered_whole(store: Store) -> None:
    count = 1_203
    rows = [row(index) for index in range(count)]
    records = {("party", f"p{index}"): str(index) for index in range(count)}
    tiles = {(0, index): index.to_bytes(32) for index in range(count)}
    write(store, rows, records, tiles)
    with store.read() as reader:
        asked = [f"urn:{index}" for index in range(count + 50)]
        assert reader.find(asked * 2) == {f"urn:{n}": (n, n.to_bytes(32)) for n in range(count)}
        unknown: dict[Key, str | None] = {("party", f"q{index}"): None for index in range(50)}
        assert reader.records([*records, *unknown]) == {**records, **unknown}
        assert reader.tiles([*tiles, (1, 0), (0, count)]) == tiles
        assert reader.leaves(0, count) == [b"leaf %d" % index for index in range(count)]


def test_an_index_beyond_32_bits(store: Store) -> None:
    index = 2**40 + 1
    write(store, [row(index, file=file("a"))], tiles={(0, index // 256): b"x" * 32})
    with store.read() as reader:
        assert reader.rows(index, index + 1) == [row(index, file=file("a"))]
        assert reader.find([f"urn:{index}"]) == {f"urn:{index}": (index, index.to_bytes(32))}
        assert reader.tile(0, index // 256) == b"x" * 32


# ---- order ------------------------------------------------------------------------------------


def test_records_come_in_the_order_of_their_bytes_whatever_the_locale(store: Store) -> None:
    # a locale's order would put b between a and B, and skip over hyphens
    names = ["a", "B", "b", "A", "-", "a-b", "aB", "ab", "_", "~", "z6Mkα", "z6MkZ", "莫", "é", "e"]
    names += ["did:key:z6MkA", "did:key:z6Mka", "did:key:z6MkB", "", "0", "10", "9"]
    records = {
        (table, name): f"{table} {name}" for table in ("party", "heritage") for name in names
    }
    write(store, [row(0)], records)
    expected = sorted(records, key=lambda key: f"{key[0]}/{key[1]}".encode())
    with store.read() as reader:
        assert reader.records_after(None, 999) == [(key, records[key]) for key in expected]
        for limit in (1, 7):
            paged: list[Key] = []
            while page := reader.records_after(paged[-1] if paged else None, limit):
                assert len(page) <= limit
                paged += [key for key, _ in page]
            assert paged == expected
        # after a key that is not there
        assert reader.records_after(("party", "zzz"), 1)[0][0] == ("party", "~")
        assert reader.records_after(("party", "\U0010ffff"), 1) == []


def test_a_key_may_hold_a_slash(store: Store) -> None:
    write(store, [row(0)], {("party", "b/c"): "1", ("party", "/"): "2"})
    with store.read() as reader:
        assert reader.records_after(None, 9) == [(("party", "/"), "2"), (("party", "b/c"), "1")]


def test_a_range_of_one_table_in_the_order_of_bytes(store: Store) -> None:
    names = ["", "0", "10", "9", "A", "B", "a", "a-b", "aB", "ab", "b", "é", "莫", "a/1", "a/10"]
    tables = ("party", "file", "heritage")
    write(store, [row(0)], {(table, name): f"{table} {name}" for table in tables for name in names})
    ordered = sorted(names, key=str.encode)
    bounds = [*names, "a/", "a0", "~", "\U0010ffff"]
    with store.read() as reader:
        for table in tables:
            for after in bounds:
                for until in bounds:
                    inside = [
                        (name, f"{table} {name}")
                        for name in ordered
                        if after.encode() < name.encode() < until.encode()
                    ]
                    assert reader.scan(table, after, until, 99) == inside
                    assert reader.scan(table, after, until, 2) == inside[:2]
        # every key below a prefix
        assert reader.scan("party", "a/", "a0", 99) == [
            ("a/1", "party a/1"),
            ("a/10", "party a/10"),
        ]


# ---- transactions -----------------------------------------------------------------------------


def test_an_exception_undoes_the_batch(store: Store) -> None:
    before = write(store, [row(0)], {("party", "1"): "old"})

    def write_and_fail() -> None:
        with store.write() as batch:
            rows = [row(1, file=file("a"))]
            batch.append(rows, {(0, 0): b"y" * 64}, [(1, {("party", "1"): "new"})], head(2))
            assert batch.head() == head(2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.read() as reader:
        assert reader.head() == before
        assert reader.rows(0, 9) == [row(0)]
        assert reader.files(0, 9) == []
        assert reader.tiles([(0, 0)]) == TILES
        assert reader.records([("party", "1")]) == {("party", "1"): "old"}
    write(store, [row(1)])


def test_a_reader_keeps_its_snapshot(store: Store, other: Store) -> None:
    before = write(store, [row(0)], {("party", "1"): "old"})
    with store.read() as reader, other.read() as second:
        assert (reader.head(), second.head()) == (before, before)
        write(store, [row(1, file=file("a"))], {("party", "1"): "new"}, {(0, 0): b"y" * 64})
        for each in (reader, second):
            assert each.head() == before
            assert each.leaves(0, 9) == [b"leaf 0"]
            assert each.records([("party", "1")]) == {("party", "1"): "old"}
            assert each.tiles([(0, 0)]) == TILES
            assert each.files(0, 9) == []
    with store.read() as reader:
        assert reader.head() == head(2)


def test_what_is_not_committed_is_not_read(store: Store, other: Store) -> None:
    with store.write() as batch:
        batch.append([row(0)], TILES, [], head(1))
        for each in (store, other):
            with each.read() as reader:
                assert reader.head().size == 0
                assert reader.leaves(0, 9) == []
    with other.read() as reader:
        assert reader.head() == head(1)


def test_a_batch_waits_for_the_one_before_and_sees_its_head(store: Store, other: Store) -> None:
    seen: list[int] = []

    def append_second() -> None:
        with other.write() as batch:
            seen.append(batch.head().size)
            seen.append(len(batch.find(["urn:0"])))
            batch.append([row(1)], TILES, [], head(2))

    with store.write() as batch:
        thread = threading.Thread(target=append_second)
        thread.start()
        thread.join(0.1)
        assert thread.is_alive()
        assert seen == []
        batch.append([row(0)], TILES, [], head(1))
    thread.join(30)
    assert seen == [1, 1]
    with store.read() as reader:
        assert reader.leaves(0, 9) == [b"leaf 0", b"leaf 1"]


def test_an_index_is_given_once(store: Store) -> None:
    write(store, [row(0)])
    with pytest.raises(StoreError, match="store_unavailable"):
        write(store, [replace(row(0), statement_id="urn:new")])
    with store.read() as reader:
        assert reader.rows(0, 9) == [row(0)]
        assert reader.head() == head(1)


def test_a_statement_id_is_entered_once(store: Store) -> None:
    write(store, [row(0)])
    with pytest.raises(StoreError, match="store_unavailable"):
        write(store, [row(1), replace(row(2), statement_id="urn:0")])
    with store.read() as reader:
        assert reader.rows(0, 9) == [row(0)]
        assert reader.head() == head(1)


def test_many_readers_at_once(store: Store) -> None:
    write(store, [row(index) for index in range(50)])
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(5):
                with store.read() as reader:
                    assert len(reader.leaves(0, 50)) == 50
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(45)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures


def test_a_closed_store_can_be_opened_again(database_url: str) -> None:
    for size in range(1, 4):
        opened = open_store(database_url)
        assert write(opened, [row(size - 1)]) == head(size)
        opened.close()
