"""What everything that moves title has in common: who may take, how far it divides, the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.identity import parties_of
from ledger.register.kinds.title import Taker
from ledger.register.records import Folio, Parcel, TitleStep
from ledger.register.rules.common import require_parties
from ledger.register.state import Register
from ledger.register.title import holdings, owners_of

#: A title that is divided further than this nobody can read any more, and arithmetic would not end.
MAX_PARCELS = 64
MAX_OWNERS = 64
MAX_DENOMINATOR = 10**18


def require_takers(register: Register, takers: Iterable[Taker], giver: str) -> dict[str, Fraction]:
    """Give who takes which part: registered parties, each once, not the giver, one in all.

    Raises `Refusal` (``owner_repeated``, ``shares_not_one``, ``taker_is_giver``,
    ``party_not_registered``).
    """
    given = list(takers)
    shares = {taker.party: Fraction(taker.share) for taker in given}
    if len(shares) != len(given):
        raise Refusal("owner_repeated")
    total = sum(shares.values(), Fraction(0))
    if total != 1:
        raise Refusal("shares_not_one", total=f"{total.numerator}/{total.denominator}")
    if giver in shares:
        raise Refusal("taker_is_giver", did=giver)
    require_parties(register, shares)
    return shares


def require_readable(folio: Folio, parcels: Sequence[Parcel]) -> None:
    """Refuse to divide a title beyond the limits of this module (``title_too_divided``)."""
    owners = {holding.party for parcel in parcels for holding in parcel.owners}
    if (
        len(parcels) > MAX_PARCELS
        or len(owners) > MAX_OWNERS
        or any(
            Fraction(holding.share).denominator > MAX_DENOMINATOR
            for parcel in parcels
            for holding in parcel.owners
        )
    ):
        raise Refusal(
            "title_too_divided", entry=folio.entry, parcels=MAX_PARCELS, owners=MAX_OWNERS
        )


def record_title(  # noqa: PLR0913  # one link of the chain, its parts by keyword
    register: Register,
    entry: Entry,
    folio: Folio,
    parcels: list[Parcel],
    *,
    cause: Literal["transfer", "succession", "order", "claim", "realisation"],
    rights: Sequence[str],
    region: Sequence[str],
    givers: Sequence[str],
    takers: Mapping[str, Fraction],
    part: str = "1/1",
) -> None:
    """Write the folio with its new `parcels`, and the link of the chain of title that made them."""
    register.put(
        folio.model_copy(
            update={
                "entry": entry.index,
                "parcels": parcels,
                "owners": owners_of(parcels),
                "steps": folio.steps + 1,
            }
        )
    )
    register.put(
        TitleStep(
            entry=entry.index,
            work=folio.id,
            number=folio.steps,
            id=entry.statement.id,
            day=entry.day.isoformat(),
            time=entry.registry.time,
            signers=sorted(parties_of(register, entry.statement.signers)),
            cause=cause,
            rights=list(rights),
            region=list(region),
            givers=list(givers),
            takers=holdings(takers),
            part=part,
        )
    )
