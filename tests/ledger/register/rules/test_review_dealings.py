"""Dealings as a hostile or careless hand would try them: both sides, both spellings."""

from typing import Any

import pytest

from ledger.register.did import did_of
from ledger.register.records import Offered
from ledger.register.rules import licensing_offers
from ledger.register.terms import Terms, terms_digest

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, party_subject
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .licences import (
    acceptance,
    entry_of,
    found,
    grant,
    grant_subject,
    offer,
    offer_terms,
    pledge,
    refused,
    state,
    terms,
    transfer,
)
from .ordering import enter, owners, refuse
from .parties_play import compromise, contacts, death, delegation

END = "9999-12-31"
EVIDENCE = {"statement": "未付款", "evidence": digest_of(3)}


def notified(play: Play, name: str, *signers: Any) -> str:
    subject = {"grant": name} | EVIDENCE
    return play.enter("BreachNotice", subject, *signers).statement.id


def ends(name: str, day: str, notice: str | None = None) -> dict[str, Any]:
    subject: dict[str, Any] = {"grant": name, "ground": "agreement", "lastDay": day}
    return subject | ({"ground": "breach", "notice": notice} if notice else {})


def joint_notice(play: Play, work: str, licence: Any, *, by: Any = ALICE) -> str:
    subject = {
        "work": work,
        "owner": did_of(by),
        "termsDigest": terms_digest(Terms.model_validate(licence)),
        "summary": "普通许可",
    }
    return play.enter("JointUseNotice", subject, by).statement.id


def sale(work: str, giver: Any, taker: Any) -> dict[str, Any]:
    return {
        "work": work,
        "from": did_of(giver),
        "to": [{"party": did_of(taker), "share": "1/1"}],
        "rights": "all",
        "territory": ["001"],
        "price": {"currency": "CNY", "amount": 1},
        "payment": "付清",
        "breach": "赔偿损失",
    }


def objection(notice: str, owner: Any) -> dict[str, Any]:
    reason = {"reason": "harms_integrity", "statement": "歪曲作品"}
    return {"notice": notice, "owner": did_of(owner)} | reason


def bury(play: Play, party: Any) -> None:
    play.enter("DeathRecord", death(play.today, party), REGISTRAR)


def inherit(play: Play, work: str, dead: Any, heir: Any) -> None:
    subject = {
        "party": did_of(dead),
        "cause": "inheritance",
        "successors": [{"party": did_of(heir), "share": "1/1"}],
        "works": [work],
        "document": {"sha256": "ab" * 32, "title": "公证书"},
    }
    play.enter("Succession", subject, heir, REGISTRAR)


# ---- the last day of the calendar --------------------------------------------------------------


def test_a_licence_to_the_end_of_time_has_no_day_after_it():
    with Play() as play:
        work = play.registered()
        old = grant(play, work, terms(play, until=END))
        for licence in (terms(play, 1, 9), terms(play, **{"from": END, "until": END})):
            error = refused(play, "renewal_not_following", work, licence, renews=old)
            assert (error.entry, error.params) == (entry_of(play, old), {"last": END})


# ---- breach: one side's notice keeps nobody else from his --------------------------------------


def test_a_notice_by_the_party_in_breach_does_not_shut_the_other_up():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 200))
        notified(play, name, BOB)
        play.skip(1)
        mine = notified(play, name, ALICE)
        play.skip(30)
        play.refused("cure_not_over", "LicenceTermination", ends(name, play.today, mine), ALICE)
        play.skip(1)
        play.enter("LicenceTermination", ends(name, play.today, mine), ALICE)
        play.skip(1)
        assert state(play, name) == "terminated"


def test_a_cure_of_one_breach_leaves_the_other():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 200))
        theirs, mine = notified(play, name, BOB), notified(play, name, ALICE)
        for notice, signer, then in ((theirs, BOB, "breach_noticed"), (mine, ALICE, "effective")):
            cured = {"grant": name, "notice": notice}
            other = ALICE if signer is BOB else BOB
            play.refused("signature_missing", "BreachCured", cured, other)
            play.enter("BreachCured", cured, signer)
            assert state(play, name) == then
        assert found(play, name).breaches == []
        notified(play, name, BOB)


def test_a_notice_is_that_of_who_signed_it_whosever_agent_he_is():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 200))
        play.enter("Delegation", delegation(play, "manage", principal=BOB, agent=ALICE), BOB)
        notified(play, name, ALICE)
        assert [breach.by for breach in found(play, name).breaches] == [did_of(ALICE)]


def test_a_notice_by_both_sides_is_nobodys():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 200))
        subject = {"grant": name} | EVIDENCE
        error = play.refused("notice_by_both_sides", "BreachNotice", subject, ALICE, BOB)
        assert error.entry == entry_of(play, name)
        for principal in (ALICE, BOB):
            given = delegation(play, "manage", principal=principal, agent=CAROL)
            play.enter("Delegation", given, principal)
        play.refused("notice_by_both_sides", "BreachNotice", subject, CAROL)


# ---- whose hands: agents, registrars, the dead, the robbed -------------------------------------


