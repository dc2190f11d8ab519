"""What an operator, or whoever holds the disk, may do to a ledger behind its back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ledger.home import open_home
from ledger.register.canonical import canonical
from ledger.register.decide import apply
from ledger.register.entry import parse_entry
from ledger.register.state import Register
from ledger.store import EntryRow, FileRow, Head, open_store
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.merkle import leaf_hash, tree_root
from ledger.tlog.tile import TileHashReader, append_hashes

Document = dict[str, Any]


def copy(directory: Path, to: Path) -> Path:
    return Path(shutil.copytree(directory, to))


def sql(directory: Path, statement: str, *values: object) -> None:
    """Change the database past the program, and make sure that something was changed."""
    connection = sqlite3.connect(directory / "ledger.db")
    with connection:
        changed = connection.execute(statement, values).rowcount
    connection.close()
    assert changed > 0, statement


def query(directory: Path, statement: str, *values: object) -> list[Any]:
    connection = sqlite3.connect(directory / "ledger.db")
    rows = connection.execute(statement, values).fetchall()
    connection.close()
    return rows


def entries(directory: Path) -> list[Document]:
    leaves = query(directory, 'SELECT leaf FROM entries ORDER BY "index"')
    return [json.loads(leaf) for (leaf,) in leaves]


def rewrite(directory: Path, documents: Sequence[Document]) -> None:
    """Write history anew, with every hash, record and signature that the operator can make.

    What the operator cannot make are the signatures of the parties, and the receipts that they
    keep.
    """
    files = {
        index: FileRow(*rest, tuple(json.loads(fingerprints)))
        for index, *rest, fingerprints in query(directory, "SELECT * FROM files")
    }
    by_digest = {row.sha256: row for row in files.values()}
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        (directory / name).unlink(missing_ok=True)
    home = open_home(directory)
    signer = home.signer()
    rows, hashes, changes, register = [], [], [], Register()
    for index, document in enumerate(documents):
        document["registry"]["previous"] = hashes[-1].hex() if hashes else None
        leaf = canonical(document)
        entry = parse_entry(leaf, index)
        apply(register, entry)
        changes.append((index, register.changes()))
        file = entry.registry.file and by_digest[entry.registry.file.sha256]
        statement = entry.statement
        rows.append(
            EntryRow(
                index,
                statement.id,
                statement.digest,
                statement.kind,
                leaf,
                entry.registry.time,
                file or None,
            )
        )
        hashes.append(leaf_hash(leaf))
    tiles = append_hashes(0, lambda _level, _index: b"", hashes)
    reader = TileHashReader(len(rows), lambda level, index: tiles.get((level, index), b""))
    root = tree_root(len(rows), reader)
    note = sign_checkpoint(Checkpoint(home.origin, len(rows), root), signer)
    time = documents[-1]["registry"]["time"]
    store = open_store(f"sqlite:///{directory / 'ledger.db'}")
    with store.write() as batch:
        batch.append(rows, tiles, changes, Head(len(rows), root, time, hashes[-1], note))
    store.close()
