"""Orders that change owners, and orders that lift."""

from datetime import timedelta

from ledger.register.calendar import local_date
from ledger.register.did import did_of
from ledger.register.records import Holding, Pledge, TitleStep
from ledger.register.records.notice import CaveatEntry
from ledger.register.rules.licensing_status import is_live
from ledger.register.terms import ECONOMIC_RIGHTS

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, key_of, party_subject
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .licences import grant, terms
from .licences import refused as licence_refused
from .objecting import caveat
from .ordering import (
    NOWHERE,
    OFFICERS,
    enter,
    grant_of,
    ordering,
    owners,
    refuse,
)
from .test_pledges import pledge

# ---- change of owner ---------------------------------------------------------------------------


def test_a_judgment_gives_all_rights_to_others():
    with Play() as play:
        work = play.registered()
        entered = enter(play, "change_owner", work, owners=owners((BOB, "2/3"), (CAROL, "1/3")))
        folio = play.folio(work)
        shared = [
            Holding(party=did_of(BOB), share="2/3"),
            Holding(party=did_of(CAROL), share="1/3"),
        ]
        assert folio.owners == shared
        (parcel,) = folio.parcels
        assert (parcel.rights, parcel.region) == (list(ECONOMIC_RIGHTS), ["001"])
        assert (parcel.owners, parcel.since) == (shared, entered.index)
        step = play.register.get(TitleStep, f"{work}/000001")
        assert step is not None
        assert (step.cause, step.givers, step.takers) == ("order", [did_of(ALICE)], shared)
        licence_refused(play, "not_the_holder", work, terms(play), to=MALLORY)
        assert folio.authors == [did_of(ALICE)]  # authorship stays


def test_a_judgment_gives_some_rights_somewhere():
    with Play() as play:
        work = play.registered()
        scope = {"rights": ["adaptation"], "territory": ["HK"]}
        enter(play, "change_owner", work, owners=owners((BOB, "1/1")), scope=scope)
        step = play.register.get(TitleStep, f"{work}/000001")
        assert step is not None
        assert (step.rights, step.region) == (["adaptation"], ["HK"])
        for place, rights, owner in (
            ("HK", ["adaptation"], BOB),
            ("CN-MAINLAND", ["adaptation"], ALICE),
            ("HK", ["network"], ALICE),
        ):
            licence = terms(play, territory=[place], rights=rights)
            grant(play, work, licence, by=owner, to=CAROL)


def test_N10_new_owners_share_exactly_one():
    with Play() as play:
        work = play.registered()
        for shares, total in ((((BOB, "1/2"),), "1/2"), (((BOB, "2/3"), (CAROL, "2/3")), "4/3")):
            refused = refuse(play, "shares_not_one", "change_owner", work, owners=owners(*shares))
            assert refused.params == {"total": total}
        twice = owners((BOB, "1/2"), (BOB, "1/2"))
        refuse(play, "owner_repeated", "change_owner", work, owners=twice)
        stranger = owners((key_of(99), "1/1"))
        refuse(play, "party_not_registered", "change_owner", work, owners=stranger)
        personal = {"rights": ["authorship"]}
        refuse(play, "right_personal", "change_owner", work, owners=twice, scope=personal)


def test_a_work_without_economic_rights_needs_the_rights_named():
    with Play() as play:
        work = play.registered(rights=["authorship"])
        to_bob = owners((BOB, "1/1"))
        refuse(play, "order_member_missing", "change_owner", work, owners=to_bob)
        enter(play, "change_owner", work, owners=to_bob, scope={"rights": ["adaptation"]})
        assert play.folio(work).owners == [Holding(party=did_of(BOB), share="1/1")]


def test_I08_a_pledge_is_realised_by_order_only():
    with Play() as play:
        work = play.registered()
        made = pledge(play, work)
        to_bank = owners((CAROL, "1/1"))
        beyond = {"pledge": made, "rights": ["reproduction", "adaptation"]}
        refused = refuse(
            play, "realisation_beyond_pledge", "change_owner", work, owners=to_bank, scope=beyond
        )
        found = play.register.get(Pledge, made)
        assert found is not None
        assert refused.entry == found.entry
        enter(play, "change_owner", work, owners=to_bank, scope={"pledge": made})
        found = play.register.get(Pledge, made)
        assert found is not None
        assert found.status.state == "realised"
        step = play.register.get(TitleStep, f"{work}/000001")
        assert step is not None
        assert (step.cause, step.rights) == ("realisation", ["reproduction"])
        assert play.folio(work).pledges == []
        refuse(
            play, "step_not_open", "change_owner", work, 2, owners=to_bank, scope={"pledge": made}
        )


