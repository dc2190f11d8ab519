"""What a scan says of each picture: one row, as it stands in the journal and in both tables."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from typing import IO, Literal

from pydantic import Field

from api.answers import Answer
from api.monitoring.finding import Finding
from ledger.register.origin import Verdict

#: Columns of the CSV table, and members of each JSON line; the latter have more.
COLUMNS = (
    "path",
    "offset",
    "record",
    "page",
    "referrer",
    "captured",
    "http_status",
    "sha256",
    "media_type",
    "length",
    "result",
    "work",
    "number",
    "heritage",
    "score",
    "verdict",
    "authorised",
    "tree_size",
    "pictures",
    "code",
    "zh",
    "en",
)
#: A spreadsheet takes what begins like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Outcome(Answer):
    """What became of a picture file.

    ``work`` is the best match that is a hit, ``heritage`` the best that is a heritage source;
    ``number``, ``score`` and ``verdict`` are of the hit, or else of what shares heritage alone.
    ``code`` names what is amiss.
    """

    sha256: str | None = None
    media_type: str | None = None
    length: int | None = None
    result: Literal["hit", "heritage", "no_hit", "error"]
    work: str | None = None
    number: str | None = None
    heritage: str | None = None
    score: float | None = None
    verdict: Verdict | None = None
    tree_size: int | None = None
    pictures: int | None = None
    code: str | None = None
    zh: str
    en: str
    findings: list[Finding] = Field(default_factory=list)


class Row(Outcome):
    """A picture at a place: see `api.monitoring.sighting.Sighting` for where that is.

    ``names`` are what later records may call the content by, ``authorised`` is whether the licensee
    who was asked about may use the work.
    """

    path: str
    offset: int | None = None
    record: str | None = None
    page: str | None = None
    referrer: str | None = None
    captured: str | None = None
    http_status: int | None = None
    http_headers: list[tuple[str, str]] = Field(default_factory=list)
    names: list[str] = Field(default_factory=list)
    authorised: bool | None = None


def write_csv(file: IO[str], rows: Iterable[Row]) -> None:
    """Write the table as RFC 4180 has it; what a spreadsheet would run has an apostrophe before."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([_cell(getattr(row, name)) for name in COLUMNS])


def write_json_lines(file: IO[str], rows: Iterable[Row]) -> None:
    """Write each row as one line of JSON, exactly as it was found."""
    for row in rows:
        members = row.model_dump(mode="json", exclude={"names"})
        file.write(json.dumps(members, ensure_ascii=True) + "\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).replace("\0", "\ufffd")
    return f"'{text}" if text.startswith(_FORMULA) and isinstance(value, str) else text
