"""What goes between the sides of a notice: forwarding, counter-notice, its forwarding, proof."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.enforcement import (
    CounterForwarding,
    CounterNotice,
    NoticeForwarding,
    SuitProof,
)
from ledger.register.moment import Moment
from ledger.register.records.enforcement import Infringement
from ledger.register.rules.common import lateness, subject_of
from ledger.register.rules.enforcement_cases import (
    delayed_proof_due,
    forwarding_due,
    moved,
    notice_at,
    notice_of,
    reads_notice,
    require_side,
    sides_but,
    step,
)
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement

_Subject: TypeAlias = NoticeForwarding | CounterNotice | CounterForwarding | SuitProof


def decide_forwarding(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let the platform forward the notice; the ruling says by when it should have, and if late."""
    case = _signed_by_its_side(statement, register, moment)
    step(case, "NoticeForwarding", moment.day)
    return lateness(forwarding_due(date.fromisoformat(case.day)), moment.day)


def apply_forwarding(register: Register, entry: Entry) -> None:
    """Note the day on which the notice reached the respondent."""
    case = _case(register, entry.statement)
    served = {"forwarded": entry.index, "served": entry.day.isoformat()}
    register.put(moved(case, "NoticeForwarding", entry).model_copy(update=served))


def decide_counter(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let the respondent declare itself, whenever: the law sets it no day.

    The ruling says by when the platform forwards that (``forwardDue``).
    """
    case = _signed_by_its_side(statement, register, moment)
    step(case, "CounterNotice", moment.day)
    return {"forwardDue": forwarding_due(moment.day).isoformat()}


def apply_counter(register: Register, entry: Entry) -> None:
    """Note that the notice is disputed."""
    case = _case(register, entry.statement)
    case = moved(case, "CounterNotice", entry, forwarding_due(entry.day))
    register.put(case.model_copy(update={"countered": entry.index}))


def decide_counter_forwarding(
    statement: Statement, register: Register, moment: Moment
) -> JsonObject:
    """Let the platform forward the counter-notice.

    The ruling says when that was ``due`` and whether it is ``late``, and the last day on which the
    notifier can prove that it complained or sued (``proofDue``).
    """
    case = _signed_by_its_side(statement, register, moment)
    after = step(case, "CounterForwarding", moment.day)
    assert case.status.due is not None
    due = date.fromisoformat(case.status.due)
    return lateness(due, moment.day) | {"proofDue": after.due}


def apply_counter_forwarding(register: Register, entry: Entry) -> None:
    """Let the fifteen days begin: with this entry the counter-notice reached the notifier."""
    register.put(moved(_case(register, entry.statement), "CounterForwarding", entry))


def decide_proof(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit the notifier's proof in time, or late with evidence of what it could not help.

    A late one is in time until the measures were ended, and for twenty working days at the most
    (SPC Reply, Art. 3).
    """
    case = _signed_by_its_side(statement, register, moment)
    event = _proof(statement, case, moment.day)
    step(case, event, moment.day)
    if event == "SuitProof:delayed":
        last = delayed_proof_due(case, moment.day)
        if moment.day > last:
            raise Refusal("delay_too_long", entry=case.entry, last=last.isoformat())
    return {}


def apply_proof(register: Register, entry: Entry) -> None:
    """Leave the measures to the proceeding."""
    case = _case(register, entry.statement)
    register.put(moved(case, _proof(entry.statement, case, entry.day), entry))


def _proof(statement: Statement, case: Infringement, day: date) -> str:
    late = notice_at(case, day).state == "restore_due"
    delayed = subject_of(statement, SuitProof).delay is not None
    return "SuitProof:delayed" if late and delayed else "SuitProof"


def _case(register: Register, statement: Statement) -> Infringement:
    assert isinstance(statement.subject, _Subject)
    return notice_of(register, statement.subject.notice)


def _signed_by_its_side(statement: Statement, register: Register, moment: Moment) -> Infringement:
    """Give the case, once the side that the kind is for signed, and none of the others."""
    case = _case(register, statement)
    sides = {
        "NoticeForwarding": case.platform,
        # only the platform knows who stands behind a masked name
        "CounterNotice": case.respondent or case.platform,
        "CounterForwarding": case.platform,
        "SuitProof": case.notifier,
    }
    side = sides[statement.kind]
    signatures = Signatures(statement, register, moment)
    require_side(signatures, side, sides_but(case, side), case.work)
    return case


_CODES = (*SIGNERS, "notice_unknown", "notice_sides_meet", "step_not_open")

RULES = {
    "NoticeForwarding": Rule(
        decide_forwarding,
        apply_forwarding,
        reads_notice,
        "The platform, or its agent for `enforce`, as the issuer.",
        _CODES,
        public=True,
    ),
    "CounterNotice": Rule(
        decide_counter,
        apply_counter,
        reads_notice,
        "The respondent, or its agent for `enforce`, as the issuer; the platform where the "
        "respondent is no party of this ledger.",
        _CODES,
        public=True,
    ),
    "CounterForwarding": Rule(
        decide_counter_forwarding,
        apply_counter_forwarding,
        reads_notice,
        "The platform, or its agent for `enforce`, as the issuer.",
        _CODES,
        public=True,
    ),
    "SuitProof": Rule(
        decide_proof,
        apply_proof,
        reads_notice,
        "The notifier, or its agent for `enforce`, as the issuer.",
        (*_CODES, "delay_too_long"),
        public=True,
    ),
}
