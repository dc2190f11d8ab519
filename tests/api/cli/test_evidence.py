"""``mogao evidence`` and ``mogao verify`` on what it made: with a ledger, and without anything."""

from __future__ import annotations

import json
import os
import shutil
import socket
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ledger.evidence.container import read_container, write_container
from ledger.home import open_home
from ledger.number import format_number

from ...authority import Authority, answering, founded
from ..support import did, found_ledger, image, picture, sha256
from .run import Outcome, assert_bilingual, misused, refused, succeed

SEEN = ("--seen-at", "https://shop.example/mug/17", "--seen-time", "2026-10-05T05:00:00Z")


@pytest.fixture
def work(data: Path, place: Path) -> str:
    """A registered work, and a photograph of a mug with it."""
    words = ("register", "work", "one.png", "--title-zh", "藻井", "--key", "alice.key")
    image(1).resize((100, 75)).save(place / "mug.jpg", quality=70)
    return str(succeed(*words, "--data", data, "--json").json["id"])


def collected(data: Path, work: str, *more: str | Path, **env: str) -> Outcome:
    usual = ("evidence", "mug.jpg", "--work", work, *SEEN, "--key", "alice.key")
    return succeed(*usual, "--data", data, *more, **env)


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return founded(tmp_path_factory.mktemp("authority"))


def attachments(place: Path) -> list[str]:
    """A file of every kind that is of use, as options."""
    kinds = ("screenshot", "headers", "transport", "system_log", "consent", "guardian_consent")
    for kind in kinds:
        (place / f"{kind}.Txt").write_text(kind)
    return [word for kind in kinds for word in ("--attach", f"{kind}={kind}.Txt")]


def test_a_bundle_with_nothing_more_than_it_needs(data: Path, work: str, vkey: str) -> None:
    told = collected(data, work)
    assert_bilingual(told.out)
    assert "evidence.zip" in told.out
    assert told.out.count("✓") == 4
    assert "○ 没有时间戳" in told.out
    assert "NOT PROVIDED" in told.out
    value = succeed("verify", "evidence.zip", "--vkey", vkey, "--json").json
    assert value["work"] == work
    assert value["suspect"] == sha256(Path("mug.jpg").read_bytes())
    assert value["collector"] == did("alice")
    assert (value["index"], value["number"]) == (4, format_number(4))
    assert (value["seen"], value["address"]) == (SEEN[3], SEEN[1])
    assert (value["timestamp"], value["authority"], value["bundle"]) == (None, None, None)
    assert value["self_check"]["litigation_16"] == "PASS"
    assert len(value["self_check"]) == 30


def test_a_bundle_with_everything(
    data: Path, place: Path, work: str, vkey: str, authority: Authority
) -> None:
    said = ("--operator", "阿莲", "--method", "另存", "--custody", "光盘")
    more = (
        "--keep-until",
        "2029-11-22",
        "--clock-offset-ms",
        "-3",
        "--clock-source",
        "ntp.example",
    )
    asked = ("--shop", did("bob"), "--medium", "goods", "--product", "silk_scarf")
    with answering(authority.reply) as url:
        env = {"MOGAO_TSA_URL": url, "MOGAO_TSA_ROOT": str(authority.root)}
        told = collected(
            data,
            work,
            *said,
            *more,
            *asked,
            *attachments(place),
            "--tool",
            "browser=131",
            "-o",
            "full.zip",
            **env,
        )
    assert "✓ 时间戳 / time-stamp" in told.out
    assert "无许可" in told.out
    with zipfile.ZipFile("full.zip") as file:
        assert file.testzip() is None
        capture = json.loads(file.read("capture.json"))
        assert file.read("attachments/screenshot-1.txt") == b"screenshot"
    assert capture["clock"] == {"offsetMs": -3, "source": "ntp.example"}
    assert {"name": "browser", "version": "131"} in capture["tools"]
    value = succeed("verify", "full.zip", "--vkey", vkey, "--json").json
    assert value["authority"] == "CN=Authority"
    unanswered = {name for name, result in value["self_check"].items() if result != "PASS"}
    assert unanswered == {"litigation_17_1", "signatures_13_2", "personal_data_46"}
    known = succeed("verify", "full.zip", "--vkey", vkey, "--tsa-root", authority.root)
    assert "--tsa-root" not in known.out
    assert "--tsa-root" in succeed("verify", "full.zip", "--vkey", vkey).out


def test_through_a_server(server: str, work: str, vkey: str) -> None:
    value = succeed(
        *("evidence", "mug.jpg", "--work", work, *SEEN, "--key", "alice.key"),
        *("--server", server, "--json"),
    ).json
    assert value["bundle"] == "evidence.zip"
    succeed("verify", "evidence.zip", "--vkey", vkey)


