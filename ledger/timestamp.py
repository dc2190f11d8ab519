"""RFC 3161 time-stamps: what to ask an authority, and whether its answer holds.

Nothing here reaches for the network: whoever asks sends the request's bytes by HTTP (RFC 3161,
section 3.4) and hands in what came back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    Certificate,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from ledger.errors import EvidenceError

REQUEST_TYPE = "application/timestamp-query"
#: A token with its certificates has a few thousand bytes.
MAX_RESPONSE_BYTES = 64 * 1024
MAX_ROOTS_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """The bytes to send, and the nonce that the answer has to repeat."""

    data: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What an authority states: it saw the digest at ``time``. ``authority`` is its own name."""

    time: datetime
    serial: int
    policy: str
    authority: str


def new_request(data: bytes) -> Request:
    """Ask for a time-stamp over SHA-256 of `data`, with the authority's certificate in it."""
    made = TimestampRequestBuilder(data, HashAlgorithm.SHA256).build()
    assert made.nonce is not None
    return Request(made.as_bytes(), made.nonce)


def verify_timestamp(
    response: bytes, data: bytes, roots: Sequence[Certificate], nonce: int | None = None
) -> Timestamp:
    """Check that an authority below one of `roots` has stamped `data`; say when.

    `response` is the whole TimeStampResp in DER. Where `nonce` is given, it has to be the answer to
    that request. Raises `EvidenceError` (``timestamp_false``).
    """
    parsed = _parse(response)
    try:
        builder = VerifierBuilder(roots=list(roots), nonce=nonce)
        # SHA-256 alone, whatever the answer would like to be checked by
        builder.build().verify(parsed, hashlib.sha256(data).digest())
        info = parsed.tst_info
        return Timestamp(
            time=info.gen_time,
            serial=info.serial_number,
            policy=info.policy.dotted_string,
            authority=_signer_of(parsed),
        )
    except (VerificationError, ValueError, TypeError) as error:
        raise EvidenceError("timestamp_false", detail=str(error)[:200]) from None


def parse_roots(pem: bytes) -> tuple[Certificate, ...]:
    """Read certificates in PEM; `EvidenceError` (``timestamp_root_malformed``) if it has none."""
    if len(pem) > MAX_ROOTS_BYTES:
        raise EvidenceError("timestamp_root_malformed")
    try:
        return tuple(load_pem_x509_certificates(pem))
    except ValueError:
        raise EvidenceError("timestamp_root_malformed") from None


def format_roots(roots: Sequence[Certificate]) -> bytes:
    """Write certificates in PEM, in the one spelling that a bundle holds."""
    return b"".join(root.public_bytes(Encoding.PEM) for root in roots)


def _parse(response: bytes) -> TimeStampResponse:
    if len(response) > MAX_RESPONSE_BYTES:
        raise EvidenceError("timestamp_false", detail="too long")
    try:
        parsed = decode_timestamp_response(response)
    except ValueError as error:
        raise EvidenceError("timestamp_false", detail=str(error)[:200]) from None
    if parsed.as_bytes() != response:
        raise EvidenceError("timestamp_false", detail="not in DER")
    if parsed.status != 0:
        detail = f"status {parsed.status}, {' '.join(parsed.status_string)}"
        raise EvidenceError("timestamp_false", detail=detail[:200])
    return parsed


def _signer_of(response: TimeStampResponse) -> str:
    """Give the subject of the certificate that signed; the verifier has found it there."""
    (signer,) = response.signed_data.signer_infos
    for der in response.signed_data.certificates:
        found = load_der_x509_certificate(der)
        if (found.issuer, found.serial_number) == (signer.issuer, signer.serial_number):
            return found.subject.rfc4514_string()
    raise ValueError("no certificate of the signer")
