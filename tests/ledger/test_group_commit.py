"""What shares a commit, and who waits for whom."""

from __future__ import annotations

import threading
import time

import pytest

from ledger.submission import Submission

from .build import Ledger, opened, party, submission
from .check_log import check_log
from .gate import Answer, Gate, Submitter, counting_commits, held, index_of, line_up, until


def test_thirty_two_submitters_cost_two_commits(gated: Ledger, gate: Gate) -> None:
    """One for the batch that was being written when they came, and one for all of them."""
    barrier = threading.Barrier(32)
    answers: list[Answer] = []

    def submit(each: Submission) -> None:
        barrier.wait()
        answers.append(gated.sequencer.submit(each))

    submissions = [submission(party(number)) for number in range(32)]
    with counting_commits(gated.store) as commits:
        with held(gated, gate):
            threads = [threading.Thread(target=submit, args=(each,)) for each in submissions]
            for thread in threads:
                thread.start()
            until(lambda: len(gated.sequencer._waiting) == 32)
            assert commits == []
        for thread in threads:
            thread.join(60)
    assert commits == ["COMMIT", "COMMIT"]
    assert sorted(index_of(answer) for answer in answers) == list(range(1, 33))


def test_thirty_two_submitters_that_come_back_share_commits(gated: Ledger) -> None:
    """Without anybody holding the writer: batches fill up by themselves."""
    rounds = 6

    def submit(writer: int) -> None:
        for number in range(rounds):
            gated.submit(party(writer * 100 + number))

    threads = [threading.Thread(target=submit, args=(writer,)) for writer in range(32)]
    with counting_commits(gated.store) as commits:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert gated.size() == 1 + 32 * rounds
    # far from one for each, however the threads are scheduled
    assert len(commits) <= 32 * rounds // 4


def test_more_than_a_batch_holds(
    gated: Ledger, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sequencer.MAX_BATCH", 4)
    with counting_commits(gated.store) as commits:
        with held(gated, gate) as submitters:
            line_up(gated, submitters, *(party(number) for number in range(10)))
        answers = [submitter.answer() for submitter in submitters[1:]]
    assert [index_of(answer) for answer in answers] == list(range(1, 11))
    assert len(commits) == 1 + 3


def test_a_lone_submitter_is_not_kept_waiting(
    sqlite_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sequencer.GATHER_SECONDS", 600)
    for number in range(5):
        assert sqlite_ledger.submit(party(number)).index == number + 1


def test_a_batch_waits_for_those_who_were_just_answered(
    sqlite_url: str, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sequencer.GATHER_SECONDS", 600)
    with opened(sqlite_url, gate) as ledger, counting_commits(ledger.store) as commits:
        with held(ledger, gate) as submitters:
            line_up(ledger, submitters, *(party(number) for number in range(3)))
        for submitter in submitters:
            submitter.answer()
        assert len(commits) == 2
        # three were answered together, so three are waited for
        submitters.clear()
        line_up(ledger, submitters, party(3), party(4))
        assert commits == ["COMMIT"] * 2
        submitters.append(Submitter(ledger.sequencer, submission(party(5))))
        assert [index_of(submitter.answer()) for submitter in submitters] == [4, 5, 6]
        assert len(commits) == 3
        check_log(ledger.store, ledger.vkey)


def test_it_does_not_wait_for_ever(
    sqlite_url: str, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sequencer.GATHER_SECONDS", 0.2)
    with opened(sqlite_url, gate) as ledger:
        with held(ledger, gate) as submitters:
            line_up(ledger, submitters, *(party(number) for number in range(3)))
        for submitter in submitters:
            submitter.answer()
        start = time.monotonic()
        assert ledger.submit(party(3)).index == 4
        assert time.monotonic() - start >= 0.19
        monkeypatch.setattr("ledger.sequencer.GATHER_SECONDS", 600)
        assert ledger.submit(party(4)).index == 5
