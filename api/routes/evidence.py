"""Evidence bundles: a draft to sign, and the finished bundle for what was signed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.authorizing import USUAL_RIGHTS, USUAL_TERRITORY, Asked
from api.errors import ApiError
from api.evidence import draft, finished, first_day
from api.intake import MAX_BODY_BYTES, MAX_UPLOAD_BYTES, read_form
from api.routes.common import TheService, answers
from ledger.evidence.capture import parse_capture

router = APIRouter(prefix="/v1/evidence", tags=["evidence"])

ZIP = "application/zip"
_DRAFT = answers(ZIP, "the members and the manifest to sign")
_BUNDLE = answers(ZIP, "the bundle, which `mogao verify` checks offline")


def _form(**parts: str) -> dict[str, Any]:
    """Describe a form with these parts, all of them needed: name → what it is."""
    schema = {
        "type": "object",
        "required": list(parts),
        "properties": {
            name: {"type": "string", "format": "binary", "description": told}
            for name, told in parts.items()
        },
    }
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


async def _drafting(request: Request) -> tuple[bytes, bytes]:
    limits = {"file": MAX_UPLOAD_BYTES, "capture": MAX_BODY_BYTES}
    return _both(await read_form(request, limits), "capture")


async def _finishing(request: Request) -> tuple[bytes, bytes]:
    limits = {"file": MAX_UPLOAD_BYTES, "statement": MAX_BODY_BYTES}
    return _both(await read_form(request, limits), "statement")


def _both(parts: dict[str, bytes], other: str) -> tuple[bytes, bytes]:
    for name in ("file", other):
        if name not in parts:
            raise ApiError("body_malformed", detail=name)
    return parts["file"], parts[other]


@router.post(
    "",
    response_class=Response,
    responses=_DRAFT,
    openapi_extra=_form(file="the suspect picture", capture="where and when it was seen, JSON"),
)
def drawn_up(  # noqa: PLR0913, PLR0917  # a route's parameters are its query
    service: TheService,
    parts: Annotated[tuple[bytes, bytes], Depends(_drafting)],
    rights: Annotated[str, Query(max_length=300, description="asked of the shop")] = USUAL_RIGHTS,
    territory: Annotated[str, Query(max_length=400)] = USUAL_TERRITORY,
    medium: Annotated[str | None, Query(max_length=300)] = None,
    product: Annotated[str | None, Query(max_length=300)] = None,
    quantity: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> Response:
    """Draw up a bundle about a suspect picture; its manifest is for the collector to sign.

    Nothing is entered and nothing is kept. The query is about the licences of the shop that the
    capture record names, on the day on which the picture was seen.
    """
    picture, told = parts
    capture = parse_capture(told)
    question = None
    if capture.shop is not None:
        question = Asked(
            licensee=capture.shop,
            rights=rights,
            territory=territory,
            medium=medium,
            product=product,
            quantity=quantity,
            at=first_day(service, capture),
        )
    data = draft(service, picture, capture, question)
    return _zip(data, "mogao-evidence.draft.zip")


@router.post(
    "/finished",
    response_class=Response,
    responses=_BUNDLE,
    openapi_extra=_form(
        file="the draft with its manifest signed, ZIP",
        statement="the EvidenceRecord of that manifest, signed",
    ),
)
def finished_bundle(
    service: TheService, parts: Annotated[tuple[bytes, bytes], Depends(_finishing)]
) -> Response:
    """Record what was signed, have it time-stamped, and give the finished bundle.

    Sent again, the same gives a bundle over the same entry.
    """
    data, statement = parts
    return _zip(finished(service, data, statement), "mogao-evidence.zip")


def _zip(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(data, media_type=ZIP, headers=headers)
