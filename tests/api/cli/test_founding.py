"""``mogao init`` and ``mogao keygen``."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.main import app
from ledger.home import open_home
from ledger.keys import read_key
from ledger.receipt import parse_receipt, verify_receipt
from ledger.register.did import did_of
from ledger.register.kinds.genesis import LedgerGenesis

from ..support import did
from .run import Outcome, assert_bilingual, misused, mogao, refused, succeed

ORIGIN = "log.example/2026"


def genesis(directory: Path) -> LedgerGenesis:
    receipt = parse_receipt((directory / "genesis.receipt.json").read_bytes())
    subject = verify_receipt(receipt, open_home(directory).verifier).entry.statement.subject
    assert isinstance(subject, LedgerGenesis)
    return subject


def test_a_ledger_is_founded(place: Path) -> None:
    told = succeed("init", "--origin", ORIGIN, "--data", "led")
    assert_bilingual(told.out)
    vkey = open_home(place / "led").verifier.to_vkey()
    assert vkey in told.out
    founded = genesis(place / "led")
    assert (founded.origin, founded.log_key) == (ORIGIN, vkey)
    assert (founded.policy.writers, founded.policy.notice_days) == ("open", 30)
    assert founded.policy.edition == 2
    assert founded.filing == "未备案"
    for name in ("log", "operator", "registrar", "registrar-2"):
        mode = (place / "led" / "keys" / f"{name}.key").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
    officers = [
        read_key(place / "led" / "keys" / f"{name}.key") for name in ("registrar", "registrar-2")
    ]
    assert founded.registrars == [did_of(key) for key in officers]
    assert (place / "led" / "log.vkey").read_text("utf-8") == vkey + "\n"
    assert succeed("fsck", "--data", "led", "--json").json["size"] == 1


def test_what_the_operator_decides_stands_in_entry_0(place: Path) -> None:
    told = succeed(
        *("init", "--origin", ORIGIN, "--data", "led", "--writers", "endorsed"),
        *("--notice-days", "45", "--filing", "甘ICP备1号", "--json"),
        *("--registrar", did("alice"), "--registrar", did("bob")),
    )
    assert told.json == {
        "ok": True,
        "origin": ORIGIN,
        "vkey": open_home(place / "led").verifier.to_vkey(),
        "data": "led",
    }
    founded = genesis(place / "led")
    assert (founded.policy.writers, founded.policy.notice_days) == ("endorsed", 45)
    assert founded.registrars == [did("alice"), did("bob")]
    assert founded.filing == "甘ICP备1号"
    assert not (place / "led" / "keys" / "registrar.key").exists()


def test_the_directory_may_be_named_by_the_environment(place: Path) -> None:
    succeed("init", "--origin", ORIGIN, MOGAO_DATA=str(place / "named"))
    assert succeed("fsck", "--json", MOGAO_DATA="named").json["origin"] == ORIGIN


def test_a_ledger_is_founded_once(place: Path) -> None:
    succeed("init", "--origin", ORIGIN, "--data", "led")
    before = {path: path.read_bytes() for path in (place / "led").rglob("*") if path.is_file()}
    refused("store_founded_already", "init", "--origin", "other.example", "--data", "led")
    assert before == {
        path: path.read_bytes() for path in (place / "led").rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    "origin",
    [
        "",
        " ",
        "a b",
        "a+b",
        "a\nb",
        "\u2028",
        'a"b',
        "a/",
        "/a",
        "a//b",
        "日志",
        "a_b",
        "x" * 121,
        "-\\",
    ],
)
def test_names_that_no_log_has(place: Path, origin: str) -> None:
    refused("field_invalid", "init", "--origin", origin, "--data", "led")
    assert list(place.iterdir()) == []


def test_registrars_that_are_none(place: Path) -> None:
    for text in ("alice", "did:key:zzz", ""):
        arguments = ("init", "--origin", ORIGIN, "--data", "led", "--registrar", text)
        refused("did_malformed", *arguments)
    twice = ("--registrar", did("alice")) * 2
    refused("value_repeated", "init", "--origin", ORIGIN, "--data", "led", *twice)
    assert not (place / "led" / "ledger.toml").exists()


def test_misuse_of_init(place: Path) -> None:
    misused("init", "--data", "led")
    misused("init", "--origin", ORIGIN, "--writers", "nobody")
    misused("init", "--origin", ORIGIN, "--notice-days", "0")
    misused("init", "--origin", ORIGIN, "--notice-days", "366")
    misused("init", "--origin", ORIGIN, "--no-such-option")
    assert list(place.iterdir()) == []


def test_where_no_directory_can_be(place: Path) -> None:
    (place / "file").write_text("x")
    refused("path_unusable", "init", "--origin", ORIGIN, "--data", "file")
    refused("path_unusable", "init", "--origin", ORIGIN, "--data", "file/below")
    assert (place / "file").read_text() == "x"


def test_a_sealed_ledger_opens_with_its_passphrase_alone(place: Path) -> None:
    founding = ("init", "--origin", ORIGIN, "--data", "led", "--registrar", did("alice"))
    succeed(*founding, MOGAO_PASSPHRASE="open sesame")
    for name in ("log", "operator"):
        document = json.loads((place / "led" / "keys" / f"{name}.key").read_bytes())
        assert "secretKeyMultibase" not in document
        assert document["sealed"]["kdf"] == "argon2id"
    succeed("keygen", "--out", "alice.key")
    party = ("register", "party", "--name", "阿莲", "--key", "alice.key", "--data", "led")
    refused("key_passphrase_needed", *party)
    wrong = mogao(*party, "--json", MOGAO_PASSPHRASE="close sesame")
    assert wrong.json["code"] == "key_passphrase_wrong"
    succeed(*party, MOGAO_PASSPHRASE="open sesame")
    # reading needs no secret
    assert succeed("fsck", "--data", "led", "--json").json["size"] == 2


# ---- keygen -----------------------------------------------------------------------------------


def test_a_key_is_made(place: Path) -> None:
    told = succeed("keygen", "--out", "new/alice.key", "--json").json
    path = place / "new" / "alice.key"
    assert told == {"ok": True, "did": did_of(read_key(path)), "path": "new/alice.key"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert_bilingual(succeed("keygen", "--out", "bob.key").out)


def test_a_key_is_never_overwritten(place: Path) -> None:
    succeed("keygen", "--out", "alice.key")
    before = (place / "alice.key").read_bytes()
    refused("key_file_exists", "keygen", "--out", "alice.key")
    refused("key_file_exists", "keygen", "--out", ".")
    assert (place / "alice.key").read_bytes() == before


def test_where_no_key_can_be(place: Path) -> None:
    (place / "file").write_text("x")
    refused("path_unusable", "keygen", "--out", "file/alice.key")
    refused("path_unusable", "keygen", "--out", "n" * 300)
    misused("keygen")


def test_a_key_is_sealed(place: Path) -> None:
    succeed("keygen", "--out", "a.key", "--seal", MOGAO_PASSPHRASE="敦煌")
    assert "sealed" in json.loads((place / "a.key").read_bytes())
    read_key(place / "a.key", "敦煌")
    # a passphrase that happens to be set seals nothing by itself
    succeed("keygen", "--out", "b.key", MOGAO_PASSPHRASE="敦煌")
    read_key(place / "b.key")


def test_a_passphrase_is_asked_for_twice_and_not_shown(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOGAO_PASSPHRASE", raising=False)
    asked = CliRunner().invoke(
        app, ["keygen", "--out", "a.key", "--seal"], input="secret\nsecret\n"
    )
    assert asked.exit_code == 0
    assert "secret" not in asked.output
    read_key(place / "a.key", "secret")
    differs = CliRunner().invoke(app, ["keygen", "--out", "b.key", "--seal"], input="one\ntwo\n")
    assert differs.exit_code == 1
    assert not (place / "b.key").exists()


def test_the_outcome_of_a_command_is_checked() -> None:
    with pytest.raises(AssertionError):
        _ = Outcome(0, "no json\n\n", "").json
