"""Where the ledger is kept: `open_store` gives a store for a database address."""

from ledger.store.interface import Batch, EntryRow, FileRow, Head, Reader, Store, WorkQuery, WorkRow
from ledger.store.observations import HitRow, ObservationRow
from ledger.store.open import open_store

__all__ = [
    "Batch",
    "EntryRow",
    "FileRow",
    "Head",
    "HitRow",
    "ObservationRow",
    "Reader",
    "Store",
    "WorkQuery",
    "WorkRow",
    "open_store",
]
