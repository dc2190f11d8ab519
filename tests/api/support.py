"""A small ledger to ask things of: keys, pictures, signed statements, and the application over it.

Keys have names and are always the same; pictures have numbers, and any two of different numbers
look nothing like each other. Statements are new at every call.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from api.app import create_app
from api.composing import WorkDraft, file_reference, label
from api.pictures import examine
from api.service import Service, open_service
from api.signing import signed
from ledger.audit import AuditReport, audit_store
from ledger.home import Founding, found
from ledger.receipt import Receipt, parse_receipt, verify_receipt
from ledger.register.did import Did, did_of
from ledger.register.entry import Entry, parse_entry

with warnings.catch_warnings():
    # it asks for another HTTP library than the one that the product uses, and runs with this one
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ORIGIN = "log.example/dunhuang"
REGISTRAR = "registrar"


# ---- keys and pictures ------------------------------------------------------------------------


@cache
def key(name: str) -> Ed25519PrivateKey:
    """The same private key for the same name."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"key " + name.encode()).digest())


@cache
def did(name: str) -> Did:
    return did_of(key(name))


@cache
def image(number: int, width: int = 160, height: int = 120) -> Image.Image:
    """Blurred blocks of colour: a picture with much in it, that is like no other."""
    cells = np.random.default_rng(number).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    return Image.fromarray(cells).resize((width, height), Image.Resampling.BICUBIC)


@cache
def picture(number: int, form: str = "PNG") -> bytes:
    """A file with the picture of that number."""
    out = io.BytesIO()
    image(number).save(out, form)
    return out.getvalue()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ---- statements -------------------------------------------------------------------------------


def party_statement(name: str, *signers: str, origin: str = ORIGIN, kind: str = "person") -> bytes:
    subject = {"party": did(name), "kind": kind, "displayName": name, "roles": ["creator"]}
    keys = [key(name), *(key(signer) for signer in signers)]
    return signed("PartyRegistration", subject, keys, origin)


def heritage_statement(
    file: bytes | None = None, *, signers: tuple[str, ...] = (REGISTRAR,), **changes: Any
) -> bytes:
    subject = {
        "title": label("三兔藻井", "Three hares"),
        "site": "mogao",
        "cave": "mogao:407",
        "motifs": ["santu"],
        **changes,
    }
    if file is not None:
        subject["file"] = file_reference(examine(file).facts)
    return signed("HeritageSource", subject, [key(signer) for signer in signers], ORIGIN)


def work_subject(file: bytes, *owners: str, **words: Any) -> dict[str, Any]:
    """A work of equal shares whose first owner made it; what is not original says what is new."""
    if words.get("nature", "original") != "original":
        words.setdefault("nature_note", "新的构图")
    draft = WorkDraft(
        title_zh=words.pop("title_zh", "藻井"),
        completed=words.pop("completed", "2026-10-01"),
        owners=[(did(owner), f"1/{len(owners)}") for owner in owners],
        authors=[(did(owners[0]), owners[0])],
        **words,
    )
    return draft.subject(examine(file).facts)


def work_statement(
    file: bytes,
    *owners: str,
    origin: str = ORIGIN,
    changes: dict[str, Any] | None = None,
    **words: Any,
) -> bytes:
    """A work that all its owners signed; `changes` replace members of its subject."""
    subject = work_subject(file, *owners, **words) | (changes or {})
    return signed("WorkRegistration", subject, [key(owner) for owner in owners], origin)


# ---- a ledger ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """An open ledger of its own, with the application over it."""

    directory: Path
    service: Service
    client: TestClient

    def enter(self, statement: bytes, file: bytes | None = None) -> Entry:
        return entry_of(self.service.register(statement, file))

    def parties(self, *names: str) -> None:
        for name in names:
            self.enter(party_statement(name))

    def post(self, statement: bytes, file: bytes | None = None) -> httpx.Response:
        return post(self.client, statement, file)

    def verified(self, data: bytes, file: bytes | None = None) -> Entry:
        """The entry of a receipt as it came over the wire, after it was verified."""
        return verify_receipt(parse_receipt(data), self.service.home.verifier, file).entry

    def size(self) -> int:
        with self.service.store.read() as reader:
            return reader.head().size


def found_ledger(
    directory: Path, *, writers: str = "open", database_url: str | None = None
) -> None:
    founding = Founding(ORIGIN, writers=writers, registrars=[did(REGISTRAR)])  # type: ignore[arg-type]  # a plain str here
    found(directory, founding, database_url)


def audited(service: Service) -> AuditReport:
    """Check the whole ledger, files included."""
    return audit_store(service.store, service.home.verifier, objects=service.home.objects)


@contextmanager
def opened(directory: Path, database_url: str | None = None) -> Iterator[World]:
    """Open the ledger in `directory`, with the application over it."""
    with open_service(directory, database_url) as service:
        app = create_app(service)
        with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
            yield World(directory, service, client)


@contextmanager
def founded(directory: Path, *, writers: str = "open") -> Iterator[World]:
    """A new ledger, which is audited when it is left."""
    found_ledger(directory, writers=writers)
    with opened(directory) as world:
        yield world
        audited(world.service)


def post(client: TestClient, statement: bytes, file: bytes | None = None) -> httpx.Response:
    """Send a statement as JSON, or with its file as a form."""
    if file is None:
        headers = {"Content-Type": "application/json"}
        return client.post("/v1/statements", content=statement, headers=headers)
    files = {"statement": ("s.json", statement), "file": ("f", file)}
    return client.post("/v1/statements", files=files)


def entry_of(receipt: Receipt) -> Entry:
    return parse_entry(receipt.leaf, receipt.index)


def everything(world: World) -> tuple[object, ...]:
    """All that a ledger keeps, to be compared with what it keeps later."""
    with world.service.store.read() as reader:
        stored = (
            reader.head(),
            reader.rows(0, 2**40),
            reader.records_after(None, 10**6),
            {(level, index): reader.tile(level, index) for level, index, _ in reader.tile_refs()},
        )
    files = (world.directory / "objects").rglob("*")
    objects = sorted((path, path.stat().st_mtime_ns) for path in files)
    return (*stored, objects)


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """The problem that a response must be, checked for its form."""
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = json.loads(response.content)
    assert problem["status"] == response.status_code
    assert problem["type"] == f"urn:mogao:error:{problem['code']}"
    assert problem["title"] == f"{problem['zh']} {problem['en']}"
    assert any("\u4e00" <= character <= "\u9fff" for character in problem["zh"])
    assert re.search("[a-z]{2}", problem["en"])
    inside = ("Traceback", "sqlalchemy", "SELECT", ".py", "/work", "site-packages")
    assert not any(word in response.text for word in inside)
    return problem


def refused(
    world: World, case: tuple[bytes, bytes | None], status: int, code: str
) -> dict[str, Any]:
    """Send it, and see that it is refused as it should be and leaves no trace."""
    before = everything(world)
    answer = world.post(*case)
    assert (answer.status_code, problem_of(answer)["code"]) == (status, code)
    assert everything(world) == before
    return problem_of(answer)
