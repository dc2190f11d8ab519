"""Becoming a party: a key, once, by its own signature, endorsed where the policy says so."""

from datetime import timedelta

import pytest

from ledger.errors import SignatureError, StatementError
from ledger.register.did import did_of
from ledger.register.procedures.key_control import KEY_CONTROL
from ledger.register.records import Party

from ..build import (
    ALICE,
    BOB,
    MALLORY,
    NOW,
    OPERATOR,
    ORIGIN,
    REGISTRAR,
    document,
    founded,
    party_subject,
)
from .refusing import assert_refused


def party(key, *signers, **changes):
    return document("PartyRegistration", party_subject(key, **changes), *(signers or (key,)))


def test_a_key_becomes_a_party():
    ledger = founded()
    entry = ledger.add(party(ALICE, displayName="敦煌画室"))
    assert entry.registry.ruling is None
    assert ledger.register.get(Party, did_of(ALICE)) == Party(
        entry=1,
        party=did_of(ALICE),
        kind="person",
        display_name="敦煌画室",
        roles=["creator", "rights_holder"],
        key_now=did_of(ALICE),
        control=KEY_CONTROL.start(entry.day),
        control_entry=1,
    )


def test_two_parties_may_choose_one_alias():
    ledger = founded(ALICE, BOB)
    alice, bob = (ledger.register.get(Party, did_of(key)) for key in (ALICE, BOB))
    assert (alice and alice.display_name) == (bob and bob.display_name)


def test_party_registered_already():
    ledger = founded(BOB, ALICE)
    again = party(ALICE, displayName="另一个名字")
    assert_refused(ledger, again, "party_registered_already", entry=2, did=did_of(ALICE))


def test_nobody_registers_another_key():
    assert_refused(
        founded(),
        party(ALICE, MALLORY),
        "signature_missing",
        family=SignatureError,
        did=did_of(ALICE),
    )
    # not even with that key's own signature beside: the issuer is the party
    assert_refused(
        founded(),
        party(ALICE, REGISTRAR, ALICE),
        "signature_missing",
        family=SignatureError,
        did=did_of(ALICE),
    )


@pytest.mark.parametrize("writers", ["open", "endorsed"])
@pytest.mark.parametrize("other", [MALLORY, OPERATOR])
def test_only_a_registrar_may_sign_beside_the_party(writers, other):
    assert_refused(
        founded(writers=writers),
        party(ALICE, ALICE, REGISTRAR, other),
        "signer_not_expected",
        family=SignatureError,
        did=did_of(other),
    )


def test_a_registrar_may_endorse_where_anyone_may_write():
    assert founded().add(party(ALICE, ALICE, REGISTRAR)).index == 1


def test_a_registrar_endorses_where_the_policy_says_so():
    ledger = founded(writers="endorsed")
    assert_refused(ledger, party(ALICE), "registrar_signature_missing", family=SignatureError)
    assert ledger.add(party(ALICE, ALICE, REGISTRAR)).index == 1


def test_a_registrar_endorses_itself():
    assert founded(writers="endorsed").add(party(REGISTRAR)).index == 1


def test_N05_a_statement_for_another_ledger_is_not_good_here():
    elsewhere = document(
        "PartyRegistration", party_subject(ALICE), ALICE, ledger="ledger.example/other"
    )
    assert_refused(
        founded(), elsewhere, "ledger_wrong", ledger="ledger.example/other", origin=ORIGIN
    )


def test_time_in_future_begins_after_ten_minutes():
    """For the claim in the envelope and for that of every single proof."""
    on_time = document(
        "PartyRegistration", party_subject(ALICE), ALICE, time=NOW + timedelta(minutes=10)
    )
    assert founded().rule_on(on_time) == {}
    late = NOW + timedelta(minutes=10, seconds=1)
    for claimed in (
        document("PartyRegistration", party_subject(ALICE), ALICE, time=late),
        document(
            "PartyRegistration", party_subject(ALICE), ALICE, validFrom="2026-11-21T10:10:01Z"
        ),
        document(
            "PartyRegistration",
            party_subject(ALICE),
            ALICE,
            time=late,
            validFrom="2026-11-21T10:00:00Z",
        ),
    ):
        assert_refused(
            founded(), claimed, "time_in_future", family=StatementError, time="2026-11-21T10:10:01Z"
        )
        assert founded().rule_on(claimed, NOW + timedelta(seconds=1)) == {}


def test_a_claim_may_be_as_old_as_it_likes():
    made = document(
        "PartyRegistration", party_subject(ALICE), ALICE, validFrom="0001-01-01T00:00:00Z"
    )
    assert founded().rule_on(made) == {}
