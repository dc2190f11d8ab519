"""Statements: what a person says and signs, as a W3C Verifiable Credential 2.0.

`parse_statement` reads the envelope and the kind's own subject strictly; `verify_statement` checks
every signature. Neither knows the register: whether a well-formed, truly signed statement may enter
is for `ledger.register.decide`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, ValidationError

from ledger.errors import SignatureError, StatementError, load_messages
from ledger.register.calendar import format_time, parse_time
from ledger.register.canonical import Json, JsonObject, canonical, parse_json
from ledger.register.did import Did, did_of
from ledger.register.fields import DidText, Model, StatementId, TimeText
from ledger.register.integrity import (
    proof_signer,
    sign_document,
    verify_proof,
)
from ledger.register.kinds import SUBJECTS, Subject

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
MOGAO_CONTEXT = "https://w3id.org/mogao/v1"
CONTEXT = (VC_CONTEXT, MOGAO_CONTEXT)
MAX_PROOFS = 64


class Proof(Model):
    """The shape of one ``eddsa-jcs-2022`` proof; what it signs is checked in `integrity`."""

    type: Literal["DataIntegrityProof"]
    cryptosuite: Literal["eddsa-jcs-2022"]
    created: TimeText
    verification_method: str = Field(max_length=160)
    proof_purpose: Literal["assertionMethod"]
    context: list[str] = Field(alias="@context")
    proof_value: str = Field(max_length=129)


class Envelope(Model):
    """The members that every statement has, whatever its kind."""

    context: list[str] = Field(alias="@context")
    id: StatementId
    type: list[str] = Field(min_length=2, max_length=2)
    issuer: DidText
    valid_from: TimeText
    ledger: str = Field(min_length=1, max_length=200)
    credential_subject: dict[str, object]
    proof: list[Proof] = Field(min_length=1, max_length=MAX_PROOFS)


M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Statement:
    """A parsed statement.

    ``digest`` is SHA-256 of the document without its proofs: two statements with one id are the
    same statement exactly if their digests are equal. ``signed`` holds the times that the signers
    claim, in the order of ``signers``. ``canonical`` holds the JCS bytes of the whole
    document, proofs included, as they stand in the entry.
    """

    id: str
    kind: str
    issuer: Did
    valid_from: datetime
    ledger: str
    subject: Subject
    signers: tuple[Did, ...]
    signed: tuple[datetime, ...]
    document: JsonObject
    digest: bytes
    canonical: bytes


def parse_statement(data: bytes) -> Statement:
    """Read a statement in any JSON spelling; `StatementError` if it is none."""
    return statement_of(parse_json(data))


def statement_of(document: JsonObject) -> Statement:
    """Read a statement from a document that `parse_json` gave; signatures are not checked here."""
    envelope = _validated(Envelope, document, "")
    if tuple(envelope.context) != CONTEXT:
        raise StatementError("context_unknown", expected=" ".join(CONTEXT))
    credential, kind = envelope.type
    if credential != "VerifiableCredential" or kind not in SUBJECTS:
        raise StatementError("kind_unknown", kind=kind[:60])
    unsecured = canonical({name: value for name, value in document.items() if name != "proof"})
    return Statement(
        id=envelope.id,
        kind=kind,
        issuer=Did(envelope.issuer),
        valid_from=parse_time(envelope.valid_from),
        ledger=envelope.ledger,
        subject=_validated(SUBJECTS[kind], document["credentialSubject"], "credentialSubject."),
        signers=_signers(envelope, document),
        signed=tuple(parse_time(proof.created) for proof in envelope.proof),
        document=document,
        digest=hashlib.sha256(unsecured).digest(),
        canonical=_secured(unsecured, document),
    )


def verify_statement(statement: Statement) -> None:
    """Check every proof of the set, and that the issuer is among the signers.

    Raises `SignatureError`.
    """
    for proof in cast("list[JsonObject]", statement.document["proof"]):
        verify_proof(proof, statement.digest)
    if statement.issuer not in statement.signers:
        raise SignatureError("issuer_signature_missing", did=statement.issuer)


def new_statement(  # noqa: PLR0913  # the envelope's own members, all by keyword
    kind: str,
    subject: JsonObject,
    *,
    issuer: Did,
    ledger: str,
    time: datetime,
    statement_id: uuid.UUID | None = None,
) -> JsonObject:
    """Give an unsigned document of `kind`, ready for `integrity.sign_document`."""
    return {
        "@context": list[Json](CONTEXT),
        "id": f"urn:uuid:{statement_id or uuid.uuid4()}",
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "validFrom": format_time(time),
        "ledger": ledger,
        "credentialSubject": subject,
    }


def sign_statement(
    document: JsonObject, keys: Sequence[Ed25519PrivateKey], time: datetime
) -> JsonObject:
    """Give `document` with a proof by each of `keys`; one that has signed is passed over."""
    signed = {proof_signer(proof) for proof in cast("list[JsonObject]", document.get("proof", []))}
    for key in keys:
        if did_of(key) not in signed:
            document = sign_document(document, key, format_time(time))
    return document


def _signers(envelope: Envelope, document: JsonObject) -> tuple[Did, ...]:
    signers = []
    for proof in cast("list[JsonObject]", document["proof"]):
        # VC Data Integrity: "the @context in the proof MUST be the same as the document's", or a
        # signature would be read under terms that were not signed
        if proof["@context"] != envelope.context:
            raise SignatureError("proof_context_differs")
        signers.append(proof_signer(proof))
    if len(set(signers)) != len(signers):
        raise SignatureError("signer_repeated")
    return tuple(signers)


def _secured(unsecured: bytes, document: JsonObject) -> bytes:
    """Give the canonical bytes of a whole document from those without its ``proof``."""
    # of an envelope's members, which are all there, these alone stand behind `proof` in JCS order
    behind = canonical({name: document[name] for name in ("type", "validFrom")})[1:]
    return b'%b"proof":%b,%b' % (
        unsecured.removesuffix(behind),
        canonical(document["proof"]),
        behind,
    )


def _validated(model: type[M], value: Json, where: str) -> M:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _statement_error(error, where) from None


def _statement_error(error: ValidationError, where: str) -> StatementError:
    first = error.errors(include_url=False, include_input=False)[0]
    field = (where + ".".join(str(part) for part in first["loc"]))[:120]
    if first["type"] == "extra_forbidden":
        return StatementError("field_unknown", field=field)
    if first["type"] == "missing":
        return StatementError("field_missing", field=field)
    if first["type"] in load_messages(StatementError.catalogue):
        return StatementError(first["type"], field=field, **first.get("ctx", {}))
    return StatementError("field_invalid", field=field, detail=first["msg"][:200])
