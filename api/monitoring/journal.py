"""The journal of a scan: every row as soon as it is known, so that a scan can be taken up again.

One JSON text a line. The first says what was asked of which ledger, the others are rows. A line is
there whole or it does not count: what a killed process left behind is cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from api.errors import ApiError
from api.monitoring.rows import Outcome, Row
from api.monitoring.sighting import Sighting

_VERSION = 1


class Journal:
    """The rows of a scan, in the file at `path`; in memory are digests of names and places.

    `asked` is what the scan is about. Raises `ApiError`: ``scan_exists`` where there is one that is
    not to be resumed, ``scan_journal_differs`` where it is of something else.
    """

    def __init__(self, path: Path, asked: dict[str, str], *, resume: bool) -> None:
        head = {"mogao_scan": str(_VERSION)} | asked
        if path.exists() and not resume:
            raise ApiError("scan_exists", path=path.parent)
        self._file = path.open("a+b")
        #: Names of what was found → where the line begins that tells of it.
        self._known: dict[bytes, int] = {}
        #: Where rows have been written for, and what stands there.
        self._places: set[bytes] = set()
        self._end = 0
        try:
            self._take_up(path, head)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def has(self, sighting: Sighting) -> bool:
        """Whether a row has been written for this place, and for what stands there now."""
        digest = sighting.content.sha256 if sighting.content else None
        return _place(sighting, digest) in self._places

    def outcome(self, name: str) -> Outcome | None:
        """Give what became of a file that was met before, by its SHA-256 or another name."""
        self._file.flush()
        start = self._known.get(_short(name))
        if start is None:
            return None
        self._file.seek(start)
        return Outcome.model_validate_json(self._file.readline())

    def write(self, row: Row) -> None:
        """Add a row; what is killed behind this has it."""
        line = row.model_dump_json().encode() + b"\n"
        self._file.write(line)
        self._file.flush()
        self._remember(row, self._end)
        self._end += len(line)

    def rows(self) -> Iterator[Row]:
        """Give all rows in the order in which they were written."""
        self._file.flush()
        self._file.seek(0)
        self._file.readline()
        for line in self._file:
            yield Row.model_validate_json(line)

    def _take_up(self, path: Path, head: dict[str, str]) -> None:
        self._file.seek(0)
        first = self._file.readline()
        if not first.endswith(b"\n"):
            self._file.truncate(0)
            self._file.write(json.dumps(head).encode() + b"\n")
            self._file.flush()
            self._end = self._file.tell()
            return
        _check(path, first, head)
        self._end = len(first)
        for line in self._file:
            try:
                row = Row.model_validate_json(line if line.endswith(b"\n") else b"")
            except ValidationError:
                break
            self._remember(row, self._end)
            self._end += len(line)
        self._file.truncate(self._end)
        self._file.seek(0, os.SEEK_END)

    def _remember(self, row: Row, start: int) -> None:
        self._places.add(_place(row, row.sha256))
        if row.sha256 is not None:
            for name in (f"sha256 {row.sha256}", *row.names):
                self._known.setdefault(_short(name), start)


def _check(path: Path, line: bytes, head: dict[str, str]) -> None:
    try:
        told = json.loads(line)
        differing = [name for name in head if told.get(name) != head[name]]
    except (ValueError, AttributeError, RecursionError):
        differing = ["mogao_scan"]
    if differing:
        raise ApiError("scan_journal_differs", path=path.parent, detail=", ".join(differing))


def _place(at: Row | Sighting, digest: str | None) -> bytes:
    # a record stays what it is; a file may have become another between two runs
    told = [digest] if at.offset is None else [at.offset, at.record]
    return _short(json.dumps([at.path, *told]))


def _short(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:16]
