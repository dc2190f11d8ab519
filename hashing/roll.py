"""The pictures that slots were given to: in order, each once, and never again to another.

Of each it is known under which key the shelf keeps its enrolment, and by its seal, what was read
there: an enrolment that was lost, damaged or made anew since is not taken for the one in the index.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from hashing.arrays import column
from hashing.enrolment import SEAL_BYTES, seal_of
from hashing.errors import FeaturesError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hashing.arrays import Arrays


class Roll:
    """Names, keys and seals by slot. Not safe among threads."""

    def __init__(self, shelf: Mapping[str, bytes]) -> None:
        """Begin with none."""
        self._shelf = shelf
        self._entries: list[tuple[str, str]] = []
        self._seals: list[bytes] = []

    def __len__(self) -> int:
        """Return how many slots were given."""
        return len(self._entries)

    def enter(self, name: str, key: str, stored: bytes) -> int:
        """Give a slot to the picture that the shelf keeps so by `key`."""
        self._entries.append((name, key))
        self._seals.append(seal_of(stored))
        return len(self._entries) - 1

    def name(self, slot: int) -> str:
        """Return the name of the picture of a slot."""
        return self._entries[slot][0]

    def read(self, slot: int) -> bytes:
        """Return the enrolment that was entered; `FeaturesError` if the shelf has it no more."""
        stored = self._shelf.get(self._entries[slot][1])
        if stored is None or seal_of(stored) != self._seals[slot]:
            raise FeaturesError("features_malformed")
        return stored

    def state(self) -> Arrays:
        """Return a copy of what it holds; `of` makes it again."""
        return {
            "entries": np.frombuffer(json.dumps(self._entries).encode(), np.uint8),
            "seals": np.frombuffer(b"".join(self._seals), np.uint8).reshape(-1, SEAL_BYTES),
        }

    @classmethod
    def of(cls, arrays: Arrays, shelf: Mapping[str, bytes]) -> Roll:
        """Make the roll again of which this is the `state`; `FeaturesError` if it is none."""
        try:
            entries = json.loads(column(arrays, "entries", "|u1").tobytes())
        except (ValueError, RecursionError) as error:
            raise FeaturesError("features_malformed") from error
        seals = column(arrays, "seals", "|u1", SEAL_BYTES)
        if not isinstance(entries, list) or len(entries) != len(seals):
            raise FeaturesError("features_malformed")
        roll = cls(shelf)
        for entry, seal in zip(entries, seals, strict=True):
            match entry:
                case [str() as name, str() as key]:
                    roll._entries.append((name, key))
                    roll._seals.append(seal.tobytes())
                case _:
                    raise FeaturesError("features_malformed")
        return roll
