"""Serial numbers of pieces made under a licence with a quantity: issued once, never too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ledger.errors import Refusal
from ledger.register import feeds
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.royalties import SerialIssue, SerialRecall
from ledger.register.moment import Moment
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import Grant, Key
from ledger.register.records.royalties import SERIAL_PAGE, Run, SerialPage
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.derivation import require_licensed_upstream
from ledger.register.rules.licensing_status import (
    grant_of,
    grant_status,
    in_effect,
    suspended_by,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import Scope


@dataclass(frozen=True, slots=True)
class SerialStatus:
    """What is known of one number: the entry that issued it, and that which recalled it."""

    state: Literal["issued", "recalled", "not_issued"]
    issued: Run | None = None
    recalled: Run | None = None


def serial_status(register: Register, grant: str, number: int) -> SerialStatus:
    """Say what is known of piece `number` under the licence `grant`: one record holds it."""
    page = register.get(SerialPage, _page_key(grant, number)) if number > 0 else None
    issued = _run_with(page.issued, number) if page else None
    if page is None or issued is None:
        return SerialStatus("not_issued")
    recalled = _run_with(page.recalled, number)
    return SerialStatus("recalled" if recalled else "issued", issued, recalled)


def _reads_issue(statement: Statement) -> set[Key]:
    return {(Grant.table, subject_of(statement, SerialIssue).grant)}


def _decide_issue(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Give the licensee the next numbers, ``first`` to ``last``, if as many are left."""
    subject = subject_of(statement, SerialIssue)
    grant = _signed_by_licensee(statement, register, moment, subject.grant)
    terms = grant.terms
    if terms.quantity is None:
        raise Refusal("licence_not_metered", entry=grant.granted)
    if not in_effect(register, grant, moment.day):
        named = LICENCE.states[grant_status(register, grant, moment.day).state]
        raise Refusal(
            "licence_not_in_effect",
            entry=suspended_by(register, grant, moment.day) or grant.entry,
            state_zh=named.zh,
            state_en=named.en,
        )
    today = moment.day.isoformat()
    box = Scope(
        tuple(terms.rights), tuple(terms.territory), today, today, terms.media, terms.products
    )
    require_licensed_upstream(register, folio_of(register, grant.work), box, moment.day)
    left = terms.quantity - grant.sublicensed - grant.issued
    if subject.count > left:
        raise Refusal(
            "quantity_exceeded",
            entry=grant.entry,
            count=subject.count,
            left=left,
            quantity=terms.quantity,
        )
    return {"first": grant.issued + 1, "last": grant.issued + subject.count}


def _apply_issue(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, SerialIssue)
    grant = grant_of(register, subject.grant)
    first, last = grant.issued + 1, grant.issued + subject.count
    register.put(grant.model_copy(update={"entry": entry.index, "issued": last}))
    for page, run in _paged(register, grant, first, last, entry):
        issued = [*page.issued, run]
        register.put(page.model_copy(update={"entry": entry.index, "issued": issued}))
    feeds.count(register, "serials", entry.index, subject.count)


def _reads_recall(statement: Statement) -> set[Key]:
    subject = subject_of(statement, SerialRecall)
    return {(Grant.table, subject.grant)} | {
        (SerialPage.table, _page_key(subject.grant, number)) for number in _page_starts(subject)
    }


def _decide_recall(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the licensee's recall of numbers that were issued and not recalled before."""
    subject = subject_of(statement, SerialRecall)
    grant = _signed_by_licensee(statement, register, moment, subject.grant)
    if subject.last > grant.issued:
        raise Refusal("serial_not_issued", entry=grant.entry, issued=grant.issued)
    for number in _page_starts(subject):
        page = register.get(SerialPage, _page_key(grant.id, number))
        for run in page.recalled if page else []:
            if run.first <= subject.last and subject.first <= run.last:
                raise Refusal(
                    "serial_recalled_already", entry=run.entry, first=run.first, last=run.last
                )
    return {}


def _apply_recall(register: Register, entry: Entry) -> None:
    subject = subject_of(entry.statement, SerialRecall)
    grant = grant_of(register, subject.grant)
    for page, run in _paged(register, grant, subject.first, subject.last, entry):
        recalled = sorted([*page.recalled, run], key=lambda each: each.first)
        register.put(page.model_copy(update={"entry": entry.index, "recalled": recalled}))


def _signed_by_licensee(
    statement: Statement, register: Register, moment: Moment, name: str
) -> Grant:
    grant = grant_of(register, name)
    signatures = Signatures(statement, register, moment)
    signatures.require("report", [grant.licensee], grant.work)
    signatures.require_nobody_else()
    return grant


def _page_starts(subject: SerialRecall) -> range:
    """Give the first number of every page that the range touches."""
    return range(subject.first - (subject.first - 1) % SERIAL_PAGE, subject.last + 1, SERIAL_PAGE)


def _page_key(grant: str, number: int) -> str:
    return f"{grant}/{(number - 1) // SERIAL_PAGE:07d}"


def _paged(
    register: Register, grant: Grant, first: int, last: int, entry: Entry
) -> Iterator[tuple[SerialPage, Run]]:
    """Cut the range along the pages: each page as it stands, and the part that falls on it."""
    while first <= last:
        number = (first - 1) // SERIAL_PAGE
        end = min(last, (number + 1) * SERIAL_PAGE)
        page = register.get(SerialPage, _page_key(grant.id, first)) or SerialPage(
            entry=entry.index,
            grant=grant.id,
            work=grant.work,
            page=number,
            issued=[],
            recalled=[],
        )
        yield page, Run(first=first, last=end, entry=entry.index, id=entry.statement.id)
        first = end + 1


def _run_with(runs: list[Run], number: int) -> Run | None:
    return next((run for run in runs if run.first <= number <= run.last), None)


RULES = {
    "SerialIssue": Rule(
        _decide_issue,
        _apply_issue,
        _reads_issue,
        "The licensee, or its agent for `report`.",
        (
            *SIGNERS,
            "grant_unknown",
            "licence_not_metered",
            "licence_not_in_effect",
            "material_unlicensed",
            "upstream_unlicensed",
            "quantity_exceeded",
        ),
    ),
    "SerialRecall": Rule(
        _decide_recall,
        _apply_recall,
        _reads_recall,
        "The licensee, or its agent for `report`.",
        (
            *SIGNERS,
            "grant_unknown",
            "serials_reversed",
            "serial_not_issued",
            "serial_recalled_already",
        ),
        public=True,
    ),
}
