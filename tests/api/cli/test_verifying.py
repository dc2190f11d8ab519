"""``mogao verify``: a receipt, the log's public key, and nothing else."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ledger.home import open_home
from ledger.number import format_number
from ledger.register.canonical import canonical

from ..support import did, found_ledger, picture
from .run import assert_bilingual, misused, mogao, refused, succeed


@pytest.fixture
def receipt(data: Path) -> Path:
    work = ("register", "work", "one.png", "--title-zh", "藻井", "--title-en", "Caisson")
    succeed(*work, "--key", "alice.key", "--data", data)
    return Path("one.png.receipt.json")


@pytest.fixture
def offline(data: Path, receipt: Path, vkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, and no ledger either."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    data.rename(data.with_name("gone"))


@pytest.mark.usefixtures("offline")
def test_a_receipt_verifies_with_the_public_key_alone(receipt: Path, vkey: str) -> None:
    told = succeed("verify", receipt, "--vkey", vkey, "--file", "one.png")
    assert_bilingual(told.out)
    assert told.out.count("✓") == 4
    assert format_number(3) in told.out
    assert did("alice") in told.out
    without = succeed("verify", receipt, "--vkey", vkey)
    assert without.out.count("✓") == 3
    value = succeed("verify", receipt, "--vkey", vkey, "--file", "one.png", "--json").json
    document = json.loads(receipt.read_bytes())
    assert value == {
        "ok": True,
        "origin": "log.example/dunhuang",
        "size": 4,
        "index": 3,
        "number": format_number(3),
        "kind": "WorkRegistration",
        "id": document["entry"]["statement"]["id"],
        "time": document["entry"]["registry"]["time"],
        "signers": [did("alice")],
        "file": "one.png",
    }


@pytest.mark.usefixtures("offline")
def test_the_key_may_stand_in_a_file(receipt: Path, vkey: str, place: Path) -> None:
    (place / "log.vkey").write_text(f"{vkey}\n")
    succeed("verify", receipt, "--vkey", "log.vkey")


def test_a_receipt_in_another_spelling_is_the_same(receipt: Path, vkey: str) -> None:
    receipt.write_text(json.dumps(json.loads(receipt.read_bytes()), indent=4))
    succeed("verify", receipt, "--vkey", vkey, "--file", "one.png")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("none.vkey", "file_unreadable"),
        (".", "file_unreadable"),
        ("", "file_unreadable"),
        ("one.png", "receipt_vkey_malformed"),
        ("a+b+c", "receipt_vkey_malformed"),
        ("log.example/dunhuang+00000000+AAAA", "receipt_vkey_malformed"),
        ("+++", "receipt_vkey_malformed"),
        ("日志+00000000+日志", "receipt_vkey_malformed"),
    ],
)
def test_keys_that_are_none(receipt: Path, key: str, code: str) -> None:
    refused(code, "verify", receipt, "--vkey", key)


def test_the_key_of_another_log(receipt: Path, place: Path, vkey: str) -> None:
    found_ledger(place / "other")
    other = open_home(place / "other").verifier.to_vkey()
    assert other != vkey
    refused("receipt_proof_false", "verify", receipt, "--vkey", other)
    succeed("init", "--origin", "elsewhere.example", "--data", "elsewhere")
    elsewhere = open_home(place / "elsewhere").verifier.to_vkey()
    refused("receipt_proof_false", "verify", receipt, "--vkey", elsewhere)
    misused("verify", receipt)


def test_another_file(receipt: Path, vkey: str, place: Path) -> None:
    refused("receipt_file_differs", "verify", receipt, "--vkey", vkey, "--file", "two.png")
    flipped = bytearray(picture(1))
    flipped[100] ^= 1
    (place / "flipped.png").write_bytes(flipped)
    refused("receipt_file_differs", "verify", receipt, "--vkey", vkey, "--file", "flipped.png")
    (place / "empty.png").write_bytes(b"")
    refused("receipt_file_differs", "verify", receipt, "--vkey", vkey, "--file", "empty.png")
    refused("file_unreadable", "verify", receipt, "--vkey", vkey, "--file", "none.png")


def test_a_receipt_without_a_file(data: Path, vkey: str) -> None:
    succeed("register", "party", "--name", "c", "--key", "carol.key", "--data", data)
    succeed("verify", "party.receipt.json", "--vkey", vkey)
    with_file = ("--vkey", vkey, "--file", "one.png")
    refused("receipt_has_no_file", "verify", "party.receipt.json", *with_file)


Change = Callable[[dict[str, Any]], object]


def retold(change: Change) -> Change:
    """A careful forger's change: made in the entry, and said alike wherever the receipt says it."""

    def apply(document: dict[str, Any]) -> None:
        change(document)
        entry = document["entry"]
        leaf = base64.b64encode(canonical(entry)).decode()
        document.update(leaf=leaf, statement=entry["statement"])
        document["findings"] = entry["registry"]["findings"]

    return apply


