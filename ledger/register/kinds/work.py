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
    Sha256Text,
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


class EmployedBy(Model):
    """The ``unit`` that employed the authors; ``special`` are the cases of Art. 18(2).

    There the unit owns all rights but authorship; in all other cases the author does.
    """

    unit: DidText
    special: bool


class Commission(Model):
    """Who commissioned the work, and whose the copyright is by contract.

    Where the contract is silent it is the commissioned party's (Art. 19).
    """

    commissioner: DidText
    agreement: Sha256Text | None = None
    vests_in: Literal["commissioner", "commissioned"]


class Attachment(Model):
    """A document on which the registration relies; the ledger holds its SHA-256 only."""

    kind: Annotated[str, Term("attachment")]
    sha256: Sha256Text


class Upstream(Model):
    """Material of others in the work; ``licence`` is SHA-256 of the licence, where there is one.

    ``rightsholder`` is a public name: an institution or an alias.
    """

    kind: Annotated[str, Term("upstream")]
    rightsholder: Line
    licence: Sha256Text | None = None


Mining = Literal["reserved", "open"]


class DataMining(Model):
    """What is reserved against machines (text and data mining), in the names of the ISCC."""

    train: Mining
    inference: Mining
    derive: Mining
    search: Mining


class Reveal(Model):
    """The sealed registration that this one reveals, and the salt that the seal committed to."""

    seal: StatementId
    salt: Sha256Text


OfficialNumber = Annotated[
    str,
    Field(
        description="the number of an official certificate, `国作登字-2021-F-00025677`",
        pattern=r"^(国|[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘青宁新蒙])作登字"
        r"-(19|20)[0-9]{2}-[A-L]-[0-9]{8}$",
        max_length=22,
    ),
]


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

    A work of ``unknownAuthor`` names no authors, and its owners are those of the original; they
    have all rights but authorship (Implementing Regulations, Art. 13). ``accessApproval`` is the
    approval under which protected heritage was copied or photographed, ``officialNumber`` and
    ``dciCode`` are what recognised bodies gave the work.
    """

    title: Label
    category: Annotated[str, Term("category")]
    creation: Creation
    publication: Publication
    acquisition: Annotated[str, Term("acquisition")]
    ownership: Annotated[str, Term("ownership")]
    authors: Annotated[list[Author], Field(max_length=64)]
    owners: Annotated[list[Owner], Field(min_length=1, max_length=64)]
    rights: Rights
    file: FileRef
    derived_from: Annotated[list[Parent], Field(max_length=64)] = Field(default_factory=list)
    ai: Annotated[str, Term("ai")]
    display: Literal["original", "thumbnail", "none"] | None = None
    employment: EmployedBy | None = None
    commission: Commission | None = None
    unknown_author: bool = False
    attachments: Annotated[list[Attachment], Field(max_length=32)] = Field(default_factory=list)
    upstream: Annotated[list[Upstream], Field(max_length=32)] = Field(default_factory=list)
    access_approval: Line | None = None
    official_number: OfficialNumber | None = None
    dci_code: Line | None = None
    tdm: DataMining | None = None
    seal: Reveal | None = None

    def shown(self) -> Literal["original", "thumbnail", "none"]:
        """Say what anyone may be shown.

        The right of first publication is the author's (Art. 10(1)(1)): of an unpublished work
        nothing is shown unless its owners say so.
        """
        if self.display is not None:
            return self.display
        return "thumbnail" if self.publication.status == "published" else "none"
