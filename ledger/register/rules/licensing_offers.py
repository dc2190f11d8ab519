"""Offers: a tariff for everybody or terms for one party, and their withdrawal."""

from __future__ import annotations

from datetime import date

from ledger.errors import Refusal
from ledger.register.canonical import Json, JsonObject
from ledger.register.entry import Entry
from ledger.register.feeds import count
from ledger.register.identity import parties_of
from ledger.register.kinds.licensing import LicenceOffer, OfferWithdrawal
from ledger.register.moment import Moment
from ledger.register.records import Folio, Key, Offer, Offered, Party
from ledger.register.rules.common import require_parties, subject_of
from ledger.register.rules.dealings import (
    folio_of,
    pledges_on,
    require_title,
)
from ledger.register.rules.licensing_grants import CONSENT, licensors_consent
from ledger.register.rules.licensing_mint import remarks_on, require_licensable, ruled_list
from ledger.register.rules.licensing_side import require_one_of
from ledger.register.rules.rule import SIGNERS, Rule
from ledger.register.signatures import Signatures
from ledger.register.state import Register
from ledger.register.statement import Statement
from ledger.register.terms import terms_digest
from ledger.register.title import holders

#: Offers on one work that can be accepted at a time: a tariff is no longer than that.
MAX_OFFERS = 256


def offer_of(register: Register, offer: str) -> Offer:
    """Give an offer that was not withdrawn; `Refusal` (``offer_unknown``, ``offer_withdrawn``)."""
    found = register.get(Offer, offer)
    if found is None:
        raise Refusal("offer_unknown", offer=offer)
    if found.withdrawn is not None:
        raise Refusal("offer_withdrawn", entry=found.withdrawn)
    return found


def reads_offer(statement: Statement) -> set[Key]:
    """Name the records that deciding on an offer asks for."""
    subject = subject_of(statement, LicenceOffer)
    parties = [subject.to] if subject.to else []
    return {
        (Folio.table, subject.work),
        (Offered.table, subject.work),
        *((Party.table, did) for did in parties),
    }


def decide_offer(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Admit an offer by everybody whose signature a licence on its terms would need.

    The ruling names the ``licensors``, and the ``agents`` who spoke for any of them.
    """
    subject = subject_of(statement, LicenceOffer)
    terms, today = subject.terms, moment.day.isoformat()
    folio = folio_of(register, subject.work)
    signatures = Signatures(statement, register, moment)
    require_licensable(folio, terms.exclusivity, moment.day)
    require_title(folio, [], terms.rights, terms.territory)
    licensors = sorted(holders(folio, terms.rights, terms.territory))
    if subject.to is not None:
        require_parties(register, [subject.to])
        if subject.to in licensors:
            raise Refusal("licence_to_oneself", did=subject.to)
    for last in (subject.valid_until, terms.until):
        if last is not None and last < today:
            raise Refusal("offer_over_already", last=last, today=today)
    require_one_of(signatures, "offer", licensors, folio.id)
    without = licensors_consent(
        register, folio, terms, signatures, act="offer", licensee=subject.to
    )
    signatures.require_apart(licensors, [subject.to] if subject.to else [])
    signatures.require_nobody_else()
    if len(_open_offers(register, folio.id, moment.day)) >= MAX_OFFERS:
        raise Refusal("offers_full", limit=MAX_OFFERS)
    agents = sorted(signatures.agents_of(licensors))
    return {
        "licensors": list[Json](licensors),
        **({"agents": list[Json](agents)} if agents else {}),
        **without,
        **remarks_on(folio, moment.day),
    }


def apply_offer(register: Register, entry: Entry) -> None:
    """Put the offer up."""
    subject = subject_of(entry.statement, LicenceOffer)
    folio = folio_of(register, subject.work)
    terms = subject.terms
    register.put(
        Offer(
            entry=entry.index,
            id=entry.statement.id,
            work=subject.work,
            offered=entry.index,
            time=entry.registry.time,
            signers=sorted(parties_of(register, entry.statement.signers)),
            licensors=sorted(holders(folio, terms.rights, terms.territory)),
            agents=ruled_list(entry, "agents"),
            pledges=[pledge.id for pledge in pledges_on(register, folio, terms.rights, entry.day)],
            to=subject.to,
            tier=subject.tier,
            terms=terms,
            terms_digest=terms_digest(terms),
            valid_until=subject.valid_until,
            cap=subject.cap,
        )
    )
    kept = _open_offers(register, subject.work, entry.day)
    register.put(Offered(entry=entry.index, work=subject.work, offers=[*kept, entry.statement.id]))
    count(register, "offers", entry.index)


def reads_withdrawal(statement: Statement) -> set[Key]:
    """Name the record that deciding on a withdrawal asks for."""
    return {(Offer.table, subject_of(statement, OfferWithdrawal).offer)}


def decide_withdrawal(statement: Statement, register: Register, moment: Moment) -> JsonObject:
    """Let any of the licensors take the offer back."""
    offer = offer_of(register, subject_of(statement, OfferWithdrawal).offer)
    signatures = Signatures(statement, register, moment)
    require_one_of(signatures, "offer", offer.licensors, offer.work)
    signatures.require_nobody_else()
    return {}


def apply_withdrawal(register: Register, entry: Entry) -> None:
    """Mark the offer and take it from the list of its work."""
    offer = offer_of(register, subject_of(entry.statement, OfferWithdrawal).offer)
    register.put(offer.model_copy(update={"entry": entry.index, "withdrawn": entry.index}))
    kept = [other.id for other in _offered(register, offer.work) if other.id != offer.id]
    register.put(Offered(entry=entry.index, work=offer.work, offers=kept))


def _offered(register: Register, work: str) -> list[Offer]:
    offered = register.get(Offered, work)
    found = [register.get(Offer, offer) for offer in (offered.offers if offered else [])]
    return [offer for offer in found if offer is not None]


def _open_offers(register: Register, work: str, day: date) -> list[str]:
    today = day.isoformat()
    return [offer.id for offer in _offered(register, work) if today <= offer.valid_until]


RULES = {
    "LicenceOffer": Rule(
        decide_offer,
        apply_offer,
        reads_offer,
        "Everybody on the owners' side whose signature a licence on these terms would need. Nobody "
        "else.",
        (
            *SIGNERS,
            "work_not_registered",
            "work_not_in_force",
            "work_suspended",
            "work_preserved",
            "notice_not_over",
            "right_not_in_register",
            "party_not_registered",
            "licence_to_oneself",
            "agent_of_both_sides",
            "offer_over_already",
            *CONSENT,
            "offers_full",
        ),
    ),
    "OfferWithdrawal": Rule(
        decide_withdrawal,
        apply_withdrawal,
        reads_withdrawal,
        "Any of those who offered.",
        (*SIGNERS, "offer_unknown", "offer_withdrawn"),
    ),
}
