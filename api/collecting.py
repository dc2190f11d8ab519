"""Collecting evidence: have a bundle drawn up, sign its manifest, have it recorded and finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.client import Client
from api.errors import ServerError
from api.signing import signed
from ledger.evidence.bundle import attached, read_draft, record_subject, signed_draft
from ledger.evidence.capture import Capture
from ledger.evidence.container import write_container
from ledger.evidence.contents import open_contents
from ledger.receipt import read_vkey
from ledger.tlog.note import Verifier


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the collector has: the suspect picture, and what is said of it.

    ``files`` are to be attached, each with its kind and suffix. ``query`` is asked of the licences
    of the shop that ``capture`` names; ``notice`` is one after which the picture was seen again.
    """

    suspect: bytes
    capture: Capture
    files: Sequence[tuple[str, str, bytes]] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    notice: str | None = None


def collected(
    client: Client, gathered: Gathered, keys: Sequence[Ed25519PrivateKey], now: datetime
) -> bytes:
    """Give the finished bundle about a suspect picture, recorded on the ledger.

    Raises `EvidenceError`, `ServerError`, `LedgerError`.
    """
    verifier = read_vkey(client.log().vkey)
    draft = _draft(client, gathered, verifier)
    draft = signed_draft(attached(draft, gathered.files, now), keys[0], now)
    subject = record_subject(draft, gathered.notice)
    statement = signed("EvidenceRecord", subject, keys, verifier.name, now)
    parts = {"file": write_container(draft), "statement": statement}
    return client.send("/v1/evidence/finished", {}, parts)


def _draft(client: Client, gathered: Gathered, verifier: Verifier) -> dict[str, bytes]:
    """Have a bundle drawn up, and see that it is of what was sent before it is signed."""
    parts = {"file": gathered.suspect, "capture": gathered.capture.to_json()}
    draft = read_draft(client.send("/v1/evidence", gathered.query, parts))
    contents = open_contents(draft, verifier)
    if contents.capture != gathered.capture or contents.attachments or contents.manifest.is_signed:
        raise ServerError("evidence_draft_differs", detail="capture.json")
    return draft
