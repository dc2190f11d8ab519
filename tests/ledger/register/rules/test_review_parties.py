"""Attacks on parties, notice, corrections and royalties, by those who know the rules."""

from datetime import date

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.identity import party_at
from ledger.register.records import FileClaims
from ledger.register.records.notice import Objector
from ledger.register.records.royalties import ReportedYear
from ledger.register.rules.corrections_rectify import MAX_RECTIFICATIONS
from ledger.register.rules.dealings import notes_at
from ledger.register.rules.notice_annotation import MAX_NOTES
from ledger.register.rules.work import MAX_AGAIN

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, party_subject, work_subject
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .licences import grant, grant_subject, offer_terms, terms
from .objecting import Case, admission, caveat, decision, exhibit, filing, proof
from .ordering import enter as ordered
from .parties_play import KEY_2, contacts, delegation, guardianship, new_key, of, party_in
from .royalty_play import from_work, licensed, report, report_subject, royalty
from .test_corrections import NEW, TITLE, change, rectifying, withdrawing
from .test_pledges import pledging
from .test_title_transfer import transfer

FILE: JsonObject = {"sha256": digest_of(6_000), "mediaType": "image/jpeg"}


def as_party(play: Play, key=REGISTRAR) -> None:
    play.enter("PartyRegistration", party_subject(key), key)


# ---- one signature, one role -------------------------------------------------------------------


def test_R4_a_registrar_who_signs_for_an_owner_does_not_check_the_owner():
    """One signature was taken for the owner's word and for the registrar's check of it."""
    with Play() as play:
        as_party(play)
        work = play.registered()
        play.enter("Delegation", delegation(play, "rectify", agent=REGISTRAR), ALICE)
        play.refused("officer_is_party", "Rectification", rectifying(work), REGISTRAR)
        play.enter("Rectification", rectifying(work), REGISTRAR, REGISTRAR_2)


def test_a_registrar_is_a_guardian_like_anybody_else():
    """It was refused as a party to the case, whoever checked it."""
    with Play() as play:
        as_party(play)
        child = guardianship("2030-01-01", ward=ALICE, guardian=REGISTRAR)
        play.refused("officer_is_party", "Guardianship", child, REGISTRAR)
        play.enter("Guardianship", child, REGISTRAR, REGISTRAR_2)


def test_N07_who_registered_for_an_owner_does_not_decide_on_the_objection():
    with Play() as play:
        as_party(play)
        play.enter("Delegation", delegation(play, "register", agent=REGISTRAR), ALICE)
        file = {"sha256": digest_of(6_100), "mediaType": "image/jpeg"}
        entered = play.enter("WorkRegistration", work_subject(ALICE, file=file), REGISTRAR)
        case = Case(play, entered.statement.id)
        play.refused("officer_is_party", "ObjectionAdmission", admission(case.id), REGISTRAR)
        play.enter("ObjectionAdmission", admission(case.id), REGISTRAR_2)


def test_N07_an_author_who_owns_nothing_does_not_decide_on_the_objection():
    with Play() as play:
        as_party(play)
        authors = [{"party": did_of(REGISTRAR), "signedAs": "沙"}]
        case = Case(play, play.work(authors=authors, ownership="legal_entity"))
        case.play.enter("ObjectionAdmission", admission(case.id), REGISTRAR_2)
        case.reply()
        play.refused("officer_is_party", "ObjectionDecision", decision(case.id), REGISTRAR,
                     REGISTRAR_2)  # fmt: skip
        case.decide("dismissed", (REGISTRAR_2, REGISTRAR_3))


def test_an_agent_does_not_deal_with_itself():
    """Civil Code, Art. 168: Bob may license for Alice, and licensed to himself."""
    with Play() as play:
        work = play.registered()
        acts = ("license", "offer", "transfer", "pledge", "manage")
        play.enter("Delegation", delegation(play, *acts), ALICE)
        refused = play.refused("agent_of_both_sides", "LicenceGrant",
                               grant_subject(work, terms(play)), BOB)  # fmt: skip
        assert str(refused.article).startswith("《民法典》第一百六十八条")
        play.refused("agent_of_both_sides", "Transfer", transfer(work), BOB)
        own = pledging(work, pledgee=did_of(BOB))
        play.refused("agent_of_both_sides", "PledgeRegistration", own, BOB)
        mine = {"work": work, "terms": offer_terms(), "validUntil": play.day(60), "to": did_of(BOB)}
        play.refused("agent_of_both_sides", "LicenceOffer", mine, BOB)
        licence = grant(play, work, terms(play))
        end = {"grant": licence, "ground": "agreement", "lastDay": play.today}
        play.refused("agent_of_both_sides", "LicenceTermination", end, BOB)


