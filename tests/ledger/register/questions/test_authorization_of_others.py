"""Answers that depend on others: licences above and below, orders, objections, good faith."""

import pytest

from ..build import ALICE, BOB, CAROL, MALLORY
from ..play import Play
from ..rules import ordering
from ..rules.licences import grant, terms
from ..rules.objecting import Case
from ..rules.ordering import owners
from .asking import ask, end, licensed, may, sentence

MAINLAND_AND_HONG_KONG = ["CN-MAINLAND", "HK"]


# ---- sublicences ----------------------------------------------------------------------------


def passed_on(play, /, **changes):
    """Return a work, Bob's licence of it, and Carol's sublicence under that."""
    work, parent = licensed(play, exclusivity="exclusive", sublicensing=True, **changes)
    child = grant(play, work, terms(play, 0, 50), by=BOB, to=CAROL, parent=parent)
    return work, parent, child


def test_L6_a_sublicence_answers_for_itself():
    with Play() as play:
        work, parent, child = passed_on(play)
        assert ask(play, work, CAROL).grants == [child]
        assert ask(play, work).grants == [parent]
        assert not may(play, work, MALLORY)


@pytest.mark.parametrize("survive", [False, True])
def test_a_sublicence_ends_with_the_licence_above_unless_it_survives(survive):
    with Play() as play:
        work, parent, _ = passed_on(play, sublicencesSurvive=survive)
        end(play, parent, 10)
        assert may(play, work, CAROL, last=10)
        assert may(play, work, CAROL, last=11) is survive
        play.skip(11)
        assert may(play, work, CAROL) is survive
        assert not may(play, work)


def test_a_void_licence_carries_no_sublicence():
    with Play() as play:
        work, parent, _ = passed_on(play, sublicencesSurvive=True)
        scope = {"grant": parent}
        ordering.enter(play, "cancel", work, scope=scope, effect="from_start")
        assert not may(play, work, CAROL)
        assert may(play, work, ALICE)


def test_an_order_against_the_licence_above_stops_the_one_below():
    with Play() as play:
        work, parent, _ = passed_on(play)
        order = ordering.enter(play, "suspend", work, scope={"grant": parent}, until=play.day(5))
        answer = ask(play, work, CAROL, first=5, last=5)
        assert sentence(answer, "grant_suspended").entry == order.index
        assert may(play, work, CAROL, first=6, last=6)


def test_an_exclusive_sublicence_keeps_out_the_licensee_above_just_where_it_is_for():
    with Play() as play:
        work, _ = licensed(play, exclusivity="exclusive", sublicensing=True, territory=["CN"])
        assert may(play, work, territory=MAINLAND_AND_HONG_KONG)
        parent = ask(play, work).grants[0]
        below = terms(play, exclusivity="exclusive", territory=["HK"])
        grant(play, work, below, by=BOB, to=CAROL, parent=parent)
        assert may(play, work, CAROL, territory=["HK"])
        assert may(play, work)
        assert not may(play, work, territory=["HK"])
        both = ask(play, work, territory=MAINLAND_AND_HONG_KONG)
        assert [clause.code for clause in both.clauses if not clause.holds] == [
            "sublicensed_exclusively"
        ]
        assert not may(play, work, ALICE, territory=["HK"])


# ---- orders, objections, good faith -----------------------------------------------------------


def test_a_suspended_work_may_be_used_by_nobody_until_it_is_lifted():
    with Play() as play:
        work, _ = licensed(play)
        order = ordering.enter(play, "suspend", work)
        assert not may(play, work)
        assert not may(play, work, ALICE)
        ordering.enter(play, "lift", work, 2, lifts=order.statement.id)
        assert may(play, work)
        assert may(play, work, ALICE)


def test_L7_good_faith_is_a_remark_and_no_permission():
    with Play() as play:
        work, name = licensed(play)
        ordering.enter(play, "cancel", work, effect="from_start")
        answer = ask(play, work)
        assert not answer.authorised
        assert answer.grants == [name]
        assert [remark.code for remark in answer.remarks] == ["valid_when_granted"]


def test_L7_a_licence_outlives_a_change_of_owner_by_order():
    with Play() as play:
        work, name = licensed(play)
        ordering.enter(play, "change_owner", work, owners=owners((CAROL, "1/1")))
        answer = ask(play, work)
        assert (answer.authorised, answer.grants) == (True, [name])
        assert [remark.code for remark in answer.remarks] == ["valid_when_granted"]


def test_L8_a_work_objected_to_can_be_used_and_the_asker_is_warned():
    with Play() as play:
        work = play.work()
        grant(play, work, terms(play))
        answer = ask(play, work)
        assert answer.authorised
        assert [remark.code for remark in answer.remarks] == ["under_notice"]
        Case(play, work).admit()
        answer = ask(play, work)
        assert answer.authorised
        assert [remark.code for remark in answer.remarks] == ["under_objection"]
