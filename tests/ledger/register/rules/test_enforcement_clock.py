"""The clock of a notice, computed twice: by the rules, and day by day with no rules."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.register.workdays import add_workdays, is_workday

from ..build import ALICE, BOB
from ..play import Play
from .enforcing import COUNTER, DOCUMENT, PLATFORM, PROOF, Notice, ending, waiting


def test_I15_measures_end_fifteen_days_after_delivery_without_complaint_or_suit():
    with Play() as play:
        case = waiting(play, play.registered())
        assert case.at().due == play.day(15)
        assert [case.state(days) for days in (0, 15, 16, 900)] == [
            "waiting",
            "waiting",
            "restore_due",
            "restore_due",
        ]
        play.skip(15)
        case.refused("step_not_open", "NoticeOutcome", PLATFORM, **ending("restored"))
        play.skip(1)
        refusal = case.refused("step_not_open", "SuitProof", ALICE, **PROOF)
        assert refusal.entry == case.record.entry
        case.end("restored")
        assert case.state() == "restored"


@pytest.mark.parametrize("kind", ["lawsuit", "administrative_complaint"])
def test_I15_proof_on_the_last_day_keeps_the_measures(kind):
    with Play() as play:
        case = waiting(play, play.registered())
        play.skip(15)
        case.prove(kind=kind)
        assert [case.state(days) for days in (0, 1, 900)] == ["litigation"] * 3
        case.refused("step_not_open", "SuitProof", ALICE, **PROOF)


def test_an_arbitration_is_no_suit_against_a_seller():
    with Play() as play:
        case = waiting(play, play.registered())
        case.refused("field_invalid", "SuitProof", ALICE, **(PROOF | {"kind": "arbitration"}))


def test_the_days_count_from_the_forwarding_and_from_nothing_that_anybody_types():
    with Play() as play:
        case = Notice(play, play.registered())
        play.skip(9)
        case.forward()
        play.skip(40)
        case.counter()
        play.skip(7)
        case.forward_counter()
        assert (case.record.status.since, case.at().due) == (play.today, play.day(15))


def test_N17_a_second_proof_forwarding_or_counter_notice_moves_no_clock():
    with Play() as play:
        case = waiting(play, play.registered())
        due = case.at().due
        play.skip(5)
        case.refused("step_not_open", "CounterForwarding", PLATFORM)
        case.refused("step_not_open", "CounterNotice", BOB, **COUNTER)
        case.refused("step_not_open", "NoticeForwarding", PLATFORM, measures=[])
        assert case.at().due == due


def test_a_delay_that_could_not_be_helped_adds_twenty_working_days_at_most():
    late = PROOF | {"delay": DOCUMENT}
    with Play() as play:
        case = waiting(play, play.registered())
        last = add_workdays(date.fromisoformat(play.day(15)), 20)
        left = (last - date.fromisoformat(play.today)).days
        play.skip(left + 1)
        refusal = case.refused("delay_too_long", "SuitProof", ALICE, **late)
        assert refusal.params == {"last": last.isoformat()}
        assert refusal.entry == case.record.entry
        other = waiting(play, case.work)
        last = add_workdays(date.fromisoformat(play.day(15)), 20)
        play.skip((last - date.fromisoformat(play.today)).days)
        other.refused("step_not_open", "SuitProof", ALICE, **PROOF)
        assert other.state() == "restore_due"
        other.prove(delay=DOCUMENT)
        assert other.state() == "litigation"


def test_a_delay_does_not_bring_back_measures_that_were_ended():
    with Play() as play:
        case = waiting(play, play.registered())
        play.skip(16)
        case.end("restored")
        case.refused("step_not_open", "SuitProof", ALICE, **(PROOF | {"delay": DOCUMENT}))


def test_within_the_days_a_delay_says_nothing():
    with Play() as play:
        case = waiting(play, play.registered())
        case.prove(delay=DOCUMENT)
        assert case.state() == "litigation"


@dataclass
class Sim:
    """One notice, lived through one day at a time; `left` are the days of the clock after today.

    `over` are the working days since the clock ran out. Nothing here knows the table.
    """

    place: str = "platform"
    left: int = 0
    over: int = 0
    forwarded: bool = False
    disputed: bool = False
    elsewhere: bool = False
    settled: bool = False
    word: str = ""

    def tick(self, tomorrow: date) -> None:
        """A night goes by."""
        if self.place == "notifier" and not self.word:
            if self.left == 0:
                self.place = "nobody"
                self.over = int(is_workday(tomorrow))
            else:
                self.left -= 1
        elif self.place == "nobody":
            self.over += is_workday(tomorrow)

    @property
    def state(self) -> str:
        if self.word:
            return self.word
        if self.place == "court":
            return "litigation"
        if self.place == "nobody":
            return "restore_due"
        if self.place == "notifier":
            return "waiting"
        if self.disputed:
            return "countered"
        if self.settled:
            return "complied"
        if self.elsewhere:
            return "escalated" if self.forwarded else "bypassed"
        return "served" if self.forwarded else "sent"

    @property
    def quiet(self) -> bool:
        return self.place == "platform" and not self.disputed

    def could(self, what: str) -> bool:
        """Say whether something can happen today."""
        open_to_proof = self.disputed and self.place in {"platform", "notifier"}
        abroad = self.quiet and self.forwarded and self.elsewhere and not self.settled
        found = abroad or self.place == "court"
        return (
            not self.word
            and {
                "forward": self.quiet and not self.forwarded,
                "counter": self.quiet and self.forwarded,
                "tell": self.place == "platform" and self.disputed,
                "prove": open_to_proof,
                "excuse": open_to_proof or (self.place == "nobody" and self.over <= 20),
                "complied": self.quiet and self.forwarded and not self.settled,
                "escalated": self.quiet and (self.settled or not self.elsewhere),
                "upheld": found,
                "restored": found or self.place == "nobody",
                "withdrawn": True,
            }[what]
        )

    def do(self, what: str) -> bool:
        """Let something happen today; say whether it could."""
        if not self.could(what):
            return False
        if what == "forward":
            self.forwarded = True
        elif what == "counter":
            self.disputed = True
        elif what == "tell":
            self.place, self.left = "notifier", 15
        elif what in {"prove", "excuse"}:
            self.place = "court"
        elif what == "complied":
            self.settled = True
        elif what == "escalated":
            self.elsewhere, self.settled = True, False
        else:
            self.word = what
        return True


def attempt(case: Notice, what: str) -> bool:
    """Let the register do the same; say whether it did."""
    try:
        match what:
            case "forward":
                case.forward()
            case "counter":
                case.counter()
            case "tell":
                case.forward_counter()
            case "prove":
                case.prove()
            case "excuse":
                case.prove(delay=DOCUMENT)
            case _:
                case.end(what)
    except LedgerError:
        return False
    return True


STEPS = (
    *("forward", "counter", "tell", "prove", "excuse"),
    *("complied", "upheld", "restored", "escalated", "withdrawn"),
)
GAPS = st.sampled_from([0, 0, 1, 2, 5, 14, 15, 16, 21, 28, 29, 40])


def assert_same(play: Play, case: Notice, sim: Sim) -> None:
    """Hold that both say the same of today and of every day that is to come."""
    ahead = deepcopy(sim)
    for days in range(40):
        found = case.at(days)
        assert found.state == ahead.state, days
        if found.state == "waiting":
            assert found.due == play.day(days + ahead.left)
        ahead.tick(date.fromisoformat(play.day(days + 1)))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_I15_two_implementations_of_the_clock_agree(data):
    with Play() as play:
        case, sim = Notice(play, play.work()), Sim()
        for _ in range(data.draw(st.integers(1, 12))):
            # mostly what can happen, and the end of it late, so that a case gets somewhere
            possible = [what for what in STEPS if what != "withdrawn" and deepcopy(sim).do(what)]
            any_step = st.sampled_from(STEPS)
            likely = st.sampled_from(possible) if possible else any_step
            what = data.draw(st.one_of(likely, likely, likely, any_step))
            assert attempt(case, what) == sim.do(what), what
            assert_same(play, case, sim)
            days = data.draw(GAPS)
            for _ in range(days):
                sim.tick(date.fromisoformat(play.day(1)))
                play.skip(1)
        assert_same(play, case, sim)


def test_the_state_of_a_day_is_asked_of_the_entries_alone():
    with Play() as play:
        case = waiting(play, play.registered())
        before = play.register.dump()
        first = [case.at(days) for days in range(60)]
        assert first == [case.at(days) for days in range(59, -1, -1)][::-1]
        assert play.register.dump() == before