def test_a_licensee_who_bought_the_work_ends_its_own_licence():
    with Play() as play:
        work = play.registered()
        licence = grant(play, work, terms(play))
        play.enter("Transfer", transfer(work), ALICE, BOB)
        end = {"grant": licence, "ground": "agreement", "lastDay": play.today}
        play.enter("LicenceTermination", end, ALICE, BOB)


def test_an_agent_does_not_deal_for_two_sides():
    with Play() as play:
        work = play.registered()
        for principal in (ALICE, CAROL):
            subject = delegation(play, "license", principal=principal)
            play.enter("Delegation", subject, principal)
        made = grant_subject(work, terms(play), to=CAROL)
        play.refused("agent_of_both_sides", "LicenceGrant", made, BOB)
        play.enter("LicenceGrant", made, BOB, CAROL)


def test_an_owner_does_not_consent_to_its_withdrawal_for_the_licensee():
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play))
        manages = delegation(play, "manage", principal=BOB, agent=ALICE)
        play.enter("Delegation", manages, BOB)
        play.refused("agent_of_both_sides", "Withdrawal", withdrawing(work), ALICE)
        play.enter("Withdrawal", withdrawing(work), ALICE, BOB)


def test_a_payer_does_not_write_its_own_receipt():
    with Play() as play:
        name, _ = report(play, licensed(play, perUnit=10), units=5)
        play.enter("Delegation", delegation(play, "report"), ALICE)
        receipt = {"report": name, "payer": did_of(BOB), "payee": did_of(ALICE), "amount": 50,
                   "currency": "CNY", "reference": "转账 1"}  # fmt: skip
        play.refused("agent_of_both_sides", "RoyaltyPayment", receipt, BOB)
        play.enter("RoyaltyPayment", receipt, ALICE)


def test_a_licensee_does_not_say_that_its_own_condition_is_met():
    with Play() as play:
        work = play.registered()
        licence = grant(play, work, terms(play, condition="付款", conditionUntil=play.day(9)))
        play.enter("Delegation", delegation(play, "manage"), ALICE)
        play.refused("agent_of_both_sides", "ConditionMet", {"grant": licence}, BOB)
        play.enter("ConditionMet", {"grant": licence}, ALICE)


def test_one_agent_speaks_for_all_owners_of_one_side():
    with Play() as play:
        work = play.registered(ALICE, CAROL)
        for principal in (ALICE, CAROL):
            subject = delegation(play, "license", principal=principal)
            play.enter("Delegation", subject, principal)
        both = grant_subject(work, terms(play), to=MALLORY)
        both["licensors"] = [did_of(ALICE), did_of(CAROL)]
        play.enter("LicenceGrant", both, BOB, MALLORY)


def test_a_guardian_does_not_take_the_rights_of_its_ward():
    with Play() as play:
        work = play.registered()
        youth = guardianship("2030-01-01", minority="8_to_17")
        play.enter("Guardianship", youth, BOB, REGISTRAR)
        mine = transfer(work)
        play.refused("agent_of_both_sides", "Transfer", mine, ALICE, BOB)


def test_I25_who_is_a_ward_speaks_for_no_ward():
    """Bob was Alice's guardian before Carol became his."""
    with Play() as play:
        play.enter("Guardianship", guardianship("2030-01-01"), BOB, REGISTRAR)
        bobs = guardianship("2030-01-01", ward=BOB, guardian=CAROL)
        entered = play.enter("Guardianship", bobs, CAROL, REGISTRAR)
        update = of() | {"penNames": ["沙"]}
        assert play.refused("guardian_is_minor", "PartyUpdate", update, BOB).entry == entered.index
        play.enter("GuardianshipEnd", {"ward": did_of(ALICE)}, REGISTRAR)
        play.enter("Guardianship", guardianship("2030-01-01", guardian=CAROL), CAROL, REGISTRAR)
        play.enter("PartyUpdate", update, CAROL)


