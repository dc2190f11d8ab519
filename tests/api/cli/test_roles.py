"""``docs/roles.md`` is played from top to bottom, and every command answers what the page says."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from ledger.register.calendar import local_date
from ledger.sequencer import utc_now

from ..support import picture
from .run import Outcome, mogao

PAGE = Path(__file__).parents[3] / "docs" / "roles.md"
_TODAY = "$(TZ=Asia/Shanghai date +%F)"
_DAYS = {"Sixty days go by.": 60, "Sixteen days go by.": 16}


def steps() -> Iterator[str]:
    """Give the commands of the page, long lines joined, and what it says of days between them."""
    inside = False
    for line in PAGE.read_text("utf-8").replace("\\\n", " ").split("\n"):
        if line.startswith("```"):
            inside = line == "```sh"
        elif inside or re.fullmatch(r"\*.+ go by\.\*", line):
            yield line


class Shell:
    """As much of a shell as the page needs; quoting and variables are left to ``sh`` itself."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def run(self, line: str) -> Outcome:
        """Run one line and give what its last command answered."""
        loop = re.fullmatch(r"for (\w+) in ([\w ]+); do (.+); done", line)
        if loop is not None:
            outcomes = []
            for word in loop[2].split():
                self.names[loop[1]] = word
                outcomes.append(self.run(loop[3]))
            return outcomes[-1]
        bound = re.fullmatch(r"(\w+)=(.+)", line)
        if bound is None:
            return self.command(line)
        inner = re.fullmatch(r"\$\((mogao .+)\)", bound[2])
        if inner is None:
            (self.names[bound[1]],) = self.words(bound[2])
            return Outcome(0, "", "")
        outcome = self.command(inner[1])
        self.names[bound[1]] = outcome.out.strip()
        return outcome

    def command(self, line: str) -> Outcome:
        program, *arguments = self.words(line)
        assert program == "mogao", line
        return mogao(*arguments)

    def words(self, line: str) -> list[str]:
        line = line.replace(_TODAY, local_date(utc_now()).isoformat())
        assert "$(" not in line
        command = ["sh", "-c", f"printf '%s\\0' {line}"]
        done = subprocess.run(command, env=self.names, capture_output=True, check=True)
        return done.stdout.decode().split("\0")[:-1]


def test_the_page_is_played_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("deer.jpg").write_bytes(picture(5, "JPEG"))
    shell, refusals, answers = Shell(), 0, 0
    with time_machine.travel(utc_now()) as clock:
        for step in steps():
            if step.startswith("*"):
                clock.shift(timedelta(days=_DAYS[step.strip("*")]))
                continue
            line, _, promised = (part.strip() for part in step.partition("  # "))
            outcome = shell.run(line)
            if promised.startswith("✗ "):
                refusals += 1
                assert outcome.code == 1, (line, outcome)
                assert f"[{promised[2:]}]" in outcome.err, (line, outcome.err)
                continue
            assert outcome.code == 0, (line, outcome.err)
            answers += bool(promised)
            assert promised in outcome.out, (line, outcome.out)
    assert refusals >= 6
    assert answers >= 12
