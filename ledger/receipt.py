"""Receipts: what a submitter takes home, and how a stranger checks it with no network.

A receipt is one JSON object. ``leaf`` is the entry's bytes in base64, ``proof`` a C2SP tlog-proof
whose signed checkpoint covers them at ``index``; that is all that a verifier needs. ``entry``,
``statement``, ``findings`` and ``number`` say the same for people and programs that want to read
it, and a receipt in which they say anything else is none.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

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
_MEMBERS = {"format", "index", "number", "leaf", "entry", "statement", "proof"}
#: The entry stands in it three times, once in base64.
MAX_RECEIPT_BYTES = 4 * MAX_ENTRY_BYTES + 64 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry with the proof that it stands in the log.

    ``leaf`` holds the entry's exact bytes, ``proof`` the text of the tlog-proof.
    """

    index: int
    leaf: bytes
    proof: str

    def to_json(self) -> bytes:
        """Give the receipt as the file that people keep, in JCS form.

        Raises `StatementError` where the leaf is not an entry, which one from a log always is.
        """
        return canonical(_document(self))


def _document(receipt: Receipt) -> JsonObject:
    entry = parse_json(receipt.leaf, MAX_ENTRY_BYTES)
    document: JsonObject = {
        "format": FORMAT,
        "index": receipt.index,
        "number": format_number(receipt.index),
        "leaf": base64.b64encode(receipt.leaf).decode("ascii"),
        "entry": entry,
        "statement": entry.get("statement"),
        "proof": receipt.proof,
    }
    registry = entry.get("registry")
    if isinstance(registry, dict) and "findings" in registry:
        document["findings"] = registry["findings"]
    return document


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt was found to prove: `entry` stands in the log of `checkpoint`."""

    entry: Entry
    checkpoint: Checkpoint


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt; `ReceiptError` (``receipt_malformed``) if it is none. Proves nothing yet."""
    try:
        document = parse_json(data, MAX_RECEIPT_BYTES)
        receipt = _receipt_of(document)
        expected = _document(receipt)
    except StatementError as error:
        raise ReceiptError("receipt_malformed", detail=error.en) from None
    if document["number"] != expected["number"]:
        number = str(document["number"])[:40]
        raise ReceiptError("receipt_number_differs", number=number, expected=expected["number"])
    if document.keys() != expected.keys():
        raise ReceiptError("receipt_malformed", detail="members")
    for member, value in expected.items():
        # as bytes: to Python, true and 1 are equal
        if canonical(document[member]) != canonical(value):
            raise ReceiptError("receipt_contradicts", member=member)
    return receipt


def _receipt_of(document: JsonObject) -> Receipt:
    if document.keys() - {"findings"} != _MEMBERS:
        raise ReceiptError("receipt_malformed", detail="members")
    if document["format"] != FORMAT:
        raise ReceiptError("receipt_malformed", detail="format")
    index, leaf, proof = document["index"], document["leaf"], document["proof"]
    if type(index) is not int or index < 0:
        raise ReceiptError("receipt_malformed", detail="index")
    if not isinstance(leaf, str) or not isinstance(proof, str):
        raise ReceiptError("receipt_malformed", detail="leaf or proof")
    try:
        return Receipt(index, base64.b64decode(leaf, validate=True), proof)
    except ValueError:
        raise ReceiptError("receipt_malformed", detail="leaf") from None


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
