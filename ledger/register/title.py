"""Title: who holds which right where, in exact fractions.

A folio's parcels are a partition: each is a set of rights in a region, with owners whose shares sum
to one. A transfer cuts parcels at its own edges and moves shares; nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import takewhile

from ledger.register.records import Folio, Holding, Parcel, TitleStep
from ledger.register.state import Register
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.territory import Region


def holders(folio: Folio, rights: Iterable[str], territory: Sequence[str]) -> set[str]:
    """Give everybody who holds a share of any of `rights` anywhere in `territory`."""
    return {
        holding.party
        for parcel, _, _ in _touched(folio, rights, Region.of(territory))
        for holding in parcel.owners
    }


def not_held(folio: Folio, rights: Iterable[str], territory: Sequence[str]) -> list[str]:
    """Name the `rights` that no parcel covers in all of `territory`: their holder is unknown."""
    wanted = Region.of(territory)
    missing = []
    for right in rights:
        rest = wanted
        for parcel in folio.parcels:
            if right in parcel.rights:
                rest -= Region.parse(parcel.region)
        if not rest.is_empty:
            missing.append(right)
    return missing


def not_held_by(
    folio: Folio, party: str, rights: Iterable[str], territory: Sequence[str]
) -> list[tuple[str, int]]:
    """Name those of `rights` of which `party` has no share somewhere in `territory`.

    Each comes with the entry since which others hold it there; rights that are not in the register
    at all are not named (see `not_held`).
    """
    return [
        (right, parcel.since)
        for parcel, common, _ in _touched(folio, rights, Region.of(territory))
        for right in common
        if all(holding.party != party for holding in parcel.owners)
    ]


def held_since(folio: Folio, party: str, rights: Iterable[str], territory: Sequence[str]) -> int:
    """Give the last entry by which `party` got a share of any of `rights` in `territory`.

    Where it has none, it is the last entry by which others did.
    """
    entries = [
        (any(holding.party == party for holding in parcel.owners), parcel.since)
        for parcel, _, _ in _touched(folio, rights, Region.of(territory))
    ]
    return max(entries, default=(False, folio.filed))[1]


def shares_of(folio: Folio, right: str, place: str) -> list[Holding]:
    """Give the owners of `right` at `place` with their shares; nobody where no parcel covers it."""
    region = Region.of([place])
    for parcel in folio.parcels:
        if right in parcel.rights and Region.parse(parcel.region).covers(region):
            return parcel.owners
    return []


def move(  # noqa: PLR0913  # one transfer, its parts by keyword
    folio: Folio,
    rights: Sequence[str],
    territory: Sequence[str],
    *,
    giver: str,
    takers: Mapping[str, Fraction],
    entry: int,
) -> list[Parcel]:
    """Give the parcels after `giver`'s whole share of `rights` in `territory` went to `takers`.

    `takers` say who gets which part of that share; the parts sum to at most one, and what is left
    stays with the giver. Parcels of which the giver has no share stay as they are; whether it holds
    all of the rights is for the caller to have checked.
    """
    return _moved(folio, rights, Region.of(territory), giver, takers, entry)


def _moved(  # noqa: PLR0913, PLR0917  # one transfer
    folio: Folio,
    rights: Sequence[str],
    region: Region,
    giver: str,
    takers: Mapping[str, Fraction],
    entry: int,
) -> list[Parcel]:
    def change(owners: list[Holding]) -> list[Holding]:
        shares = {holding.party: Fraction(holding.share) for holding in owners}
        given = shares.pop(giver, Fraction(0))
        kept = given * (1 - sum(takers.values(), Fraction(0)))
        for taker, part in takers.items():
            shares[taker] = shares.get(taker, Fraction(0)) + given * part
        shares[giver] = shares.get(giver, Fraction(0)) + kept
        return holdings(shares)

    def held(owners: list[Holding]) -> bool:
        return any(holding.party == giver for holding in owners)

    return _cut(folio, rights, region, change, entry, concerned=held)


def vest(
    folio: Folio,
    rights: Sequence[str],
    territory: Sequence[str],
    owners: Mapping[str, Fraction],
    entry: int,
) -> list[Parcel]:
    """Give the parcels after `rights` in `territory` became those of `owners`.

    It does not matter who held them before, or whether anybody did.
    """
    return _vested(folio, rights, Region.of(territory), holdings(owners), entry)


def _vested(
    folio: Folio, rights: Sequence[str], region: Region, owners: list[Holding], entry: int
) -> list[Parcel]:
    rest = [parcel for parcel in _cut(folio, rights, region, lambda _: [], entry) if parcel.owners]
    held = [right for right in ECONOMIC_RIGHTS if right in rights]
    if not held:
        return rest
    return [*rest, Parcel(rights=held, region=region.to_json(), owners=owners, since=entry)]


def title_step(register: Register, work: str, number: int) -> TitleStep:
    """Give one link of a work's chain of title; 0 is the registration."""
    step = register.get(TitleStep, f"{work}/{number:06d}")
    assert step is not None
    return step


