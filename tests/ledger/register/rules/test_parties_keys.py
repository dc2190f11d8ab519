"""A key that is replaced, and the contacts named in good time."""

import pytest

from ledger.register.did import did_of
from ledger.register.identity import party_at

from ..build import ALICE, BOB, CAROL, MALLORY, OPERATOR, REGISTRAR, party_subject
from ..play import REGISTRAR_2, Play
from .parties_play import (
    KEY_2,
    KEY_3,
    compromise,
    contacts,
    new_key,
    of,
    party_in,
    with_contacts,
)


def dids(*keys):
    return [did_of(key) for key in keys]


def test_a_new_key_speaks_for_the_party_and_the_old_one_never_again():
    with Play() as play:
        entry = play.enter("KeyRotation", new_key(), ALICE, KEY_2)
        known = party_in(play, ALICE)
        assert (known.key_now, known.control_entry) == (did_of(KEY_2), entry.index)
        update = {**of(), "penNames": ["鸣沙"]}
        error = play.refused("key_retired", "PartyUpdate", update, ALICE)
        assert error.params == {"did": did_of(ALICE), "current": did_of(KEY_2)}
        play.enter("PartyUpdate", update, KEY_2)
        play.enter("KeyRotation", new_key(KEY_3), KEY_2, KEY_3)
        play.refused("key_retired", "PartyUpdate", update, KEY_2)
        play.enter("PartyUpdate", update, KEY_3)


def test_both_keys_sign_a_rotation():
    with Play() as play:
        play.refused("signature_missing", "KeyRotation", new_key(), ALICE)
        play.refused("signature_missing", "KeyRotation", new_key(), KEY_2)
        play.refused("signature_missing", "KeyRotation", new_key(), MALLORY, KEY_2)
        play.refused("signer_not_expected", "KeyRotation", new_key(), ALICE, KEY_2, BOB)
        nobody = new_key(party=REGISTRAR)
        play.refused("party_not_registered", "KeyRotation", nobody, REGISTRAR, KEY_2)


@pytest.mark.parametrize(("taken", "entry"), [(BOB, 2), (OPERATOR, 0), (REGISTRAR_2, 0)])
def test_a_new_key_is_nobodys(taken, entry):
    with Play() as play:
        error = play.refused("key_not_new", "KeyRotation", new_key(taken), ALICE, taken)
        assert (error.entry, error.params) == (entry, {"did": did_of(taken)})
        play.refused("key_not_new", "KeyRotation", new_key(ALICE), ALICE)


def test_a_key_that_was_replaced_comes_back_for_nobody():
    with Play() as play:
        entry = play.enter("KeyRotation", new_key(), ALICE, KEY_2)
        error = play.refused("key_not_new", "KeyRotation", new_key(KEY_2, BOB), BOB, KEY_2)
        assert error.entry == entry.index
        play.refused("key_not_new", "KeyRotation", new_key(KEY_2), KEY_2)
        play.refused("key_not_new", "KeyRotation", new_key(ALICE, BOB), BOB, ALICE)
        # nor does it register as a party of its own
        subject = party_subject(KEY_2)
        error = play.refused("key_of_another_party", "PartyRegistration", subject, KEY_2)
        assert error.entry == entry.index
        play.refused("party_registered_already", "PartyRegistration", party_subject(ALICE), ALICE)


def test_a_registrar_whose_key_was_replaced_acts_by_the_new_one():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        play.enter("KeyRotation", new_key(party=REGISTRAR), REGISTRAR, KEY_2)
        checked = {**of(), "nameCommitment": "ab" * 32, "checkedBy": "in_person"}
        play.refused("key_retired", "PartyEndorsement", checked, REGISTRAR)
        play.enter("PartyEndorsement", checked, KEY_2)
        # a newcomer is endorsed by the new key, and not by the old one
        newcomer = party_subject(KEY_3)
        play.refused("key_retired", "PartyRegistration", newcomer, KEY_3, REGISTRAR)
        play.enter("PartyRegistration", newcomer, KEY_3, KEY_2)


def test_the_first_contacts_are_in_place_at_once():
    with Play() as play:
        entry = play.enter("RecoveryContacts", contacts(), ALICE)
        assert entry.registry.ruling is None
        assert party_in(play, ALICE).recovery_contacts == dids(BOB, CAROL, REGISTRAR)


def test_later_contacts_wait_seven_days():
    with with_contacts() as play:
        entry = play.enter("RecoveryContacts", contacts(BOB, CAROL, MALLORY), ALICE)
        assert entry.registry.ruling == {"waitUntil": play.day(7)}
        known, day = party_in(play, ALICE), entry.day
        last, first = day.replace(day=day.day + 7), day.replace(day=day.day + 8)
        assert party_at(known, last).recovery_contacts == dids(BOB, CAROL, REGISTRAR)
        assert party_at(known, first).recovery_contacts == dids(BOB, CAROL, MALLORY)
        play.skip(7)
        play.refused("recovery_signatures_missing", "KeyRecovery", new_key(), BOB, MALLORY, KEY_2)
        play.skip(1)
        play.enter("KeyRecovery", new_key(), BOB, MALLORY, KEY_2)


def test_later_contacts_need_not_wait_where_a_registrar_signs():
    with with_contacts() as play:
        play.enter("RecoveryContacts", contacts(BOB, CAROL, MALLORY), ALICE)
        play.enter("RecoveryContacts", contacts(CAROL, MALLORY, REGISTRAR_2), ALICE, REGISTRAR)
        known = party_in(play, ALICE)
        assert known.recovery_contacts == dids(CAROL, MALLORY, REGISTRAR_2)
        assert (known.next_contacts, known.contacts_due) == ([], None)


def test_a_registrar_is_no_registrar_to_itself():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        for named in ((ALICE, BOB, CAROL), (ALICE, BOB, MALLORY)):
            subject = contacts(*named, party=REGISTRAR)
            entry = play.enter("RecoveryContacts", subject, REGISTRAR)
        assert entry.registry.ruling == {"waitUntil": play.day(7)}


def test_C09_a_thief_does_not_take_the_contacts_along():
    with with_contacts() as play:
        play.enter("RecoveryContacts", contacts(MALLORY, REGISTRAR, REGISTRAR_2), ALICE)
        play.skip(7)
        play.enter("KeyCompromise", compromise(), BOB, CAROL)
        play.skip(5)
        assert party_in(play, ALICE).next_contacts == []
        error = play.refused(
            "recovery_signatures_missing", "KeyRecovery", new_key(), MALLORY, REGISTRAR, KEY_2
        )
        assert error.params == {"did": did_of(ALICE), "found": 1}
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)


def test_contacts_are_three_others_who_are_known():
    with Play() as play:
        subject = contacts(ALICE, BOB, CAROL)
        error = play.refused("contact_is_party", "RecoveryContacts", subject, ALICE)
        assert error.params["did"] == did_of(ALICE)
        play.refused("value_repeated", "RecoveryContacts", contacts(BOB, BOB, CAROL), ALICE)
        play.refused("field_invalid", "RecoveryContacts", contacts(BOB, CAROL), ALICE)
        error = play.refused(
            "party_not_registered", "RecoveryContacts", contacts(BOB, CAROL, KEY_2), ALICE
        )
        assert error.params == {"did": did_of(KEY_2)}
        play.refused("signature_missing", "RecoveryContacts", contacts(), MALLORY)
        play.refused("signer_not_expected", "RecoveryContacts", contacts(), ALICE, BOB)
