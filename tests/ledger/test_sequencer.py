"""Many submitters, one writer: the answers they get, and what stopping means."""

from __future__ import annotations

import json
import threading
import time
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from ledger.errors import AuditError, Refusal, StoreError
from ledger.receipt import Receipt, verify_receipt
from ledger.register.calendar import format_time
from ledger.sequencer import Sequencer, receipts, utc_now
from ledger.store import Store, open_store

from .build import (
    TIME,
    Ledger,
    damage,
    digest,
    genesis,
    heritage,
    log_signer,
    opened,
    party,
    resigned,
    running,
    submission,
    work,
)
from .check_log import check_log
from .gate import Gate, Submitter, held, index_of, line_up, until
from .store.faults import Faults

SIGNER = log_signer()


# ---- answers ----------------------------------------------------------------------------------


def test_everyone_gets_the_answer_to_what_they_sent(gated: Ledger, gate: Gate) -> None:
    first = party(1)
    with held(gated, gate) as submitters:
        documents = [
            first,
            party(1),
            work(1, sha256=digest("a")),
            first,
            resigned(first, 1, time=TIME + timedelta(minutes=1)),
            work(2, sha256=digest("a")),
            heritage(),
            resigned({**first, "validFrom": format_time(TIME - timedelta(days=1))}, 1, time=TIME),
        ]
        line_up(gated, submitters, *documents)
    answers = [submitter.answer() for submitter in submitters]
    shown = [each.index if isinstance(each, Receipt) else each.code for each in answers]
    assert shown == [
        "ledger_founded_already",
        1,
        "party_registered_already",
        2,
        1,
        1,
        "party_not_registered",
        3,
        "statement_id_used",
    ]
    refused = answers[-1]
    assert isinstance(refused, Refusal)
    assert refused.entry == 1


def test_a_receipt_proves_what_was_committed(ledger: Ledger) -> None:
    for number, document in enumerate([party(1), work(1, sha256=digest("a")), heritage()], 1):
        receipt = ledger.submit(document)
        assert receipt.index == number
        verified = verify_receipt(receipt, ledger.signer.verifier)
        assert verified.entry.statement.document == document
        assert verified.checkpoint.size == number + 1
        with ledger.store.read() as reader:
            assert reader.leaf(number) == receipt.leaf
            assert reader.head().checkpoint.decode() in receipt.proof


def test_an_old_statement_gets_a_receipt_of_today(ledger: Ledger) -> None:
    document = party(1)
    before = ledger.submit(document)
    for number in range(2, 12):
        ledger.submit(party(number))
    after = ledger.submit(document)
    assert (after.index, after.leaf) == (before.index, before.leaf)
    assert verify_receipt(before, ledger.signer.verifier).checkpoint.size == 2
    assert verify_receipt(after, ledger.signer.verifier).checkpoint.size == 12


def test_receipts_of_entries_far_apart(ledger: Ledger) -> None:
    for number in range(1, 12):
        ledger.submit(party(number))
    asked = [11, 0, 5, 4, 5, 9]
    with ledger.store.read() as reader:
        made = receipts(reader, asked, ledger.signer.verifier)
    assert [index_of(each) for each in made] == asked
    for each in made:
        assert isinstance(each, Receipt)
        assert verify_receipt(each, ledger.signer.verifier).checkpoint.size == 12


def test_no_receipt_leaves_a_damaged_ledger(sqlite_url: str) -> None:
    with opened(sqlite_url) as ledger:
        document = party(1)
        ledger.submit(document)
        ledger.submit(party(2))
        damage(ledger.store, 'UPDATE entries SET leaf = :leaf WHERE "index" = 1', leaf=b"{}")
        with pytest.raises(AuditError) as refused:
            ledger.submit(document)
        assert refused.value.code == "audit_checkpoint_false"


def test_nothing_but_a_founding_begins_a_log(store: Store) -> None:
    sequencer = Sequencer(store, SIGNER, lambda: TIME)
    for document in (party(1), heritage()):
        with pytest.raises(Refusal, match="ledger_not_founded"):
            sequencer.submit(submission(document))
    assert sequencer.submit(submission(genesis())).index == 0
    sequencer.close()
    check_log(store, SIGNER.verifier.to_vkey())


