"""The clock of the public notice, computed twice: by the rules, and day by day with no rules."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.register.examples import founding, notice
from ledger.register.records.notice import Objection
from ledger.register.rules.dealings import registration_at

from ..build import ALICE, BOB, CAROL, REGISTRAR, number_id
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .objecting import Case, admission, decision, exhibit, filing, stands
from .ordering import enter as order

OUTCOMES = ("dismissed", "partly", "upheld")
GROUNDS = ("false_data", "not_a_work", "public_domain_only")


@dataclass
class Sim:
    """A registration and its objections, lived through one day at a time.

    `left` are the whole days that the notice still has after today, and a case's phase carries the
    days that it still has in the same way (``None``: no clock). Nothing here knows a date.
    """

    state: str = "notice"
    left: int = 30
    waits: bool = False
    cases: dict[int, tuple[str, int | None]] = field(default_factory=dict)

    def tick(self) -> None:
        """A night goes by."""
        fell = self.state
        for name, (phase, left) in self.cases.items():
            if left:
                self.cases[name] = (phase, left - 1)
            elif left == 0:
                after = "review" if phase.startswith("response") else phase.removeprefix("decided ")
                self.cases[name] = (after, None)
        self.close()
        if self.state == "notice" and fell == "notice":
            self.waits = self.waits or self.left == 0
            self.left = max(0, self.left - 1)
        self.settle()

    def close(self) -> None:
        phases = [phase for phase, _ in self.cases.values()]
        if self.state == "objected" and "upheld" in phases:
            self.state = "refused"
        elif self.state == "objected" and not any(map(self.stops, phases)):
            self.state = "notice"

    def settle(self) -> None:
        phases = [phase for phase, _ in self.cases.values()]
        if self.state == "notice" and self.waits and "filed" not in phases:
            self.state = "registered"

    @staticmethod
    def stops(phase: str) -> bool:
        return phase in {"response", "response+", "review", "recheck"} or phase.startswith(
            "decided"
        )

    def do(self, what: str, name: int, outcome: str) -> bool:
        """Let something happen today; say whether it could."""
        phase, left = self.cases.get(name, ("", None))
        after = self.after(what, phase, left, outcome)
        if after is None:
            return False
        self.cases[name] = after
        if what == "admit" and self.state == "notice":
            self.state, self.waits = "objected", False
        self.close()
        self.settle()
        return True

    def after(
        self, what: str, phase: str, left: int | None, outcome: str
    ) -> tuple[str, int | None] | None:
        running = (self.state == "notice" and not self.waits) or self.state == "objected"
        over = phase in {"", "rejected", "withdrawn", *OUTCOMES}
        match what:
            case "file":
                return ("filed", None) if phase == "" and running else None
            case "admit":
                live = self.state in {"notice", "objected"}
                return ("response", 15) if phase == "filed" and live else None
            case "reject":
                return ("rejected", None) if phase == "filed" else None
            case "reply":
                return ("review", None) if phase.startswith("response") else None
            case "extend":
                assert phase != "response" or left is not None
                return ("response+", (left or 0) + 15) if phase == "response" else None
            case "decide":
                return (f"decided {outcome}", 15) if phase == "review" else None
            case "review":
                return ("recheck", None) if phase.startswith("decided") else None
            case "recheck":
                return (outcome, None) if phase == "recheck" else None
            case _:
                return None if over else ("withdrawn", None)


def attempt(play: Play, work: str, what: str, name: int, outcome: str, ids: dict[int, str]) -> bool:
    """Let the register do the same; say whether it did. A case is filed once."""
    if what == "file" and name in ids:
        return False
    case = ids.get(name, number_id(999))
    objector = (BOB, CAROL)[name % 2]
    ground = {"ground": GROUNDS[name], "evidence": [exhibit(name)]}
    by = {"dismissed": objector, "partly": objector, "upheld": ALICE}
    last = outcome_of(play, case)
    made: dict[str, tuple[str, Any, tuple[Any, ...]]] = {
        "file": ("ObjectionFiling", filing(work, objector, **ground), (objector,)),
        "admit": ("ObjectionAdmission", admission(case), (REGISTRAR,)),
        "reject": ("ObjectionAdmission", admission(case, "rejected"), (REGISTRAR,)),
        "reply": ("ObjectionReply", {"objection": case, "statement": "不"}, (ALICE,)),
        "extend": ("ObjectionExtension", {"objection": case}, (ALICE,)),
        "decide": ("ObjectionDecision", decision(case, outcome), (REGISTRAR, REGISTRAR_2)),
        "review": ("ObjectionReview", {"objection": case, "reasons": "不服"}, (by[last],)),
        "recheck": ("ReviewDecision", decision(case, outcome), (REGISTRAR, REGISTRAR_3)),
        "withdraw": ("ObjectionWithdrawal", {"objection": case}, (objector,)),
    }
    kind, subject, signers = made[what]
    try:
        entry = play.enter(kind, subject, *signers)
    except LedgerError:
        return False
    if what == "file":
        ids[name] = entry.statement.id
    return True


def outcome_of(play: Play, case: str) -> str:
    found = play.register.get(Objection, case)
    state = found.status.state if found else ""
    return state.removeprefix("decided_") if state.startswith("decided_") else "dismissed"


def assert_same(play: Play, work: str, sim: Sim) -> None:
    """Hold that both say the same of today and of every day that is to come."""
    folio, ahead = play.folio(work), deepcopy(sim)
    for days in range(70):
        found = registration_at(folio, date.fromisoformat(play.day(days)))
        assert found.state == ahead.state, days
        if found.state == "objected":
            assert found.remaining == ahead.left
        if found.state == "notice" and not ahead.waits:
            assert found.due == play.day(days + ahead.left)
        ahead.tick()


STEPS = ("file", "admit", "reject", "reply", "extend", "decide", "review", "recheck", "withdraw")
GAPS = st.sampled_from([0, 0, 0, 0, 1, 2, 5, 14, 15, 16, 29])
any_step = st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.sampled_from(OUTCOMES))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_I13_two_implementations_of_the_clock_agree(data):
    with Play() as play:
        work, sim = play.work(), Sim()
        ids: dict[int, str] = {}
        for _ in range(data.draw(st.integers(1, 16))):
            # mostly what can happen, so that cases get somewhere
            possible = [
                (what, name, outcome)
                for what in STEPS
                for name in range(3)
                for outcome in OUTCOMES
                if deepcopy(sim).do(what, name, outcome)
            ]
            likely = st.sampled_from(possible) if possible else any_step
            what, name, outcome = data.draw(st.one_of(likely, likely, likely, any_step))
            assert attempt(play, work, what, name, outcome, ids) == sim.do(what, name, outcome)
            assert_same(play, work, sim)
            days = data.draw(GAPS)
            play.skip(days)
            for _ in range(days):
                sim.tick()
        assert_same(play, work, sim)


def test_the_notice_ends_with_its_last_day():
    with Play() as play:
        work = play.work()
        assert [stands(play, work, days) for days in (0, 30, 31)] == [
            "notice",
            "notice",
            "registered",
        ]


def test_an_admitted_objection_stops_the_clock_and_the_days_remain():
    with Play() as play:
        work = play.work()
        play.skip(10)
        case = Case(play, work)
        play.skip(2)
        ruling = case.admit().registry.ruling
        assert ruling is not None
        assert ruling["noticeDaysLeft"] == 18
        assert stands(play, work, 500) == "objected"
        play.skip(40)
        case.withdraw()
        assert registration_at(play.folio(work), date.fromisoformat(play.today)).due == play.day(18)
        assert [stands(play, work, days) for days in (18, 19)] == ["notice", "registered"]


def test_a_decision_ends_the_case_by_itself_after_fifteen_days():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        case.admit()
        case.reply()
        case.decide("dismissed")
        # final on day 16 of it, and then the 30 days that remained
        assert [stands(play, work, days) for days in (15, 16, 46, 47)] == [
            "objected",
            "notice",
            "notice",
            "registered",
        ]


def test_the_notice_goes_on_when_the_last_of_several_objections_is_over():
    with Play() as play:
        work = play.work()
        cases = [Case(play, work), Case(play, work, CAROL, evidence=[exhibit(2)])]
        for case in cases:
            case.admit()
            case.reply()
            case.decide("dismissed")
            play.skip(5)
        # five days after the second, whose fifteen days end in ten
        assert [stands(play, work, days) for days in (10, 11, 41, 42)] == [
            "objected",
            "notice",
            "notice",
            "registered",
        ]


def test_an_objection_upheld_refuses_the_registration_when_final():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        case.admit()
        case.reply()
        case.decide("upheld")
        assert [stands(play, work, days) for days in (15, 16, 900)] == [
            "objected",
            "refused",
            "refused",
        ]


def test_a_notice_waits_for_the_admission_and_no_longer():
    with Play() as play:
        work = play.work()
        play.skip(30)
        case = Case(play, work)
        assert stands(play, work, 100) == "notice"
        play.skip(5)
        play.refused(
            "objection_too_late",
            "ObjectionFiling",
            filing(work, CAROL, evidence=[exhibit(2)]),
            CAROL,
        )
        case.reject()
        assert stands(play, work) == "registered"


def test_N17_a_second_objection_moves_no_clock():
    with Play() as play:
        work = play.work()
        play.skip(10)
        first = Case(play, work)
        first.admit()
        reply_due = first.record.status.due
        play.skip(5)
        # the same again, sent anew, is refused and changes nothing
        again = play.refused("evidence_used", "ObjectionFiling", filing(work), BOB)
        assert again.entry == first.filed.index
        anew = play.refused(
            "objection_open_already", "ObjectionFiling", filing(work, evidence=[exhibit(2)]), BOB
        )
        assert anew.entry == first.filed.index
        # another party's moves neither the reply's end nor the days that the notice has left
        second = Case(play, work, CAROL, evidence=[exhibit(3)])
        second.admit()
        assert first.record.status.due == reply_due
        assert play.folio(work).status.remaining == 20
        # nor does a second extension, or a second admission
        first.extend()
        extended = first.record.status.due
        first.refused("step_not_open", "ObjectionExtension", ALICE)
        first.refused("step_not_open", "ObjectionAdmission", REGISTRAR, **rest(admission(first.id)))
        assert first.record.status.due == extended


def rest(subject: Any) -> Any:
    return {name: value for name, value in subject.items() if name != "objection"}


def test_N17_filing_on_the_last_day_again_and_again_holds_no_notice_open():
    with Play() as play:
        work = play.work()
        play.skip(30)
        first = Case(play, work)
        first.withdraw()
        play.skip(1)
        assert stands(play, work) == "registered"
        play.refused(
            "objection_too_late", "ObjectionFiling", filing(work, evidence=[exhibit(2)]), BOB
        )


@pytest.mark.parametrize(
    ("ends", "stood"),
    [("withdraw", ["notice", "notice", "registered"]), ("upheld", ["refused"] * 3)],
)
def test_an_order_restores_what_was_objected_to_after_its_objection_was_over(ends, stood):
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        case.admit()
        cancelled = order(play, "cancel", work, effect="from_now")
        case.reply()
        if ends == "upheld":
            case.decide("upheld")
            play.skip(20)
        else:
            case.withdraw()
        assert stands(play, work) == "cancelled"
        order(play, "lift", work, 2, lifts=cancelled.statement.id)
        assert [stands(play, work, days) for days in (0, 30, 31)] == stood


def test_N16_the_state_of_a_day_is_asked_of_the_entries_alone():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        case.admit()
        before = play.register.dump()
        folio = play.folio(work)
        first = [registration_at(folio, date.fromisoformat(play.day(n))) for n in range(200)]
        again = [
            registration_at(folio, date.fromisoformat(play.day(n))) for n in range(199, -1, -1)
        ]
        assert first == again[::-1]
        assert play.register.dump() == before


def test_the_story_is_admissible():
    with Play() as play:
        play.leaves.clear()
        play.register = type(play.register)()
        for made in [*founding.story(), *notice.story()]:
            play.now = datetime.fromisoformat(str(made["validFrom"]))
            play.add(made)
        assert stands(play, founding.WORK) == "registered"
