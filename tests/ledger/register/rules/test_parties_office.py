"""Registrars begin and cease by the word of the operator and of a colleague."""

import pytest

from ledger.register.did import did_of
from ledger.register.records import Constitution

from ..build import ALICE, BOB, OPERATOR, REGISTRAR, document, founded, party_subject
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .parties_play import KEY_2, KEY_3, new_key, of

CHECKED = {**of(), "nameCommitment": "ab" * 32, "checkedBy": "in_person"}


def appointment(key, *, appointed=True):
    return {"registrar": did_of(key), "appointed": appointed}


def registrars(register):
    known = register.get(Constitution, "")
    assert known is not None
    return known.registrars


def test_a_registrar_begins_and_ceases():
    with Play() as play:
        play.refused("registrar_signature_missing", "PartyEndorsement", CHECKED, BOB)
        before = registrars(play.register)
        play.enter("RegistrarAppointment", appointment(BOB), OPERATOR, REGISTRAR)
        assert registrars(play.register) == [*before, did_of(BOB)]
        play.enter("PartyEndorsement", CHECKED, BOB)
        play.enter("RegistrarAppointment", appointment(BOB, appointed=False), OPERATOR, REGISTRAR_2)
        assert registrars(play.register) == before
        play.refused("registrar_signature_missing", "PartyEndorsement", CHECKED, BOB)


def test_operator_and_a_colleague_sign():
    with Play() as play:
        subject = appointment(BOB)
        play.refused("registrar_signature_missing", "RegistrarAppointment", subject, OPERATOR)
        play.refused("registrar_signature_missing", "RegistrarAppointment", subject, OPERATOR, BOB)
        play.refused("signature_missing", "RegistrarAppointment", subject, REGISTRAR, REGISTRAR_2)
        play.refused(
            "signer_not_expected", "RegistrarAppointment", subject, OPERATOR, REGISTRAR, ALICE
        )
        play.enter("RegistrarAppointment", subject, OPERATOR, REGISTRAR, REGISTRAR_2, BOB)


def test_no_registrar_keeps_itself_out_of_its_own_removal():
    with Play() as play:
        subject = appointment(REGISTRAR, appointed=False)
        play.refused("registrar_signature_missing", "RegistrarAppointment", subject, OPERATOR)
        play.refused(
            "registrar_signature_missing", "RegistrarAppointment", subject, OPERATOR, REGISTRAR
        )
        play.enter("RegistrarAppointment", subject, OPERATOR, REGISTRAR_2)


def test_one_registrar_always_stays():
    with Play() as play:
        for gone, by in ((REGISTRAR, REGISTRAR_2), (REGISTRAR_2, REGISTRAR_3)):
            last = play.enter(
                "RegistrarAppointment", appointment(gone, appointed=False), OPERATOR, by
            )
        subject = appointment(REGISTRAR_3, appointed=False)
        error = play.refused(
            "last_registrar", "RegistrarAppointment", subject, OPERATOR, REGISTRAR_3
        )
        assert (error.entry, error.params) == (last.index, {"did": did_of(REGISTRAR_3)})


def test_only_a_change_is_entered():
    with Play() as play:
        again, unknown = appointment(REGISTRAR), appointment(BOB, appointed=False)
        error = play.refused(
            "registrar_already", "RegistrarAppointment", again, OPERATOR, REGISTRAR
        )
        assert error.entry == 0
        play.refused("registrar_unknown", "RegistrarAppointment", unknown, OPERATOR, REGISTRAR)


def test_a_registrar_is_named_by_the_did_of_the_party_and_not_by_a_later_key():
    with Play() as play:
        entry = play.enter("KeyRotation", new_key(), ALICE, KEY_2)
        later = appointment(KEY_2)
        error = play.refused("key_not_new", "RegistrarAppointment", later, OPERATOR, REGISTRAR)
        assert error.entry == entry.index
        play.enter("RegistrarAppointment", appointment(ALICE), OPERATOR, REGISTRAR)
        play.enter("PartyEndorsement", CHECKED | {"party": did_of(BOB)}, KEY_2)


def test_an_operator_whose_key_was_replaced_acts_by_the_new_one():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(OPERATOR), OPERATOR)
        play.enter("KeyRotation", new_key(KEY_3, OPERATOR), OPERATOR, KEY_3)
        play.refused("key_retired", "RegistrarAppointment", appointment(BOB), OPERATOR, REGISTRAR)
        play.enter("RegistrarAppointment", appointment(BOB), KEY_3, REGISTRAR)


def test_no_agent_of_the_operator_appoints():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(OPERATOR), OPERATOR)
        given = {
            "principal": did_of(OPERATOR),
            "agent": did_of(BOB),
            "acts": ["register", "manage"],
            "works": [],
            "until": play.day(9),
        }
        play.enter("Delegation", given, OPERATOR)
        subject = appointment(ALICE)
        play.refused("signature_missing", "RegistrarAppointment", subject, BOB, REGISTRAR)


@pytest.mark.parametrize("colleague", [False, True])
def test_an_operator_who_is_the_only_registrar_appoints_the_next(colleague):
    ledger = founded()
    genesis = ledger.register.get(Constitution, "")
    assert genesis is not None
    ledger.register.put(genesis.model_copy(update={"registrars": [did_of(OPERATOR)]}))
    ledger.register.changes()
    signers = (OPERATOR, BOB) if colleague else (OPERATOR,)
    ledger.add(document("RegistrarAppointment", appointment(BOB), *signers))
    assert registrars(ledger.register) == [did_of(OPERATOR), did_of(BOB)]
