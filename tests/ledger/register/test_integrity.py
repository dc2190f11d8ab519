"""Proofs of eddsa-jcs-2022, step by step, against vectors that others wrote and our own."""

import json
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import SignatureError, StatementError
from ledger.register import integrity
from ledger.register.canonical import canonical, parse_json
from ledger.register.did import Did, decode_multibase, did_of, encode_multibase
from ledger.register.integrity import (
    document_digest,
    proof_signer,
    sign_document,
    verify_proof,
)

from . import edwards
from .build import ALICE, BOB, own_json, shared_bytes
from .vectors import generate


def verify_all(document: dict[str, Any]) -> None:
    for proof in document["proof"]:
        verify_proof(proof, document_digest(document))


# ---- W3C ---------------------------------------------------------------------------------------


def w3c(name: str) -> str:
    return shared_bytes(f"eddsa-jcs-2022/{name}").decode().strip()


def w3c_document() -> dict[str, Any]:
    return parse_json(w3c("signedJCS.json").encode())


def w3c_key() -> Ed25519PrivateKey:
    secret = decode_multibase(json.loads(w3c("keyPair.json"))["privateKeyMultibase"], 34)
    return Ed25519PrivateKey.from_private_bytes(secret[2:])


def test_w3c_canonical_document():
    unsigned = w3c_document()
    del unsigned["proof"]
    assert canonical(unsigned) == w3c("canonDocJCS.txt").encode()


def test_w3c_hashes():
    document = w3c_document()
    options = parse_json(w3c("proofConfigJCS.json").encode())
    digest = document_digest(document)
    assert digest.hex() == w3c("docHashJCS.txt")
    assert sha256(canonical(options)).hexdigest() == w3c("proofHashJCS.txt")
    assert integrity._signed_bytes(options, digest).hex() == w3c("combinedHashJCS.txt")


def test_w3c_signature_is_made():
    document = w3c_document()
    expected = document.pop("proof")
    made = sign_document(document, w3c_key(), "2023-02-24T23:36:38Z")
    assert made == {**document, "proof": [expected]}
    assert expected["proofValue"] == w3c("sigBTC58JCS.txt")
    assert decode_multibase(expected["proofValue"], 64).hex() == w3c("sigHexJCS.txt")


def test_w3c_signature_is_verified():
    document = w3c_document()
    verify_proof(document["proof"], document_digest(document))
    assert proof_signer(document["proof"]) == did_of(w3c_key())


@pytest.mark.parametrize("member", ["name", "id", "@context", "validFrom"])
def test_w3c_document_altered(member):
    document = w3c_document()
    document[member] = "altered"
    with pytest.raises(SignatureError) as caught:
        verify_proof(document["proof"], document_digest(document))
    assert caught.value.code == "signature_false"


# ---- our own -----------------------------------------------------------------------------------


def test_our_vectors_are_what_their_generator_gives():
    assert own_json("signed.json") == generate.signed()
    assert own_json("ed25519.json") == generate.edge_cases()


