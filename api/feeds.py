"""Feeds of the register: the notice board, the events of a work, the events of a party."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from api.errors import NotFound
from api.feed_models import FeedAnswer, FeedItem, FeedLine
from api.service import read_entry
from api.views import register_of, registered_party
from ledger.number import format_number
from ledger.register.entry import Entry
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.fields import Label
from ledger.register.identity import party_of, signed_in_contest
from ledger.register.kinds.heritage import HeritagePicture, HeritageSource
from ledger.register.records import (
    Feed,
    Folio,
    Grant,
    Heritage,
    JointUse,
    Offer,
    Party,
    Pledge,
    Record,
)
from ledger.register.records.enforcement import Infringement
from ledger.register.records.notice import CaveatEntry, Objection
from ledger.register.records.royalties import Royalty
from ledger.register.state import Register
from ledger.register.vocabulary import vocabulary
from ledger.store.interface import Reader

#: member of a subject → the record that it names, which knows its work
_CASES: tuple[tuple[str, type[Record]], ...] = (
    ("grant", Grant),
    ("offer", Offer),
    ("objection", Objection),
    ("caveat", CaveatEntry),
    ("pledge", Pledge),
    ("report", Royalty),
    ("notice", JointUse),
    ("notice", Infringement),
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: what it follows, what it is called, its address, and the web page beside it.

    This one is of the entries that the register gathers under the topic.
    """

    topic: str
    zh: str
    en: str
    address: str
    page: str

    def count(self, reader: Reader) -> int:
        """Give the number of items in the whole feed."""
        feed = register_of(reader).get(Feed, self.topic)
        return feed.count if feed else 0

    def read(self, reader: Reader, start: int, limit: int) -> Sequence[FeedLine]:
        """Read at most `limit` items from number `start` on."""
        return _items(reader, self.topic, start, limit)


def notice_board(_reader: Reader) -> Channel:
    """Give the public notice board."""
    return Channel(NOTICES, "敦煌文创版权公示", "Public notices", "/v1/notices", "/")


def work_channel(reader: Reader, work_id: str) -> Channel:
    """Give the events of a work; `NotFound` (``work_unknown``)."""
    folio = register_of(reader).get(Folio, work_id)
    if folio is None:
        raise NotFound("work_unknown", id=work_id[:60])
    name = quote(work_id, safe=":")
    zh, en = _quoted(folio.title)
    return Channel(
        work_id, f"{zh}的登记动态", f"Events of {en}", f"/v1/works/{name}/events", f"/works/{name}"
    )


def party_channel(reader: Reader, did: str) -> Channel:
    """Give the events of a party; `NotFound` (``party_unknown``)."""
    alias = registered_party(reader, did).display_name
    name = quote(did, safe=":")
    return Channel(
        did,
        f"{alias} 的登记动态",
        f"Events of {alias}",
        f"/v1/parties/{name}/events",
        f"/parties/{name}",
    )


def read_on(reader: Reader, channel: Channel, after: int, limit: int) -> FeedAnswer:
    """Read at most `limit` items with numbers above `after`, in the order of the log."""
    count = channel.count(reader)
    items = _items(reader, channel.topic, after + 1, limit)
    return FeedAnswer(count=count, items=items, next=next_after(items, count))


def next_after(items: Sequence[FeedLine], count: int) -> int | None:
    """Give what to read on after, behind `items` of a feed of `count`; ``None`` at its end."""
    return items[-1].sequence if items and items[-1].sequence + 1 < count else None


def read_back(
    reader: Reader, channel: Channel, before: int | None, limit: int
) -> Sequence[FeedLine]:
    """Read the last `limit` items with numbers below `before`, newest first."""
    count = channel.count(reader)
    end = count if before is None else min(before, count)
    start = max(end - limit, 0)
    return channel.read(reader, start, end - start)[::-1]


def feed_id(reader: Reader, channel: Channel) -> str:
    """Give the feed's name for ever: a UUID of version 5 made of the ledger and the topic."""
    # the founding statement is of this ledger and no other
    founding = uuid.UUID(read_entry(reader, 0).statement.id)
    return uuid.uuid5(founding, channel.topic).urn


def describe(entry: Entry, register: Register) -> tuple[str, str]:
    """Say in Chinese and in English what an entry is: its kind, the work, the party.

    Works and parties appear under the titles and aliases that the register shows now; who has no
    alias is left out. There is no other personal data.
    """
    kind = vocabulary("kind")[entry.statement.kind]
    zh, en = kind.zh, kind.en
    title = _title(entry, register)
    if title is not None:
        quoted_zh, quoted_en = _quoted(title)
        zh, en = f"{zh}：{quoted_zh}", f"{en}: {quoted_en}"
    party = _party(entry, register)
    if party is not None:
        zh, en = f"{zh}。当事人：{party.display_name}", f"{en}. Party: {party.display_name}"
    return f"{zh}。", f"{en}."


def work_of(entry: Entry, register: Register) -> Folio | None:
    """Give the one work that an entry is about, if there is one."""
    subject = entry.statement.subject
    work = getattr(subject, "work", None)
    if entry.statement.kind == "WorkRegistration":
        work = entry.statement.id
    for member, kind in _CASES:
        if work is None and (name := getattr(subject, member, None)) is not None:
            work = getattr(register.get(kind, name), "work", None)
    return None if work is None else register.get(Folio, work)


def _title(entry: Entry, register: Register) -> Label | None:
    subject = entry.statement.subject
    if isinstance(subject, HeritageSource):
        return subject.title
    if isinstance(subject, HeritagePicture):
        source = register.get(Heritage, subject.heritage)
        return source.title if source else None
    folio = work_of(entry, register)
    return folio.title if folio else None


def _party(entry: Entry, register: Register) -> Party | None:
    """Give the party whom a statement is about, or who made it."""
    subject = entry.statement.subject
    named = getattr(subject, "party", None) or getattr(subject, "ward", None)
    return register.get(Party, named or party_of(register, entry.statement.issuer))


def _quoted(title: Label) -> tuple[str, str]:
    return f"《{title.zh}》", f"“{title.en or title.zh}”"


def _items(reader: Reader, topic: str, start: int, limit: int) -> list[FeedItem]:
    register = register_of(reader)
    places = read_feed(register, topic, start, limit)
    return [_item(read_entry(reader, index), register, number) for number, index in places]


def _item(entry: Entry, register: Register, sequence: int) -> FeedItem:
    zh, en = describe(entry, register)
    folio = work_of(entry, register)
    contested = signed_in_contest(register, entry.statement.signers, entry.registry.time)
    if contested:
        zh = f"{zh}签署密钥据报在此之前已失窃，有争议。"
        en = f"{en} Contested: a key that signed it was reported stolen since before."
    return FeedItem(
        sequence=sequence,
        index=entry.index,
        number=format_number(entry.index),
        time=entry.registry.time,
        kind=entry.statement.kind,
        zh=zh,
        en=en,
        work=folio.id if folio else None,
        statement=entry.statement.id,
        contested=contested,
    )
