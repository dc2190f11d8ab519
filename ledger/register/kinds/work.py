"""``WorkRegistration``: a work, its authors and owners, and what it grew from.

The members follow 《作品著作权登记申请表》; their terms are those of the vocabularies.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ledger.register.fields import (
    DateText,
    DidText,
    FileRef,
    Label,
    Line,
    Model,
    PlaceText,
    ShareText,
    StatementId,
    Term,
    distinct,
)


class Creation(Model):
    """How, when and where the work was made."""

    nature: Annotated[str, Term("nature")]
    nature_note: Line | None = None
    completed: DateText
    place: PlaceText


class Publication(Model):
    """Whether the work has been published, and when, where and at which address it first was."""

    status: Annotated[str, Term("publication")]
    first_date: DateText | None = None
    first_place: PlaceText | None = None
    first_web: (
        Annotated[
            str,
            Field(
                description="an `http` or `https` address of at most 300 characters",
                pattern=r"^https?://[!-~]+$",
                max_length=300,
            ),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _first_exactly_if_published(self) -> Self:
        if self.status == "published":
            complete = self.first_date is not None
        else:
            complete = not (self.first_date or self.first_place or self.first_web)
        if not complete:
            raise PydanticCustomError("publication_incomplete", "date and status disagree")
        return self


class Author(Model):
    """Who made the work; ``signedAs`` is the public alias under which it appears."""

    party: DidText
    signed_as: Line


class Owner(Model):
    """Who owns the copyright, and which exact share of it."""

    party: DidText
    share: ShareText


class HeritageParent(Model):
    """A heritage source that the work draws on."""

    heritage: StatementId
    relation: Annotated[str, Term("relation_heritage")]


class WorkParent(Model):
    """An earlier registered work that the work draws on."""

    work: StatementId
    relation: Annotated[str, Term("relation_work")]


def _kind_of_parent(value: object) -> str:
    named = isinstance(value, WorkParent) or (isinstance(value, dict) and "work" in value)
    return "work" if named else "heritage"


def _form_of_rights(value: object) -> str:
    return "list" if isinstance(value, list) else "all"


# Each union is told apart before it is read, so that an error speaks of what was meant.
Parent = Annotated[
    Annotated[HeritageParent, Tag("heritage")] | Annotated[WorkParent, Tag("work")],
    Discriminator(_kind_of_parent),
]
Rights = Annotated[
    Annotated[Literal["all"], Tag("all")]
    | Annotated[
        list[Annotated[str, Term("rights")]],
        Field(min_length=1, max_length=17),
        AfterValidator(distinct),
        Tag("list"),
    ],
    Discriminator(_form_of_rights),
]


class WorkRegistration(Model):
    """The subject of a work's registration.

    ``display`` rules what anyone may be shown of the file. Where it is absent that is the thumbnail
    of a published work, and nothing of an unpublished one.
    """

    title: Label
    category: Annotated[str, Term("category")]
    creation: Creation
    publication: Publication
    acquisition: Annotated[str, Term("acquisition")]
    ownership: Annotated[str, Term("ownership")]
    authors: Annotated[list[Author], Field(min_length=1, max_length=64)]
    owners: Annotated[list[Owner], Field(min_length=1, max_length=64)]
    rights: Rights
    file: FileRef
    derived_from: Annotated[list[Parent], Field(max_length=64)] = Field(default_factory=list)
    ai: Annotated[str, Term("ai")]
    display: Literal["original", "thumbnail", "none"] | None = None

    def shown(self) -> Literal["original", "thumbnail", "none"]:
        """Say what anyone may be shown.

        The right of first publication is the author's (Art. 10(1)(1)): of an unpublished work
        nothing is shown unless its owners say so.
        """
        if self.display is not None:
            return self.display
        return "thumbnail" if self.publication.status == "published" else "none"
