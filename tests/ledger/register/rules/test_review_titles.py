"""Titles, tariffs and spellings as a hostile or careless hand would try them."""

import pytest

from ledger.register.did import did_of
from ledger.register.records import Offered
from ledger.register.rules import licensing_offers

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, party_subject
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .licences import (
    acceptance,
    grant,
    grant_subject,
    offer,
    offer_terms,
    refused,
    terms,
    transfer,
)
from .ordering import enter, owners, refuse
from .parties_play import delegation
from .reviewing import bury, inherit, joint_notice, objection, sale

# ---- the entry that says so --------------------------------------------------------------------


def test_N03_a_refusal_names_the_sale_of_these_rights_and_not_a_later_one():
    with Play() as play:
        work = play.registered()
        standing = offer(play, work, offer_terms())
        sold = transfer(play, work, ALICE, BOB, territory=["CN"])
        transfer(play, work, ALICE, CAROL, territory=["US"])
        error = refused(play, "not_the_holder", work, terms(play), to=MALLORY)
        assert error.entry == sold.index
        accepted = acceptance(standing, offer_terms(), to=MALLORY)
        error = play.refused("offer_of_former_owner", "OfferAcceptance", accepted, MALLORY)
        assert (error.entry, error.params) == (sold.index, {"owner": did_of(BOB)})


def test_a_transfer_says_how_many_live_licences_it_is_subject_to():
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, 0, 5))
        play.skip(6)
        for territory in (["CN-62"], ["HK"], ["US"]):
            grant(play, work, terms(play, territory=territory))
        grant(play, work, terms(play, rights=["network"]))
        made = transfer(play, work, ALICE, CAROL, rights=["reproduction"], territory=["CN"])
        assert made.registry.ruling == {"subjectTo": 2}


# ---- two spellings of one thing ----------------------------------------------------------------


def test_N20_an_order_spelt_otherwise_is_the_same_order():
    with Play() as play:
        work = play.registered()
        two = {"rights": ["reproduction", "distribution"], "territory": ["US", "CN"]}
        to_bob = owners((BOB, "1/1"))
        made = enter(play, "change_owner", work, owners=to_bob, scope=two)
        again = {name: values[::-1] for name, values in two.items()}
        error = refuse(
            play, "order_entered_already", "change_owner", work, owners=to_bob, scope=again
        )
        assert error.entry == made.index
        first = enter(play, "change_owner", work, 2, owners=to_bob, scope={})
        world = {"territory": ["001"]}
        error = refuse(
            play, "order_entered_already", "change_owner", work, 2, owners=to_bob, scope=world
        )
        assert error.entry == first.index


def test_N09_china_is_within_the_sum_of_its_parts():
    with Play() as play:
        work = play.registered()
        parts = ["CN-MAINLAND", "HK", "MO", "TW"]
        parent = grant(play, work, terms(play, territory=parts, sublicensing=True))
        grant(play, work, terms(play, territory=["CN"]), by=BOB, to=CAROL, parent=parent)
        less = grant(play, work, terms(play, territory=parts[:3], sublicensing=True))
        error = refused(
            play,
            "sublicence_beyond_parent",
            work,
            terms(play, territory=["CN"]),
            by=BOB,
            to=CAROL,
            parent=less,
        )
        assert error.params["dimension_en"] == "territory"


# ---- joint owners ------------------------------------------------------------------------------


def test_a_new_co_owner_gets_a_notice_of_its_own():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        licence = terms(play, 40, 80)
        joint_notice(play, work, licence)
        play.skip(1)
        play.enter("Transfer", sale(work, BOB, CAROL), ALICE, BOB, CAROL)
        play.skip(15)
        by_alice = grant_subject(work, licence, to=MALLORY)
        play.refused("joint_notice_missing", "LicenceGrant", by_alice, ALICE, MALLORY)
        joint_notice(play, work, licence)
        play.refused("joint_notice_open", "LicenceGrant", by_alice, ALICE, MALLORY)
        play.skip(16)
        play.enter("LicenceGrant", by_alice, ALICE, MALLORY)


def test_the_silence_of_the_dead_is_no_consent():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        licence = terms(play, 60, 80)
        joint_notice(play, work, licence)
        play.skip(15)
        bury(play, BOB)
        play.skip(1)
        by_alice = grant_subject(work, licence, to=MALLORY)
        error = play.refused("party_died", "LicenceGrant", by_alice, ALICE, MALLORY)
        assert error.params["did"] == did_of(BOB)
        # his heir is asked anew
        inherit(play, work, BOB, CAROL)
        play.refused("joint_notice_missing", "LicenceGrant", by_alice, ALICE, MALLORY)
        joint_notice(play, work, licence)
        play.skip(16)
        play.enter("LicenceGrant", by_alice, ALICE, MALLORY)


