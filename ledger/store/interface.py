"""What every store does, whichever database is below.

Entries, tiles and files are only ever added to; records are what the register holds now, and
versions of them what it held after each entry.

A batch is one database transaction that holds the head's lock from its first statement; its commit
is the only commit point. Before it nothing happened, after it everything did.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ledger.register.records import Key
from ledger.store.observations import ObservationReader, ObservationWriter


@dataclass(frozen=True, slots=True)
class Head:
    """The state of the log after the last batch.

    ``leaf`` is the leaf hash of the last entry and ``time`` its registry time; both are ``None`` in
    an empty log, whose ``checkpoint`` is empty too. ``checkpoint`` is a signed note over ``size``
    and ``root``.
    """

    size: int
    root: bytes
    time: str | None
    leaf: bytes | None
    checkpoint: bytes


@dataclass(frozen=True, slots=True)
class FileRow:
    """What is kept beside an entry that carries a picture: how to find the picture again.

    ``fingerprints`` are in text form; ``thumbnail`` is the SHA-256 of a stored object.
    """

    sha256: str
    media_type: str
    thumbnail: str | None
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What a work is looked for by now: its titles, folded for comparison, category, and owners."""

    title: str
    category: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """Which works are wanted; what is ``None`` does not matter. ``text`` is part of a title."""

    text: str | None = None
    category: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as stored: the leaf's exact bytes and the columns it is looked up by.

    ``time`` is its registry time, in the one spelling whose order as text is the order in time.
    """

    index: int
    statement_id: str
    digest: bytes
    kind: str
    leaf: bytes
    time: str
    file: FileRow | None = None


def fold(text: str) -> str:
    """Give the form in which titles are compared: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


#: What an entry made of records: the JSON of each, ``None`` where it is no more.
Changes: TypeAlias = Mapping[Key, str | None]


class Reader(ObservationReader, Protocol):
    """Reads of what has been committed."""

    def head(self) -> Head:
        """Give the head; of an empty log where nothing has been committed."""

    def leaf(self, index: int) -> bytes | None:
        """Give the leaf at `index`, or ``None`` beyond the end."""

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Give the leaves of ``[start, end)`` that exist, in order."""

    def rows(self, start: int, end: int) -> list[EntryRow]:
        """Give the whole rows of ``[start, end)`` that exist, in order."""

    def find(self, statement_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """Give index and digest of those of `statement_ids` that have been entered."""

    def latest(self, kind: str, before: int, limit: int) -> list[int]:
        """Give the indexes below `before` of the last `limit` entries of `kind`, newest first."""

    def works(self, query: WorkQuery, before: int, limit: int) -> list[int]:
        """Give the indexes below `before` of the last `limit` works that fit, newest first."""

    def catalogue(self, start: int, end: int) -> dict[int, WorkRow]:
        """Give what the works registered by the entries ``[start, end)`` are looked for by."""

    def size_at(self, time: str) -> int:
        """Give the number of entries whose registry time is `time` or earlier.

        `time` is in the ledger's one spelling, ``2026-11-21T10:00:00Z``.
        """

    def tile(self, level: int, index: int) -> bytes | None:
        """Give the stored row of a hash tile, which may hold more hashes than were asked for."""

    def tiles(self, refs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Give those of the tiles (level, index) that are stored."""

    def tile_refs(self) -> list[tuple[int, int, int]]:
        """Give (level, index, number of hashes) of every stored tile."""

    def records(self, keys: Iterable[Key]) -> dict[Key, str | None]:
        """Give the stored JSON of each record, ``None`` for one that is not there."""

    def records_after(self, key: Key | None, limit: int) -> list[tuple[Key, str]]:
        """Give the next `limit` records after `key`, in a fixed order over all records."""

    def scan(self, table: str, after: str, until: str, limit: int) -> list[tuple[str, str]]:
        """Give the first `limit` records of `table` with ``after < key < until``: (key, JSON).

        Keys are compared, and come, in the order of their UTF-8 bytes.
        """

    def records_at(self, keys: Iterable[Key], size: int) -> dict[Key, str | None]:
        """Give the JSON of each record as it stood when the log had `size` entries.

        ``None`` where there was none then. Keys of tables whose records are not `versioned` are
        left out: the store knows what they hold now and no more.
        """

    def versions(self, start: int | None, end: int | None) -> list[tuple[int, Key, str | None]]:
        """Give the versions that the entries ``[start, end)`` made, in no order.

        ``None`` leaves a side open. Each is the entry's index, the key, and the JSON or
        ``None`` where the entry removed the record.
        """

    def fold_number(self) -> int:
        """Give the `FOLD` of the code that made the records; 0 where none is stored."""

    def files(self, start: int, end: int) -> list[tuple[int, FileRow]]:
        """Give the files of the entries ``[start, end)``, in order."""

    def count_files(self) -> int:
        """Give the number of entries that carry a file."""


class Batch(Reader, ObservationWriter, Protocol):
    """A transaction that holds the head's lock."""

    def append(
        self,
        entries: Sequence[EntryRow],
        tiles: Mapping[tuple[int, int], bytes],
        changes: Sequence[tuple[int, Changes]],
        head: Head,
    ) -> None:
        """Write what one batch of statements changes; `tiles` hold whole rows, prefix included.

        `changes` are (index, what that entry changed), in the order of the log. The last value of
        each record is kept as the record; of versioned tables each value is kept as a version.
        """


class Store(Protocol):
    """A database with one ledger in it."""

    def read(self) -> AbstractContextManager[Reader]:
        """Open a snapshot of what is committed."""

    def write(self) -> AbstractContextManager[Batch]:
        """Open a batch; leaving it commits, an exception undoes all of it.

        Raises `StoreError`: ``store_fold_differs`` where another version of the program has folded
        the register anew meanwhile; ``store_unavailable`` where the database fails. After a failed
        commit the batch may or may not be durable: whoever asks again with the same statement
        learns it.
        """

    def close(self) -> None:
        """Let go of every connection."""
