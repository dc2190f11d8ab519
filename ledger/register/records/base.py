"""What the register remembers: flat records, each under one key of one table.

A record is the fold of entries and nothing else; two ledgers with the same entries have the same
records, byte for byte. Each record says in ``entry`` which entry wrote it last.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, TypeAlias

from ledger.register.canonical import canonical
from ledger.register.fields import Label, Made
from ledger.register.kinds.genesis import Policy

#: (table, key)
Key: TypeAlias = tuple[str, str]


class Record(Made, ABC):
    """Base of every record; ``entry`` is the index of the entry that wrote it last."""

    table: ClassVar[str]
    entry: int

    @property
    @abstractmethod
    def key(self) -> Key:
        """Give the table and the key under which the record is kept."""

    def to_json(self) -> str:
        """Give the canonical JSON in which the record is stored and compared."""
        value = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return canonical(value).decode("utf-8")


class Constitution(Record):
    """What entry 0 fixed."""

    table: ClassVar[str] = "constitution"
    origin: str
    log_key: str
    operator: str
    registrars: list[str]
    policy: Policy

    @property
    def key(self) -> Key:
        """There is one."""
        return (self.table, "")


class Party(Record):
    """A key that may sign as a party."""

    table: ClassVar[str] = "party"
    party: str
    kind: str
    display_name: str
    roles: list[str]

    @property
    def key(self) -> Key:
        """The party's DID."""
        return (self.table, self.party)


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


class Holding(Made):
    """One owner's exact share, as ``n/d`` in lowest terms."""

    party: str
    share: str


class Folio(Record):
    """A work's page in the register.

    ``registered`` is the index of its registration: its priority, which never moves.
    """

    table: ClassVar[str] = "work"
    id: str
    registered: int
    title: Label
    owners: list[Holding]
    parents: list[str]
    sha256: str
    display: Literal["original", "thumbnail", "none"]

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)


class Claim(Made):
    """One statement that spoke of a file."""

    entry: int
    id: str


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


#: table → its record
RECORDS: dict[str, type[Record]] = {
    record.table: record for record in (Constitution, Party, Heritage, Folio, FileClaims)
}
