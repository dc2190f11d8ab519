"""Procedures as tables: steps, lapses at their boundary days, refusals, diagrams."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Refusal
from ledger.register.procedure import Lapse, Procedure, Progress, State, Step, to_mermaid
from ledger.register.procedures.caveat import CAVEAT
from ledger.register.procedures.objection import ADMITTED, OBJECTION, OPEN
from ledger.register.procedures.registration import REGISTRATION

DAY = date(2026, 11, 21)
TABLE = Procedure(
    name="toy",
    zh="试验",
    en="trial",
    states={
        "open": State("开启", "open"),
        "waiting": State("等待", "waiting"),
        "over": State("结束", "over"),
        "stopped": State("停止", "stopped"),
    },
    steps=(Step("open", "Ask", "waiting"), Step("waiting", "Stop:now", "stopped")),
    lapses=(Lapse("open", "waiting", 3, "no question"), Lapse("waiting", "over", None, "its term")),
)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_case_begins_in_the_first_state():
    assert TABLE.initial == "open"
    assert TABLE.start(DAY) == Progress(state="open", since="2026-11-21", due="2026-11-24")
    assert TABLE.start(DAY, after(9)).due == "2026-11-30"


def test_a_lapse_comes_on_the_day_after_the_last():
    begun = TABLE.start(DAY)
    assert TABLE.at(begun, after(3)) == begun
    # the next clock has no length of its own, so it stands still until an entry starts it
    assert TABLE.at(begun, after(4)) == Progress(state="waiting", since="2026-11-25")
    assert TABLE.at(begun, after(4000)).state == "waiting"


def test_lapses_follow_one_another():
    chain = Procedure(
        name="chain",
        zh="连环",
        en="chain",
        states={name: State(name, name) for name in "abc"},
        steps=(),
        lapses=(Lapse("a", "b", 2, "first"), Lapse("b", "c", 5, "second")),
    )
    begun = chain.start(DAY)
    states = [chain.at(begun, after(days)).state for days in (2, 3, 8, 9)]
    assert states == ["a", "b", "b", "c"]
    assert chain.at(begun, after(9)) == Progress(state="c", since=after(9).isoformat())


def test_a_step_starts_a_clock_that_the_entry_fixes():
    now = TABLE.step(TABLE.start(DAY), "Ask", after(1), entry=7, due=after(8))
    assert now == Progress(state="waiting", since="2026-11-22", due="2026-11-29")
    assert TABLE.at(now, after(9)).state == "over"


def test_a_step_that_the_table_has_not_is_refused():
    with pytest.raises(Refusal) as caught:
        TABLE.step(TABLE.start(DAY), "Stop:now", after(1), entry=7)
    assert (caught.value.code, caught.value.entry) == ("step_not_open", 7)
    assert caught.value.params == {
        "procedure_zh": "试验",
        "procedure_en": "trial",
        "state_zh": "开启",
        "state_en": "open",
        "event": "Stop:now",
        "since": "2026-11-21",
    }


def test_a_step_is_judged_from_the_state_of_its_day():
    begun = TABLE.start(DAY)
    with pytest.raises(Refusal):
        TABLE.step(begun, "Stop:now", after(3), entry=0)
    assert TABLE.step(begun, "Stop:now", after(4), entry=0).state == "stopped"


@pytest.mark.parametrize(
    ("steps", "lapses"),
    [
        ((Step("a", "X", "nowhere"),), ()),
        (
            (),
            (Lapse("nowhere", "a", 1, "")),
        ),
        ((Step("a", "X", "b"), Step("a", "X", "a")), ()),
        ((), (Lapse("a", "b", 1, ""), Lapse("a", "a", 2, ""))),
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_made(steps, lapses):
    lapses = lapses if isinstance(lapses, tuple) else (lapses,)
    states = {"a": State("甲", "a"), "b": State("乙", "b")}
    with pytest.raises(AssertionError):
        Procedure(name="bad", zh="坏", en="bad", states=states, steps=steps, lapses=lapses)


@given(st.integers(0, 60), st.integers(0, 60))
def test_looking_in_between_changes_nothing(first, second):
    case = OBJECTION.step(OBJECTION.start(DAY), "ObjectionAdmission:admitted", DAY, entry=0)
    near, far = sorted((first, second))
    assert OBJECTION.at(OBJECTION.at(case, after(near)), after(far)) == OBJECTION.at(
        case, after(far)
    )


@pytest.mark.parametrize("procedure", [REGISTRATION, OBJECTION, CAVEAT], ids=lambda p: p.name)
def test_every_state_is_reached(procedure):
    reached, grown = {procedure.initial}, 0
    while grown != len(reached):
        grown = len(reached)
        reached |= {step.target for step in procedure.steps if step.source in reached}
        reached |= {lapse.target for lapse in procedure.lapses if lapse.source in reached}
    assert reached == procedure.states.keys()


def test_an_open_objection_can_be_withdrawn_and_a_closed_one_goes_nowhere():
    sources = {step.source for step in OBJECTION.steps} | {one.source for one in OBJECTION.lapses}
    assert sources == OPEN
    assert {step.source for step in OBJECTION.steps if step.event == "ObjectionWithdrawal"} == OPEN
    assert {"filed"} == OPEN - ADMITTED


def test_the_diagram():
    assert to_mermaid(TABLE) == "\n".join(
        [
            "stateDiagram-v2",
            '    state "开启 open" as open',
            '    state "等待 waiting" as waiting',
            '    state "结束 over" as over',
            '    state "停止 stopped" as stopped',
            "    [*] --> open",
            "    open --> waiting: Ask",
            "    waiting --> stopped: Stop now",
            "    open --> waiting: ⏱ 3 days, no question",
            "    waiting --> over: ⏱ its term",
            "    over --> [*]",
            "    stopped --> [*]",
        ]
    )
