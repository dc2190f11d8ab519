"""Records of royalties: what was reported under a licence, who owes whom, and issued numbers."""

from __future__ import annotations

from typing import ClassVar

from ledger.register.fields import DateText, Made
from ledger.register.records.base import Key, Record
from ledger.register.records.works import Holding

#: Numbers on one page of serials.
SERIAL_PAGE = 256


class Account(Made):
    """What one licence earns from a report, and who divides it.

    ``fixed`` is due once, ``per_unit`` for every piece, ``share`` of the revenue. ``granted`` is
    the entry of the licence; ``payer`` its licensee.
    """

    payer: str
    work: str
    grant: str
    granted: int
    currency: str
    fixed: int = 0
    per_unit: int = 0
    share: str | None = None
    payees: list[Holding]


class Debt(Made):
    """What one party owes another by one report, and what of it the payee acknowledged."""

    payer: str
    payee: str
    currency: str
    amount: int
    paid: int = 0

    @property
    def sides(self) -> tuple[str, str, str]:
        """What makes it one debt, and one balance: payer, payee, currency."""
        return (self.payer, self.payee, self.currency)


class Royalty(Record):
    """A report as it stands: its figures after the last correction, and what they come to.

    ``accounts`` were settled when it was entered: a correction changes figures, not payees.
    """

    table: ClassVar[str] = "royalty"
    id: str
    grant: str
    work: str
    reported: int
    start: DateText
    until: DateText
    units: int
    revenue: int
    currency: str
    accounts: list[Account]
    debts: list[Debt]

    @property
    def key(self) -> Key:
        """The id of the report."""
        return (self.table, self.id)

    @property
    def topics(self) -> tuple[str, ...]:
        """The work, and everybody who owes or is owed."""
        parties = (party for debt in self.debts for party in (debt.payer, debt.payee))
        return (self.work, *parties)


class Period(Made):
    """The days that a report covers."""

    start: DateText
    until: DateText
    entry: int
    id: str


class ReportedYear(Record):
    """The periods reported under one licence that touch one year, in order of the days.

    They do not overlap, so a page holds no more of them than the year has days.
    """

    table: ClassVar[str] = "reported_year"
    grant: str
    year: int
    periods: list[Period]

    @property
    def key(self) -> Key:
        """The licence and the year."""
        return (self.table, f"{self.grant}/{self.year:04d}")


class Reported(Record):
    """What was reported under one licence: pieces and revenue in all."""

    table: ClassVar[str] = "reported"
    grant: str
    units: int
    revenue: int

    @property
    def key(self) -> Key:
        """The licence."""
        return (self.table, self.grant)


class Owed(Record):
    """The balance between two parties in one currency, over all reports."""

    table: ClassVar[str] = "owed"
    payer: str
    payee: str
    currency: str
    owed: int = 0
    paid: int = 0

    @property
    def key(self) -> Key:
        """The two parties and the currency."""
        return (self.table, f"{self.payer}/{self.payee}/{self.currency}")

    @property
    def topics(self) -> tuple[str, ...]:
        """Both sides."""
        return (self.payer, self.payee)


class Run(Made):
    """The numbers ``first`` to ``last``, which one entry issued or recalled."""

    first: int
    last: int
    entry: int
    id: str


class SerialPage(Record):
    """Page n of a licence's serials: what became of the numbers ``256 n + 1`` to ``256 n + 256``.

    So what a number is takes one record to read, however many were issued.
    """

    table: ClassVar[str] = "serials"
    grant: str
    work: str
    page: int
    issued: list[Run]
    recalled: list[Run]

    @property
    def key(self) -> Key:
        """The licence and the page."""
        return (self.table, f"{self.grant}/{self.page:07d}")

    @property
    def topics(self) -> tuple[str, ...]:
        """The work."""
        return (self.work,)
