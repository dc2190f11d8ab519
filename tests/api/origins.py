"""A register to trace in: a wall, a work that was made from it, and works that were not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from api.app import create_app
from api.service import open_service
from api.signing import signed
from ledger.home import Founding, found
from ledger.register.canonical import canonical
from ledger.register.entry import Entry
from ledger.register.origin import Origin
from tests.hashing.pictures import drawn, file_of

from .support import (
    ORIGIN,
    TestClient,
    World,
    audited,
    did,
    heritage_statement,
    key,
    work_statement,
)

REGISTRARS = ("registrar", "second registrar")
SIDE = 300


@cache
def drawing(name: str) -> bytes:
    """A drawn picture as a file."""
    return file_of(drawn(name, SIDE))


@cache
def part_of(name: str) -> bytes:
    """Some two fifths of a drawn picture."""
    sheet = drawn(name, SIDE)
    height, width = sheet.shape[:2]
    return file_of(np.ascontiguousarray(sheet[height // 5 : height * 9 // 10, : width * 3 // 5]))


@cache
def reworked(wall: str, figure: str) -> bytes:
    """A wall with a new figure on it."""
    sheet = drawn(wall, SIDE).copy()
    new = drawn(figure, 120)
    sheet[40 : 40 + new.shape[0], 60 : 60 + new.shape[1]] = new
    return file_of(sheet)


def origin_of(entry: Entry) -> Origin:
    assert entry.registry.origin is not None
    return entry.registry.origin


def report_of(entry: Entry) -> bytes:
    """The origin report of an entry as it stands in the leaf."""
    return canonical(origin_of(entry).document())


class Register(World):
    """A ledger in which pictures are registered and works are cancelled."""

    def wall(self, name: str) -> Entry:
        return self.enter(heritage_statement(drawing(name)), drawing(name))

    def work(self, file: bytes, owner: str = "alice", **words: Any) -> Entry:
        return self.enter(work_statement(file, owner, **words), file)

    def work_from(self, wall: Entry, file: bytes, owner: str = "alice", **words: Any) -> Entry:
        parents = [("heritage", wall.statement.id, "adapted")]
        return self.work(file, owner, nature="adaptation", parents=parents, **words)

    def order(self, kind: str, work: Entry, **members: str) -> Entry:
        """Enter an order of a court on a work."""
        subject = {
            "kind": kind,
            "work": work.statement.id,
            "authority": "court",
            "issuerName": "敦煌市人民法院",
            "number": f"（2026）甘0982民初{self.size()}号",
            "document": f"{self.size():064x}",
            "scope": {},
            "reasons": "依照生效裁判。",
            **members,
        }
        keys = [key(name) for name in REGISTRARS]
        return self.enter(signed("Order", subject, keys, ORIGIN))

    def found(self, file: bytes, **asked: Any) -> list[int]:
        """The entries of the works that a picture is traced to."""
        return [match.entry for match in self.service.trace(file, **asked).report.matches]


@contextmanager
def register(directory: Path, *, new: bool = True) -> Iterator[Register]:
    """A register, founded if it is new, audited when it is left."""
    if new:
        found(directory, Founding(ORIGIN, registrars=[did(name) for name in REGISTRARS]))
    with open_service(directory) as service:
        app = create_app(service)
        with TestClient(app, raise_server_exceptions=False) as client:
            opened = Register(directory, service, client)
            if new:
                opened.parties("alice", "bob")
            yield opened
        audited(service)
