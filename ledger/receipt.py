"""Receipts: what a submitter takes home, and how a stranger checks it with no network.

A receipt is one JSON object: the entry as it stands in the log, its index and number, and a C2SP
``.tlog-proof`` whose signed checkpoint covers it. The leaf is JCS of ``entry``, so any RFC 8785
tool, any RFC 6962 verifier and any signed-note verifier can do what `verify_receipt` does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import cast

from ledger.errors import ReceiptError, StatementError
from ledger.number import format_number
from ledger.register.canonical import JsonObject, canonical, parse_json
from ledger.register.entry import MAX_ENTRY_BYTES, Entry, check_file, parse_entry
from ledger.register.statement import verify_statement
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.errors import TlogError
from ledger.tlog.note import Verifier, parse_vkey
from ledger.tlog.tlog_proof import parse_tlog_proof, verify_tlog_proof

FORMAT = "mogao-receipt/v1"
MAX_RECEIPT_BYTES = MAX_ENTRY_BYTES + 64 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry with the proof that it stands in the log.

    ``leaf`` holds the entry's exact bytes, ``proof`` the text of the ``.tlog-proof``.
    """

    index: int
    leaf: bytes
    proof: str

    def to_json(self) -> bytes:
        """Give the receipt as the file that people keep."""
        rest = {"index": self.index, "number": format_number(self.index), "proof": self.proof}
        # the leaf goes in byte for byte; the members stand in JCS order, so the whole is canonical
        return b'{"entry":%b,"format":"%b",%b' % (
            self.leaf,
            FORMAT.encode("ascii"),
            canonical(cast("JsonObject", rest))[1:],
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt was found to prove: `entry` stands in the log of `checkpoint`."""

    entry: Entry
    checkpoint: Checkpoint


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt; `ReceiptError` (``receipt_malformed``) if it is none. Proves nothing yet."""
    try:
        document = parse_json(data, MAX_RECEIPT_BYTES)
    except StatementError as error:
        raise ReceiptError("receipt_malformed", detail=error.en) from None
    if document.keys() != {"entry", "format", "index", "number", "proof"}:
        raise ReceiptError("receipt_malformed", detail="members")
    index, proof = document["index"], document["proof"]
    if document["format"] != FORMAT or type(index) is not int or not isinstance(proof, str):
        raise ReceiptError("receipt_malformed", detail="format, index or proof")
    if index < 0:
        raise ReceiptError("receipt_malformed", detail="index")
    expected = format_number(index)
    if document["number"] != expected:
        number = str(document["number"])[:40]
        raise ReceiptError("receipt_number_differs", number=number, expected=expected)
    return Receipt(index, canonical(document["entry"]), proof)


def read_vkey(text: str) -> Verifier:
    """Read a C2SP verifier key; `ReceiptError` (``receipt_vkey_malformed``) if it is none."""
    try:
        return parse_vkey(text.strip())
    except TlogError as error:
        raise ReceiptError("receipt_vkey_malformed", detail=error) from None


def verify_receipt(receipt: Receipt, verifier: Verifier, file: bytes | None = None) -> Verified:
    """Check everything that a receipt claims, from the log's public key alone.

    In order: the checkpoint's signature and origin, the inclusion of this entry at this index, the
    entry's form, that it is addressed to this log, every signature of its statement, that log and
    signers name the same file, and, where `file` is given, that it is that file. Raises
    `ReceiptError`, `StatementError` or `SignatureError`; on return all of it holds.
    """
    try:
        proof = parse_tlog_proof(receipt.proof)
        if proof.index != receipt.index:
            raise ReceiptError("receipt_proof_false", detail="index")
        checkpoint = verify_tlog_proof(proof, receipt.leaf, verifier)
    except TlogError as error:
        raise ReceiptError("receipt_proof_false", detail=error) from None
    entry = parse_entry(receipt.leaf, receipt.index)
    if entry.statement.ledger != checkpoint.origin:
        raise ReceiptError(
            "receipt_origin_differs", ledger=entry.statement.ledger, origin=checkpoint.origin
        )
    verify_statement(entry.statement)
    try:
        # the log's own word on the file is worth nothing unless the signer's word is the same
        check_file(entry.statement, entry.registry.file)
    except StatementError as error:
        raise ReceiptError("receipt_entry_false", detail=error.en) from None
    if file is not None:
        verify_file(entry, file)
    return Verified(entry, checkpoint)


def verify_file(entry: Entry, file: bytes) -> None:
    """Check that `file` is the one that `entry` registers, by SHA-256; `ReceiptError` otherwise."""
    if entry.registry.file is None:
        raise ReceiptError("receipt_has_no_file")
    actual = hashlib.sha256(file).hexdigest()
    if actual != entry.registry.file.sha256:
        raise ReceiptError(
            "receipt_file_differs", actual=actual, claimed=entry.registry.file.sha256
        )