def test_I25_a_guardian_who_is_a_registrar_vouches_for_nothing_by_the_same_signature():
    with Play() as play:
        as_party(play)
        play.enter("RecoveryContacts", contacts(BOB, CAROL, MALLORY), ALICE)
        child = guardianship("2030-01-01", guardian=REGISTRAR)
        play.enter("Guardianship", child, REGISTRAR, REGISTRAR_2)
        named = contacts(BOB, CAROL, REGISTRAR_3)
        alone = play.enter("RecoveryContacts", named, REGISTRAR)
        assert alone.registry.ruling == {"waitUntil": play.day(7)}
        beside = play.enter("RecoveryContacts", named, REGISTRAR, REGISTRAR_2)
        assert beside.registry.ruling is None
        play.enter("KeyCompromise", {"party": did_of(ALICE), "since": "2026-11-21T10:00:00Z"},
                   BOB, CAROL)  # fmt: skip
        play.refused("step_not_open", "RecoveryVeto", of(), REGISTRAR)
        play.enter("RecoveryVeto", of(), REGISTRAR, REGISTRAR_2)


# ---- keys --------------------------------------------------------------------------------------


def test_contacts_that_a_lost_key_named_do_not_outlive_its_recovery():
    """Whoever found the key would have had the recovered party's contacts, and the party again."""
    with Play() as play:
        play.enter("RecoveryContacts", contacts(), ALICE)
        play.enter("RecoveryContacts", contacts(MALLORY, REGISTRAR_2, REGISTRAR_3), ALICE)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.skip(8)
        now = party_at(party_in(play, ALICE), date.fromisoformat(play.today))
        assert now.key_now == did_of(KEY_2)
        assert now.recovery_contacts == [did_of(key) for key in (BOB, CAROL, REGISTRAR)]
        play.enter("PartyUpdate", of() | {"penNames": ["沙"]}, KEY_2)


# ---- the same file, once more ------------------------------------------------------------------


def test_who_withdrew_a_registration_can_register_the_file_again():
    with Play() as play:
        first = play.enter("WorkRegistration", work_subject(file=FILE), ALICE)
        play.refused("work_registered_already", "WorkRegistration", work_subject(file=FILE), ALICE)
        play.enter("Withdrawal", withdrawing(first.statement.id), ALICE)
        other = play.enter("WorkRegistration", work_subject(BOB, file=FILE), BOB)
        second = play.enter("WorkRegistration", work_subject(file=FILE), ALICE)
        assert second.registry.ruling == {"competing": [other.index], "again": [first.index]}
        folio = play.folio(second.statement.id)
        assert folio.registered == second.index  # its old priority went with the registration
        play.refused("work_registered_already", "WorkRegistration", work_subject(file=FILE), ALICE)


def test_a_derivative_of_a_withdrawn_work_is_licensed_by_the_new_registration():
    """Nobody could license the withdrawn one, and its derivatives waited for ever."""
    with Play() as play:
        work = play.work(file=FILE)
        derived = play.work(BOB, **from_work(work))
        play.enter("Withdrawal", withdrawing(work), ALICE)
        play.skip(31)
        own = terms(play)
        subject = grant_subject(derived, own, by=BOB, to=CAROL)
        again = play.work(file=FILE)
        play.refused("upstream_unlicensed", "LicenceGrant", subject, BOB, CAROL)
        grant(play, again, terms(play, rights=["adaptation"]))
        play.enter("LicenceGrant", subject, BOB, CAROL)


def test_N17_what_was_refused_or_cancelled_is_not_registered_again():
    with Play() as play:
        case = Case(play, play.work(file=FILE))
        case.admit()
        case.reply()
        case.decide("upheld")
        play.skip(16)
        play.refused("work_registered_already", "WorkRegistration", work_subject(file=FILE), ALICE)


def test_N03_who_sold_a_work_does_not_register_it_anew():
    """The buyer owned one folio, the seller had another one over the same file."""
    with Play() as play:
        work = play.registered(file=FILE)
        sold = play.enter("Transfer", transfer(work), ALICE, BOB)
        again = work_subject(file=FILE)
        refused = play.refused("rights_given_away", "WorkRegistration", again, ALICE)
        assert refused.entry == sold.index
        play.enter("Withdrawal", withdrawing(work), BOB)
        play.refused("rights_given_away", "WorkRegistration", again, ALICE)
        play.enter("WorkRegistration", work_subject(BOB, file=FILE), BOB)


