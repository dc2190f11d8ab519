"""What a store keeps of the register's past, and what works are looked for by now."""

from __future__ import annotations

import random

import pytest

from ledger.register.fields import Label
from ledger.register.records import RECORDS, Folio, Holding, Key
from ledger.store import Store, WorkQuery, WorkRow
from ledger.store.interface import Changes

from ..batches import write as enter
from ..build import did, digest, work
from .test_contract import TILES, head, row, write


def test_the_last_value_of_a_batch_is_the_record_and_each_is_a_version(store: Store) -> None:
    one, two = ("party", "1"), ("party", "2")
    changes: list[tuple[int, Changes]] = [
        (0, {one: "a", two: "x"}),
        (1, {one: "b"}),
        (2, {one: None, two: "y"}),
    ]
    with store.write() as batch:
        batch.append([row(index) for index in range(3)], TILES, changes, head(3))
    write(store, [row(3)], {one: "c", two: None})
    with store.read() as reader:
        assert reader.records([one, two]) == {one: "c", two: None}
        assert reader.records_after(None, 9) == [(one, "c")]
        seen = [reader.records_at([two, one], size) for size in range(6)]
        assert [(each[one], each[two]) for each in seen] == [
            (None, None),
            ("a", "x"),
            ("b", "x"),
            (None, "y"),
            ("c", None),
            ("c", None),
        ]
        everything = [(n, key, value) for n, changed in changes for key, value in changed.items()]
        everything += [(3, one, "c"), (3, two, None)]
        assert sorted(reader.versions(None, None)) == sorted(everything)
        assert reader.versions(1, 2) == [(1, one, "b")]
        assert sorted(reader.versions(3, None)) == [(3, one, "c"), (3, two, None)]
        assert reader.versions(None, 0) == []


def test_a_table_without_versions_has_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDS["heritage"], "versioned", False)
    kept, passing = ("party", "1"), ("heritage", "1")
    write(store, [row(0)], {kept: "a", passing: "b"})
    write(store, [row(1)], {kept: "c", passing: "d"})
    with store.read() as reader:
        assert reader.records([kept, passing]) == {kept: "c", passing: "d"}
        assert reader.records_at([kept, passing], 1) == {kept: "a"}
        assert reader.records_at([passing], 1) == {}
        assert sorted(reader.versions(None, None)) == [(0, kept, "a"), (1, kept, "c")]


@pytest.mark.parametrize("seed", range(3))
def test_any_history_can_be_asked_for_at_any_size(store: Store, seed: int) -> None:
    """Against the states as a dictionary had them, one after the other."""
    chance, size = random.Random(seed), 0
    keys: list[Key] = [(table, f"k{n}") for table in ("party", "file") for n in range(6)]
    state: dict[Key, str | None] = dict.fromkeys(keys)
    states = [dict(state)]
    while size < 40:
        rows, changes = [], []
        for index in range(size, size + chance.randint(1, 7)):
            chosen = chance.sample(keys, chance.randint(0, 4))
            changed = {key: chance.choice([None, f"{key} by {index}"]) for key in chosen}
            state |= changed
            states.append(dict(state))
            rows.append(row(index))
            changes.append((index, changed))
        size += len(rows)
        with store.write() as batch:
            batch.append(rows, TILES, changes, head(size))
    with store.read() as reader:
        assert [reader.records_at(keys, known) for known in range(size + 1)] == states
        assert reader.records(keys) == state
        assert dict(reader.records_after(None, 99)) == {key: v for key, v in state.items() if v}


def test_long_lists_of_versions_are_answered_whole(store: Store) -> None:
    records = {("party", f"p{index}"): str(index) for index in range(1_203)}
    write(store, [row(0)], records)
    write(store, [row(1)], dict.fromkeys(records))
    unknown: dict[Key, str | None] = {("party", f"q{index}"): None for index in range(50)}
    with store.read() as reader:
        assert reader.records_at([*records, *unknown], 1) == {**records, **unknown}
        assert reader.records_at([*records, *unknown], 2) == dict.fromkeys([*records, *unknown])
        assert reader.records(records) == dict.fromkeys(records)


# ---- the catalogue ----------------------------------------------------------------------------


def test_the_catalogue_follows_the_folio(founded: Store) -> None:
    """A title that is rectified and a work that changes hands are found by what they are now."""
    (index,) = enter(founded, work(1, sha256=digest("a"), title="藻井Ａ"))
    assert isinstance(index, int)
    with founded.read() as reader:
        before = {index: WorkRow("藻井a\ncaisson", "fine_art", (did(1),))}
        assert reader.catalogue(0, 99) == before
        ((key, stored),) = reader.scan("work", "", "~", 9)
        assert reader.works(WorkQuery(text="井A"), 99, 9) == [index]
    folio = Folio.model_validate_json(stored)
    owners = [Holding(party=did(number), share="1/2") for number in (2, 3)]
    changed = folio.model_copy(update={"title": Label(zh="九色鹿"), "owners": owners})
    with founded.write() as batch:
        size, changes = batch.head().size, {("work", key): changed.to_json()}
        batch.append([row(size)], TILES, [(size, changes)], batch.head())
    with founded.read() as reader:
        after = {index: WorkRow("九色鹿", "fine_art", (did(2), did(3)))}
        assert reader.catalogue(0, 99) == after
        assert reader.catalogue(index + 1, 99) == reader.catalogue(0, index) == {}
        for query in (WorkQuery(text="九色"), WorkQuery(owner=did(3)), WorkQuery()):
            assert reader.works(query, 99, 9) == [index]
        assert reader.works(WorkQuery(text="藻井"), 99, 9) == []
        assert reader.works(WorkQuery(owner=did(1)), 99, 9) == []
