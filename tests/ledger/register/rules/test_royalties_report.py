"""Which royalty reports are admitted, their corrections, and payments."""

from __future__ import annotations

from typing import Any

from ledger.errors import SignatureError
from ledger.register.records import Grant
from ledger.register.records.royalties import Reported, ReportedYear
from ledger.register.terms import MAX_AMOUNT

from ..build import ABSENT, ALICE, BOB, CAROL, number_id
from ..play import Play
from .royalty_play import (
    A,
    B,
    C,
    balance,
    grant,
    licensed,
    report,
    report_subject,
    royalty,
    sums,
    tally,
    terms,
)


# ---- periods
def test_periods_of_one_licence_do_not_overlap():
    with Play() as play:
        licence = licensed(play)
        begun = play.today
        play.skip(10)
        name, _ = report(play, licence, **{"from": begun}, units=2, revenue=3)
        first = royalty(play, name).reported
        subject = report_subject(play, licence)
        assert play.refused("report_overlaps", "RoyaltyReport", subject, BOB).entry == first
        play.skip(1)
        report(play, licence, units=5, revenue=7)
        reported = play.register.get(Reported, licence)
        assert reported is not None
        year = play.register.get(ReportedYear, f"{licence}/2026")
        assert year is not None
        assert [period.start for period in year.periods] == [begun, play.today]
        assert (reported.units, reported.revenue) == (7, 10)


def test_a_period_is_over_when_it_is_reported_and_within_the_licence():
    with Play() as play:
        work = play.work(ALICE)
        begins = play.day(1)
        licence = grant(play, work, [ALICE], BOB, terms(play, **{"from": begins}))
        play.skip(1)
        granted = play.register.get(Grant, licence)
        assert granted is not None
        early = report_subject(play, licence, **{"from": play.day(-1)})
        refusal = play.refused("report_outside_licence", "RoyaltyReport", early, BOB)
        assert refusal.entry == granted.entry
        assert refusal.params["first"] == begins
        late = report_subject(play, licence, until=play.day(1))
        play.refused("report_in_future", "RoyaltyReport", late, BOB)
        report(play, licence)


def test_a_report_reads_forwards():
    with Play() as play:
        licence = licensed(play)
        backwards = report_subject(play, licence, until=play.day(-1))
        play.refused("period_reversed", "RoyaltyReport", backwards, BOB)


def test_an_expired_licence_is_still_reported_on_but_not_beyond_its_last_day():
    with Play() as play:
        last = play.day(35)
        work = play.registered(ALICE)
        licence = grant(play, work, [ALICE], BOB, terms(play, until=last))
        begun = play.today
        play.skip(40)
        beyond = report_subject(play, licence, **{"from": begun, "until": play.today})
        assert (
            play.refused("report_outside_licence", "RoyaltyReport", beyond, BOB).params["last"]
            == last
        )
        report(play, licence, **{"from": begun, "until": last})


def test_nothing_is_owed_before_a_condition_is_met():
    with Play() as play:
        agreed = terms(play, condition="付清定金", conditionUntil=play.day(40))
        licence = grant(play, play.work(ALICE), [ALICE], BOB, agreed)
        subject = report_subject(play, licence)
        refusal = play.refused("licence_without_effect", "RoyaltyReport", subject, BOB)
        granted = play.register.get(Grant, licence)
        assert granted is not None
        assert refusal.entry == granted.entry


def test_figures_are_in_the_currency_of_the_licence():
    with Play() as play:
        licence = licensed(play)
        subject = report_subject(play, licence, currency="EUR")
        refusal = play.refused("currency_differs", "RoyaltyReport", subject, BOB)
        granted = play.register.get(Grant, licence)
        assert granted is not None
        assert refusal.entry == granted.granted


def test_only_the_licensee_reports():
    with Play() as play:
        licence = licensed(play)
        subject = report_subject(play, licence)
        assert isinstance(
            play.refused("signature_missing", "RoyaltyReport", subject, ALICE), SignatureError
        )
        play.refused("signer_not_expected", "RoyaltyReport", subject, BOB, ALICE)
        unknown = report_subject(play, number_id(404))
        play.refused("grant_unknown", "RoyaltyReport", unknown, BOB)


# ---- corrections
def correction(name: str, before: tuple[int, int], after: tuple[int, int]) -> Any:
    return {
        "report": name,
        "before": {"units": before[0], "revenue": before[1]},
        "after": {"units": after[0], "revenue": after[1]},
        "reason": "漏计十月销量",
    }


