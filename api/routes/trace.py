"""Answer where a picture comes from."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from api.authorizing import USUAL_RIGHTS, USUAL_TERRITORY, Asked
from api.errors import ApiError, NotFound
from api.intake import UploadBody
from api.overlaying import overlay_of
from api.routes.common import TheService, answers
from api.service import Traced
from api.trace_models import TraceAnswer
from api.tracing import trace_answer
from ledger.register.calendar import local_date

router = APIRouter(prefix="/v1/trace", tags=["trace"])

_PICTURE_SCHEMA = {"schema": {"type": "string", "format": "binary"}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "image/jpeg": _PICTURE_SCHEMA,
            "image/png": _PICTURE_SCHEMA,
        },
    }
}


def traced(
    upload: UploadBody,
    service: TheService,
    heritage: Annotated[
        str,
        Query(max_length=900, description="ids of sources that it is made from, with commas"),
    ] = "",
    at_size: Annotated[
        int | None, Query(ge=0, description="search the register as of this tree size")
    ] = None,
) -> Traced:
    """Search for what was sent."""
    if upload.file is None:
        raise ApiError("body_malformed", detail="file")
    return service.trace(upload.file, [one for one in heritage.split(",") if one], at_size)


def asked(
    service: TheService,
    licensee: Annotated[
        str | None, Query(max_length=120, description="DID: may it use what was found?")
    ] = None,
    rights: Annotated[
        str, Query(max_length=300, description="asked about the licensee")
    ] = USUAL_RIGHTS,
    territory: Annotated[str, Query(max_length=400)] = USUAL_TERRITORY,
    at: Annotated[date | None, Query(description="day asked about; absent: today")] = None,
) -> Asked | None:
    """Read what is asked about a licensee, if one is named."""
    if licensee is None:
        return None
    day = at or local_date(service.clock())
    return Asked(licensee=licensee, rights=rights, territory=territory, at=day)


TheTrace = Annotated[Traced, Depends(traced)]


@router.post("", openapi_extra=_BODY)
def trace(
    found: TheTrace,
    service: TheService,
    question: Annotated[Asked | None, Depends(asked)],
    *,
    proofs: Annotated[bool, Query(description="whether to add the receipt of each entry")] = False,
) -> TraceAnswer:
    """Search the register for the origin of a picture; the picture is not kept.

    Works come first, surest first, each with a verdict: it copies what is the work's own, or shares
    heritage alone, or that cannot be said.
    """
    return trace_answer(service, found, question, proofs=proofs)


@router.post(
    "/overlay",
    response_class=Response,
    responses=answers("image/png", "both pictures, their common parts outlined"),
    openapi_extra=_BODY,
)
def overlay(
    found: TheTrace,
    service: TheService,
    match: Annotated[int, Query(ge=0, description="which of the matches, from 0")] = 0,
) -> Response:
    """Draw the picture beside a registered one, with the parts that both show."""
    drawn = overlay_of(service, found, match)
    if drawn is None:
        raise NotFound("match_unknown", match=match)
    return Response(drawn, media_type="image/png")
