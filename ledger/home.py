"""A ledger's home: the directory with its name, keys, objects and, by default, its database.

::

    DIR/ledger.toml          origin and verifier key: nothing secret
    DIR/keys/log.key         signs checkpoints
    DIR/keys/operator.key    signed entry 0
    DIR/keys/registrar.key   the first registrar, unless others were named
    DIR/objects/             originals and thumbnails
    DIR/ledger.db            SQLite, unless another database is named
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter, ValidationError

from ledger.errors import StatementError, StoreError
from ledger.keys import generate_key, read_key, write_key
from ledger.receipt import Receipt, verify_receipt
from ledger.register.canonical import Json, JsonObject, canonical
from ledger.register.did import Did, did_of, parse_did
from ledger.register.kinds.genesis import Origin
from ledger.register.statement import (
    Statement,
    new_statement,
    parse_statement,
    sign_statement,
    verify_statement,
)
from ledger.sequencer import Sequencer, receipts, utc_now
from ledger.store import Store, open_store
from ledger.store.objects import ObjectStore
from ledger.submission import Submission
from ledger.tlog.errors import TlogError
from ledger.tlog.note import Signer, Verifier, parse_vkey

_OFFICERS = ("registrar", "registrar-2")


@dataclass(frozen=True, slots=True)
class Founding:
    """What the operator decides when founding a ledger.

    ``registrars`` are DIDs; where there are none, the keys of two are made beside the operator's.
    ``edition`` is that of the registration form: see `ledger.register.kinds.genesis.Policy`.
    """

    origin: str
    writers: Literal["open", "endorsed"] = "open"
    notice_days: int = 30
    registrars: Sequence[Did] = ()
    filing: str = "未备案"
    edition: Literal[1, 2] = 2


@dataclass(frozen=True, slots=True)
class Home:
    """An existing ledger's directory, read."""

    directory: Path
    origin: str
    verifier: Verifier

    @property
    def objects(self) -> ObjectStore:
        """Give the storage of originals and thumbnails."""
        return ObjectStore(self.directory / "objects")

    def key_path(self, name: Literal["log", "operator", "registrar", "registrar-2"]) -> Path:
        """Give where one of the ledger's own keys is kept."""
        return _key_path(self.directory, name)

    def signer(self, passphrase: str | None = None) -> Signer:
        """Read the log's key."""
        return Signer(self.origin, read_key(self.key_path("log"), passphrase))

    def open_store(self, database_url: str | None = None) -> Store:
        """Open the ledger's database: `database_url`, or the SQLite file beside the keys."""
        return open_store(database_url or _default_url(self.directory))


def open_home(directory: Path) -> Home:
    """Read a ledger's directory.

    Raises `StoreError`: ``store_not_founded`` where there is no ledger, ``store_damaged`` where its
    configuration cannot be read.
    """
    path = _config_path(directory)
    try:
        config = tomllib.loads(path.read_bytes().decode("utf-8"))
        verifier = parse_vkey(config["vkey"])
        if config["origin"] != verifier.name:
            raise StoreError("store_damaged", place=path, detail="origin")
        return Home(directory, verifier.name, verifier)
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError("store_not_founded", place=directory) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, TlogError) as error:
        detail = type(error).__name__
        raise StoreError("store_damaged", place=path, detail=detail) from None


def found(
    directory: Path,
    founding: Founding,
    database_url: str | None = None,
    passphrase: str | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> Receipt:
    """Found a ledger in `directory` and give the receipt of entry 0.

    `clock` tells the time of it, the system's unless a story is told.

    Raises `StoreError` (``store_founded_already``) where there is one, `StatementError` for an
    origin or a registrar that cannot be. A founding that was cut short is taken up again.
    """
    if _config_path(directory).exists():
        raise StoreError("store_founded_already", place=directory)
    _check_origin(founding.origin)
    for did in founding.registrars:
        parse_did(did)
    keys = {name: _make_key(directory, name, passphrase) for name in ("log", "operator")}
    registrars = list(founding.registrars)
    if not registrars:
        # two, for what the law lets no officer decide alone
        registrars = [did_of(_make_key(directory, name, passphrase)) for name in _OFFICERS]
    signer = Signer(founding.origin, keys["log"])
    statement = _genesis(founding, registrars, signer, keys["operator"], clock())
    store = open_store(database_url or _default_url(directory))
    try:
        receipt = _enter(store, signer, statement, clock)
    finally:
        store.close()
    vkey = signer.verifier.to_vkey()
    (directory / "log.vkey").write_text(f"{vkey}\n", "utf-8")
    # last, so that a directory with this file holds a whole ledger
    config = f'origin = "{founding.origin}"\nvkey = "{vkey}"\n'
    _config_path(directory).write_text(config, "utf-8")
    return receipt


def _check_origin(origin: str) -> None:
    """Refuse an impossible name before a key is made for it."""
    try:
        TypeAdapter[str](Origin).validate_python(origin)
    except ValidationError as error:
        detail = error.errors(include_input=False)[0]["msg"]
        field = "credentialSubject.origin"
        raise StatementError("field_invalid", field=field, detail=detail) from None


def _genesis(
    founding: Founding,
    registrars: list[Did],
    signer: Signer,
    operator: Ed25519PrivateKey,
    time: datetime,
) -> Statement:
    subject: JsonObject = {
        "origin": founding.origin,
        "logKey": signer.verifier.to_vkey(),
        "operator": did_of(operator),
        "registrars": list[Json](registrars),
        "policy": {
            "noticeDays": founding.notice_days,
            "writers": founding.writers,
            "edition": founding.edition,
        },
        "filing": founding.filing,
    }
    document = new_statement(
        "LedgerGenesis", subject, issuer=did_of(operator), ledger=founding.origin, time=time
    )
    statement = parse_statement(canonical(sign_statement(document, [operator], time)))
    verify_statement(statement)
    return statement


def _enter(
    store: Store, signer: Signer, statement: Statement, clock: Callable[[], datetime]
) -> Receipt:
    """Enter the founding; where an attempt that was cut short has entered it, give that one."""
    with store.read() as reader:
        if reader.head().size > 0:
            (receipt,) = receipts(reader, [0], signer.verifier)
            if not isinstance(receipt, Receipt):
                raise receipt
            verify_receipt(receipt, signer.verifier)
            return receipt
    sequencer = Sequencer(store, signer, clock)
    try:
        return sequencer.submit(Submission(statement))
    finally:
        sequencer.close()


def _config_path(directory: Path) -> Path:
    return directory / "ledger.toml"


def _make_key(directory: Path, name: str, passphrase: str | None) -> Ed25519PrivateKey:
    path = _key_path(directory, name)
    if not path.exists():
        write_key(path, generate_key(), passphrase)
    return read_key(path, passphrase)


def _key_path(directory: Path, name: str) -> Path:
    return directory / "keys" / f"{name}.key"


def _default_url(directory: Path) -> str:
    return f"sqlite:///{(directory / 'ledger.db').resolve()}"
