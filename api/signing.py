"""Making, signing and sending statements with keys that are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.errors import ApiError
from ledger.register.canonical import JsonObject, canonical
from ledger.register.did import did_of
from ledger.register.statement import new_statement, sign_statement
from ledger.sequencer import utc_now


def signed(kind: str, subject: JsonObject, keys: Sequence[Ed25519PrivateKey], ledger: str) -> bytes:
    """Give a new statement of `kind`, issued by the first of `keys` and signed by all of them."""
    time = utc_now()
    document = new_statement(kind, subject, issuer=did_of(keys[0]), ledger=ledger, time=time)
    return canonical(sign_statement(document, keys, time))


def read_file(path: Path) -> bytes:
    """Read a file; `ApiError` (``file_unreadable``)."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ApiError("file_unreadable", path=path, detail=error.strerror) from None
