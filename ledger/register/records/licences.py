"""Records of licensing: offers, grants, who holds a grant, and the shelf on which grants stand."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from ledger.register.fields import DateText, Label, Made, TimeText
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record
from ledger.register.terms import OfferTerms, Terms


class Offer(Record):
    """A standing offer to everybody, or one directed to ``to``; ``taken`` counts pieces granted.

    ``offered`` is the entry that made it, at the ``time`` (UTC), with the ``signers``.
    ``licensors`` are all who held the rights then, ``agents`` who spoke for one of them,
    ``pledges`` the pledges over them to which the pledgees consented.
    """

    table: ClassVar[str] = "offer"
    id: str
    work: str
    offered: int
    time: TimeText
    signers: list[str]
    licensors: list[str]
    agents: list[str] = Field(default_factory=list)
    pledges: list[str] = Field(default_factory=list)
    to: str | None = None
    tier: Label | None = None
    terms: OfferTerms
    terms_digest: str
    valid_until: DateText
    cap: int | None = None
    taken: int = 0
    withdrawn: int | None = None

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work, the licensors, and whom it is directed to."""
        return (self.work, *self.licensors, *([self.to] if self.to else []))


class Offered(Record):
    """The offers on one work that can still be accepted, in the order of the log.

    One that ran out stays until the next offer on the work is made.
    """

    table: ClassVar[str] = "offered"
    work: str
    offers: list[str]

    @property
    def key(self) -> Key:
        """The work."""
        return (self.table, self.work)


class Breach(Made):
    """A notice of breach that stands: who gave it, and the last day to cure it."""

    id: str
    entry: int
    by: str
    cure_until: DateText


class Grant(Record):
    """A licence as granted, and how it stands.

    ``granted`` is the entry that made it, ``time`` that entry's and ``signers`` who
    signed it; ``ordinal`` is its place among the grants of its work.
    ``parent`` is the grant that it is a sublicence of, ``renews`` the one that it follows.
    ``status`` is the progress of the licence procedure; ``ended`` the last day of a licence that
    ends before its terms say. ``suspended`` is the entry of the order that suspends it,
    ``suspended_until`` the last day of that, if any; ``void`` that of the order that voided it.
    ``issued`` counts the pieces that the licensee has numbered, ``sublicensed`` those that it
    passed on, which do not come back; ``paid`` is the sum that a licensor acknowledged.
    ``breaches`` are the notices of breach that stand, one by each side at most.
    ``remarks`` are what the register said when it was granted: ``notice_period``, ``objection``,
    ``caveat``, ``litigation``.
    """

    table: ClassVar[str] = "grant"
    id: str
    work: str
    ordinal: int
    granted: int
    time: TimeText
    signers: list[str]
    licensors: list[str]
    licensee: str
    terms: Terms
    parent: str | None = None
    renews: str | None = None
    offer: str | None = None
    status: Progress
    ended: DateText | None = None
    breaches: list[Breach] = Field(default_factory=list)
    void: int | None = None
    suspended: int | None = None
    suspended_until: DateText | None = None
    issued: int = 0
    sublicensed: int = 0
    paid: int = 0
    remarks: list[str] = Field(default_factory=list)

    @property
    def key(self) -> Key:
        """The id of the statement that granted it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and both sides."""
        return (self.work, *self.licensors, self.licensee)


class Held(Record):
    """The grants that one party holds on one work, in the order of the log."""

    table: ClassVar[str] = "held"
    work: str
    party: str
    grants: list[str]

    @property
    def key(self) -> Key:
        """The work and the party."""
        return (self.table, f"{self.work}/{self.party}")


class GrantAt(Record):
    """Which grant stands at an ordinal of a work."""

    table: ClassVar[str] = "grant_at"
    work: str
    ordinal: int
    id: str

    @property
    def key(self) -> Key:
        """The work and the ordinal."""
        return (self.table, f"{self.work}/{self.ordinal:08d}")


class Shelf(Record):
    """One value of one dimension on one work: the set of grants that have it.

    ``bits`` is a number in hexadecimal whose bit n is set where grant n of the work is in the set;
    see `ledger.register.shelf`.
    """

    table: ClassVar[str] = "shelf"
    versioned: ClassVar[bool] = False
    work: str
    dimension: str
    value: str
    bits: str

    @property
    def key(self) -> Key:
        """The work, the dimension and the value."""
        return (self.table, f"{self.work}/{self.dimension}/{self.value}")


class ShelfDays(Record):
    """The first days (``from``) or the last days (``until``) of all grants of one work.

    ``bits`` are numbers in hexadecimal: bit n of number b is bit b of the day of grant n of the
    work; see `ledger.register.shelf`.
    """

    table: ClassVar[str] = "shelf_days"
    versioned: ClassVar[bool] = False
    work: str
    dimension: str
    bits: list[str]

    @property
    def key(self) -> Key:
        """The work and the dimension."""
        return (self.table, f"{self.work}/{self.dimension}")
