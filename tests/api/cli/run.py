"""Running ``mogao``: in this process, as its entry point does, and as a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main
from ledger.keys import write_key

from ..support import key


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one line of JSON that was printed, and nothing beside it."""
        assert self.out.count("\n") == 1, self.out
        assert self.out.endswith("\n")
        value: dict[str, Any] = json.loads(self.out)
        assert value["ok"] is (self.code == 0)
        if self.code:
            assert self.err == ""
            assert value.keys() >= {"ok", "code", "zh", "en", "article", "entry"}
            assert_bilingual(value["zh"] + value["en"])
        return value


def assert_bilingual(text: str) -> None:
    assert any("\u4e00" <= character <= "\u9fff" for character in text), text
    assert any(character.isascii() and character.isalpha() for character in text), text


def mogao(*arguments: str | Path, **env: str) -> Outcome:
    """Run the command line in this process. An exception that leaves it would be a traceback."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MOGAO_")]:
            patch.delenv(name)
        for name, value in env.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["mogao", *map(str, arguments)])
        code = 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                main()
            except SystemExit as left:
                code = int(left.code or 0)
    out.flush()
    err.flush()
    printed = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]  # a BytesIO
    outcome = Outcome(code, *printed)
    assert "Traceback" not in outcome.out + outcome.err
    return outcome


def succeed(*arguments: str | Path, **env: str) -> Outcome:
    """Run a command that has to succeed."""
    outcome = mogao(*arguments, **env)
    assert outcome.code == 0, outcome
    return outcome


def refused(code: str, *arguments: str | Path, **env: str) -> dict[str, Any]:
    """Run a command that has to fail with `code`, for people and for scripts."""
    for_people = mogao(*arguments, **env)
    assert for_people.code == 1, for_people
    assert f"[{code}]" in for_people.err, for_people
    assert_bilingual(for_people.err)
    for_scripts = mogao(*arguments, "--json", **env)
    assert for_scripts.code == 1
    assert for_scripts.json["code"] == code
    return for_scripts.json


def misused(*arguments: str | Path) -> Outcome:
    """Run a command as it cannot be: exit code 2, and usage on standard error."""
    outcome = mogao(*arguments)
    assert outcome.code == 2, outcome
    assert outcome.out == ""
    assert "Usage" in outcome.err
    return outcome


def key_file(directory: Path, name: str, passphrase: str | None = None) -> Path:
    """The file of a key that the tests know."""
    path = directory / f"{name}.key"
    if not path.exists():
        write_key(path, key(name), passphrase)
    return path


# ---- processes --------------------------------------------------------------------------------


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOGAO_")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **more}


def command(*arguments: str | Path) -> list[str]:
    return [str(Path(sys.executable).with_name("mogao")), *map(str, arguments)]


def start(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.Popen[bytes]:
    """Start ``mogao`` as a process of its own."""
    return subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(**env),
    )


def finish(process: subprocess.Popen[bytes], seconds: float = 60) -> Outcome:
    out, err = process.communicate(timeout=seconds)
    assert b"Traceback" not in out + err, err.decode()
    return Outcome(process.returncode, out.decode(), err.decode())


@contextlib.contextmanager
def serving(directory: Path, **env: str) -> Iterator[str]:
    """``mogao serve`` on the loopback, until it is left."""
    process = start("serve", "--data", directory, "--port", "0", **env)
    assert process.stderr is not None
    try:
        # it says where it listens; from then on connections wait for it
        told = re.search(r"http://[^/]+", process.stderr.readline().decode())
        assert told is not None, process.stderr.read()
        yield told[0]
    finally:
        process.terminate()
        process.communicate(timeout=30)
