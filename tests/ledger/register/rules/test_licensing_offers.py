"""Offers and their acceptance: the licensors sign first, the licensee mints the licence."""

import pytest

from ledger.register.did import did_of
from ledger.register.records import Offer, Offered, Tally
from ledger.register.terms import last_day

from ..build import ALICE, BOB, CAROL, MALLORY, key_of, number_id
from ..play import Play
from .licences import (
    acceptance,
    entry_of,
    found,
    grant,
    offer,
    offer_terms,
    pledge,
    state,
    terms,
    transfer,
)


def offered(play, name):
    record = play.register.get(Offer, name)
    assert record is not None
    return record


def accept(play, name, licence, /, *, to=BOB, **changes):
    return play.enter("OfferAcceptance", acceptance(name, licence, to=to, **changes), to)


def not_accepted(play, code, name, licence, /, *, to=BOB, **changes):
    subject = acceptance(name, licence, to=to, **changes)
    return play.refused(code, "OfferAcceptance", subject, to)


def test_O2_an_acceptance_makes_the_licence():
    with Play() as play:
        work = play.registered()
        licence = offer_terms(quantityPerLicence=500, until=None, sublicensing=True)
        name = offer(play, work, licence, tier={"zh": "五百件以内"}, cap=1000)
        assert offered(play, name).licensors == [did_of(ALICE)]
        entry = accept(play, name, licence, quantity=500)
        record = found(play, entry.statement.id)
        until = last_day(entry.day, 3).isoformat()
        assert entry.registry.ruling == {"from": play.today, "until": until}
        assert (record.terms.start, record.terms.until) == (play.today, until)
        assert (record.terms.quantity, record.terms.sublicensing) == (500, True)
        assert (record.licensors, record.licensee) == ([did_of(ALICE)], did_of(BOB))
        assert record.offer == name
        assert state(play, record.id) == "effective"
        assert offered(play, name).taken == 500
        tally = play.register.get(Tally, "offers")
        assert tally is not None
        assert tally.value == 1


def test_an_offer_s_own_last_day_caps_the_licence():
    with Play() as play:
        work = play.registered()
        licence = offer_terms(until=play.day(20))
        name = offer(play, work, licence)
        accepted = accept(play, name, licence).statement.id
        assert found(play, accepted).terms.until == play.day(20)
        play.skip(21)
        assert not_accepted(play, "offer_expired", name, licence).params["last"] == play.day(-1)


def test_L3_offers_are_taken_by_the_licensee_alone_and_made_by_the_owner_alone():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        subject = {"work": work, "terms": licence, "validUntil": play.day(60)}
        play.refused("signature_missing", "LicenceOffer", subject, MALLORY)
        play.refused("signer_not_expected", "LicenceOffer", subject, ALICE, MALLORY)
        name = offer(play, work, licence)
        play.refused("signature_missing", "OfferAcceptance", acceptance(name, licence), ALICE)
        play.refused(
            "signer_not_expected", "OfferAcceptance", acceptance(name, licence), BOB, ALICE
        )


def test_N06_a_signature_serves_one_set_of_terms():
    with Play() as play:
        work = play.registered()
        cheap, dear = offer_terms(), offer_terms(remuneration={"currency": "CNY", "fixed": 900})
        name = offer(play, work, dear)
        error = not_accepted(play, "terms_differ", name, cheap)
        assert error.entry == offered(play, name).entry
        assert error.params["digest"] == offered(play, name).terms_digest


def test_an_offer_holds_to_the_end_of_its_last_day():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        name = offer(play, work, licence)
        play.skip(60)
        accept(play, name, licence)
        play.skip(1)
        error = not_accepted(play, "offer_expired", name, licence)
        assert error.params == {"last": play.day(-1)}
        assert error.entry == offered(play, name).offered


def test_an_offer_is_not_over_before_it_begins():
    with Play() as play:
        work = play.registered()
        subject = {"work": work, "terms": offer_terms(), "validUntil": play.day(-1)}
        play.refused("offer_over_already", "LicenceOffer", subject, ALICE)
        subject = {"work": work, "terms": offer_terms(until=play.day(-1))}
        subject |= {"validUntil": play.day(3)}
        play.refused("offer_over_already", "LicenceOffer", subject, ALICE)
        offer(play, work, offer_terms(until=play.day(0)), validUntil=play.day(0))


def test_a_withdrawn_offer_is_gone():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        name = offer(play, work, licence)
        accepted = accept(play, name, licence).statement.id
        play.refused("signature_missing", "OfferWithdrawal", {"offer": name}, BOB)
        play.refused("signer_not_expected", "OfferWithdrawal", {"offer": name}, ALICE, BOB)
        entry = play.enter("OfferWithdrawal", {"offer": name}, ALICE)
        assert not_accepted(play, "offer_withdrawn", name, licence).entry == entry.index
        error = play.refused("offer_withdrawn", "OfferWithdrawal", {"offer": name}, ALICE)
        assert error.entry == entry.index
        assert state(play, accepted) == "effective"


def test_any_of_the_licensors_withdraws():
    with Play() as play:
        work = play.registered(ALICE, CAROL)
        subject = {"work": work, "terms": offer_terms(), "validUntil": play.day(60)}
        play.refused("joint_notice_missing", "LicenceOffer", subject, ALICE)
        name = play.enter("LicenceOffer", subject, ALICE, CAROL).statement.id
        assert offered(play, name).licensors == sorted([did_of(ALICE), did_of(CAROL)])
        play.enter("OfferWithdrawal", {"offer": name}, CAROL)


