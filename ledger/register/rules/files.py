"""One file, several claims: nobody's claim hides another's.

Priority is the index of the registration, or of the seal that it reveals.
"""

from __future__ import annotations

from ledger.errors import Refusal
from ledger.register.entry import Entry
from ledger.register.records import Claim, FileClaims
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


def add_heritage(register: Register, sha256: str, entry: Entry) -> None:
    """Enter that the file is a picture of a heritage source."""
    claims = claims_of(register, sha256)
    added = [*claims.heritage, Claim(entry=entry.index, id=entry.statement.id)]
    register.put(claims.model_copy(update={"entry": entry.index, "heritage": added}))


def add_work(register: Register, sha256: str, entry: Entry, sealed: int | None) -> None:
    """Enter a work's claim to the file at its priority; `sealed` is that of a seal, if any."""
    claims = claims_of(register, sha256)
    added = [*claims.works, Claim(entry=entry.index, id=entry.statement.id, sealed=sealed)]
    works = sorted(added, key=lambda claim: claim.priority)
    register.put(claims.model_copy(update={"entry": entry.index, "works": works}))
