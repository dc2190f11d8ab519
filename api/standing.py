"""From the register's records to what the API says of rights."""

from __future__ import annotations

from typing import Any

from api.errors import NotFound
from api.rights_models import (
    CaseView,
    GrantView,
    HoldView,
    KnownAt,
    OfferList,
    OfferView,
    ParcelView,
    SerialView,
    Standing,
    StateView,
    TitleAnswer,
    TitleLink,
)
from ledger.number import format_number
from ledger.past import Moment
from ledger.register.procedure import Procedure, Progress
from ledger.register.procedures.licence import LICENCE
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.questions.clause import Clause
from ledger.register.records import Folio, Grant, Holding, Offer, Record, TitleStep
from ledger.register.records.licences import Offered
from ledger.register.rules.dealings import (
    holds_at,
    notes_at,
    objections_at,
    registration_at,
)
from ledger.register.rules.derivation import restricted_by
from ledger.register.rules.licensing_status import grant_status, is_live
from ledger.register.rules.royalties_serials import serial_status
from ledger.register.rules.term import protected_until
from ledger.register.terms import ECONOMIC_RIGHTS, Scope
from ledger.register.territory import WORLD
from ledger.register.title import holders_at, title_chain


def known_at(moment: Moment) -> KnownAt:
    """Say of which entries an answer speaks."""
    return KnownAt(size=moment.known, day=moment.day.isoformat())


def folio_at(moment: Moment, work_id: str) -> Folio:
    """Give a work's folio at `moment`; `NotFound` (``work_unknown``)."""
    folio = moment.register.get(Folio, work_id)
    if folio is None:
        raise NotFound("work_unknown", id=work_id[:60])
    return folio


def grant_of(moment: Moment, grant_id: str) -> Grant:
    """Give a licence at `moment`; `NotFound` (``licence_unknown``)."""
    grant = moment.register.get(Grant, grant_id)
    if grant is None:
        raise NotFound("licence_unknown", id=grant_id[:60])
    return grant


def state_view(procedure: Procedure, progress: Progress) -> StateView:
    """Show where a case of `procedure` stands."""
    state = procedure.states[progress.state]
    return StateView(
        state=progress.state, zh=state.zh, en=state.en, since=progress.since, due=progress.due
    )


def standing(moment: Moment, folio: Folio) -> Standing:
    """Show what the register says of a work's rights."""
    register, day = moment.register, moment.day
    today = day.isoformat()
    everything = Scope(ECONOMIC_RIGHTS, (WORLD,), today, today, "all", "all")
    until = protected_until(register, folio)
    corrections = [correction.entry for correction in folio.rectified]
    return Standing(
        registration=state_view(REGISTRATION, registration_at(folio, day)),
        priority=folio.registered,
        parcels=[
            ParcelView(
                rights=parcel.rights,
                region=parcel.region,
                owners=shares(parcel.owners),
                since=parcel.since,
            )
            for parcel in folio.parcels
        ],
        holds=[
            HoldView(kind=hold.kind, id=hold.id, entry=hold.entry, until=hold.until)
            for hold in holds_at(folio, day)
        ],
        pledges=folio.pledges,
        objections=objections_at(folio, day),
        notes=[note.entry for note in notes_at(folio, day)],
        rectifications=corrections,
        superseded_by=corrections[-1] if corrections else None,
        grants=folio.grants,
        restricted_by=[parent.entry for parent in restricted_by(register, folio, everything, day)],
        protected_until=until.isoformat() if until else None,
        void_from_start=folio.void_from_start,
        known_at=known_at(moment),
    )


def title_answer(moment: Moment, folio: Folio, right: str, place: str) -> TitleAnswer:
    """Show who holds `right` at `place`, and every link of title that touched it."""
    links = title_chain(moment.register, folio, right, place, moment.day)
    return TitleAnswer(
        right=right,
        place=place,
        holders=shares(holders_at(moment.register, folio, right, place, moment.day)),
        chain=[_link(step) for step in links],
        known_at=known_at(moment),
    )


