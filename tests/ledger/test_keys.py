"""Key files: nobody else reads them, nothing overwrites them, and what is none is refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import keys
from ledger.errors import KeyFileError
from ledger.keys import generate_key, read_key, write_key
from ledger.register.did import did_of

from .build import did, key

PASSPHRASE = "三兔共耳 three hares"
#: The key pair of "Data Integrity EdDSA Cryptosuites v1.0", appendix B.
W3C = {
    "controller": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "secretKeyMultibase": "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq",
}


def code_of(path: Path, passphrase: str | None = None) -> str:
    with pytest.raises(KeyFileError) as refused:
        read_key(path, passphrase)
    return refused.value.code


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def is_same(one: Ed25519PrivateKey, other: Ed25519PrivateKey) -> bool:
    return one.private_bytes_raw() == other.private_bytes_raw()


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The content of a sealed file."""
    path = tmp_path_factory.mktemp("keys") / "sealed.key"
    write_key(path, key(1), PASSPHRASE)
    document: dict[str, Any] = json.loads(path.read_bytes())
    return document


# ---- round trips ------------------------------------------------------------------------------


def test_keys_are_new_every_time() -> None:
    assert not is_same(generate_key(), generate_key())


def test_an_open_file_is_a_multikey_document(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "my.key"
    assert write_key(path, key(1)) == did(1)
    assert is_same(read_key(path), key(1))
    # a passphrase that is not needed does no harm
    assert is_same(read_key(path, PASSPHRASE), key(1))
    document = json.loads(path.read_bytes())
    multibase = did(1).removeprefix("did:key:")
    assert document["secretKeyMultibase"].startswith("z")
    del document["secretKeyMultibase"]
    assert document == {
        "@context": "https://w3id.org/security/multikey/v1",
        "id": f"{did(1)}#{multibase}",
        "type": "Multikey",
        "controller": did(1),
        "publicKeyMultibase": multibase,
    }


def test_the_secret_is_in_the_w3c_spelling(tmp_path: Path) -> None:
    path = put(tmp_path / "w3c.key", json.dumps(W3C).encode())
    assert did_of(read_key(path)) == W3C["controller"]


def test_a_sealed_file_opens_with_its_passphrase_only(
    tmp_path: Path, sealed: dict[str, Any]
) -> None:
    path = put(tmp_path / "sealed.key", json.dumps(sealed).encode())
    assert is_same(read_key(path, PASSPHRASE), key(1))
    assert "secretKeyMultibase" not in sealed
    assert sealed["controller"] == did(1)
    assert code_of(path) == "key_passphrase_needed"
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        assert code_of(path, wrong) == "key_passphrase_wrong"


def test_a_file_sealed_twice_shares_nothing(tmp_path: Path, sealed: dict[str, Any]) -> None:
    path = tmp_path / "again.key"
    write_key(path, key(1), PASSPHRASE)
    again = json.loads(path.read_bytes())["sealed"]
    for name in ("salt", "nonce", "ciphertext"):
        assert again[name] != sealed["sealed"][name]


def test_argon2id_at_the_strength_of_rfc_9106(sealed: dict[str, Any]) -> None:
    assert {
        name: sealed["sealed"][name] for name in ("kdf", "iterations", "lanes", "memoryKiB")
    } == {
        "kdf": "argon2id",
        "iterations": 3,
        "lanes": 4,
        "memoryKiB": 64 * 1024,
    }


# ---- who may read, and what stays -------------------------------------------------------------


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_only_the_owner_reads_the_file_whatever_the_umask(
    tmp_path: Path, passphrase: str | None, mask: int
) -> None:
    path = tmp_path / "my.key"
    before = os.umask(mask)
    try:
        write_key(path, key(1), passphrase)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601, 0o777])
def test_a_file_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "my.key"
    write_key(path, key(1))
    path.chmod(mode)
    assert code_of(path) == "key_file_open_to_others"
    path.chmod(0o400)
    assert is_same(read_key(path), key(1))


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "my.key"
    write_key(path, key(1))
    before = path.read_bytes()
    (tmp_path / "link.key").symlink_to(tmp_path / "nowhere")
    for existing in (path, tmp_path / "link.key"):
        with pytest.raises(KeyFileError) as refused:
            write_key(existing, key(2))
        assert refused.value.code == "key_file_exists"
    assert path.read_bytes() == before
    assert not (tmp_path / "nowhere").exists()


