"""Registering a folder of pictures: one row each, stoppable, and never twice.

Before a statement is sent it is written to a journal, and its receipt is kept beside it. A row
whose receipt is kept is done; for any other a run that was stopped sends the very same statement
again, which the ledger answers with the entry that it has.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.client import Client
from api.composing import WorkDraft, attach, parse_attachment, parse_parent, today
from api.errors import ApiError, ServerError
from api.models import LogView
from api.pictures import examine
from api.signing import read_file, signed
from hashing.errors import HashingError
from ledger.errors import LedgerError, StoreError
from ledger.number import format_number
from ledger.receipt import parse_receipt
from ledger.register.did import did_of
from ledger.sequencer import utc_now

#: Columns of the table; only the first two have to be filled in.
COLUMNS = (
    "file",
    "title_zh",
    "title_en",
    "category",
    "nature",
    "completed",
    "place",
    "published",
    "parents",
    "ai",
    "display",
    "nature_note",
    "ownership",
    "acquisition",
    "attachments",
)
#: Columns whose words go into the statement as they are.
_PLAIN = (
    "title_en",
    "category",
    "nature",
    "nature_note",
    "place",
    "published",
    "ownership",
    "acquisition",
    "ai",
    "display",
)
RESULT_COLUMNS = ("file", "status", "number", "index", "receipt", "code", "message")


@dataclass(frozen=True, slots=True)
class Result:
    """One picture's outcome: ``registered``, or ``refused`` with the code and the sentence."""

    file: str
    status: str
    number: str = ""
    index: str = ""
    receipt: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Importer:
    """Registers the rows of a table for one owner, keeping its journal and receipts in `out`."""

    client: Client
    key: Ed25519PrivateKey
    folder: Path
    out: Path

    def run(
        self, rows: Sequence[dict[str, str]], on_result: Callable[[Result], None]
    ) -> list[Result]:
        """Register every row that has no receipt yet, and write ``results.csv`` row by row.

        A row that is refused is reported and does not stop the others; a ledger that cannot be
        reached or fails (`StoreError`, `ServerError`) does.
        """
        (self.out / "receipts").mkdir(parents=True, exist_ok=True)
        (self.out / "statements").mkdir(exist_ok=True)
        me = did_of(self.key)
        ledger, alias = self.client.log(), self.client.party(me).display_name
        results: list[Result] = []
        with (self.out / "results.csv").open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, RESULT_COLUMNS)
            table.writeheader()
            for row in rows:
                result = self._register(row, ledger, me, alias)
                table.writerow({name: getattr(result, name) for name in RESULT_COLUMNS})
                file.flush()
                results.append(result)
                on_result(result)
        return results

    def _register(self, row: dict[str, str], ledger: LogView, me: str, alias: str) -> Result:
        try:
            picture = read_file(self._inside(row["file"]))
            attachments = [attach(kind, self._inside(path)) for kind, path in _attachments(row)]
            # the same row with the same bytes, by the same owner on the same ledger, is the same
            # registration
            words = [f"{name}={row[name]}" for name in COLUMNS if row.get(name)]
            files = [hashlib.sha256(picture).hexdigest(), *(digest for _, digest in attachments)]
            content = "\x1f".join([ledger.vkey, me, *words, *files])
            name = hashlib.sha256(content.encode("utf-8")).hexdigest()[:32]
            kept = self.out / "receipts" / f"{name}.receipt.json"
            if kept.exists():
                receipt = parse_receipt(kept.read_bytes())
            else:
                draft = _draft(row, me, alias, attachments)
                statement = self._statement(draft, picture, name, ledger.origin)
                receipt = self.client.register(statement, picture)
                _write(kept, receipt.to_json())
        except (StoreError, ServerError):
            raise
        except (LedgerError, HashingError) as error:
            message = f"{error.zh} {error.en}"
            return Result(row["file"], "refused", code=error.code, message=message)
        number = format_number(receipt.index)
        return Result(row["file"], "registered", number, str(receipt.index), str(kept))

    def _inside(self, name: str | Path) -> Path:
        """Give the path of a file, which a table must not place outside of the folder."""
        path = self.folder / name
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError, ValueError):
            inside = False  # a loop of links, a name with NUL
        if not inside:
            raise ApiError("file_outside_folder", file=name)
        return path

    def _statement(self, draft: WorkDraft, picture: bytes, name: str, origin: str) -> bytes:
        journal = self.out / "statements" / f"{name}.json"
        if journal.exists():
            return journal.read_bytes()
        statement = signed(
            "WorkRegistration", draft.subject(examine(picture).facts), [self.key], origin
        )
        _write(journal, statement)
        return statement


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a table in UTF-8, with or without a byte-order mark; `ApiError` (``csv_malformed``)."""
    try:
        text = read_file(path).decode("utf-8-sig")
        # whatever ends a line, outside of quotes or inside, is for the reader of tables to say
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        fields = reader.fieldnames or []
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ApiError("csv_malformed", path=path, detail=error) from None
    refused = {name for name in fields if name not in COLUMNS or list(fields).count(name) > 1}
    if refused or not {"file", "title_zh"} <= set(fields):
        detail = f"columns: {', '.join(sorted(refused)) or 'file, title_zh'}"
        raise ApiError("csv_malformed", path=path, detail=detail)
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values() or not row["file"]:
            raise ApiError("csv_malformed", path=path, detail=f"line {line}")
    return rows


def _write(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, and stays."""
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _draft(
    row: dict[str, str], me: str, alias: str, attachments: list[tuple[str, str]]
) -> WorkDraft:
    given: dict[str, Any] = {name: row[name] for name in _PLAIN if row.get(name)}
    return WorkDraft(
        title_zh=row["title_zh"],
        completed=row.get("completed") or today(utc_now()),
        owners=[(me, "1/1")],
        authors=[(me, alias)],
        parents=[parse_parent(part) for part in _parts(row.get("parents", ""))],
        attachments=attachments,
        **given,
    )


def _attachments(row: dict[str, str]) -> list[tuple[str, Path]]:
    return [parse_attachment(part) for part in _parts(row.get("attachments", ""))]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