FORGERIES: dict[str, tuple[Change, str]] = {
    "title": (
        retold(lambda d: d["entry"]["statement"]["credentialSubject"]["title"].update(zh="赝品")),
        "receipt_proof_false",
    ),
    "time": (
        retold(lambda d: d["entry"]["registry"].update(time="2020-01-01T00:00:00Z")),
        "receipt_proof_false",
    ),
    "findings": (
        retold(lambda d: d["entry"]["registry"]["findings"].update(treeSize=0)),
        "receipt_proof_false",
    ),
    "title in one place": (
        lambda d: d["statement"]["credentialSubject"]["title"].update(zh="赝品"),
        "receipt_contradicts",
    ),
    "findings in one place": (lambda d: d["findings"].update(treeSize=0), "receipt_contradicts"),
    "index": (lambda d: d.update(index=2, number=format_number(2)), "receipt_proof_false"),
    "index and proof": (
        lambda d: d.update(
            index=2, number=format_number(2), proof=d["proof"].replace("index 3", "index 2")
        ),
        "receipt_proof_false",
    ),
    "number": (lambda d: d.update(number=format_number(4)), "receipt_number_differs"),
    "number of no form": (lambda d: d.update(number=7), "receipt_number_differs"),
    "size": (lambda d: d.update(proof=d["proof"].replace("\n4\n", "\n5\n")), "receipt_proof_false"),
    "origin": (
        lambda d: d.update(proof=d["proof"].replace("log.example", "log.exemple")),
        "receipt_proof_false",
    ),
    "no proof": (lambda d: d.update(proof=""), "receipt_proof_false"),
    "a proof cut off": (lambda d: d.update(proof=d["proof"][:-30]), "receipt_proof_false"),
    "no index": (lambda d: d.pop("index"), "receipt_malformed"),
    "more": (lambda d: d.update(note="x"), "receipt_malformed"),
    "format": (lambda d: d.update(format="mogao-receipt/v2"), "receipt_malformed"),
    "index of text": (lambda d: d.update(index="3"), "receipt_malformed"),
    "index of truth": (lambda d: d.update(index=True), "receipt_malformed"),
    "index below zero": (lambda d: d.update(index=-3), "receipt_malformed"),
    "proof of no text": (lambda d: d.update(proof=[]), "receipt_malformed"),
    "no entry": (lambda d: d.update(entry={}), "receipt_contradicts"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_receipt_is_refused(receipt: Path, vkey: str, name: str) -> None:
    change, code = FORGERIES[name]
    document = json.loads(receipt.read_bytes())
    change(document)
    receipt.write_bytes(canonical(document))
    refused(code, "verify", receipt, "--vkey", vkey)


def test_no_byte_of_a_receipt_can_be_changed(receipt: Path, vkey: str) -> None:
    whole = receipt.read_bytes()
    for place in range(0, len(whole), 101):
        for bit in (0x01, 0x20):
            forged = bytearray(whole)
            forged[place] ^= bit
            receipt.write_bytes(forged)
            outcome = mogao("verify", receipt, "--vkey", vkey, "--json")
            assert outcome.code == 1, (place, whole[place : place + 1])
            assert outcome.json["code"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 60_000,
        b"x" * 200_000,
        picture(1),
        b'{"a":1,"a":2}',
    ],
    ids=range(9),
)
def test_files_that_are_no_receipt(data: Path, vkey: str, place: Path, content: bytes) -> None:
    (place / "bad.json").write_bytes(content)
    refused("receipt_malformed", "verify", "bad.json", "--vkey", vkey)


def test_a_receipt_that_cannot_be_read(data: Path, vkey: str) -> None:
    refused("file_unreadable", "verify", "none.json", "--vkey", vkey)
    refused("file_unreadable", "verify", ".", "--vkey", vkey)
