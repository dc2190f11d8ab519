"""Lineages: what a work or a heritage source grew from, and what grew from it, in three forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.lineage.models import LineageView
from api.lineage.prov import MEDIA_TYPE as PROV_TYPE
from api.lineage.prov import to_prov
from api.lineage.svg import MEDIA_TYPE as SVG_TYPE
from api.lineage.svg import to_svg
from api.lineage.view import heritage_at, lineage_view
from api.routes.common import AsOfDay, KnownAtSize, TheService, answers
from api.service import Service
from api.standing import folio_at
from ledger.past import Moment, register_at
from ledger.register.questions.lineage import Source, Window

router = APIRouter(prefix="/v1", tags=["lineage"])

#: The most generations and things that one answer shows, and how many it shows unless asked.
MAX_DEPTH, DEPTH = 12, 4
MAX_LIMIT, LIMIT = 200, 60

_JSON_TYPE = "application/json"
_BOTH: dict[str, Any] = {
    "response_model": LineageView,
    "responses": answers(PROV_TYPE, "the lineage; as PROV-O in JSON-LD if `Accept` prefers that"),
}
_PROV: dict[str, Any] = {
    "response_class": Response,
    "responses": answers(PROV_TYPE, "the lineage as PROV-O in JSON-LD"),
}
_SVG: dict[str, Any] = {
    "response_class": Response,
    "responses": answers(SVG_TYPE, "the lineage as a drawing"),
}
# a drawing is shown as a picture and does nothing, whatever its bytes might pass for
_DRAWING = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "public, no-cache",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lineage is asked for: when, and how much of it."""

    service: Service
    as_of: date | None
    known_at: int | None
    window: Window


def window(
    depth: Annotated[
        int, Query(ge=1, le=MAX_DEPTH, description="generations, up and down")
    ] = DEPTH,
    limit: Annotated[
        int, Query(ge=2, le=MAX_LIMIT, description="works and heritage sources in all")
    ] = LIMIT,
    after: Annotated[
        int,
        Query(ge=-1, le=2**31, description="`next` of the answer before; absent: from the first"),
    ] = -1,
) -> Window:
    """Read from the query how much is asked for."""
    return Window(depth, limit, after)


def wanted(
    service: TheService,
    window: Annotated[Window, Depends(window)],
    as_of: AsOfDay = None,
    known_at: KnownAtSize = None,
) -> Wanted:
    """Read the question from the query."""
    return Wanted(service, as_of, known_at, window)


TheWanted = Annotated[Wanted, Depends(wanted)]


@router.get("/works/{work_id}/lineage", **_BOTH)
def work_lineage(work_id: str, request: Request, asked: TheWanted) -> Response:
    """Show what a work grew from, what grew from it, and whether each step is licensed."""
    return _either(request, _view(asked, work_id, folio_at))


@router.get("/works/{work_id}/lineage.jsonld", **_PROV)
def work_prov(work_id: str, asked: TheWanted) -> Response:
    """Give the lineage of a work as W3C PROV-O."""
    return Response(to_prov(_view(asked, work_id, folio_at)), media_type=PROV_TYPE)


@router.get("/works/{work_id}/lineage.svg", **_SVG)
def work_drawing(work_id: str, asked: TheWanted) -> Response:
    """Draw the lineage of a work."""
    return _drawing(_view(asked, work_id, folio_at))


@router.get("/heritage/{heritage_id}/lineage", **_BOTH)
def heritage_lineage(heritage_id: str, request: Request, asked: TheWanted) -> Response:
    """Show what grew from a heritage source, and whether each step is licensed."""
    return _either(request, _view(asked, heritage_id, heritage_at))


@router.get("/heritage/{heritage_id}/lineage.jsonld", **_PROV)
def heritage_prov(heritage_id: str, asked: TheWanted) -> Response:
    """Give the lineage of a heritage source as W3C PROV-O."""
    return Response(to_prov(_view(asked, heritage_id, heritage_at)), media_type=PROV_TYPE)


@router.get("/heritage/{heritage_id}/lineage.svg", **_SVG)
def heritage_drawing(heritage_id: str, asked: TheWanted) -> Response:
    """Draw the lineage of a heritage source."""
    return _drawing(_view(asked, heritage_id, heritage_at))


def _view(asked: Wanted, name: str, find: Callable[[Moment, str], Source]) -> LineageView:
    with asked.service.store.read() as reader:
        moment = register_at(reader, asked.service.clock(), asked.as_of, asked.known_at)
        return lineage_view(reader, moment, find(moment, name), asked.window)


def _either(request: Request, view: LineageView) -> Response:
    """Answer in the form that `Accept` prefers; JSON unless PROV-O is named before it."""
    accepted = _preferences(request.headers.get("accept", ""))
    headers = {"Vary": "Accept"}
    if accepted.get(PROV_TYPE, 0.0) > accepted.get(_JSON_TYPE, 0.0):
        return Response(to_prov(view), media_type=PROV_TYPE, headers=headers)
    return Response(view.model_dump_json(by_alias=True), media_type=_JSON_TYPE, headers=headers)


def _preferences(accept: str) -> dict[str, float]:
    """Read the weights of media types from an `Accept` field (RFC 9110, 12.5.1).

    A weight that cannot be read is none: nobody is refused an answer for it.
    """
    found = {}
    for part in accept.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        weights = [word[2:] for word in parameters if word.startswith("q=")]
        try:
            found[name] = float(weights[0]) if weights else 1.0
        except ValueError:
            found[name] = 0.0
    return found


def _drawing(view: LineageView) -> Response:
    return Response(to_svg(view), media_type=SVG_TYPE, headers=_DRAWING)
