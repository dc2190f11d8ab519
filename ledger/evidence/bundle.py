"""Evidence bundles: drawn up, signed, finished, and verified by whoever gets one.

1. **Draft**: the members and their manifest, unsigned.
2. The collector adds attachments, signs the manifest, and signs an ``EvidenceRecord`` that carries
   the digests of the signed manifest's bytes.
3. **Finished**: the receipt of that record, an RFC 3161 time-stamp over the same bytes, the
   self-check, and two lists of digests. These come after the manifest and stand beside it; each is
   bound to it by what it proves.

Verifying takes the file and the log's public key, and no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509 import Certificate

from ledger.errors import EvidenceError
from ledger.evidence.capture import ATTACHMENTS, CAPTURE, Capture, parse_capture
from ledger.evidence.container import check_container, read_container, write_container
from ledger.evidence.contents import Contents, Found, open_contents, verifying
from ledger.evidence.digests import LISTS, check_lists, digests_of, with_lists
from ledger.evidence.manifest import (
    MANIFEST,
    new_manifest,
    parse_manifest,
    sign_manifest,
    verify_manifest,
)
from ledger.evidence.readme import README, README_TEXT
from ledger.evidence.self_check import SELF_CHECK, Item, check_list, self_check, to_json
from ledger.receipt import Receipt, Verified, parse_receipt, verify_receipt
from ledger.register.canonical import JsonObject
from ledger.register.kinds.enforcement import EvidenceRecord
from ledger.register.statement import Statement
from ledger.timestamp import format_roots, parse_roots, verify_timestamp
from ledger.tlog.note import Verifier

RECORD = "record.receipt.json"
TIMESTAMP, TIMESTAMP_ROOT = "timestamp.tsr", "timestamp-root.pem"
_BESIDE = frozenset({RECORD, SELF_CHECK, TIMESTAMP, TIMESTAMP_ROOT, *LISTS})


@dataclass(frozen=True, slots=True)
class Stamp:
    """An authority's whole answer in DER, and the root certificates that it verifies by."""

    response: bytes
    roots: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle as read: whole and unaltered as a file, its signatures not yet checked."""

    members: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class VerifiedBundle:
    """What a bundle was found to prove, and the law's questions answered from it."""

    found: Found
    items: tuple[Item, ...]


# ---- drawing up -------------------------------------------------------------------------------


def new_draft(
    members: Mapping[str, bytes], capture: Capture, ledger: str, time: datetime
) -> dict[str, bytes]:
    """Give the members of a draft: those given, the capture record, README and manifest."""
    whole = {**members, CAPTURE: capture.to_json(), README: README_TEXT}
    return {**whole, MANIFEST: new_manifest(whole, capture, ledger, time)}


def attached(
    draft: Mapping[str, bytes], files: Sequence[tuple[str, str, bytes]], time: datetime
) -> dict[str, bytes]:
    """Give `draft` with more `files`, each of a kind, with its suffix; its manifest is made anew.

    Raises `EvidenceError` (``evidence_member_unlisted``) for a kind that there is none of.
    """
    members = {name: data for name, data in draft.items() if name != MANIFEST}
    for number, (kind, suffix, data) in enumerate(files, 1):
        name = f"attachments/{kind}-{number}.{suffix}"
        if kind not in ATTACHMENTS:
            raise EvidenceError("evidence_member_unlisted", member=name)
        members[name] = data
    ledger = parse_manifest(draft[MANIFEST]).ledger
    capture = parse_capture(draft[CAPTURE])
    return {**members, MANIFEST: new_manifest(members, capture, ledger, time)}


def signed_draft(
    draft: Mapping[str, bytes], key: Ed25519PrivateKey, time: datetime
) -> dict[str, bytes]:
    """Give `draft` with its manifest signed."""
    return {**draft, MANIFEST: sign_manifest(draft[MANIFEST], key, time)}


def record_subject(draft: Mapping[str, bytes], notice: str | None = None) -> JsonObject:
    """Give the ``credentialSubject`` of the ``EvidenceRecord`` of a draft with a signed manifest.

    `notice` is a notice of the collector's whose target was seen again.
    """
    subject = parse_manifest(draft[MANIFEST]).subject
    digests = digests_of(draft[MANIFEST])
    record: JsonObject = {
        "collector": subject.collector,
        "work": subject.work,
        "manifest": {"sha256": digests.sha256, "sm3": digests.sm3},
        "suspect": subject.suspect,
        "seen": subject.seen,
    }
    return record if notice is None else {**record, "notice": notice}


