"""For whom signatures speak: the party, an agent for an act on a work, a guardian, an officer."""

import pytest

from ledger.errors import LedgerError
from ledger.register.did import did_of
from ledger.register.moment import Moment
from ledger.register.signatures import DISPOSALS, Signatures, party_of
from ledger.register.vocabulary import vocabulary

from .build import ALICE, BOB, CAROL, MALLORY, OPERATOR, REGISTRAR, document, party_subject, read
from .play import REGISTRAR_2, Play
from .rules.parties_play import (
    KEY_2,
    KEY_3,
    compromise,
    contacts,
    death,
    delegation,
    guardianship,
    new_key,
)

ACTS = tuple(vocabulary("act"))
A, B = did_of(ALICE), did_of(BOB)


def signed(play: Play, *signers, **options) -> Signatures:
    """Give the signatures of any statement, as the play stands."""
    made = read(document("PartyUpdate", {"party": A, "penNames": []}, *signers, time=play.now))
    return Signatures(made, play.register, Moment(len(play.leaves), play.now), **options)


def code_of(call, *arguments, **options) -> str:
    with pytest.raises(LedgerError) as caught:
        call(*arguments, **options)
    return caught.value.code


@pytest.mark.parametrize("act", ACTS)
def test_a_party_speaks_for_itself_in_every_act(act):
    with Play() as play:
        signatures = signed(play, ALICE, BOB)
        signatures.require(act, [A, B, A])
        signatures.require_nobody_else()
        assert code_of(signatures.require, act, [A, did_of(CAROL)]) == "signature_missing"


@pytest.mark.parametrize("act", ACTS)
def test_an_agent_speaks_in_its_act_on_its_work_alone(act):
    with Play() as play:
        work, other = play.work(), play.work()
        play.enter("Delegation", delegation(play, act, works=[work]), ALICE)
        signatures = signed(play, BOB)
        signatures.require(act, [A], work)
        signatures.require_nobody_else()
        assert not signatures.consents(act, A, other)
        assert not signatures.consents(act, A)
        assert [signatures.consents(one, A, work) for one in ACTS] == [one == act for one in ACTS]
        assert not signatures.consents_own(A)


def test_a_delegation_without_works_is_for_all():
    with Play() as play:
        play.enter("Delegation", delegation(play, "license"), ALICE)
        assert signed(play, BOB).consents("license", A, play.work())
        assert signed(play, BOB).consents("license", A)


def test_what_nobody_needed_is_refused():
    with Play() as play:
        signatures = signed(play, ALICE, BOB, KEY_2)
        assert signatures.unused() == sorted([A, B, did_of(KEY_2)])
        signatures.require("register", [A])
        signatures.admit([B, did_of(CAROL)])
        assert signatures.unused() == [did_of(KEY_2)]
        assert code_of(signatures.require_nobody_else) == "signer_not_expected"


def test_a_consent_that_fails_uses_no_signature():
    """Of a ward who did not sign, the guardian's word alone counts for nothing."""
    with Play() as play:
        play.enter("Guardianship", guardianship("2027-03-01", "8_to_17"), BOB, REGISTRAR)
        signatures = signed(play, BOB)
        assert not signatures.consents("license", A)
        assert signatures.unused() == [B]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("minority", ["under_8", "8_to_17"])
def test_C08_I25_the_guardian_signs_for_a_child_and_beside_a_youth(act, minority):
    with Play() as play:
        play.enter("Guardianship", guardianship("2027-03-01", minority), BOB, REGISTRAR)
        child, disposes = minority == "under_8", act in DISPOSALS
        assert signed(play, ALICE).consents(act, A) == (not child and not disposes)
        assert signed(play, BOB).consents(act, A) == child
        both = signed(play, ALICE, BOB)
        both.require(act, [A])
        assert both.unused() == ([] if child or disposes else [B])


def test_C08_to_license_is_to_dispose():
    assert {"offer", "license", "manage", "transfer", "pledge"} == DISPOSALS
    assert set(ACTS) >= DISPOSALS


def test_a_frozen_party_speaks_through_nobody():
    with Play() as play:
        play.enter("Delegation", delegation(play, "license"), ALICE)
        play.skip(1)
        since = "2026-11-21T10:00:01Z"
        frozen = play.enter("KeyCompromise", compromise(since), ALICE)
        assert code_of(signed, play, ALICE) == "party_frozen"
        assert code_of(signed, play, ALICE, frozen_may=B) == "party_frozen"
        signed(play, ALICE, frozen_may=A).require("license", [A])
        # a delegation given before the theft stands, and rests
        with pytest.raises(LedgerError) as caught:
            signed(play, BOB).require("license", [A])
        assert (caught.value.code, caught.value.entry) == ("party_frozen", frozen.index)
        # whose consent is only asked for has not given it
        assert not signed(play, CAROL).consents("license", A)


def test_the_dead_do_not_consent():
    with Play() as play:
        play.enter("Delegation", delegation(play, "license", principal=MALLORY), MALLORY)
        play.enter("DeathRecord", death(play.today), REGISTRAR, REGISTRAR_2)
        dead = did_of(MALLORY)
        assert code_of(signed, play, MALLORY) == "party_died"
        assert code_of(signed(play, BOB).require, "license", [dead]) == "party_died"
        assert code_of(signed(play, CAROL).require, "license", [dead]) == "party_died"
        assert not signed(play, CAROL).consents("license", dead)


def test_officers_are_registrars_and_strangers():
    with Play() as play:
        two = signed(play, REGISTRAR, REGISTRAR_2)
        both = sorted([did_of(REGISTRAR), did_of(REGISTRAR_2)])
        assert two.officers() == both
        assert two.require_officers(2) == both
        two.require_nobody_else()
        assert code_of(signed(play, ALICE).require_officers, 1) == "registrar_signature_missing"
        assert code_of(signed(play, OPERATOR).require_officers, 1) == "registrar_signature_missing"
        one = signed(play, REGISTRAR)
        assert code_of(one.require_officers, 2) == "second_registrar_missing"
        stranger_to = [did_of(REGISTRAR)]
        assert code_of(one.require_officers, 1, stranger_to) == "officer_is_party"


def test_N07_an_officer_who_replaced_its_key_is_still_a_party():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        play.enter("KeyRotation", new_key(party=REGISTRAR), REGISTRAR, KEY_2)
        signatures = signed(play, KEY_2)
        assert signatures.issuer == did_of(REGISTRAR)
        assert code_of(signatures.require_officers, 1, [did_of(REGISTRAR)]) == "officer_is_party"
        assert signatures.require_officers(1, [A]) == [did_of(REGISTRAR)]


def test_every_key_that_a_party_ever_had_is_its_own():
    with Play() as play:
        play.enter("KeyRotation", new_key(), ALICE, KEY_2)
        play.enter("RecoveryContacts", contacts(BOB, CAROL, MALLORY), KEY_2)
        play.enter("KeyRecovery", new_key(KEY_3), BOB, CAROL, KEY_3)
        for key in (ALICE, KEY_2, KEY_3):
            assert party_of(play.register, did_of(key)) == A
        assert party_of(play.register, did_of(OPERATOR)) == did_of(OPERATOR)