def test_withdrawing_over_and_over_leaves_room_for_others():
    with Play() as play:
        for _ in range(MAX_AGAIN):
            work = play.work(file=FILE)
            play.enter("Withdrawal", withdrawing(work), ALICE)
        again = work_subject(file=FILE)
        refused = play.refused("file_claims_full", "WorkRegistration", again, ALICE)
        claims = play.register.get(FileClaims, digest_of(6_000))
        assert claims is not None
        assert refused.entry == claims.works[-1].entry
        play.work(BOB, file=FILE)


# ---- notice ------------------------------------------------------------------------------------


def test_an_objection_withdrawn_after_the_decision_leaves_no_remedy():
    """The remark of a decision that never became final stood on the folio for ever."""
    with Play() as play:
        case = Case(play, play.work())
        case.admit()
        case.reply()
        case.decide("partly")
        case.withdraw()
        play.skip(60)
        assert notes_at(play.folio(case.work), date.fromisoformat(play.today)) == []


def test_a_caveat_is_entered_on_a_work_that_a_court_preserves():
    """A caveat warns and is no dealing: an order that stops dealings does not stop it."""
    with Play() as play:
        for number, kind in enumerate(("preserve", "suspend"), 1):
            work = play.registered()
            ordered(play, kind, work, number)
            laid = play.enter("Caveat", caveat(work), BOB)
            play.enter("CaveatProof", proof(laid.statement.id), BOB)


def test_a_caveat_on_what_is_no_longer_registered_is_refused():
    with Play() as play:
        work = play.registered()
        gone = play.enter("Withdrawal", withdrawing(work), ALICE)
        assert play.refused("work_not_in_force", "Caveat", caveat(work), BOB).entry == gone.index


def test_old_dismissals_are_not_all_read():
    with Play() as play:
        for number in range(4):
            case = Case(play, play.work(), evidence=[exhibit(number)])
            case.admit()
            case.reply()
            case.decide()
        play.skip(16)
        entered = play.enter("ObjectionFiling", filing(play.work()), BOB)
        assert (entered.registry.ruling or {})["vexatious"] is True
        known = play.register.get(Objector, did_of(BOB))
        assert known is not None
        assert len(known.dismissed) == 4


# ---- royalties ---------------------------------------------------------------------------------


def test_daily_reports_are_kept_by_the_year():
    """All periods of a licence stood in one record, written anew with every report."""
    with Play() as play:
        licence = licensed(play)
        begun = play.today
        play.skip(45)
        first, _ = report(play, licence, **{"from": begun, "until": "2027-01-02"})
        report(play, licence, **{"from": "2027-01-03", "until": "2027-01-04"})
        pages = {
            year: play.register.get(ReportedYear, f"{licence}/{year}")
            for year in (2026, 2027, 2028)
        }
        found = {year: [one.start for one in page.periods] for year, page in pages.items() if page}
        assert found == {2026: [begun], 2027: [begun, "2027-01-03"]}
        over = {"from": "2026-12-31", "until": "2026-12-31"}
        refused = play.refused(
            "report_overlaps", "RoyaltyReport", report_subject(play, licence, **over), BOB
        )
        assert refused.entry == royalty(play, first).reported


# ---- records have an end -----------------------------------------------------------------------


def test_rectifications_of_one_work_have_an_end():
    with Play() as play:
        work = play.work()
        title, other = TITLE, NEW
        for _ in range(MAX_RECTIFICATIONS):
            last = play.enter(
                "Rectification", rectifying(work, change("title", title, other)), ALICE
            )
            title, other = other, title
        more = rectifying(work, change("title", title, other))
        assert play.refused("rectifications_full", "Rectification", more, ALICE).entry == last.index


def test_remarks_on_one_work_have_an_end():
    with Play() as play:
        remark = {"work": play.work(), "text": {"zh": "备注"}}
        for _ in range(MAX_NOTES):
            last = play.enter("Annotation", remark, REGISTRAR)
        assert play.refused("notes_full", "Annotation", remark, REGISTRAR).entry == last.index
