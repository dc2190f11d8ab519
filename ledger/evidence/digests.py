"""SHA-256 and SM3 (GB/T 32905) of members, and the lists that ``sha256sum`` and ``cksum`` read.

There are two lists so that it can be said which byte was changed: a member that both lists deny was
changed; a list that is denied by the other and by the member was changed itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes

from ledger.errors import EvidenceError

SHA256SUMS, SM3SUMS = "SHA256SUMS", "SM3SUMS"
LISTS = (SHA256SUMS, SM3SUMS)


@dataclass(frozen=True, slots=True)
class Digests:
    """Both digests of some bytes, in hexadecimal."""

    sha256: str
    sm3: str


def digests_of(data: bytes) -> Digests:
    """Give both digests of `data`."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(data)
    return Digests(hashlib.sha256(data).hexdigest(), sm3.finalize().hex())


def with_lists(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give `members` with the two lists of their digests."""
    return {**members, **_lists(members)}


def check_lists(members: Mapping[str, bytes]) -> None:
    """Check that both lists name each of the other members with its digest, and nothing else.

    Raises `EvidenceError`: ``evidence_member_missing``, ``evidence_member_unlisted`` or
    ``evidence_member_altered``, each with the ``member``.
    """
    for name in LISTS:
        if name not in members:
            raise EvidenceError("evidence_member_missing", member=name)
    others = {name: data for name, data in members.items() if name not in LISTS}
    expected = _lists(others)
    if all(members[name] == expected[name] for name in LISTS):
        return
    given = [set(members[name].split(b"\n")) for name in LISTS]
    wanted = [expected[name].split(b"\n") for name in LISTS]
    listed = [{line[66:] for line in lines} for lines in given]
    for number, name in enumerate(sorted(others)):
        if any(wanted[which][number] in given[which] for which in range(2)):
            continue
        if not any(name.encode() in names for names in listed):
            raise EvidenceError("evidence_member_unlisted", member=name)
        raise EvidenceError("evidence_member_altered", member=name)
    for lost in sorted((listed[0] & listed[1]) - {name.encode() for name in others} - {b""}):
        raise EvidenceError(
            "evidence_member_missing", member=lost.decode("ascii", "backslashreplace")[:120]
        )
    for name in LISTS:
        if members[name] != expected[name]:
            raise EvidenceError("evidence_member_altered", member=name)


def _lists(members: Mapping[str, bytes]) -> dict[str, bytes]:
    found = {name: digests_of(data) for name, data in sorted(members.items())}
    return {
        SHA256SUMS: "".join(f"{one.sha256}  {name}\n" for name, one in found.items()).encode(),
        SM3SUMS: "".join(f"{one.sm3}  {name}\n" for name, one in found.items()).encode(),
    }
