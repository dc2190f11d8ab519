"""Checkpoints and statements verify with the command line of OpenSSL and no library of ours."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import base58
import httpx
import pytest
import rfc8785

from .conftest import SIZE, ServedLog

#: What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410).
_DER = bytes.fromhex("302a300506032b6570032100")

Verify = Callable[[bytes, bytes, bytes], str]


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Give what asks OpenSSL about a key, a message and a signature, and gives its answer."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl command here")
    usage = subprocess.run(
        [openssl, "pkeyutl", "-help"], capture_output=True, text=True, check=False
    )
    if "-rawin" not in usage.stderr + usage.stdout:
        pytest.skip("this openssl cannot verify Ed25519 (pkeyutl -rawin, OpenSSL 3)")

    def run(key: bytes, message: bytes, signature: bytes) -> str:
        (tmp_path / "key.der").write_bytes(_DER + key)
        (tmp_path / "message").write_bytes(message)
        (tmp_path / "signature").write_bytes(signature)
        words = "pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in message"
        command = [openssl, *words.split(), "-sigfile", "signature"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) == ("Verified Successfully" in done.stdout)
        return done.stdout.strip()

    return run


def test_the_checkpoint_is_signed(verify: Verify, served_log: ServedLog) -> None:
    name, key_id, encoded = served_log.vkey.split("+", 2)
    key = base64.b64decode(encoded)
    text, _, line = httpx.get(f"{served_log.url}/checkpoint").text.rpartition("\n\n")
    dash, signer, blob = line.removesuffix("\n").split(" ")
    signature = base64.b64decode(blob)
    assert (dash, signer, signature[:4].hex()) == ("—", name, key_id)
    assert text.splitlines()[:2] == [name, str(SIZE)]
    signed = f"{text}\n".encode()
    assert verify(key[1:], signed, signature[4:]) == "Signature Verified Successfully"
    altered = signed.replace(b"\n531\n", b"\n532\n")
    assert verify(key[1:], altered, signature[4:]) == "Signature Verification Failure"


def test_a_statement_is_signed(verify: Verify, served_log: ServedLog) -> None:
    statement: dict[str, Any] = httpx.get(f"{served_log.url}/v1/entries/300").json()["statement"]
    (proof,) = statement.pop("proof")
    signature = base58.b58decode(proof.pop("proofValue").removeprefix("z"))
    multikey = base58.b58decode(statement["issuer"].removeprefix("did:key:z"))
    assert multikey[:2] == b"\xed\x01"
    assert proof["cryptosuite"] == "eddsa-jcs-2022"

    def signed(document: dict[str, Any]) -> bytes:
        parts = (rfc8785.dumps(proof), rfc8785.dumps(document))
        return b"".join(hashlib.sha256(part).digest() for part in parts)

    assert verify(multikey[2:], signed(statement), signature) == "Signature Verified Successfully"
    statement["ledger"] = "log.example/another"
    assert verify(multikey[2:], signed(statement), signature) == "Signature Verification Failure"
