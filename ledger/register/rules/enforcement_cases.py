"""What the rules of notices of infringement share: the case, its sides, its clocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.procedure import Progress
from ledger.register.procedures.infringement import (
    DELAY_WORKDAYS,
    FORWARDING_WORKDAYS,
    INFRINGEMENT,
    RESTORING_WORKDAYS,
)
from ledger.register.records import Key
from ledger.register.records.enforcement import Infringement
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.workdays import add_workdays

_DAY = timedelta(days=1)


def notice_of(register: Register, name: str) -> Infringement:
    """Give a notice of infringement; `Refusal` (``notice_unknown``) where there is none."""
    case = register.get(Infringement, name)
    if case is None:
        raise Refusal("notice_unknown", notice=name)
    return case


def reads_notice(statement: Statement) -> set[Key]:
    """Name the record of the notice that a statement speaks of."""
    return {(Infringement.table, str(getattr(statement.subject, "notice", "")))}


def notice_at(case: Infringement, day: date) -> Progress:
    """Say where a notice stands on `day`; once its measures have to end, also by when."""
    now = INFRINGEMENT.at(case.status, day)
    if now.state != "restore_due":
        return now
    due = add_workdays(_waited_until(now), RESTORING_WORKDAYS)
    return now.model_copy(update={"due": due.isoformat()})


def delayed_proof_due(case: Infringement, day: date) -> date:
    """Give the last day for a proof that was delayed, once the fifteen days are over."""
    return add_workdays(_waited_until(INFRINGEMENT.at(case.status, day)), DELAY_WORKDAYS)


def _waited_until(restore_due: Progress) -> date:
    return date.fromisoformat(restore_due.since) - _DAY


def forwarding_due(day: date) -> date:
    """Give the last day on which a platform forwards what it received on `day`."""
    return add_workdays(day, FORWARDING_WORKDAYS)


def require_side(signatures: Signatures, side: str, others: Iterable[str], work: str) -> None:
    """Demand that `side` consents and nobody else signed, least of all one of the `others` for it.

    Raises `SignatureError` and `Refusal` as `Signatures` does, and `Refusal`
    (``notice_sides_meet``).
    """
    signatures.require("enforce", [side], work)
    signatures.require_nobody_else()
    for one in (side, *sorted(signatures.speakers)):
        if one in set(others):
            raise Refusal("notice_sides_meet", did=one)


def sides_but(case: Infringement, side: str) -> list[str]:
    """Give the registered sides of a notice other than `side`."""
    sides = [case.notifier, case.platform, *([case.respondent] if case.respondent else [])]
    return [one for one in sides if one != side]


def moved(case: Infringement, event: str, entry: Entry, due: date | None = None) -> Infringement:
    """Give the notice after `entry`; `due` is the last day where the table leaves it open."""
    status = step(case, event, entry.day, due)
    return case.model_copy(update={"entry": entry.index, "status": status})


def step(case: Infringement, event: str, day: date, due: date | None = None) -> Progress:
    """Give the progress after `event`; `Refusal` (``step_not_open``) where there is no step."""
    return INFRINGEMENT.step(case.status, event, day, entry=case.entry, due=due)
