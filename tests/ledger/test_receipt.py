"""Receipts: what they prove, and that nothing else passes for one."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError, ReceiptError, StatementError
from ledger.receipt import (
    MAX_RECEIPT_BYTES,
    Receipt,
    parse_receipt,
    read_vkey,
    verify_file,
    verify_receipt,
)
from ledger.register.canonical import canonical, parse_json
from ledger.tlog.checkpoint import sign_checkpoint
from ledger.tlog.note import Signer, Verifier
from ledger.tlog.tlog_proof import format_tlog_proof, parse_tlog_proof

from .build import ORIGIN, Ledger, digest, heritage, key, opened, party, work

PICTURE = b"the bytes of a picture"
SHA256 = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of seven entries, so that proofs have one to three hashes."""
    with opened(f"sqlite:///{tmp_path_factory.mktemp('log') / 'ledger.db'}") as ledger:
        for document in (party(1), party(2), heritage(), party(3)):
            ledger.submit(document)
        yield ledger


@pytest.fixture(scope="module")
def receipts(log: Ledger) -> dict[str, Receipt]:
    """A receipt of a party, and one of a work with two owners, a file, a parent and a finding."""
    return {
        "party": log.submit(party(9, name="莫高·𠮷")),
        "work": log.submit(work(1, 2, sha256=SHA256, title="九色鹿")),
    }


@pytest.fixture(scope="module")
def verifier(log: Ledger) -> Verifier:
    return read_vkey(log.vkey)


# ---- what holds -------------------------------------------------------------------------------


def test_a_receipt_is_verified_from_its_file_and_the_vkey(
    receipts: dict[str, Receipt], verifier: Verifier
) -> None:
    for name, receipt in receipts.items():
        again = parse_receipt(receipt.to_json())
        assert again == receipt
        verified = verify_receipt(again, verifier, PICTURE if name == "work" else None)
        assert verified.entry.index == receipt.index
        assert verified.checkpoint.origin == ORIGIN
        assert verified.checkpoint.size > receipt.index
    assert verified.entry.registry.file is not None
    assert verified.entry.registry.file.sha256 == SHA256


def test_the_file_is_canonical_json(receipts: dict[str, Receipt]) -> None:
    for receipt in receipts.values():
        data = receipt.to_json()
        document = json.loads(data)
        assert rfc8785.dumps(document) == data
        members = {"entry", "format", "index", "leaf", "number", "proof", "statement"}
        registry = document["entry"]["registry"]
        assert set(document) == members | ({"findings"} & set(registry))
        assert document.get("findings") == registry.get("findings")
        assert base64.b64decode(document["leaf"]) == receipt.leaf
        assert document["statement"] == document["entry"]["statement"]
        assert document["format"] == "mogao-receipt/v1"
        assert document["index"] == receipt.index
        assert rfc8785.dumps(document["entry"]) == receipt.leaf
        assert document["proof"] == receipt.proof


def test_another_spelling_of_the_same_receipt_is_the_same(receipts: dict[str, Receipt]) -> None:
    receipt = receipts["work"]
    document = json.loads(receipt.to_json())
    spelled = json.dumps(dict(reversed(document.items())), indent=4).encode()
    assert parse_receipt(spelled) == receipt