def title_steps(register: Register, folio: Folio) -> Iterator[TitleStep]:
    """Give every link of a work's chain of title, the registration first."""
    return (title_step(register, folio.id, number) for number in range(folio.steps))


def title_chain(
    register: Register, folio: Folio, right: str, place: str, day: date
) -> list[TitleStep]:
    """Give every link up to `day` of the chain of title of `right` in `place` or a part of it."""
    wanted = Region.of([place])
    return [
        step
        for step in _steps(register, folio, day)
        if right in step.rights and not (Region.parse(step.region) & wanted).is_empty
    ]


def holders_at(
    register: Register, folio: Folio, right: str, place: str, day: date
) -> list[Holding]:
    """Give the owners of `right` at `place` at the end of `day`, as the chain of title says."""
    past = folio.model_copy(update={"parcels": []})
    for step in _steps(register, folio, day):
        past = past.model_copy(update={"parcels": _after(past, step)})
    return shares_of(past, right, place)


def _steps(register: Register, folio: Folio, day: date) -> Iterator[TitleStep]:
    today = day.isoformat()
    # entries never go back in time
    return takewhile(lambda step: step.day <= today, title_steps(register, folio))


def _after(folio: Folio, step: TitleStep) -> list[Parcel]:
    region = Region.parse(step.region)
    shares = {taker.party: Fraction(taker.share) for taker in step.takers}
    if step.cause in {"transfer", "succession"}:
        (giver,) = step.givers
        given = {party: share * Fraction(step.part) for party, share in shares.items()}
        return _moved(folio, step.rights, region, giver, given, step.entry)
    return _vested(folio, step.rights, region, step.takers, step.entry)


def owners_of(parcels: Sequence[Parcel]) -> list[Holding]:
    """Give everybody who holds anything, with the mean of their shares over all rights held.

    Exact, and a summary for lists: for what a party may do, ask the parcels. Where all parcels have
    the same owners, as nearly always, it is just their shares.
    """
    weights = [len(parcel.rights) for parcel in parcels]
    total = sum(weights)
    shares: dict[str, Fraction] = {}
    for parcel, weight in zip(parcels, weights, strict=True):
        for holding in parcel.owners:
            part = Fraction(holding.share) * weight / total
            shares[holding.party] = shares.get(holding.party, Fraction(0)) + part
    return holdings(shares)


def holdings(shares: Mapping[str, Fraction]) -> list[Holding]:
    """Give shares as records do, without those that are nothing, in the order of the mapping."""
    return [
        Holding(party=party, share=f"{share.numerator}/{share.denominator}")
        for party, share in shares.items()
        if share
    ]


def _touched(
    folio: Folio, rights: Iterable[str], region: Region
) -> Iterator[tuple[Parcel, list[str], Region]]:
    wanted = set(rights)
    for parcel in folio.parcels:
        common = [right for right in parcel.rights if right in wanted]
        if common and not (meeting := Region.parse(parcel.region) & region).is_empty:
            yield parcel, common, meeting


def _any_owners(_owners: list[Holding]) -> bool:
    return True


def _cut(  # noqa: PLR0913  # which parcels, and what becomes of them
    folio: Folio,
    rights: Sequence[str],
    region: Region,
    change: Callable[[list[Holding]], list[Holding]],
    entry: int,
    *,
    concerned: Callable[[list[Holding]], bool] = _any_owners,
) -> list[Parcel]:
    """Cut every parcel along `rights` and `region`; `change` says who owns what is inside.

    Parcels whose owners are not `concerned` stay whole.
    """
    parcels: list[Parcel] = []
    touched = {
        id(parcel): (common, inside)
        for parcel, common, inside in _touched(folio, rights, region)
        if concerned(parcel.owners)
    }
    for parcel in folio.parcels:
        if id(parcel) not in touched:
            parcels.append(parcel)
            continue
        common, inside = touched[id(parcel)]
        others = [right for right in parcel.rights if right not in common]
        outside = Region.parse(parcel.region) - inside
        if others:
            parcels.append(parcel.model_copy(update={"rights": others}))
        if not outside.is_empty:
            rest = {"rights": common, "region": outside.to_json()}
            parcels.append(parcel.model_copy(update=rest))
        parcels.append(
            Parcel(
                rights=common,
                region=inside.to_json(),
                owners=change(parcel.owners),
                since=entry,
            )
        )
    return _joined(parcels)


def _joined(parcels: list[Parcel]) -> list[Parcel]:
    """Join parcels of the same region, owners and entry, so that cuts do not pile up."""
    joined: dict[tuple[str, ...], Parcel] = {}
    for parcel in parcels:
        owners = [f"{holding.party}={holding.share}" for holding in parcel.owners]
        identity = (str(parcel.since), *parcel.region, "|", *owners)
        known = joined.get(identity)
        if known is not None:
            rights = sorted({*known.rights, *parcel.rights}, key=ECONOMIC_RIGHTS.index)
            joined[identity] = parcel.model_copy(update={"rights": rights})
        else:
            joined[identity] = parcel
    return list(joined.values())
