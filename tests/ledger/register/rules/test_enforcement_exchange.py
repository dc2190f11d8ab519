"""What goes between the sides after a notice: who signs what, when, and where it leads."""

from datetime import date
from itertools import product

import pytest

from ledger.register.did import did_of
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.procedures.infringement import INFRINGEMENT
from ledger.register.workdays import add_workdays

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, number_id
from ..play import Play
from .enforcing import (
    COUNTER,
    DOCUMENT,
    PLATFORM,
    PROOF,
    Notice,
    ending,
    let_enforce,
    restored,
    rulings,
    served,
    waiting,
)

SUBJECTS = {
    "NoticeForwarding": {"measures": ["block"]},
    "CounterNotice": COUNTER,
    "CounterForwarding": {},
    "SuitProof": PROOF,
    "NoticeOutcome:complied": ending("complied"),
    "NoticeOutcome:upheld": ending("upheld"),
    "NoticeOutcome:restored": ending("restored"),
    "NoticeOutcome:escalated": ending("escalated"),
    "NoticeOutcome:withdrawn": ending("withdrawn"),
}
SIDES = {
    "NoticeForwarding": PLATFORM,
    "CounterNotice": BOB,
    "CounterForwarding": PLATFORM,
    "SuitProof": ALICE,
    "NoticeOutcome:complied": PLATFORM,
    "NoticeOutcome:upheld": PLATFORM,
    "NoticeOutcome:restored": PLATFORM,
    "NoticeOutcome:escalated": ALICE,
    "NoticeOutcome:withdrawn": ALICE,
}
#: state → the events that lead there from the beginning
PATHS = {
    "sent": [],
    "served": ["NoticeForwarding"],
    "bypassed": ["NoticeOutcome:escalated"],
    "escalated": ["NoticeForwarding", "NoticeOutcome:escalated"],
    "complied": ["NoticeForwarding", "NoticeOutcome:complied"],
    "countered": ["NoticeForwarding", "CounterNotice"],
    "waiting": ["NoticeForwarding", "CounterNotice", "CounterForwarding"],
    "litigation": ["NoticeForwarding", "CounterNotice", "SuitProof"],
    "restore_due": ["NoticeForwarding", "CounterNotice", "CounterForwarding", "wait"],
    "upheld": ["NoticeForwarding", "CounterNotice", "SuitProof", "NoticeOutcome:upheld"],
    "restored": ["NoticeForwarding", "CounterNotice", "SuitProof", "NoticeOutcome:restored"],
    "withdrawn": ["NoticeOutcome:withdrawn"],
}


def do(case: Notice, event: str) -> None:
    if event == "wait":
        case.play.skip(16)
    else:
        case.enter(event.partition(":")[0], SIDES[event], **SUBJECTS[event])


def at(play: Play, state: str) -> Notice:
    """Return a notice in a state."""
    case = Notice(play, play.registered())
    for event in PATHS[state]:
        do(case, event)
    assert case.state() == state
    return case


@pytest.mark.parametrize("state", INFRINGEMENT.states)
def test_from_each_state_go_the_steps_of_the_table_and_no_others(state):
    table = {step.event: step.target for step in INFRINGEMENT.steps if step.source == state}
    # with evidence of a delay the same proof is another event
    table.pop("SuitProof:delayed", None)
    for event, subject in SUBJECTS.items():
        with Play() as play:
            case = at(play, state)
            kind = event.partition(":")[0]
            if event in table:
                do(case, event)
                assert case.state() == table[event]
                assert case.record.status.since == play.today
            else:
                before = case.record.entry
                refusal = case.refused("step_not_open", kind, SIDES[event], **subject)
                assert refusal.entry == before
                assert INFRINGEMENT.states[state].zh in refusal.zh


def test_the_table_is_covered():
    assert PATHS.keys() == INFRINGEMENT.states.keys()
    events = {step.event for step in INFRINGEMENT.steps}
    assert events == SUBJECTS.keys() | {"SuitProof:delayed"}


@pytest.mark.parametrize(
    ("event", "by"), list(product(SIDES, (ALICE, BOB, CAROL, MALLORY, REGISTRAR)))
)
def test_only_its_side_takes_a_step_and_only_alone(event, by):
    state = next(step.source for step in INFRINGEMENT.steps if step.event == event)
    kind, side = event.partition(":")[0], SIDES[event]
    with Play() as play:
        case = at(play, state)
        if by is side:
            case.enter(kind, by, **SUBJECTS[event])
        else:
            refusal = case.refused("signature_missing", kind, by, **SUBJECTS[event])
            assert refusal.params == {"did": did_of(side)}
            case.refused("signer_not_expected", kind, side, by, **SUBJECTS[event])


@pytest.mark.parametrize("event", SIDES)
def test_an_agent_takes_a_step_but_never_another_side(event):
    state = next(step.source for step in INFRINGEMENT.steps if step.event == event)
    kind, side = event.partition(":")[0], SIDES[event]
    other = BOB if side is not BOB else ALICE
    with Play() as play:
        case = at(play, state)
        let_enforce(play, side, other)
        refusal = case.refused("notice_sides_meet", kind, other, **SUBJECTS[event])
        assert refusal.params == {"did": did_of(other)}
        let_enforce(play, side, MALLORY)
        case.enter(kind, MALLORY, **SUBJECTS[event])


