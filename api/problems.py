"""Exceptions become RFC 9457 problem details, in both languages, with a stable code."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.answers import Problem
from api.errors import ApiError, NotFound
from hashing.errors import HashingError
from ledger.errors import (
    EvidenceError,
    LedgerError,
    ReceiptError,
    Refusal,
    StatementError,
    StoreError,
)

#: The first class that fits decides.
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (Refusal, 409),
    (StatementError, 400),
    (ReceiptError, 400),
    (EvidenceError, 400),
    (StoreError, 503),
    (HashingError, 422),
)
_STATUS_BY_CODE = {
    "body_too_large": 413,
    "picture_too_large": 413,
    "picture_unknown_format": 415,
    "picture_not_shown": 403,
    "rate_limited": 429,
    "server_busy": 503,
    "not_ready": 503,
    "timestamp_unreachable": 503,
    "timestamp_root_malformed": 500,
    "body_malformed": 400,
    "file_not_chosen": 400,
    "kind_not_taken_here": 400,
    "request_invalid": 400,
    "question_malformed": 400,
    "observation_malformed": 400,
    "method_not_allowed": 405,
}
_log = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"

#: What OpenAPI says of every route beside its own answers.
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {_MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    }
    for status, description in (
        ("4XX", "the request cannot be answered: `code` says why"),
        ("503", "not now: send the same request again later"),
    )
}


def problem(error: LedgerError | HashingError) -> JSONResponse:
    """Give the response for an error of ours."""
    status = _STATUS_BY_CODE.get(error.code) or next(
        (status for kind, status in _STATUS if isinstance(error, kind)), 500
    )
    body: dict[str, object] = {
        "type": f"urn:mogao:error:{error.code}",
        "title": f"{error.zh} {error.en}",
        "status": status,
        "code": error.code,
        "zh": error.zh,
        "en": error.en,
    }
    if isinstance(error, LedgerError):
        if error.article is not None:
            body["article"] = error.article
        if error.entry is not None:
            body["entry"] = error.entry
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "1"
    if error.code == "rate_limited":
        headers["Retry-After"] = str(error.params["seconds"])
    if error.code == "body_too_large":
        # or the server would read on to the end, if there is one, only to throw it away
        headers["Connection"] = "close"
    return JSONResponse(body, status, headers, media_type=_MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every exception of `app` with a problem."""
    app.add_exception_handler(LedgerError, _ours)
    app.add_exception_handler(HashingError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, LedgerError | HashingError)
    if error.code == "store_unavailable":
        # the database's own words may hold addresses and SQL: they are for the operator
        _log.error("%s", error)
        error = StoreError("store_unavailable", detail="database")
    return problem(error)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return problem(ApiError("request_invalid", field=field[:120], detail=first["msg"][:200]))


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        answer = problem(ApiError("method_not_allowed"))
        # RFC 9110: "The origin server MUST generate an Allow header field in a 405 response"
        answer.headers.update(error.headers or {})
        return answer
    if error.status_code == 404:
        return problem(NotFound("path_unknown"))
    return problem(ApiError("body_malformed", detail=str(error.detail)[:200]))


def _unforeseen(_request: Request, _error: Exception) -> JSONResponse:
    # the server logs the traceback; the answer tells nothing of the inside
    return problem(ApiError("server_failed"))
