"""The index of pictures in memory, kept level with the log.

Every process has its own; before it answers it takes in what other processes have registered, so
an answer is always of one tree size, which it names.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from hashing.algorithms import QueryFingerprints
from hashing.fingerprint import parse_fingerprint
from hashing.search import Candidate, PictureIndex
from ledger.register.entry import Findings, Match
from ledger.store.interface import Reader

_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Search:
    """What a search of the first `tree_size` entries, with `pictures` pictures, found.

    The keys of `candidates` are entry indexes.
    """

    tree_size: int
    pictures: int
    candidates: list[Candidate]

    def findings(self) -> Findings:
        """Give the form in which an entry records it."""
        return Findings(
            tree_size=self.tree_size,
            matches=[
                Match(
                    entry=candidate.key,
                    distances=dict(candidate.distances),
                    transform=candidate.transform,
                )
                for candidate in self.candidates
            ],
        )


class Catalogue:
    """Searches the pictures of every entry below the size that it has read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index = PictureIndex()
        self._size = 0

    def search(self, reader: Reader, query: QueryFingerprints) -> Search:
        """Bring the index up to the reader's head and search it."""
        with self._lock:
            self._catch_up(reader)
            return Search(self._size, len(self._index), self._index.search(query))

    def _catch_up(self, reader: Reader) -> None:
        size = reader.head().size
        while self._size < size:
            end = min(self._size + _PAGE, size)
            for index, file in reader.files(self._size, end):
                self._index.add(index, [parse_fingerprint(text) for text in file.fingerprints])
            self._size = end
