"""Seeded chance: the one source of variation in the demonstration's artwork."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Dice:
    """A numpy generator seeded by a name and a number; equal seeds give equal throws."""

    def __init__(self, name: str, seed: int) -> None:
        self.generator = np.random.default_rng([crc32(name.encode()), seed & 0xFFFFFFFF])

    def between(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return float(self.generator.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        return int(self.generator.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        """Return True with the given probability."""
        return bool(self.generator.random() < probability)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.whole(0, len(options) - 1)]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in a random order."""
        return [options[int(i)] for i in self.generator.permutation(len(options))]
