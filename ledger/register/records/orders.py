"""Records of orders: each measure, all those on one work, and those that one document ordered."""

from __future__ import annotations

from typing import ClassVar

from ledger.register.procedure import Progress
from ledger.register.records.base import Key, Record


class Measure(Record):
    """What an order laid down, and whether it is still in force.

    ``kind`` and ``authority`` are terms of ``order_kind`` and ``authority``. ``before`` is where
    the registration of the work stood when it was entered, ``parties`` are those whom it concerned.
    """

    table: ClassVar[str] = "order"
    id: str
    ordered: int
    kind: str
    work: str
    authority: str
    grant: str | None = None
    pledge: str | None = None
    status: Progress
    before: Progress
    parties: list[str]

    @property
    def key(self) -> Key:
        """The id of the statement that entered it."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work and the parties."""
        return (self.work, *self.parties)


class WorkOrders(Record):
    """The orders ever entered on a work, oldest first."""

    table: ClassVar[str] = "work_orders"
    work: str
    orders: list[str]

    @property
    def key(self) -> Key:
        """The work."""
        return (self.table, self.work)


class OrderDocument(Record):
    """That a document ordered something; ``entry`` says where that was entered.

    ``measure`` is SHA-256 of the kind of order and its scope.
    """

    table: ClassVar[str] = "order_document"
    sha256: str
    measure: str

    @property
    def key(self) -> Key:
        """The document and the measure."""
        return (self.table, f"{self.sha256}/{self.measure}")
