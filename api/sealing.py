"""The file that opens a seal: what its owners keep between sealing a work and revealing it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from api.errors import ApiError
from api.signing import read_file
from ledger.errors import StatementError
from ledger.register.canonical import canonical, parse_json
from ledger.register.fields import DateText, DidText, Made, Sha256Text, StatementId
from ledger.register.sealing import commitment


class SealFile(Made):
    """What opens a seal, together with the picture; without it nobody can.

    ``seal`` is the id of the `SealedRegistration`, ``owners`` those to whom it commits, and
    ``salt`` 32 random bytes in hexadecimal. Whoever guesses the picture can prove with the salt
    that it is the sealed one, so it is kept secret until the work is revealed.
    """

    seal: StatementId
    commitment: Sha256Text
    owners: list[DidText]
    salt: Sha256Text
    reveal_by: DateText


def keep_seal(path: Path, seal: SealFile) -> None:
    """Write a seal's file, for its owner's eyes only, and never in place of another.

    Raises `ApiError` (``seal_file_exists``): the older one may be all that opens another seal.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ApiError("seal_file_exists", path=path) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(canonical(seal.model_dump(by_alias=True)))
        file.flush()
        os.fsync(file.fileno())


def read_seal(path: Path) -> SealFile:
    """Read a seal's file; `ApiError` (``file_unreadable``, ``seal_file_malformed``)."""
    data = read_file(path)
    try:
        return SealFile.model_validate(parse_json(data))
    except StatementError as error:
        raise ApiError("seal_file_malformed", path=path, detail=error.code) from None
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]["msg"]
        raise ApiError("seal_file_malformed", path=path, detail=detail) from None


def verify_opening(seal: SealFile, sha256: str, owners: Sequence[str]) -> None:
    """Hold that the seal is that of the file with this digest, for exactly these owners.

    The register checks the same, but only once it has been sent the picture. Raises `ApiError`
    (``seal_file_differs``).
    """
    if commitment(sha256, owners, seal.salt) != seal.commitment:
        raise ApiError("seal_file_differs", seal=seal.seal)
