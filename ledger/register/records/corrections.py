"""Records of the area corrections: seals."""

from __future__ import annotations

from typing import ClassVar

from ledger.register.fields import DateText
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Seal(Record):
    """A sealed registration: ``sealed`` is the priority that a work revealed from it takes over.

    ``day`` is the day of the seal, ``work`` the work that revealed it.
    """

    table: ClassVar[str] = "seal"
    id: str
    sealed: int
    day: DateText
    commitment: str
    reveal_by: DateText
    status: Progress
    parties: list[str]
    work: str | None = None

    @property
    def key(self) -> Key:
        """The id of the statement that sealed it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """Those who sealed it, and the work once it is known."""
        return (*self.parties, *([self.work] if self.work else []))
