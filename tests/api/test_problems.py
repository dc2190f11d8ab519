"""Every error has a status, and no status gives away what is inside."""

from __future__ import annotations

import json

import pytest

from api.answers import Problem
from api.errors import ApiError, NotFound, ServerError
from api.problems import RESPONSES, problem
from hashing.errors import MESSAGES, FingerprintError, HashingError, PictureError
from ledger.errors import (
    AuditError,
    KeyFileError,
    LedgerError,
    ReceiptError,
    Refusal,
    SignatureError,
    StatementError,
    StoreError,
)

CASES: list[tuple[LedgerError | HashingError, int]] = [
    (NotFound("work_unknown", id="x"), 404),
    (Refusal("owner_repeated"), 409),
    (Refusal("party_registered_already", entry=7, did="x"), 409),
    (StatementError("statement_not_object"), 400),
    (SignatureError("signature_false", did="x"), 400),
    (ReceiptError("receipt_has_no_file"), 400),
    (StoreError("sequencer_stopped"), 503),
    (StoreError("store_unavailable", detail="x"), 503),
    (PictureError("picture_corrupt"), 422),
    (PictureError("picture_too_large", size=2, limit=1), 413),
    (PictureError("picture_unknown_format"), 415),
    (FingerprintError("fingerprint_malformed"), 422),
    (ApiError("body_too_large", limit=1), 413),
    (ApiError("body_malformed", detail="x"), 400),
    (ApiError("request_invalid", field="x", detail="y"), 400),
    (ApiError("picture_not_shown"), 403),
    (ApiError("method_not_allowed"), 405),
    (ApiError("server_busy"), 503),
    (ApiError("server_failed"), 500),
    (ServerError("server_unreachable", url="x", detail="y"), 500),
    (AuditError("audit_checkpoint_false", detail="x"), 500),
    (KeyFileError("key_file_missing", path="x"), 500),
]


@pytest.mark.parametrize(("error", "status"), CASES, ids=[error.code for error, _ in CASES])
def test_a_problem_of_each_sort(error: LedgerError | HashingError, status: int) -> None:
    answer = problem(error)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)
    told = Problem.model_validate_json(bytes(answer.body))
    assert (told.status, told.code, told.zh, told.en) == (status, error.code, error.zh, error.en)
    assert told.article == getattr(error, "article", None)
    assert told.entry == getattr(error, "entry", None)
    members = {"type", "title", "status", "code", "zh", "en"}
    members |= {"article"} if told.article else set()
    members |= {"entry"} if told.entry is not None else set()
    assert json.loads(bytes(answer.body)).keys() == members


def test_entry_0_is_an_entry() -> None:
    answer = problem(Refusal("ledger_founded_already", entry=0))
    assert json.loads(bytes(answer.body))["entry"] == 0


def test_a_connection_is_closed_where_its_body_is_not_read() -> None:
    closed = [error.code for error, _ in CASES if problem(error).headers.get("connection")]
    assert closed == ["body_too_large"]


def test_pictures_that_are_refused_are_the_senders_fault() -> None:
    codes = [code for code in MESSAGES if code.startswith("picture_")]
    params = dict.fromkeys(("size", "limit", "pixels", "format", "feature"), 1)
    answers = {problem(PictureError(code, **params)).status_code for code in codes}
    assert answers == {413, 415, 422}


def test_the_document_says_what_a_problem_looks_like() -> None:
    assert RESPONSES.keys() == {"4XX", "503"}
    for response in RESPONSES.values():
        schema = response["content"]["application/problem+json"]["schema"]
        assert set(schema["required"]) == {"type", "title", "status", "code", "zh", "en"}
