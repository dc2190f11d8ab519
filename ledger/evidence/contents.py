"""The members under the manifest: each verified by itself, then held against the others.

What is still missing here is the proof that the manifest itself was recorded, which comes after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ledger.certificate import VerifiedCertificate, parse_certificate, verify_certificate
from ledger.errors import EvidenceError, LedgerError
from ledger.evidence.capture import CAPTURE, Capture, attachment_kind, parse_capture
from ledger.evidence.extract import VerifiedExtract, parse_extract, verify_extract
from ledger.evidence.manifest import (
    MANIFEST,
    Manifest,
    check_listed,
    parse_manifest,
)
from ledger.evidence.readme import README
from ledger.receipt import Verified, parse_receipt, verify_receipt
from ledger.register.calendar import local_date, parse_time
from ledger.timestamp import Timestamp
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.errors import TlogError
from ledger.tlog.note import Verifier

TRACE, REGISTER, CHECKPOINT = "trace.json", "register.json", "checkpoint"
WORK, LICENCE, OVERLAY = "work.receipt.json", "licence.certificate.json", "overlay.png"
_NEEDED = frozenset({README, MANIFEST, CAPTURE, TRACE, REGISTER, CHECKPOINT, WORK})
_SUSPECTS = {
    "image/jpeg": "suspect.jpg",
    "image/png": "suspect.png",
    "image/webp": "suspect.webp",
    "image/tiff": "suspect.tiff",
    "image/avif": "suspect.avif",
    "image/gif": "suspect.gif",
}
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a manifest covers, verified.

    ``attachments`` are the kinds of what was attached, ``trace`` is the answer of the search as the
    register gave it, ``certificate`` its answer about the shop, where one was named.
    """

    manifest: Manifest
    manifest_bytes: bytes
    capture: Capture
    extract: VerifiedExtract
    certificate: VerifiedCertificate | None
    trace: Mapping[str, Any]
    attachments: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """All that a bundle holds: contents, the entry that recorded them, and the time-stamp."""

    contents: Contents
    record: Verified
    timestamp: Timestamp | None


def suspect_name(media_type: str) -> str:
    """Give the name of the member that a suspect file of this media type becomes."""
    return _SUSPECTS[media_type]


def open_contents(members: Mapping[str, bytes], verifier: Verifier) -> Contents:
    """Verify the members under a manifest, signed or not, from the log's public key alone.

    Raises `EvidenceError`, which names the member.
    """
    suspect = _check_names(members)
    manifest = parse_manifest(members[MANIFEST])
    check_listed(manifest, {name: data for name, data in members.items() if name != MANIFEST})
    if manifest.ledger != verifier.name:
        raise _contradicts(MANIFEST, "ledger")
    with verifying(CAPTURE):
        capture = parse_capture(members[CAPTURE])
    subject = manifest.subject
    for member in ("work", "suspect", "seen", "collector"):
        if getattr(capture, member) != getattr(subject, member):
            raise _contradicts(CAPTURE, member)
    if hashlib.sha256(members[suspect]).hexdigest() != capture.suspect:
        raise _contradicts(suspect, "sha256")
    if OVERLAY in members and not members[OVERLAY].startswith(_PNG):
        raise EvidenceError("evidence_member_false", member=OVERLAY, detail="PNG")
    extract = _open_extract(members, capture, verifier)
    return Contents(
        manifest=manifest,
        manifest_bytes=members[MANIFEST],
        capture=capture,
        extract=extract,
        certificate=_open_certificate(members, capture, verifier),
        trace=_open_trace(members[TRACE], capture),
        attachments=frozenset(filter(None, map(attachment_kind, members))),
    )


def _check_names(members: Mapping[str, bytes]) -> str:
    """Check that nothing is missing and nothing unknown; give the name of the suspect file."""
    for name in sorted(_NEEDED - members.keys()):
        raise EvidenceError("evidence_member_missing", member=name)
    known = _NEEDED | {LICENCE, OVERLAY}
    others = [name for name in members if name not in known and attachment_kind(name) is None]
    suspects = [name for name in others if name in _SUSPECTS.values()]
    for name in others:
        if name not in suspects[:1]:
            raise EvidenceError("evidence_member_unlisted", member=name)
    if not suspects:
        raise EvidenceError("evidence_member_missing", member="suspect.*")
    return suspects[0]


def _open_extract(
    members: Mapping[str, bytes], capture: Capture, verifier: Verifier
) -> VerifiedExtract:
    with verifying(REGISTER):
        extract = verify_extract(parse_extract(members[REGISTER]), verifier)
    said = extract.subject
    for member, holds in (
        ("work", said.work == capture.work),
        ("suspect", said.suspect == capture.suspect),
        ("search", said.search == hashlib.sha256(members[TRACE]).hexdigest()),
        ("collector", said.collector.party == capture.collector),
    ):
        if not holds:
            raise _contradicts(REGISTER, member)
    with verifying(CHECKPOINT):
        checkpoint = open_checkpoint(members[CHECKPOINT], verifier)
    if checkpoint != extract.checkpoint:
        raise _contradicts(CHECKPOINT, "asOf")
    with verifying(WORK):
        work = verify_receipt(parse_receipt(members[WORK]), verifier)
    if work.entry.statement.id != capture.work or work.checkpoint != checkpoint:
        raise _contradicts(WORK, "work")
    return extract


def _open_certificate(
    members: Mapping[str, bytes], capture: Capture, verifier: Verifier
) -> VerifiedCertificate | None:
    if (capture.shop is None) != (LICENCE not in members):
        raise _contradicts(CAPTURE, "shop")
    if LICENCE not in members:
        return None
    with verifying(LICENCE):
        certificate = verify_certificate(parse_certificate(members[LICENCE]), verifier)
    question = certificate.subject.question
    day = local_date(parse_time(capture.seen)).isoformat()
    for member, holds in (
        ("work", question.work == capture.work),
        ("licensee", question.licensee == capture.shop),
        ("from", question.start >= day),
    ):
        if not holds:
            raise _contradicts(LICENCE, member)
    return certificate


def _open_trace(data: bytes, capture: Capture) -> Mapping[str, Any]:
    try:
        answer = json.loads(data)
        suspect, size = answer["suspect"]["sha256"], answer["tree_size"]
    except (ValueError, RecursionError, KeyError, TypeError, IndexError) as error:
        detail = type(error).__name__
        raise EvidenceError("evidence_member_false", member=TRACE, detail=detail) from None
    if suspect != capture.suspect or type(size) is not int:
        raise _contradicts(TRACE, "suspect")
    found: Mapping[str, Any] = answer
    return found


@contextmanager
def verifying(member: str) -> Iterator[None]:
    """Turn whatever is wrong with a member into an `EvidenceError` that names it."""
    try:
        yield
    except LedgerError as error:
        if "member" in error.params and isinstance(error, EvidenceError):
            raise
        raise EvidenceError("evidence_member_false", member=member, detail=error.en) from None
    except TlogError as error:
        raise EvidenceError("evidence_member_false", member=member, detail=error) from None


def _contradicts(member: str, detail: str) -> EvidenceError:
    return EvidenceError("evidence_contradicts", member=member, detail=detail)
