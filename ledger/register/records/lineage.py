"""Records of lineage: which later entries name an earlier one, by declaration or by search."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from ledger.register.records.base import Key, Record

#: A work ``declared`` what it grew from, or the search at registration ``found`` a resemblance.
Link: TypeAlias = Literal["declared", "found"]


class Backlinks(Record):
    """How many later entries name one earlier registration.

    ``to`` names it as they do: a declaration by the id of the statement, a search by the index of
    the entry.
    """

    table: ClassVar[str] = "backlinks"
    link: Link
    to: str
    count: int

    @property
    def key(self) -> Key:
        """The kind of link and what is named."""
        return (self.table, f"{self.link}/{self.to}")


class Backlink(Record):
    """One of them, by its place in the order of the log: ``id`` is the later entry's statement."""

    table: ClassVar[str] = "backlink"
    link: Link
    to: str
    ordinal: int
    id: str

    @property
    def key(self) -> Key:
        """The kind of link, what is named, and the ordinal."""
        return (self.table, f"{self.link}/{self.to}/{self.ordinal:08d}")
