"""What a report under a licence comes to: which licences earn from it, and the sums.

The same pieces and the same gross revenue are what every licence up the chain counts: the one that
was reported on, those it is a sublicence of, and those over each edge to an earlier work that the
work needs. Nobody's part is taken out of another's. Each sum is rounded once, a half to the even
fen, and then divided among the payees by the largest remainder, so that the parts sum to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.register.canonical import JsonObject
from ledger.register.money import divide, rounded
from ledger.register.records import Folio, Grant, Holding
from ledger.register.records.royalties import Account, Debt, Reported
from ledger.register.rules.dealings import folio_of
from ledger.register.rules.derivation import Edge, grants_over, upstream, within_upstream
from ledger.register.rules.licensing_status import ancestors_of, grant_status, last_day_of
from ledger.register.state import Register
from ledger.register.terms import Scope, Terms
from ledger.register.territory import Region
from ledger.register.title import holdings, owners_of

#: States of a licence that never had or lost all effect: nothing is owed under it.
NO_EFFECT = ("agreed", "lapsed", "void")


@dataclass(frozen=True, slots=True)
class Line:
    """One sum that one party owes another under one licence.

    `basis` is ``fixed``, ``per_unit`` or ``share``; `granted` the entry of the licence.
    """

    payer: str
    payee: str
    work: str
    grant: str
    granted: int
    basis: str
    currency: str
    amount: int

    def to_json(self) -> JsonObject:
        """Give the line as a ruling carries it."""
        return {
            "payer": self.payer,
            "payee": self.payee,
            "work": self.work,
            "grant": self.grant,
            "entry": self.granted,
            "basis": self.basis,
            "currency": self.currency,
            "amount": self.amount,
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """The accounts of everybody who earns, and the works that no licence was found for."""

    accounts: list[Account]
    unlicensed: list[str]


def chain_of(register: Register, grant: Grant, start: str, until: str, day: date) -> Chain:
    """Follow the licences up from `grant` for what was done from `start` to `until`."""
    grants = {each.id: each for each in (grant, *ancestors_of(register, grant))}
    unlicensed: list[str] = []
    terms = grant.terms
    box = Scope(
        tuple(terms.rights), tuple(terms.territory), start, until, terms.media, terms.products
    )
    for edge in upstream(register, folio_of(register, grant.work), day):
        over = _licence_over(register, edge, box, day)
        if over is None:
            if edge.parent.id not in unlicensed:
                unlicensed.append(edge.parent.id)
            continue
        for each in (over, *ancestors_of(register, over)):
            grants.setdefault(each.id, each)
    earning = [each for each in grants.values() if _earns(each)]
    return Chain([_account(register, each, reported=grant) for each in earning], unlicensed)


def lines_of(accounts: Iterable[Account], units: int, revenue: int, currency: str) -> list[Line]:
    """Give what is owed for `units` pieces and `revenue` in `currency`, sums of zero left out."""
    return [
        Line(
            account.payer,
            payee,
            account.work,
            account.grant,
            account.granted,
            basis,
            in_currency,
            amount,
        )
        for account in accounts
        for basis, total, in_currency in _sums(account, units, revenue, currency)
        if total
        for payee, amount in _divided(account, total).items()
        if amount
    ]


def debts_of(lines: Iterable[Line], paid: Iterable[Debt] = ()) -> list[Debt]:
    """Add lines up to one debt for each pair of parties and currency; keep what was `paid`."""
    debts = {debt.sides: debt.model_copy(update={"amount": 0}) for debt in paid}
    for line in lines:
        new = Debt(payer=line.payer, payee=line.payee, currency=line.currency, amount=0)
        known = debts.get(new.sides, new)
        debts[new.sides] = known.model_copy(update={"amount": known.amount + line.amount})
    return list(debts.values())


def _sums(
    account: Account, units: int, revenue: int, currency: str
) -> Iterator[tuple[str, int, str]]:
    yield "fixed", account.fixed, account.currency
    yield "per_unit", account.per_unit * units, account.currency
    if account.share is not None:
        # a share is one of the revenue, in whatever currency that came in
        yield "share", rounded(Fraction(account.share) * revenue), currency


def _divided(account: Account, total: int) -> dict[str, int]:
    shares = {holding.party: Fraction(holding.share) for holding in account.payees}
    return divide(total, shares)


def _earns(grant: Grant) -> bool:
    pay = grant.terms.remuneration
    return bool(pay.fixed or pay.per_unit or pay.share)


def _account(register: Register, grant: Grant, *, reported: Grant) -> Account:
    pay = grant.terms.remuneration
    # the fixed sum of a licence is due with the first report on itself
    first = grant is reported and register.get(Reported, grant.id) is None
    return Account(
        payer=grant.licensee,
        work=grant.work,
        grant=grant.id,
        granted=grant.granted,
        currency=pay.currency,
        fixed=pay.fixed if first else 0,
        per_unit=pay.per_unit,
        share=pay.share,
        payees=_payees(register, grant),
    )


def _payees(register: Register, grant: Grant) -> list[Holding]:
    """Give who divides what a licence earns: the owners of its rights, by their shares.

    They are the owners of the day: who buys a work buys its licences' earnings. A sublicence is
    paid to those who gave it, in equal parts.
    """
    if grant.parent is not None:
        part = Fraction(1, len(grant.licensors))
        return holdings(dict.fromkeys(grant.licensors, part))
    return mean_shares(folio_of(register, grant.work), grant.terms)


def mean_shares(folio: Folio, terms: Terms) -> list[Holding]:
    """Give the owners of the rights that `terms` license where they do, with their mean shares.

    Each parcel that the licence touches counts by the number of its rights that are licensed.
    """
    territory = Region.of(terms.territory)
    licensed = [
        parcel.model_copy(update={"rights": rights})
        for parcel in folio.parcels
        if (rights := [right for right in parcel.rights if right in terms.rights])
        and not (Region.parse(parcel.region) & territory).is_empty
    ]
    return owners_of(licensed)


def _licence_over(register: Register, edge: Edge, box: Scope, day: date) -> Grant | None:
    """Choose the licence that pays for an edge: the oldest that covers all, else the oldest.

    A licence that was renewed within the period covers a part of it and still pays.
    """
    found = [
        grant
        for grant in grants_over(register, edge)
        if grant_status(register, grant, day).state not in NO_EFFECT
        and grant.terms.start <= box.until
        and last_day_of(register, grant) >= box.start
    ]
    return min(
        found,
        key=lambda grant: (not within_upstream(edge, grant, box), grant.granted),
        default=None,
    )
