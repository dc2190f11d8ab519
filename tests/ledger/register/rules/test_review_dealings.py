"""Dealings as a hostile or careless hand would try them: both sides, both spellings."""

from ledger.register.did import did_of

from ..build import ALICE, BOB, CAROL, REGISTRAR, party_subject
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
from .parties_play import compromise, contacts, delegation
from .reviewing import END, EVIDENCE, bury, ends, inherit, notified, sale

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
