"""How a licence ends early: by agreement, or for a breach that was notified and left uncured."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.kinds.licensing import BreachCured, BreachNotice, LicenceTermination
from ledger.register.moment import Moment
from ledger.register.procedure import Progress
from ledger.register.procedures.licence import CURE_DAYS, LICENCE
from ledger.register.records import Breach, Grant, Key
from ledger.register.rules.common import subject_of
from ledger.register.rules.licensing_side import licensors_now, require_one_of, side_of
from ledger.register.rules.licensing_status import LIVE, grant_of, last_day_of, progress_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.shelf import unshelve
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement


def reads_notice(statement: Statement) -> set[Key]:
    """Name the record that deciding on a notice of breach asks for."""
    return {(Grant.table, subject_of(statement, BreachNotice).grant)}


def decide_notice(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let either side notify a breach, whatever the other notified before.

    The ruling says ``by`` whom, and to the end of which day it can be cured (``cureUntil``).
    """
    grant = grant_of(register, subject_of(statement, BreachNotice).grant)
    signatures = Signatures(statement, register, moment)
    _step(register, grant, "BreachNotice", moment.day, due=grant.terms.until)
    by = _notifier(register, grant, signatures)
    for breach in grant.breaches:
        if (breach.by == grant.licensee) == (by == grant.licensee):
            raise Refusal("breach_notified_already", entry=breach.entry)
    signatures.require_nobody_else()
    return {"by": by, "cureUntil": (moment.day + timedelta(days=CURE_DAYS)).isoformat()}


def apply_notice(register: Register, entry: Entry) -> None:
    """Start the days for the cure."""
    grant = grant_of(register, subject_of(entry.statement, BreachNotice).grant)
    ruling = entry.registry.ruling or {}
    breach = Breach(
        id=entry.statement.id,
        entry=entry.index,
        by=str(ruling["by"]),
        cure_until=str(ruling["cureUntil"]),
    )
    status = _step(register, grant, "BreachNotice", entry.day, due=grant.terms.until)
    breaches = [*grant.breaches, breach]
    changes = {"entry": entry.index, "status": status, "breaches": breaches}
    register.put(grant.model_copy(update=changes))


def reads_cured(statement: Statement) -> set[Key]:
    """Name the record that deciding on a cure asks for."""
    return {(Grant.table, subject_of(statement, BreachCured).grant)}


