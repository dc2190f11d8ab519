"""Receipts from a log that includes whatever it likes: what stands in the entry is checked too."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from ledger.errors import ReceiptError, SignatureError, StatementError
from ledger.receipt import Receipt, verify_receipt
from ledger.register.canonical import canonical
from ledger.register.entry import encode_entry
from ledger.register.statement import parse_statement
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.merkle import leaf_hash, node_hash
from ledger.tlog.note import Signer
from ledger.tlog.tlog_proof import TlogProof, format_tlog_proof

from .build import TIME, digest, log_signer, party, resigned, submission, work


def alone(leaf: bytes, signer: Signer, index: int = 0, size: int = 1) -> Receipt:
    """A receipt from a log that admits anything: the leaf alone, or beside an empty one."""
    other = leaf_hash(b"")
    pair = (leaf_hash(leaf), other) if index == 0 else (other, leaf_hash(leaf))
    root = leaf_hash(leaf) if size == 1 else node_hash(*pair)
    hashes = () if size == 1 else (other,)
    checkpoint = sign_checkpoint(Checkpoint(signer.name, size, root), signer)
    return Receipt(index, leaf, format_tlog_proof(TlogProof(index, hashes, checkpoint)))


def entry(document: Any, **registry: Any) -> bytes:
    statement = parse_statement(canonical(document))
    made = {"time": "2026-11-21T10:00:00Z", "previous": None, **registry}
    return encode_entry(statement, made)


def test_what_a_dishonest_log_includes_is_checked_all_the_same() -> None:
    signer = log_signer()
    good = party(1)
    verify_receipt(alone(entry(good), signer), signer.verifier)
    verify_receipt(alone(entry(good), signer, index=1, size=2), signer.verifier)
    forged = {**good, "validFrom": "2026-11-20T10:00:00Z"}
    unsigned_by_issuer = resigned(good, 2, time=TIME)
    elsewhere = party(1, ledger="other.log")
    for leaf, error, code in (
        (entry(forged), SignatureError, "signature_false"),
        (entry(unsigned_by_issuer), SignatureError, "issuer_signature_missing"),
        (entry(elsewhere), ReceiptError, "receipt_origin_differs"),
        (entry(good, extra="x"), StatementError, "entry_malformed"),
        (entry(good, time="later"), StatementError, "entry_malformed"),
        (b"{}", StatementError, "entry_malformed"),
        (b"[]", StatementError, "statement_not_object"),
        (b"not JSON", StatementError, "statement_not_json"),
        (b"\xff", StatementError, "statement_not_utf8"),
    ):
        with pytest.raises(error) as refused:
            verify_receipt(alone(leaf, signer), signer.verifier)
        assert refused.value.code == code, leaf


def test_a_leaf_that_is_not_canonical_is_no_entry() -> None:
    signer = log_signer()
    leaf = entry(party(1)).replace(b'{"registry"', b'{ "registry"')
    with pytest.raises(StatementError) as refused:
        verify_receipt(alone(leaf, signer), signer.verifier)
    assert refused.value.code == "entry_not_canonical"


def test_the_file_is_the_one_that_the_owner_signed_for() -> None:
    """A log that puts another file's digest into its own part of the entry gains nothing."""
    signer = log_signer()
    document = work(1, sha256=digest("a picture"))
    other = b"another picture"
    facts = submission(work(1, sha256=hashlib.sha256(other).hexdigest())).registry()["file"]
    receipt = alone(entry(document, file=facts), signer)
    with pytest.raises(ReceiptError):
        verify_receipt(receipt, signer.verifier, other)
