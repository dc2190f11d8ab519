"""How title moves: ``Transfer``, ``Succession``, ``OrphanClaim``.

The members of a transfer are those of Art. 27 of the Copyright Law.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from ledger.register.fields import (
    DidText,
    Line,
    Model,
    Sha256Text,
    ShareText,
    StatementId,
    Term,
    distinct,
)
from ledger.register.kinds.title_joint import (
    JointUseNotice,
    JointUseObjection,
    JointUseRuling,
    JointUseWithdrawal,
)
from ledger.register.terms import Currency, EconomicRights, Fen, LongText
from ledger.register.territory import Territories


class Taker(Model):
    """Who gets which exact part of what is given."""

    party: DidText
    share: ShareText


class Price(Model):
    """A sum in the smallest unit of a currency of ISO 4217, fen for CNY; 0 for a gift."""

    currency: Currency
    amount: Fen


class TitleDocument(Model):
    """The document by which rights passed: SHA-256 of the file, and what it is called."""

    sha256: Sha256Text
    title: Line


def _form_of_rights(value: object) -> str:
    return "list" if isinstance(value, list) else "all"


GivenRights = Annotated[
    Annotated[Literal["all"], Tag("all")] | Annotated[EconomicRights, Tag("list")],
    Discriminator(_form_of_rights),
]
Takers = Annotated[list[Taker], Field(min_length=1, max_length=64)]


class Transfer(Model):
    """The subject of a transfer of economic rights.

    ``from`` gives ``part`` of its share (all of it where absent) of the ``rights`` in the
    ``territory``; the shares of ``to`` are of what is given and sum to one. ``all`` rights are all
    thirteen economic ones. ``payment`` says when and how the price is paid.
    """

    work: StatementId
    giver: Annotated[DidText, Field(alias="from")]
    to: Takers
    rights: GivenRights
    territory: Territories
    part: ShareText = "1/1"
    price: Price
    payment: LongText
    breach: LongText
    other: LongText | None = None
    agreement: Sha256Text | None = None


class Succession(Model):
    """The subject of a succession: all that ``party`` holds in ``works`` passes by law.

    The shares of the ``successors`` are of what the party holds and sum to one.
    """

    party: DidText
    cause: Annotated[str, Term("succession_cause")]
    successors: Takers
    works: Annotated[
        list[StatementId], Field(min_length=1, max_length=64), AfterValidator(distinct)
    ]
    document: TitleDocument


class OrphanClaim(Model):
    """The subject of a claim to a work of unknown author: the author comes forward."""

    work: StatementId
    author: DidText
    evidence: Annotated[
        list[Sha256Text], Field(min_length=1, max_length=32), AfterValidator(distinct)
    ]
    reasons: LongText


KINDS: tuple[type[Model], ...] = (
    Transfer,
    Succession,
    OrphanClaim,
    JointUseNotice,
    JointUseObjection,
    JointUseWithdrawal,
    JointUseRuling,
)
