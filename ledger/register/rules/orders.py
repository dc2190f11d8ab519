"""Orders of courts and authorities: who enters them, which are admitted, what they change.

Each kind of order is a pair of functions in `orders_measures`, `orders_title` or `orders_lift`:
one that checks its scope, one that lays it down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject, canonical
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.kinds.orders import Order
from ledger.register.moment import Moment
from ledger.register.procedures.order import ORDER
from ledger.register.records import (
    Constitution,
    Folio,
    Grant,
    Held,
    Key,
    Measure,
    OrderDocument,
    Pledge,
    WorkOrders,
)
from ledger.register.records.notice import CaveatEntry
from ledger.register.rules import orders_lift, orders_measures, orders_title
from ledger.register.rules.common import constitution, subject_of
from ledger.register.rules.dealings import folio_of, registration_at
from ledger.register.rules.licensing_status import grant_of, is_live
from ledger.register.rules.orders_measures import end_of
from ledger.register.rules.rule import Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.territory import WORLD
from ledger.register.vocabulary import vocabulary

_CHECKS = {
    "suspend": orders_measures.check_suspend,
    "preserve": orders_measures.check_preserve,
    "cancel": orders_measures.check_cancel,
    "change_owner": orders_title.check_change_owner,
    "lift": orders_lift.check_lift,
}
_EFFECTS = {
    "suspend": orders_measures.suspend,
    "preserve": orders_measures.preserve,
    "cancel": orders_measures.cancel,
    "change_owner": orders_title.change_owner,
    "lift": orders_lift.lift,
}


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for, as far as the statement alone says."""
    subject = subject_of(statement, Order)
    keys = {(Constitution.table, ""), (Folio.table, subject.work), (WorkOrders.table, subject.work)}
    keys.add((OrderDocument.table, f"{subject.document}/{_measure_digest(subject)}"))
    if subject.scope.grant is not None:
        keys.add((Grant.table, subject.scope.grant))
    if subject.scope.pledge is not None:
        keys.add((Pledge.table, subject.scope.pledge))
    if subject.lifts is not None:
        keys |= {(table, subject.lifts) for table in (Measure.table, CaveatEntry.table)}
    return keys


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit an order that is within its authority's powers and its own scope, entered once.

    Two registrars sign, neither of whom is a party to the case.
    """
    subject = subject_of(statement, Order)
    constitution(register)
    folio = folio_of(register, subject.work)
    _check_competence(subject)
    _check_first(subject, register)
    _CHECKS[subject.kind](subject, register, folio, moment.day)
    signatures = Signatures(statement, register, moment)
    strangers_to = _parties(subject, register, folio)
    strangers_to |= _licensees(signatures.officers(), subject, register, moment)
    signatures.require_officers(2, strangers_to)
    signatures.require_nobody_else()
    return {}


def apply(register: Register, entry: Entry) -> None:
    """Let an order take effect, and remember it with its document."""
    subject = subject_of(entry.statement, Order)
    folio = folio_of(register, subject.work)
    register.put(
        Measure(
            entry=entry.index,
            id=entry.statement.id,
            ordered=entry.index,
            kind=subject.kind,
            work=subject.work,
            authority=subject.authority,
            grant=subject.scope.grant,
            pledge=subject.scope.pledge,
            status=ORDER.start(entry.day, end_of(subject)),
            before=registration_at(folio, entry.day),
            parties=sorted(_parties(subject, register, folio)),
        )
    )
    orders = register.get(WorkOrders, subject.work)
    named = [*(orders.orders if orders else []), entry.statement.id]
    register.put(WorkOrders(entry=entry.index, work=subject.work, orders=named))
    document = OrderDocument(
        entry=entry.index, sha256=subject.document, measure=_measure_digest(subject)
    )
    register.put(document)
    count(register, f"orders/{subject.kind}", entry.index)
    _EFFECTS[subject.kind](subject, register, folio, entry)


def _check_competence(subject: Order) -> None:
    authority = vocabulary("authority")[subject.authority]
    if subject.kind not in authority.extra["may"]:
        kind = vocabulary("order_kind")[subject.kind]
        raise Refusal(
            "authority_not_competent",
            authority_zh=authority.zh,
            authority_en=authority.en,
            kind_zh=kind.zh,
            kind_en=kind.en,
        )


def _check_first(subject: Order, register: Register) -> None:
    known = register.get(OrderDocument, f"{subject.document}/{_measure_digest(subject)}")
    if known is not None:
        raise Refusal("order_entered_already", entry=known.entry, number=subject.number)


def _measure_digest(subject: Order) -> str:
    """Give what tells the measures of one document apart: their kind and what they are about.

    The same scope in another order, or with its default spelt out, is the same.
    """
    told_by = subject.model_dump(
        mode="json", by_alias=True, exclude_none=True, include={"kind", "work", "scope", "lifts"}
    )
    for name in ("rights", "territory"):
        if name in told_by["scope"]:
            told_by["scope"][name].sort()
    if told_by["scope"].get("territory") == [WORLD]:
        del told_by["scope"]["territory"]
    return hashlib.sha256(canonical(told_by)).hexdigest()


def _parties(subject: Order, register: Register, folio: Folio) -> set[str]:
    """Give the parties to the case: owners, new owners, both sides of a grant or a pledge.

    Whoever was a party to an order is one to its lifting, and a caveator to that of the caveat.
    """
    parties = {holding.party for holding in folio.owners}
    parties |= {owner.party for owner in subject.owners or []}
    if subject.lifts is not None:
        measure = register.get(Measure, subject.lifts)
        caveat = register.get(CaveatEntry, subject.lifts)
        parties |= set(measure.parties) if measure else set()
        parties |= {caveat.caveator} if caveat else set()
    if subject.scope.grant is not None:
        grant = grant_of(register, subject.scope.grant)
        return parties | {*grant.licensors, grant.licensee}
    named = folio.pledges if subject.scope.pledge is None else [subject.scope.pledge]
    for name in named:
        pledge = register.get(Pledge, name)
        assert pledge is not None
        parties |= {*pledge.pledgors, pledge.pledgee}
    return parties


def _licensees(
    officers: Iterable[str], subject: Order, register: Register, moment: Moment
) -> set[str]:
    """Give those of `officers` who hold a live licence of the work."""
    found = set()
    for officer in officers:
        held = register.get(Held, f"{subject.work}/{officer}")
        grants = [grant_of(register, name) for name in (held.grants if held else [])]
        if any(is_live(register, grant, moment.day) for grant in grants):
            found.add(officer)
    return found


RULES = {
    "Order": Rule(
        decide,
        apply,
        reads,
        "Two registrars, one of them the issuer. Neither is an owner, a licensee or a pledgee of "
        "what the order is about.",
        (
            "ledger_not_founded",
            "signer_not_expected",
            "key_retired",
            "party_frozen",
            "party_died",
            "registrar_signature_missing",
            "second_registrar_missing",
            "officer_is_party",
            "order_member_missing",
            "order_member_not_expected",
            "work_not_registered",
            "authority_not_competent",
            "order_entered_already",
            "order_over_already",
            "order_not_applicable",
            "order_target_of_another_work",
            "order_target_unknown",
            "order_cannot_be_lifted",
            "lift_by_other_authority",
            "step_not_open",
            "grant_unknown",
            "pledge_unknown",
            "party_not_registered",
            "owner_repeated",
            "shares_not_one",
            "right_personal",
            "realisation_beyond_pledge",
            "title_too_divided",
        ),
        public=True,
    )
}
