"""Orders that suspend, preserve or cancel: a work, a grant or a pledge."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.kinds.orders import Order
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.order import ORDER
from ledger.register.procedures.pledge import PLEDGE
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio, Grant, Hold, Measure, WorkOrders
from ledger.register.rules.dealings import IN_FORCE, registration_at
from ledger.register.rules.licensing_status import grant_of, grant_status, is_live
from ledger.register.rules.pledges import end_pledge, pledge_of
from ledger.register.shelf import unshelve
from ledger.register.state import Register

#: Which step of a licence a cancellation is.
_EVENTS = {"from_start": "Order:void", "from_now": "Order:cancel"}


def end_of(subject: Order) -> date | None:
    """Give the last day of an order, if it names one."""
    return None if subject.until is None else date.fromisoformat(subject.until)


def require_of_work(subject: Order, work: str, entry: int) -> None:
    """Refuse an order that names a thing of another work (``order_target_of_another_work``)."""
    if work != subject.work:
        raise Refusal("order_target_of_another_work", entry=entry)


def require_open(folio: Folio, day: date) -> None:
    """Refuse an order about a registration that is over (``order_not_applicable``)."""
    state = registration_at(folio, day).state
    if state not in IN_FORCE:
        named = REGISTRATION.states[state]
        raise Refusal(
            "order_not_applicable", entry=folio.entry, state_zh=named.zh, state_en=named.en
        )


def check_suspend(subject: Order, register: Register, folio: Folio, day: date) -> None:
    """Demand that what is suspended is in force, and the order not over."""
    _require_ahead(subject, day)
    if subject.scope.grant is None:
        require_open(folio, day)
        return
    grant = grant_of(register, subject.scope.grant)
    require_of_work(subject, grant.work, grant.entry)
    if not is_live(register, grant, day):
        named = LICENCE.states[grant_status(register, grant, day).state]
        raise Refusal(
            "order_not_applicable", entry=grant.entry, state_zh=named.zh, state_en=named.en
        )


def check_preserve(subject: Order, _register: Register, folio: Folio, day: date) -> None:
    """Demand that the registration is in force, and the order not over."""
    _require_ahead(subject, day)
    require_open(folio, day)


def check_cancel(subject: Order, register: Register, folio: Folio, day: date) -> None:
    """Demand that what is cancelled is in a state from which it can be."""
    assert subject.effect is not None
    if subject.scope.grant is not None:
        grant = grant_of(register, subject.scope.grant)
        require_of_work(subject, grant.work, grant.entry)
        LICENCE.step(grant.status, _EVENTS[subject.effect], day, entry=grant.entry)
    elif subject.scope.pledge is not None:
        pledge = pledge_of(register, subject.scope.pledge)
        require_of_work(subject, pledge.work, pledge.entry)
        PLEDGE.step(pledge.status, "Order:cancel", day, entry=pledge.entry)
    else:
        progress = registration_at(folio, day)
        REGISTRATION.step(progress, "Order:cancel", day, entry=folio.entry)


def suspend(subject: Order, register: Register, folio: Folio, entry: Entry) -> None:
    """Suspend a grant, or all transactions with the work."""
    if subject.scope.grant is None:
        _hold(subject, register, folio, entry)
    else:
        suspend_grant(register, grant_of(register, subject.scope.grant), entry)


def preserve(subject: Order, register: Register, folio: Folio, entry: Entry) -> None:
    """Keep the work's rights where they are."""
    _hold(subject, register, folio, entry)


def cancel(subject: Order, register: Register, folio: Folio, entry: Entry) -> None:
    """Cancel a grant, a pledge or the registration."""
    assert subject.effect is not None
    if subject.scope.grant is not None:
        _cancel_grant(subject.effect, register, grant_of(register, subject.scope.grant), entry)
    elif subject.scope.pledge is not None:
        end_pledge(register, pledge_of(register, subject.scope.pledge), "Order:cancel", entry)
    else:
        progress = registration_at(folio, entry.day)
        status = REGISTRATION.step(progress, "Order:cancel", entry.day, entry=folio.entry)
        void = entry.index if subject.effect == "from_start" else None
        changes = {"entry": entry.index, "status": status, "void_from_start": void}
        register.put(folio.model_copy(update=changes))


def suspend_grant(register: Register, grant: Grant, entry: Entry) -> None:
    """Write into a grant which of the suspensions in force lasts longest, if there is any."""
    longest = max(
        (
            order
            for order in orders_on(register, grant.work)
            if (order.kind, order.grant) == ("suspend", grant.id)
            and ORDER.at(order.status, entry.day).state == "in_force"
        ),
        key=lambda order: order.status.due or date.max.isoformat(),
        default=None,
    )
    changes = {
        "entry": entry.index,
        "suspended": None if longest is None else longest.ordered,
        "suspended_until": None if longest is None else longest.status.due,
    }
    register.put(grant.model_copy(update=changes))


def orders_on(register: Register, work: str) -> list[Measure]:
    """Give the orders ever entered on a work, oldest first."""
    named = register.get(WorkOrders, work)
    found = []
    for name in named.orders if named else []:
        measure = register.get(Measure, name)
        assert measure is not None
        found.append(measure)
    return found


def _cancel_grant(effect: str, register: Register, grant: Grant, entry: Entry) -> None:
    status = LICENCE.step(grant.status, _EVENTS[effect], entry.day, entry=grant.entry)
    changes: dict[str, object] = {"entry": entry.index, "status": status}
    if effect == "from_start":
        changes["void"] = entry.index
    else:
        # an order takes effect at once, so the licence's last day was yesterday
        changes["ended"] = (entry.day - timedelta(days=1)).isoformat()
    cancelled = grant.model_copy(update=changes)
    register.put(cancelled)
    unshelve(register, cancelled)


def _hold(subject: Order, register: Register, folio: Folio, entry: Entry) -> None:
    assert subject.kind in ("suspend", "preserve")
    hold = Hold(
        kind="suspend" if subject.kind == "suspend" else "preserve",
        id=entry.statement.id,
        entry=entry.index,
        until=subject.until,
    )
    changes = {"entry": entry.index, "holds": [*folio.holds, hold]}
    register.put(folio.model_copy(update=changes))


def _require_ahead(subject: Order, day: date) -> None:
    if subject.until is not None and subject.until < day.isoformat():
        raise Refusal("order_over_already", until=subject.until)
