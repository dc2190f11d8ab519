"""One batch: judged in order, written together, refused one by one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.batch import foresee
from ledger.errors import LedgerError, Refusal, SignatureError, StatementError
from ledger.register.calendar import format_time
from ledger.register.canonical import JsonObject
from ledger.register.decide import decide
from ledger.register.entry import Match
from ledger.register.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.store import Store, open_store

from .batches import entries, registry, shown, write
from .build import TIME, did, digest, genesis, heritage, party, report, resigned, submission, work
from .check_log import leaf_hash

# ---- in order ---------------------------------------------------------------------------------


def test_one_batch_may_build_on_itself(store: Store) -> None:
    """Founding, parties, a source, a work of theirs and one derived from it, all at once."""
    source, first = heritage(), work(1, sha256=digest("a"))
    derived: list[JsonObject] = [
        {"heritage": source["id"], "relation": "adapted"},
        {"work": first["id"], "relation": "adapted"},
    ]
    second = work(2, 3, sha256=digest("b"), changes={"derivedFrom": list(derived)})
    batch = (genesis(), party(1), source, party(2), party(3), first, second)
    assert write(store, *batch) == [0, 1, 2, 3, 4, 5, 6]
    kinds = [row.kind for row in entries(store)]
    assert kinds == [document["type"][1] for document in batch]  # type: ignore[index]  # a list


def test_a_batch_and_its_statements_one_by_one_give_the_same_log(
    store: Store, tmp_path: Any
) -> None:
    batch = [
        genesis(),
        party(1),
        work(1, sha256=digest("a")),
        party(2),
        work(2, sha256=digest("a")),
    ]
    write(store, *batch)
    single = open_store(f"sqlite:///{tmp_path}/single.db")
    for document in batch:
        write(single, document)
    assert entries(single) == entries(store)
    with single.read() as one, store.read() as other:
        assert one.head() == other.head()
        assert one.records_after(None, 99) == other.records_after(None, 99)
        assert sorted(one.versions(None, None)) == sorted(other.versions(None, None))
    single.close()


def test_the_order_in_the_batch_is_the_order_of_priority(founded: Store) -> None:
    batch = [work(1, sha256=digest("a")), work(2, sha256=digest("a")), work(3, sha256=digest("a"))]
    assert write(founded, *batch) == [4, 5, 6]
    rulings = [registry(row).get("ruling") for row in entries(founded)[4:]]
    assert rulings == [None, {"competing": [4]}, {"competing": [4, 5]}]


def test_each_entry_of_a_batch_leaves_its_own_version(founded: Store) -> None:
    batch = [work(number, sha256=digest("a")) for number in (1, 2, 3)]
    refused = work(1, sha256=digest("a"), title="again")
    assert shown(write(founded, *batch, refused))[:3] == [4, 5, 6]
    key = ("file", digest("a"))
    with founded.read() as reader:
        claims = [reader.records_at([key], size)[key] for size in range(4, 9)]
        assert reader.records([key])[key] == claims[-1]
    known = [[each["entry"] for each in json.loads(text)["works"]] for text in claims if text]
    assert known == [[4], [4, 5], [4, 5, 6], [4, 5, 6]]
    assert claims[0] is None


def test_a_refused_statement_fails_alone(founded: Store) -> None:
    outcomes = write(
        founded,
        party(1),
        party(4),
        work(9, sha256=digest("a")),
        work(4, sha256=digest("a")),
        work(4, sha256=digest("a"), title="again"),
        heritage(),
        genesis(),
    )
    assert shown(outcomes) == [
        "party_registered_already",
        4,
        "party_not_registered",
        5,
        "work_registered_already",
        6,
        "ledger_founded_already",
    ]
    conflicts = [each.entry for each in outcomes if isinstance(each, LedgerError)]
    assert conflicts == [1, None, 5, 0]


def test_what_was_refused_leaves_no_trace_in_the_batch(founded: Store) -> None:
    """A later statement of the batch sees the register as if the refused one had not come."""
    refused = work(1, sha256=digest("a"), changes={"ownership": "joint"})
    assert shown(write(founded, refused, work(1, sha256=digest("a")), refused)) == [
        "ownership_and_authors_disagree",
        4,
        "ownership_and_authors_disagree",
    ]
    # nor is its id taken
    corrected = work(2, sha256=digest("b"), statement_id=UUID(str(refused["id"])))
    assert write(founded, corrected) == [5]


def test_a_batch_of_refusals_writes_nothing(founded: Store) -> None:
    before = entries(founded)
    with founded.read() as reader:
        head = reader.head()
    assert shown(write(founded, party(1), genesis())) == [
        "party_registered_already",
        "ledger_founded_already",
    ]
    assert entries(founded) == before
    with founded.read() as reader:
        assert reader.head() == head


def test_an_empty_batch(founded: Store) -> None:
    assert write(founded) == []


def test_nothing_enters_before_the_founding(store: Store) -> None:
    assert (
        shown(write(store, party(1), heritage(), work(1, sha256=digest("a"))))
        == ["ledger_not_founded"] * 3
    )
    assert entries(store) == []
    assert shown(write(store, party(1), genesis(), party(1))) == ["ledger_not_founded", 0, 1]


def test_an_entry_too_large_fails_alone(founded: Store) -> None:
    document = work(1, sha256=digest("a"))
    matches = [Match(entry=1, distances={"phash64_v1": 1}, transform="x" * 60)] * 700
    large = submission(document, report(digest("a"), matches=matches))
    outcomes = write(founded, party(4), large, party(5))
    assert shown(outcomes) == [4, "entry_too_large", 5]
    assert isinstance(outcomes[1], StatementError)
    # and it can be entered when the log has less to add
    assert write(founded, document) == [6]


# ---- once and for all -------------------------------------------------------------------------


def test_a_statement_sent_twice_has_one_index(founded: Store) -> None:
    document = party(4)
    assert write(founded, document, party(5), document) == [4, 5, 4]
    assert write(founded, party(6), document, document) == [6, 4, 4]
    assert len(entries(founded)) == 7


def test_the_same_document_signed_again_is_the_same_statement(founded: Store) -> None:
    document = party(4)
    later = resigned(document, 4, time=TIME + timedelta(minutes=1))
    assert later["proof"] != document["proof"]
    assert write(founded, document) == [4]
    assert write(founded, later) == [4]
    other = party(5)
    again = resigned(other, 5, time=TIME + timedelta(minutes=1))
    assert write(founded, again, other) == [5, 5]
    # what is in the log are the proofs that came first
    assert json.loads(entries(founded)[5].leaf)["statement"]["proof"] == again["proof"]


def test_an_id_is_used_once(founded: Store) -> None:
    document = party(4)
    other = {**document, "validFrom": format_time(TIME - timedelta(days=1))}
    forged = resigned(other, 4, time=TIME)
    outcomes = write(founded, document, forged, party(5))
    assert shown(outcomes) == [4, "statement_id_used", 5]
    refused = outcomes[1]
    assert isinstance(refused, Refusal)
    assert (refused.entry, refused.params) == (4, {"id": document["id"]})
    assert shown(write(founded, forged)) == ["statement_id_used"]


def test_a_refused_statement_may_be_admitted_later(founded: Store) -> None:
    document = work(4, sha256=digest("a"))
    assert shown(write(founded, document)) == ["party_not_registered"]
    assert write(founded, party(4), document) == [4, 5]


# ---- time -------------------------------------------------------------------------------------


def test_time_never_goes_back(founded: Store) -> None:
    minutes = (5, 3, -600, 5, 9, 8)
    for number, minute in enumerate(minutes):
        document = party(10 + number, time=TIME - timedelta(days=1))
        write(founded, document, now=TIME + timedelta(minutes=minute))
    times = [registry(row)["time"] for row in entries(founded)[4:]]
    assert times == [format_time(TIME + timedelta(minutes=each)) for each in (5, 5, 5, 5, 9, 9)]


def test_the_time_of_an_entry_is_a_whole_second(founded: Store) -> None:
    now = TIME + timedelta(seconds=1, microseconds=999_999)
    write(founded, party(4), now=now)
    assert registry(entries(founded)[4])["time"] == "2026-11-21T10:00:01Z"
    with founded.read() as reader:
        assert reader.head().time == "2026-11-21T10:00:01Z"


def test_a_statement_is_judged_at_the_time_that_its_entry_bears(
    founded: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or applying the rules again, from the entries alone, could give another ruling."""
    moments: list[Moment] = []

    def judge(statement: Statement, register: Register, moment: Moment) -> JsonObject:
        moments.append(moment)
        return decide(statement, register, moment)

    monkeypatch.setattr("ledger.batch.decide", judge)
    for number, seconds in ((4, 2.5), (5, 1.25)):
        write(founded, party(number), now=TIME + timedelta(seconds=seconds))
    assert moments == [Moment(index, TIME + timedelta(seconds=2)) for index in (4, 5)]
    times = [registry(row)["time"] for row in entries(founded)[4:]]
    assert times == [format_time(moment.time) for moment in moments]


