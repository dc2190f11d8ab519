"""Orders: who may order and enter what, what it changes at once, how it is lifted."""

import pytest

from ledger.register.calendar import local_date
from ledger.register.did import did_of
from ledger.register.examples import STORIES
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.records import Measure, Pledge, Tally, WorkOrders
from ledger.register.rules import RULES
from ledger.register.rules.licensing_status import is_live
from ledger.register.vocabulary import vocabulary

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, party_subject
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .examples import admitted
from .licences import grant, terms
from .licences import refused as licence_refused
from .objecting import Case
from .ordering import (
    NOWHERE,
    OFFICERS,
    enter,
    exercisable,
    grant_of,
    ordering,
    owners,
    refuse,
    state,
)
from .parties_play import death
from .test_pledges import pledge


def test_the_story():
    assert admitted(STORIES["orders"]) == ["Order", "Order"]


# ---- who orders, and who enters ----------------------------------------------------------------


def test_two_registrars_sign():
    with Play() as play:
        work = play.work()
        subject = ordering("suspend", work)
        play.refused("registrar_signature_missing", "Order", subject, ALICE)
        refused = play.refused("second_registrar_missing", "Order", subject, REGISTRAR)
        assert refused.params == {"needed": 2}
        play.refused("signer_not_expected", "Order", subject, *OFFICERS, MALLORY)
        entered = play.enter("Order", subject, *OFFICERS)
        assert read_feed(play.register, NOTICES, 0, 9)[-1][1] == entered.index
        tally = play.register.get(Tally, "orders/suspend")
        assert tally is not None
        assert tally.value == 1


def test_a_registrar_who_died_enters_no_order():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = play.work()
        entry = play.enter("DeathRecord", death(play.today, REGISTRAR), REGISTRAR_2, REGISTRAR_3)
        refused = play.refused("party_died", "Order", ordering("suspend", work), *OFFICERS)
        assert refused.entry == entry.index
        assert refused.code in RULES["Order"].codes


def test_N07_an_officer_who_is_a_party_does_not_sign():
    """An owner, a new owner, a pledgee, a licensee, a licensor: none judges its own case."""
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        mine = play.registered(REGISTRAR)
        other = play.registered(ALICE)
        play.refused("officer_is_party", "Order", ordering("suspend", mine), *OFFICERS)
        play.enter("Order", ordering("suspend", mine), REGISTRAR_2, REGISTRAR_3)
        to_me = ordering("change_owner", other, owners=owners((REGISTRAR, "1/1")))
        refused = play.refused("officer_is_party", "Order", to_me, *OFFICERS)
        assert refused.params == {"did": did_of(REGISTRAR)}
        held = grant(play, other, terms(play, 0, 10), to=REGISTRAR)
        for scope in ({}, {"grant": held}):
            refuse(play, "officer_is_party", "suspend", other, 3, scope=scope)
        play.skip(11)
        enter(play, "suspend", other, 3)  # the licence expired: no party any more


def test_an_officer_who_is_pledgee_does_not_sign():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = play.registered()
        made = play.enter(
            "PledgeRegistration",
            {
                "work": work, "pledgors": [did_of(ALICE)], "pledgee": did_of(REGISTRAR),
                "rights": ["adaptation"], "debtUntil": "2027-12-31", "scope": "利息",
                "claim": {"kind": "loan", "currency": "CNY", "amount": 1},
                "contract": digest_of(1), "mainContract": digest_of(2),
            },
            ALICE, REGISTRAR,
        ).statement.id  # fmt: skip
        refuse(play, "officer_is_party", "preserve", work)
        refuse(play, "officer_is_party", "cancel", work, effect="from_now", scope={"pledge": made})


KINDS = [
    ("suspend", {}),
    ("cancel", {"effect": "from_now"}),
    ("preserve", {}),
    ("change_owner", {"owners": owners((BOB, "1/1"))}),
]


@pytest.mark.parametrize("authority", vocabulary("authority"))
@pytest.mark.parametrize(("kind", "members"), KINDS)
def test_an_authority_orders_what_it_may(authority, kind, members):
    may = kind in vocabulary("authority")[authority].extra["may"]
    with Play() as play:
        work = play.registered()
        if may:
            enter(play, kind, work, authority=authority, **members)
        else:
            refuse(play, "authority_not_competent", kind, work, authority=authority, **members)


def test_N05_one_measure_of_a_document_is_entered_once():
    with Play() as play:
        work, other = play.registered(), play.registered()
        first = enter(play, "suspend", work, until=play.day(9))
        again = refuse(play, "order_entered_already", "suspend", work, number=1, reasons="另述")
        assert again.entry == first.index
        renumbered = ordering("suspend", work) | {"number": "另一号"}
        assert play.refused("order_entered_already", "Order", renumbered, *OFFICERS).entry == (
            first.index
        )
        enter(play, "suspend", other)  # one judgment may speak of several works
        play.skip(30)
        refuse(play, "order_entered_already", "suspend", work)
        listed = play.register.get(WorkOrders, work)
        assert listed is not None
        assert listed.orders == [first.statement.id]


