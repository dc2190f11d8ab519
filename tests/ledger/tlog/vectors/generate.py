"""Makes the vectors beside it, from hashes and keys alone.

``python -m tests.ledger.tlog.vectors.generate`` in the project's root writes them anew. Shares no
code with `ledger.tlog`; the signatures are Ed25519's, which are deterministic.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ..oracle import Tree

HERE = Path(__file__).parent
ENTRIES = [f"entry {index}".encode() for index in range(21)]
ORIGIN = "ledger.example/mogao"
WITNESS = "witness.example/dunhuang"
TIMESTAMP = 1_763_769_600
INDEX = 13


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def merkle() -> dict[str, Any]:
    tree = Tree(ENTRIES)
    size = len(ENTRIES)
    sizes = [1, 2, 3, 6, 7, 8, 16, 21]
    return {
        "entries": [entry.decode() for entry in ENTRIES],
        "roots": [tree.root(n).hex() for n in range(size + 1)],
        "inclusion": [
            {"index": m, "size": n, "proof": [h.hex() for h in tree.path(m, 0, n)]}
            for n in sizes
            for m in {0, n // 2, n - 1}
        ],
        "consistency": [
            {"old": m, "new": n, "proof": [h.hex() for h in tree.proof(m, n)]}
            for n in sizes
            for m in sizes
            if m <= n
        ],
    }


def key(name: str, kind: int, seed: bytes) -> tuple[Ed25519PrivateKey, bytes, dict[str, str]]:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = bytes([kind]) + private.public_key().public_bytes_raw()
    key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    texts = {
        "name": name,
        "vkey": f"{name}+{key_id.hex()}+{b64(public)}",
        "skey": f"PRIVATE+KEY+{name}+{key_id.hex()}+{b64(bytes([kind]) + seed)}",
    }
    return private, key_id, texts


def texts() -> dict[str, Any]:
    tree = Tree(ENTRIES)
    size = len(ENTRIES)
    body = f"{ORIGIN}\n{size}\n{b64(tree.root(size))}\n"
    log, log_id, log_texts = key(ORIGIN, 1, bytes(range(32)))
    checkpoint = f"{body}\n— {ORIGIN} {b64(log_id + log.sign(body.encode()))}\n"
    witness, witness_id, witness_texts = key(WITNESS, 4, bytes(range(32, 64)))
    message = f"cosignature/v1\ntime {TIMESTAMP}\n{body}".encode()
    stamped = TIMESTAMP.to_bytes(8, "big") + witness.sign(message)
    cosignature = f"— {WITNESS} {b64(witness_id + stamped)}\n"
    hashes = "".join(f"{b64(value)}\n" for value in tree.path(INDEX, 0, size))
    consistency = "".join(f"{b64(value)}\n" for value in tree.proof(8, size))
    return {
        "log": log_texts,
        "witness": {"name": WITNESS, "vkey": witness_texts["vkey"]},
        "timestamp": TIMESTAMP,
        "body": body,
        "checkpoint": checkpoint,
        "cosignature": cosignature,
        "index": INDEX,
        "entry": ENTRIES[INDEX].decode(),
        "proof": f"c2sp.org/tlog-proof@v1\nindex {INDEX}\n{hashes}\n{checkpoint}",
        "proof_with_extra": (
            f"c2sp.org/tlog-proof@v1\nextra {b64(b'extra')}\nindex {INDEX}\n{hashes}\n"
            f"{checkpoint}{cosignature}"
        ),
        "add_checkpoint": f"old 8\n{consistency}\n{checkpoint}",
    }


def dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "merkle.json").write_text(dump(merkle()), "utf-8")
    (HERE / "texts.json").write_text(dump(texts()), "utf-8")
