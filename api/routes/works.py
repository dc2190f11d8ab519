"""Works, heritage sources and parties, and what may be shown of their pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.errors import ApiError, NotFound
from api.models import HeritagePage, HeritageView, PartyView, WorkHistory, WorkPage, WorkView
from api.overlaying import map_of
from api.routes.common import (
    NEWEST,
    AsOfDay,
    Before,
    KnownAtSize,
    Limit,
    TheService,
    answers,
)
from api.service import Service, read_entry
from api.standing import folio_at
from api.views import (
    heritage_entry,
    heritage_pictures,
    heritage_views,
    party_view,
    work_entry,
    work_history,
    work_summaries,
    work_view,
)
from hashing.image import THUMBNAIL_MEDIA_TYPE
from ledger.past import register_at
from ledger.register.calendar import local_date
from ledger.register.entry import Entry
from ledger.register.kinds.work import WorkRegistration
from ledger.store.interface import Reader, WorkQuery

router = APIRouter(prefix="/v1", tags=["works"])

# a picture is shown as a picture and as nothing else, whatever its bytes might pass for
_PICTURE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "public, max-age=3600",
}
_SHOWN = answers("image/*", "the picture")


@router.get("/works")
def works(  # noqa: PLR0913, PLR0917  # a route's parameters are its query
    service: TheService,
    q: Annotated[str | None, Query(max_length=100, description="part of a title")] = None,
    category: Annotated[str | None, Query(max_length=40)] = None,
    owner: Annotated[str | None, Query(max_length=120, description="DID of an owner")] = None,
    before: Before = NEWEST,
    limit: Limit = 24,
) -> WorkPage:
    """List works, newest first: all of them, or those that fit."""
    with service.store.read() as reader:
        indexes = reader.works(WorkQuery(q or None, category, owner), before, limit)
        entries, following = _page(reader, indexes, limit)
        return WorkPage(items=work_summaries(reader, entries), next=following)


@router.get("/works/{work_id}")
def work(
    work_id: str, service: TheService, as_of: AsOfDay = None, known_at: KnownAtSize = None
) -> WorkView:
    """Show a work with all that the register says of it: now, or as it was valid and known."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock(), as_of, known_at)
        return work_view(moment, read_entry(reader, folio_at(moment, work_id).filed))


@router.get("/works/{work_id}/history")
def history(work_id: str, service: TheService) -> WorkHistory:
    """Show what the log says of a work, in the order of the log."""
    with service.store.read() as reader:
        return work_history(reader, work_entry(reader, work_id))


@router.get("/works/{work_id}/picture", response_class=Response, responses=_SHOWN)
def work_picture(
    work_id: str, service: TheService, size: Literal["thumbnail", "original"] = "thumbnail"
) -> Response:
    """Show a work's picture as far as its owners show it."""
    with service.store.read() as reader:
        entry = work_entry(reader, work_id)
        subject = entry.statement.subject
        assert isinstance(subject, WorkRegistration)
        shown = subject.shown()
        if shown == "none" or (size == "original" and shown != "original"):
            raise ApiError("picture_not_shown")
        return _picture(service, reader, entry, size)


@router.get("/works/{work_id}/expression", response_class=Response, responses=_SHOWN)
def work_expression(work_id: str, service: TheService) -> Response:
    """Draw what of a work is its own: in colour, what it shares with heritage in grey stripes."""
    with service.store.read() as reader:
        entry = work_entry(reader, work_id)
    drawn = map_of(service, entry)
    if drawn is None:
        raise ApiError("picture_not_shown")
    return Response(drawn, media_type="image/png", headers=_PICTURE)


@router.get("/heritage")
def heritage_list(service: TheService, before: Before = NEWEST, limit: Limit = 24) -> HeritagePage:
    """List heritage sources, newest first."""
    with service.store.read() as reader:
        entries, following = page_of(reader, "HeritageSource", before, limit)
        return HeritagePage(items=heritage_views(reader, entries), next=following)


@router.get("/heritage/{heritage_id}")
def heritage(heritage_id: str, service: TheService) -> HeritageView:
    """Show a heritage source with its pictures."""
    with service.store.read() as reader:
        (view,) = heritage_views(reader, [heritage_entry(reader, heritage_id)])
        return view


@router.get("/heritage/{heritage_id}/picture", response_class=Response, responses=_SHOWN)
def heritage_picture(
    heritage_id: str,
    service: TheService,
    number: Annotated[int, Query(ge=0, description="which of its pictures, from 0")] = 0,
) -> Response:
    """Show a small form of a heritage source's reference picture."""
    with service.store.read() as reader:
        pictures = heritage_pictures(reader, heritage_entry(reader, heritage_id))
        if number >= len(pictures):
            raise NotFound("picture_unknown")
        return _picture(service, reader, pictures[number], "thumbnail")


@router.get("/parties/{did}")
def party(did: str, service: TheService) -> PartyView:
    """Show a party under the alias that it chose."""
    with service.store.read() as reader:
        return party_view(reader, did, local_date(service.clock()))


def page_of(reader: Reader, kind: str, before: int, limit: int) -> tuple[list[Entry], int | None]:
    """Read a page of the entries of `kind`, newest first, and where the next page begins."""
    return _page(reader, reader.latest(kind, before, limit), limit)


def _page(reader: Reader, indexes: list[int], limit: int) -> tuple[list[Entry], int | None]:
    following = indexes[-1] if len(indexes) == limit else None
    return [read_entry(reader, index) for index in indexes], following


def _picture(service: Service, reader: Reader, entry: Entry, size: str) -> Response:
    ((_, file),) = reader.files(entry.index, entry.index + 1)
    is_original = size == "original"
    name = file.sha256 if is_original else file.thumbnail
    data = service.home.objects.get(name) if name else None
    if data is None:
        raise NotFound("picture_unknown")
    media_type = file.media_type if is_original else THUMBNAIL_MEDIA_TYPE
    return Response(data, media_type=media_type, headers=_PICTURE)