@pytest.mark.parametrize(
    ("code", "kind", "members", "member"),
    [
        ("order_member_missing", "cancel", {}, "effect"),
        ("order_member_missing", "change_owner", {}, "owners"),
        ("order_member_missing", "lift", {}, "lifts"),
        ("order_member_not_expected", "suspend", {"effect": "from_now"}, "effect"),
        ("order_member_not_expected", "suspend", {"scope": {"pledge": NOWHERE}}, "pledge"),
        ("order_member_not_expected", "preserve", {"scope": {"grant": NOWHERE}}, "grant"),
        ("order_member_not_expected", "preserve", {"lifts": NOWHERE}, "lifts"),
        ("order_member_not_expected", "lift", {"lifts": NOWHERE, "until": "2027-01-01"}, "until"),
        (
            "order_member_not_expected",
            "cancel",
            {"effect": "from_now", "scope": {"territory": ["CN"]}},
            "territory",
        ),
        (
            "order_member_not_expected",
            "cancel",
            {"effect": "from_now", "scope": {"grant": NOWHERE, "pledge": NOWHERE}},
            "pledge",
        ),
    ],
)
def test_each_kind_has_its_own_members(code, kind, members, member):
    with Play() as play:
        refused = refuse(play, code, kind, play.work(), **members)
        assert (refused.params["kind"], refused.params["member"]) == (kind, member)


# ---- suspend and preserve ----------------------------------------------------------------------


def test_N03_a_suspension_stops_every_dealing_to_its_last_day():
    with Play() as play:
        work = play.registered()
        entered = enter(play, "suspend", work, until=play.day(5))
        assert licence_refused(play, "work_suspended", work, terms(play)).entry == entered.index
        play.skip(5)
        licence_refused(play, "work_suspended", work, terms(play))
        play.skip(1)
        grant(play, work, terms(play))
        measure = play.register.get(Measure, entered.statement.id)
        assert measure is not None
        assert (measure.ordered, measure.parties) == (entered.index, [did_of(ALICE)])


def test_a_preservation_stops_disposals():
    with Play() as play:
        work = play.registered()
        entered = enter(play, "preserve", work)
        assert [hold.kind for hold in play.folio(work).holds] == ["preserve"]
        assert licence_refused(play, "work_preserved", work, terms(play)).entry == entered.index
        enter(play, "lift", work, 2, lifts=entered.statement.id)
        grant(play, work, terms(play))


def test_an_order_that_is_over_is_not_entered():
    with Play() as play:
        work = play.registered()
        refuse(play, "order_over_already", "suspend", work, until=play.day(-1))
        refuse(play, "order_over_already", "preserve", work, until=play.day(-1))
        enter(play, "suspend", work, until=play.day(0))


def test_a_grant_is_suspended_and_no_other():
    with Play() as play:
        work = play.registered()
        first = grant(play, work, terms(play))
        second = grant(play, work, terms(play), to=CAROL)
        entered = enter(play, "suspend", work, scope={"grant": first})
        assert grant_of(play, first).suspended == entered.index
        assert not exercisable(play, first)
        assert exercisable(play, second)
        assert play.folio(work).holds == []
        enter(play, "lift", work, 2, lifts=entered.statement.id)
        assert grant_of(play, first).suspended is None
        assert exercisable(play, first)


def test_of_two_suspensions_of_a_grant_the_longer_counts():
    with Play() as play:
        work = play.registered()
        held = grant(play, work, terms(play))
        short = enter(play, "suspend", work, 1, scope={"grant": held}, until=play.day(3))
        long = enter(play, "suspend", work, 2, scope={"grant": held}, until=play.day(9))
        middle = enter(play, "suspend", work, 3, scope={"grant": held}, until=play.day(6))
        assert grant_of(play, held).suspended == long.index
        enter(play, "lift", work, 4, lifts=long.statement.id)
        assert grant_of(play, held).suspended == middle.index
        play.skip(6)
        assert not exercisable(play, held)
        refuse(play, "step_not_open", "lift", work, 5, lifts=short.statement.id)  # lapsed
        play.skip(1)
        assert exercisable(play, held)


def test_a_suspension_without_an_end_outlasts_one_with_a_day():
    with Play() as play:
        work = play.registered()
        held = grant(play, work, terms(play))
        endless = enter(play, "suspend", work, 1, scope={"grant": held})
        enter(play, "suspend", work, 2, scope={"grant": held}, until=play.day(3))
        assert grant_of(play, held).suspended == endless.index
        play.skip(4)
        assert not exercisable(play, held)
        enter(play, "lift", work, 3, lifts=endless.statement.id)
        assert exercisable(play, held)


