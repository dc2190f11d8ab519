"""Agents: their scope, their last day, and how they cease."""

import pytest

from ledger.register.did import did_of
from ledger.register.records import Mandates

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, key_of, number_id, work_subject
from ..play import Play
from .parties_play import ALL_ACTS, delegation


def by_agent(play, *signers, number=1):
    """Register a work of Alice's, signed by somebody else."""
    file = {"sha256": f"{number:064x}", "mediaType": "image/jpeg"}
    return "WorkRegistration", work_subject(ALICE, file=file), *signers


def test_O04_an_agent_acts_within_its_scope_until_its_last_day():
    with Play() as play:
        play.refused("signature_missing", *by_agent(play, BOB))
        play.enter("Delegation", delegation(play, "register", days=5), ALICE)
        play.enter(*by_agent(play, BOB))
        play.skip(5)
        play.enter(*by_agent(play, BOB, number=2))
        play.skip(1)
        play.refused("signature_missing", *by_agent(play, BOB, number=3))


def test_O04_what_was_not_delegated_is_not_covered():
    with Play() as play:
        others = [act for act in ALL_ACTS if act != "register"]
        play.enter("Delegation", delegation(play, *others), ALICE)
        error = play.refused("signature_missing", *by_agent(play, BOB))
        assert error.params == {"did": did_of(ALICE)}


@pytest.mark.parametrize("by", [ALICE, BOB])
def test_O04_a_revocation_is_effective_at_once(by):
    with Play() as play:
        made = play.enter("Delegation", delegation(play), ALICE).statement.id
        play.enter(*by_agent(play, BOB))
        end = play.enter("DelegationRevocation", {"delegation": made}, by)
        play.refused("signature_missing", *by_agent(play, BOB, number=2))
        error = play.refused("delegation_over", "DelegationRevocation", {"delegation": made}, by)
        assert error.entry == end.index


def test_only_the_two_sides_revoke():
    with Play() as play:
        made = {"delegation": play.enter("Delegation", delegation(play), ALICE).statement.id}
        play.refused("signature_missing", "DelegationRevocation", made, MALLORY)
        play.refused("signature_missing", "DelegationRevocation", made, REGISTRAR)
        play.refused("signer_not_expected", "DelegationRevocation", made, ALICE, MALLORY)
        unknown = {"delegation": number_id(9)}
        play.refused("delegation_unknown", "DelegationRevocation", unknown, ALICE)
        play.enter("DelegationRevocation", made, ALICE, BOB)


def test_an_expired_delegation_is_over():
    with Play() as play:
        made = play.enter("Delegation", delegation(play, days=3), ALICE)
        play.skip(4)
        subject = {"delegation": made.statement.id}
        error = play.refused("delegation_over", "DelegationRevocation", subject, ALICE)
        assert error.entry == made.index


def test_an_agent_cannot_hand_its_authority_on():
    with Play() as play:
        play.enter("Delegation", delegation(play, *ALL_ACTS), ALICE)
        play.refused("signature_missing", "Delegation", delegation(play, agent=CAROL), BOB)


def test_a_delegation_is_between_two_parties_until_a_day_to_come():
    with Play() as play:
        own = delegation(play, agent=ALICE)
        play.refused("agent_is_principal", "Delegation", own, ALICE)
        nobody = delegation(play, agent=REGISTRAR)
        error = play.refused("party_not_registered", "Delegation", nobody, ALICE)
        assert error.params == {"did": did_of(REGISTRAR)}
        past = delegation(play, days=-1)
        play.refused("last_day_past", "Delegation", past, ALICE)
        play.refused("signer_not_expected", "Delegation", delegation(play), ALICE, BOB)
        play.enter("Delegation", delegation(play, days=0), ALICE)


def test_a_delegation_for_works_needs_those_works():
    with Play() as play:
        unknown = delegation(play, works=[number_id(9)])
        play.refused("work_not_registered", "Delegation", unknown, ALICE)
        play.enter("Delegation", delegation(play, works=[play.work()]), ALICE)
        # a work that is being registered is none of them
        play.refused("signature_missing", *by_agent(play, BOB))


def test_delegations_full_and_room_by_those_that_are_over():
    with Play() as play:
        for _ in range(63):
            play.enter("Delegation", delegation(play), ALICE)
        last = play.enter("Delegation", delegation(play, days=101), ALICE)
        error = play.refused("delegations_full", "Delegation", delegation(play), ALICE)
        assert (error.entry, error.params) == (last.index, {"limit": 64})
        play.enter("DelegationRevocation", {"delegation": last.statement.id}, ALICE)
        play.enter("Delegation", delegation(play), ALICE)
        known = play.register.get(Mandates, f"{did_of(ALICE)}/{did_of(BOB)}")
        assert known is not None
        assert len(known.mandates) == 64
        assert all(mandate.revoked is None for mandate in known.mandates)


def test_a_key_that_is_nobody_is_no_agent():
    with Play() as play:
        play.refused("signature_missing", *by_agent(play, key_of(77)))
