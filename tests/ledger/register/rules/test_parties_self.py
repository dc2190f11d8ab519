"""What a party says of itself, what a registrar says of it, and its end."""

import pytest

from ledger.articles import cite
from ledger.errors import LedgerError
from ledger.register.commitment import commit
from ledger.register.decide import decide
from ledger.register.did import did_of
from ledger.register.moment import Moment
from ledger.register.records import Endorsement
from ledger.register.state import Register

from ..build import (
    ALICE,
    BOB,
    MALLORY,
    NOW,
    OPERATOR,
    REGISTRAR,
    document,
    party_subject,
    read,
    work_subject,
)
from ..play import REGISTRAR_2, Play
from .parties_play import death, delegation, of, party_in


def checked(**changes):
    return {
        "party": did_of(ALICE),
        "nameCommitment": commit("张议潮", "5a" * 32),
        "checkedBy": "document_seen",
    } | changes


def test_a_party_changes_what_it_names_and_nothing_else():
    with Play() as play:
        before = party_in(play, ALICE)
        entry = play.enter("PartyUpdate", {**of(), "penNames": ["鸣沙"]}, ALICE)
        after = party_in(play, ALICE)
        assert after == before.model_copy(update={"entry": entry.index, "pen_names": ["鸣沙"]})
        play.enter(
            "PartyUpdate",
            {**of(), "displayName": "新画室", "penNames": [], "roles": ["licensee"]},
            ALICE,
        )
        after = party_in(play, ALICE)
        assert (after.display_name, after.pen_names, after.roles) == ("新画室", [], ["licensee"])


def test_update_empty():
    with Play() as play:
        play.refused("update_empty", "PartyUpdate", of(), ALICE)


def test_nobody_else_updates_a_party():
    with Play() as play:
        subject = {**of(), "displayName": "冒名"}
        play.refused("signature_missing", "PartyUpdate", subject, MALLORY)
        play.refused("signer_not_expected", "PartyUpdate", subject, ALICE, MALLORY)
        play.refused("signature_missing", "PartyUpdate", subject, REGISTRAR)
        stranger = {"party": did_of(REGISTRAR), "displayName": "无"}
        play.refused("party_not_registered", "PartyUpdate", stranger, REGISTRAR)


def test_no_agent_updates_a_party():
    with Play() as play:
        play.enter("Delegation", delegation(play, "register", "manage"), ALICE)
        play.refused("signature_missing", "PartyUpdate", {**of(), "penNames": []}, BOB)


def test_C07_a_registrar_endorses_a_name_that_only_its_holder_can_show():
    with Play() as play:
        entry = play.enter("PartyEndorsement", checked(), REGISTRAR)
        assert party_in(play, ALICE).endorsement == Endorsement(
            entry=entry.index,
            registrar=did_of(REGISTRAR),
            name_commitment=commit("张议潮", "5a" * 32),
            checked_by="document_seen",
        )
        again = play.enter("PartyEndorsement", checked(checkedBy="remote"), ALICE, REGISTRAR_2)
        endorsement = party_in(play, ALICE).endorsement
        assert endorsement is not None
        assert (endorsement.entry, endorsement.registrar) == (again.index, did_of(REGISTRAR_2))


def test_I17_the_name_is_in_no_public_byte():
    with Play() as play:
        play.enter("PartyEndorsement", checked(), REGISTRAR)
        public = b"".join(play.leaves) + "".join(play.register.dump().values()).encode()
        assert "张议潮".encode() not in public
        assert b"5a" * 32 not in public


def test_a_name_is_endorsed_by_another_who_is_a_registrar():
    with Play() as play:
        play.refused("registrar_signature_missing", "PartyEndorsement", checked(), ALICE)
        play.refused("registrar_signature_missing", "PartyEndorsement", checked(), OPERATOR)
        play.refused("signer_not_expected", "PartyEndorsement", checked(), REGISTRAR, BOB)
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        own = checked(party=did_of(REGISTRAR))
        error = play.refused("officer_is_party", "PartyEndorsement", own, REGISTRAR)
        assert error.params == {"did": did_of(REGISTRAR)}
        play.enter("PartyEndorsement", own, REGISTRAR_2)


def test_after_its_end_a_party_signs_nothing():
    with Play() as play:
        entry = play.enter("DeathRecord", death(play.today), REGISTRAR, REGISTRAR_2)
        known = party_in(play, MALLORY)
        assert (known.died, known.died_entry) == (play.today, entry.index)
        update = {**of(MALLORY), "penNames": []}
        error = play.refused("party_died", "PartyUpdate", update, MALLORY)
        assert (error.entry, error.params["died"]) == (entry.index, play.today)
        assert error.article == cite("《民法典》第十三条、第五十九条")
        # nor does it sign beside others, nor is it endorsed or ended again
        play.refused("party_died", "PartyUpdate", {**of(), "penNames": []}, ALICE, MALLORY)
        endorsed = checked(party=did_of(MALLORY))
        play.refused("party_died", "PartyEndorsement", endorsed, REGISTRAR)
        play.refused("party_died", "DeathRecord", death(play.today), REGISTRAR, REGISTRAR_2)


def test_an_agent_of_the_dead_speaks_no_more():
    with Play() as play:
        play.enter("Delegation", delegation(play, principal=MALLORY), MALLORY)
        play.skip(1)
        play.enter("DeathRecord", death(play.today), REGISTRAR, REGISTRAR_2)
        subject = work_subject(MALLORY)
        play.refused("party_died", "WorkRegistration", subject, BOB)


def test_died_in_future_begins_tomorrow():
    with Play() as play:
        play.refused("died_in_future", "DeathRecord", death(play.day(1)), REGISTRAR, REGISTRAR_2)
        play.refused("registrar_signature_missing", "DeathRecord", death(play.today), ALICE)
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        play.refused("officer_is_party", "DeathRecord", death(play.today, REGISTRAR), REGISTRAR)
        play.refused("second_registrar_missing", "DeathRecord", death(play.today), REGISTRAR)
        play.enter("DeathRecord", death(play.today), REGISTRAR, REGISTRAR_2)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("PartyUpdate", {**of(), "penNames": []}),
        ("PartyEndorsement", checked()),
        ("DeathRecord", death("2026-01-01")),
    ],
)
def test_before_the_founding_there_are_no_parties(kind, subject):
    with pytest.raises(LedgerError) as caught:
        decide(read(document(kind, subject, ALICE)), Register(), Moment(0, NOW))
    assert caught.value.code == "ledger_not_founded"