def test_who_sold_its_share_does_not_object_any_more():
    with Play() as play:
        work = play.registered(ALICE, BOB, CAROL)
        notice = joint_notice(play, work, terms(play, 40, 80))
        sold = play.enter("Transfer", sale(work, BOB, CAROL), ALICE, BOB, CAROL)
        error = play.refused("not_a_co_owner", "JointUseObjection", objection(notice, BOB), BOB)
        assert error.entry == sold.index
        play.enter("JointUseObjection", objection(notice, CAROL), CAROL)


def test_R4_a_registrar_who_bought_a_share_does_not_rule():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = play.registered(ALICE, BOB)
        notice = joint_notice(play, work, terms(play, 40, 80))
        play.enter("JointUseObjection", objection(notice, BOB), BOB)
        play.enter("Transfer", sale(work, ALICE, REGISTRAR), ALICE, BOB, REGISTRAR)
        ruling = {"notice": notice, "outcome": "not_just", "reasons": "理由如下"}
        play.refused("officer_is_party", "JointUseRuling", ruling, REGISTRAR, REGISTRAR_2)
        play.enter("JointUseRuling", ruling, REGISTRAR_2, REGISTRAR_3)


def test_O4_power_to_license_is_no_power_to_offer():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        given = delegation(play, "license", principal=BOB, agent=CAROL)
        play.enter("Delegation", given, BOB)
        subject = {"work": work, "terms": offer_terms(), "validUntil": play.day(60)}
        error = play.refused("joint_notice_missing", "LicenceOffer", subject, ALICE, CAROL)
        assert error.params == {"did": did_of(BOB)}
        given = delegation(play, "offer", principal=BOB, agent=CAROL)
        play.enter("Delegation", given, BOB)
        play.enter("LicenceOffer", subject, ALICE, CAROL)


def test_I04_a_licence_of_a_cancelled_work_does_not_take_effect_any_more():
    with Play() as play:
        work = play.registered()
        waiting = terms(play, condition="付款", conditionUntil=play.day(50))
        name = grant(play, work, waiting)
        gone = enter(play, "cancel", work, effect="from_start")
        error = play.refused("work_not_in_force", "ConditionMet", {"grant": name}, ALICE)
        assert error.entry == gone.index
        paid = {"grant": name, "amount": 1, "currency": "CNY"}
        meets = paid | {"meetsCondition": True}
        play.refused("work_not_in_force", "PaymentAcknowledgement", meets, ALICE)
        # money that came is money that came
        play.enter("PaymentAcknowledgement", paid, ALICE)
        lifted = enter(play, "lift", work, 2, lifts=gone.statement.id)
        assert lifted.index > gone.index
        play.enter("ConditionMet", {"grant": name}, ALICE)


# ---- bounds ------------------------------------------------------------------------------------


def test_a_tariff_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(licensing_offers, "MAX_OFFERS", 3)
    with Play() as play:
        work = play.registered()
        names = [offer(play, work, offer_terms(months=months)) for months in (1, 2, 3)]
        subject = {"work": work, "terms": offer_terms(months=4), "validUntil": play.day(60)}
        play.refused("offers_full", "LicenceOffer", subject, ALICE)
        play.enter("OfferWithdrawal", {"offer": names[0]}, ALICE)
        play.enter("LicenceOffer", subject, ALICE)
        # those that ran out make room too
        play.skip(61)
        last = offer(play, work, offer_terms())
        offered = play.register.get(Offered, work)
        assert offered is not None
        assert offered.offers == [last]


def test_O5_the_owner_of_the_original_does_not_pledge_what_the_author_owns():
    with Play() as play:
        work = play.registered(unknownAuthor=True, authors=[])
        folio = play.folio(work)
        subject = {
            "work": work,
            "pledgors": [did_of(ALICE)],
            "pledgee": did_of(CAROL),
            "rights": ["reproduction"],
            "claim": {"kind": "loan", "currency": "CNY", "amount": 100},
            "debtUntil": play.day(300),
            "scope": "本金及利息",
            "contract": digest_of(1),
            "mainContract": digest_of(2),
        }
        error = play.refused("pledgor_not_author", "PledgeRegistration", subject, ALICE, CAROL)
        assert error.entry == folio.filed
