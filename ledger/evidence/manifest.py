"""The manifest: every member with both its digests, signed by who collected it.

A W3C Verifiable Credential whose one proof (``eddsa-jcs-2022``) is by a key that speaks for the
collector. The digests of its bytes are what the log records and the authority stamps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, ValidationError

from ledger.errors import EvidenceError, SignatureError, StatementError
from ledger.evidence.capture import Capture
from ledger.evidence.container import MAX_BUNDLE_BYTES, MAX_MEMBERS
from ledger.evidence.digests import digests_of
from ledger.register.calendar import format_time
from ledger.register.canonical import Json, JsonObject, canonical, parse_json
from ledger.register.fields import DidText, Made, Sha256Text, StatementId, TimeText
from ledger.register.integrity import document_digest, proof_signer, sign_document, verify_proof
from ledger.register.statement import CONTEXT, Proof

MANIFEST = "manifest.json"
KIND = "EvidenceManifest"
MAX_MANIFEST_BYTES = 64 * 1024


class Listed(Made):
    """One member."""

    name: Annotated[str, Field(max_length=121)]
    length: Annotated[int, Field(ge=0, le=MAX_BUNDLE_BYTES)]
    sha256: Sha256Text
    sm3: Sha256Text


class ManifestSubject(Made):
    """What is signed: which file was seen, when, held against which work, and all members."""

    work: StatementId
    suspect: Sha256Text
    seen: TimeText
    collector: DidText
    members: Annotated[list[Listed], Field(min_length=1, max_length=MAX_MEMBERS)]


class _Document(Made):
    context: list[str] = Field(alias="@context")
    type: list[str]
    issuer: DidText
    valid_from: TimeText
    ledger: Annotated[str, Field(max_length=200)]
    credential_subject: ManifestSubject
    proof: Annotated[list[Proof], Field(min_length=1, max_length=1)] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read, its signature not yet checked; a draft has none."""

    document: JsonObject
    subject: ManifestSubject
    ledger: str
    is_signed: bool


def new_manifest(
    members: Mapping[str, bytes], capture: Capture, ledger: str, time: datetime
) -> bytes:
    """Give the manifest of `members` for the collector to sign."""
    subject = ManifestSubject(
        work=capture.work,
        suspect=capture.suspect,
        seen=capture.seen,
        collector=capture.collector,
        members=[_listed(name, data) for name, data in sorted(members.items())],
    )
    document: JsonObject = {
        "@context": list[Json](CONTEXT),
        "type": ["VerifiableCredential", KIND],
        "issuer": capture.collector,
        "validFrom": format_time(time),
        "ledger": ledger,
        "credentialSubject": subject.model_dump(mode="json", by_alias=True),
    }
    return canonical(document)


def sign_manifest(data: bytes, key: Ed25519PrivateKey, time: datetime) -> bytes:
    """Sign a draft's manifest; `EvidenceError` where it is none, or signed already."""
    manifest = parse_manifest(data)
    if manifest.is_signed:
        raise _false("signed already")
    return canonical(sign_document(manifest.document, key, format_time(time)))


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest; `EvidenceError` (``evidence_member_false``) if it is none."""
    try:
        document = parse_json(data, MAX_MANIFEST_BYTES)
        read = _Document.model_validate(document, by_alias=True, by_name=False)
    except StatementError as error:
        raise _false(error.en) from None
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise _false(place[:120]) from None
    if tuple(read.context) != CONTEXT or read.type != ["VerifiableCredential", KIND]:
        raise _false("type")
    if canonical(document) != data:
        raise _false("not in JCS form")
    subject = read.credential_subject
    if read.issuer != subject.collector or ("proof" in document) != (read.proof is not None):
        raise _false("issuer or proof")
    return Manifest(document, subject, read.ledger, read.proof is not None)


def verify_manifest(manifest: Manifest) -> str:
    """Check the signature, and give the DID of the key that signed.

    Raises `EvidenceError` (``evidence_member_false``).
    """
    if not manifest.is_signed:
        raise _false("not signed")
    (proof,) = cast("list[JsonObject]", manifest.document["proof"])
    if proof["@context"] != list(CONTEXT):
        raise _false("@context")
    try:
        verify_proof(proof, document_digest(manifest.document))
        return proof_signer(proof)
    except (SignatureError, StatementError) as error:
        raise _false(error.en) from None


def check_listed(manifest: Manifest, members: Mapping[str, bytes]) -> None:
    """Check that the manifest lists exactly `members`, in order, each as it is.

    Raises `EvidenceError`: ``evidence_member_missing``, ``evidence_member_unlisted``,
    ``evidence_member_altered``.
    """
    listed = {row.name: row for row in manifest.subject.members}
    for name in sorted(listed.keys() - members.keys()):
        raise EvidenceError("evidence_member_missing", member=name)
    for name in sorted(members.keys() - listed.keys()):
        raise EvidenceError("evidence_member_unlisted", member=name)
    for name, data in members.items():
        if listed[name] != _listed(name, data):
            raise EvidenceError("evidence_member_altered", member=name)
    if [row.name for row in manifest.subject.members] != sorted(members):
        raise _false("members")


def _listed(name: str, data: bytes) -> Listed:
    found = digests_of(data)
    return Listed(name=name, length=len(data), sha256=found.sha256, sm3=found.sm3)


def _false(detail: str) -> EvidenceError:
    return EvidenceError("evidence_member_false", member=MANIFEST, detail=detail)
