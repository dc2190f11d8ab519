"""The page that shows every vocabulary: ``python -m ledger.register.vocabulary.page``."""

from __future__ import annotations

import sys

from ledger.register.vocabulary.load import NAMES, Term, Vocabulary, vocabulary

_HEAD = """\
# 词表 Vocabularies

Printed from `ledger/register/vocabulary/*.toml` by `python -m ledger.register.vocabulary.page`.

Statements name these terms by id. An id is never removed and never changes its meaning; labels may
be mended, terms may be added. The Chinese label is the authoritative one.

`verified` says where a row was taken from:

- **law**: the text of the law that the source names;
- **published**: a published form, page or record;
- **general_knowledge**: neither; to be checked before it is shown to anyone as fact;
- *nothing*: not recorded, or the row is this ledger's own.

A cave is named by a key with one spelling: the site and the number that the Dunhuang Academy gave
it, `mogao:257` for 莫高窟第257窟 (Mogao Cave 257), with a B for the north area of Mogao,
`mogao:B53`. The Library Cave is `mogao:17`.

Of territories the list holds the world, the countries and the divisions of China. Subdivisions of
other countries are written as in ISO 3166-2 (`US-CA`) and lie within their country; of a country
whose subdivisions lie within each other, those of `subdivisions.toml` exist and no others. Working
days follow the State Council's notices in `workdays.toml`.
"""
_NOTES = ("note_zh", "note_en")


def render_markdown() -> str:
    """Give the page as Markdown, the same on every machine."""
    return "\n".join([_HEAD, *(_section(vocabulary(name)) for name in NAMES)])


def _section(terms: Vocabulary) -> str:
    rows = [_cells(term) for term in terms.values()]
    fields = dict.fromkeys(key for term in terms.values() for key in term.extra)
    columns = [
        column
        for column in ("id", "中文", "English", *fields, "verified", "note")
        if any(row.get(column) for row in rows)
    ]
    table = [columns, ["---"] * len(columns)]
    table += [[row.get(column, "") for column in columns] for row in rows]
    title = f"## `{terms.name}` {terms.zh} / {terms.en}"
    return "\n".join([title, "", f"Source: {terms.source}.", "", *map(_row, table), ""])


def _cells(term: Term) -> dict[str, str]:
    """Give the cells of a term's row by column; the two languages of a note share one."""
    cells = {"id": f"`{term.id}`", "中文": term.zh, "English": term.en}
    cells |= {key: _cell(value) for key, value in term.extra.items() if key not in _NOTES}
    if "note_zh" in term.extra:
        cells["note"] = " / ".join(term.extra[key] for key in _NOTES)
    return cells | {"verified": term.verified or ""}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.stdout.buffer.write(render_markdown().encode())
