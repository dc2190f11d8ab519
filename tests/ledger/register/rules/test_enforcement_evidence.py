"""Evidence: who records it, when it was seen, and of which notice it says that it went on."""

import pytest

from ledger.register.calendar import format_time
from ledger.register.did import did_of
from ledger.register.examples import enforcement
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.records.enforcement import Evidence, SeenAgain

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, key_of, number_id
from ..play import Play
from .enforcing import Notice, collect, evidence, let_enforce, seen, served
from .examples import admitted


def test_the_register_keeps_digests_and_who_collected():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        entry = collect(play, work, MALLORY)
        subject = entry.statement.document["credentialSubject"]
        assert entry.registry.ruling is None
        record = play.register.get(Evidence, entry.statement.id)
        assert record == Evidence(
            entry=entry.index,
            id=entry.statement.id,
            collector=did_of(MALLORY),
            work=work,
            manifest=subject["manifest"]["sha256"],
            suspect=subject["suspect"],
            seen=format_time(play.now),
            told=sorted(map(did_of, (ALICE, BOB))),
        )
        for topic in (work, *map(did_of, (ALICE, BOB, MALLORY))):
            assert read_feed(play.register, topic, 0, 99)[-1][1] == entry.index
        assert all(index != entry.index for _, index in read_feed(play.register, NOTICES, 0, 99))


def test_it_needs_no_work():
    with Play() as play:
        entry = collect(play, None, MALLORY)
        record = play.register.get(Evidence, entry.statement.id)
        assert record is not None
        assert (record.work, record.told, record.topics) == (None, [], (did_of(MALLORY),))


def test_the_collector_signs_or_its_agent():
    with Play() as play:
        subject = evidence(play, None, ALICE)
        play.refused("signature_missing", "EvidenceRecord", subject, BOB)
        play.refused("signer_not_expected", "EvidenceRecord", subject, ALICE, BOB)
        stranger = key_of(77)
        subject = evidence(play, None, stranger)
        play.refused("party_not_registered", "EvidenceRecord", subject, stranger)
        let_enforce(play, ALICE, BOB)
        play.enter("EvidenceRecord", evidence(play, None, ALICE), BOB)
        play.refused("signature_missing", "EvidenceRecord", evidence(play, None, ALICE), REGISTRAR)


def test_the_work_is_registered():
    with Play() as play:
        subject = evidence(play, number_id(9))
        play.refused("work_not_registered", "EvidenceRecord", subject, ALICE)


def test_nothing_was_seen_in_the_future_but_for_a_clock_that_runs_ahead():
    with Play() as play:
        later = evidence(play, None, seen="2026-11-21T10:10:01Z")
        refusal = play.refused("seen_in_future", "EvidenceRecord", later, ALICE)
        assert refusal.params == {"seen": "2026-11-21T10:10:01Z"}
        collect(play, None, seen="2026-11-21T10:10:00Z")
        collect(play, None, seen="1999-01-01T00:00:00Z")


def test_one_manifest_may_be_recorded_by_whoever_has_it():
    with Play() as play:
        digests = {"sha256": digest_of(1), "sm3": digest_of(2)}
        collect(play, None, ALICE, manifest=digests)
        collect(play, None, MALLORY, manifest=digests)


def test_a_notice_has_its_work_with_it():
    with Play() as play:
        subject = evidence(play, None, notice=number_id(5))
        play.refused("evidence_incomplete", "EvidenceRecord", subject, ALICE)


@pytest.mark.parametrize("days", [0, 3])
def test_what_follows_a_notice_was_seen_after_the_day_it_was_forwarded(days):
    with Play() as play:
        work = play.registered()
        sent = Notice(play, work)
        subject = evidence(play, work, notice=sent.id)
        refusal = play.refused("notice_not_forwarded", "EvidenceRecord", subject, ALICE)
        assert refusal.entry == sent.sent.index
        forwarded = sent.forward()
        on = play.today
        play.skip(days)
        # to the end of that day in Asia/Shanghai, which is 16:00 in UTC
        eve = f"{on}T15:59:59Z"
        if days:
            subject = evidence(play, work, notice=sent.id, seen=eve)
            refusal = play.refused("seen_before_notice", "EvidenceRecord", subject, ALICE)
            assert refusal.entry == forwarded.index
            assert refusal.params["served"] == on
            collect(play, work, notice=sent.id, seen=f"{on}T16:00:00Z")
        else:
            subject = evidence(play, work, notice=sent.id)
            play.refused("seen_before_notice", "EvidenceRecord", subject, ALICE)


def test_what_follows_a_notice_is_its_notifiers_and_of_its_work():
    with Play() as play:
        work, other = play.registered(), play.registered()
        sent = served(play, work)
        play.skip(2)
        subject = evidence(play, work, MALLORY, notice=sent.id)
        refusal = play.refused("evidence_not_the_notifiers", "EvidenceRecord", subject, MALLORY)
        assert (refusal.entry, refusal.params["did"]) == (sent.sent.index, did_of(ALICE))
        subject = evidence(play, other, notice=sent.id)
        refusal = play.refused("evidence_of_another_work", "EvidenceRecord", subject, ALICE)
        assert refusal.entry == sent.sent.index
        subject = evidence(play, work, notice=number_id(5))
        play.refused("notice_unknown", "EvidenceRecord", subject, ALICE)
        entry = collect(play, work, notice=sent.id)
        again = play.register.get(SeenAgain, sent.id)
        assert again is not None
        assert again.entries == [entry.index]
        # the other sides are told as well
        for key in (BOB, CAROL):
            assert read_feed(play.register, did_of(key), 0, 99)[-1][1] == entry.index
        # and it moved nothing
        assert sent.record.entry == sent.record.forwarded


def test_the_story_is_admissible():
    kinds = admitted(enforcement.story)
    assert kinds.count("EvidenceRecord") == 3
    assert kinds[-1] == "NoticeOutcome"


def test_a_time_that_is_seen_has_one_spelling():
    with Play() as play:
        subject = evidence(play, None, seen=seen(play, 0).replace("Z", "+00:00"))
        play.refused("field_invalid", "EvidenceRecord", subject, ALICE)
