"""Making, signing and sending statements with keys that are at hand."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.errors import ApiError
from ledger.register.canonical import JsonObject, canonical
from ledger.register.did import did_of
from ledger.register.statement import new_statement, sign_statement
from ledger.sequencer import utc_now


def signed(
    kind: str,
    subject: JsonObject,
    keys: Sequence[Ed25519PrivateKey],
    ledger: str,
    time: datetime | None = None,
) -> bytes:
    """Give a new statement of `kind`, issued by the first of `keys` and signed by all of them.

    `time` is what the signers claim as the time; the system's where it is absent.
    """
    time = time or utc_now()
    document = new_statement(kind, subject, issuer=did_of(keys[0]), ledger=ledger, time=time)
    return canonical(sign_statement(document, keys, time))


def check_place(path: Path) -> None:
    """Check early that a file can be written there; `ApiError` (``path_unusable``)."""
    if path.is_dir():
        wrong = errno.EISDIR
    elif not path.parent.is_dir():
        wrong = errno.ENOENT
    elif not os.access(path.parent, os.W_OK):
        wrong = errno.EACCES
    else:
        return
    raise ApiError("path_unusable", path=path, detail=os.strerror(wrong))


def read_file(path: Path) -> bytes:
    """Read a file; `ApiError` (``file_unreadable``)."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ApiError("file_unreadable", path=path, detail=error.strerror) from None
    except ValueError:
        # a name with NUL, which a table can hold and no system call takes
        raise ApiError("file_unreadable", path=ascii(str(path)), detail="NUL") from None
