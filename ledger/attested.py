"""Documents that the log's own key signs: what the register answers, with the entries below it.

Each is a W3C Verifiable Credential 2.0 (``eddsa-jcs-2022``) whose ``credentialSubject`` is the
answer and whose ``evidence`` are the entries that it follows from, each with a C2SP tlog-proof, all
under one checkpoint, which the subject names as ``asOf``.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar, cast

from pydantic import Field, ValidationError

from ledger.errors import ReceiptError, StatementError
from ledger.receipt import Receipt, verify_receipt
from ledger.register.calendar import format_time
from ledger.register.canonical import Json, JsonObject, canonical, parse_json
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.fields import Made, Sha256Text, TimeText
from ledger.register.integrity import document_digest, proof_signer, sign_document, verify_proof
from ledger.register.statement import CONTEXT, Proof
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.note import Signer, Verifier

MAX_ATTESTED_BYTES = 8 * 1024 * 1024
MAX_EVIDENCE = 128


class AsOf(Made):
    """The state of the log of which an answer speaks, and the ledger's time of it."""

    size: int
    root: Sha256Text
    time: TimeText


class AttestedSubject(Made):
    """Base of what the log's key signs."""

    as_of: AsOf


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
    credential_subject: dict[str, object]
    evidence: Annotated[list[Evidence], Field(min_length=1, max_length=MAX_EVIDENCE)]
    proof: Annotated[list[Proof], Field(min_length=1, max_length=1)]


S = TypeVar("S", bound=AttestedSubject)


@dataclass(frozen=True, slots=True)
class Attested(Generic[S]):
    """Such a document as read, its signature not yet checked."""

    document: JsonObject
    subject: S
    issuer: str
    ledger: str
    evidence: tuple[Receipt, ...]


def attest(
    kind: str,
    subject: AttestedSubject,
    evidence: Sequence[Receipt],
    signer: Signer,
    time: datetime,
) -> bytes:
    """Give a signed document in JCS form; `evidence` are receipts under one checkpoint.

    Raises `ReceiptError` (``certificate_too_large``) where no verifier would read it.
    """
    document: JsonObject = {
        "@context": list[Json](CONTEXT),
        "type": ["VerifiableCredential", kind],
        "issuer": did_of(signer.private_key),
        "validFrom": format_time(time),
        "ledger": signer.name,
        "credentialSubject": cast(
            "JsonObject", subject.model_dump(mode="json", by_alias=True, exclude_none=True)
        ),
        "evidence": [_evidence(receipt) for receipt in evidence],
    }
    data = canonical(sign_document(document, signer.private_key, format_time(time)))
    if len(evidence) > MAX_EVIDENCE or len(data) > MAX_ATTESTED_BYTES:
        raise ReceiptError("certificate_too_large", entries=len(evidence))
    return data


def _evidence(receipt: Receipt) -> JsonObject:
    leaf = base64.b64encode(receipt.leaf).decode("ascii")
    return {"type": "LogEntry", "index": receipt.index, "leaf": leaf, "proof": receipt.proof}


def is_attested(data: bytes, kind: str) -> bool:
    """Say whether `data` calls itself a document of `kind`; a receipt does not."""
    try:
        kinds = parse_json(data, MAX_ATTESTED_BYTES).get("type")
    except StatementError:
        return False
    return isinstance(kinds, list) and kind in kinds


def parse_attested(data: bytes, kind: str, model: type[S]) -> Attested[S]:
    """Read a document of `kind`; `ReceiptError` (``certificate_malformed``) if it is none."""
    try:
        document = parse_json(data, MAX_ATTESTED_BYTES)
        read = _Document.model_validate(document, by_alias=True, by_name=False)
        subject = model.model_validate(read.credential_subject, by_alias=True, by_name=False)
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
    if tuple(read.context) != CONTEXT or read.type != ["VerifiableCredential", kind]:
        raise ReceiptError("certificate_malformed", detail="type")
    if canonical(document) != data:
        raise ReceiptError("certificate_malformed", detail="not in JCS form")
    return Attested(document, subject, read.issuer, read.ledger, evidence)


def verify_attested(
    attested: Attested[S], verifier: Verifier
) -> tuple[Checkpoint, Mapping[int, Entry]]:
    """Check that the log's own key signed it, and that its entries stand in that log.

    All are under the one checkpoint that ``asOf`` names, which is given with the entries by index.
    What the subject says of them is for its kind to check. Raises `ReceiptError`, `StatementError`
    or `SignatureError`.
    """
    _verify_signature(attested, verifier)
    entries = {}
    checkpoint = None
    for receipt in attested.evidence:
        verified = verify_receipt(receipt, verifier)
        if checkpoint not in {None, verified.checkpoint}:
            raise ReceiptError("certificate_contradicts", member="evidence")
        checkpoint = verified.checkpoint
        entries[receipt.index] = verified.entry
    assert checkpoint is not None
    as_of = attested.subject.as_of
    if (as_of.size, as_of.root) != (checkpoint.size, checkpoint.root.hex()):
        raise ReceiptError("certificate_contradicts", member="asOf")
    return checkpoint, entries


def _verify_signature(attested: Attested[S], verifier: Verifier) -> None:
    (proof,) = cast("list[JsonObject]", attested.document["proof"])
    if (
        attested.ledger != verifier.name
        or attested.issuer != did_of(verifier.public_key)
        or proof["@context"] != list(CONTEXT)
        or proof_signer(proof) != attested.issuer
    ):
        raise ReceiptError(
            "certificate_issuer_differs", issuer=attested.issuer, origin=verifier.name
        )
    verify_proof(proof, document_digest(attested.document))