def test_an_error_that_nobody_foresaw_reaches_the_submitter(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("unforeseen")

    with monkeypatch.context() as patch:
        patch.setattr("ledger.sequencer.write_batch", fail)
        with pytest.raises(RuntimeError, match="unforeseen"):
            ledger.submit(party(1))
    assert ledger.submit(party(1)).index == 1


# ---- time -------------------------------------------------------------------------------------


def test_the_systems_clock_is_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_a_clock_that_jumps_never_takes_time_back(store: Store) -> None:
    seconds = [0, 5, 3, -3600, 5, 4, 86_400, -1, 0, 86_401]
    times = iter(seconds)
    now = 0

    def clock() -> datetime:
        return TIME + timedelta(seconds=now)

    with running(store, clock=clock) as ledger:
        for number, now in enumerate(times):  # noqa: B007  # the clock reads it
            ledger.submit(party(number, time=TIME - timedelta(days=30)))
    expected, latest = [], 0
    for second in seconds:
        latest = max(latest, second)
        expected.append(format_time(TIME + timedelta(seconds=latest)))
    with store.read() as reader:
        leaves = reader.leaves(1, 99)
    assert [json.loads(leaf)["registry"]["time"] for leaf in leaves] == expected
    check_log(store, SIGNER.verifier.to_vkey())


def test_the_time_of_the_head_outlasts_the_process(database_url: str) -> None:
    with opened(database_url, lambda: TIME + timedelta(hours=2)) as ledger:
        ledger.submit(party(1))
    with opened(database_url, lambda: TIME) as ledger:
        receipt = ledger.submit(party(2))
        check_log(ledger.store, ledger.vkey)
    assert json.loads(receipt.leaf)["registry"]["time"] == format_time(TIME + timedelta(hours=2))


# ---- too many, and the end --------------------------------------------------------------------


def test_too_many_are_turned_away_and_may_come_again(
    gated: Ledger, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sequencer.MAX_WAITING", 3)
    with held(gated, gate) as submitters:
        line_up(gated, submitters, *(party(number) for number in range(3)))
        with pytest.raises(StoreError) as refused:
            gated.submit(party(3))
        assert (refused.value.code, refused.value.params) == ("sequencer_busy", {"waiting": 3})
    assert [index_of(submitter.answer()) for submitter in submitters[1:]] == [1, 2, 3]
    assert gated.submit(party(3)).index == 4


def test_closing_writes_what_is_waiting_and_takes_nothing_more(gated: Ledger, gate: Gate) -> None:
    with held(gated, gate) as submitters:
        line_up(gated, submitters, *(party(number) for number in range(5)))
        closing = threading.Thread(target=gated.sequencer.close)
        closing.start()
        until(lambda: gated.sequencer._stopped)
        with pytest.raises(StoreError) as refused:
            gated.submit(party(9))
        assert refused.value.code == "sequencer_stopped"
        assert closing.is_alive()
    assert [index_of(submitter.answer()) for submitter in submitters[1:]] == [1, 2, 3, 4, 5]
    closing.join(60)
    assert not closing.is_alive()
    assert gated.size() == 6
    gated.sequencer.close()


def test_closing_does_not_wait_for_a_batch_to_fill(
    sqlite_url: str, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sequencer.GATHER_SECONDS", 600)
    with opened(sqlite_url, gate) as ledger:
        with held(ledger, gate) as submitters:
            line_up(ledger, submitters, party(1), party(2))
        for submitter in submitters:
            submitter.answer()
        last = Submitter(ledger.sequencer, submission(party(3)))
        until(lambda: len(ledger.sequencer._waiting) == 1)
        start = time.monotonic()
        ledger.sequencer.close()
        assert index_of(last.answer()) == 3
        assert time.monotonic() - start < 30


def test_closing_an_idle_sequencer(store: Store) -> None:
    threads = threading.active_count()
    sequencer = Sequencer(store, SIGNER)
    assert threading.active_count() == threads + 1
    sequencer.close()
    assert threading.active_count() == threads


# ---- the database gone ------------------------------------------------------------------------


def test_a_closed_store_opens_its_connections_again(database_url: str) -> None:
    store = open_store(database_url)
    with running(store) as ledger:
        store.close()
        assert ledger.submit(party(1)).index == 1
        check_log(store, ledger.vkey)
    store.close()


@pytest.mark.parametrize("part", ["_writer", "_reader"])
def test_all_who_wait_are_told_when_the_database_fails(
    gated: Ledger, gate: Gate, part: str
) -> None:
    documents = [party(number) for number in range(4)]
    with ExitStack() as stack:
        with held(gated, gate) as submitters:
            line_up(gated, submitters, *documents)
            stack.enter_context(Faults(getattr(gated.store, part)).breaking(0, "dying"))
        answers = [submitter.answer() for submitter in submitters[1:]]
    for answer in answers:
        assert isinstance(answer, StoreError)
        assert answer.code == "store_unavailable"
    # what failed behind the commit was the answer, not the entry
    assert gated.size() == (1 if part == "_writer" else 5)
    assert [gated.submit(document).index for document in documents] == [1, 2, 3, 4]
    assert gated.size() == 5


# ---- many threads -----------------------------------------------------------------------------


def test_a_crowd_with_repeats_and_refusals(ledger: Ledger) -> None:
    """Every statement is sent by several threads, in other orders: each has one index."""
    documents = [party(number) for number in range(1, 25)]
    documents += [work(number, sha256=digest(f"{number % 6}")) for number in range(1, 13)]
    ready = [submission(document) for document in documents]
    answers: dict[str, set[int]] = {each.statement.id: set() for each in ready}
    lock = threading.Lock()

    def submit_until_admitted(offset: int) -> None:
        waiting = ready[offset:] + ready[:offset]
        while waiting:
            refused = []
            for each in waiting:
                try:
                    index = ledger.sequencer.submit(each).index
                except Refusal as error:
                    assert error.code == "party_not_registered"  # noqa: PT017  # it comes in time
                    refused.append(each)
                else:
                    with lock:
                        answers[each.statement.id].add(index)
            waiting = refused

    threads = [threading.Thread(target=submit_until_admitted, args=(n * 5,)) for n in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(min(indexes) for indexes in answers.values()) == list(range(1, 37))
    assert all(len(indexes) == 1 for indexes in answers.values())
    with ledger.store.read() as reader:
        found = reader.find(list(answers))
    assert {name: {index} for name, (index, _) in found.items()} == answers