def decide_cured(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let the side that gave the notice say that the breach was cured."""
    subject = subject_of(statement, BreachCured)
    grant = grant_of(register, subject.grant)
    signatures = Signatures(statement, register, moment)
    _step(register, grant, _cured(grant), moment.day, due=grant.terms.until)
    breach = _noticed(grant, subject.notice)
    require_one_of(signatures, "manage", side_of(register, grant, breach.by), grant.work)
    signatures.require_nobody_else()
    return {}


def apply_cured(register: Register, entry: Entry) -> None:
    """Let the licence go on, unless the other side's notice stands."""
    subject = subject_of(entry.statement, BreachCured)
    grant = grant_of(register, subject.grant)
    status = _step(register, grant, _cured(grant), entry.day, due=grant.terms.until)
    breaches = [breach for breach in grant.breaches if breach.id != subject.notice]
    changes = {"entry": entry.index, "status": status, "breaches": breaches}
    register.put(grant.model_copy(update=changes))


def reads_termination(statement: Statement) -> set[Key]:
    """Name the record that deciding on a termination asks for."""
    return {(Grant.table, subject_of(statement, LicenceTermination).grant)}


def decide_termination(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit an end that both sides signed, or the notifier alone once the cure is overdue."""
    subject = subject_of(statement, LicenceTermination)
    grant = grant_of(register, subject.grant)
    signatures = Signatures(statement, register, moment)
    today = moment.day.isoformat()
    event = f"LicenceTermination:{subject.ground}"
    _step(register, grant, event, moment.day, due=subject.last_day)
    if subject.notice is None:
        licensors = licensors_now(register, grant)
        signatures.require("manage", [grant.licensee, *licensors], grant.work)
        signatures.require_apart([grant.licensee], set(licensors) - {grant.licensee})
    else:
        breach = _noticed(grant, subject.notice)
        if today <= breach.cure_until:
            raise Refusal("cure_not_over", entry=breach.entry, until=breach.cure_until)
        require_one_of(signatures, "manage", side_of(register, grant, breach.by), grant.work)
    signatures.require_nobody_else()
    last = last_day_of(register, grant)
    if not today <= subject.last_day <= last:
        raise Refusal("last_day_outside", entry=grant.granted, day=subject.last_day, last=last)
    return {}


def apply_termination(register: Register, entry: Entry) -> None:
    """Fix the last day; a licence that never took effect is over at once."""
    subject = subject_of(entry.statement, LicenceTermination)
    grant = grant_of(register, subject.grant)
    event, ended = f"LicenceTermination:{subject.ground}", subject.last_day
    status = _step(register, grant, event, entry.day, due=ended)
    if status.state not in LIVE:
        status, ended = status.model_copy(update={"due": None}), entry.day.isoformat()
        unshelve(register, grant.model_copy(update={"entry": entry.index}))
    changes = {"entry": entry.index, "status": status, "ended": ended}
    register.put(grant.model_copy(update=changes))


def _step(register: Register, grant: Grant, event: str, day: date, *, due: str) -> Progress:
    progress = progress_of(register, grant, day)
    last = date.fromisoformat(due)
    return LICENCE.step(progress, event, day, entry=grant.entry, due=last)


def _cured(grant: Grant) -> str:
    return "BreachCured:another_stands" if len(grant.breaches) > 1 else "BreachCured:last"


def _notifier(register: Register, grant: Grant, signatures: Signatures) -> str:
    """Give the first consenting party of the side that signed.

    Who signs as a party is not asked whose agent it may be. Raises `Refusal`
    (``notice_by_both_sides``), `SignatureError` (``signature_missing``).
    """
    sides = ([grant.licensee], licensors_now(register, grant))
    speaking = [side for side in sides if not signatures.speakers.keys().isdisjoint(side)]
    if not speaking:
        speaking = [
            side
            for side in sides
            if any(signatures.consents("manage", party, grant.work) for party in side)
        ]
    if len(speaking) > 1:
        raise Refusal("notice_by_both_sides", entry=grant.granted)
    side = speaking[0] if speaking else sides[0]
    return require_one_of(signatures, "manage", side, grant.work)


def _noticed(grant: Grant, notice: str) -> Breach:
    """Give the breach of `notice`; `Refusal` (``breach_notice_other``) where it does not stand."""
    for breach in grant.breaches:
        if breach.id == notice:
            return breach
    entry = max((breach.entry for breach in grant.breaches), default=grant.entry)
    raise Refusal("breach_notice_other", entry=entry, notice=notice)


RULES = {
    "BreachNotice": Rule(
        decide_notice,
        apply_notice,
        reads_notice,
        "The licensee, or any of the licensors; not both sides.",
        (
            *SIGNERS,
            "grant_unknown",
            "step_not_open",
            "notice_by_both_sides",
            "breach_notified_already",
        ),
    ),
    "BreachCured": Rule(
        decide_cured,
        apply_cured,
        reads_cured,
        "The side that gave the notice: the licensee, or any of the licensors.",
        (*SIGNERS, "grant_unknown", "step_not_open", "breach_notice_other"),
    ),
    "LicenceTermination": Rule(
        decide_termination,
        apply_termination,
        reads_termination,
        "By agreement, every licensor and the licensee; for a breach, the side that gave the "
        "notice.",
        (
            *SIGNERS,
            "agent_of_both_sides",
            "grant_unknown",
            "step_not_open",
            "breach_notice_other",
            "cure_not_over",
            "last_day_outside",
            "notice_and_ground_disagree",
        ),
    ),
}
