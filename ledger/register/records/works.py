"""Records of heritage sources and works: the folio, who holds which right, and claims to files."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from ledger.register.fields import DateText, Label, Made, TimeText
from ledger.register.kinds.work import Publication
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Heritage(Record):
    """A heritage source that works may name."""

    table: ClassVar[str] = "heritage"
    id: str
    title: Label
    site: str
    sha256: str | None = None

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)


class PictureOf(Made):
    """One further picture of a heritage source, by the statement that made it and by its file."""

    entry: int
    id: str
    sha256: str


class HeritagePictures(Record):
    """The further pictures of a heritage source, in the order of the log.

    That with which it was registered, if there was one, goes before them.
    """

    table: ClassVar[str] = "heritage_pictures"
    heritage: str
    pictures: list[PictureOf]

    @property
    def key(self) -> Key:
        """The id of the source."""
        return (self.table, self.heritage)


class Holding(Made):
    """One owner's exact share, as ``n/d`` in lowest terms."""

    party: str
    share: str


class Parcel(Made):
    """Rights in a region that the same owners hold in the same shares, which sum to one.

    ``region`` is a set of territories in the form of `territory.Region`; ``since`` the entry that
    made it so. The parcels of a folio never overlap.
    """

    rights: list[str]
    region: list[str]
    owners: list[Holding]
    since: int


class Descent(Made):
    """Something that the work grew from."""

    id: str
    source: Literal["heritage", "work"]
    relation: str


class Hold(Made):
    """What an order, a caveat or a lawsuit lays on a work; ``until`` is its last day, if any.

    ``suspend`` stops every transaction, ``preserve`` every disposal; ``caveat`` and ``litigation``
    warn whoever deals with the work.
    """

    kind: Literal["suspend", "preserve", "caveat", "litigation"]
    id: str
    entry: int
    until: DateText | None = None


class Note(Made):
    """A remark on the folio that a decision or a registrar made; the text stands in the entry.

    ``since`` is its first day where that is later than the entry: a decision has to become final.
    """

    entry: int
    id: str
    since: DateText | None = None


class Case(Made):
    """An open objection as the folio counts it; ``status`` is also that of its `Objection`."""

    id: str
    status: Progress


class Employment(Made):
    """The unit for which an employee made the work (Art. 18)."""

    unit: str
    special: bool


class Rectified(Made):
    """A rectification: the members of the registration that are no longer as they were entered."""

    entry: int
    id: str
    fields: list[str]


class Folio(Record):
    """A work's page in the register.

    ``registered`` is its priority, the index of its registration or of the seal that it reveals,
    which never moves; ``filed`` is the index of the registration. ``owners`` are those of the
    economic rights taken together, ``parcels`` say exactly who holds which. ``void_from_start`` is
    the entry of the order that cancelled the registration from the start. ``grants`` counts the
    grants ever entered, ``steps`` the links of the title chain. ``unlicensed_upstream`` are the
    kinds of material by others for which no licence was shown. ``signed_as`` are the authors'
    aliases in the order of ``authors``, ``seal`` is the seal that the registration revealed,
    ``agents`` are those who signed the registration for an owner.
    ``cases`` are the objections that were open when the record was written, or upheld; where the
    registration stands on a day is for `rules.dealings.registration_at` to say.
    """

    table: ClassVar[str] = "work"
    id: str
    registered: int
    filed: int
    title: Label
    category: str
    owners: list[Holding]
    authors: list[str]
    parcels: list[Parcel]
    parents: list[Descent]
    sha256: str
    display: Literal["original", "thumbnail", "none"]
    ownership: str
    completed: DateText
    published: DateText | None = None
    employment: Employment | None = None
    status: Progress
    holds: list[Hold] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)
    pledges: list[str] = Field(default_factory=list)
    cases: list[Case] = Field(default_factory=list)
    void_from_start: int | None = None
    unknown_author: bool = False
    publication: Publication | None = None
    signed_as: list[str] = Field(default_factory=list)
    seal: str | None = None
    agents: list[str] = Field(default_factory=list)
    rectified: list[Rectified] = Field(default_factory=list)
    unlicensed_upstream: list[str] = Field(default_factory=list)
    grants: int = 0
    steps: int = 0

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and its owners."""
        return (self.id, *(holding.party for holding in self.owners))


class TitleStep(Record):
    """One link of a work's title chain: who got which rights where, from whom, and by what.

    ``number`` counts from 0, the registration. ``cause`` is ``registration``, ``transfer``,
    ``succession``, ``order``, ``claim`` (an author comes forward) or ``realisation`` of a pledge.
    A transfer or a succession moves ``part`` of what each of the ``givers`` has there, and the
    shares of the ``takers`` are of that; any other cause makes the takers the owners, whoever was.
    ``time`` is its entry's, ``signers`` are who signed it.
    """

    table: ClassVar[str] = "title"
    work: str
    number: int
    id: str
    day: DateText
    time: TimeText
    signers: list[str]
    cause: Literal["registration", "transfer", "succession", "order", "claim", "realisation"]
    rights: list[str]
    region: list[str]
    givers: list[str]
    takers: list[Holding]
    part: str = "1/1"

    @property
    def key(self) -> Key:
        """The work and the number of the link."""
        return (self.table, f"{self.work}/{self.number:06d}")

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and everybody named."""
        return (self.work, *self.givers, *(holding.party for holding in self.takers))


class Claim(Made):
    """One statement that spoke of a file; ``sealed`` is the index of the seal that it reveals."""

    entry: int
    id: str
    sealed: int | None = None

    @property
    def priority(self) -> int:
        """The index from which it counts: the seal's, or its own."""
        return self.entry if self.sealed is None else self.sealed


class FileClaims(Record):
    """Everything registered over one and the same file, in order of priority."""

    table: ClassVar[str] = "file"
    sha256: str
    works: list[Claim]
    heritage: list[Claim]

    @property
    def key(self) -> Key:
        """SHA-256 of the file, in hexadecimal."""
        return (self.table, self.sha256)
