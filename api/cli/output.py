"""How commands speak: to people in two languages, to scripts in JSON, and by exit code.

Exit codes: 0 done, and a question answered, be it with a no; 1 refused, false or failed, with a
code that says why; 2 misused.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from hashing.errors import HashingError
from ledger.errors import LedgerError

stdout = Console(highlight=False, soft_wrap=True, emoji=False)
stderr = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def answer(as_json: bool, value: dict[str, object], *lines: str) -> None:
    """Print the result of a command: `value` as one JSON line, or `lines` for people."""
    if as_json:
        sys.stdout.write(json.dumps({"ok": True, **value}, ensure_ascii=False) + "\n")
        return
    for line in lines:
        stdout.print(line, markup=False)


def fail(as_json: bool, error: LedgerError | HashingError) -> None:
    """Print why a command failed: to standard error, or as JSON to standard output."""
    if as_json:
        value: dict[str, object] = {
            "ok": False,
            "code": error.code,
            "zh": error.zh,
            "en": error.en,
            "article": None,
            "entry": None,
        }
        if isinstance(error, LedgerError):
            value |= {"article": error.article, "entry": error.entry}
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        return
    stderr.print(f"✗ {error.zh}", style="red", markup=False)
    stderr.print(f"  {error.en}", style="red", markup=False)
    if isinstance(error, LedgerError) and error.article:
        stderr.print(f"  {error.article}", markup=False)
    stderr.print(f"  [{error.code}]", style="dim", markup=False)


def clause_lines(
    clauses: Iterable[Mapping[str, Any]], remarks: Iterable[Mapping[str, Any]]
) -> Iterator[str]:
    """Tell the clauses of an answer, each with its article, and then the remarks, marked ``!``."""
    marked = [("✓" if sentence["holds"] else "✗", sentence) for sentence in clauses]
    marked += [("!", sentence) for sentence in remarks]
    for mark, sentence in marked:
        yield f"{mark} {sentence['zh']}"
        yield f"  {sentence['en']}"
        if sentence.get("article"):
            yield f"  {sentence['article']}"


@contextmanager
def progress(label: str, hidden: bool, count: ProgressColumn | None = None) -> Iterator[Progress]:
    """Show a bar on standard error while there is somebody to see it; `count` says how far."""
    with Progress(
        TextColumn(label),
        BarColumn(),
        count or MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=stderr,
        transient=True,
        disable=hidden or not stderr.is_terminal,
    ) as bar:
        yield bar
