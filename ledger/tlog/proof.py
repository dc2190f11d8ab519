"""Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2).

Proving follows the recursive definitions of RFC 6962, as loops. Verifying follows the algorithms
of RFC 9162 sections 2.1.3.2 and 2.1.4.2. A verifier returns nothing or raises `ProofError`.
"""

from collections.abc import Sequence

from ledger.tlog.errors import ProofError
from ledger.tlog.merkle import HashReader, check_hash, check_size, node_hash, range_hashes

MAX_PROOF_HASHES = 63
"""A tree of at most 2^63 - 1 leaves is 63 levels high, so no inclusion proof is longer."""

# RFC 6962 section 2.1.2: "bounded above by ceil(log2(n)) + 1"
_MAX_CONSISTENCY_HASHES = MAX_PROOF_HASHES + 1


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Verify that the leaf at ``index`` of the tree ``(size, root)`` has the hash ``leaf_hash``.

    ``proof`` holds the siblings from the leaf up. The caller takes ``size`` and ``root`` from one
    signed checkpoint: a root alone, without its size, lets one proof pass for several sizes.

    Raises `ProofError` for values of the wrong type or range, a proof of any other length than
    this index and size need, and a root that does not come out.
    """
    _check_arguments((index, size), proof)
    check_hash(leaf_hash)
    check_hash(root)
    if index >= size:
        raise ProofError(f"leaf {index} is not in a tree of {size} leaves")
    node, last = index, size - 1
    computed = leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            node, last = _skip_left_edges(node, last)
        else:
            computed = node_hash(computed, sibling)
        node >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the inclusion proof is too short")
    if computed != root:
        raise ProofError("the inclusion proof leads to another root")


def verify_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Verify that the tree ``(old_size, old_root)`` is a prefix of ``(new_size, new_root)``.

    Every tree has the empty tree as a prefix, so there is nothing to verify from size 0 and it is
    refused here; the witness protocol, which allows it, handles it itself. Between equal sizes the
    proof is empty and the roots are the same bytes: nothing is hashed there, and so their length
    is not looked at (conformance vectors of others have short placeholders there).

    Raises `ProofError` for values of the wrong type or range, a proof of the wrong length, and
    roots that do not come out.
    """
    _check_arguments((old_size, new_size), proof)
    if old_size == 0:
        raise ProofError("consistency with the empty tree proves nothing")
    if old_size > new_size:
        raise ProofError(f"a tree of {old_size} leaves is no prefix of one of {new_size}")
    if old_size == new_size:
        _verify_same(proof, old_root, new_root)
    else:
        _verify_growth(old_size, new_size, proof, old_root, new_root)


def _verify_same(proof: Sequence[bytes], old_root: object, new_root: object) -> None:
    if proof or not isinstance(old_root, bytes) or old_root != new_root:
        raise ProofError("trees of the same size have the same root and an empty proof")


def _verify_growth(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """RFC 9162 section 2.1.4.2 for ``0 < old_size < new_size``."""
    check_hash(old_root)
    check_hash(new_root)
    hashes = list(proof)
    # "If first is an exact power of 2, then prepend first_hash to the consistency_path array."
    if old_size & (old_size - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        raise ProofError("the consistency proof is too short")
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old_computed = new_computed = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if node & 1 or node == last:
            old_computed = node_hash(sibling, old_computed)
            new_computed = node_hash(sibling, new_computed)
            node, last = _skip_left_edges(node, last)
        else:
            new_computed = node_hash(new_computed, sibling)
        node >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the consistency proof is too short")
    if old_computed != old_root:
        raise ProofError("the consistency proof leads to another old root")
    if new_computed != new_root:
        raise ProofError("the consistency proof leads to another new root")


def _skip_left_edges(node: int, last: int) -> tuple[int, int]:
    """Climb past the levels where the node at the right edge has no sibling.

    "If LSB(fn) is not set, then right-shift both fn and sn equally until either LSB(fn) is set or
    fn is 0."
    """
    while node != 0 and not node & 1:
        node >>= 1
        last >>= 1
    return node, last


def _check_arguments(sizes: Sequence[object], proof: object) -> None:
    """Refuse what is no size, and what is no list or tuple of at most 64 hashes."""
    for size in sizes:
        check_size(size)
    if not isinstance(proof, (list, tuple)) or len(proof) > _MAX_CONSISTENCY_HASHES:
        raise ProofError("a proof is a list of hashes, no more than the tree is high")
    for value in proof:
        check_hash(value)


def prove_inclusion(index: int, size: int, reader: HashReader) -> list[bytes]:
    """Return ``PATH(index, D[size])`` of RFC 6962 section 2.1.1, the leaf's sibling first.

    Calls the reader once. Raises `ProofError` if there is no such leaf.
    """
    check_size(index)
    check_size(size)
    if index >= size:
        raise ProofError(f"leaf {index} is not in a tree of {size} leaves")
    start, end = 0, size
    siblings = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return range_hashes(siblings[::-1], reader)


def prove_consistency(old_size: int, new_size: int, reader: HashReader) -> list[bytes]:
    """Return ``PROOF(old_size, D[new_size])`` of RFC 6962 section 2.1.2.

    Calls the reader once. Raises `ProofError` unless ``0 < old_size <= new_size``.
    """
    check_size(old_size)
    check_size(new_size)
    if not 0 < old_size <= new_size:
        raise ProofError(f"there is no consistency proof from {old_size} to {new_size} leaves")
    start, end = 0, new_size
    siblings = []
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    # A verifier that holds the old root needs no hash of a subtree that is the whole old tree.
    if start != 0:
        siblings.append((start, end))
    return range_hashes(siblings[::-1], reader)


def _split(width: int) -> int:
    """Return the largest power of two smaller than ``width`` (the k of RFC 6962)."""
    return 1 << (width - 1).bit_length() - 1
