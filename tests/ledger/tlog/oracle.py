"""Merkle trees and proofs, spelled as RFC 6962 section 2.1 spells them: an oracle for the tests.

Recursive, slow, and without a line in common with `ledger.tlog`.
"""

import functools
import hashlib
from collections.abc import Sequence


def _k(n: int) -> int:
    """Let k be the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


class Tree:
    """The ordered inputs D, of which every tree of the tests is a prefix D[n]."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        self.mth = functools.cache(self._mth)

    def _mth(self, start: int, end: int) -> bytes:
        """MTH(D[start:end])."""
        n = end - start
        if n == 0:
            return hashlib.sha256().digest()
        if n == 1:
            return hashlib.sha256(b"\x00" + self.entries[start]).digest()
        k = start + _k(n)
        return hashlib.sha256(b"\x01" + self.mth(start, k) + self.mth(k, end)).digest()

    def path(self, m: int, start: int, end: int) -> list[bytes]:
        """PATH(m, D[start:end]), with m relative to start."""
        n = end - start
        if n == 1:
            return []
        k = _k(n)
        if m < k:
            return [*self.path(m, start, start + k), self.mth(start + k, end)]
        return [*self.path(m - k, start + k, end), self.mth(start, start + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """PROOF(m, D[n])."""
        return self.subproof(m, 0, n, whole=True)

    def subproof(self, m: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        """SUBPROOF(m, D[start:end], b), with m relative to start."""
        n = end - start
        if m == n:
            return [] if whole else [self.mth(start, end)]
        k = _k(n)
        if m <= k:
            left = self.subproof(m, start, start + k, whole=whole)
            return [*left, self.mth(start + k, end)]
        right = self.subproof(m - k, start + k, end, whole=False)
        return [*right, self.mth(start, start + k)]

    def root(self, size: int) -> bytes:
        return self.mth(0, size)

    def leaf(self, index: int) -> bytes:
        return self.mth(index, index + 1)

    def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
        """Serve as the reader of complete subtrees."""
        return [self.mth(index << level, (index + 1) << level) for level, index in nodes]

    def row(self, level: int, index: int, size: int) -> bytes:
        """The tile's content in a tree of that size, by the formula of tlog-tiles."""
        hashes = b""
        for i in range(256):
            start = (index * 256 + i) * 256**level
            end = (index * 256 + i + 1) * 256**level
            if end <= size:
                hashes += self.mth(start, end)
        return hashes
