"""Salted commitments to a real name: provable by its holder, not to be guessed by anybody else.

The commitment is SHA-256 of the RFC 8785 bytes of ``{"name": …, "salt": …}``. The salt is 32
random bytes: without it a list of all names would open every commitment. Who holds name and salt
can show them to whom they choose, and nobody finds other ones for the same commitment.
"""

from __future__ import annotations

import hashlib
import re

from ledger.errors import StatementError
from ledger.register.canonical import canonical, parse_json

_SALT = re.compile("[0-9a-f]{64}")


def commit(name: str, salt: str) -> str:
    """Give the commitment to `name`, in hexadecimal; `salt` is 32 bytes in hexadecimal.

    Raises `StatementError`: ``salt_malformed``, or what refuses a text in a statement
    (``character_not_allowed``, ``text_not_normalised``): one name has one spelling.
    """
    if not _SALT.fullmatch(salt):
        raise StatementError("salt_malformed")
    try:
        opening = canonical({"name": name, "salt": salt})
    except UnicodeEncodeError as error:
        point = ord(error.object[error.start])
        raise StatementError("character_not_allowed", character=f"U+{point:04X}") from None
    parse_json(opening)
    return hashlib.sha256(opening).hexdigest()


def verify_commitment(commitment: str, name: str, salt: str) -> None:
    """Hold that `name` and `salt` open `commitment` (hexadecimal).

    Raises `StatementError`: ``commitment_differs``, or what `commit` raises.
    """
    if commit(name, salt) != commitment:
        raise StatementError("commitment_differs")
