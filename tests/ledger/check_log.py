"""An auditor of its own: does a stored ledger hold together, by the specifications alone?

Written from RFC 6962, RFC 8785 (the ``rfc8785`` package), C2SP signed-note, tlog-checkpoint and
tlog-tiles, and W3C ``eddsa-jcs-2022``; it shares no line with `ledger.tlog`, nor with the
canonicaliser and the proofs of `ledger.register`. Only the replay of the register uses the rules
themselves, since that is what a replay is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.register.calendar import parse_time
from ledger.register.decide import apply, decide
from ledger.register.entry import parse_entry
from ledger.register.moment import Moment
from ledger.register.records import RECORDS
from ledger.register.state import Register
from ledger.store import EntryRow, Head, Reader, Store

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TIME = re.compile(r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ")


def check_log(store: Store, vkey: str) -> int:
    """Check everything that is stored and give the number of entries; AssertionError if not."""
    with store.read() as reader:
        head = reader.head()
        rows = reader.rows(0, head.size + 10_000)
        assert [row.index for row in rows] == list(range(head.size)), "a gap, or an entry beyond"
        _check_checkpoint(head, vkey)
        _check_entries(rows, head)
        _check_tree([leaf_hash(row.leaf) for row in rows], head, reader)
        _check_files(rows)
        _check_replay(rows, reader)
        return head.size


# ---- tree (RFC 6962 section 2.1) --------------------------------------------------------------


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def merkle_tree_hash(leaves: list[bytes]) -> bytes:
    """MTH over leaf hashes, by the recursion of the RFC."""
    n = len(leaves)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return leaves[0]
    k = 1 << (n - 1).bit_length() - 1
    left, right = merkle_tree_hash(leaves[:k]), merkle_tree_hash(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def _check_tree(leaves: list[bytes], head: Head, reader: Reader) -> None:
    assert head.root == merkle_tree_hash(leaves), "the root is not that of the entries"
    expected: dict[tuple[int, int], bytes] = {}
    level, hashes = 0, leaves
    while hashes:
        for index in range(0, len(hashes), 256):
            expected[level, index // 256] = b"".join(hashes[index : index + 256])
        # "Partial tiles are not hashed into the level above": whole groups of 256 only
        whole = range(0, len(hashes) - 255, 256)
        hashes = [merkle_tree_hash(hashes[start : start + 256]) for start in whole]
        level += 1
    widths = {(level, index): width for level, index, width in reader.tile_refs()}
    assert widths == {ref: len(row) // 32 for ref, row in expected.items()}, "other tiles"
    assert reader.tiles(list(expected)) == expected, "a tile differs from the entries"


# ---- checkpoint (C2SP signed-note, tlog-checkpoint) -------------------------------------------


def _check_checkpoint(head: Head, vkey: str) -> None:
    if head.size == 0:
        assert head.checkpoint == b""
        return
    name, key_id, encoded = vkey.split("+", 2)
    key = base64.b64decode(encoded)
    assert key[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, signatures = head.checkpoint.decode().split("\n\n")
    origin, size, root = (text + "\n").splitlines()
    assert (origin, size) == (name, str(head.size))
    assert base64.b64decode(root) == head.root
    (line,) = signatures.splitlines()
    dash, signer, blob = line.split(" ")
    assert (dash, signer) == ("—", name)
    raw = base64.b64decode(blob)
    assert raw[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], (text + "\n").encode())


# ---- entries ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Leaf:
    hash: bytes
    document: dict[str, Any]
    digest: bytes


@lru_cache(maxsize=50_000)
def _checked_leaf(leaf: bytes) -> _Leaf:
    """What is true of one leaf by itself: canonical form, size, members, every signature."""
    assert len(leaf) <= 65_535
    document = json.loads(leaf)
    assert rfc8785.dumps(document) == leaf, "a leaf is not in canonical form"
    assert document.keys() == {"registry", "statement"}
    statement = document["statement"]
    unsecured = {name: value for name, value in statement.items() if name != "proof"}
    digest = hashlib.sha256(rfc8785.dumps(unsecured)).digest()
    signers = [_check_proof(proof, digest) for proof in statement["proof"]]
    assert statement["issuer"] in signers
    assert len(set(signers)) == len(signers)
    return _Leaf(leaf_hash(leaf), document, digest)


def _check_proof(proof: dict[str, Any], digest: bytes) -> str:
    """Verify an ``eddsa-jcs-2022`` proof and give its signer."""
    did, _, fragment = str(proof["verificationMethod"]).partition("#")
    assert did == f"did:key:{fragment}"
    key = _base58(fragment, 34)
    assert key[:2] == b"\xed\x01"
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    assert options["cryptosuite"] == "eddsa-jcs-2022"
    signed = hashlib.sha256(rfc8785.dumps(options)).digest() + digest
    signature = _base58(proof["proofValue"], 64)
    Ed25519PublicKey.from_public_bytes(key[2:]).verify(signature, signed)
    return did


def _base58(text: str, size: int) -> bytes:
    assert text[0] == "z"
    value = 0
    for character in text[1:]:
        value = value * 58 + _ALPHABET.index(character)
    return value.to_bytes(size, "big")


def _check_entries(rows: list[EntryRow], head: Head) -> None:
    previous, time, ids = None, "", set()
    for row in rows:
        leaf = _checked_leaf(row.leaf)
        registry, statement = leaf.document["registry"], leaf.document["statement"]
        assert registry["previous"] == previous, f"the chain breaks at {row.index}"
        assert _TIME.fullmatch(registry["time"])
        assert registry["time"] >= time, f"time goes back at {row.index}"
        assert (row.statement_id, row.kind) == (statement["id"], statement["type"][1])
        assert row.digest == leaf.digest
        assert row.time == registry["time"]
        assert (row.index == 0) == (row.kind == "LedgerGenesis")
        previous, time = leaf.hash.hex(), registry["time"]
        ids.add(statement["id"])
    assert len(ids) == len(rows), "an id stands twice"
    assert head.leaf == (bytes.fromhex(previous) if previous else None)
    assert head.time == (time or None)


def _check_files(rows: list[EntryRow]) -> None:
    for row in rows:
        document = _checked_leaf(row.leaf).document
        registry, subject = document["registry"], document["statement"]["credentialSubject"]
        assert (row.file is None) == ("file" not in registry) == ("file" not in subject)
        if row.file is not None:
            claimed = (subject["file"]["sha256"], subject["file"]["mediaType"])
            assert (registry["file"]["sha256"], registry["file"]["mediaType"]) == claimed
            assert (row.file.sha256, row.file.media_type) == claimed
            assert list(row.file.fingerprints) == registry["fingerprints"]


# ---- register ---------------------------------------------------------------------------------


def _check_replay(rows: list[EntryRow], reader: Reader) -> None:
    """The entries alone give what is stored of the register, byte for byte, and their rulings."""
    register = Register()
    made: dict[tuple[int, str, str], str | None] = {}
    for row in rows:
        entry = parse_entry(row.leaf, row.index)
        moment = Moment(row.index, parse_time(entry.registry.time))
        assert decide(entry.statement, register, moment) == (entry.registry.ruling or {})
        apply(register, entry)
        for (table, key), text in register.changes().items():
            if RECORDS[table].versioned:
                made[row.index, table, key] = text
    replayed = sorted(
        (f"{table}/{key}".encode(), text) for (table, key), text in register.dump().items()
    )
    stored = reader.records_after(None, len(replayed) + 1)
    assert [(f"{table}/{key}".encode(), text) for (table, key), text in stored] == replayed
    versions = reader.versions(None, None)
    assert len(versions) == len(made)
    assert {(entry, *key): text for entry, key, text in versions} == made
    folios = [json.loads(text) for name, text in replayed if name.startswith(b"work/")]
    expected = {folio["filed"]: _looked_for_by(folio) for folio in folios}
    works = reader.catalogue(0, len(rows))
    assert {index: (work.title, work.category, work.owners) for index, work in works.items()} == (
        expected
    )


def _looked_for_by(folio: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    titles = [folio["title"][language] for language in ("zh", "en") if language in folio["title"]]
    title = unicodedata.normalize("NFKC", "\n".join(titles)).casefold()
    return title, folio["category"], tuple(owner["party"] for owner in folio["owners"])
