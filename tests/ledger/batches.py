"""Batches written without a sequencer, each followed by an audit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ledger.batch import Outcome, write_batch
from ledger.errors import LedgerError
from ledger.register.canonical import JsonObject
from ledger.store import EntryRow, Store
from ledger.submission import Submission
from ledger.tlog.note import Signer

from .build import TIME, log_signer, submission
from .check_log import check_log

SIGNER = log_signer()
VKEY = SIGNER.verifier.to_vkey()


def write(
    store: Store, *documents: JsonObject | Submission, now: datetime = TIME, signer: Signer = SIGNER
) -> list[Outcome]:
    """Write one batch, then audit the whole store."""
    batch_of = [each if isinstance(each, Submission) else submission(each) for each in documents]
    with store.write() as batch:
        outcomes = write_batch(batch, batch_of, signer, now)
    check_log(store, VKEY)
    return outcomes


def shown(outcomes: Sequence[Outcome]) -> list[int | str]:
    return [each.code if isinstance(each, LedgerError) else each for each in outcomes]


def entries(store: Store) -> list[EntryRow]:
    with store.read() as reader:
        return reader.rows(0, 100_000)


def registry(row: EntryRow) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(row.leaf)["registry"]
    return value
