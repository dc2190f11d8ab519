"""Audit a whole log (C2SP tlog-tiles) over HTTP, with its public key and none of our code.

外部审计：只凭公钥，从网络读取并核对整个日志。

    python examples/audit_from_outside.py               a small ledger, made for this
    python examples/audit_from_outside.py URL VKEY      any other
"""

import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import nullcontext

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rfc6962 import leaf_hash, root_by_proof, root_of
from sample_server import sample_server


def audit(http: httpx.Client, vkey: str) -> Iterator[tuple[str, bool]]:
    """Read all that the log serves; give each claim and whether it holds."""
    size, root = open_checkpoint(http.get("/checkpoint").text, vkey)
    yield f"检查点由日志密钥签署 / the log's key signed its checkpoint: size {size}", True
    leaves = [leaf_hash(entry) for entry in read_entries(http, size)]
    yield f"树根出自条目 / its root is that of the entries: {root.hex()}", root_of(leaves) == root
    level, hashes = 0, leaves
    while hashes:
        rows = [hashes[start : start + 256] for start in range(0, len(hashes), 256)]
        tiles = [fetch(http, str(level), index, len(row)) for index, row in enumerate(rows)]
        yield f"第 {level} 层哈希块 / tiles: {len(rows)}", tiles == [b"".join(row) for row in rows]
        level, hashes = level + 1, [root_of(row) for row in rows if len(row) == 256]
    index = size // 2
    header, _, note = http.get(f"/v1/entries/{index}/proof").text.partition("\n\n")
    proof = [b64decode(line) for line in header.splitlines()[2:]]
    size, root = open_checkpoint(note, vkey)  # one of its own: the log may have grown meanwhile
    holds = root_by_proof(leaves[index], index, size, proof) == root
    yield f"第 {index} 号条目在树中 / entry {index} is in the tree: {len(proof)} hashes", holds


def open_checkpoint(note: str, vkey: str) -> tuple[int, bytes]:
    """Verify a signed note (C2SP) and give the size and root of the checkpoint in it, or raise."""
    name, key_id, key = vkey.split("+", 2)
    text, _, lines = note.rpartition("\n\n")
    signatures = [b64decode(line.split(" ")[2]) for line in lines.splitlines()]
    signature = next(raw[4:] for raw in signatures if raw[:4].hex() == key_id)
    public = Ed25519PublicKey.from_public_bytes(b64decode(key)[1:])
    public.verify(signature, f"{text}\n".encode())
    size, root = text.removeprefix(f"{name}\n").splitlines()
    return int(size), b64decode(root)


def fetch(http: httpx.Client, kind: str, index: int, width: int) -> bytes:
    """Fetch a tile, or as much as there is of the last; index 1234067 is x001/x234/067."""
    *groups, last = f"{index:,}".split(",")
    path = f"/tile/{kind}/" + "".join(f"x{group:0>3}/" for group in groups) + f"{last:0>3}"
    return http.get(path if width == 256 else f"{path}.p/{width}").content


def read_entries(http: httpx.Client, size: int) -> Iterator[bytes]:
    """Read all entries: 256 in a bundle, each behind its length in two bytes."""
    for start in range(0, size, 256):
        bundle = fetch(http, "entries", start // 256, min(256, size - start))
        while bundle:
            end = 2 + int.from_bytes(bundle[:2], "big")
            yield bundle[2:end]
            bundle = bundle[end:]


if __name__ == "__main__":
    log = nullcontext(sys.argv[1:]) if len(sys.argv) == 3 else sample_server()
    with log as (url, vkey), httpx.Client(base_url=url) as http:
        for claim, holds in audit(http, vkey):
            if not holds:
                sys.exit(f"✗ {claim}")
            print(f"✓ {claim}")
