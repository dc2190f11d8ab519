"""``mogao commit-name``: a name goes in by the keyboard or by a pipe, and never comes out."""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import pytest
import typer

from api.cli.main import app
from ledger.register.commitment import commit, verify_commitment

from .run import Outcome, assert_bilingual, misused, mogao

NAME = "张大千"


class Given:
    """Standard input with a name in it; each command reads it from its beginning."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __call__(self, content: str | bytes, *arguments: str) -> Outcome:
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        return mogao("commit-name", *arguments)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    return Given(monkeypatch)


def test_a_name_is_committed_to(given: Given) -> None:
    told = given(NAME + "\n", "--json").json
    assert told.keys() == {"ok", "commitment", "salt"}
    assert re.fullmatch("[0-9a-f]{64}", told["salt"])
    verify_commitment(told["commitment"], NAME, told["salt"])
    # the same name gives another commitment each time
    assert given(NAME, "--json").json["commitment"] != told["commitment"]


def test_people_are_told_what_to_do_with_it(given: Given) -> None:
    out = given(NAME).out
    assert_bilingual(out)
    assert NAME not in out
    committed, salt = re.findall(r"commitment ([0-9a-f]{64})|salt +([0-9a-f]{64})", out)
    assert commit(NAME, salt[1]) == committed[0]


def test_an_opening_is_checked(given: Given) -> None:
    salt = "0a" * 32
    committed = commit(NAME, salt)
    told = given(f"  {NAME}\r\n", "--check", committed, "--salt", salt, "--json")
    assert told.json == {"ok": True, "commitment": committed}
    assert_bilingual(given(NAME, "--check", committed, "--salt", salt).out)
    for name, check, by in (
        ("张大干", committed, salt),
        (NAME, committed, "0b" * 32),
        (NAME, "00" * 32, salt),
        (NAME, "", salt),
    ):
        wrong = given(name, "--check", check, "--salt", by, "--json")
        assert wrong.json["code"] == "commitment_differs"
    assert given(NAME, "--check", committed, "--salt", "x", "--json").json["code"] == (
        "salt_malformed"
    )


def test_one_name_has_one_spelling(given: Given) -> None:
    salt = "0a" * 32
    check = ("--check", commit("Zoë", salt), "--salt", salt, "--json")
    assert given("Zoe\u0308", *check).code == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "name_unusable"),
        (" \n", "name_unusable"),
        ("one\ntwo", "name_unusable"),
        ("x" * 201, "name_unusable"),
        ("x" * 100_000, "name_unusable"),
        (b"\xd5\xc5", "name_unusable"),
        ("a\u202eb", "character_not_allowed"),
        ("a\0b", "character_not_allowed"),
    ],
)
def test_what_is_no_name(given: Given, content: str | bytes, code: str) -> None:
    assert given(content, "--json").json["code"] == code
    assert f"[{code}]" in given(content).err


def test_options_that_belong_together(given: Given) -> None:
    for words in (("--check", "00" * 32), ("--salt", "00" * 32)):
        assert given(NAME, *words, "--json").json["code"] == "option_needs"


def test_no_name_is_taken_from_the_command_line() -> None:
    misused("commit-name", NAME)
    misused("commit-name", "--name", NAME)
    command: Any = typer.main.get_command(app)
    options = {parameter.name for parameter in command.commands["commit-name"].params}
    assert options == {"check", "salt", "as_json"}


def test_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: NAME)
    told = mogao("commit-name", "--json").json
    verify_commitment(told["commitment"], NAME, told["salt"])