def test_an_agent_does_not_sell_to_itself():
    with Play() as play:
        work = play.registered()
        play.enter("Delegation", delegation(play, "transfer", "pledge", "license", "offer"), ALICE)
        subject = sale(work, ALICE, BOB)
        error = play.refused("agent_of_both_sides", "Transfer", subject, BOB)
        assert error.params == {"did": did_of(BOB)}
        assert error.article == "《民法典》第一百六十八条 / Civil Code Art. 168"
        # its principal may sell to it
        play.enter("Transfer", subject, ALICE, BOB)


def test_a_co_owners_agent_does_not_license_to_itself():
    with Play() as play:
        work = play.registered(ALICE, CAROL)
        given = delegation(play, "license", principal=CAROL, agent=BOB)
        play.enter("Delegation", given, CAROL)
        licence = grant_subject(work, terms(play))
        play.refused("agent_of_both_sides", "LicenceGrant", licence, ALICE, BOB)
        play.enter("LicenceGrant", licence, ALICE, BOB, CAROL)


def test_an_agent_does_not_accept_its_own_offer():
    with Play() as play:
        work = play.registered()
        play.enter("Delegation", delegation(play, "offer"), ALICE)
        subject = {"work": work, "terms": offer_terms(), "validUntil": play.day(60)}
        made = play.enter("LicenceOffer", subject, BOB)
        assert made.registry.ruling == {"licensors": [did_of(ALICE)], "agents": [did_of(BOB)]}
        accepted = acceptance(made.statement.id, offer_terms())
        play.refused("agent_of_both_sides", "OfferAcceptance", accepted, BOB)
        others = acceptance(made.statement.id, offer_terms(), to=CAROL)
        play.enter("OfferAcceptance", others, CAROL)


def test_an_owner_pledges_and_releases_nothing_for_the_bank():
    with Play() as play:
        work = play.registered()
        given = delegation(play, "pledge", principal=CAROL, agent=ALICE, days=400)
        play.enter("Delegation", given, CAROL)
        made = pledge(play, work)
        release = {"pledge": made.statement.id, "reason": "已清偿"}
        play.refused("agent_of_both_sides", "PledgeRelease", release, ALICE)
        play.enter("PledgeRelease", release, CAROL)


def test_R4_a_registrar_who_speaks_for_the_merging_party_does_not_attest_the_merger():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR, kind="organisation"), REGISTRAR)
        firm = party_subject(REGISTRAR_2, kind="organisation")
        play.enter("PartyRegistration", firm, REGISTRAR_2)
        work = play.registered(REGISTRAR_2)
        given = delegation(play, "transfer", principal=REGISTRAR_2, agent=REGISTRAR)
        play.enter("Delegation", given, REGISTRAR_2)
        subject = {
            "party": did_of(REGISTRAR_2),
            "cause": "merger",
            "successors": [{"party": did_of(BOB), "share": "1/1"}],
            "works": [work],
            "document": {"sha256": "ab" * 32, "title": "合并协议"},
        }
        play.refused("officer_is_party", "Succession", subject, BOB, REGISTRAR)
        play.enter("Succession", subject, BOB, REGISTRAR, REGISTRAR_3)


def test_heirs_go_on_with_the_licences_of_the_dead():
    with Play() as play:
        work = play.registered()
        waiting = terms(play, 0, 200, condition="付款", conditionUntil=play.day(100))
        name = grant(play, work, waiting)
        bury(play, ALICE)
        play.refused("signature_missing", "ConditionMet", {"grant": name}, CAROL)
        inherit(play, work, ALICE, CAROL)
        play.enter("ConditionMet", {"grant": name}, CAROL)
        paid = {"grant": name, "amount": 5, "currency": "CNY"}
        play.enter("PaymentAcknowledgement", paid, CAROL)
        notice = notified(play, name, CAROL)
        play.enter("BreachCured", {"grant": name, "notice": notice}, CAROL)
        play.refused("signature_missing", "LicenceTermination", ends(name, play.today), BOB)
        play.enter("LicenceTermination", ends(name, play.today), BOB, CAROL)


def test_a_licensee_who_inherits_the_work_can_end_its_licence():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 200, exclusivity="exclusive"))
        bury(play, ALICE)
        inherit(play, work, ALICE, BOB)
        refused(play, "grant_conflicts", work, terms(play), by=BOB, to=CAROL)
        play.enter("LicenceTermination", ends(name, play.today), BOB)
        play.skip(1)
        grant(play, work, terms(play), by=BOB, to=CAROL)


def test_a_buyer_does_not_end_the_licences_of_a_living_seller():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 200))
        transfer(play, work, ALICE, CAROL)
        subject = {"grant": name} | EVIDENCE
        play.refused("signature_missing", "BreachNotice", subject, CAROL)
        notified(play, name, ALICE)


def test_C9_what_a_thief_offered_is_not_accepted():
    with Play() as play:
        play.enter("RecoveryContacts", contacts(), ALICE)
        work = play.registered()
        honest = offer(play, work, offer_terms())
        play.skip(1)
        stolen = play.now
        forged = offer(play, work, offer_terms(months=600))
        play.skip(1)
        since = stolen.strftime("%Y-%m-%dT%H:%M:%SZ")
        play.enter("KeyCompromise", compromise(since), REGISTRAR, ALICE)
        accepted = acceptance(forged, offer_terms(months=600))
        error = play.refused("offer_contested", "OfferAcceptance", accepted, BOB)
        assert error.params == {"did": did_of(ALICE)}
        play.enter("OfferAcceptance", acceptance(honest, offer_terms()), BOB)


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
