"""Asking a time-stamping authority over HTTP (RFC 3161, section 3.4)."""

from __future__ import annotations

import httpx

from api.config import TimeAuthority
from api.errors import ServerError
from api.signing import read_file
from ledger.errors import EvidenceError
from ledger.evidence.bundle import Stamp
from ledger.timestamp import (
    MAX_RESPONSE_BYTES,
    REQUEST_TYPE,
    new_request,
    parse_roots,
    verify_timestamp,
)

_TIMEOUT_SECONDS = 15.0


def stamped(data: bytes, authority: TimeAuthority) -> Stamp:
    """Have SHA-256 of `data` stamped, and verify the stamp.

    Nothing but that authority is asked, without redirects or proxies. Raises `ServerError`
    (``timestamp_unreachable``), `EvidenceError` (``timestamp_root_malformed``) and `ApiError`
    (``file_unreadable``).
    """
    roots = parse_roots(read_file(authority.root))
    request = new_request(data)
    try:
        response = _post(authority.url, request.data)
        verify_timestamp(response, data, roots, request.nonce)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _unreachable(authority, type(error).__name__) from None
    except EvidenceError as error:
        raise _unreachable(authority, error.en) from None
    return Stamp(response, roots)


def _post(url: str, body: bytes) -> bytes:
    """Send a request and give at most one byte more than an answer may have."""
    headers = {"Content-Type": REQUEST_TYPE}
    with (
        httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False) as http,
        http.stream("POST", url, content=body, headers=headers) as answer,
    ):
        received = b""
        # an answer of another status is no time-stamp, and is refused as one
        for chunk in answer.iter_bytes(MAX_RESPONSE_BYTES):
            received += chunk
            if len(received) > MAX_RESPONSE_BYTES:
                break
        return received


def _unreachable(authority: TimeAuthority, detail: str) -> ServerError:
    return ServerError("timestamp_unreachable", url=authority.url, detail=detail)