def test_a_statement_is_judged_by_the_ledgers_time_not_by_a_clock_that_fell_back(
    founded: Store,
) -> None:
    later = TIME + timedelta(hours=1)
    write(founded, party(4), now=later)
    # signed at an hour that the fallen clock would take for the future
    assert write(founded, party(5, time=later), now=TIME) == [5]
    ahead = later + timedelta(minutes=10, seconds=1)
    assert shown(write(founded, party(6, time=ahead), now=later)) == ["time_in_future"]
    assert write(founded, party(6, time=ahead - timedelta(seconds=1)), now=later) == [6]


def test_neighbours_are_chained(founded: Store) -> None:
    write(founded, party(4), party(5))
    write(founded, party(6))
    rows = entries(founded)
    previous = [None, *(leaf_hash(row.leaf).hex() for row in rows)]
    assert [registry(row)["previous"] for row in rows] == previous[:-1]


# ---- what the log adds ------------------------------------------------------------------------


def test_the_report_on_a_file_stands_in_the_entry(founded: Store) -> None:
    match = Match(entry=2, distances={"phash64_v1": 6}, transform="rot90")
    made = report(digest("a"), matches=[match], tree_size=4)
    (index,) = write(founded, submission(work(1, sha256=digest("a")), made))
    row = entries(founded)[4]
    assert index == 4
    assert registry(row) == {
        "time": "2026-11-21T10:00:00Z",
        "previous": leaf_hash(entries(founded)[3].leaf).hex(),
        "file": {
            "sha256": digest("a"),
            "sm3": made.facts.sm3,
            "length": 1234,
            "mediaType": "image/png",
            "width": 640,
            "height": 480,
        },
        "fingerprints": list(made.fingerprints),
        "findings": {
            "treeSize": 4,
            "matches": [{"entry": 2, "distances": {"phash64_v1": 6}, "transform": "rot90"}],
        },
    }
    assert row.file == submission(work(1, sha256=digest("a")), made).file_row()


