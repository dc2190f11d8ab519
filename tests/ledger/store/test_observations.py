"""What is kept beside the log, on both databases: observations, hits, and who got licences."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from ledger.errors import StoreError
from ledger.store import HitRow, ObservationRow, Store, open_store

from . import main_job
from .test_contract import row, write

SEEN = ObservationRow(
    number=0,
    sha256="ab" * 32,
    media_type="image/png",
    length=2**40,
    address="https://shop.example/莫高?" + "x" * 9000,
    captured="2026-11-20T08:00:00Z",
    source="feed one",
    reported="2026-11-21T08:00:00Z",
    tree_size=2**40,
    pictures=7,
    findings='[{"title": "𠮷"}]',
)
HIT = HitRow("did:a", 0, "2026-11-21T08:00:00Z", "urn:w", "undetermined", 0.1, 3, None)


def observe(store: Store, *observations: ObservationRow) -> None:
    with store.write() as batch:
        for observation in observations:
            batch.observe(observation)


def tell(store: Store, *hits: HitRow) -> None:
    with store.write() as batch:
        batch.tell(hits)


def test_nothing_is_there_at_first(store: Store) -> None:
    with store.read() as reader:
        assert reader.observed("", "", "") is None
        assert reader.observations(-1, 9) == []
        assert (reader.next_observation(), reader.next_hit("did:a"), reader.told()) == (0, 0, 0)
        assert reader.hits("did:a", 0, 9) == []
        assert reader.hits_by_work("did:a") == {}
        assert reader.works_licensed_to("did:a") == []


def test_what_was_seen_is_found_by_file_address_and_time(store: Store) -> None:
    others = [
        replace(SEEN, number=1, sha256="cd" * 32),
        replace(SEEN, number=2, address="https://shop.example/"),
        replace(SEEN, number=3, captured="2026-11-20T08:00:01Z"),
    ]
    observe(store, SEEN, *others)
    with store.read() as reader:
        for each in (SEEN, *others):
            assert reader.observed(each.sha256, each.address, each.captured) == each
        assert reader.observed(SEEN.sha256, SEEN.address + "x", SEEN.captured) is None
        assert reader.observations(-1, 9) == [SEEN, *others]
        assert reader.observations(0, 2) == others[:2]
        assert reader.observations(3, 9) == reader.observations(-1, 0) == []
        assert reader.next_observation() == 4


def test_it_is_added_once(store: Store) -> None:
    observe(store, SEEN)
    for again in (replace(SEEN, number=1), replace(SEEN, sha256="cd" * 32)):
        with pytest.raises(StoreError, match="store_unavailable"):
            observe(store, again)
    with store.read() as reader:
        assert reader.observations(-1, 9) == [SEEN]


def test_hits_are_each_partys_own(store: Store) -> None:
    hits = [replace(HIT, sequence=number, work=f"urn:{number % 2}") for number in range(5)]
    hits[3] = replace(hits[3], score=None, observation=None, entry=2**40)
    tell(store, *hits)
    tell(store, replace(HIT, party="did:b"))
    tell(store)
    with store.read() as reader:
        assert reader.hits("did:a", 0, 9) == hits
        assert reader.hits("did:a", 2, 4) == hits[2:4]
        assert reader.hits("did:b", 0, 9) == [replace(HIT, party="did:b")]
        assert (reader.next_hit("did:a"), reader.next_hit("did:b")) == (5, 1)
        assert reader.hits_by_work("did:a") == {"urn:0": 3, "urn:1": 2}
    with pytest.raises(StoreError, match="store_unavailable"):
        tell(store, hits[4])


def test_how_far_was_told(store: Store) -> None:
    with store.write() as batch:
        batch.set_told(2**40)
        assert batch.told() == 2**40
    with store.read() as reader:
        assert reader.told() == 2**40


def test_a_number_that_a_hit_names_is_never_given_again(store: Store) -> None:
    observe(store, *(replace(SEEN, number=n, sha256=f"{n}") for n in range(5)))
    tell(store, HIT)
    store.upgrade(  # type: ignore[attr-defined]  # of SQL stores: as an operator may
        lambda connection: connection.exec_driver_sql("DELETE FROM observations")
    )
    with store.read() as reader:
        assert reader.next_observation() == 4
        assert reader.observations(-1, 9) == []


def test_an_exception_undoes_all_of_it(store: Store) -> None:
    def write_and_fail() -> None:
        with store.write() as batch:
            batch.observe(SEEN)
            batch.tell([replace(HIT, observation=0)])
            batch.set_told(5)
            assert (batch.next_observation(), batch.next_hit("did:a")) == (1, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.read() as reader:
        assert (reader.next_observation(), reader.next_hit("did:a"), reader.told()) == (0, 0, 0)


def test_numbers_have_no_gaps_whoever_writes(database_url: str, store: Store) -> None:
    other = open_store(database_url)

    def add(opened: Store, name: str) -> None:
        for number in range(12):
            with opened.write() as batch:
                seen = replace(SEEN, number=batch.next_observation(), source=name)
                batch.observe(replace(seen, address=f"https://{name}.example/{number}"))
                batch.tell([replace(HIT, sequence=batch.next_hit("did:a"), observation=0)])

    threads = [
        threading.Thread(target=add, args=(opened, name))
        for name, opened in (("a", store), ("b", other), ("c", store))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    with store.read() as reader:
        assert [seen.number for seen in reader.observations(-1, 99)] == list(range(36))
        assert [hit.sequence for hit in reader.hits("did:a", 0, 99)] == list(range(36))


def test_who_ever_got_a_licence(store: Store) -> None:
    names = ["urn:1/did:a", "urn:2/did:b", "urn:3/did:a", "urn:4/xdid:a", "urn:5/did:ab"]
    records = {("held", name): "{}" for name in names}
    write(store, [row(0)], records | {("heritage", "urn:6/did:a"): "{}"})
    with store.read() as reader:
        assert reader.works_licensed_to("did:a") == ["urn:1", "urn:3"]
        assert reader.works_licensed_to("did:_") == reader.works_licensed_to("%") == []


def test_a_ledger_of_an_earlier_release_begins_with_none(database_url: str) -> None:
    main_job.restore(database_url)
    store = open_store(database_url)
    observe(store, SEEN)
    with store.read() as reader:
        assert (reader.next_observation(), reader.told()) == (1, 0)
    store.close()