def test_an_unknown_offer_is_refused():
    with Play() as play:
        play.refused("offer_unknown", "OfferWithdrawal", {"offer": number_id(1)}, ALICE)
        not_accepted(play, "offer_unknown", number_id(1), offer_terms())


def test_a_directed_offer_is_for_one():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        name = offer(play, work, licence, to=did_of(BOB))
        error = not_accepted(play, "offer_to_another", name, licence, to=CAROL)
        assert error.params == {"to": did_of(BOB)}
        accept(play, name, licence)


def test_nobody_takes_his_own_offer():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        subject = {"work": work, "terms": licence, "validUntil": play.day(1), "to": did_of(ALICE)}
        play.refused("licence_to_oneself", "LicenceOffer", subject, ALICE)
        name = offer(play, work, licence)
        not_accepted(play, "licence_to_oneself", name, licence, to=ALICE)


def test_quantities_within_the_offer():
    with Play() as play:
        work = play.registered()
        licence = offer_terms(quantityPerLicence=60)
        name = offer(play, work, licence, cap=100)
        not_accepted(play, "quantity_missing", name, licence)
        assert not_accepted(play, "quantity_above_offer", name, licence, quantity=61).params == {
            "limit": 60
        }
        last = accept(play, name, licence, quantity=60)
        error = not_accepted(play, "offer_cap_reached", name, licence, quantity=41)
        assert (error.entry, error.params) == (last.index, {"left": 40})
        accept(play, name, licence, quantity=40)
        not_accepted(play, "offer_cap_reached", name, licence, quantity=1)


def test_without_a_limit_a_number_may_be_named_or_not():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        name = offer(play, work, licence)
        assert found(play, accept(play, name, licence).statement.id).terms.quantity is None
        named = accept(play, name, licence, quantity=7).statement.id
        assert found(play, named).terms.quantity == 7


def test_N05_an_acceptance_is_entered_once():
    # the ledger gives a statement sent twice its first entry; under another id it is another one,
    # which the offer itself has to bear
    with Play() as play:
        work = play.registered()
        licence = offer_terms(exclusivity="exclusive")
        name = offer(play, work, licence)
        accept(play, name, licence)
        not_accepted(play, "grant_conflicts", name, licence)


def test_an_offer_lapses_for_what_conflicts():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        name = offer(play, work, licence)
        other = grant(play, work, terms(play, exclusivity="exclusive"), to=CAROL)
        assert not_accepted(play, "grant_conflicts", name, licence).entry == entry_of(play, other)


@pytest.mark.parametrize("exclusivity", ["sole", "exclusive"])
def test_exclusive_offers_wait_for_the_end_of_the_notice(exclusivity):
    with Play() as play:
        work = play.work()
        subject = {"work": work, "validUntil": play.day(60)}
        subject["terms"] = offer_terms(exclusivity=exclusivity)
        play.refused("notice_not_over", "LicenceOffer", subject, ALICE)
        name = offer(play, work, offer_terms())
        assert accept(play, name, offer_terms()).registry.ruling["remarks"] == ["notice_period"]


def test_N03_an_offer_ends_with_its_makers_title():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        name = offer(play, work, licence)
        moved = transfer(play, work, ALICE, CAROL, rights=["distribution"])
        error = not_accepted(play, "offer_of_former_owner", name, licence)
        assert (error.entry, error.params) == (moved.index, {"owner": did_of(CAROL)})


def test_N03_a_pledge_after_the_offer_needs_the_pledgee():
    with Play() as play:
        work = play.registered()
        licence = offer_terms()
        before = offer(play, work, licence)
        pledged = pledge(play, work)
        assert not_accepted(play, "right_pledged", before, licence).entry == pledged.index
        play.enter("OfferAcceptance", acceptance(before, licence), BOB, CAROL)
        subject = {"work": work, "terms": licence, "validUntil": play.day(60)}
        assert play.refused("right_pledged", "LicenceOffer", subject, ALICE).entry == pledged.index
        after = play.enter("LicenceOffer", subject, ALICE, CAROL).statement.id
        accept(play, after, licence)


def test_the_open_offers_of_a_work_are_listed():
    with Play() as play:
        work = play.registered()

        def listed():
            record = play.register.get(Offered, work)
            return record.offers if record else []

        first = offer(play, work, offer_terms(), validUntil=play.day(3))
        second = offer(play, work, offer_terms())
        assert listed() == [first, second]
        play.skip(4)
        third = offer(play, work, offer_terms())
        assert listed() == [second, third]
        play.enter("OfferWithdrawal", {"offer": second}, ALICE)
        assert listed() == [third]


def test_offers_are_of_registered_works_to_registered_parties():
    with Play() as play:
        subject = {"work": number_id(3), "terms": offer_terms(), "validUntil": play.day(1)}
        play.refused("work_not_registered", "LicenceOffer", subject, ALICE)
        subject["work"] = play.registered()
        subject |= {"to": did_of(key_of(40)), "validUntil": play.day(1)}
        play.refused("party_not_registered", "LicenceOffer", subject, ALICE)
