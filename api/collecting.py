"""Collecting evidence: have a bundle drawn up, sign its manifest, have it recorded and finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

#: What the collector adds: kind, suffix and bytes of each file.
Attachments = Sequence[tuple[str, str, bytes]]


def collected(  # noqa: PLR0913, PLR0917  # what a bundle is made of
    client: Client,
    suspect: bytes,
    capture: Capture,
    keys: Sequence[Ed25519PrivateKey],
    now: datetime,
    files: Attachments = (),
    query: Mapping[str, str] | None = None,
    notice: str | None = None,
) -> bytes:
    """Give the finished bundle about a suspect picture, recorded on the ledger.

    `query` is asked of the licences of the shop that `capture` names; `notice` is one after which
    the picture was seen again. Raises `EvidenceError`, `ServerError`, `LedgerError`.
    """
    verifier = read_vkey(client.log().vkey)
    draft = _draft(client, query or {}, suspect, capture, verifier)
    draft = signed_draft(attached(draft, files, now), keys[0], now)
    subject = record_subject(draft, notice)
    statement = signed("EvidenceRecord", subject, keys, verifier.name, now)
    parts = {"file": write_container(draft), "statement": statement}
    return client.send("/v1/evidence/finished", {}, parts)


def _draft(
    client: Client,
    query: Mapping[str, str],
    suspect: bytes,
    capture: Capture,
    verifier: Verifier,
) -> dict[str, bytes]:
    """Have a bundle drawn up, and see that it is of what was sent before it is signed."""
    parts = {"file": suspect, "capture": capture.to_json()}
    draft = read_draft(client.send("/v1/evidence", query, parts))
    contents = open_contents(draft, verifier)
    if contents.capture != capture or contents.attachments or contents.manifest.is_signed:
        raise ServerError("evidence_draft_differs", detail="capture.json")
    return draft
