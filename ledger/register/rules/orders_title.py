"""Orders that give rights to others: by judgment or award, or by realising a pledge."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.kinds.orders import Order
from ledger.register.procedures.pledge import PLEDGE
from ledger.register.records import Folio
from ledger.register.rules.common import require_parties
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.orders_measures import require_of_work, require_open
from ledger.register.rules.pledges import end_pledge, pledge_of
from ledger.register.rules.title_record import record_title, require_readable
from ledger.register.state import Register
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.territory import WORLD, Region
from ledger.register.title import holders, vest


def check_change_owner(subject: Order, register: Register, folio: Folio, day: date) -> None:
    """Demand new owners in exact shares, rights that the order names or implies, a live pledge."""
    require_open(folio, day)
    assert subject.owners is not None
    shares = _shares(subject)
    if len(shares) != len(subject.owners):
        raise Refusal("owner_repeated")
    total = sum(shares.values(), Fraction(0))
    if total != 1:
        raise Refusal("shares_not_one", total=f"{total.numerator}/{total.denominator}")
    require_parties(register, shares)
    rights = _rights(subject, register, folio)
    if subject.scope.pledge is not None:
        pledge = pledge_of(register, subject.scope.pledge)
        require_of_work(subject, pledge.work, pledge.entry)
        PLEDGE.step(pledge.status, "Order:change_owner", day, entry=pledge.entry)
        if not set(rights) <= set(pledge.rights):
            raise Refusal("realisation_beyond_pledge", entry=pledge.entry)
    if not rights:
        raise Refusal("order_member_missing", kind=subject.kind, member="rights")
    require_readable(folio, vest(folio, rights, _territory(subject), shares, folio.entry))


def change_owner(subject: Order, register: Register, folio: Folio, entry: Entry) -> None:
    """Give the rights in the scope to the new owners, whoever held them; realise the pledge."""
    rights, territory = _rights(subject, register, folio), _territory(subject)
    givers = sorted(holders(folio, rights, territory))
    if subject.scope.pledge is not None:
        pledge = pledge_of(register, subject.scope.pledge)
        end_pledge(register, pledge, "Order:change_owner", entry)
        folio = folio_of(register, folio.id)
    record_title(
        register,
        entry,
        folio,
        vest(folio, rights, territory, _shares(subject), entry.index),
        cause="order" if subject.scope.pledge is None else "realisation",
        rights=rights,
        region=Region.of(territory).to_json(),
        givers=givers,
        takers=_shares(subject),
    )


def _shares(subject: Order) -> dict[str, Fraction]:
    return {owner.party: Fraction(owner.share) for owner in subject.owners or []}


def _rights(subject: Order, register: Register, folio: Folio) -> list[str]:
    """Give the rights that the order names; else those of the pledge, else all in the register."""
    if subject.scope.rights is not None:
        return subject.scope.rights
    if subject.scope.pledge is not None:
        return pledge_of(register, subject.scope.pledge).rights
    held = {right for parcel in folio.parcels for right in parcel.rights}
    return [right for right in ECONOMIC_RIGHTS if right in held]


def _territory(subject: Order) -> list[str]:
    return [WORLD] if subject.scope.territory is None else subject.scope.territory
