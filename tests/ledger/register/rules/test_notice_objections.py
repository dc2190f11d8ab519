"""Objections: who may object, who may decide, what each decision does."""

from datetime import date

import pytest

from ledger.errors import StatementError
from ledger.register.did import did_of
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.procedures.objection import OBJECTION
from ledger.register.records import Note
from ledger.register.records.notice import ExhibitUse, Objector
from ledger.register.rules import notice_cases
from ledger.register.rules.dealings import notes_at, objections_at

from ..build import ALICE, BOB, CAROL, REGISTRAR, digest_of, document, number_id
from ..build import read as parsed
from ..play import REGISTRAR_3, Play
from .objecting import (
    OFFICERS,
    REASONS,
    REPLY,
    Case,
    admission,
    decision,
    exhibit,
    filing,
    in_review,
    rest,
    stands,
    tasks,
)


def test_filing_opens_a_case_and_a_task():
    with Play() as play:
        work = play.work()
        case = Case(play, work, entries=[0, 5])
        # a Saturday: Monday is the first of three working days
        assert play.today == "2026-11-21"
        assert case.filed.registry.ruling == {"due": "2026-11-25"}
        assert tasks(play) == [("objection_admission", "2026-11-25")]
        assert case.record.acted == [did_of(BOB)]
        assert case.record.status == OBJECTION.start(case.filed.day)
        assert objections_at(play.folio(work), case.filed.day) == [case.id]
        for topic in (work, did_of(ALICE), did_of(BOB), NOTICES):
            assert case.filed.index in [
                index for _, index in read_feed(play.register, topic, 0, 99)
            ]


def test_an_admission_by_its_last_day_and_a_late_one():
    for days, late in ((4, False), (5, True)):
        with Play() as play:
            case = Case(play, play.work())
            play.skip(days)
            assert case.admit().registry.ruling == {
                "due": "2026-11-25",
                "late": late,
                "replyDue": play.day(15),
                "noticeDaysLeft": 30 - days,
            }
            assert tasks(play) == [("objection_decision", play.day(46))]


def test_the_owners_reply_within_fifteen_days():
    with Play() as play:
        case = Case(play, play.work(ALICE, CAROL))
        case.admit()
        play.skip(15)
        # any owner speaks for all
        assert case.reply(CAROL).registry.ruling == {"due": play.day(30)}
        assert tasks(play) == [("objection_decision", play.day(30))]
        case.refused("step_not_open", "ObjectionReply", ALICE, **REPLY)


def test_on_the_sixteenth_day_the_case_is_examined_without_a_reply():
    with Play() as play:
        case = Case(play, play.work())
        entry = case.admit()
        case.refused("step_not_open", "ObjectionDecision", *OFFICERS, **rest(decision(case.id)))
        play.skip(16)
        refusal = case.refused("step_not_open", "ObjectionReply", ALICE, **REPLY)
        assert refusal.entry == entry.index
        assert case.decide().registry.ruling == {
            "due": play.day(30),
            "late": False,
            "reviewUntil": play.day(15),
        }
        assert tasks(play) == []


def test_more_time_once_counted_from_the_end_of_the_first():
    with Play() as play:
        case = Case(play, play.work())
        case.admit()
        play.skip(3)
        assert case.extend().registry.ruling == {"replyDue": play.day(27)}
        case.refused("step_not_open", "ObjectionExtension", ALICE)
        play.skip(27)
        case.reply()


def test_a_decision_by_its_last_day_and_a_late_one():
    for days, late in ((30, False), (31, True)):
        with Play() as play:
            case = in_review(play)
            due = play.day(30)
            play.skip(days)
            assert case.decide().registry.ruling == {
                "due": due,
                "late": late,
                "reviewUntil": play.day(15),
            }


