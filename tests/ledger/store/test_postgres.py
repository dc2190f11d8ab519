"""Where PostgreSQL cannot run, its tests say why they did not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from . import postgres
from .postgres import PostgresServer, start_or_skip


def reason_of_the_skip() -> str:
    with pytest.raises(pytest.skip.Exception) as skipped:
        start_or_skip()
    return str(skipped.value)


def test_a_wheel_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_WHEEL", "no_such_wheel")
    assert reason_of_the_skip() == ("no PostgreSQL: RuntimeError: no_such_wheel is not installed")


def test_a_server_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("initdb: no room")

    monkeypatch.setattr(PostgresServer, "_run", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert reason_of_the_skip() == "no PostgreSQL: RuntimeError: initdb: no room"
    assert list(tmp_path.iterdir()) == []
