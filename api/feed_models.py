"""What the API answers about the register as a whole: feeds, the work queue, statistics."""

from __future__ import annotations

from abc import ABC, abstractmethod

from pydantic import Field

from api.answers import Answer


class FeedLine(Answer, ABC):
    """Anything in a feed, with one sentence about it in each language."""

    sequence: int = Field(description="its number in this feed: from 0, without gaps")
    index: int
    number: str
    time: str
    kind: str
    zh: str
    en: str
    work: str | None = Field(description="id of the one work that it is about, or null")

    @property
    @abstractmethod
    def name(self) -> str:
        """Give what it is called for ever: a URN."""

    @property
    @abstractmethod
    def page(self) -> str:
        """Give the path of its web page."""


class FeedItem(FeedLine):
    """An entry in a feed."""

    statement: str
    contested: bool = Field(
        default=False, description="whether a key that signed it was reported stolen since before"
    )

    @property
    def name(self) -> str:
        """The id of the statement."""
        return self.statement

    @property
    def page(self) -> str:
        """The page of the entry."""
        return f"/entries/{self.index}"


class FeedAnswer(Answer):
    """Part of a feed in the order of the log; ``next`` is the ``after`` of the next page."""

    count: int = Field(description="entries in the whole feed")
    items: list[FeedItem]
    next: int | None = Field(description="null at the end: ask again after the last number read")


class TaskView(Answer):
    """What registrars have to do by the end of a day, in Asia/Shanghai."""

    what: str = Field(description="a term of `task`")
    zh: str
    en: str
    case: str = Field(description="id of the statement that opened the case")
    work: str | None
    due: str
    days_left: int = Field(description="below 0 when overdue")
    overdue: bool


class TaskPage(Answer):
    """The work queue, what is due soonest first; ``next`` is the ``after`` of the next page."""

    day: str = Field(description="the day, in Asia/Shanghai, from which days are counted")
    items: list[TaskView]
    next: str | None


class GrantCounts(Answer):
    """Licences ever granted; one for several territories counts in each of them."""

    total: int
    by_exclusivity: dict[str, int]
    by_territory: dict[str, int]


class Sums(Answer):
    """Sums in the smallest unit of each currency (fen): currency → sum."""

    fixed: dict[str, int] = Field(description="fixed remunerations of all licences granted")
    paid: dict[str, int] = Field(description="payments for licences that were acknowledged")
    royalties: dict[str, int] = Field(description="royalties that reports have made due")
    pledged: dict[str, int] = Field(description="claims that pledges have secured")


class Statistics(Answer):
    """The register in numbers, from its state; clocks are read on ``day``, in Asia/Shanghai."""

    size: int = Field(description="entries in the log")
    day: str
    works: int
    parties: int
    notices_open: int = Field(description="works under public notice; not those objected to")
    objections_open: int
    objections_by_ground: dict[str, int] = Field(description="all objections ever filed")
    orders_by_kind: dict[str, int] = Field(description="all orders ever entered")
    grants: GrantCounts
    serials: int = Field(description="numbers ever issued to pieces")
    sums: Sums
    entries: dict[str, int] = Field(description="kind of statement → entries")
