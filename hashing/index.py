"""Finding, among many codes of one length, those within a Hamming distance of a given one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from hashing.errors import CandidateIndexError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

#: Codes compared at once: the working set stays within a processor's cache.
_BLOCK: Final = 16_384
_FIRST_CAPACITY: Final = 1_024


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that was found: its key, and in how many bits it differs."""

    key: int
    distance: int


def check_key(key: int) -> int:
    """Return `key` if it can be one (0 to 2**63 - 1); raise `CandidateIndexError` if not."""
    if not 0 <= key < 1 << 63:
        raise CandidateIndexError("index_key_range", key=key)
    return key


class CandidateIndex(Protocol):
    """A set of (key, code) that is searched by distance and grows without being rebuilt."""

    def search(self, code: bytes, radius: int) -> list[Hit]:
        """Return every entry within `radius` bits of `code`, by distance, then by key."""

    def apply(self, additions: Iterable[tuple[int, bytes]], removals: Iterable[int]) -> None:
        """Take out `removals`, then put in `additions`: all of it, or, on an error, nothing."""

    def __len__(self) -> int:
        """Return the number of entries."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The first ``used`` rows of two arrays; rows behind them are free for additions."""

    keys: NDArray[np.int64]
    codes: NDArray[np.uint64]
    used: int


class ExactIndex:
    """A `CandidateIndex` that compares with every code: exact, in memory, safe among threads.

    Searching takes no lock: it reads the table that was current when it began. Additions are
    written behind the rows that such a table shows and never into them; removals make new arrays.
    """

    def __init__(self, code_bytes: int) -> None:
        """Make an empty index of codes of `code_bytes` bytes, a multiple of 8."""
        self._code_bytes = code_bytes
        self._keys: set[int] = set()
        self._table = _empty(_FIRST_CAPACITY, code_bytes // 8)
        self._writing = threading.Lock()

    def __len__(self) -> int:
        """Return the number of entries."""
        return self._table.used

    def search(self, code: bytes, radius: int) -> list[Hit]:
        """Return every entry within `radius` bits of `code`, by distance, then by key.

        Raises `CandidateIndexError` if `code` has the wrong length.
        """
        wanted = self._words(code)
        table = self._table
        keys, distances = [], []
        for start in range(0, table.used, _BLOCK):
            rows = slice(start, min(start + _BLOCK, table.used))
            away = np.bitwise_count(table.codes[rows] ^ wanted).sum(axis=1, dtype=np.int64)
            (near,) = np.nonzero(away <= radius)
            keys.append(table.keys[rows][near])
            distances.append(away[near])
        if not keys:
            return []
        key, distance = np.concatenate(keys), np.concatenate(distances)
        order = np.lexsort((key, distance))
        pairs = zip(key[order].tolist(), distance[order].tolist(), strict=True)
        return [Hit(k, d) for k, d in pairs]

    def apply(self, additions: Iterable[tuple[int, bytes]], removals: Iterable[int]) -> None:
        """Take out `removals`, then put in `additions`: all of it, or, on an error, nothing.

        Costs time in the number of additions alone, except where something is removed or the
        capacity is doubled. Raises `CandidateIndexError`: a removed key is not there, an added
        one is, a key is no 63-bit number, or a code has the wrong length.
        """
        added = [(check_key(key), self._words(code)) for key, code in additions]
        removed = list(removals)
        with self._writing:
            self._check_keys([key for key, _ in added], removed)
            table = _without(self._table, removed) if removed else self._table
            self._table = _with(table, added)
            self._keys.difference_update(removed)
            self._keys.update(key for key, _ in added)

    def _check_keys(self, added: list[int], removed: list[int]) -> None:
        gone: set[int] = set()
        for key in removed:
            if key not in self._keys or key in gone:
                raise CandidateIndexError("index_key_unknown", key=key)
            gone.add(key)
        fresh: set[int] = set()
        for key in added:
            if key in fresh or (key in self._keys and key not in gone):
                raise CandidateIndexError("index_key_taken", key=key)
            fresh.add(key)

    def _words(self, code: bytes) -> NDArray[np.uint64]:
        if len(code) != self._code_bytes:
            raise CandidateIndexError(
                "index_code_length", size=len(code), expected=self._code_bytes
            )
        return np.frombuffer(code, np.uint64)


def _empty(capacity: int, words: int) -> _Table:
    return _Table(np.empty(capacity, np.int64), np.empty((capacity, words), np.uint64), 0)


def _without(table: _Table, removed: list[int]) -> _Table:
    """Return a copy of `table` without the rows of `removed`."""
    keep = ~np.isin(table.keys[: table.used], np.array(removed, np.int64))
    copy = _empty(len(table.keys), table.codes.shape[1])
    used = int(keep.sum())
    copy.keys[:used] = table.keys[: table.used][keep]
    copy.codes[:used] = table.codes[: table.used][keep]
    return _Table(copy.keys, copy.codes, used)


def _with(table: _Table, added: list[tuple[int, NDArray[np.uint64]]]) -> _Table:
    """Return `table` with rows for `added`, in larger arrays if there is no room."""
    used = table.used + len(added)
    keys, codes = table.keys, table.codes
    if used > len(keys):
        grown = _empty(max(used, 2 * len(keys)), codes.shape[1])
        grown.keys[: table.used] = keys[: table.used]
        grown.codes[: table.used] = codes[: table.used]
        keys, codes = grown.keys, grown.codes
    if added:
        keys[table.used : used] = [key for key, _ in added]
        codes[table.used : used] = [words for _, words in added]
    return _Table(keys, codes, used)
