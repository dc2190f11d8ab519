"""Key files: Ed25519 keys as W3C Multikey documents, optionally sealed with a passphrase.

An open file holds ``secretKeyMultibase``. A sealed one holds in its place the 32 secret bytes under
ChaCha20-Poly1305, with a key made from the passphrase by Argon2id (RFC 9106, second recommended
option: 64 MiB, 3 passes, 4 lanes) and the DID as associated data.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ledger.errors import KeyFileError, StatementError
from ledger.register.canonical import parse_json
from ledger.register.did import Did, decode_multibase, did_of, encode_multibase, parse_did

_MULTICODEC_ED25519_PRIVATE = b"\x80\x26"
_ARGON2ID = {"iterations": 3, "lanes": 4, "memoryKiB": 65536}
_MAX_BYTES = 4096


def generate_key() -> Ed25519PrivateKey:
    """Make a new key from the operating system's randomness."""
    return Ed25519PrivateKey.generate()


def write_key(path: Path, key: Ed25519PrivateKey, passphrase: str | None = None) -> Did:
    """Write `key` to a new file that only its owner can read, and give its DID.

    Raises `KeyFileError` (``key_file_exists``): a key is never overwritten.
    """
    did = did_of(key)
    document: dict[str, Any] = {
        "@context": "https://w3id.org/security/multikey/v1",
        "id": f"{did}#{did.removeprefix('did:key:')}",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": did.removeprefix("did:key:"),
    }
    if passphrase is None:
        secret = _MULTICODEC_ED25519_PRIVATE + key.private_bytes_raw()
        document["secretKeyMultibase"] = encode_multibase(secret)
    else:
        document["sealed"] = _seal(key, did, passphrase)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_new(path, json.dumps(document, indent=2) + "\n")
    return did


def read_key(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """Read a key file; `KeyFileError` says what is wrong with it.

    A file that others can read is refused (on systems with POSIX permissions): its key has to be
    taken for known.
    """
    try:
        data = path.read_bytes()
        mode = path.stat().st_mode
    except OSError:
        raise KeyFileError("key_file_missing", path=path) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyFileError("key_file_open_to_others", path=path)
    try:
        document: dict[str, Any] = parse_json(data, _MAX_BYTES)
        did = Did(document["controller"])
        parse_did(did)
        sealed = document.get("sealed")
        if sealed is not None and passphrase is None:
            raise KeyFileError("key_passphrase_needed", path=path)
        raw = _unseal(sealed, did, passphrase or "") if sealed else _open_secret(document)
        key = Ed25519PrivateKey.from_private_bytes(raw)
    except InvalidTag:
        raise KeyFileError("key_passphrase_wrong", path=path) from None
    except StatementError as error:
        raise KeyFileError("key_file_malformed", path=path, detail=error.code) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        detail = type(error).__name__
        raise KeyFileError("key_file_malformed", path=path, detail=detail) from None
    if did_of(key) != did:
        raise KeyFileError("key_file_malformed", path=path, detail="controller")
    return key


def _write_new(path: Path, text: str) -> None:
    """Make a file whole or not at all, and never in place of another."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # unlike a rename, a link fails where there is a file already
        path.hardlink_to(temporary)
    except FileExistsError:
        raise KeyFileError("key_file_exists", path=path) from None
    finally:
        Path(temporary).unlink()


def _open_secret(document: dict[str, Any]) -> bytes:
    secret = decode_multibase(document["secretKeyMultibase"], 34)
    if secret[:2] != _MULTICODEC_ED25519_PRIVATE:
        raise ValueError("not an Ed25519 secret")
    return secret[2:]


def _seal(key: Ed25519PrivateKey, did: Did, passphrase: str) -> dict[str, Any]:
    salt, nonce = os.urandom(16), os.urandom(12)
    cipher = ChaCha20Poly1305(_derive(passphrase, salt))
    return {
        "kdf": "argon2id",
        **_ARGON2ID,
        "salt": base64.b64encode(salt).decode("ascii"),
        "cipher": "chacha20-poly1305",
        "nonce": base64.b64encode(nonce).decode("ascii"),
        "ciphertext": base64.b64encode(
            cipher.encrypt(nonce, key.private_bytes_raw(), did.encode("ascii"))
        ).decode("ascii"),
    }


def _unseal(sealed: dict[str, Any], did: Did, passphrase: str) -> bytes:
    salt, nonce, ciphertext = (
        base64.b64decode(sealed[name], validate=True) for name in ("salt", "nonce", "ciphertext")
    )
    # the parameters are ours to fix: a file must not be able to ask for less, or for all memory
    if sealed["kdf"] != "argon2id" or {name: sealed[name] for name in _ARGON2ID} != _ARGON2ID:
        raise ValueError("parameters of the key derivation")
    return ChaCha20Poly1305(_derive(passphrase, salt)).decrypt(
        nonce, ciphertext, did.encode("ascii")
    )


def _derive(passphrase: str, salt: bytes) -> bytes:
    return Argon2id(
        salt=salt,
        length=32,
        iterations=_ARGON2ID["iterations"],
        lanes=_ARGON2ID["lanes"],
        memory_cost=_ARGON2ID["memoryKiB"],
    ).derive(passphrase.encode("utf-8"))
