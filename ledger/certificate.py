"""Licence certificates: an answer of the register that verifies offline, years later.

A certificate is a W3C Verifiable Credential 2.0 that the log's own key signs (``eddsa-jcs-2022``):
the question, the answer clause by clause, the licences, the chain of title, and under ``evidence``
every entry that these follow from, each with a C2SP tlog-proof under one checkpoint. The entries
prove what was granted, by whom and when; that nothing ended it since is the operator's signed word
as of the tree size that the certificate names, and whoever holds the log can convict him of a false
one.

It is a record of deposit (存证凭证), never a 作品登记证书.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import Field, ValidationError

from ledger.certified import LicenceSubject, check_subject
from ledger.errors import ReceiptError, StatementError
from ledger.receipt import Receipt, verify_receipt
from ledger.register.calendar import format_time
from ledger.register.canonical import Json, JsonObject, canonical, parse_json
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.fields import Made, TimeText
from ledger.register.integrity import document_digest, proof_signer, sign_document, verify_proof
from ledger.register.statement import CONTEXT, Proof
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.note import Signer, Verifier

KIND = "LicenceCertificate"
MAX_CERTIFICATE_BYTES = 8 * 1024 * 1024
MAX_EVIDENCE = 128


class Evidence(Made):
    """An entry with its proof: ``leaf`` in base64, ``proof`` a C2SP tlog-proof."""

    type: Literal["LogEntry"] = "LogEntry"
    index: int
    leaf: str
    proof: str


class _Document(Made):
    context: list[str] = Field(alias="@context")
    type: list[str]
    issuer: str
    valid_from: TimeText
    ledger: str
    credential_subject: LicenceSubject
    evidence: Annotated[list[Evidence], Field(min_length=1, max_length=MAX_EVIDENCE)]
    proof: Annotated[list[Proof], Field(min_length=1, max_length=1)]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as read, its signature not yet checked."""

    document: JsonObject
    subject: LicenceSubject
    issuer: str
    ledger: str
    evidence: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class VerifiedCertificate:
    """What a certificate was found to prove: the entries stand in the log of `checkpoint`."""

    subject: LicenceSubject
    checkpoint: Checkpoint
    entries: tuple[Entry, ...]


def issue_certificate(
    subject: LicenceSubject, evidence: Sequence[Receipt], signer: Signer, time: datetime
) -> bytes:
    """Give a signed certificate in JCS form; `evidence` are receipts under one checkpoint.

    Raises `ReceiptError` (``certificate_too_large``) where no verifier would read it.
    """
    document: JsonObject = {
        "@context": list[Json](CONTEXT),
        "type": ["VerifiableCredential", KIND],
        "issuer": did_of(signer.private_key),
        "validFrom": format_time(time),
        "ledger": signer.name,
        "credentialSubject": cast(
            "JsonObject", subject.model_dump(mode="json", by_alias=True, exclude_none=True)
        ),
        "evidence": [_evidence(receipt) for receipt in evidence],
    }
    data = canonical(sign_document(document, signer.private_key, format_time(time)))
    if len(evidence) > MAX_EVIDENCE or len(data) > MAX_CERTIFICATE_BYTES:
        raise ReceiptError("certificate_too_large", entries=len(evidence))
    return data


def _evidence(receipt: Receipt) -> JsonObject:
    leaf = base64.b64encode(receipt.leaf).decode("ascii")
    return {"type": "LogEntry", "index": receipt.index, "leaf": leaf, "proof": receipt.proof}


def is_certificate(data: bytes) -> bool:
    """Say whether `data` calls itself a licence certificate; a receipt does not."""
    try:
        kind = parse_json(data, MAX_CERTIFICATE_BYTES).get("type")
    except StatementError:
        return False
    return isinstance(kind, list) and KIND in kind


def parse_certificate(data: bytes) -> Certificate:
    """Read a certificate; `ReceiptError` (``certificate_malformed``) if it is none."""
    try:
        document = parse_json(data, MAX_CERTIFICATE_BYTES)
        read = _Document.model_validate(document, by_alias=True, by_name=False)
        evidence = tuple(
            Receipt(item.index, base64.b64decode(item.leaf, validate=True), item.proof)
            for item in read.evidence
        )
    except StatementError as error:
        raise ReceiptError("certificate_malformed", detail=error.en) from None
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise ReceiptError("certificate_malformed", detail=place[:120]) from None
    except ValueError:
        raise ReceiptError("certificate_malformed", detail="evidence") from None
    if tuple(read.context) != CONTEXT or read.type != ["VerifiableCredential", KIND]:
        raise ReceiptError("certificate_malformed", detail="type")
    if canonical(document) != data:
        raise ReceiptError("certificate_malformed", detail="not in JCS form")
    return Certificate(document, read.credential_subject, read.issuer, read.ledger, evidence)


def verify_certificate(certificate: Certificate, verifier: Verifier) -> VerifiedCertificate:
    """Check everything that a certificate claims, from the log's public key alone.

    In order: that the log's own key signed it, that every entry under ``evidence`` stands in the
    log under the one checkpoint that the certificate names, and that each licence and each link of
    title is what its entry says. Raises `ReceiptError`, `StatementError` or `SignatureError`.
    """
    _verify_signature(certificate, verifier)
    entries = {}
    checkpoint = None
    for receipt in certificate.evidence:
        verified = verify_receipt(receipt, verifier)
        if checkpoint not in {None, verified.checkpoint}:
            raise ReceiptError("certificate_contradicts", member="evidence")
        checkpoint = verified.checkpoint
        entries[receipt.index] = verified.entry
    assert checkpoint is not None
    as_of = certificate.subject.as_of
    if (as_of.size, as_of.root) != (checkpoint.size, checkpoint.root.hex()):
        raise ReceiptError("certificate_contradicts", member="asOf")
    check_subject(certificate.subject, entries)
    ordered = tuple(entry for _, entry in sorted(entries.items()))
    return VerifiedCertificate(certificate.subject, checkpoint, ordered)


def _verify_signature(certificate: Certificate, verifier: Verifier) -> None:
    (proof,) = cast("list[JsonObject]", certificate.document["proof"])
    if (
        certificate.ledger != verifier.name
        or certificate.issuer != did_of(verifier.public_key)
        or proof["@context"] != list(CONTEXT)
        or proof_signer(proof) != certificate.issuer
    ):
        raise ReceiptError(
            "certificate_issuer_differs", issuer=certificate.issuer, origin=verifier.name
        )
    verify_proof(proof, document_digest(certificate.document))
