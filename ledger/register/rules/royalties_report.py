"""Royalty reports, their corrections, and payments that the payee acknowledges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ledger.errors import Refusal
from ledger.register import feeds
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.royalties import RoyaltyCorrection, RoyaltyPayment, RoyaltyReport
from ledger.register.moment import Moment
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import Grant, Key
from ledger.register.records.royalties import Debt, Owed, Period, Reported, ReportedYear, Royalty
from ledger.register.rules.common import subject_of
from ledger.register.rules.licensing_status import grant_of, grant_status, last_day_of
from ledger.register.rules.royalties_chain import (
    NO_EFFECT,
    Line,
    chain_of,
    debts_of,
    lines_of,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import MAX_AMOUNT


def _reads_report(statement: Statement) -> set[Key]:
    subject = subject_of(statement, RoyaltyReport)
    grant, year = subject.grant, subject.until[:4]
    return {
        (Grant.table, grant),
        (Reported.table, grant),
        (ReportedYear.table, f"{grant}/{year}"),
    }


def _decide_report(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the licensee's report; the ruling says in ``lines`` what it makes due, to whom.

    ``owed`` are the sums by currency. ``beyondQuantity`` are pieces reported over those licensed,
    ``unlicensed`` the earlier works for which no licence is in the register: reporting them stays
    possible, for it is how they come to be paid.
    """
    subject = subject_of(statement, RoyaltyReport)
    grant = grant_of(register, subject.grant)
    signatures = Signatures(statement, register, moment)
    signatures.require("report", [grant.licensee], grant.work)
    signatures.require_nobody_else()
    _check_licence(register, grant, subject, moment)
    _check_period(register, grant, subject, moment)
    chain = chain_of(register, grant, subject.start, subject.until, moment.day)
    ruling = _ruled(lines_of(chain.accounts, subject.units, subject.revenue, subject.currency))
    known = register.get(Reported, grant.id)
    units = subject.units + (known.units if known else 0)
    if grant.terms.quantity is not None and units > grant.terms.quantity - grant.sublicensed:
        ruling["beyondQuantity"] = units - (grant.terms.quantity - grant.sublicensed)
    if chain.unlicensed:
        ruling["unlicensed"] = list[Json](chain.unlicensed)
    return ruling


def _apply_report(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, RoyaltyReport)
    grant = grant_of(register, subject.grant)
    chain = chain_of(register, grant, subject.start, subject.until, entry.day)
    lines = lines_of(chain.accounts, subject.units, subject.revenue, subject.currency)
    debts = debts_of(lines)
    register.put(
        Royalty(
            entry=entry.index,
            id=entry.statement.id,
            grant=grant.id,
            work=grant.work,
            reported=entry.index,
            start=subject.start,
            until=subject.until,
            units=subject.units,
            revenue=subject.revenue,
            currency=subject.currency,
            accounts=chain.accounts,
            debts=debts,
        )
    )
    period = Period(
        start=subject.start, until=subject.until, entry=entry.index, id=entry.statement.id
    )
    known = register.get(Reported, grant.id)
    for page in _years(register, grant, subject):
        periods = sorted([*page.periods, period], key=lambda each: each.start)
        register.put(page.model_copy(update={"entry": entry.index, "periods": periods}))
    register.put(
        Reported(
            entry=entry.index,
            grant=grant.id,
            units=subject.units + (known.units if known else 0),
            revenue=subject.revenue + (known.revenue if known else 0),
        )
    )
    _book(register, entry.index, [], debts)


def _reads_correction(statement: Statement) -> set[Key]:
    return {(Royalty.table, subject_of(statement, RoyaltyCorrection).report)}


