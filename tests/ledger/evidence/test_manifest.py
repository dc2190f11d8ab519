"""The manifest: its signature by tools that are not ours, and what is none."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import base58
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.evidence.capture import Capture, new_capture
from ledger.evidence.manifest import (
    MAX_MANIFEST_BYTES,
    check_listed,
    new_manifest,
    parse_manifest,
    sign_manifest,
    verify_manifest,
)
from ledger.register.canonical import canonical

from ..build import ORIGIN, TIME, did, digest, key
from .case import refusal

MEMBERS = {"README.txt": b"read me\n", "suspect.png": b"\x89PNG"}
FALSE = ("evidence_member_false", "manifest.json")


def capture() -> Capture:
    return new_capture(
        work="urn:uuid:00000000-0000-4000-8000-000000000001",
        suspect=digest("suspect"),
        address="x",
        seen="2026-11-22T07:00:00Z",
        collector=did(1),
    )


@pytest.fixture(scope="module")
def data() -> bytes:
    return sign_manifest(new_manifest(MEMBERS, capture(), ORIGIN, TIME), key(1), TIME)


def test_it_is_signed_as_data_integrity_says(data: bytes) -> None:
    """With `rfc8785`, `base58` and `cryptography`, from the text of the specification."""
    document: dict[str, Any] = json.loads(data)
    (proof,) = document.pop("proof")
    signature = base58.b58decode(proof.pop("proofValue").removeprefix("z"))
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    multikey = base58.b58decode(document["issuer"].removeprefix("did:key:z"))
    hashed = [hashlib.sha256(rfc8785.dumps(part)).digest() for part in (proof, document)]
    Ed25519PublicKey.from_public_bytes(multikey[2:]).verify(signature, b"".join(hashed))
    listed = document["credentialSubject"]["members"]
    assert [(row["name"], row["length"], row["sha256"]) for row in listed] == [
        (name, len(content), hashlib.sha256(content).hexdigest())
        for name, content in sorted(MEMBERS.items())
    ]


def test_it_says_who_signed(data: bytes) -> None:
    manifest = parse_manifest(data)
    assert verify_manifest(manifest) == did(1)
    assert manifest.subject.seen == "2026-11-22T07:00:00Z"
    check_listed(manifest, MEMBERS)
    unsigned = parse_manifest(new_manifest(MEMBERS, capture(), ORIGIN, TIME))
    assert refusal(lambda: verify_manifest(unsigned)) == FALSE


def test_members_that_are_not_those_listed(data: bytes) -> None:
    manifest = parse_manifest(data)
    for members, code, name in (
        ({"README.txt": MEMBERS["README.txt"]}, "evidence_member_missing", "suspect.png"),
        (MEMBERS | {"x": b""}, "evidence_member_unlisted", "x"),
        (MEMBERS | {"suspect.png": b""}, "evidence_member_altered", "suspect.png"),
    ):
        found = refusal(lambda given=members: check_listed(manifest, given))
        assert found == (code, name)


def changed(data: bytes, **members: Any) -> bytes:
    return canonical(json.loads(data) | members)


def test_what_is_no_manifest(data: bytes) -> None:
    document = json.loads(data)
    subject = document["credentialSubject"]
    row = subject["members"][0]
    for broken in (
        b"",
        b"{}",
        b"[" * 70_000,
        b'{"a":' * 9_000,
        data + b" ",
        json.dumps(document).encode(),
        changed(data, type=["VerifiableCredential", "EvidenceRecord"]),
        changed(data, issuer=did(2)),
        changed(data, proof=None),
        changed(data, proof=[]),
        changed(data, proof=document["proof"] * 2),
        changed(data, note="x"),
        changed(data, credentialSubject=subject | {"members": []}),
        changed(data, credentialSubject=subject | {"members": [row] * 65}),
        changed(data, credentialSubject=subject | {"members": [row | {"length": -1}]}),
        b" " * (MAX_MANIFEST_BYTES + 1),
    ):
        assert refusal(lambda given=broken: parse_manifest(given)) == FALSE
    twice = changed(data, credentialSubject=subject | {"members": [row, *subject["members"]]})
    found = parse_manifest(twice)
    assert refusal(lambda: check_listed(found, MEMBERS)) == FALSE


def test_a_signature_that_is_none(data: bytes) -> None:
    (proof,) = json.loads(data)["proof"]
    for more in (
        {"proofValue": "z1"},
        {"proofValue": "x"},
        {"created": "2026-11-21T10:00:01Z"},
        {"verificationMethod": "did:key:z6Mk#z6Mk"},
        {"verificationMethod": f"{did(2)}#{did(2).removeprefix('did:key:')}"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
    ):
        found = parse_manifest(changed(data, proof=[proof | more]))
        assert refusal(lambda given=found: verify_manifest(given)) == FALSE


@given(drawn=st.data())
@settings(max_examples=200, deadline=None)
def test_no_bit_can_be_changed(data: bytes, drawn: st.DataObject) -> None:
    altered = bytearray(data)
    altered[drawn.draw(st.integers(0, len(data) - 1))] ^= 1 << drawn.draw(st.integers(0, 7))

    def attempt() -> None:
        manifest = parse_manifest(bytes(altered))
        verify_manifest(manifest)

    assert refusal(attempt) == FALSE
