"""Feeds, tallies and tasks: what the register gathers about its entries while it folds them.

A feed has no gaps: its sequence numbers count from 0, and who has read up to number n asks for
n + 1. Nothing here decides anything.
"""

from __future__ import annotations

from datetime import date

from ledger.register.records import Feed, FeedPage, Tally, Task
from ledger.register.records.feeds import FEED_PAGE
from ledger.register.state import Register

#: The topic of the public notice board.
NOTICES = "notices"


def follow(register: Register, topic: str, index: int) -> None:
    """Add the entry `index` to the feed of `topic`."""
    feed = register.get(Feed, topic)
    count, indexes = (feed.count, feed.indexes) if feed else (0, [])
    if len(indexes) == FEED_PAGE:
        register.put(
            FeedPage(entry=index, topic=topic, page=count // FEED_PAGE - 1, indexes=indexes)
        )
        indexes = []
    register.put(Feed(entry=index, topic=topic, count=count + 1, indexes=[*indexes, index]))


def read_feed(register: Register, topic: str, start: int, limit: int) -> list[tuple[int, int]]:
    """Give at most `limit` pairs (sequence number, entry index) from number `start` on."""
    feed = register.get(Feed, topic)
    if feed is None:
        return []
    found = []
    for number in range(max(start, 0), min(start + limit, feed.count)):
        page, place = divmod(number, FEED_PAGE)
        if number >= feed.count - len(feed.indexes):
            indexes = feed.indexes
        else:
            full = register.get(FeedPage, f"{topic}/{page:08d}")
            assert full is not None
            indexes = full.indexes
        found.append((number, indexes[place]))
    return found


def count(register: Register, name: str, entry: int, by: int = 1) -> None:
    """Add `by` to the tally `name`."""
    tally = register.get(Tally, name)
    register.put(Tally(entry=entry, name=name, value=(tally.value if tally else 0) + by))


def set_task(  # noqa: PLR0913  # what the task says, all by keyword but its name
    register: Register, what: str, *, case: str, entry: int, due: date, work: str | None = None
) -> None:
    """Put a task before the registrars, to be done by the end of `due`."""
    register.put(Task(entry=entry, id=case, what=what, work=work, due=due.isoformat()))


def clear_task(register: Register, what: str, *, case: str, due: date) -> None:
    """Take away a task that is done."""
    task = register.get(Task, f"{due.isoformat()}/{what}/{case}")
    if task is not None:
        register.drop(task)
