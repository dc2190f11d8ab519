"""Granting a licence: who signs, what can be given, what collides."""

import pytest

from ledger.errors import StatementError
from ledger.register.did import did_of
from ledger.register.feeds import read_feed
from ledger.register.records import Held, Tally
from ledger.register.rules import licensing_mint
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.vocabulary import vocabulary

from ..build import (
    ALICE,
    BOB,
    CAROL,
    MALLORY,
    REGISTRAR,
    digest_of,
    document,
    key_of,
    number_id,
    party_subject,
    read,
)
from ..play import Play
from .licences import (
    found,
    grant,
    grant_subject,
    order,
    pledge,
    refused,
    status,
    terms,
    transfer,
)

EXCLUSIVE = {"exclusivity": "exclusive"}


def test_a_grant_is_in_effect_with_its_entry():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        record = found(play, name)
        assert record.licensors == [did_of(ALICE)]
        assert (record.ordinal, record.granted, record.remarks) == (0, len(play.leaves) - 1, [])
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "effective",
            "since": play.today,
            "due": play.day(100),
        }
        held = play.register.get(Held, f"{work}/{did_of(BOB)}")
        assert held is not None
        assert held.grants == [name]
        assert play.folio(work).grants == 1
        for topic in (work, did_of(ALICE), did_of(BOB)):
            assert read_feed(play.register, topic, 0, 100)[-1][1] == record.granted


def test_a_grant_is_counted():
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, territory=["CN", "JP"]))
        grant(play, work, terms(play, territory=["CN"], remuneration={"currency": "CNY"}))
        tallies = {
            name: tally.value
            for name in (
                "grants",
                "grants/exclusivity/non_exclusive",
                "grants/territory/CN",
                "grants/territory/JP",
                "sum/fixed/CNY",
            )
            if (tally := play.register.get(Tally, name))
        }
        assert list(tallies.values()) == [2, 2, 2, 1, 100000]


@pytest.mark.parametrize("signers", [[ALICE], [BOB]], ids=["licensor", "licensee"])
def test_L3_either_side_alone_creates_nothing(signers):
    with Play() as play:
        work = play.registered()
        play.refused(
            "signature_missing", "LicenceGrant", grant_subject(work, terms(play)), *signers
        )


def test_a_stranger_s_signature_is_refused():
    with Play() as play:
        subject = grant_subject(play.registered(), terms(play))
        play.refused("signer_not_expected", "LicenceGrant", subject, ALICE, BOB, CAROL)


def test_who_is_licensed_by_himself():
    with Play() as play:
        work = play.registered()
        subject = grant_subject(work, terms(play), to=ALICE)
        play.refused("licence_to_oneself", "LicenceGrant", subject, ALICE)


def test_both_sides_have_to_be_parties():
    with Play() as play:
        work = play.registered()
        refused(play, "party_not_registered", work, terms(play), to=REGISTRAR)


def test_of_an_unknown_work_nothing_is_granted():
    with Play() as play:
        refused(play, "work_not_registered", number_id(9), terms(play))


def test_N01_a_licence_is_not_backdated():
    with Play() as play:
        work = play.registered()
        refused(play, "licence_backdated", work, terms(play, -1))
        grant(play, work, terms(play, 0))


@pytest.mark.parametrize("exclusivity", ["exclusive", "sole"])
def test_during_the_notice_only_non_exclusive_licences(exclusivity):
    with Play() as play:
        work = play.work()
        play.skip(30)
        refused(play, "notice_not_over", work, terms(play, exclusivity=exclusivity))
        name = grant(play, work, terms(play))
        assert found(play, name).remarks == ["notice_period"]
        play.skip(1)
        other = terms(play, exclusivity=exclusivity, products=["tea_ware"])
        assert found(play, grant(play, work, other)).remarks == []


@pytest.mark.parametrize("right", list(vocabulary("rights")))
def test_I03_N08_only_rights_5_to_17_are_licensed(right):
    with Play() as play:
        work = play.registered()
        if right in ECONOMIC_RIGHTS:
            grant(play, work, terms(play, rights=[right]))
        else:
            subject = grant_subject(work, terms(play, rights=[right]))
            with pytest.raises(StatementError) as caught:
                read(document("LicenceGrant", subject, ALICE, BOB))
            assert caught.value.code == "right_personal"


def test_N03_nobody_licenses_what_he_does_not_own():
    with Play() as play:
        work = play.registered()
        error = refused(play, "not_the_holder", work, terms(play), by=MALLORY)
        assert error.entry == play.folio(work).filed


def test_N03_not_what_is_not_in_the_register():
    with Play() as play:
        work = play.registered(rights=["authorship", "reproduction"])
        error = refused(play, "right_not_in_register", work, terms(play))
        assert error.entry == play.folio(work).filed
        grant(play, work, terms(play, rights=["reproduction"]))


def test_N03_I04_not_after_a_transfer():
    with Play() as play:
        work = play.registered()
        moved = transfer(play, work, ALICE, CAROL, rights=["reproduction"])
        licence = terms(play, rights=["reproduction"])
        assert refused(play, "not_the_holder", work, licence).entry == moved.index
        grant(play, work, licence, by=CAROL)
        grant(play, work, terms(play, rights=["distribution"]))


