"""Monitoring: pictures that feeds saw, the watch-lists of rights-holders, and their hits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.errors import ApiError
from api.intake import MAX_UPLOAD_BYTES, read_form
from api.monitoring.hits import hit_channel, read_hits
from api.monitoring.models import HitPage, ObservationAnswer, Watchlist
from api.monitoring.observing import MAX_ADDRESS, MAX_SOURCE, Report, observe
from api.monitoring.telling import catch_up
from api.monitoring.watching import watchlist
from api.routes.common import NEWEST, Before, Limit, TheService
from api.routes.feeds import (
    ATOM,
    GROWING,
    JSON_FEED,
    UNCHANGED,
    FromHere,
    Newest,
    atom_of,
    json_feed_of,
    unless_known,
)

router = APIRouter(prefix="/v1", tags=["monitoring"])

#: The parts of a report, all of them needed. Text is UTF-8, of up to four bytes a character.
_PARTS = {
    "file": MAX_UPLOAD_BYTES,
    "address": 4 * MAX_ADDRESS,
    "captured": 40,
    "source": 4 * MAX_SOURCE,
}
_FORM = {
    "schema": {
        "type": "object",
        "required": list(_PARTS),
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "address": {"type": "string", "description": "of the page: http:// or https://"},
            "captured": {"type": "string", "description": "UTC, as in 2026-11-21T10:00:00Z"},
            "source": {"type": "string", "description": "the feed's own name"},
        },
    }
}
#: Room for a hundred works that are asked about by name.
_MAX_NAMES = 4600


async def read_report(request: Request) -> Report:
    """Read a report from a form.

    Raises `ApiError` (``body_malformed``, ``body_too_large``, ``observation_malformed``).
    """
    parts = await read_form(request, _PARTS)
    for name in _PARTS:
        if name not in parts:
            raise ApiError("body_malformed", detail=name)
    address, captured, source = (_text(parts, name) for name in ("address", "captured", "source"))
    return Report(parts["file"], address, captured, source)


def _text(parts: dict[str, bytes], name: str) -> str:
    try:
        return parts[name].decode("utf-8")
    except UnicodeDecodeError:
        raise ApiError("observation_malformed", field=name, detail="UTF-8") from None


@router.post(
    "/observations",
    status_code=201,
    responses={200: {"model": ObservationAnswer, "description": "reported before"}},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": _FORM}}},
)
def report(
    sent: Annotated[Report, Depends(read_report)], service: TheService, response: Response
) -> ObservationAnswer:
    """Trace a picture that was seen on a page, record it, and tell whose works it resembles.

    The picture is not kept. The same file, address and time give the same answer again.
    """
    answer, is_new = observe(service, sent)
    response.status_code = 201 if is_new else 200
    return answer


@router.get("/parties/{did}/watchlist")
def watched(
    did: str,
    service: TheService,
    works: Annotated[
        str | None, Query(max_length=_MAX_NAMES, description="only these, ids with commas")
    ] = None,
    before: Before = NEWEST,
    limit: Limit = 24,
) -> Watchlist:
    """List the works that a party owns or holds exclusively now, with its hits on each."""
    only = None if works is None else works.split(",")
    catch_up(service)
    return watchlist(service, did, works=only, before=before, limit=limit)


@router.get("/parties/{did}/hits", response_model=HitPage, responses=UNCHANGED)
def hits(did: str, service: TheService, asked: FromHere) -> Response:
    """Read on from a number what resembles works of a party: seen by feeds, or registered."""
    catch_up(service)
    with service.store.read() as reader:
        answer = read_hits(reader, hit_channel(reader, did), asked.after, asked.limit)
    data = answer.model_dump_json().encode()
    return unless_known(asked.request, data, "application/json", GROWING)


@router.get("/parties/{did}/hits.atom", **ATOM)
def hits_atom(did: str, service: TheService, asked: Newest) -> Response:
    """Give the hits of a party to a feed reader, as Atom."""
    catch_up(service)
    return atom_of(service, lambda reader: hit_channel(reader, did), asked)


@router.get("/parties/{did}/hits.json", **JSON_FEED)
def hits_json(did: str, service: TheService, asked: Newest) -> Response:
    """Give the hits of a party to a feed reader, as JSON Feed."""
    catch_up(service)
    return json_feed_of(service, lambda reader: hit_channel(reader, did), asked)
