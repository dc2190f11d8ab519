"""Records of pledges (质押)."""

from __future__ import annotations

from typing import ClassVar

from ledger.register.fields import DateText
from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Pledge(Record):
    """A pledge of rights in a work; it takes effect with its entry (Civil Code, Art. 444).

    ``registered`` is the index of its registration, by which pledges of the same right rank
    (Art. 414); ``amount`` is in the smallest unit of ``currency``.
    """

    table: ClassVar[str] = "pledge"
    id: str
    work: str
    registered: int
    pledgors: list[str]
    pledgee: str
    rights: list[str]
    claim: str
    amount: int
    currency: str
    debt_until: DateText
    pledge_until: DateText | None = None
    status: Progress

    @property
    def key(self) -> Key:
        """The id of the statement that made it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and both sides."""
        return (self.work, *self.pledgors, self.pledgee)
