"""What a licence waits for: its condition, and payments."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.licensing import ConditionMet, PaymentAcknowledgement
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.licence import LICENCE
from ledger.register.records import Grant, Key
from ledger.register.rules.common import subject_of
from ledger.register.rules.dealings import folio_of, require_registration
from ledger.register.rules.licensing_side import licensors_now, require_one_of
from ledger.register.rules.licensing_status import grant_of, progress_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads_condition(statement: Statement) -> set[Key]:
    """Name the record that deciding on a condition asks for."""
    return {(Grant.table, subject_of(statement, ConditionMet).grant)}


def decide_condition(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let any licensor say that the condition came about, to the end of its last day."""
    grant = grant_of(register, subject_of(statement, ConditionMet).grant)
    signatures = Signatures(statement, register, moment)
    require_registration(folio_of(register, grant.work), moment.day)
    _take_effect(register, grant, "ConditionMet", moment.day)
    _require_licensor(register, grant, signatures)
    signatures.require_nobody_else()
    return {}


def apply_condition(register: Register, entry: Entry) -> None:
    """Bring the licence into effect."""
    grant = grant_of(register, subject_of(entry.statement, ConditionMet).grant)
    status = _take_effect(register, grant, "ConditionMet", entry.day)
    register.put(grant.model_copy(update={"entry": entry.index, "status": status}))


def reads_payment(statement: Statement) -> set[Key]:
    """Name the record that deciding on a payment asks for."""
    return {(Grant.table, subject_of(statement, PaymentAcknowledgement).grant)}


def decide_payment(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let any licensor acknowledge money in the currency of the licence, whenever it came."""
    subject = subject_of(statement, PaymentAcknowledgement)
    grant = grant_of(register, subject.grant)
    signatures = Signatures(statement, register, moment)
    agreed = grant.terms.remuneration.currency
    if subject.currency != agreed:
        raise Refusal(
            "currency_differs", entry=grant.granted, agreed=agreed, currency=subject.currency
        )
    if subject.meets_condition:
        require_registration(folio_of(register, grant.work), moment.day)
        _take_effect(register, grant, "PaymentAcknowledgement:condition", moment.day)
    _require_licensor(register, grant, signatures)
    signatures.require_nobody_else()
    return {}


def apply_payment(register: Register, entry: Entry) -> None:
    """Add the payment, and bring the licence into effect where it waited for it."""
    subject = subject_of(entry.statement, PaymentAcknowledgement)
    grant = grant_of(register, subject.grant)
    status = grant.status
    if subject.meets_condition:
        event = "PaymentAcknowledgement:condition"
        status = _take_effect(register, grant, event, entry.day)
    paid = grant.paid + subject.amount
    register.put(grant.model_copy(update={"entry": entry.index, "status": status, "paid": paid}))
    count(register, f"sum/paid/{subject.currency}", entry.index, by=subject.amount)


def _require_licensor(register: Register, grant: Grant, signatures: Signatures) -> None:
    """Demand the word of one licensor, which its licensee cannot give as its agent."""
    said = require_one_of(signatures, "manage", licensors_now(register, grant), grant.work)
    signatures.require_apart({said} - {grant.licensee}, [grant.licensee])


def _take_effect(register: Register, grant: Grant, event: str, day: date) -> Progress:
    until = date.fromisoformat(grant.terms.until)
    progress = progress_of(register, grant, day)
    return LICENCE.step(progress, event, day, entry=grant.entry, due=until)


RULES = {
    "ConditionMet": Rule(
        decide_condition,
        apply_condition,
        reads_condition,
        "Any of the licensors.",
        (
            *SIGNERS,
            "agent_of_both_sides",
            "grant_unknown",
            "work_not_in_force",
            "step_not_open",
        ),
    ),
    "PaymentAcknowledgement": Rule(
        decide_payment,
        apply_payment,
        reads_payment,
        "Any of the licensors.",
        (
            *SIGNERS,
            "agent_of_both_sides",
            "grant_unknown",
            "currency_differs",
            "work_not_in_force",
            "step_not_open",
        ),
    ),
}
