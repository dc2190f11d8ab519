"""Merkle tree hashes (RFC 6962 section 2.1, the same tree as RFC 9162 section 2.1.1), SHA-256.

A *node* is the pair ``(level, index)`` of a complete subtree: it covers the ``2**level`` leaves
``[index << level, (index + 1) << level)``. Only such nodes are ever stored or read; the hash of a
ragged right edge is folded from them.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from ledger.tlog.errors import ProofError

HASH_SIZE = 32
MAX_SIZE = 2**63 - 1
"""The largest tree: sizes are signed 64-bit integers in every implementation of these formats."""

# "The hash of an empty list is the hash of an empty string"
EMPTY_ROOT = sha256(b"").digest()


class HashReader(Protocol):
    """Where the hashes of complete subtrees come from."""

    def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
        """Return the hash of each ``(level, index)`` of ``nodes``, in their order."""
        ...


def leaf_hash(data: bytes) -> bytes:
    """Return ``SHA-256(0x00 || data)``, the hash of one log entry."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return ``SHA-256(0x01 || left || right)``, the hash of an interior node."""
    return sha256(b"\x01" + left + right).digest()


def check_size(size: object) -> None:
    """Raise `ProofError` unless ``size`` is an integer from 0 to `MAX_SIZE`."""
    if type(size) is not int or not 0 <= size <= MAX_SIZE:
        raise ProofError("a tree size or leaf index is an integer from 0 to 2^63 - 1")


def check_hash(value: object) -> None:
    """Raise `ProofError` unless ``value`` is 32 bytes."""
    if not isinstance(value, bytes) or len(value) != HASH_SIZE:
        raise ProofError("a hash is 32 bytes")


def tree_root(size: int, reader: HashReader) -> bytes:
    """Return the Merkle tree hash of the first ``size`` leaves.

    Reads the at most 63 nodes that make up the tree in one call. Raises `ProofError` for a size
    out of range or a reader that answers with another number of hashes.
    """
    check_size(size)
    if size == 0:
        return EMPTY_ROOT
    return range_hashes([(0, size)], reader)[0]


def range_hashes(ranges: Sequence[tuple[int, int]], reader: HashReader) -> list[bytes]:
    """Return ``MTH(D[start:end])`` for each ``(start, end)``, with one call to the reader.

    Each range is a subtree as RFC 6962 splits trees: not empty, and starting at a multiple of a
    power of two that is no less than its length.
    """
    parts = [_complete_subtrees(start, end) for start, end in ranges]
    nodes = [node for part in parts for node in part]
    hashes = reader.read_hashes(nodes)
    if len(hashes) != len(nodes):
        raise ProofError(f"asked for {len(nodes)} hashes, the reader gave {len(hashes)}")
    roots = []
    position = 0
    for part in parts:
        roots.append(_fold(hashes[position : position + len(part)]))
        position += len(part)
    return roots


def _complete_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Split a range into complete subtrees, left to right, the largest first."""
    width = end - start
    nodes = []
    for level in reversed(range(width.bit_length())):
        if width >> level & 1:
            nodes.append((level, start >> level))
            start += 1 << level
    return nodes


def _fold(subtrees: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees whose sizes strictly fall from left to right."""
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """The right edge of a growing tree: its complete subtrees, at most 63 hashes.

    For audits that stream leaf hashes once; `append` costs one node hash on average.
    """

    __slots__ = ("_size", "_subtrees")

    def __init__(self) -> None:
        self._size = 0
        self._subtrees: list[bytes] = []

    @classmethod
    def empty(cls) -> "Frontier":
        """Return the frontier of the empty tree."""
        return cls()

    @property
    def size(self) -> int:
        """The number of leaves appended."""
        return self._size

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf, in place. Raises `ProofError` unless its hash is 32 bytes."""
        if len(leaf_hash) != HASH_SIZE:
            raise ProofError("a hash is 32 bytes")
        subtrees = self._subtrees
        carry = self._size
        root = leaf_hash
        while carry & 1:
            root = sha256(b"\x01" + subtrees.pop() + root).digest()
            carry >>= 1
        subtrees.append(root)
        self._size += 1

    def root(self) -> bytes:
        """Return the Merkle tree hash of all leaves so far."""
        return _fold(self._subtrees) if self._subtrees else EMPTY_ROOT