def test_a_review_until_the_fifteenth_day_by_the_loser_only():
    with Play() as play:
        case = in_review(play)
        case.decide("dismissed")
        case.refused("signature_missing", "ObjectionReview", ALICE, **REASONS)
        play.skip(15)
        assert case.review(BOB).registry.ruling == {"due": play.day(30)}
        assert tasks(play) == [("objection_review", play.day(30))]
    with Play() as play:
        case = in_review(play)
        case.decide("upheld")
        case.refused("signature_missing", "ObjectionReview", BOB, **REASONS)
        play.skip(16)
        case.refused("step_not_open", "ObjectionReview", ALICE, **REASONS)
        assert stands(play, case.work) == "refused"


def test_in_part_either_side_may_ask_for_review():
    for side in (ALICE, BOB):
        with Play() as play:
            case = in_review(play)
            case.decide("partly")
            case.review(side)


def test_other_registrars_decide_after_a_review():
    with Play() as play:
        case = in_review(play)
        decided = case.decide("upheld")
        case.review(ALICE)
        again = rest(decision(case.id))
        refusal = case.refused("review_needs_others", "ReviewDecision", *OFFICERS, **again)
        # three registrars: one of them is new
        assert (refusal.entry, refusal.params["needed"]) == (decided.index, 1)
        case.recheck("dismissed", (REGISTRAR_3, REGISTRAR))
        assert case.record.status.state == "dismissed"
        assert stands(play, case.work) == "notice"


def test_the_remedy_stands_on_the_folio_once_the_decision_is_final():
    with Play() as play:
        case = in_review(play)
        decided = case.decide("partly")
        note = Note(entry=decided.index, id=decided.statement.id, since=play.day(16))
        assert play.folio(case.work).notes == [note]
        folio = play.folio(case.work)
        assert notes_at(folio, date.fromisoformat(play.day(15))) == []
        assert notes_at(folio, date.fromisoformat(play.day(16))) == [note]
        case.review(ALICE)
        assert play.folio(case.work).notes == []
        again = case.recheck("partly", (REGISTRAR_3, REGISTRAR))
        note = Note(entry=again.index, id=again.statement.id)
        assert notes_at(play.folio(case.work), again.day) == [note]


def test_a_decision_has_a_remedy_exactly_if_it_upholds_in_part():
    for outcome, remedy in (
        ("partly", None),
        ("dismissed", {"action": "rectify", "text": {"zh": "改"}}),
    ):
        subject = decision(number_id(1), outcome) | {"remedy": remedy}
        subject = {name: value for name, value in subject.items() if value is not None}
        with pytest.raises(StatementError) as caught:
            parsed(document("ObjectionDecision", subject, REGISTRAR))
        assert caught.value.code == "remedy_disagrees"


def test_withdrawn_at_any_time_before_the_end():
    with Play() as play:
        case = Case(play, play.work())
        case.refused("signature_missing", "ObjectionWithdrawal", ALICE)
        case.withdraw()
        assert tasks(play) == []
        assert case.record.status.state == "withdrawn"
        case.refused("step_not_open", "ObjectionWithdrawal", BOB)


def test_after_the_notice_only_a_caveat():
    with Play() as play:
        work = play.work()
        play.skip(30)
        Case(play, work).withdraw()
        play.skip(1)
        subject = filing(work, evidence=[exhibit(2)])
        refusal = play.refused("objection_too_late", "ObjectionFiling", subject, BOB)
        assert refusal.entry == play.folio(work).filed
        assert "Caveat" in refusal.zh


def test_a_refused_registration_takes_no_objection():
    with Play() as play:
        case = in_review(play)
        other = Case(play, case.work, CAROL, evidence=[exhibit(7)])
        case.decide("upheld")
        play.skip(16)
        subject = filing(case.work, evidence=[exhibit(2)])
        play.refused("step_not_open", "ObjectionFiling", subject, BOB)
        # what was open is no longer admitted; it can be rejected, so that the queue empties
        other.refused("step_not_open", "ObjectionAdmission", REGISTRAR, **rest(admission(other.id)))
        other.reject()
        assert tasks(play) == []