def test_a_write_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "my.key"

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space left"):
            write_key(path, key(1))
    assert not path.exists()


# ---- what is no key file ----------------------------------------------------------------------


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.key", tmp_path, tmp_path / "missing.key" / "x"):
        assert code_of(path) == "key_file_missing"


def test_a_key_under_another_name(tmp_path: Path, sealed: dict[str, Any]) -> None:
    path = tmp_path / "my.key"
    write_key(path, key(1))
    document = {**json.loads(path.read_bytes()), "controller": did(2)}
    assert code_of(put(path, json.dumps(document).encode())) == "key_file_malformed"
    document = {**sealed, "controller": did(2)}
    assert code_of(put(path, json.dumps(document).encode()), PASSPHRASE) == "key_passphrase_wrong"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kdf", "scrypt"),
        ("iterations", 1),
        ("lanes", 1),
        ("memoryKiB", 8),
        ("memoryKiB", 2**31),
        ("memoryKiB", "65536"),
        ("salt", "AAAA"),
        ("nonce", "AAAA"),
        ("ciphertext", "not base64"),
        ("ciphertext", "三"),
        ("salt", None),
    ],
)
def test_a_sealed_file_sets_no_parameters(
    tmp_path: Path, sealed: dict[str, Any], name: str, value: object
) -> None:
    document = {**sealed, "sealed": {**sealed["sealed"], name: value}}
    path = put(tmp_path / "my.key", json.dumps(document).encode())
    assert code_of(path, PASSPHRASE) == "key_file_malformed"


@pytest.mark.parametrize("name", ["salt", "nonce", "ciphertext"])
def test_a_damaged_seal_does_not_open(tmp_path: Path, sealed: dict[str, Any], name: str) -> None:
    text = sealed["sealed"][name]
    damaged = ("B" if text[0] == "A" else "A") + text[1:]
    document = {**sealed, "sealed": {**sealed["sealed"], name: damaged}}
    path = put(tmp_path / "my.key", json.dumps(document).encode())
    assert code_of(path, PASSPHRASE) == "key_passphrase_wrong"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b"[" * 4000,
        b" " * 5000,
        b'{"controller": 1}',
        b'{"controller": []}',
        b'{"controller": "did:key:z6Mk"}',
        b'{"controller": "%b"}',
        b'{"controller": "%b", "secretKeyMultibase": 1}',
        b'{"controller": "%b", "secretKeyMultibase": "z6Mk"}',
        b'{"controller": "%b", "secretKeyMultibase": "%b"}',
        b'{"controller": "%b", "sealed": {}}',
        b'{"controller": "%b", "sealed": []}',
        b'{"controller": "%b", "sealed": "%b"}',
    ],
)
def test_a_file_that_is_no_key_file(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path / "my.key", data.replace(b"%b", did(1).encode()))
    assert code_of(path, PASSPHRASE) == "key_file_malformed"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_file_is_a_key_or_refused(
    tmp_path: Path, sealed: dict[str, Any], monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    # the least that Argon2id takes, or three hundred examples would take a minute
    small = {"iterations": 1, "lanes": 1, "memoryKiB": 8}
    monkeypatch.setattr(keys, "_ARGON2ID", small)
    document = {**sealed, "sealed": {**sealed["sealed"], **small}}
    if data.draw(st.booleans()):
        del document["sealed"]
        document.update(W3C)
    for part in (document, document.get("sealed", {})):
        for name in data.draw(st.sets(st.sampled_from([*part, "sealed"]), max_size=2)):
            part[name] = data.draw(json_values)
    text = json.dumps(document).encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    changed = data.draw(st.sampled_from([text, text[:start] + text[end:]]) | st.binary(max_size=50))
    passphrase = data.draw(st.none() | st.text(max_size=5))
    path = put(tmp_path / "any.key", changed)
    try:
        did_of(read_key(path, passphrase))
    except KeyFileError as error:
        assert error.code in {  # noqa: PT017  # either outcome is right
            "key_file_malformed",
            "key_passphrase_needed",
            "key_passphrase_wrong",
        }
