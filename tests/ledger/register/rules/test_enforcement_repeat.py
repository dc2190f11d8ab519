"""Who went on after a notice: which entries show it, as of which day, and what takes it away."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.register.calendar import local_date, parse_time
from ledger.register.did import did_of
from ledger.register.records.enforcement import Continued, Infringement, SeenAgain
from ledger.register.rules.enforcement_repeat import (
    Repetition,
    continued_after_notice,
    note_continued,
    repetition,
)
from ledger.register.state import Register

from ..build import ALICE, BOB, MALLORY, key_of, number_id, party_subject
from ..play import Play
from .enforcing import PLATFORM, Key, Notice, collect, notice, restored, rulings, served, waiting

NOTHING = Repetition((), ())


def shown(play: Play, case: Notice, days: int = 0) -> Repetition:
    return repetition(play.register, case.record, date.fromisoformat(play.day(days)))


def flagged(play: Play, party: Any = BOB, days: int = 0) -> list[int]:
    day = date.fromisoformat(play.day(days))
    return continued_after_notice(play.register, did_of(party), day)


def noticed_again(play: Play, first: Notice, by: Key = ALICE, **changes: Any) -> Notice:
    """Return a notice on the same work, two days after the `first`."""
    play.skip(2)
    return Notice(play, first.work, by, **changes)


def test_E05_a_second_notice_on_what_was_seen_later_shows_it_on_both_and_on_the_party():
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        assert (shown(play, first), flagged(play)) == (NOTHING, [])
        play.skip(1)
        second = Notice(play, work)
        assert rulings(second.sent)["after"] == [first.record.forwarded]
        assert second.record.after == [first.id]
        assert shown(play, second) == Repetition((first.record.forwarded,), ())
        assert shown(play, first) == Repetition((), (second.sent.index,))
        assert flagged(play) == [second.sent.index]
        assert flagged(play, ALICE) == flagged(play, PLATFORM) == []


def test_E05_evidence_of_the_notifier_shows_it_without_another_notice():
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        play.skip(3)
        entry = collect(play, work, notice=first.id)
        other = collect(play, work, notice=first.id)
        assert shown(play, first) == Repetition((), (entry.index, other.index))
        assert flagged(play) == [entry.index, other.index]
        # what does not name the notice names nobody
        collect(play, work)
        assert flagged(play) == [entry.index, other.index]


def test_it_is_shown_of_a_masked_name_on_its_own_case_alone():
    with Play() as play:
        work, masked = play.registered(), {"respondent": None, "respondentLabel": "敦***"}
        first = served(play, work, **masked)
        # two shops may have one masked name
        second = noticed_again(play, first, **masked)
        assert shown(play, second) == shown(play, first) == NOTHING
        entry = collect(play, work, notice=first.id)
        assert shown(play, first).again == (entry.index,)
        assert not [key for key in play.register.dump() if key[0] in {"continued", "noticed"}]


def test_before_it_reached_the_respondent_nobody_went_on():
    with Play() as play:
        work = play.registered()
        first = Notice(play, work)
        play.skip(5)
        second = Notice(play, work)
        first.forward()
        # seen on the day of the forwarding, or before: no
        third = Notice(play, work)
        assert [shown(play, case) for case in (first, second, third)] == [NOTHING] * 3
        assert "after" not in rulings(third.sent)
        assert flagged(play) == []


def test_of_several_pieces_of_evidence_the_latest_counts():
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        found = [collect(play, work).statement.id]
        play.skip(1)
        found.append(collect(play, work).statement.id)
        entry = play.enter("InfringementNotice", notice(work, *found), ALICE)
        assert rulings(entry)["after"] == [first.record.forwarded]
        record = play.register.get(Infringement, entry.statement.id)
        assert record is not None
        assert (record.after, record.seen) == ([first.id], entry.registry.time)
        assert flagged(play) == [entry.index]


def test_another_respondent_and_another_work_have_nothing_to_do_with_it():
    with Play() as play:
        work, other = play.registered(), play.registered()
        served(play, work)
        play.skip(2)
        for case in (Notice(play, other), Notice(play, work, respondent=did_of(MALLORY))):
            assert shown(play, case) == NOTHING
        assert flagged(play) == flagged(play, MALLORY) == []


def test_a_notice_by_somebody_else_on_another_platform_counts():
    with Play() as play:
        market = key_of(78)
        play.enter("PartyRegistration", party_subject(market), market)
        first = served(play, play.registered(ALICE, MALLORY))
        second = noticed_again(play, first, MALLORY, platform=did_of(market))
        assert flagged(play) == [second.sent.index]


def test_a_wrong_notice_does_not_count():
    with Play() as play:
        work = play.registered()
        first = waiting(play, work)
        second = noticed_again(play, first)
        # while it is disputed it stands
        assert flagged(play) == [second.sent.index]
        # from the day on which the measures have to end, whether the platform does it or not
        assert flagged(play, days=13) == [second.sent.index]
        assert flagged(play, days=14) == []
        play.skip(14)
        first.end("restored")
        assert flagged(play) == []
        assert (shown(play, first), shown(play, second)) == (NOTHING, NOTHING)


def test_a_proof_that_was_delayed_brings_it_back():
    with Play() as play:
        work = play.registered()
        first = waiting(play, work)
        second = noticed_again(play, first)
        play.skip(15)
        assert flagged(play) == []
        first.prove(delay={"sha256": "0" * 64, "title": "公证书"})
        assert flagged(play) == [second.sent.index]
        first.end("upheld")
        assert flagged(play, days=900) == [second.sent.index]


@pytest.mark.parametrize("which", [0, 1])
def test_a_notice_taken_back_does_not_count(which):
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        cases = [first, noticed_again(play, first)]
        assert len(flagged(play)) == 1
        cases[which].end("withdrawn")
        assert flagged(play) == []
        assert [shown(play, case) for case in cases] == [NOTHING, NOTHING]


def test_a_later_notice_that_was_wrong_shows_nothing():
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        play.skip(2)
        second = restored(play, work)
        assert second.record.after == [first.id]
        assert flagged(play) == []
        third = Notice(play, work)
        assert third.record.after == [first.id, second.id]
        assert shown(play, third).before == (first.record.forwarded,)
        assert flagged(play) == [third.sent.index]


def test_the_lists_keep_the_newest_sixty_four():
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        play.skip(2)
        entries = [collect(play, work, notice=first.id).index for _ in range(66)]
        again = play.register.get(SeenAgain, first.id)
        known = play.register.get(Continued, did_of(BOB))
        assert again is not None
        assert known is not None
        assert again.entries == entries[2:]
        assert known.notices == [first.id]
        assert flagged(play) == entries[2:]


def test_of_a_party_the_sixty_four_notices_that_were_spoken_of_last_are_kept():
    with Play() as play:
        record = served(play, play.registered()).record
    register, names = Register(), [number_id(number) for number in range(66)]
    for index, name in enumerate([*names, names[5]]):
        note_continued(register, record.model_copy(update={"id": name}), index)
    known = register.get(Continued, did_of(BOB))
    assert known is not None
    assert known.notices == [*names[2:5], *names[6:], names[5]]


DAYS = st.sampled_from([0, 0, 1, 2, 16])
WHAT = st.sampled_from(["send", "send", "forward", "counter", "tell", "end", "see", "withdraw"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(WHAT, st.integers(0, 3), st.booleans(), DAYS), max_size=20))
def test_E05_the_flag_is_what_the_entries_say(steps):
    """Against a table of what happened on which day, read without any of the register's lists."""
    with Play() as play:
        works = [play.work(), play.work()]
        cases: list[Notice] = []
        sightings: list[tuple[Notice, int]] = []
        for what, number, first, gap in steps:
            if what == "send":
                respondent = did_of((BOB, MALLORY)[number % 2])
                cases.append(Notice(play, works[first], respondent=respondent))
            elif cases:
                case = cases[number % len(cases)]
                entry = attempt(play, case, what)
                if what == "see" and entry is not None:
                    sightings.append((case, entry))
            play.skip(gap)
        for party in (BOB, MALLORY):
            assert flagged(play, party) == expected(cases, sightings, did_of(party))


def attempt(play: Play, case: Notice, what: str) -> int | None:
    by = BOB if case.record.respondent == did_of(BOB) else MALLORY
    try:
        match what:
            case "forward":
                return case.forward().index
            case "counter":
                return case.counter(by).index
            case "tell":
                return case.forward_counter().index
            case "see":
                return collect(play, case.work, notice=case.id).index
            case "withdraw":
                return case.end("withdrawn").index
            case _:
                return case.end("restored").index
    except LedgerError:
        return None


def expected(cases: list[Notice], sightings: list[tuple[Notice, int]], party: str) -> list[int]:
    standing = [
        case
        for case in cases
        if case.record.respondent == party
        and case.state() not in {"restore_due", "restored", "withdrawn"}
    ]
    found = {entry for case, entry in sightings if case in standing}
    for later in standing:
        if any(served_before(one, later) for one in standing):
            found.add(later.sent.index)
    return sorted(found)


def served_before(one: Notice, later: Notice) -> bool:
    record: Infringement = one.record
    if record.served is None or one.work != later.work or one.sent.index > later.sent.index:
        return False
    seen = local_date(parse_time(later.found.registry.time))
    return date.fromisoformat(record.served) + timedelta(days=1) <= seen
