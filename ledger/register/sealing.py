"""Sealed registration: the commitment that proves a work's time and keeps the work hidden."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ledger.register.canonical import Json, JsonObject, canonical


def commitment(sha256: str, owners: Iterable[str], salt: str) -> str:
    """Give SHA-256, in hexadecimal, of the canonical form of what a seal commits to.

    `sha256` is the file's digest and `salt` 32 random bytes, both in hexadecimal; `owners` are the
    DIDs of all future owners, in any order.
    """
    committed: JsonObject = {
        "owners": list[Json](sorted(owners)),
        "salt": salt,
        "sha256": sha256,
    }
    return hashlib.sha256(canonical(committed)).hexdigest()