def test_N03_not_pledged_rights_without_the_pledgee():
    with Play() as play:
        work = play.registered()
        pledged = pledge(play, work)
        assert refused(play, "right_pledged", work, terms(play)).entry == pledged.index
        grant(play, work, terms(play, rights=["distribution"]))
        play.enter("LicenceGrant", grant_subject(work, terms(play)), ALICE, BOB, CAROL)


def test_N03_not_while_suspended_or_preserved():
    with Play() as play:
        work = play.registered()
        entry = order(play, "suspend", work, until=play.day(5))
        assert refused(play, "work_suspended", work, terms(play)).entry == entry.index
        play.skip(6)
        entry = order(play, "preserve", work, until=play.day(5))
        assert refused(play, "work_preserved", work, terms(play)).entry == entry.index
        play.skip(6)
        grant(play, work, terms(play))


def test_N03_not_after_a_cancellation():
    with Play() as play:
        work = play.registered()
        entry = order(play, "cancel", work, effect="from_now")
        assert refused(play, "work_not_in_force", work, terms(play)).entry == entry.index


def test_N03_not_beyond_the_term_of_protection():
    with Play() as play:
        publication = {"status": "published", "firstDate": "1977-05-01", "firstPlace": "CN-62"}
        work = play.registered(
            ownership="legal_entity",
            creation={"nature": "original", "completed": "1977-01-01", "place": "CN-62"},
            publication=publication,
        )
        error = refused(play, "beyond_term", work, terms(play) | {"until": "2028-01-01"})
        assert error.entry == play.folio(work).filed
        grant(play, work, terms(play) | {"until": "2027-12-31"})


def test_joint_owners_all_sign():
    with Play() as play:
        work = play.registered(ALICE, CAROL)
        exclusive = terms(play, **EXCLUSIVE)
        refused(play, "co_owner_signature_missing", work, exclusive)
        refused(play, "joint_notice_missing", work, terms(play))
        play.enter("LicenceGrant", grant_subject(work, exclusive), ALICE, BOB, CAROL)


def test_the_unit_has_a_say_for_two_years():
    with Play() as play:
        studio = key_of(30)
        play.enter("PartyRegistration", party_subject(studio, kind="organisation"), studio)
        unit = {"unit": did_of(studio), "special": False}
        work = play.registered(ownership="employment", employment=unit)
        refused(play, "unit_consent_missing", work, terms(play))
        play.enter("LicenceGrant", grant_subject(work, terms(play)), ALICE, BOB, studio)


def test_a_derivative_waits_for_its_original():
    with Play() as play:
        original = play.registered(CAROL)
        work = play.registered(derivedFrom=[{"work": original, "relation": "adapted"}])
        error = refused(play, "upstream_unlicensed", work, terms(play))
        assert error.entry == play.folio(original).filed
        grant(
            play,
            original,
            terms(play, rights=["adaptation"], territory=["001"]),
            by=CAROL,
            to=ALICE,
        )
        grant(play, work, terms(play))


def test_a_condition_has_its_day_within_the_licence():
    with Play() as play:
        work = play.registered()
        for day in (-1, 101):
            licence = terms(play, condition="付款", conditionUntil=play.day(day))
            refused(play, "condition_day_outside", work, licence)
        for day in (0, 100):
            grant(play, work, terms(play, condition="付款", conditionUntil=play.day(day)))


def test_what_the_register_says_is_remarked():
    with Play() as play:
        work = play.registered()
        claim = {
            "work": work,
            "ground": "not_author",
            "standing": "author",
            "statement": "我是作者",
            "evidence": [{"sha256": digest_of(4), "title": "底稿"}],
        }
        caveat = play.enter("Caveat", claim | {"caveator": did_of(CAROL)}, CAROL).statement.id
        entry = play.enter("LicenceGrant", grant_subject(work, terms(play)), ALICE, BOB)
        assert entry.registry.ruling == {"remarks": ["caveat"]}
        assert found(play, entry.statement.id).remarks == ["caveat"]
        suit = {"caveat": caveat, "kind": "lawsuit", "court": "沙州人民法院", "number": "1"}
        play.enter(
            "CaveatProof",
            suit | {"document": {"sha256": digest_of(6), "title": "受理通知书"}},
            CAROL,
        )
        entry = play.enter("LicenceGrant", grant_subject(work, terms(play)), ALICE, BOB)
        assert entry.registry.ruling == {"remarks": ["litigation"]}


def test_an_objection_is_remarked():
    with Play() as play:
        work = play.work()
        claim = {
            "work": work,
            "objector": did_of(CAROL),
            "ground": "not_author",
            "standing": "author",
            "statement": "我是作者",
            "evidence": [{"sha256": digest_of(4), "title": "底稿"}],
            "seeks": "refuse",
        }
        play.enter("ObjectionFiling", claim, CAROL)
        entry = play.enter("LicenceGrant", grant_subject(work, terms(play)), ALICE, BOB)
        assert entry.registry.ruling == {"remarks": ["notice_period", "objection"]}


def test_grants_of_a_work_are_bounded(monkeypatch):
    monkeypatch.setattr(licensing_mint, "MAX_GRANTS", 2)
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play))
        grant(play, work, terms(play))
        refused(play, "grants_full", work, terms(play))
