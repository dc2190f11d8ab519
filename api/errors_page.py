"""The page that lists every error: ``python -m api.errors_page > docs/errors.md``."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from importlib import resources

from hashing.errors import MESSAGES
from ledger.errors import Message, load_messages

_HEAD = """\
# 错误一览 Errors

Printed from `ledger/messages/`, `hashing/errors.py` and `api/messages/` by
`python -m api.errors_page > docs/errors.md`.

Every refusal carries one of these codes, which keep their meaning, and its sentence in Chinese and
in English; names in braces are filled in. *Article* is the provision that a rule of the register
rests on; where there is none the rule is the ledger's own. Over HTTP an error is a problem document
(RFC 9457) with the members `code`, `zh`, `en` and, where there are any, `article` and `entry`, the
entry that the statement conflicts with.
"""


def render_markdown() -> str:
    """Give the page as Markdown, the same on every machine."""
    pictures = {code: Message(zh, en) for code, (zh, en) in MESSAGES.items()}
    sections = [
        *_sections("ledger"),
        ("pictures and fingerprints", pictures),
        *_sections("api"),
    ]
    return "\n".join([_HEAD, *(_section(title, rows) for title, rows in sections)])


def _sections(package: str) -> Iterator[tuple[str, dict[str, Message]]]:
    """Give the files of a catalogue, each under the title that its first comment begins with."""
    for file in sorted(resources.files(package).joinpath("messages").iterdir(), key=str):
        text = file.read_text("utf-8")
        title = text.removeprefix("# ").partition(":")[0]
        yield title, {code: load_messages(package)[code] for code in tomllib.loads(text)}


def _section(title: str, rows: dict[str, Message]) -> str:
    columns = ["code", "中文", "English"]
    if any(message.article for message in rows.values()):
        columns.append("article")
    table = [columns, ["---"] * len(columns)]
    for code, message in rows.items():
        cells = [f"`{code}`", message.zh, message.en, message.article or ""]
        table.append(cells[: len(columns)])
    return "\n".join([f"## {title[0].upper()}{title[1:]}", "", *map(_row, table), ""])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.buffer.write(render_markdown().encode())
