"""Keys stolen or lost: the freeze, the recovery by two of three, the wait and the veto."""

from datetime import date, timedelta

import pytest

from ledger.errors import Refusal
from ledger.register.did import did_of
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.identity import contested, key_of, party_at
from ledger.register.procedures.key_control import KEY_CONTROL, RECOVERY_DAYS
from ledger.register.records import Contest, KeyHolder, Mandates

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, party_subject, work_subject
from ..play import REGISTRAR_2, Play
from .parties_play import (
    KEY_2,
    KEY_3,
    compromise,
    contacts,
    delegation,
    new_key,
    of,
    party_in,
    with_contacts,
)

UPDATE = {**of(), "penNames": ["鸣沙"]}


def state_of(play: Play) -> str:
    day = date.fromisoformat(play.today)
    return party_at(party_in(play, ALICE), day).control.state


def test_C09_a_lost_key_is_recovered_by_two_of_three_after_seven_days():
    with with_contacts() as play:
        entry = play.enter("KeyRecovery", new_key(), BOB, REGISTRAR, KEY_2)
        assert entry.registry.ruling == {"vetoUntil": play.day(7)}
        play.skip(RECOVERY_DAYS)
        assert state_of(play) == "recovering"
        error = play.refused("party_frozen", "PartyUpdate", UPDATE, ALICE)
        assert error.entry == entry.index
        play.refused("party_frozen", "PartyUpdate", UPDATE, KEY_2)
        play.skip(1)
        # no entry did that: the calendar did
        assert state_of(play) == "active"
        play.refused("key_retired", "PartyUpdate", UPDATE, ALICE)
        play.enter("PartyUpdate", UPDATE, KEY_2)
        known = party_in(play, ALICE)
        assert (known.key_now, known.pending_key) == (did_of(KEY_2), None)


def test_C09_the_old_key_vetoes_until_the_last_day():
    with with_contacts() as play:
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.skip(7)
        entry = play.enter("RecoveryVeto", of(), ALICE)
        assert entry.registry.ruling == {"by": "key"}
        assert state_of(play) == "active"
        play.enter("PartyUpdate", UPDATE, ALICE)
        play.skip(30)
        assert key_of(party_in(play, ALICE), date.fromisoformat(play.today)) == did_of(ALICE)
        # the key that was to take over stays out of the world
        play.refused("key_of_another_party", "PartyRegistration", party_subject(KEY_2), KEY_2)


def test_C09_a_veto_comes_too_late_on_the_eighth_day():
    with with_contacts() as play:
        entry = play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.skip(8)
        play.refused("key_retired", "RecoveryVeto", of(), ALICE)
        error = play.refused("step_not_open", "RecoveryVeto", of(), KEY_2)
        assert error.entry == entry.index


def test_C09_during_the_wait_nobody_acts_for_the_party():
    with with_contacts() as play:
        play.enter("Delegation", delegation(play, agent=BOB), ALICE)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        file = {"sha256": "ab" * 32, "mediaType": "image/jpeg"}
        for signer in (ALICE, BOB, KEY_2):
            with pytest.raises(Refusal) as caught:
                play.enter(*_work(file), signer)
            assert caught.value.code == "party_frozen"
        play.refused("party_frozen", "KeyRotation", new_key(KEY_3), ALICE, KEY_3)
        play.refused("party_frozen", "RecoveryContacts", contacts(), ALICE)


def _work(file):
    return "WorkRegistration", work_subject(ALICE, file=file)


def test_a_recovery_takes_two_contacts_and_the_new_key():
    with with_contacts() as play:
        for signers in ((BOB,), (BOB, MALLORY), (ALICE, BOB), (REGISTRAR_2, BOB)):
            error = play.refused(
                "recovery_signatures_missing", "KeyRecovery", new_key(), *signers, KEY_2
            )
            assert error.params == {"did": did_of(ALICE), "found": 1}
        play.refused("signature_missing", "KeyRecovery", new_key(), BOB, CAROL)
        play.refused("signer_not_expected", "KeyRecovery", new_key(), BOB, CAROL, MALLORY, KEY_2)
        play.refused("key_not_new", "KeyRecovery", new_key(MALLORY), BOB, CAROL, MALLORY)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, REGISTRAR, KEY_2)


