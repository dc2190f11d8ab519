"""W3C Data Integrity proofs, cryptosuite ``eddsa-jcs-2022``.

Verifiable Credential Data Integrity EdDSA 1.0, section 3.3: the signature is Ed25519 over
SHA-256(JCS(proof options)) ‖ SHA-256(JCS(document without proof)). A proof set is a list of proofs
that each cover the same document; their order means nothing.
"""

from __future__ import annotations

import hashlib
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import SignatureError
from ledger.register.canonical import Json, JsonObject, canonical
from ledger.register.did import (
    Did,
    decode_multibase,
    did_of,
    encode_multibase,
    parse_did,
    verification_method,
)

CRYPTOSUITE = "eddsa-jcs-2022"


def document_digest(document: JsonObject) -> bytes:
    """Give SHA-256 of the canonical document without its ``proof``: what a proof covers."""
    unsecured = {key: value for key, value in document.items() if key != "proof"}
    return hashlib.sha256(canonical(unsecured)).digest()


def sign_document(document: JsonObject, key: Ed25519PrivateKey, created: str) -> JsonObject:
    """Give `document` with one more proof, by `key`, added to its proof set.

    ``created`` is the signer's claim of time, ``YYYY-MM-DDTHH:MM:SSZ``.
    """
    options: JsonObject = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method(did_of(key)),
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    signature = key.sign(_signed_bytes(options, document_digest(document)))
    proof: JsonObject = {**options, "proofValue": encode_multibase(signature)}
    earlier = cast("list[Json]", document.get("proof", []))
    return {**document, "proof": [*earlier, proof]}


def verify_proof(proof: JsonObject, digest: bytes) -> None:
    """Check one proof over the document whose `document_digest` is given.

    The proof's shape has been checked by the statement's parser. Raises `SignatureError`.
    """
    did = proof_signer(proof)
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    try:
        signature = decode_multibase(str(proof["proofValue"]), 64)
    except ValueError:
        raise SignatureError("proof_value_malformed", did=did) from None
    try:
        parse_did(did).verify(signature, _signed_bytes(options, digest))
    except InvalidSignature:
        raise SignatureError("signature_false", did=did) from None


def proof_signer(proof: JsonObject) -> Did:
    """Give the DID of a proof, whose verification method must be that DID's only one."""
    method = str(proof["verificationMethod"])
    did = Did(method.partition("#")[0])
    parse_did(did)
    if method != verification_method(did):
        raise SignatureError("verification_method_malformed", method=method[:160])
    return did


def _signed_bytes(options: JsonObject, digest: bytes) -> bytes:
    return hashlib.sha256(canonical(options)).digest() + digest