def read_draft(data: bytes) -> dict[str, bytes]:
    """Read a draft from its ZIP file; `EvidenceError` if it is none, or a finished bundle."""
    members = read_container(data)
    check_container(data, members)
    for name in sorted(_BESIDE & members.keys()):
        raise EvidenceError("evidence_member_unlisted", member=name)
    for name in (MANIFEST, CAPTURE):
        if name not in members:
            raise EvidenceError("evidence_member_missing", member=name)
    return members


def check_record(statement: Statement, contents: Contents) -> None:
    """Check that a statement records the manifest of `contents`, as it was signed.

    Raises `EvidenceError` (``evidence_contradicts``, ``evidence_member_false``).
    """
    signer = verify_manifest(contents.manifest)
    said = statement.subject
    if not isinstance(said, EvidenceRecord):
        raise EvidenceError("evidence_contradicts", member=RECORD, detail=statement.kind)
    manifest, digests = contents.manifest.subject, digests_of(contents.manifest_bytes)
    for member, holds in (
        ("manifest", (said.manifest.sha256, said.manifest.sm3) == (digests.sha256, digests.sm3)),
        ("work", said.work == manifest.work),
        ("suspect", said.suspect == manifest.suspect),
        ("seen", said.seen == manifest.seen),
        ("collector", said.collector == manifest.collector),
        ("proof", signer in statement.signers),
    ):
        if not holds:
            raise EvidenceError("evidence_contradicts", member=RECORD, detail=member)


def finish(
    draft: Mapping[str, bytes], record: Receipt, stamp: Stamp | None, verifier: Verifier
) -> bytes:
    """Give the finished bundle as a ZIP file, verified.

    `draft` has a signed manifest, `record` is the receipt of its ``EvidenceRecord``. Raises
    `EvidenceError`.
    """
    members = {**draft, RECORD: record.to_json()}
    if stamp is not None:
        members |= {TIMESTAMP: stamp.response, TIMESTAMP_ROOT: format_roots(stamp.roots)}
    found = _open(members, verifier, ())
    members[SELF_CHECK] = to_json(self_check(found))
    data = write_container(with_lists(members))
    # none leaves that its reader would have to refuse
    verify_bundle(parse_bundle(data), verifier)
    return data


# ---- verifying --------------------------------------------------------------------------------


def parse_bundle(data: bytes) -> Bundle:
    """Read a finished bundle.

    On return no byte of it is other than when it was finished, as far as a file can tell by itself:
    each member is as both lists say, and the ZIP file is the one of these members. Raises
    `EvidenceError`, which names the member that was altered, or the container.
    """
    members = read_container(data)
    check_lists(members)
    check_container(data, members)
    return Bundle(members)


def verify_bundle(
    bundle: Bundle, verifier: Verifier, roots: Sequence[Certificate] = ()
) -> VerifiedBundle:
    """Check everything that a bundle claims, from the log's public key alone.

    A time-stamp is verified by `roots`; where none are given, by the certificates in the bundle,
    which is as much as those are worth. Raises `EvidenceError`, which names the member.
    """
    members = bundle.members
    for name in (RECORD, SELF_CHECK):
        if name not in members:
            raise EvidenceError("evidence_member_missing", member=name)
    found = _open(members, verifier, roots)
    items = self_check(found)
    check_list(members[SELF_CHECK], items)
    return VerifiedBundle(found, items)


def _open(members: Mapping[str, bytes], verifier: Verifier, roots: Sequence[Certificate]) -> Found:
    covered = {name: data for name, data in members.items() if name not in _BESIDE}
    contents = open_contents(covered, verifier)
    record = _open_record(members[RECORD], contents, verifier)
    if (TIMESTAMP in members) != (TIMESTAMP_ROOT in members):
        raise EvidenceError("evidence_contradicts", member=TIMESTAMP, detail=TIMESTAMP_ROOT)
    timestamp = None
    if TIMESTAMP in members:
        with verifying(TIMESTAMP_ROOT):
            enclosed = parse_roots(members[TIMESTAMP_ROOT])
        if format_roots(enclosed) != members[TIMESTAMP_ROOT]:
            raise EvidenceError("evidence_member_false", member=TIMESTAMP_ROOT, detail="PEM")
        with verifying(TIMESTAMP):
            timestamp = verify_timestamp(members[TIMESTAMP], members[MANIFEST], enclosed)
        if roots:
            verify_timestamp(members[TIMESTAMP], members[MANIFEST], roots)
    return Found(contents, record, timestamp)


def _open_record(data: bytes, contents: Contents, verifier: Verifier) -> Verified:
    with verifying(RECORD):
        receipt = parse_receipt(data)
        record = verify_receipt(receipt, verifier)
    if receipt.to_json() != data:
        raise EvidenceError("evidence_member_false", member=RECORD, detail="not in JCS form")
    check_record(record.entry.statement, contents)
    return record