@pytest.mark.parametrize("event", SIDES)
def test_an_unknown_notice(event):
    with Play() as play:
        subject = {"notice": number_id(5)} | SUBJECTS[event]
        kind = event.partition(":")[0]
        refusal = play.refused("notice_unknown", kind, subject, SIDES[event])
        assert refusal.params == {"notice": number_id(5)}
        # the id of something else is none of a notice
        subject["notice"] = play.work()
        play.refused("notice_unknown", kind, subject, SIDES[event])


def test_every_step_is_published_and_told():
    with Play() as play:
        case = waiting(play, play.registered(ALICE, MALLORY))
        sent = case.sent.index
        entries = [sent, sent + 1, sent + 2, sent + 3]
        for topic in (NOTICES, case.work, *map(did_of, (ALICE, BOB, CAROL, MALLORY))):
            found = [index for _, index in read_feed(play.register, topic, 0, 99)]
            assert found[-4:] == entries


def test_for_a_masked_name_the_platform_enters_the_counter_notice():
    with Play() as play:
        case = served(play, play.registered(), respondent=None, respondentLabel="敦***")
        case.refused("signature_missing", "CounterNotice", BOB, **COUNTER)
        case.counter(PLATFORM)
        assert case.state() == "countered"


def test_platforms_forward_within_three_working_days_and_are_told_when_late():
    with Play() as play:
        # Saturday, 21 November 2026
        work = play.work()
        first, second = Notice(play, work), Notice(play, work)
        assert rulings(first.sent)["forwardDue"] == "2026-11-25"
        assert first.at().due == "2026-11-25"
        play.skip(4)
        assert rulings(first.forward()) == {"due": "2026-11-25", "late": False}
        play.skip(1)
        assert rulings(second.forward()) == {"due": "2026-11-25", "late": True}
        assert rulings(first.counter()) == {"forwardDue": "2026-12-01"}
        assert first.at().due == "2026-12-01"
        play.skip(6)
        assert first.state() == "countered"
        ruling = rulings(first.forward_counter())
        assert ruling == {"due": "2026-12-01", "late": True, "proofDue": "2026-12-17"}


def test_a_notice_taken_elsewhere_can_still_be_forwarded():
    with Play() as play:
        case = Notice(play, play.work())
        play.skip(30)
        case.end("escalated")
        assert case.state() == "bypassed"
        assert rulings(case.forward()) == {"due": "2026-11-25", "late": True}
        assert (case.state(), case.record.served) == ("escalated", play.today)
        # and the respondent has its say
        case.counter()
        case.forward_counter()
        assert case.state(16) == "restore_due"


def test_the_record_keeps_when_it_reached_the_respondent_and_the_counter_notice():
    with Play() as play:
        case = Notice(play, play.registered())
        forwarded = case.forward("delete", "block")
        countered = case.counter()
        record = case.record
        assert (record.forwarded, record.served) == (forwarded.index, play.today)
        assert (record.countered, record.entry) == (countered.index, countered.index)


def test_measures_are_terms_and_may_be_none():
    with Play() as play:
        case = Notice(play, play.registered())
        case.refused("term_unknown", "NoticeForwarding", PLATFORM, measures=["burn"])
        case.refused("value_repeated", "NoticeForwarding", PLATFORM, measures=["block"] * 2)
        case.enter("NoticeForwarding", PLATFORM, measures=[])
        assert case.state() == "served"


def test_an_outcome_has_the_members_that_it_needs():
    with Play() as play:
        case = served(play, play.registered())
        whole = ending("escalated")
        for wrong in (
            {"body": None},
            {"document": None},
            {"outcome": "complied"},
            {"outcome": "upheld", "body": None, "document": None},
        ):
            subject = {key: v for key, v in (whole | wrong).items() if v is not None}
            case.refused("outcome_disagrees", "NoticeOutcome", ALICE, **subject)
        subject = whole | {"body": "newspaper"}
        case.refused("term_unknown", "NoticeOutcome", ALICE, **subject)
        case.enter("NoticeOutcome", PLATFORM, **ending("complied"), document=DOCUMENT)


def test_a_wrong_notice_is_remarked_when_measures_end():
    wrong = {"remarks": ["wrong_notice"]}
    with Play() as play:
        work = play.registered()
        case = waiting(play, work)
        play.skip(16)
        due = add_workdays(date.fromisoformat(play.day(-1)), 3).isoformat()
        assert case.at().due == due
        assert rulings(case.end("restored")) == {"due": due, "late": False} | wrong
        # after a suit there is no such day
        case = served(play, work)
        case.counter()
        case.prove()
        assert rulings(case.end("restored")) == wrong
        # whoever takes back what was countered answers, and else nobody does
        case = waiting(play, work)
        assert rulings(case.end("withdrawn")) == wrong
        for case in (Notice(play, work), served(play, work)):
            assert rulings(case.end("withdrawn")) == {}
        case = served(play, work)
        assert rulings(case.end("complied")) == {}
        case = at(play, "litigation")
        assert rulings(case.end("upheld")) == {}


def test_a_platform_that_ends_measures_late_is_told():
    with Play() as play:
        case = waiting(play, play.registered())
        play.skip(30)
        ruling = rulings(case.end("restored"))
        assert ruling["late"] is True
        assert ruling["due"] < play.today


def test_a_new_notice_after_a_wrong_one_needs_new_evidence_and_is_another_case():
    with Play() as play:
        work = play.registered()
        first = restored(play, work)
        second = Notice(play, work)
        assert (first.state(), second.state()) == ("restored", "sent")
