"""Sealed keys ask for their passphrase where there is a terminal, and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer

from api.cli.keyring import open_key
from ledger.errors import KeyFileError
from ledger.keys import generate_key, write_key
from ledger.register.did import did_of

PASSPHRASE = "三兔共耳"  # of this test


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "sealed.key"
    write_key(path, generate_key(), PASSPHRASE)
    return path


def test_a_terminal_is_asked(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: PASSPHRASE)
    assert did_of(open_key(sealed, None)) in sealed.read_text("utf-8")


def test_a_script_is_told(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(KeyFileError) as refused:
        open_key(sealed, None)
    assert refused.value.code == "key_passphrase_needed"


def test_a_wrong_one_is_not_asked_for_again(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: pytest.fail("asked"))
    with pytest.raises(KeyFileError) as refused:
        open_key(sealed, "wrong")
    assert refused.value.code == "key_passphrase_wrong"