def test_R03_what_is_over_or_elsewhere_is_not_suspended():
    with Play() as play:
        work, other = play.registered(), play.registered()
        held = grant(play, work, terms(play, 0, 3))
        elsewhere = refuse(
            play, "order_target_of_another_work", "suspend", other, scope={"grant": held}
        )
        assert elsewhere.entry == grant_of(play, held).entry
        refuse(play, "grant_unknown", "suspend", work, scope={"grant": NOWHERE})
        play.skip(4)
        refuse(play, "order_not_applicable", "suspend", work, scope={"grant": held})
        cancelled = enter(play, "cancel", work, effect="from_now")
        for kind in ("suspend", "preserve"):
            refused = refuse(play, "order_not_applicable", kind, work, 2)
            assert refused.entry == cancelled.index
        refuse(play, "work_not_registered", "suspend", NOWHERE)


# ---- cancel ------------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", ["from_now", "from_start"])
def test_a_cancelled_registration_is_restored_when_that_is_lifted(effect):
    with Play() as play:
        work = play.registered()
        cancelled = enter(play, "cancel", work, effect=effect)
        folio = play.folio(work)
        assert state(play, work) == "cancelled"
        assert folio.void_from_start == (cancelled.index if effect == "from_start" else None)
        licence_refused(play, "work_not_in_force", work, terms(play))
        assert refuse(play, "step_not_open", "cancel", work, 2, effect=effect).entry == (
            cancelled.index
        )
        play.skip(10)
        enter(play, "lift", work, 3, lifts=cancelled.statement.id)
        assert state(play, work) == "registered"
        assert play.folio(work).void_from_start is None
        assert play.folio(work).registered == folio.registered  # I12: priority never moves
        grant(play, work, terms(play))


def test_a_notice_that_was_cut_off_goes_on_with_what_was_left():
    with Play() as play:
        work = play.work()
        play.skip(10)
        cancelled = enter(play, "cancel", work, effect="from_now")
        play.skip(100)
        enter(play, "lift", work, 2, lifts=cancelled.statement.id)
        assert state(play, work) == "notice"
        play.skip(20)
        assert state(play, work) == "notice"
        play.skip(1)
        assert state(play, work) == "registered"


def test_an_objection_goes_on_where_the_cancellation_cut_it_off():
    with Play() as play:
        work = play.work()
        play.skip(10)
        Case(play, work).admit()
        assert state(play, work) == "objected"
        before = play.folio(work).status
        cancelled = enter(play, "cancel", work, effect="from_start")
        assert state(play, work) == "cancelled"
        enter(play, "lift", work, 2, lifts=cancelled.statement.id)
        assert state(play, work) == "objected"
        assert play.folio(work).status.remaining == before.remaining == 20


def test_a_grant_is_cancelled_from_now():
    with Play() as play:
        work = play.registered()
        held = grant(play, work, terms(play, exclusivity="exclusive"))
        licence_refused(play, "grant_conflicts", work, terms(play), to=CAROL)
        enter(play, "cancel", work, effect="from_now", scope={"grant": held})
        found = grant_of(play, held)
        assert (found.status.state, found.ended, found.void) == ("terminated", play.day(-1), None)
        assert not is_live(play.register, found, local_date(play.now))
        grant(play, work, terms(play), to=CAROL)
        refuse(play, "step_not_open", "cancel", work, 2, effect="from_now", scope={"grant": held})


def test_a_grant_is_void_from_the_start():
    with Play() as play:
        work = play.registered()
        held = grant(play, work, terms(play, exclusivity="exclusive"))
        entered = enter(play, "cancel", work, effect="from_start", scope={"grant": held})
        found = grant_of(play, held)
        assert (found.status.state, found.void) == ("void", entered.index)
        grant(play, work, terms(play), to=CAROL)
        refused = refuse(
            play, "order_cannot_be_lifted", "lift", work, 2, lifts=entered.statement.id
        )
        assert refused.entry == entered.index


def test_a_pledge_is_cancelled():
    with Play() as play:
        work, other = play.registered(), play.registered()
        made = pledge(play, work)
        scope = {"pledge": made}
        refuse(
            play, "order_target_of_another_work", "cancel", other, effect="from_now", scope=scope
        )
        refuse(play, "pledge_unknown", "cancel", work, effect="from_now", scope={"pledge": NOWHERE})
        enter(play, "cancel", work, effect="from_now", scope=scope)
        found = play.register.get(Pledge, made)
        assert found is not None
        assert found.status.state == "cancelled"
        assert play.folio(work).pledges == []
        grant(play, work, terms(play))