def test_a_pledge_follows_the_right():
    with Play() as play:
        work = play.registered()
        made = pledge(play, work)
        enter(play, "change_owner", work, owners=owners((BOB, "1/1")))
        assert play.folio(work).pledges == [made]
        licence_refused(play, "right_pledged", work, terms(play), by=BOB, to=MALLORY)


# ---- lift --------------------------------------------------------------------------------------


def test_who_ordered_it_lifts_it_or_a_court():
    with Play() as play:
        work = play.registered()
        ordered = [
            enter(play, "suspend", work, number, authority="copyright_administration")
            for number in (1, 2)
        ]
        first, second = (entry.statement.id for entry in ordered)
        refused = refuse(
            play, "lift_by_other_authority", "lift", work, 3,
            lifts=first, authority="market_regulator",
        )  # fmt: skip
        assert refused.entry == ordered[0].index
        enter(play, "lift", work, 4, lifts=first, authority="copyright_administration")
        licence_refused(play, "work_suspended", work, terms(play))  # the second stands
        lifted = enter(play, "lift", work, 5, lifts=second)
        grant(play, work, terms(play))
        again = refuse(play, "step_not_open", "lift", work, 6, lifts=second)
        assert again.entry == lifted.index


def test_R03_only_what_lies_on_the_work_is_lifted():
    with Play() as play:
        work, other = play.registered(), play.registered()
        ordered = enter(play, "suspend", work)
        refuse(play, "order_target_unknown", "lift", work, 2, lifts=NOWHERE)
        elsewhere = refuse(
            play, "order_target_of_another_work", "lift", other, 2, lifts=ordered.statement.id
        )
        assert elsewhere.entry == ordered.index
        changed = enter(play, "change_owner", work, 3, owners=owners((BOB, "1/1")))
        refuse(play, "order_cannot_be_lifted", "lift", work, 4, lifts=changed.statement.id)


def test_N07_a_party_to_an_order_does_not_lift_it():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = play.registered()
        held = grant(play, work, terms(play, 0, 5), to=REGISTRAR)
        order = ordering("suspend", work, scope={"grant": held})
        ordered = play.enter("Order", order, REGISTRAR_2, REGISTRAR_3)
        play.skip(6)
        lift = ordering("lift", work, 2, lifts=ordered.statement.id)
        play.refused("officer_is_party", "Order", lift, *OFFICERS)
        play.enter("Order", lift, REGISTRAR_2, REGISTRAR_3)
        noted = play.enter("Caveat", caveat(work, REGISTRAR), REGISTRAR)
        refuse(play, "officer_is_party", "lift", work, 3, lifts=noted.statement.id)


def test_a_court_lifts_a_caveat():
    with Play() as play:
        work, other = play.registered(), play.registered()
        noted = play.enter("Caveat", caveat(work), BOB)
        name = noted.statement.id
        refuse(
            play, "lift_by_other_authority", "lift", work, authority="market_regulator", lifts=name
        )
        refuse(play, "order_target_of_another_work", "lift", other, lifts=name)
        enter(play, "lift", work, lifts=name)
        assert play.folio(work).holds == []
        found = play.register.get(CaveatEntry, name)
        assert found is not None
        assert found.status.state == "lifted"
        refuse(play, "step_not_open", "lift", work, 2, lifts=name)


def test_N01_an_order_counts_from_its_entry():
    """Nothing in an order says from when it counts but the log's own time."""
    with Play() as play:
        work = play.registered()
        held = grant(play, work, terms(play))
        play.skip(5)
        enter(play, "cancel", work, effect="from_now", scope={"grant": held})
        day = local_date(play.now)
        assert not is_live(play.register, grant_of(play, held), day)
        assert grant_of(play, held).ended == (day - timedelta(days=1)).isoformat()