def test_every_step_of_our_vector():
    vector = own_json("signed.json")
    document, proof = vector["document"], vector["proof"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed"]))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    assert canonical(document).decode() == vector["canonical"]
    assert parse_json(vector["canonical"].encode()) == document
    digest = document_digest(document)
    assert integrity._signed_bytes(options, digest).hex() == vector["combined"]
    assert sign_document(document, key, options["created"]) == {**document, "proof": [proof]}
    assert decode_multibase(proof["proofValue"], 64).hex() == vector["signature"]
    assert document_digest({**document, "proof": [proof]}) == digest
    verify_proof(proof, digest)


def test_signatures_are_those_of_the_oracle():
    document = sign_document({"@context": ["a", "b"]}, ALICE, "2026-11-21T10:00:00Z")
    [proof] = document["proof"]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    message = integrity._signed_bytes(options, document_digest(document))
    assert decode_multibase(proof["proofValue"], 64) == edwards.sign(
        ALICE.private_bytes_raw(), message
    )


def test_a_proof_set_is_proofs_over_one_document_in_any_order():
    document = sign_document({"@context": ["a", "b"], "x": 1}, ALICE, "2026-11-21T10:00:00Z")
    both = sign_document(document, BOB, "2026-11-21T10:00:01Z")
    assert both["proof"][0] == document["proof"][0]
    verify_all(both)
    verify_all({**both, "proof": both["proof"][::-1]})
    verify_all({**both, "proof": both["proof"][1:]})
    assert [proof_signer(proof) for proof in both["proof"]] == [did_of(ALICE), did_of(BOB)]


def test_every_option_of_a_proof_is_signed():
    document = sign_document({"@context": ["a", "b"]}, ALICE, "2026-11-21T10:00:00Z")
    [proof] = document["proof"]
    digest = document_digest(document)
    for member in ("type", "cryptosuite", "created", "proofPurpose", "@context"):
        with pytest.raises(SignatureError) as caught:
            verify_proof({**proof, member: "altered"}, digest)
        assert caught.value.code == "signature_false"
    for changed in ({**proof, "domain": "x"}, {k: v for k, v in proof.items() if k != "created"}):
        with pytest.raises(SignatureError):
            verify_proof(changed, digest)


@pytest.mark.parametrize(
    "method",
    [
        did_of(ALICE),
        did_of(ALICE) + "#",
        did_of(ALICE) + "#" + did_of(BOB).removeprefix("did:key:"),
        did_of(ALICE) + "#" + did_of(ALICE),
        did_of(ALICE) + "#key-1",
        did_of(ALICE) + "#" + did_of(ALICE).removeprefix("did:key:") + "#",
    ],
)
def test_a_key_has_one_verification_method(method):
    document = sign_document({"@context": ["a", "b"]}, ALICE, "2026-11-21T10:00:00Z")
    with pytest.raises(SignatureError) as caught:
        verify_proof({**document["proof"][0], "verificationMethod": method}, bytes(32))
    assert caught.value.code == "verification_method_malformed"


# ---- signatures at the edges -------------------------------------------------------------------


def outcome(monkeypatch: pytest.MonkeyPatch, public: bytes, message: bytes, value: str) -> str:
    """Return what `verify_proof` says where the proof covers `message`: ``good`` or a code."""
    monkeypatch.setattr(integrity, "_signed_bytes", lambda _options, _digest: message)
    name = encode_multibase(b"\xed\x01" + public)
    method = integrity.verification_method(Did(f"did:key:{name}"))
    try:
        verify_proof({"verificationMethod": method, "proofValue": value}, b"")
    except StatementError as error:
        return error.code
    return "good"


OUTCOMES = {
    None: "good",
    "false": "signature_false",
    "malformed": "proof_value_malformed",
    "weak": "did_weak_key",
}


@pytest.mark.parametrize("case", own_json("ed25519.json"), ids=lambda case: case["comment"])
def test_our_edge_cases(monkeypatch, case):
    public, message, signature = (
        bytes.fromhex(case[name]) for name in ("public", "message", "signature")
    )
    said = outcome(monkeypatch, public, message, encode_multibase(signature))
    assert said == OUTCOMES[case["code"]]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: "",
        lambda value: value[1:],
        lambda value: "f" + value[1:],
        lambda value: "z1" + value[1:],
        lambda value: value + " ",
        lambda value: " " + value,
        lambda value: value + "\n",
        lambda value: value[:9] + "\u3000" + value[9:],
        lambda value: value[:-1] + "l",
        lambda value: value + value,
        lambda value: "z" + "z" * 128,
        lambda value: "z" + "1" * 128,
    ],
)
def test_a_signature_has_one_spelling(monkeypatch, spoil):
    value = encode_multibase(ALICE.sign(b"message"))
    public = ALICE.public_key().public_bytes_raw()
    assert outcome(monkeypatch, public, b"message", value) == "good"
    assert outcome(monkeypatch, public, b"message", spoil(value)) == "proof_value_malformed"


def test_wycheproof(monkeypatch):
    vectors = json.loads(shared_bytes("ed25519/ed25519_test.json"))
    seen = 0
    for group in vectors["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            signature = bytes.fromhex(test["sig"])
            said = outcome(
                monkeypatch, public, bytes.fromhex(test["msg"]), encode_multibase(signature)
            )
            if test["result"] == "valid":
                assert said == "good", test
            elif len(signature) != 64:
                assert said == "proof_value_malformed", test
            else:
                assert said == "signature_false", test
            seen += 1
    assert seen == vectors["numberOfTests"]