def _link(step: TitleStep) -> TitleLink:
    return TitleLink(
        entry=step.entry,
        id=step.id,
        day=step.day,
        cause=step.cause,
        rights=step.rights,
        region=step.region,
        givers=step.givers,
        takers=shares(step.takers),
    )


def grant_view(moment: Moment, grant: Grant) -> GrantView:
    """Show a licence and how it stands."""
    register, day = moment.register, moment.day
    return GrantView(
        id=grant.id,
        entry=grant.granted,
        number=format_number(grant.granted),
        work=grant.work,
        licensors=grant.licensors,
        licensee=grant.licensee,
        terms=grant.terms,
        state=state_view(LICENCE, grant_status(register, grant, day)),
        live=is_live(register, grant, day),
        parent=grant.parent,
        offer=grant.offer,
        renews=grant.renews,
        issued=grant.issued,
        sublicensed=grant.sublicensed,
        remarks=grant.remarks,
        known_at=known_at(moment),
    )


def case_view(
    moment: Moment,
    record: Record,
    procedure: Procedure | None,
    progress: Progress | None,
    remarks: list[Clause],
) -> CaseView:
    """Show any record with the state of its procedure, if it has one, and what is said of it."""
    table, key = record.key
    value: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_none=True)
    state = None if procedure is None or progress is None else state_view(procedure, progress)
    return CaseView(
        id=key,
        table=table,
        entry=record.entry,
        number=format_number(record.entry),
        state=state,
        remarks=remarks,
        record=value,
        known_at=known_at(moment),
    )


def shares(owners: list[Holding]) -> dict[str, str]:
    """Give owners as a mapping of party to exact share."""
    return {holding.party: holding.share for holding in owners}


#: state of a piece → what a shopper is told
_SERIALS = {
    "issued": (
        "第 {number} 件已在许可数量 {quantity} 件之内编号。",
        "Piece {number} of {quantity} was numbered under this licence.",
    ),
    "recalled": ("第 {number} 件已被召回。", "Piece {number} was recalled."),
    "not_issued": (
        "第 {number} 件从未编号：不是在此许可下制造的。",
        "Piece {number} was never numbered: it was not made under this licence.",
    ),
}


def serial_view(moment: Moment, grant: Grant, number: int) -> SerialView:
    """Show what is known of one numbered piece."""
    status = serial_status(moment.register, grant.id, number)
    zh, en = _SERIALS[status.state]
    places = {"number": number, "quantity": grant.terms.quantity}
    return SerialView(
        grant=grant.id,
        number=number,
        quantity=grant.terms.quantity,
        state=status.state,
        zh=zh.format_map(places),
        en=en.format_map(places),
        licence=state_view(LICENCE, grant_status(moment.register, grant, moment.day)),
        issued_by=status.issued.entry if status.issued else None,
        recalled_by=status.recalled.entry if status.recalled else None,
    )


def offer_list(moment: Moment, folio: Folio) -> OfferList:
    """Show the offers on a work that can still be accepted."""
    known = moment.register.get(Offered, folio.id)
    found = [moment.register.get(Offer, name) for name in (known.offers if known else [])]
    today = moment.day.isoformat()
    return OfferList(
        items=[
            _offer(offer)
            for offer in found
            if offer is not None and offer.withdrawn is None and today <= offer.valid_until
            if offer.cap is None or offer.taken < offer.cap
        ]
    )


def _offer(offer: Offer) -> OfferView:
    return OfferView(
        id=offer.id,
        entry=offer.offered,
        number=format_number(offer.offered),
        licensors=offer.licensors,
        to=offer.to,
        tier=offer.tier,
        terms=offer.terms,
        terms_digest=offer.terms_digest,
        valid_until=offer.valid_until,
        cap=offer.cap,
        left=None if offer.cap is None else offer.cap - offer.taken,
    )
