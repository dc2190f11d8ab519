"""Records of the public notice: objections, their evidence and objectors, caveats."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Objection(Record):
    """An objection to the registration of a work.

    ``acted`` are all who have signed for either side, ``decided`` is the entry of the first
    decision and ``deciders`` are the registrars who made it.
    """

    table: ClassVar[str] = "objection"
    id: str
    filed: int
    work: str
    objector: str
    ground: str
    seeks: str
    evidence: list[str]
    acted: list[str]
    status: Progress
    decided: int | None = None
    deciders: list[str] = Field(default_factory=list)

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and the objector; the owners come in by the folio."""
        return (self.work, self.objector)


class ExhibitUse(Record):
    """Which objection to a work a file is evidence in."""

    table: ClassVar[str] = "exhibit"
    work: str
    sha256: str

    @property
    def key(self) -> Key:
        """The work and the file."""
        return (self.table, f"{self.work}/{self.sha256}")


class Objector(Record):
    """A party's objections whose last decision dismissed them, in the order of the decisions."""

    table: ClassVar[str] = "objector"
    party: str
    dismissed: list[str]

    @property
    def key(self) -> Key:
        """The party."""
        return (self.table, self.party)


class CaveatEntry(Record):
    """A caveat; while it stands the folio carries it as a hold."""

    table: ClassVar[str] = "caveat"
    id: str
    work: str
    caveator: str
    ground: str
    status: Progress

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and the caveator; the owners come in by the folio."""
        return (self.work, self.caveator)


class CaveatUsed(Record):
    """That a party had its caveat on a ground; ``entry`` is the caveat's."""

    table: ClassVar[str] = "caveat_used"
    work: str
    caveator: str
    ground: str

    @property
    def key(self) -> Key:
        """The work, the party and the ground."""
        return (self.table, f"{self.work}/{self.caveator}/{self.ground}")
