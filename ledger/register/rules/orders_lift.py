"""Orders that lift: an earlier order, a caveat, or the mark of a lawsuit."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.kinds.orders import Order
from ledger.register.procedure import Progress
from ledger.register.procedures.caveat import CAVEAT
from ledger.register.procedures.order import ORDER
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio, Measure
from ledger.register.records.notice import CaveatEntry
from ledger.register.rules.licensing_status import grant_of
from ledger.register.rules.orders_measures import require_of_work, suspend_grant
from ledger.register.state import Register


def check_lift(subject: Order, register: Register, folio: Folio, day: date) -> None:
    """Demand an order in force, lifted by who made it or a court; or a caveat, by a court."""
    assert subject.lifts is not None
    measure = register.get(Measure, subject.lifts)
    if measure is None:
        _check_caveat(subject, register, day)
        return
    require_of_work(subject, measure.work, measure.entry)
    if not _can_be_lifted(measure):
        raise Refusal("order_cannot_be_lifted", entry=measure.ordered)
    if subject.authority not in (measure.authority, "court"):
        raise Refusal("lift_by_other_authority", entry=measure.ordered)
    ORDER.step(measure.status, "Order:lift", day, entry=measure.entry)
    if measure.kind == "cancel":
        _restored(measure, folio, day)


def _check_caveat(subject: Order, register: Register, day: date) -> None:
    caveat = register.get(CaveatEntry, subject.lifts or "")
    if caveat is None:
        raise Refusal("order_target_unknown", id=subject.lifts)
    require_of_work(subject, caveat.work, caveat.entry)
    if subject.authority != "court":
        raise Refusal("lift_by_other_authority", entry=caveat.entry)
    CAVEAT.step(caveat.status, "Order:lift", day, entry=caveat.entry)


def lift(subject: Order, register: Register, folio: Folio, entry: Entry) -> None:
    """Undo what the lifted order laid down."""
    assert subject.lifts is not None
    measure = register.get(Measure, subject.lifts)
    if measure is not None:
        status = ORDER.step(measure.status, "Order:lift", entry.day, entry=measure.entry)
        register.put(measure.model_copy(update={"entry": entry.index, "status": status}))
        if measure.grant is not None:
            suspend_grant(register, grant_of(register, measure.grant), entry)
            return
    caveat = register.get(CaveatEntry, subject.lifts)
    if caveat is not None:
        status = CAVEAT.step(caveat.status, "Order:lift", entry.day, entry=caveat.entry)
        register.put(caveat.model_copy(update={"entry": entry.index, "status": status}))
    changes: dict[str, object] = {
        "entry": entry.index,
        "holds": [hold for hold in folio.holds if hold.id != subject.lifts],
    }
    if measure is not None and measure.kind == "cancel":
        changes |= {"status": _restored(measure, folio, entry.day), "void_from_start": None}
    register.put(folio.model_copy(update=changes))


def _can_be_lifted(measure: Measure) -> bool:
    """Whether it lies on the work as long as it is in force, or cancelled the registration."""
    if measure.kind == "cancel":
        return measure.grant is None and measure.pledge is None
    return measure.kind in ("suspend", "preserve")


def _restored(measure: Measure, folio: Folio, day: date) -> Progress:
    """Give the registration as it stood before the order; a notice has the days that were left."""
    before = measure.before
    due = None
    if before.due is not None:
        cancelled = date.fromisoformat(folio.status.since)
        # an objection that waits for admission holds a notice open beyond its days
        due = day + max(date.fromisoformat(before.due) - cancelled, timedelta())
    event = f"Order:lift:{before.state}"
    progress = REGISTRATION.step(folio.status, event, day, entry=folio.entry, due=due)
    return progress.model_copy(update={"remaining": before.remaining})
