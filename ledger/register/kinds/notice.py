"""Kinds of the public notice: objections, what is decided on them, caveats, annotations.

None of them has a member for a name or an address: people appear as their DIDs, and free texts are
bounded and public, so nobody's personal data belongs in them.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import DidText, Label, Line, Model, Sha256Text, StatementId, Term
from ledger.register.terms import LongText


class Exhibit(Model):
    """A file that serves as evidence: SHA-256 of its bytes, and what it is. The file stays away."""

    sha256: Sha256Text
    title: Line


def _distinct_files(exhibits: list[Exhibit]) -> list[Exhibit]:
    if len({exhibit.sha256 for exhibit in exhibits}) != len(exhibits):
        raise PydanticCustomError("value_repeated", "a file stands twice")
    return exhibits


Exhibits: TypeAlias = Annotated[
    list[Exhibit], Field(min_length=1, max_length=32), AfterValidator(_distinct_files)
]
EntryIndex: TypeAlias = Annotated[
    int, Field(description="the index of an entry of this log", ge=0, le=2**53 - 1)
]
Outcome: TypeAlias = Literal["dismissed", "partly", "upheld"]


class Remedy(Model):
    """What is to be done: ``rectify`` the registration as the text says, or carry it as a note."""

    action: Literal["rectify", "annotate"]
    text: Label


class ObjectionFiling(Model):
    """A party objects to a registration while its public notice runs.

    ``ground`` is why and ``standing`` as what; ``entries`` are entries of the log that the objector
    relies on, ``seeks`` is what it asks for.
    """

    work: StatementId
    objector: DidText
    ground: Annotated[str, Term("objection_ground")]
    standing: Annotated[str, Term("standing")]
    statement: LongText
    evidence: Exhibits
    entries: Annotated[list[EntryIndex], Field(max_length=32)] = Field(default_factory=list)
    seeks: Literal["refuse", "rectify", "annotate"]


class ObjectionAdmission(Model):
    """A registrar looks at standing, ground and evidence, within three working days.

    Once admitted, the clock of the notice stands still and the owners' time to reply runs.
    """

    objection: StatementId
    outcome: Literal["admitted", "rejected"]
    reasons: LongText
    article: Line | None = None


class ObjectionReply(Model):
    """The owners answer; one of them speaks for all. The case then goes to examination at once."""

    objection: StatementId
    statement: LongText
    evidence: Annotated[list[Exhibit], Field(max_length=32), AfterValidator(_distinct_files)] = (
        Field(default_factory=list)
    )


class ObjectionExtension(Model):
    """An owner takes fifteen days more for the reply, once."""

    objection: StatementId


class _Decision(Model):
    objection: StatementId
    outcome: Outcome
    reasons: LongText
    article: Line
    remedy: Remedy | None = None

    @model_validator(mode="after")
    def _remedy_if_partly(self) -> Self:
        if (self.outcome == "partly") != (self.remedy is not None):
            raise PydanticCustomError("remedy_disagrees", "outcome and remedy disagree")
        return self


class ObjectionDecision(_Decision):
    """Two registrars decide, with reasons and the article of law.

    ``dismissed``: the notice goes on; ``partly``: so it does, and the folio carries the ``remedy``;
    ``upheld``: the registration is refused. The decision is final after fifteen days in which
    nobody who lost asks for review.
    """


class ObjectionReview(Model):
    """Whoever lost asks that the decision be examined again: the objector or an owner."""

    objection: StatementId
    reasons: LongText


class ReviewDecision(_Decision):
    """Two registrars, other ones where the ledger has them, decide again, and finally."""


class ObjectionWithdrawal(Model):
    """The objector takes the objection back, at any time before it is over."""

    objection: StatementId


class Caveat(Model):
    """A party warns everybody that it disputes a registration whose notice is over.

    It stands on the folio for fifteen days, and longer once a proceeding is proven. It blocks no
    dealing. A party has one caveat on one ground, once and for all.
    """

    work: StatementId
    caveator: DidText
    ground: Annotated[str, Term("objection_ground")]
    standing: Annotated[str, Term("standing")]
    statement: LongText
    evidence: Exhibits


class CaveatProof(Model):
    """Proof that a proceeding was begun: ``court`` is the court or other body, ``number`` its own.

    The caveat then stands until it is withdrawn or an order lifts it.
    """

    caveat: StatementId
    kind: Annotated[str, Term("proof_of_suit")]
    court: Line
    number: Line
    document: Exhibit


class CaveatWithdrawal(Model):
    """The caveator takes the caveat back."""

    caveat: StatementId


class Annotation(Model):
    """A registrar puts a remark on a work's folio; ``about`` is the entry that it is about."""

    work: StatementId
    text: Label
    about: EntryIndex | None = None


KINDS: tuple[type[Model], ...] = (
    ObjectionFiling,
    ObjectionAdmission,
    ObjectionReply,
    ObjectionExtension,
    ObjectionDecision,
    ObjectionReview,
    ReviewDecision,
    ObjectionWithdrawal,
    Caveat,
    CaveatProof,
    CaveatWithdrawal,
    Annotation,
)
