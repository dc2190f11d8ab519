"""Statements in; entries, receipts and state out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.errors import ApiError, NotFound
from api.intake import Upload, UploadBody
from api.models import LogView, StatePage, StateRecord
from api.routes.common import Index, TheService, answers
from api.service import Service
from api.views import log_view

router = APIRouter(prefix="/v1", tags=["statements"])

_FORM: dict[str, Any] = {
    "schema": {
        "type": "object",
        "required": ["statement"],
        "properties": {
            "statement": {"type": "string"},
            "file": {"type": "string", "format": "binary"},
        },
    }
}
_LEAF = answers("application/json", "the entry")


@router.get("/log")
def log(service: TheService) -> LogView:
    """Say which ledger this is, how large it is and by which key it verifies."""
    return log_view(service)


@router.post(
    "/statements",
    status_code=201,
    response_class=Response,
    responses=answers("application/json", "the receipt", 201),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"type": "object"}},
                "multipart/form-data": _FORM,
            },
        }
    },
)
def submit(upload: UploadBody, service: TheService) -> Response:
    """Enter a signed statement, with the file that it speaks of, and give its receipt.

    The same statement sent again gives a receipt of the same entry.
    """
    return _entered(service, upload)


@router.post(
    "/works",
    status_code=201,
    response_class=Response,
    responses=answers("application/json", "the receipt", 201),
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": _FORM}}},
    tags=["works"],
)
def submit_work(upload: UploadBody, service: TheService) -> Response:
    """Enter a signed registration of a work with its picture, and give its receipt."""
    return _entered(service, upload, "WorkRegistration")


def _entered(service: Service, upload: Upload, kind: str | None = None) -> Response:
    if upload.statement is None:
        raise ApiError("body_malformed", detail="statement")
    receipt = service.register(upload.statement, upload.file, kind)
    return Response(
        receipt.to_json(),
        status_code=201,
        media_type="application/json",
        headers={"Location": f"/v1/entries/{receipt.index}"},
    )


@router.get("/entries/{index}", response_class=Response, responses=_LEAF)
def entry(index: Index, service: TheService) -> Response:
    """Give an entry byte for byte: the leaf."""
    with service.store.read() as reader:
        leaf = reader.leaf(index)
        size = reader.head().size
    if leaf is None:
        raise NotFound("entry_unknown", index=index, size=size)
    return Response(leaf, media_type="application/json")


@router.get(
    "/entries/{index}/receipt",
    response_class=Response,
    responses=answers("application/json", "the receipt"),
)
def receipt(index: Index, service: TheService) -> Response:
    """Give a receipt of an entry under the current checkpoint."""
    data = service.receipt(index).to_json()
    name = f"attachment; filename=mogao-{index}.receipt.json"
    return Response(data, media_type="application/json", headers={"Content-Disposition": name})


@router.get(
    "/entries/{index}/proof",
    response_class=Response,
    responses=answers("text/plain", "the proof"),
)
def proof(index: Index, service: TheService) -> Response:
    """Give the C2SP tlog-proof of an entry under the current checkpoint."""
    name = f"attachment; filename=mogao-{index}.tlog-proof"
    return Response(
        service.receipt(index).proof,
        media_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": name},
    )


@router.get("/statements/{statement_id}", response_class=Response, responses=_LEAF)
def statement(statement_id: str, service: TheService) -> Response:
    """Give the entry of a statement by the statement's id."""
    with service.store.read() as reader:
        found = reader.find([statement_id])
        if statement_id not in found:
            raise NotFound("statement_unknown", id=statement_id[:60])
        index, _ = found[statement_id]
        leaf = reader.leaf(index)
    return Response(
        leaf, media_type="application/json", headers={"Content-Location": f"/v1/entries/{index}"}
    )


@router.get("/state")
def state(
    service: TheService,
    after: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> StatePage:
    """Give the register's stored records page by page, for whoever replays the entries."""
    table, _, key = (after or "").partition("/")
    with service.store.read() as reader:
        size = reader.head().size
        rows = reader.records_after((table, key) if after else None, limit)
    items = [StateRecord(table=table, key=key, value=value) for (table, key), value in rows]
    last = f"{items[-1].table}/{items[-1].key}" if len(items) == limit else None
    return StatePage(size=size, items=items, next=last)
