"""Kinds of the area licensing: offers, grants, and what happens to a licence until its end."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DateText,
    DidText,
    Label,
    Line,
    Model,
    Sha256Text,
    StatementId,
    distinct,
)
from ledger.register.terms import MAX_AMOUNT, Currency, LongText, OfferTerms, Quantity, Terms


class LicenceOffer(Model):
    """An offer to license a work: to everybody (a tier of a tariff), or to one party.

    ``to`` directs it to that party alone. ``tier`` names it in a tariff. It can be accepted to the
    end of ``validUntil``. ``cap`` is how many pieces all acceptances together may ask for.
    """

    work: StatementId
    to: DidText | None = None
    terms: OfferTerms
    tier: Label | None = None
    valid_until: DateText
    cap: Quantity | None = None


class OfferWithdrawal(Model):
    """Takes back an offer; what was accepted before stays."""

    offer: StatementId


class OfferAcceptance(Model):
    """Accepts an offer, and thereby makes the licence that it describes.

    ``termsDigest`` is SHA-256 of the canonical JSON of the offer's terms with all defaults written
    out, so that the signature serves these terms and no others. ``quantity`` is how many pieces are
    asked for.
    """

    offer: StatementId
    licensee: DidText
    terms_digest: Sha256Text
    quantity: Quantity | None = None


class LicenceGrant(Model):
    """A licence that both sides sign as one document.

    ``parent`` is the grant of which it is a sublicence, ``renews`` the grant that it follows
    without a gap. ``agreement`` is SHA-256 of the contract in full, where there is one.
    """

    work: StatementId
    licensors: Annotated[
        list[DidText], Field(min_length=1, max_length=64), AfterValidator(distinct)
    ]
    licensee: DidText
    terms: Terms
    parent: StatementId | None = None
    renews: StatementId | None = None
    agreement: Sha256Text | None = None


class ConditionMet(Model):
    """Acknowledges that the condition of a licence has come about; ``evidence`` is a SHA-256."""

    grant: StatementId
    evidence: Sha256Text | None = None


class PaymentAcknowledgement(Model):
    """Acknowledges a payment for a licence.

    ``amount`` is in the smallest unit of ``currency``; ``reference`` names the payment, such as a
    bank's number. ``meetsCondition`` says that it is what the licence was waiting for.
    """

    grant: StatementId
    amount: Annotated[int, Field(ge=1, le=MAX_AMOUNT)]
    currency: Currency
    reference: Line | None = None
    meets_condition: bool = False


class BreachNotice(Model):
    """Notifies the other side of a breach, which it can then cure within 30 days.

    ``evidence`` is SHA-256 of what proves it.
    """

    grant: StatementId
    statement: LongText
    evidence: Sha256Text


class BreachCured(Model):
    """Says that the breach of ``notice`` was cured: the licence goes on."""

    grant: StatementId
    notice: StatementId


class LicenceTermination(Model):
    """Ends a licence with the end of ``lastDay``: by agreement, or for a breach left uncured.

    ``notice`` names the notice of that breach. A licence that has not taken effect yet ends at
    once.
    """

    grant: StatementId
    ground: Literal["agreement", "breach"]
    notice: StatementId | None = None
    last_day: DateText

    @model_validator(mode="after")
    def _notice_exactly_for_a_breach(self) -> Self:
        if (self.ground == "breach") != (self.notice is not None):
            raise PydanticCustomError("notice_and_ground_disagree", "notice and ground disagree")
        return self


KINDS: tuple[type[Model], ...] = (
    LicenceOffer,
    OfferWithdrawal,
    OfferAcceptance,
    LicenceGrant,
    ConditionMet,
    PaymentAcknowledgement,
    BreachNotice,
    BreachCured,
    LicenceTermination,
)