def test_verifying_needs_no_store_and_no_network(
    receipts: dict[str, Receipt], log: Ledger, tmp_path: Path
) -> None:
    """In a process that has no database and may open no socket."""
    (tmp_path / "receipt").write_bytes(receipts["work"].to_json())
    (tmp_path / "picture").write_bytes(PICTURE)
    script = """
import sys
from pathlib import Path
def watch(event, arguments):
    if event.startswith("socket."):
        raise AssertionError(event)
sys.addaudithook(watch)
for name in ("sqlalchemy", "sqlite3", "psycopg"):
    sys.modules[name] = None
from ledger.receipt import parse_receipt, read_vkey, verify_receipt
receipt = parse_receipt(Path("receipt").read_bytes())
print(verify_receipt(receipt, read_vkey(sys.argv[1]), Path("picture").read_bytes()).entry.index)
"""
    root = Path(__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-c", script, log.vkey + "\n"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == (f"{receipts['work'].index}\n", "")


# ---- one thing changed ------------------------------------------------------------------------


def refusal(data: bytes, verifier: Verifier) -> LedgerError | None:
    """Why `data` is no receipt, or None where it proves what it says."""
    try:
        verify_receipt(parse_receipt(data), verifier, PICTURE if SHA256.encode() in data else None)
    except (ReceiptError, StatementError) as error:
        return error
    return None


def check_flips(receipt: Receipt, verifier: Verifier, bits: range | list[int]) -> None:
    data = receipt.to_json()
    assert refusal(data, verifier) is None
    for position in range(len(data)):
        for bit in bits:
            changed = bytearray(data)
            changed[position] ^= 1 << (position + bit) % 8
            assert refusal(bytes(changed), verifier), (position, bytes(changed))


@pytest.mark.parametrize("name", ["party", "work"])
def test_a_flipped_bit_in_any_byte_is_refused(
    receipts: dict[str, Receipt], verifier: Verifier, name: str
) -> None:
    check_flips(receipts[name], verifier, [0])


@pytest.mark.slow
def test_any_flipped_bit_is_refused(receipts: dict[str, Receipt], verifier: Verifier) -> None:
    check_flips(receipts["work"], verifier, range(8))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_edit_is_refused_or_changes_nothing(
    receipts: dict[str, Receipt], verifier: Verifier, data: st.DataObject
) -> None:
    receipt = receipts["work"]
    original = receipt.to_json()
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 40)))
    put = data.draw(
        st.sampled_from([b"", b" ", b"\n", b"0", b'"', b"}", b"\\n"]) | st.binary(max_size=4)
    )
    changed = original[:start] + put + original[end:]
    if refusal(changed, verifier) is None:
        assert parse_receipt(changed) == receipt


def member(receipt: Receipt, **changes: Any) -> bytes:
    return canonical({**parse_json(receipt.to_json(), MAX_RECEIPT_BYTES), **changes})


def code_of(data: bytes, verifier: Verifier) -> str:
    error = refusal(data, verifier)
    assert error is not None
    return error.code


def test_the_parts_of_two_receipts_do_not_mix(
    receipts: dict[str, Receipt], verifier: Verifier
) -> None:
    one, two = receipts["party"], receipts["work"]
    other = json.loads(two.to_json())
    assert code_of(member(one, proof=two.proof), verifier) == "receipt_proof_false"
    assert code_of(member(one, entry=other["entry"]), verifier) == "receipt_contradicts"
    assert code_of(member(one, leaf=other["leaf"]), verifier) == "receipt_malformed"
    assert code_of(replace(one, leaf=two.leaf).to_json(), verifier) == "receipt_proof_false"
    assert code_of(member(one, index=two.index), verifier) == "receipt_number_differs"
    moved = member(one, index=two.index, number=other["number"])
    assert code_of(moved, verifier) == "receipt_proof_false"
    moved = member(one, index=two.index, number=other["number"], proof=two.proof)
    assert code_of(moved, verifier) == "receipt_proof_false"


def rebuilt(receipt: Receipt, **changes: Any) -> Receipt:
    """The receipt with members of its proof replaced."""
    proof = replace(parse_tlog_proof(receipt.proof), **changes)
    return replace(receipt, proof=format_tlog_proof(proof))


def test_a_proof_of_another_index_size_or_root(
    receipts: dict[str, Receipt], log: Ledger, verifier: Verifier
) -> None:
    receipt = receipts["work"]
    genuine = verify_receipt(receipt, verifier).checkpoint
    hashes = parse_tlog_proof(receipt.proof).hashes

    def signed_head(**changes: Any) -> bytes:
        """What only a log that lies could sign."""
        return sign_checkpoint(replace(genuine, **changes), log.signer)

    for false in (
        rebuilt(receipt, index=receipt.index - 1),
        replace(rebuilt(receipt, index=receipt.index - 1), index=receipt.index - 1),
        rebuilt(receipt, hashes=hashes[:-1]),
        rebuilt(receipt, hashes=(*hashes, bytes(32))),
        rebuilt(receipt, hashes=hashes[::-1]),
        rebuilt(receipt, checkpoint=signed_head(size=genuine.size + 2)),
        rebuilt(receipt, checkpoint=signed_head(size=receipt.index)),
        rebuilt(receipt, checkpoint=signed_head(root=bytes(32))),
    ):
        with pytest.raises(ReceiptError) as refused:
            verify_receipt(false, verifier)
        assert refused.value.code == "receipt_proof_false"


def test_a_receipt_of_another_log(receipts: dict[str, Receipt], log: Ledger) -> None:
    strangers = (
        Signer(ORIGIN, key(77)).verifier,
        Signer("other.example/log", log.signer.private_key).verifier,
    )
    for receipt in receipts.values():
        for stranger in strangers:
            with pytest.raises(ReceiptError) as refused:
                verify_receipt(receipt, stranger)
            assert refused.value.code == "receipt_proof_false"


