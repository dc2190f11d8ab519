"""Feeds: public notices, the events of a work, the events of a party; JSON, Atom, JSON Feed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from api.feed_formats import ATOM_TYPE, JSON_FEED_TYPE, FeedDocument, to_atom, to_json_feed
from api.feed_models import FeedAnswer
from api.feeds import (
    Channel,
    feed_id,
    notice_board,
    party_channel,
    read_back,
    read_on,
    work_channel,
)
from api.routes.common import Limit, TheService, answers
from api.service import Service, read_entry
from ledger.store.interface import Reader

router = APIRouter(prefix="/v1", tags=["feeds"])

#: What can still grow is asked for again every time, which costs little while the tag is the same;
#: a page that is full changes only with a title or an alias in it.
GROWING = "public, no-cache"
_FULL = "public, max-age=300"
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "what `If-None-Match` names is still so"}
}
_PAGE: dict[str, Any] = {"response_model": FeedAnswer, "responses": UNCHANGED}
ATOM: dict[str, Any] = {
    "response_class": Response,
    "responses": UNCHANGED | answers(ATOM_TYPE, "the feed as Atom (RFC 4287), newest first"),
}
JSON_FEED: dict[str, Any] = {
    "response_class": Response,
    "responses": UNCHANGED | answers(JSON_FEED_TYPE, "the feed as JSON Feed 1.1, newest first"),
}


@dataclass(frozen=True, slots=True)
class Onward:
    """A question for what came after an item."""

    request: Request
    after: int
    limit: int


@dataclass(frozen=True, slots=True)
class Back:
    """A question for the newest items, or for those before one."""

    request: Request
    before: int | None
    limit: int


def onward(
    request: Request,
    after: Annotated[int, Query(ge=-1, le=2**53, description="number of the last one read")] = -1,
    limit: Limit = 24,
) -> Onward:
    """Read the question from the query."""
    return Onward(request, after, limit)


def back(
    request: Request,
    before: Annotated[
        int | None,
        Query(ge=0, le=2**53, description="items with lower numbers; absent: the newest"),
    ] = None,
    limit: Limit = 24,
) -> Back:
    """Read the question from the query."""
    return Back(request, before, limit)


FromHere = Annotated[Onward, Depends(onward)]
Newest = Annotated[Back, Depends(back)]


@router.get("/notices", **_PAGE)
def notices(service: TheService, asked: FromHere) -> Response:
    """Read the notice board on from a number: every public entry, in the order of the log."""
    return _page(service, notice_board, asked)


@router.get("/notices.atom", **ATOM)
def notices_atom(service: TheService, asked: Newest) -> Response:
    """Give the notice board to a feed reader, as Atom."""
    return atom_of(service, notice_board, asked)


@router.get("/notices.json", **JSON_FEED)
def notices_json(service: TheService, asked: Newest) -> Response:
    """Give the notice board to a feed reader, as JSON Feed."""
    return json_feed_of(service, notice_board, asked)


@router.get("/works/{work_id}/events", **_PAGE)
def work_events(work_id: str, service: TheService, asked: FromHere) -> Response:
    """Read on from a number what happened to a work: every entry that concerns it."""
    return _page(service, lambda reader: work_channel(reader, work_id), asked)


@router.get("/works/{work_id}/events.atom", **ATOM)
def work_atom(work_id: str, service: TheService, asked: Newest) -> Response:
    """Give the events of a work to a feed reader, as Atom."""
    return atom_of(service, lambda reader: work_channel(reader, work_id), asked)


@router.get("/works/{work_id}/events.json", **JSON_FEED)
def work_json(work_id: str, service: TheService, asked: Newest) -> Response:
    """Give the events of a work to a feed reader, as JSON Feed."""
    return json_feed_of(service, lambda reader: work_channel(reader, work_id), asked)


@router.get("/parties/{did}/events", **_PAGE)
def party_events(did: str, service: TheService, asked: FromHere) -> Response:
    """Read on from a number what happened to a party: every entry that concerns it."""
    return _page(service, lambda reader: party_channel(reader, did), asked)


@router.get("/parties/{did}/events.atom", **ATOM)
def party_atom(did: str, service: TheService, asked: Newest) -> Response:
    """Give the events of a party to a feed reader, as Atom."""
    return atom_of(service, lambda reader: party_channel(reader, did), asked)


@router.get("/parties/{did}/events.json", **JSON_FEED)
def party_json(did: str, service: TheService, asked: Newest) -> Response:
    """Give the events of a party to a feed reader, as JSON Feed."""
    return json_feed_of(service, lambda reader: party_channel(reader, did), asked)


def _page(service: Service, find: Callable[[Reader], Channel], asked: Onward) -> Response:
    with service.store.read() as reader:
        answer = read_on(reader, find(reader), asked.after, asked.limit)
    data = answer.model_dump_json().encode()
    # `count` grows with every entry, whatever the page
    return unless_known(asked.request, data, "application/json", GROWING)


def atom_of(service: Service, find: Callable[[Reader], Channel], asked: Back) -> Response:
    """Answer with a page of the feed that `find` finds, as Atom."""
    document = _document(service, find, asked, ".atom")
    return unless_known(asked.request, to_atom(document), ATOM_TYPE, _freshness(asked, document))


def json_feed_of(service: Service, find: Callable[[Reader], Channel], asked: Back) -> Response:
    """Answer with a page of the feed that `find` finds, as JSON Feed."""
    document = _document(service, find, asked, ".json")
    data = to_json_feed(document)
    return unless_known(asked.request, data, JSON_FEED_TYPE, _freshness(asked, document))


def _document(
    service: Service, find: Callable[[Reader], Channel], asked: Back, suffix: str
) -> FeedDocument:
    with service.store.read() as reader:
        channel = find(reader)
        items = read_back(reader, channel, asked.before, asked.limit)
        name = feed_id(reader, channel)
        founded = read_entry(reader, 0)
    site = str(asked.request.base_url).rstrip("/")
    first = f"{site}{channel.address}{suffix}?{urlencode({'limit': asked.limit})}"
    lowest = items[-1].sequence if items else 0
    return FeedDocument(
        id=name,
        title=f"{channel.zh} {channel.en}",
        author=founded.statement.ledger,
        updated=items[0].time if items else founded.registry.time,
        site=site,
        page=f"{site}{channel.page}",
        first=first,
        address=first if asked.before is None else f"{first}&before={asked.before}",
        next=f"{first}&before={lowest}" if lowest else None,
        items=items,
    )


def _freshness(asked: Back, document: FeedDocument) -> str:
    reached = document.items[0].sequence + 1 if document.items else None
    return _FULL if reached is not None and reached == asked.before else GROWING


def unless_known(request: Request, data: bytes, media_type: str, freshness: str) -> Response:
    """Answer with `data`, or with 304 where the client has the same (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": freshness}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=media_type, headers=headers)
