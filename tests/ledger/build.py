"""Keys, signed statements and submissions of every kind, made quickly; and a ledger to put them in.

Documents are plain signed JSON objects, so a test may alter them before they are parsed. Keys are
numbered and always the same; statement ids are new ones unless a test names one.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from ledger.receipt import Receipt
from ledger.register.canonical import Json, JsonObject, canonical
from ledger.register.did import Did, did_of
from ledger.register.entry import FileFacts, Findings, Match
from ledger.register.statement import (
    new_statement,
    parse_statement,
    sign_statement,
    verify_statement,
)
from ledger.sequencer import Sequencer
from ledger.store import Store, open_store
from ledger.store.sql import SqlStore
from ledger.submission import FileReport, Submission
from ledger.tlog.note import Signer

ORIGIN = "log.example/dunhuang"
TIME = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC)
_LOG, _OPERATOR, _REGISTRAR = 1_000_001, 1_000_002, 1_000_003


@cache
def key(number: int) -> Ed25519PrivateKey:
    """The same private key for the same number."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"key %d" % number).digest())


@cache
def did(number: int) -> Did:
    return did_of(key(number))


def log_signer(origin: str = ORIGIN) -> Signer:
    return Signer(origin, key(_LOG))


def operator_key() -> Ed25519PrivateKey:
    return key(_OPERATOR)


def registrar_key() -> Ed25519PrivateKey:
    return key(_REGISTRAR)


# ---- documents --------------------------------------------------------------------------------


def signed(
    kind: str,
    subject: JsonObject,
    keys: Sequence[Ed25519PrivateKey],
    *,
    time: datetime = TIME,
    statement_id: uuid.UUID | None = None,
    ledger: str = ORIGIN,
) -> JsonObject:
    """A statement of any kind, issued by the first of `keys` and signed by all of them."""
    document = new_statement(
        kind, subject, issuer=did_of(keys[0]), ledger=ledger, time=time, statement_id=statement_id
    )
    return sign_statement(document, keys, time)


def genesis(*, writers: str = "open", origin: str = ORIGIN, **envelope: Any) -> JsonObject:
    subject: JsonObject = {
        "origin": origin,
        "logKey": log_signer(origin).verifier.to_vkey(),
        "operator": did(_OPERATOR),
        "registrars": [did(_REGISTRAR)],
        "policy": {"noticeDays": 30, "writers": writers},
        "filing": "未备案",
    }
    return signed("LedgerGenesis", subject, [operator_key()], ledger=origin, **envelope)


def party(number: int, *, endorsed: bool = False, name: str = "", **envelope: Any) -> JsonObject:
    subject: JsonObject = {
        "party": did(number),
        "kind": "person",
        "displayName": name or f"画师{number}",
        "roles": ["creator"],
    }
    keys = [key(number), *([registrar_key()] if endorsed else [])]
    return signed("PartyRegistration", subject, keys, **envelope)


def heritage(sha256: str | None = None, *, title: str = "三兔藻井", **envelope: Any) -> JsonObject:
    subject: JsonObject = {
        "title": {"zh": title, "en": "Three hares"},
        "site": "mogao",
        "cave": "mogao:407",
        "motifs": ["santu"],
    }
    if sha256 is not None:
        subject["file"] = {"sha256": sha256, "mediaType": "image/png"}
    return signed("HeritageSource", subject, [registrar_key()], **envelope)


def work(
    *owners: int,
    sha256: str,
    title: str = "藻井",
    changes: JsonObject | None = None,
    **envelope: Any,
) -> JsonObject:
    """A work of equal shares, the first owner its author; `changes` replace members of it."""
    share = f"1/{len(owners)}"
    subject: JsonObject = {
        "title": {"zh": title, "en": "Caisson"},
        "category": "fine_art",
        "creation": {"nature": "original", "completed": "2026-10-01", "place": "CN-62"},
        "publication": {"status": "unpublished"},
        "acquisition": "original",
        "ownership": "individual",
        "authors": [{"party": did(owners[0]), "signedAs": f"画师{owners[0]}"}],
        "owners": [{"party": did(owner), "share": share} for owner in owners],
        "rights": "all",
        "file": {"sha256": sha256, "mediaType": "image/png"},
        "derivedFrom": [],
        "ai": "none",
        **(changes or {}),
    }
    return signed("WorkRegistration", subject, [key(owner) for owner in owners], **envelope)


# ---- submissions ------------------------------------------------------------------------------


def digest(text: str) -> str:
    """A file's SHA-256 in hexadecimal, for a file of the name `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def report(sha256: str, *, matches: Sequence[Match] = (), tree_size: int = 0) -> FileReport:
    """What the API would have found out about a PNG with that digest."""
    facts = FileFacts(
        sha256=sha256,
        sm3=digest(f"sm3 of {sha256}"),
        length=1234,
        media_type="image/png",
        width=640,
        height=480,
    )
    fingerprints = (f"phash64_v1:{sha256[:16]}", f"dhash64_v1:{sha256[16:32]}")
    findings = Findings(tree_size=tree_size, matches=list(matches))
    return FileReport(facts, fingerprints, findings, digest(f"thumbnail of {sha256}"))


def submission(document: JsonObject, file: FileReport | None = None) -> Submission:
    """Parse and verify as the API does; the report of a file is made up unless it is given."""
    statement = parse_statement(canonical(cast("Json", document)))
    verify_statement(statement)
    named = getattr(statement.subject, "file", None)
    if named is not None and file is None:
        file = report(named.sha256)
    return Submission(statement, file)


def resigned(document: JsonObject, *numbers: int, time: datetime) -> JsonObject:
    """The same document with new proofs, at another time, by the keys of those numbers."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    return sign_statement(bare, [key(number) for number in numbers], time)


def damage(store: Store, statement: str, **values: object) -> None:
    """Change what is stored, past everything that guards it."""
    assert isinstance(store, SqlStore)

    def change(connection: Connection) -> None:
        connection.execute(text(statement), values)

    store.upgrade(change)


# ---- a ledger ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Ledger:
    """An open, founded ledger."""

    store: Store
    signer: Signer
    sequencer: Sequencer

    @property
    def vkey(self) -> str:
        return self.signer.verifier.to_vkey()

    def submit(self, document: JsonObject) -> Receipt:
        return self.sequencer.submit(submission(document))

    def size(self) -> int:
        with self.store.read() as reader:
            return reader.head().size


@contextmanager
def running(
    store: Store, signer: Signer | None = None, clock: Callable[[], datetime] = lambda: TIME
) -> Iterator[Ledger]:
    """A sequencer on a store, founded if it was not, and stopped at the end."""
    signer = signer or log_signer()
    ledger = Ledger(store, signer, Sequencer(store, signer, clock))
    try:
        if ledger.size() == 0:
            ledger.submit(genesis())
        yield ledger
    finally:
        ledger.sequencer.close()


@contextmanager
def opened(url: str, clock: Callable[[], datetime] = lambda: TIME) -> Iterator[Ledger]:
    """The same on an address."""
    store = open_store(url)
    try:
        with running(store, clock=clock) as ledger:
            yield ledger
    finally:
        store.close()