def test_one_file_serves_one_case():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        subject = filing(work, CAROL, evidence=[exhibit(2), exhibit(1)])
        refusal = play.refused("evidence_used", "ObjectionFiling", subject, CAROL)
        assert refusal.entry == case.filed.index
        # on another work it may serve
        Case(play, play.work(), CAROL)
        # and again where the first objection was never heard
        case.reject()
        assert play.register.get(ExhibitUse, f"{work}/{digest_of(90_001)}") is None
        Case(play, work, CAROL)


def test_one_open_objection_of_a_party_on_a_ground():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        subject = filing(work, evidence=[exhibit(2)])
        refusal = play.refused("objection_open_already", "ObjectionFiling", subject, BOB)
        assert refusal.entry == case.filed.index
        Case(play, work, ground="not_a_work", evidence=[exhibit(3)])
        case.withdraw()
        play.enter("ObjectionFiling", subject, BOB)


def test_no_more_than_so_many_cases(monkeypatch):
    monkeypatch.setattr("ledger.register.rules.notice_filing.MAX_CASES", 1)
    assert notice_cases.MAX_CASES == 256
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        subject = filing(work, CAROL, evidence=[exhibit(2)])
        refusal = play.refused("cases_full", "ObjectionFiling", subject, CAROL)
        assert (refusal.entry, refusal.params["limit"]) == (play.folio(work).filed, 1)
        case.withdraw()
        play.enter("ObjectionFiling", subject, CAROL)


def test_entries_relied_on_are_in_the_log():
    with Play() as play:
        work = play.work()
        size = len(play.leaves)
        refusal = play.refused(
            "entry_not_in_log", "ObjectionFiling", filing(work, entries=[size]), BOB
        )
        assert refusal.params == {"named": size, "size": size}
        Case(play, work, entries=[size - 1])


def test_an_objection_that_nobody_made():
    with Play() as play:
        for kind, subject, signers in (
            ("ObjectionAdmission", rest(admission("")), (REGISTRAR,)),
            ("ObjectionReply", REPLY, (ALICE,)),
            ("ObjectionExtension", {}, (ALICE,)),
            ("ObjectionDecision", rest(decision("")), OFFICERS),
            ("ObjectionReview", REASONS, (ALICE,)),
            ("ReviewDecision", rest(decision("")), OFFICERS),
            ("ObjectionWithdrawal", {}, (BOB,)),
        ):
            named = {"objection": number_id(9)} | subject
            assert play.refused("objection_unknown", kind, named, *signers).entry is None


def test_three_dismissed_objections_make_a_vexatious_party():
    with Play() as play:
        dismissed = []
        for number in range(3):
            case = in_review(play, evidence=[exhibit(number)])
            case.decide("dismissed")
            dismissed.append(case)

        def flags(work: str) -> object:
            made = document("ObjectionFiling", filing(work), BOB, time=play.now)
            return (play.add(made).registry.ruling or {}).get("vexatious")

        # not final yet
        assert flags(play.work()) is None
        play.skip(16)
        assert flags(play.work()) is True
        assert Case(play, play.work(), CAROL).filed.registry.ruling.keys() == {"due"}
        known = play.register.get(Objector, did_of(BOB))
        assert known is not None
        assert known.dismissed == [case.id for case in dismissed]


def test_a_dismissal_is_not_escaped_by_withdrawal_but_by_review():
    with Play() as play:
        first = in_review(play)
        first.decide("dismissed")
        first.withdraw()
        second = in_review(play, evidence=[exhibit(2)])
        second.decide("dismissed")
        second.review(BOB)
        second.recheck("upheld", (REGISTRAR_3, REGISTRAR))
        known = play.register.get(Objector, did_of(BOB))
        assert known is not None
        assert known.dismissed == [first.id]


def test_a_file_stands_once_among_the_evidence():
    for evidence, code in (([exhibit(1), exhibit(1)], "value_repeated"), ([], "field_invalid")):
        with pytest.raises(StatementError) as caught:
            parsed(document("ObjectionFiling", filing(number_id(1), evidence=evidence), BOB))
        assert caught.value.code == code
