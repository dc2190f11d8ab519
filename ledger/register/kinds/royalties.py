"""Kinds of the area royalties: what was sold under a licence and what is owed for it; serials."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import DateText, DidText, Line, Model, Sha256Text, StatementId
from ledger.register.terms import MAX_AMOUNT, MAX_QUANTITY, Fen, LongText

#: The most numbers that one statement may issue or recall; who needs more makes another.
MAX_SERIALS = 100_000

Units = Annotated[int, Field(ge=0, le=MAX_QUANTITY)]
CurrencyText = Annotated[
    str, Field(description="a currency of ISO 4217", pattern=r"^[A-Z]{3}$", max_length=3)
]
Serial = Annotated[int, Field(ge=1, le=MAX_QUANTITY)]


class RoyaltyReport(Model):
    """What a licensee did under a licence from the day ``from`` to the day ``until``.

    ``units`` are the pieces sold and ``revenue`` is what they brought in, in the smallest unit of
    ``currency``, before anything is taken off; what sublicensees did they report themselves.
    ``statement`` is SHA-256 of the accounts that it was drawn from.
    """

    grant: StatementId
    start: Annotated[DateText, Field(alias="from")]
    until: DateText
    units: Units
    revenue: Fen
    currency: CurrencyText
    statement: Sha256Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.start:
            raise PydanticCustomError(
                "period_reversed", "ends before it begins", {"start": self.start, "end": self.until}
            )
        return self


class Figures(Model):
    """The two figures of a report."""

    units: Units
    revenue: Fen


class RoyaltyCorrection(Model):
    """Puts the figures ``after`` in place of those ``before`` in ``report``, and says why.

    The period stays. ``statement`` is SHA-256 of the accounts on which it rests.
    """

    report: StatementId
    before: Figures
    after: Figures
    reason: LongText
    statement: Sha256Text | None = None


class RoyaltyPayment(Model):
    """The payee's word that the payer paid ``amount`` of what ``report`` says is owed.

    ``reference`` is what the payment can be found under, such as the number of a transfer.
    """

    report: StatementId
    payer: DidText
    payee: DidText
    amount: Annotated[int, Field(ge=1, le=MAX_AMOUNT)]
    currency: CurrencyText
    reference: Line


class SerialIssue(Model):
    """Asks for the next ``count`` numbers of a licence whose quantity is limited, one per piece."""

    grant: StatementId
    count: Annotated[int, Field(ge=1, le=MAX_SERIALS)]


class SerialRecall(Model):
    """Calls back the pieces ``first`` to ``last`` that were issued under a licence."""

    grant: StatementId
    first: Serial
    last: Serial
    reason: LongText

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.first <= self.last < self.first + MAX_SERIALS:
            raise PydanticCustomError(
                "serials_reversed", "no range", {"first": self.first, "last": self.last}
            )
        return self


KINDS: tuple[type[Model], ...] = (
    RoyaltyReport,
    RoyaltyCorrection,
    RoyaltyPayment,
    SerialIssue,
    SerialRecall,
)
