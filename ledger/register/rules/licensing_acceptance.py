"""Accepting an offer, which makes the licence: the licensors signed already, for these terms."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import JsonObject
from ledger.register.entry import Entry
from ledger.register.identity import contested
from ledger.register.kinds.licensing import OfferAcceptance
from ledger.register.moment import Moment
from ledger.register.records import Folio, Key, Offer, Party
from ledger.register.rules.common import require_parties, subject_of
from ledger.register.rules.dealings import (
    folio_of,
    pledges_on,
    require_title,
)
from ledger.register.rules.licensing_mint import (
    enter_grant,
    in_force_from,
    remarks_on,
    require_grantable,
    require_licensable,
)
from ledger.register.rules.licensing_offers import offer_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import OfferTerms, Terms, last_day
from ledger.register.title import held_since, holders


def reads(statement: Statement) -> set[Key]:
    """Name the records that `decide` asks for."""
    subject = subject_of(statement, OfferAcceptance)
    return {(Offer.table, subject.offer), (Party.table, subject.licensee)}


def decide(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit an acceptance of exactly these terms, while the licensors can still give them.

    The ruling says ``from`` and ``until`` when the licence runs.
    """
    subject = subject_of(statement, OfferAcceptance)
    offer = offer_of(register, subject.offer)
    folio = folio_of(register, offer.work)
    signatures = Signatures(statement, register, moment)
    require_licensable(folio, offer.terms.exclusivity, moment.day)
    require_parties(register, [subject.licensee])
    _require_open(offer, subject, moment.day)
    _require_quantity(offer, subject.quantity)
    _require_same_owners(folio, offer)
    _require_uncontested(register, offer)
    signatures.require("license", [subject.licensee], folio.id)
    signatures.require_apart([*offer.licensors, *offer.agents], [subject.licensee])
    _require_new_pledgees(register, folio, offer, signatures)
    signatures.require_nobody_else()
    terms = terms_from(offer.terms, moment.day, subject.quantity)
    require_grantable(register, folio, terms, moment.day)
    return {"from": terms.start, "until": terms.until, **remarks_on(folio, moment.day)}


def apply(register: Register, entry: Entry) -> None:
    """Enter the licence and count its pieces against the offer."""
    subject = subject_of(entry.statement, OfferAcceptance)
    offer = offer_of(register, subject.offer)
    terms = terms_from(offer.terms, entry.day, subject.quantity)
    taken = offer.taken + (subject.quantity or 0)
    register.put(offer.model_copy(update={"entry": entry.index, "taken": taken}))
    enter_grant(
        register,
        entry,
        work=offer.work,
        licensors=offer.licensors,
        licensee=subject.licensee,
        terms=terms,
        status=in_force_from(entry.day, terms, "OfferAcceptance"),
        offer=offer.id,
    )


def terms_from(offered: OfferTerms, day: date, quantity: int | None) -> Terms:
    """Give the terms of a licence accepted on `day`: as offered, from then for so many months."""
    own = {"months", "until", "quantity_per_licence"}
    common = {name: value for name, value in offered if name not in own}
    until = last_day(day, offered.months).isoformat()
    if offered.until is not None:
        until = min(until, offered.until)
    return Terms.model_validate(
        {**common, "start": day.isoformat(), "until": until, "quantity": quantity}, by_name=True
    )


def _require_open(offer: Offer, subject: OfferAcceptance, day: date) -> None:
    today = day.isoformat()
    last = min(offer.valid_until, offer.terms.until or offer.valid_until)
    if last < today:
        raise Refusal("offer_expired", entry=offer.offered, last=last)
    if offer.to is not None and subject.licensee != offer.to:
        raise Refusal("offer_to_another", entry=offer.offered, to=offer.to)
    if subject.licensee in offer.licensors:
        raise Refusal("licence_to_oneself", did=subject.licensee)
    if subject.terms_digest != offer.terms_digest:
        raise Refusal("terms_differ", entry=offer.offered, digest=offer.terms_digest)


def _require_uncontested(register: Register, offer: Offer) -> None:
    """Refuse an offer that was signed with a key since reported as stolen by then."""
    for did in offer.signers:
        party = register.get(Party, did)
        if party is not None and contested(party, offer.time):
            raise Refusal("offer_contested", entry=offer.offered, did=did)


def _require_quantity(offer: Offer, quantity: int | None) -> None:
    limit, cap = offer.terms.quantity_per_licence, offer.cap
    if quantity is None:
        if limit is not None or cap is not None:
            raise Refusal("quantity_missing", entry=offer.offered)
        return
    if limit is not None and quantity > limit:
        raise Refusal("quantity_above_offer", entry=offer.offered, limit=limit)
    if cap is not None and offer.taken + quantity > cap:
        raise Refusal("offer_cap_reached", entry=offer.entry, left=cap - offer.taken)


def _require_same_owners(folio: Folio, offer: Offer) -> None:
    """Refuse where somebody owns the rights by now who did not offer them."""
    terms = offer.terms
    require_title(folio, [], terms.rights, terms.territory)
    for owner in sorted(holders(folio, terms.rights, terms.territory) - set(offer.licensors)):
        since = held_since(folio, owner, terms.rights, terms.territory)
        raise Refusal("offer_of_former_owner", entry=since, owner=owner)


def _require_new_pledgees(
    register: Register, folio: Folio, offer: Offer, signatures: Signatures
) -> None:
    """Demand the consent of pledgees whose pledge came after the offer."""
    for pledge in pledges_on(register, folio, offer.terms.rights, signatures.day):
        if pledge.id not in offer.pledges and not signatures.consents(
            "license", pledge.pledgee, folio.id
        ):
            raise Refusal("right_pledged", entry=pledge.entry, pledgee=pledge.pledgee)


RULES = {
    "OfferAcceptance": Rule(
        decide,
        apply,
        reads,
        "The licensee; a pledgee of the rights too whose pledge is younger than the offer.",
        (
            *SIGNERS,
            "offer_unknown",
            "offer_withdrawn",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "notice_not_over",
            "party_not_registered",
            "offer_expired",
            "offer_to_another",
            "licence_to_oneself",
            "terms_differ",
            "quantity_missing",
            "quantity_above_offer",
            "offer_cap_reached",
            "right_not_in_register",
            "offer_of_former_owner",
            "offer_contested",
            "agent_of_both_sides",
            "right_pledged",
            "beyond_term",
            "material_unlicensed",
            "upstream_unlicensed",
            "grant_conflicts",
            "grants_full",
        ),
    )
}
