"""Records that gather entries: the feed of a topic, the tally of a number, a registrar's tasks."""

from __future__ import annotations

from typing import ClassVar

from ledger.register.fields import DateText
from ledger.register.records.base import Key, Record

#: Entries on one page of a feed.
FEED_PAGE = 64


class Feed(Record):
    """The newest page of a topic's feed: ``count`` entries in all, of which ``indexes`` are last.

    Page n holds the sequence numbers ``64 n`` to ``64 n + 63``; those before the last page stand in
    `FeedPage`.
    """

    table: ClassVar[str] = "feed"
    versioned: ClassVar[bool] = False
    topic: str
    count: int
    indexes: list[int]

    @property
    def key(self) -> Key:
        """The topic."""
        return (self.table, self.topic)


class FeedPage(Record):
    """A full page of a topic's feed, which never changes."""

    table: ClassVar[str] = "feed_page"
    versioned: ClassVar[bool] = False
    topic: str
    page: int
    indexes: list[int]

    @property
    def key(self) -> Key:
        """The topic and the page."""
        return (self.table, f"{self.topic}/{self.page:08d}")


class Tally(Record):
    """A number that the operator's statistics show; ``value`` may be a count or a sum in fen."""

    table: ClassVar[str] = "tally"
    versioned: ClassVar[bool] = False
    name: str
    value: int

    @property
    def key(self) -> Key:
        """Its name, such as ``grants/territory/CN``."""
        return (self.table, self.name)


class Task(Record):
    """Something that registrars have to do; it is dropped once done. ``due`` is the last day."""

    table: ClassVar[str] = "task"
    id: str
    what: str
    work: str | None
    due: DateText

    @property
    def key(self) -> Key:
        """The day it is due and the case, so that a list in the order of keys is the work queue."""
        return (self.table, f"{self.due}/{self.what}/{self.id}")
