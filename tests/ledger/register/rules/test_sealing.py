"""Sealed registration: the seal proves a time, and a true reveal takes over its priority."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.procedures.seal import MAX_SEAL_DAYS
from ledger.register.records import Claim, FileClaims, Seal
from ledger.register.sealing import commitment

from ..build import ALICE, BOB, MALLORY, REGISTRAR, digest_of, document, key_of, work_subject
from ..play import Play

FILE = digest_of(4242)
SALT = digest_of(77)
OWNERS = [did_of(ALICE), did_of(BOB)]


def seal(play: Play, *owners: Any, days: int = 100) -> Entry:
    """Seal the file for its owners, by default Alice, who is the one who signs."""
    dids = [did_of(key) for key in owners or (ALICE,)]
    subject = {"commitment": commitment(FILE, dids, SALT), "revealBy": play.day(days)}
    return play.enter("SealedRegistration", subject, ALICE)


def revealing(name: str, *owners: Any, **changes: Any) -> JsonObject:
    reveal = {"seal": name, "salt": SALT}
    file = {"sha256": FILE, "mediaType": "image/jpeg"}
    return work_subject(*owners, **({"file": file, "seal": reveal} | changes))


def seal_of(play: Play, name: str) -> Seal:
    found = play.register.get(Seal, name)
    assert found is not None
    return found


def test_a_reveal_takes_over_the_priority_of_the_seal():
    with Play() as play:
        sealed = seal(play)
        name = sealed.statement.id
        assert seal_of(play, name).work is None
        play.skip(10)
        rival = play.enter("WorkRegistration", _plain(BOB), BOB)
        revealed = play.enter("WorkRegistration", revealing(name), ALICE)
        folio = play.folio(revealed.statement.id)
        assert (folio.registered, folio.filed, folio.seal) == (sealed.index, revealed.index, name)
        assert revealed.registry.ruling == {"competing": [rival.index]}
        claims = play.register.get(FileClaims, FILE)
        assert claims is not None
        assert claims.works == [
            Claim(entry=revealed.index, id=revealed.statement.id, sealed=sealed.index),
            Claim(entry=rival.index, id=rival.statement.id),
        ]
        assert [claim.priority for claim in claims.works] == [sealed.index, rival.index]
        assert seal_of(play, name).status.state == "revealed"
        assert seal_of(play, name).work == revealed.statement.id
        # the public notice begins with the reveal: nobody could object to what he did not see
        assert folio.status.due == play.day(30)


def _plain(*owners: Any) -> JsonObject:
    return work_subject(*owners, file={"sha256": FILE, "mediaType": "image/jpeg"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": {"sha256": digest_of(4243), "mediaType": "image/jpeg"}},
        {"salt": digest_of(78)},
        {"owners": (BOB,)},
        {"owners": (ALICE, BOB)},
    ],
)
def test_C02_a_reveal_that_does_not_match_is_refused(wrong):
    with Play() as play:
        sealed = seal(play)
        signers = wrong.get("owners", (ALICE,))
        subject: Any = revealing(sealed.statement.id, *signers)
        subject |= {"file": wrong["file"]} if "file" in wrong else {}
        subject["seal"]["salt"] = wrong.get("salt", SALT)
        refused = play.refused("seal_does_not_match", "WorkRegistration", subject, *signers)
        assert refused.entry == sealed.index


def test_C02_an_unrevealed_seal_still_proves_its_time():
    with Play() as play:
        sealed = seal(play, days=5)
        name = sealed.statement.id
        play.skip(6)
        refused = play.refused("seal_window_over", "WorkRegistration", revealing(name), ALICE)
        assert (refused.entry, refused.params["last"]) == (sealed.index, play.day(-1))
        found = seal_of(play, name)
        assert (found.sealed, found.work) == (sealed.index, None)
        plain = play.enter("WorkRegistration", _plain(ALICE), ALICE)
        assert play.folio(plain.statement.id).registered == plain.index


def test_the_last_day_to_reveal():
    with Play() as play:
        name = seal(play, days=5).statement.id
        play.skip(5)
        play.enter("WorkRegistration", revealing(name), ALICE)


def test_a_seal_is_revealed_once():
    with Play() as play:
        name = seal(play).statement.id
        revealed = play.enter("WorkRegistration", revealing(name), ALICE)
        again = play.refused("step_not_open", "WorkRegistration", revealing(name), ALICE)
        assert again.entry == revealed.index


def test_co_owners_are_sealed_together():
    with Play() as play:
        name = seal(play, BOB, ALICE).statement.id
        subject = revealing(name, ALICE, BOB)
        play.refused("signature_missing", "WorkRegistration", subject, ALICE)
        play.enter("WorkRegistration", subject, ALICE, BOB)


def test_a_copied_commitment_gives_nobody_anything():
    """Who seals what another sealed gets a later seal of the other's work."""
    with Play() as play:
        sealed = seal(play)
        subject: Any = sealed.statement.document["credentialSubject"]
        copied = play.enter("SealedRegistration", subject, MALLORY)
        stolen = revealing(copied.statement.id, MALLORY)
        play.refused("seal_does_not_match", "WorkRegistration", stolen, MALLORY)


