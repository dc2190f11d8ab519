"""One file, several claims: priority is the index, and nobody's claim hides another's."""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.records import FileClaims
from ledger.register.state import Register

#: More statements than this over one file is a flood, not a dispute.
MAX_CLAIMS = 256


def claims_of(register: Register, sha256: str) -> FileClaims:
    """Give all that is registered over the file, which may be nothing."""
    found = register.get(FileClaims, sha256)
    return found or FileClaims(entry=0, sha256=sha256, works=[], heritage=[])


def require_room(claims: FileClaims) -> None:
    """Refuse one more claim over a file that has `MAX_CLAIMS` of them."""
    if len(claims.works) + len(claims.heritage) >= MAX_CLAIMS:
        raise Refusal("file_claims_full", entry=claims.entry, limit=MAX_CLAIMS)