# ---- what would happen ------------------------------------------------------------------------


def test_what_is_foreseen_is_what_happens(founded: Store) -> None:
    document, repeated = party(4), party(4)
    for each in (document, party(1), work(9, sha256=digest("a")), document, repeated):
        statement = submission(each).statement
        before = len(entries(founded))
        foreseen: int | str | None
        with founded.read() as reader:
            try:
                foreseen = foresee(reader, statement, TIME)
            except LedgerError as error:
                foreseen = error.code
        (outcome,) = shown(write(founded, each))
        assert outcome == (before if foreseen is None else foreseen)


# ---- any batches ------------------------------------------------------------------------------


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_batches_give_the_log_that_their_order_gives(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """However statements are cut into batches, repeated and refused, the log is the same."""
    pool = [
        genesis(),
        *(party(number) for number in (1, 2, 3)),
        *(work(number, sha256=digest(name)) for number in (1, 2) for name in "ab"),
        heritage(digest("a")),
        heritage(digest("c"), title="九色鹿"),
    ]
    order = data.draw(st.lists(st.sampled_from(range(len(pool))), min_size=1, max_size=25))
    cuts = data.draw(st.sets(st.integers(0, len(order)), max_size=6))
    directory = tmp_path_factory.mktemp("logs")
    logs = []
    for name, ends in (("cut", sorted({*cuts, len(order)})), ("single", range(1, len(order) + 1))):
        store = open_store(f"sqlite:///{directory / name}.db")
        start, outcomes = 0, []
        for end in ends:
            outcomes += shown(write(store, *(pool[number] for number in order[start:end])))
            start = end
        logs.append((outcomes, entries(store)))
        store.close()
    assert logs[0] == logs[1]
    indexes = {outcome for outcome in logs[0][0] if isinstance(outcome, int)}
    assert indexes == set(range(len(logs[0][1])))


def test_a_registrars_signature_by_another_key(founded: Store) -> None:
    document = resigned(heritage(), 1, time=TIME)
    statement = {**document, "issuer": did(1)}
    outcomes = write(founded, resigned(statement, 1, time=TIME))
    assert shown(outcomes) == ["registrar_signature_missing"]
    assert isinstance(outcomes[0], SignatureError)
