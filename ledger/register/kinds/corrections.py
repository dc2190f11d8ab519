"""Kinds of the area corrections: sealed registration, rectification and withdrawal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DateText,
    DidText,
    Label,
    Line,
    Model,
    Sha256Text,
    StatementId,
    Term,
)
from ledger.register.kinds.notice import Exhibits
from ledger.register.kinds.work import Publication
from ledger.register.terms import LongText

Display = Literal["original", "thumbnail", "none"]


class SealedRegistration(Model):
    """A commitment to a work that stays hidden until it is revealed, at the latest on ``revealBy``.

    ``commitment`` is SHA-256, in hexadecimal, of the JCS form of
    ``{"owners": […], "salt": "…", "sha256": "…"}``: the owners' DIDs in ascending order, 32 random
    bytes and the file's digest, both in hexadecimal. A ``WorkRegistration`` with the member
    ``seal`` reveals it and takes over its priority.
    """

    commitment: Sha256Text
    reveal_by: DateText


class TitleChange(Model):
    """Another title."""

    field: Literal["title"]
    before: Label
    after: Label


class CategoryChange(Model):
    """Another category."""

    field: Literal["category"]
    before: Annotated[str, Term("category")]
    after: Annotated[str, Term("category")]


class CompletedChange(Model):
    """Another day of completion."""

    field: Literal["completed"]
    before: DateText
    after: DateText


class PublicationChange(Model):
    """Other facts of publication, the whole member."""

    field: Literal["publication"]
    before: Publication
    after: Publication


class DisplayChange(Model):
    """Another rule of what anyone may be shown."""

    field: Literal["display"]
    before: Annotated[Display, Field(description="what was shown")]
    after: Annotated[Display, Field(description="`original`, `thumbnail` or `none`")]


class SignedAsChange(Model):
    """Another public alias of one author, who signs too (Art. 10(1)(2))."""

    field: Literal["signedAs"]
    author: DidText
    before: Line
    after: Line


Change = Annotated[
    TitleChange
    | CategoryChange
    | CompletedChange
    | PublicationChange
    | DisplayChange
    | SignedAsChange,
    Discriminator("field"),
]


def _each_once(changes: list[Change]) -> list[Change]:
    fields = [(change.field, getattr(change, "author", "")) for change in changes]
    if len(set(fields)) != len(fields):
        raise PydanticCustomError("value_repeated", "a field stands twice")
    return changes


class Rectification(Model):
    """What was wrong in a registration, and what is right; the old text stays in its entry.

    Each change repeats in ``before`` what the register holds. File, authors, owners and sources are
    no matter of rectification: for them there are transfers, objections and orders.
    """

    work: StatementId
    changes: Annotated[list[Change], Field(min_length=1, max_length=16), AfterValidator(_each_once)]
    reason: LongText
    evidence: Exhibits


class Withdrawal(Model):
    """The owners withdraw their registration; its history stays."""

    work: StatementId
    reason: LongText


KINDS: tuple[type[Model], ...] = (SealedRegistration, Rectification, Withdrawal)
