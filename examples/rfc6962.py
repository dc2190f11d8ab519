"""一棵默克尔树的全部算法 / All the arithmetic of a Merkle log: RFC 6962, section 2.1."""

from hashlib import sha256


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: list[bytes]) -> bytes:
    """Give the root over leaf hashes: the left subtree is the largest that is complete."""
    if len(hashes) == 1:
        return hashes[0]
    left = largest_power_below(len(hashes))
    return node_hash(root_of(hashes[:left]), root_of(hashes[left:]))


def root_by_proof(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Give the root to which an inclusion proof leads; ValueError for one of the wrong length."""
    if size == 1 and not proof:
        return leaf
    if size == 1 or not proof:
        raise ValueError("an inclusion proof of the wrong length")
    *below, beside = proof
    left = largest_power_below(size)
    if index < left:
        return node_hash(root_by_proof(leaf, index, left, below), beside)
    return node_hash(beside, root_by_proof(leaf, index - left, size - left, below))


def largest_power_below(size: int) -> int:
    """Give the largest power of two that is smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
