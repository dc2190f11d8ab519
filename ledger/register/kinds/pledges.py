"""Kinds of the area pledges (质押): registration, change and release.

The members are those that 《著作权质权登记办法》 asks for. A pledge has no clock: by law it lasts
as long as the claim that it secures, so ``pledgeUntil`` records what was agreed and ends nothing.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DateText,
    DidText,
    Model,
    Sha256Text,
    StatementId,
    Term,
    distinct,
)
from ledger.register.terms import MAX_AMOUNT, EconomicRights, LongText

Currency = Annotated[
    str, Field(description="a currency of ISO 4217", pattern=r"^[A-Z]{3}$", max_length=3)
]
Sum = Annotated[int, Field(ge=1, le=MAX_AMOUNT)]


class SecuredClaim(Model):
    """The claim that a pledge secures, in the smallest unit of ``currency``: fen for CNY."""

    kind: Annotated[str, Term("secured_claim")]
    currency: Currency
    amount: Sum


class Valuation(Model):
    """What the rights were valued at, and SHA-256 of the report."""

    currency: Currency
    amount: Sum
    sha256: Sha256Text


class PledgeRegistration(Model):
    """A pledge of rights in a work, everywhere; it takes effect with its entry.

    ``pledgors`` are all owners of the rights. ``debtUntil`` is the last day to pay, ``pledgeUntil``
    the last day that the contract names for the pledge, if any; ``scope`` says what the pledge
    covers beside the principal. ``contract`` and ``mainContract`` are SHA-256 of the contracts,
    ``priorLicences`` says in words what was licensed before.
    """

    work: StatementId
    pledgors: Annotated[list[DidText], Field(min_length=1, max_length=62), AfterValidator(distinct)]
    pledgee: DidText
    rights: EconomicRights
    claim: SecuredClaim
    debt_until: DateText
    scope: LongText
    pledge_until: DateText | None = None
    contract: Sha256Text
    main_contract: Sha256Text
    valuation: Valuation | None = None
    prior_licences: LongText | None = None
    other: LongText | None = None


class PledgeChange(Model):
    """What changes in a pledge in force; at least one member beside the contract is there.

    ``pledgee`` is to whom the secured claim was assigned; ``contract`` is SHA-256 of the agreement.
    Other rights need a new pledge.
    """

    pledge: StatementId
    pledgee: DidText | None = None
    claim: SecuredClaim | None = None
    debt_until: DateText | None = None
    scope: LongText | None = None
    pledge_until: DateText | None = None
    contract: Sha256Text

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        changes = (self.pledgee, self.claim, self.debt_until, self.scope, self.pledge_until)
        if all(change is None for change in changes):
            raise PydanticCustomError("pledge_change_empty", "nothing changes")
        return self


class PledgeRelease(Model):
    """The end of a pledge: the claim was met, or the pledgee gives the pledge up."""

    pledge: StatementId
    reason: LongText


KINDS: tuple[type[Model], ...] = (PledgeRegistration, PledgeChange, PledgeRelease)
