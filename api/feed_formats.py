"""Feeds as feed readers take them: Atom (RFC 4287, paged by RFC 5005) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from api.feed_models import FeedLine

ATOM_TYPE = "application/atom+xml"
JSON_FEED_TYPE = "application/feed+json"

# XML 1.0 has no other characters; a carriage return it has, but reads it as a line feed
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One page of a feed, newest first.

    `id` is the feed's for ever, `author` the ledger's origin. `address` and `next` are where this
    page and the one of older items are, `first` where the newest are; `updated` is the time of the
    newest item. `site` is what the pages of items stand under, without a slash at the end.
    """

    id: str
    title: str
    author: str
    updated: str
    site: str
    page: str
    first: str
    address: str
    next: str | None
    items: Sequence[FeedLine]

    def page_of(self, item: FeedLine) -> str:
        """Give the address of the web page of an item."""
        return f"{self.site}{item.page}"


def to_atom(document: FeedDocument) -> bytes:
    """Write `document` as Atom; characters that XML cannot hold become U+FFFD."""
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "zh-CN"})
    _add(feed, "id", document.id)
    _add(feed, "title", document.title)
    _add(feed, "updated", document.updated)
    _add(SubElement(feed, "author"), "name", document.author)
    _link(feed, "alternate", document.page, "text/html")
    _link(feed, "self", document.address, ATOM_TYPE)
    _link(feed, "first", document.first, ATOM_TYPE)
    if document.next is not None:
        _link(feed, "next", document.next, ATOM_TYPE)
    for item in document.items:
        entry = SubElement(feed, "entry")
        _add(entry, "id", item.name)
        _add(entry, "title", f"{item.zh} {item.en}")
        # neither an entry nor a hit is ever changed
        _add(entry, "published", item.time)
        _add(entry, "updated", item.time)
        SubElement(entry, "category", {"term": item.kind})
        _link(entry, "alternate", document.page_of(item), "text/html")
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def to_json_feed(document: FeedDocument) -> bytes:
    """Write `document` as JSON Feed; ``_mogao`` holds what the format has no names for."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": document.title,
        "home_page_url": document.page,
        "feed_url": document.address,
        "language": "zh-CN",
        "authors": [{"name": document.author}],
        "items": [_json_item(document, item) for item in document.items],
    }
    if document.next is not None:
        feed["next_url"] = document.next
    return json.dumps(feed, ensure_ascii=False).encode()


def _json_item(document: FeedDocument, item: FeedLine) -> dict[str, object]:
    return {
        "id": item.name,
        "url": document.page_of(item),
        "title": item.zh,
        "content_text": f"{item.zh} {item.en}",
        "date_published": item.time,
        "tags": [item.kind],
        "_mogao": item.model_dump(exclude={"statement", "time"}),
    }


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NOT_XML.sub("\ufffd", text)


def _link(parent: Element, rel: str, href: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": rel, "type": media_type, "href": href})
