"""The command itself: help, misuse, exit codes, and one place where errors become words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.main import app

from ..support import picture
from .run import assert_bilingual, finish, misused, mogao, refused, start, succeed

COMMANDS = {
    "init",
    "keygen",
    "register",
    "sign",
    "trace",
    "verify",
    "fsck",
    "serve",
    "demo",
    "import",
}


def test_every_command_is_there_and_explains_itself_in_both_languages() -> None:
    help_text = succeed("--help").out
    assert_bilingual(help_text)
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]  # a group
    assert commands >= COMMANDS
    for name in commands:
        assert name in help_text
        assert_bilingual(succeed(name, "--help").out)
    for name in ("party", "heritage", "work", "statement"):
        assert_bilingual(succeed("register", name, "--help").out)


def test_misuse_is_exit_code_2() -> None:
    misused("no-such-command")
    misused("--no-such-option")
    misused("register", "no-such-kind")
    for name in ("verify", "trace", "sign", "import"):
        misused(name)
    assert mogao().code == 2
    assert mogao("register").code == 2


def test_a_ledger_that_is_not_there(place: Path) -> None:
    (place / "a.png").write_bytes(picture(1))
    succeed("keygen", "--out", "a.key")
    for arguments in (
        ("fsck", "--data", "none"),
        ("trace", "a.png", "--data", "none"),
        ("register", "party", "--name", "a", "--key", "a.key", "--data", "none"),
        ("register", "work", "a.png", "--title-zh", "a", "--key", "a.key", "--data", "none"),
    ):
        refused("store_not_founded", *arguments)
    assert mogao("serve", "--data", "none").code == 1
    assert not (place / "none").exists()


@pytest.mark.parametrize(
    "content", [b"garbage", b'origin = "x"\n', b"\xff\xfe", b"vkey = 1\norigin = 2"]
)
def test_a_home_that_is_damaged(place: Path, content: bytes) -> None:
    (place / "led").mkdir()
    (place / "led" / "ledger.toml").write_bytes(content)
    refused("store_damaged", "fsck", "--data", "led")
    served = mogao("serve", "--data", "led")
    assert served.code == 1
    assert "[store_damaged]" in served.err


def test_a_file_where_the_ledger_should_be(place: Path) -> None:
    (place / "file").write_text("x")
    refused("store_not_founded", "fsck", "--data", "file")


def test_a_database_that_is_none(data: Path) -> None:
    refused("store_url_unknown", "fsck", "--data", data, MOGAO_DATABASE_URL="mysql://u:p@h/db")
    told = mogao("fsck", "--data", data, MOGAO_DATABASE_URL="mysql://u:hunter2@h/db")
    assert "hunter2" not in told.out + told.err
    (data / "ledger.db").write_bytes(b"this is no database, it only stands in its place" * 100)
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (data / name).unlink(missing_ok=True)
    refused("store_unavailable", "fsck", "--data", data)


def test_a_process_speaks_and_exits_as_the_function_does(data: Path) -> None:
    good = finish(start("fsck", "--data", data, "--json"))
    assert (good.code, good.json["size"], good.err) == (0, 3, "")
    bad = finish(start("trace", "none.png", "--data", data, "--json"))
    assert (bad.code, bad.json["code"]) == (1, "file_unreadable")


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes on POSIX only")
def test_names_that_are_no_text_are_printed_all_the_same(data: Path) -> None:
    name = os.fsdecode(b"\xff\xfe.png")
    refused("file_unreadable", "trace", name, "--data", data)
    Path(name).write_bytes(picture(1))
    work = ("register", "work", name, "--title-zh", "藻井", "--key", "alice.key", "--data", data)
    assert succeed(*work, "--json").json["receipt"] == name + ".receipt.json"
    assert "\\udcff\\udcfe.png.key" in succeed("keygen", "--out", name + ".key").out
    assert "\\udcff\\udcfe.png.none" in mogao("trace", name + ".none", "--data", data).err


def test_a_reader_that_goes_away_is_no_failure(data: Path) -> None:
    process = start("fsck", "--data", data)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(60)