def test_contacts_not_named():
    with Play() as play:
        play.refused("contacts_not_named", "KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        nobody = new_key(party=REGISTRAR)
        play.refused("party_not_registered", "KeyRecovery", nobody, BOB, CAROL, KEY_2)


def test_N17_a_second_recovery_does_not_move_the_day():
    with with_contacts() as play:
        first = play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.skip(3)
        error = play.refused("step_not_open", "KeyRecovery", new_key(KEY_3), BOB, CAROL, KEY_3)
        assert error.entry == first.index
        play.enter("KeyCompromise", compromise(), BOB, CAROL)
        assert party_in(play, ALICE).control.due == play.day(4)
        play.skip(5)
        play.enter("PartyUpdate", UPDATE, KEY_2)


@pytest.mark.parametrize(
    "signers", [(ALICE,), (BOB, CAROL), (BOB, REGISTRAR), (CAROL, REGISTRAR_2), (ALICE, BOB)]
)
def test_C09_who_reports_a_theft(signers):
    with with_contacts() as play:
        since = "2026-11-20T00:00:00Z"
        entry = play.enter("KeyCompromise", compromise(since), *signers)
        known = party_in(play, ALICE)
        assert (known.control.state, known.control_entry) == ("frozen", entry.index)
        assert known.contests == [Contest(entry=entry.index, since=since)]
        error = play.refused("party_frozen", "PartyUpdate", UPDATE, ALICE)
        assert error.entry == entry.index


@pytest.mark.parametrize(
    "signers", [(BOB,), (REGISTRAR,), (MALLORY, BOB), (REGISTRAR_2,), (REGISTRAR_2, MALLORY)]
)
def test_nobody_alone_freezes_another(signers):
    with with_contacts() as play:
        play.refused("compromise_signatures_missing", "KeyCompromise", compromise(), *signers)


def test_only_reporters_sign_a_report():
    with with_contacts() as play:
        play.refused("signer_not_expected", "KeyCompromise", compromise(), ALICE, MALLORY)
        nobody = compromise(party=REGISTRAR)
        play.refused("party_not_registered", "KeyCompromise", nobody, REGISTRAR)


def test_compromise_in_future_begins_in_a_second():
    with with_contacts() as play:
        late = compromise("2026-11-21T10:00:01Z")
        play.refused("compromise_in_future", "KeyCompromise", late, ALICE)
        play.enter("KeyCompromise", compromise("2026-11-21T10:00:00Z"), ALICE)


def test_C09_entries_after_the_theft_are_contested_and_stay():
    with with_contacts() as play:
        play.skip(1)
        stolen = play.enter("PartyUpdate", UPDATE, ALICE)
        play.skip(1)
        play.enter("KeyCompromise", compromise("2026-11-22T09:00:00Z"), BOB, CAROL)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        takeover = date.fromisoformat(play.day(8))
        midnight = f"{takeover - timedelta(days=1)}T16:00:00Z"  # of Shanghai
        before = f"{takeover - timedelta(days=1)}T15:59:59Z"
        asked = (
            ("2026-11-22T08:59:59Z", False),
            ("2026-11-22T09:00:00Z", True),
            (stolen.registry.time, True),
            (before, True),
            (midnight, False),
            ("2027-01-01T00:00:00Z", False),
        )
        assert [contested(party_in(play, ALICE), at) for at, _ in asked] == [c for _, c in asked]
        assert party_in(play, ALICE).pen_names == ["鸣沙"]
        play.skip(9)
        play.enter("PartyUpdate", {**of(), "penNames": []}, KEY_2)
        # written down by now, and the answers are the same
        assert party_in(play, ALICE).contests[0].until == midnight
        assert [contested(party_in(play, ALICE), at) for at, _ in asked] == [c for _, c in asked]


def test_C09_an_agent_whom_the_thief_named_speaks_no_more():
    with with_contacts() as play:
        honest = play.enter("Delegation", delegation(play, agent=BOB), ALICE)
        play.skip(1)
        play.enter("Delegation", delegation(play, agent=MALLORY), ALICE)
        play.enter("KeyCompromise", compromise("2026-11-22T00:00:00Z"), BOB, CAROL)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.skip(8)
        file = {"sha256": "ab" * 32, "mediaType": "image/jpeg"}
        play.refused("signature_missing", *_work(file), MALLORY)
        play.enter(*_work(file), BOB)
        known = play.register.get(Mandates, f"{did_of(ALICE)}/{did_of(BOB)}")
        assert known is not None
        assert [mandate.id for mandate in known.mandates] == [honest.statement.id]


def test_a_frozen_key_vetoes_only_beside_a_registrar():
    with with_contacts() as play:
        frozen = play.enter("KeyCompromise", compromise(), BOB, CAROL)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.refused("step_not_open", "RecoveryVeto", of(), ALICE)
        play.refused("signature_missing", "RecoveryVeto", of(), REGISTRAR)
        play.refused("key_retired", "RecoveryVeto", of(), KEY_2, REGISTRAR)
        entry = play.enter("RecoveryVeto", of(), ALICE, REGISTRAR)
        assert entry.registry.ruling == {"by": "registrar"}
        known = party_in(play, ALICE)
        assert (known.control.state, known.contests, known.pending_key) == ("active", [], None)
        assert known.control_entry > frozen.index
        play.enter("PartyUpdate", UPDATE, ALICE)


def test_a_registrar_beside_the_key_lifts_a_freeze():
    with with_contacts() as play:
        play.enter("KeyCompromise", compromise(), BOB, CAROL)
        error = play.refused("step_not_open", "RecoveryVeto", of(), ALICE)
        assert error.params["event"] == "RecoveryVeto:key"
        play.enter("RecoveryVeto", of(), ALICE, REGISTRAR)
        play.enter("PartyUpdate", UPDATE, ALICE)


def test_a_veto_is_the_partys_and_of_something():
    with with_contacts() as play:
        play.refused("step_not_open", "RecoveryVeto", of(), ALICE)
        play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.refused("signature_missing", "RecoveryVeto", of(), BOB)
        play.refused("signer_not_expected", "RecoveryVeto", of(), ALICE, BOB)
        nobody = of(REGISTRAR)
        play.refused("party_not_registered", "RecoveryVeto", nobody, REGISTRAR)


def test_a_contact_whose_own_key_is_frozen_does_not_count():
    with with_contacts() as play:
        play.enter("KeyCompromise", compromise(party=BOB), BOB)
        play.refused("party_frozen", "KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.enter("KeyRecovery", new_key(), CAROL, REGISTRAR, KEY_2)


def test_keys_that_wait_for_two_parties_are_not_one():
    with with_contacts() as play:
        entry = play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2)
        play.enter("RecoveryContacts", contacts(ALICE, CAROL, REGISTRAR, party=BOB), BOB)
        play.refused("key_not_new", "KeyRecovery", new_key(KEY_2, BOB), CAROL, REGISTRAR, KEY_2)
        play.refused("key_not_new", "KeyRotation", new_key(KEY_2, BOB), BOB, KEY_2)
        holder = play.register.get(KeyHolder, did_of(KEY_2))
        assert holder == KeyHolder(entry=entry.index, did=did_of(KEY_2), party=did_of(ALICE))


def test_the_notice_board_shows_what_may_be_vetoed():
    with with_contacts() as play:
        public = [
            play.enter("KeyRecovery", new_key(), BOB, CAROL, KEY_2).index,
            play.enter("RecoveryVeto", of(), ALICE).index,
            play.enter("KeyCompromise", compromise(), ALICE).index,
        ]
        assert [index for _, index in read_feed(play.register, NOTICES, 0, 9)] == public


def test_the_table_has_no_way_out_of_a_freeze_for_the_key_alone():
    ways = {(s.source, s.event) for s in KEY_CONTROL.steps if s.target == "active"}
    assert ways == {
        ("active", "KeyRotation"),
        ("recovering", "RecoveryVeto:key"),
        ("recovering", "RecoveryVeto:registrar"),
        ("frozen", "RecoveryVeto:registrar"),
        ("replacing", "RecoveryVeto:registrar"),
    }


def test_of_several_reports_the_earliest_time_counts():
    with with_contacts() as play:
        first = play.enter("KeyCompromise", compromise("2026-11-20T00:00:00Z"), ALICE)
        play.enter("KeyCompromise", compromise("2026-11-20T00:00:01Z"), BOB, CAROL)
        known = Contest(entry=first.index, since="2026-11-20T00:00:00Z")
        assert party_in(play, ALICE).contests == [known]
        second = play.enter("KeyCompromise", compromise("2026-11-19T23:59:59Z"), BOB, CAROL)
        known = Contest(entry=second.index, since="2026-11-19T23:59:59Z")
        assert party_in(play, ALICE).contests == [known]