def test_a_bundle_verifies_offline(
    data: Path, work: str, vkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(data, work)

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    shutil.rmtree(data)
    succeed("verify", "evidence.zip", "--vkey", vkey)


def test_a_changed_byte_is_named(data: Path, work: str, vkey: str) -> None:
    collected(data, work)
    whole = Path("evidence.zip").read_bytes()
    with zipfile.ZipFile("evidence.zip") as file:
        infos = file.infolist()
    for info in infos:
        altered = bytearray(whole)
        altered[info.header_offset + 30 + len(info.filename) + info.file_size // 2] ^= 1
        Path("bad.zip").write_bytes(altered)
        error = refused("evidence_member_altered", "verify", "bad.zip", "--vkey", vkey)
        assert info.filename in error["en"]
        assert info.filename in error["zh"]
    for place in (0, 10, len(whole) - 1, len(whole) - 30):
        altered = bytearray(whole)
        altered[place] ^= 1
        Path("bad.zip").write_bytes(altered)
        refused("evidence_container_altered", "verify", "bad.zip", "--vkey", vkey)
    for changed in (whole + b"\0", whole[:-1]):
        Path("bad.zip").write_bytes(changed)
        refused("evidence_container_altered", "verify", "bad.zip", "--vkey", vkey)


def test_the_key_and_the_root_of_somebody_else(
    data: Path, place: Path, work: str, vkey: str, authority: Authority
) -> None:
    collected(data, work)
    found_ledger(place / "other")
    other = open_home(place / "other").verifier.to_vkey()
    refused("evidence_member_false", "verify", "evidence.zip", "--vkey", other)
    root = ("--tsa-root", "one.png")
    refused("timestamp_root_malformed", "verify", "evidence.zip", "--vkey", vkey, *root)
    # a root is no harm where there is no stamp
    succeed("verify", "evidence.zip", "--vkey", vkey, "--tsa-root", authority.root)


def test_a_draft_is_no_bundle(data: Path, work: str, vkey: str) -> None:
    collected(data, work)
    members = read_container(Path("evidence.zip").read_bytes())
    beside = {"SHA256SUMS", "SM3SUMS", "record.receipt.json", "self-check.json"}
    draft = {name: content for name, content in members.items() if name not in beside}
    Path("draft.zip").write_bytes(write_container(draft))
    refused("evidence_member_missing", "verify", "draft.zip", "--vkey", vkey)


BAD: list[tuple[str, tuple[str, ...]]] = [
    ("file_unreadable", ("--attach", "screenshot=none.png")),
    ("attachment_malformed", ("--attach", "screenshot")),
    ("evidence_member_unlisted", ("--attach", "letter=one.png")),
    ("member_malformed", ("--tool", "browser")),
    ("option_needs", ("--clock-offset-ms", "3")),
    ("option_needs", ("--clock-source", "ntp.example")),
    ("capture_malformed", ("--keep-until", "soon")),
    ("capture_malformed", ("--shop", "bob")),
    ("capture_malformed", ("--operator", os.fsdecode(b"\xff"))),
    ("term_unknown", ("--shop", did("bob"), "--rights", "theft")),
    ("path_unusable", ("-o", "none/evidence.zip")),
    ("party_not_registered", ("--collector", did("carol"))),
    ("signature_missing", ("--collector", did("bob"))),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_what_cannot_be_collected(data: Path, work: str, case: int) -> None:
    code, options = BAD[case]
    usual = ("evidence", "mug.jpg", "--work", work, *SEEN, "--key", "alice.key", "--data", data)
    refused(code, *usual, *options)
    assert not Path("evidence.zip").exists()


def test_other_things_that_are_not_there(data: Path, work: str) -> None:
    usual: tuple[Any, ...] = ("--key", "alice.key", "--data", data)
    words = ("evidence", "mug.jpg", "--work")
    refused("work_unknown", *words, "urn:uuid:00000000-0000-4000-8000-000000000001", *SEEN, *usual)
    refused("capture_malformed", *words, "deer", *SEEN, *usual)
    badly = ("--seen-at", "x", "--seen-time", "yesterday")
    refused("capture_malformed", *words, work, *badly, *usual)
    late = ("--seen-at", "x", "--seen-time", "2199-01-01T00:00:00Z")
    refused("seen_in_future", *words, work, *late, *usual)
    Path("two.png").write_bytes(picture(2)[:-20])
    refused("picture_truncated", "evidence", "two.png", "--work", work, *SEEN, *usual)
    misused("evidence", "mug.jpg")
