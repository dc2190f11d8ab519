"""Rights: may I use this, who holds what, which licences are there, and how does a case stand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi import Path as PathParam

from api.authorizing import Asked, answer_for, answer_for_picture, certificate_for
from api.cases import case_of
from api.errors import ApiError
from api.intake import UploadBody
from api.rights_models import (
    AuthorizationAnswer,
    CaseView,
    GrantPage,
    GrantView,
    OfferList,
    PictureAuthorization,
    SerialView,
    TitleAnswer,
)
from api.routes.common import AsOfDay, KnownAtSize, Limit, TheService, answers
from api.standing import folio_at, grant_of, grant_view, offer_list, serial_view, title_answer
from ledger.past import register_at
from ledger.register.calendar import local_date
from ledger.register.odrl import to_odrl
from ledger.register.shelf import grant_at
from ledger.register.territory import check_territory
from ledger.register.vocabulary import vocabulary

router = APIRouter(prefix="/v1", tags=["rights"])

_CERTIFICATE = answers("application/vc+ld+json", "the certificate")


def asked(  # noqa: PLR0913, PLR0917  # a route's parameters are its query
    service: TheService,
    licensee: Annotated[str, Query(max_length=120, description="DID of who wants to use it")],
    rights: Annotated[str, Query(max_length=300, description="terms of `rights`, with commas")],
    territory: Annotated[str, Query(max_length=400, description="codes of `territory`")],
    medium: Annotated[str | None, Query(max_length=300, description="absent: every one")] = None,
    product: Annotated[str | None, Query(max_length=300, description="absent: every one")] = None,
    quantity: Annotated[int | None, Query(ge=1, le=10**9, description="pieces")] = None,
    at: Annotated[date | None, Query(description="first day; absent: today")] = None,
    until: Annotated[date | None, Query(description="last day; absent: the first")] = None,
) -> Asked:
    """Read the question from the query."""
    return Asked(
        licensee=licensee,
        rights=rights,
        territory=territory,
        medium=medium,
        product=product,
        quantity=quantity,
        at=at or local_date(service.clock()),
        until=until,
    )


TheQuestion = Annotated[Asked, Depends(asked)]


@router.get("/works/{work_id}/authorization")
def authorization(
    work_id: str, question: TheQuestion, service: TheService, known_at: KnownAtSize = None
) -> AuthorizationAnswer:
    """May this party use this work so? Yes or no, with the clauses, their articles and entries."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock(), question.at, known_at)
        return answer_for(moment, question, work_id)


@router.get("/works/{work_id}/certificate", response_class=Response, responses=_CERTIFICATE)
def certificate(work_id: str, question: TheQuestion, service: TheService) -> Response:
    """Give the same answer as a signed certificate, which `mogao verify` checks offline."""
    data = certificate_for(service, question, work_id)
    name = "attachment; filename=mogao-licence.certificate.json"
    return Response(
        data, media_type="application/vc+ld+json", headers={"Content-Disposition": name}
    )


@router.post("/authorization")
def picture_authorization(
    upload: UploadBody, question: TheQuestion, service: TheService
) -> PictureAuthorization:
    """Answer the same question about a picture; the picture is not kept."""
    if upload.file is None:
        raise ApiError("body_malformed", detail="file")
    return answer_for_picture(service, upload.file, question)


@router.get("/works/{work_id}/title")
def title(  # noqa: PLR0913, PLR0917  # a route's parameters are its query
    work_id: str,
    service: TheService,
    right: Annotated[str, Query(max_length=40, description="a term of `rights`")],
    place: Annotated[str, Query(max_length=20, description="a code of `territory`")] = "001",
    as_of: AsOfDay = None,
    known_at: KnownAtSize = None,
) -> TitleAnswer:
    """Show who holds a right at a place, and the whole chain of title."""
    check_territory(place)
    if right not in vocabulary("rights"):
        raise ApiError("question_malformed", field="right", detail=right)
    with service.store.read() as reader:
        moment = register_at(reader, service.clock(), as_of, known_at)
        return title_answer(moment, folio_at(moment, work_id), right, place)


@router.get("/works/{work_id}/grants")
def grants(
    work_id: str,
    service: TheService,
    after: Annotated[int, Query(ge=-1, le=2**31, description="ordinal of the last one read")] = -1,
    limit: Limit = 24,
) -> GrantPage:
    """List the licences of a work in the order in which they were granted."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock())
        folio = folio_at(moment, work_id)
        end = min(after + 1 + limit, folio.grants)
        items = [
            grant_view(moment, grant_at(moment.register, work_id, ordinal))
            for ordinal in range(after + 1, end)
        ]
    return GrantPage(items=items, next=end - 1 if end < folio.grants else None)


@router.get("/grants/{grant_id}")
def grant(
    grant_id: str, service: TheService, as_of: AsOfDay = None, known_at: KnownAtSize = None
) -> GrantView:
    """Show a licence and how it stands."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock(), as_of, known_at)
        return grant_view(moment, grant_of(moment, grant_id))


@router.get("/grants/{grant_id}/odrl")
def odrl(grant_id: str, service: TheService) -> dict[str, Any]:
    """Give a licence as a W3C ODRL 2.2 agreement."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock())
        found = grant_of(moment, grant_id)
        return to_odrl(found, folio_at(moment, found.work))


@router.get("/grants/{grant_id}/serials/{number}")
def serial(
    grant_id: str, number: Annotated[int, PathParam(ge=1, le=10**9)], service: TheService
) -> SerialView:
    """Say whether a piece was numbered under a licence: what a shopper's code leads to."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock())
        return serial_view(moment, grant_of(moment, grant_id), number)


@router.get("/works/{work_id}/offers")
def offers(work_id: str, service: TheService) -> OfferList:
    """List the offers on a work that can still be accepted: its tariff."""
    with service.store.read() as reader:
        moment = register_at(reader, service.clock())
        return offer_list(moment, folio_at(moment, work_id))


@router.get("/cases/{case_id}")
def case(
    case_id: str, service: TheService, as_of: AsOfDay = None, known_at: KnownAtSize = None
) -> CaseView:
    """Show how any case stands, by the id of the statement that opened it."""
    with service.store.read() as reader:
        return case_of(register_at(reader, service.clock(), as_of, known_at), case_id)
