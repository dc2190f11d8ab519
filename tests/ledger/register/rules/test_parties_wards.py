"""Minors and their guardians: who signs at which age, to the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.articles import cite
from ledger.register.did import did_of
from ledger.register.identity import ward_at
from ledger.register.records import Ward
from ledger.register.rules.parties_wards import _first_from

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, fuzz, party_subject, work_subject
from ..play import REGISTRAR_2, Play
from .parties_play import (
    KEY_2,
    KEY_3,
    contacts,
    death,
    delegation,
    guardianship,
    new_key,
    of,
    party_in,
)

UPDATE = {**of(), "penNames": ["小鹿"]}
UNTIL = "2027-03-01"


def guarded(minority: str = "under_8", until: str = UNTIL) -> Play:
    play = Play()
    play.enter("Guardianship", guardianship(until, minority), BOB, REGISTRAR)
    return play


def minority_on(play: Play, day: str) -> str | None:
    ward = ward_at(party_in(play, ALICE), date.fromisoformat(day))
    return ward.minority if ward else None


def test_I25_for_a_child_under_8_the_guardian_signs_alone():
    with guarded() as play:
        error = play.refused("guardian_signature_missing", "PartyUpdate", UPDATE, ALICE)
        assert error.params == {"did": did_of(ALICE), "guardian": did_of(BOB)}
        assert error.article == cite("《民法典》第十九条、第二十条")
        play.enter("PartyUpdate", UPDATE, BOB)
        play.enter("WorkRegistration", work_subject(ALICE), BOB)
        play.enter("PartyUpdate", UPDATE, ALICE, BOB)


def test_I25_from_8_on_the_ward_signs_and_the_guardian_beside_it_where_rights_are_disposed_of():
    with guarded("8_to_17") as play:
        play.enter("PartyUpdate", UPDATE, ALICE)
        play.enter("WorkRegistration", work_subject(ALICE), ALICE)
        play.refused("signature_missing", "PartyUpdate", UPDATE, BOB)
        harmless, disposing = delegation(play, agent=CAROL), delegation(play, "pledge", agent=CAROL)
        play.enter("Delegation", harmless, ALICE)
        play.refused("guardian_signature_missing", "Delegation", disposing, ALICE)
        play.refused("signature_missing", "Delegation", disposing, BOB)
        play.enter("Delegation", disposing, ALICE, BOB)


def test_I25_the_day_on_which_a_child_is_8():
    with guarded() as play:
        assert minority_on(play, "2027-03-01") == "under_8"
        assert minority_on(play, "2027-03-02") == "8_to_17"
        assert minority_on(play, "2037-03-01") == "8_to_17"
        assert minority_on(play, "2037-03-02") is None
        play.skip(100)
        assert play.today == "2027-03-01"
        play.refused("guardian_signature_missing", "PartyUpdate", UPDATE, ALICE)
        play.skip(1)
        play.enter("PartyUpdate", UPDATE, ALICE)


def test_I25_the_day_on_which_a_ward_is_18():
    with guarded("8_to_17") as play:
        assert minority_on(play, "2027-03-01") == "8_to_17"
        assert minority_on(play, "2027-03-02") is None
        play.skip(100)
        disposing = delegation(play, "license", agent=CAROL)
        play.refused("guardian_signature_missing", "Delegation", disposing, ALICE)
        play.skip(1)
        play.enter("Delegation", disposing, ALICE)


@pytest.mark.parametrize(
    ("minority", "latest", "beyond"),
    [("under_8", "2034-12-01", "2035-01-01"), ("8_to_17", "2036-12-01", "2037-01-01")],
)
def test_I25_no_guardianship_is_longer_than_childhood(minority, latest, beyond):
    with Play() as play:
        subject = guardianship(beyond, minority)
        error = play.refused("guardianship_too_long", "Guardianship", subject, BOB, REGISTRAR)
        assert error.params == {"until": beyond, "limit": latest}
        play.enter("Guardianship", guardianship(latest, minority), BOB, REGISTRAR)


def test_the_last_day_is_the_first_of_a_month_and_not_past():
    with Play() as play:
        birthday = guardianship("2027-03-14")
        error = play.refused("until_not_first", "Guardianship", birthday, BOB, REGISTRAR)
        assert error.params["until"] == "2027-03-14"
        past = guardianship("2026-11-01")
        play.refused("last_day_past", "Guardianship", past, BOB, REGISTRAR)


@fuzz
@given(st.dates(date(2000, 1, 1), date(2080, 12, 31)), st.sampled_from([8, 10]))
def test_the_limit_is_the_first_of_a_month_on_or_next_after(day, years):
    limit = date.fromisoformat(_first_from(day, years))
    target = (day.year + years, day.month, day.day)
    assert limit.day == 1
    assert (limit.year, limit.month, limit.day) >= target
    earlier = (limit.year, limit.month - 1) if limit.month > 1 else (limit.year - 1, 12)
    assert (*earlier, 1) < target


def test_guardian_and_registrar_sign():
    with Play() as play:
        subject = guardianship(UNTIL)
        play.refused("registrar_signature_missing", "Guardianship", subject, BOB)
        play.refused("signature_missing", "Guardianship", subject, REGISTRAR)
        play.refused("signer_not_expected", "Guardianship", subject, BOB, REGISTRAR, MALLORY)
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        own = guardianship(UNTIL, guardian=REGISTRAR)
        play.refused("officer_is_party", "Guardianship", own, REGISTRAR)
        nobody = guardianship(UNTIL, guardian=REGISTRAR_2)
        play.refused("party_not_registered", "Guardianship", nobody, REGISTRAR_2)
        entry = play.enter("Guardianship", subject, BOB, REGISTRAR, ALICE)
        assert party_in(play, ALICE).ward == Ward(
            entry=entry.index, guardian=did_of(BOB), minority="under_8", until=UNTIL
        )


def test_who_is_a_ward_and_who_a_guardian():
    with Play() as play:
        own = guardianship(UNTIL, guardian=ALICE)
        play.refused("guardian_is_ward", "Guardianship", own, ALICE, REGISTRAR)
        company = play.enter("PartyRegistration", party_subject(KEY_2, kind="organisation"), KEY_2)
        error = play.refused(
            "ward_not_person", "Guardianship", guardianship(UNTIL, ward=KEY_2), BOB, REGISTRAR
        )
        assert error.entry == company.index
        first = play.enter("Guardianship", guardianship(UNTIL), BOB, REGISTRAR)
        minor = guardianship(UNTIL, ward=CAROL, guardian=ALICE)
        error = play.refused("guardian_is_minor", "Guardianship", minor, ALICE, REGISTRAR)
        assert error.entry == first.index
        other = guardianship(UNTIL, guardian=CAROL)
        error = play.refused("guardianship_exists", "Guardianship", other, CAROL, REGISTRAR)
        assert (error.entry, error.params["guardian"]) == (first.index, did_of(BOB))
        # the same guardian is entered anew, an organisation can be one
        play.enter("Guardianship", guardianship(UNTIL, "8_to_17"), BOB, REGISTRAR)
        play.enter(
            "Guardianship", guardianship(UNTIL, ward=CAROL, guardian=KEY_2), KEY_2, REGISTRAR
        )


def test_a_registrar_ends_a_guardianship_and_another_may_begin():
    with guarded() as play:
        subject = {"ward": did_of(ALICE)}
        play.refused("registrar_signature_missing", "GuardianshipEnd", subject, BOB)
        play.refused("signer_not_expected", "GuardianshipEnd", subject, REGISTRAR, MALLORY)
        play.enter("GuardianshipEnd", subject, REGISTRAR_2)
        error = play.refused("guardianship_none", "GuardianshipEnd", subject, REGISTRAR)
        assert error.params == {"did": did_of(ALICE)}
        play.enter("PartyUpdate", UPDATE, ALICE)
        play.enter("Guardianship", guardianship(UNTIL, guardian=CAROL), CAROL, REGISTRAR)


def test_the_guardian_keeps_the_keys_of_a_child():
    with guarded() as play:
        play.enter("RecoveryContacts", contacts(BOB, CAROL, REGISTRAR), BOB)
        play.refused("guardian_signature_missing", "KeyRotation", new_key(), ALICE, KEY_2)
        play.enter("KeyRotation", new_key(), BOB, KEY_2)
        play.enter("KeyCompromise", {**of(), "since": "2026-11-21T00:00:00Z"}, BOB)
        play.refused("party_frozen", "PartyUpdate", UPDATE, BOB)
        play.enter("KeyRecovery", new_key(KEY_3), BOB, CAROL, KEY_3)
        play.refused("party_frozen", "PartyUpdate", UPDATE, BOB)
        play.skip(8)
        play.enter("PartyUpdate", UPDATE, BOB)


def test_a_guardian_who_died_signs_nothing():
    with guarded() as play:
        play.enter("DeathRecord", death(play.today, BOB), REGISTRAR, REGISTRAR_2)
        play.refused("party_died", "PartyUpdate", UPDATE, BOB)
        play.enter("GuardianshipEnd", {"ward": did_of(ALICE)}, REGISTRAR)


def test_a_guardianship_is_in_the_feed_of_both():
    with guarded() as play:
        party = party_in(play, ALICE)
        assert party.topics == (did_of(ALICE), did_of(BOB))
