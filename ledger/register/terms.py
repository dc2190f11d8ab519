"""Licence terms: the fields of Art. 26 of the Copyright Law, and when two of them overlap.

A licence covers a box in five dimensions: rights, territory, period, media and product classes.
What is not named is not granted (Art. 29).
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Protocol, Self, TypeAlias, TypeVar

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.canonical import canonical
from ledger.register.fields import DateText, Model, ShareText, Term, distinct
from ledger.register.territory import Region, Territories, meet
from ledger.register.vocabulary import vocabulary

#: The rights that can be licensed, transferred and pledged: items 5 to 17 of Art. 10.
ECONOMIC_RIGHTS: tuple[str, ...] = tuple(
    name for name, term in vocabulary("rights").items() if term.extra["licensable"]
)
MAX_QUANTITY = 1_000_000_000
#: in fen: a hundred thousand million yuan
MAX_AMOUNT = 10_000_000_000_000


def _economic(rights: list[str]) -> list[str]:
    for right in rights:
        if right not in ECONOMIC_RIGHTS:
            raise PydanticCustomError("right_personal", "not economic", {"right": right})
    return rights


def _form(value: object) -> str:
    return "list" if isinstance(value, list) else "all"


_T = TypeVar("_T")
_AllOr = Annotated[
    Annotated[Literal["all"], Tag("all")]
    | Annotated[
        list[_T], Field(min_length=1, max_length=32), AfterValidator(distinct), Tag("list")
    ],
    Discriminator(_form),
]

EconomicRights = Annotated[
    list[Annotated[str, Term("rights")]],
    Field(min_length=1, max_length=13),
    AfterValidator(distinct),
    AfterValidator(_economic),
]
Several: TypeAlias = Literal["all"] | list[str]
Media = _AllOr[Annotated[str, Term("medium")]]
Products = _AllOr[Annotated[str, Term("product_class")]]
Fen = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
Quantity = Annotated[int, Field(ge=1, le=MAX_QUANTITY)]
LongText = Annotated[
    str, Field(description="a text of at most 2,000 characters", min_length=1, max_length=2000)
]


Currency = Annotated[
    str, Field(description="a currency of ISO 4217", pattern=r"^[A-Z]{3}$", max_length=3)
]


class Remuneration(Model):
    """What is paid: any of a fixed sum, a sum per piece, and a share of the revenue.

    Sums are integers in the smallest unit of ``currency`` (ISO 4217), fen for CNY. All absent means
    free of charge.
    """

    currency: Currency
    fixed: Fen = 0
    per_unit: Fen = 0
    share: ShareText | None = None


class _Scope(Model):
    """The members that offers and grants have in common.

    ``sublicensing`` says whether the licensee may pass on what it has, ``sublicencesSurvive``
    whether what it passed on outlives a licence that ends early.
    """

    rights: EconomicRights
    exclusivity: Annotated[str, Term("exclusivity")]
    territory: Territories
    media: Media
    products: Products
    remuneration: Remuneration
    sublicensing: bool = False
    sublicences_survive: bool = False
    breach: LongText
    other: LongText | None = None


class Terms(_Scope):
    """The terms of a grant, which both sides sign.

    ``from`` and ``until`` are the first and the last day, in Asia/Shanghai. ``quantity`` is the
    number of pieces that may be made, without limit where absent. ``condition`` says what has to
    happen before the licence takes effect, at the latest on ``conditionUntil``.
    """

    start: Annotated[DateText, Field(alias="from")]
    until: DateText
    quantity: Quantity | None = None
    condition: LongText | None = None
    condition_until: DateText | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.start:
            raise PydanticCustomError(
                "period_reversed", "ends before it begins", {"start": self.start, "end": self.until}
            )
        if (self.condition is None) != (self.condition_until is None):
            raise PydanticCustomError("condition_incomplete", "condition without a last day")
        return self


class OfferTerms(_Scope):
    """The terms of an offer: the licence begins on the day of acceptance and runs ``months``.

    ``until`` caps it; ``quantityPerLicence`` is the most that one acceptance may ask for.
    """

    months: Annotated[int, Field(ge=1, le=600)]
    until: DateText | None = None
    quantity_per_licence: Quantity | None = None


class Box(Protocol):
    """What has the five dimensions."""

    @property
    def rights(self) -> Sequence[str]:
        """Terms of ``rights``."""

    @property
    def territory(self) -> Sequence[str]:
        """Codes of ``territory``."""

    @property
    def start(self) -> str:
        """The first day."""

    @property
    def until(self) -> str:
        """The last day."""

    @property
    def media(self) -> Several:
        """Terms of ``medium``, or all."""

    @property
    def products(self) -> Several:
        """Terms of ``product_class``, or all."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A box: what a licence covers, what is asked for, or where two of them overlap."""

    rights: tuple[str, ...]
    territory: tuple[str, ...]
    start: str
    until: str
    media: Several
    products: Several


def overlap(one: Box, other: Box) -> Scope | None:
    """Give exactly what two boxes have in common; ``None`` where that is nothing."""
    rights = tuple(right for right in one.rights if right in other.rights)
    territory = tuple(meet(one.territory, other.territory))
    start, until = max(one.start, other.start), min(one.until, other.until)
    media, products = _both(one.media, other.media), _both(one.products, other.products)
    if not (rights and territory and media and products) or until < start:
        return None
    return Scope(rights, territory, start, until, media, products)


def beyond(inner: Box, outer: Box) -> str | None:
    """Name the first dimension in which `inner` goes beyond `outer`; ``None`` if it is within."""
    if not set(inner.rights) <= set(outer.rights):
        return "rights"
    if not Region.of(outer.territory).covers(Region.of(inner.territory)):
        return "territory"
    if inner.start < outer.start or inner.until > outer.until:
        return "period"
    if not _within(inner.media, outer.media):
        return "media"
    if not _within(inner.products, outer.products):
        return "products"
    return None


def terms_digest(terms: Model) -> str:
    """Give SHA-256, in hexadecimal, of the canonical form of the terms: what both sides sign.

    Members that were left out count with the value that they then have; ``null`` counts as absent.
    """
    value = terms.model_dump(mode="json", by_alias=True, exclude_none=True)
    return hashlib.sha256(canonical(value)).hexdigest()


def last_day(start: date, months: int) -> date:
    """Give the last day of a period of `months` from `start` (Civil Code, Art. 202).

    It is the day before the corresponding one; where the month has no such day, the month's last.
    """
    end = corresponding_day(start, months)
    return end if end.day < start.day else end - timedelta(days=1)


def corresponding_day(start: date, months: int) -> date:
    """Give the day of the same number `months` after `start`, or else the month's last."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    _, length = monthrange(year, month)
    return date(year, month, min(start.day, length))


def _both(one: Several, other: Several) -> Several:
    if one == "all":
        return other
    if other == "all":
        return one
    return [value for value in one if value in other]


def _within(inner: Several, outer: Several) -> bool:
    return outer == "all" or (inner != "all" and set(inner) <= set(outer))