def _decide_correction(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the licensee's correction of figures that still stand; ``lines`` are the new ones."""
    subject = subject_of(statement, RoyaltyCorrection)
    royalty = royalty_of(register, subject.report)
    grant = grant_of(register, royalty.grant)
    signatures = Signatures(statement, register, moment)
    signatures.require("report", [grant.licensee], grant.work)
    signatures.require_nobody_else()
    before, after = subject.before, subject.after
    if (before.units, before.revenue) != (royalty.units, royalty.revenue):
        raise Refusal(
            "correction_outdated",
            entry=royalty.entry,
            units=royalty.units,
            revenue=royalty.revenue,
        )
    if after == before:
        raise Refusal("correction_changes_nothing", entry=royalty.entry)
    return _ruled(lines_of(royalty.accounts, after.units, after.revenue, royalty.currency))


def _apply_correction(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, RoyaltyCorrection)
    royalty = royalty_of(register, subject.report)
    before, after = subject.before, subject.after
    lines = lines_of(royalty.accounts, after.units, after.revenue, royalty.currency)
    debts = debts_of(lines, royalty.debts)
    figures = {"units": after.units, "revenue": after.revenue, "debts": debts}
    register.put(royalty.model_copy(update={"entry": entry.index, **figures}))
    known = register.get(Reported, royalty.grant)
    assert known is not None
    totals = {
        "units": known.units + after.units - before.units,
        "revenue": known.revenue + after.revenue - before.revenue,
    }
    register.put(known.model_copy(update={"entry": entry.index, **totals}))
    _book(register, entry.index, royalty.debts, debts)


def _reads_payment(statement: Statement) -> set[Key]:
    subject = subject_of(statement, RoyaltyPayment)
    owed = f"{subject.payer}/{subject.payee}/{subject.currency}"
    return {(Royalty.table, subject.report), (Owed.table, owed)}


def _decide_payment(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the payee's receipt for what is still open; ``open`` is what is open after it."""
    subject = subject_of(statement, RoyaltyPayment)
    royalty = royalty_of(register, subject.report)
    signatures = Signatures(statement, register, moment)
    signatures.require("report", [subject.payee], royalty.work)
    # a receipt is the payee's: no payer gives it to itself, though it may report for the payee
    signatures.require_apart({subject.payer} - {subject.payee}, [subject.payee])
    signatures.require_nobody_else()
    debt = _debt_of(royalty, subject)
    if debt is None:
        raise Refusal("debt_unknown", entry=royalty.entry, payer=subject.payer, payee=subject.payee)
    remaining = debt.amount - debt.paid
    if subject.amount > remaining:
        raise Refusal(
            "payment_exceeds_debt",
            entry=royalty.entry,
            amount=subject.amount,
            open=remaining,
            currency=debt.currency,
        )
    return {"open": remaining - subject.amount}


def _apply_payment(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, RoyaltyPayment)
    royalty = royalty_of(register, subject.report)
    paid = _debt_of(royalty, subject)
    assert paid is not None
    debts = [
        debt.model_copy(update={"paid": debt.paid + subject.amount}) if debt is paid else debt
        for debt in royalty.debts
    ]
    register.put(royalty.model_copy(update={"entry": entry.index, "debts": debts}))
    _add_to_balance(register, entry.index, paid, paid=subject.amount)


def royalty_of(register: Register, report: str) -> Royalty:
    """Give a report; `Refusal` (``report_unknown``) where there is none."""
    royalty = register.get(Royalty, report)
    if royalty is None:
        raise Refusal("report_unknown", report=report)
    return royalty


def _check_licence(
    register: Register, grant: Grant, subject: RoyaltyReport, moment: Moment
) -> None:
    status = grant_status(register, grant, moment.day)
    if status.state in NO_EFFECT:
        named = LICENCE.states[status.state]
        raise Refusal(
            "licence_without_effect", entry=grant.entry, state_zh=named.zh, state_en=named.en
        )
    agreed = grant.terms.remuneration.currency
    if subject.currency != agreed:
        raise Refusal(
            "currency_differs", entry=grant.granted, agreed=agreed, currency=subject.currency
        )


def _check_period(register: Register, grant: Grant, subject: RoyaltyReport, moment: Moment) -> None:
    today, last = moment.day.isoformat(), last_day_of(register, grant)
    if subject.until > today:
        raise Refusal("report_in_future", until=subject.until)
    if subject.start < grant.terms.start or subject.until > last:
        raise Refusal(
            "report_outside_licence", entry=grant.entry, first=grant.terms.start, last=last
        )
    periods = (period for page in _years(register, grant, subject) for period in page.periods)
    for period in periods:
        if subject.start <= period.until and period.start <= subject.until:
            raise Refusal(
                "report_overlaps", entry=period.entry, first=period.start, last=period.until
            )


def _years(register: Register, grant: Grant, subject: RoyaltyReport) -> Iterator[ReportedYear]:
    """Give what was reported so far for each year that a report touches."""
    for year in range(int(subject.start[:4]), int(subject.until[:4]) + 1):
        empty = ReportedYear(entry=0, grant=grant.id, year=year, periods=[])
        yield register.get(ReportedYear, f"{grant.id}/{year:04d}") or empty


def _ruled(lines: Iterable[Line]) -> JsonObject:
    listed = list(lines)
    owed: Counter[str] = Counter()
    for line in listed:
        owed[line.currency] += line.amount
    for currency, total in owed.items():
        # the log's numbers end at 2^53 - 1: an entry must never hold what cannot be read again
        if total > MAX_AMOUNT:
            raise Refusal("royalty_too_large", total=total, currency=currency, limit=MAX_AMOUNT)
    totals: JsonObject = dict(sorted(owed.items()))
    return {"lines": [line.to_json() for line in listed], "owed": totals}


def _debt_of(royalty: Royalty, subject: RoyaltyPayment) -> Debt | None:
    wanted = (subject.payer, subject.payee, subject.currency)
    return next((debt for debt in royalty.debts if debt.sides == wanted), None)


def _book(register: Register, entry: int, before: list[Debt], after: list[Debt]) -> None:
    """Change the balances and the statistics by what became of the debts of one report."""
    known = {debt.sides: debt.amount for debt in before}
    for debt in after:
        change = debt.amount - known.get(debt.sides, 0)
        if change:
            _add_to_balance(register, entry, debt, owed=change)
            feeds.count(register, f"royalties/{debt.currency}", entry, change)


def _add_to_balance(
    register: Register, entry: int, debt: Debt, *, owed: int = 0, paid: int = 0
) -> None:
    balance = register.get(Owed, "/".join(debt.sides)) or Owed(
        entry=entry, payer=debt.payer, payee=debt.payee, currency=debt.currency
    )
    sums = {"owed": balance.owed + owed, "paid": balance.paid + paid}
    register.put(balance.model_copy(update={"entry": entry, **sums}))


RULES = {
    "RoyaltyReport": Rule(
        _decide_report,
        _apply_report,
        _reads_report,
        "The licensee, or its agent for `report`.",
        (
            *SIGNERS,
            "grant_unknown",
            "licence_without_effect",
            "currency_differs",
            "period_reversed",
            "report_in_future",
            "report_outside_licence",
            "report_overlaps",
            "royalty_too_large",
        ),
    ),
    "RoyaltyCorrection": Rule(
        _decide_correction,
        _apply_correction,
        _reads_correction,
        "The licensee who reported, or its agent for `report`.",
        (
            *SIGNERS,
            "report_unknown",
            "correction_outdated",
            "correction_changes_nothing",
            "royalty_too_large",
        ),
    ),
    "RoyaltyPayment": Rule(
        _decide_payment,
        _apply_payment,
        _reads_payment,
        "The payee, or its agent for `report`.",
        (
            *SIGNERS,
            "agent_of_both_sides",
            "report_unknown",
            "debt_unknown",
            "payment_exceeds_debt",
        ),
    ),
}