# ---- the file beside it -----------------------------------------------------------------------


def test_another_file_is_refused(receipts: dict[str, Receipt], verifier: Verifier) -> None:
    receipt = receipts["work"]
    entry_of_work = verify_receipt(receipt, verifier).entry
    verify_file(entry_of_work, PICTURE)
    for other in (b"", PICTURE + b"\0", PICTURE[:-1], digest("x").encode()):
        with pytest.raises(ReceiptError) as refused:
            verify_receipt(receipt, verifier, other)
        assert refused.value.code == "receipt_file_differs"
        assert refused.value.params == {
            "actual": hashlib.sha256(other).hexdigest(),
            "claimed": SHA256,
        }


def test_a_receipt_without_a_file_proves_nothing_of_one(
    receipts: dict[str, Receipt], verifier: Verifier
) -> None:
    with pytest.raises(ReceiptError) as refused:
        verify_receipt(receipts["party"], verifier, PICTURE)
    assert refused.value.code == "receipt_has_no_file"


# ---- form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"format": "mogao-receipt/v2"}, "receipt_malformed"),
        ({"format": None}, "receipt_malformed"),
        ({"index": True}, "receipt_malformed"),
        ({"index": "5"}, "receipt_malformed"),
        ({"index": -1}, "receipt_malformed"),
        ({"index": 2**53 - 1}, "receipt_number_differs"),
        ({"proof": None}, "receipt_malformed"),
        ({"proof": ""}, "receipt_proof_false"),
        ({"number": None}, "receipt_number_differs"),
        ({"number": ["x"] * 99}, "receipt_number_differs"),
        ({"extra": 1}, "receipt_malformed"),
        ({"statement": {}}, "receipt_contradicts"),
        ({"leaf": "e30"}, "receipt_malformed"),
        ({"leaf": "not base64"}, "receipt_malformed"),
        ({"leaf": None}, "receipt_malformed"),
        ({"entry": None}, "receipt_contradicts"),
        ({"entry": []}, "receipt_contradicts"),
        ({"entry": {}}, "receipt_contradicts"),
    ],
)
def test_a_member_of_the_wrong_kind(
    receipts: dict[str, Receipt], verifier: Verifier, changes: dict[str, Any], code: str
) -> None:
    assert code_of(member(receipts["party"], **changes), verifier) == code


def test_a_member_too_few(receipts: dict[str, Receipt]) -> None:
    document = parse_json(receipts["party"].to_json(), MAX_RECEIPT_BYTES)
    for name in document:
        fewer = {key: value for key, value in document.items() if key != name}
        with pytest.raises(ReceiptError, match="members"):
            parse_receipt(canonical(fewer))


def test_a_file_too_large() -> None:
    with pytest.raises(ReceiptError) as refused:
        parse_receipt(b"{" + b" " * MAX_RECEIPT_BYTES + b"}")
    assert refused.value.code == "receipt_malformed"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_bytes_are_a_receipt_or_refused(
    receipts: dict[str, Receipt], verifier: Verifier, data: st.DataObject
) -> None:
    document = json.loads(receipts["party"].to_json())
    for name in data.draw(st.sets(st.sampled_from(sorted(document)), max_size=2)):
        document[name] = data.draw(json_values)
    text = json.dumps(document).encode()
    candidate = data.draw(
        st.sampled_from([text, b"[" * 100_000, b'{"a":' * 50_000, b"1" * 100_000, b'"\\ud800"'])
        | st.binary(max_size=200)
    )
    try:
        receipt = parse_receipt(candidate)
    except ReceiptError:
        return
    refused = refusal(receipt.to_json(), verifier)
    assert refused or receipt == receipts["party"]


# ---- verifier keys ----------------------------------------------------------------------------


def test_a_vkey_is_read_with_blanks_around_it(log: Ledger) -> None:
    assert read_vkey(f"  {log.vkey}\n") == log.signer.verifier


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_text_is_a_vkey_or_refused(log: Ledger, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(log.vkey)))
    end = data.draw(st.integers(start, len(log.vkey)))
    text = log.vkey[:start] + data.draw(st.text(max_size=5)) + log.vkey[end:]
    try:
        verifier = read_vkey(text)
    except ReceiptError as error:
        assert error.code == "receipt_vkey_malformed"  # noqa: PT017  # either outcome is right
        return
    assert verifier.to_vkey() == text.strip()