def test_a_correction_takes_the_place_of_the_figures_and_moves_the_balance():
    with Play() as play:
        licence = licensed(play, fixed=100, perUnit=10, share="1/10")
        name, _ = report(play, licence, units=5, revenue=1_000)
        assert balance(play, B, A) == (250, 0)
        entry = play.enter("RoyaltyCorrection", correction(name, (5, 1_000), (7, 1_500)), BOB)
        ruling: Any = entry.registry.ruling
        assert sums(ruling) == [
            (B, A, "fixed", 100),
            (B, A, "per_unit", 70),
            (B, A, "share", 150),
        ]
        assert balance(play, B, A) == (320, 0)
        assert tally(play, "royalties/CNY") == 320
        after = royalty(play, name)
        assert (after.units, after.revenue, after.entry) == (7, 1_500, entry.index)
        assert after.reported == entry.index - 1
        reported = play.register.get(Reported, licence)
        assert reported is not None
        assert (reported.units, reported.revenue) == (7, 1_500)
        play.enter("RoyaltyCorrection", correction(name, (7, 1_500), (0, 0)), BOB)
        assert balance(play, B, A) == (100, 0)


def test_a_correction_starts_from_the_figures_that_stand():
    with Play() as play:
        name, _ = report(play, licensed(play), units=5, revenue=1_000)
        stands = royalty(play, name).entry
        outdated = correction(name, (4, 1_000), (7, 1_500))
        refusal = play.refused("correction_outdated", "RoyaltyCorrection", outdated, BOB)
        assert refusal.entry == stands
        same = correction(name, (5, 1_000), (5, 1_000))
        refusal = play.refused("correction_changes_nothing", "RoyaltyCorrection", same, BOB)
        assert refusal.entry == stands
        good = correction(name, (5, 1_000), (6, 1_000))
        play.refused("signature_missing", "RoyaltyCorrection", good, ALICE)
        missing = correction(number_id(404), (5, 1_000), (6, 1_000))
        play.refused("report_unknown", "RoyaltyCorrection", missing, BOB)


def test_no_sum_is_larger_than_the_log_can_hold():
    with Play() as play:
        licence = licensed(play, perUnit=MAX_AMOUNT)
        subject = report_subject(play, licence, units=2)
        refusal = play.refused("royalty_too_large", "RoyaltyReport", subject, BOB)
        assert refusal.params["limit"] == MAX_AMOUNT
        name, _ = report(play, licence, units=1)
        larger = correction(name, (1, 0), (10**9, 0))
        play.refused("royalty_too_large", "RoyaltyCorrection", larger, BOB)


# ---- payments
def payment(name: str, amount: int, payer: str = B, payee: str = A, **changes: Any) -> Any:
    made = {
        "report": name,
        "payer": payer,
        "payee": payee,
        "amount": amount,
        "currency": "CNY",
        "reference": "转账 20261121-7",
    } | changes
    return {member: value for member, value in made.items() if value is not ABSENT}


def test_the_payee_acknowledges_payments_up_to_what_is_owed():
    with Play() as play:
        name, _ = report(play, licensed(play, fixed=100))
        first = play.enter("RoyaltyPayment", payment(name, 40), ALICE)
        assert first.registry.ruling == {"open": 60}
        too_much = play.refused("payment_exceeds_debt", "RoyaltyPayment", payment(name, 61), ALICE)
        assert (too_much.entry, too_much.params["open"]) == (first.index, 60)
        assert play.enter("RoyaltyPayment", payment(name, 60), ALICE).registry.ruling == {"open": 0}
        assert balance(play, B, A) == (100, 100)
        assert royalty(play, name).debts[0].paid == 100
        play.refused("payment_exceeds_debt", "RoyaltyPayment", payment(name, 1), ALICE)


def test_only_the_payee_of_a_debt_acknowledges():
    with Play() as play:
        name, _ = report(play, licensed(play, fixed=100))
        play.refused("signature_missing", "RoyaltyPayment", payment(name, 40), BOB)
        unknown = payment(name, 40, payee=C)
        refusal = play.refused("debt_unknown", "RoyaltyPayment", unknown, CAROL)
        assert refusal.entry == royalty(play, name).entry
        play.refused("debt_unknown", "RoyaltyPayment", payment(name, 4, currency="EUR"), ALICE)
        play.refused("report_unknown", "RoyaltyPayment", payment(number_id(4), 40), ALICE)


def test_what_was_paid_stays_paid_after_a_correction():
    with Play() as play:
        name, _ = report(play, licensed(play, perUnit=10), units=10)
        play.enter("RoyaltyPayment", payment(name, 100), ALICE)
        play.enter("RoyaltyCorrection", correction(name, (10, 0), (6, 0)), BOB)
        assert balance(play, B, A) == (60, 100)
        (debt,) = royalty(play, name).debts
        assert (debt.amount, debt.paid) == (60, 100)
