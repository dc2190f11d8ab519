"""The auditor among the examples, on a log of several tiles and on one that was tampered with."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import httpx

from .conftest import SIZE, ServedLog, TamperedLog, flip

_EXAMPLE = Path(__file__).parents[2] / "examples" / "audit_from_outside.py"


def _audit(url: str, vkey: str) -> tuple[int, list[str], str]:
    command = [sys.executable, "-X", "utf8", str(_EXAMPLE), url, vkey]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_the_whole_log_is_audited(served_log: ServedLog) -> None:
    note = httpx.get(f"{served_log.url}/checkpoint").text
    code, lines, stderr = _audit(served_log.url, served_log.vkey)
    assert (code, stderr) == (0, "")
    assert [line.partition(" / ")[2] for line in lines] == [
        f"the log's key signed its checkpoint: size {SIZE}",
        f"its root is that of the entries: {_root(note)}",
        "tiles: 3",
        "tiles: 1",
        "entry 265 is in the tree: 10 hashes",
    ]


def test_an_altered_entry_is_refused(served_log: ServedLog, tampered_log: TamperedLog) -> None:
    with tampered_log.changed("entries.leaf", '"index" = 7', flip(100)):
        code, lines, stderr = _audit(tampered_log.url, served_log.vkey)
    assert (code, len(lines)) == (1, 1)
    assert stderr.startswith("✗ 树根出自条目 / its root is that of the entries: ")


def test_an_altered_tile_is_refused(served_log: ServedLog, tampered_log: TamperedLog) -> None:
    with tampered_log.changed("tiles.hashes", 'level = 1 AND "index" = 0', flip(40)):
        code, lines, stderr = _audit(tampered_log.url, served_log.vkey)
    assert (code, len(lines), stderr) == (1, 3, "✗ 第 1 层哈希块 / tiles: 1\n")


def test_an_altered_checkpoint_is_refused(served_log: ServedLog, tampered_log: TamperedLog) -> None:
    with tampered_log.changed("head.checkpoint", "id = 1", flip(30)):
        code, lines, stderr = _audit(tampered_log.url, served_log.vkey)
    assert (code, lines) == (1, [])
    assert stderr.splitlines()[-1] == "cryptography.exceptions.InvalidSignature"


def _root(note: str) -> str:
    return base64.b64decode(note.splitlines()[2]).hex()