def test_a_seal_that_nobody_made():
    with Play() as play:
        none = "urn:uuid:00000000-0000-0000-0000-000000000000"
        play.refused("seal_unknown", "WorkRegistration", revealing(none), ALICE)


def test_the_window():
    with Play() as play:
        for days in (-1, MAX_SEAL_DAYS + 1):
            subject = {"commitment": digest_of(1), "revealBy": play.day(days)}
            refused = play.refused("seal_window_wrong", "SealedRegistration", subject, ALICE)
            assert refused.params == {"first": play.today, "last": play.day(730)}
        for days in (0, MAX_SEAL_DAYS):
            seal(play, days=days)


def test_parties_seal():
    with Play() as play:
        subject = {"commitment": digest_of(1), "revealBy": play.day(9)}
        play.refused("party_not_registered", "SealedRegistration", subject, key_of(99))
        both = play.enter("SealedRegistration", subject, ALICE, BOB)
        assert seal_of(play, both.statement.id).parties == sorted(OWNERS)
        play.refused("party_not_registered", "SealedRegistration", subject, ALICE, REGISTRAR)


def test_N01_a_sealed_work_was_complete_when_it_was_sealed():
    with Play() as play:
        sealed = seal(play)
        play.skip(10)
        late = {"nature": "original", "completed": play.day(-9), "place": "CN-62"}
        subject = revealing(sealed.statement.id, creation=late)
        refused = play.refused("completed_after_seal", "WorkRegistration", subject, ALICE)
        assert (refused.entry, refused.params["sealed"]) == (sealed.index, play.day(-10))
        work = play.enter("WorkRegistration", revealing(sealed.statement.id), ALICE).statement.id
        later = {
            "work": work,
            "changes": [{"field": "completed", "before": "2026-10-01", "after": play.day(-9)}],
            "reason": "有误",
            "evidence": [{"sha256": digest_of(1), "title": "稿"}],
        }
        play.refused("completed_after_seal", "Rectification", later, ALICE)


def test_N01_nothing_that_a_signer_says_moves_a_seal():
    """Priority is the index; the signer's own clock may say what it likes."""
    with Play() as play:
        play.enter("WorkRegistration", _plain(BOB), BOB)
        early = document(
            "SealedRegistration",
            {"commitment": commitment(FILE, [did_of(ALICE)], SALT), "revealBy": play.day(9)},
            ALICE,
            time=play.now.replace(year=1999),
        )
        sealed = play.add(early)
        work = play.enter("WorkRegistration", revealing(sealed.statement.id), ALICE)
        claims = play.register.get(FileClaims, FILE)
        assert claims is not None
        assert [claim.id for claim in claims.works][-1] == work.statement.id
        assert seal_of(play, sealed.statement.id).sealed == sealed.index


@settings(max_examples=20, deadline=None)
@given(
    st.permutations(["seal", "reveal", "rival", "later"]).filter(
        lambda order: order.index("seal") < order.index("reveal")
    )
)
def test_I12_claims_stand_in_the_order_of_their_priority(order):
    """Whatever comes when: a seal counts from its own entry, everything else from its own."""
    play = Play()
    priority = {}
    name = ""
    for what in order:
        if what == "seal":
            made = seal(play)
            name, priority["reveal"] = made.statement.id, made.index
        elif what == "reveal":
            play.enter("WorkRegistration", revealing(name), ALICE)
        else:
            key = BOB if what == "rival" else MALLORY
            priority[what] = play.enter("WorkRegistration", _plain(key), key).index
    claims = play.register.get(FileClaims, FILE)
    assert claims is not None
    assert [claim.priority for claim in claims.works] == sorted(priority.values())
    play.check()
