import base64
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.tlog.errors import ProofError
from ledger.tlog.merkle import MAX_SIZE, leaf_hash, node_hash, tree_root
from ledger.tlog.proof import (
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)

from .oracle import Tree
from .support import flipped, fuzz, own_json, shared_json

TREE = Tree([f"entry {index}".encode() for index in range(5000)])
EXHAUSTIVE = 261
SMALL = 22


class EqualLeaves:
    """A tree of any size whose leaves are all the same: one hash for each level."""

    def __init__(self) -> None:
        self.levels = [leaf_hash(b"")]
        for level in range(63):
            self.levels.append(node_hash(self.levels[level], self.levels[level]))

    def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
        return [self.levels[level] for level, _ in nodes]


HUGE = EqualLeaves()


def inclusion_holds(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        verify_inclusion(leaf, index, size, proof, root)
    except ProofError:
        return False
    return True


def consistency_holds(old: int, new: int, proof: list[bytes], before: bytes, after: bytes) -> bool:
    try:
        verify_consistency(old, new, proof, before, after)
    except ProofError:
        return False
    return True


def decode(value: str | None) -> bytes:
    return base64.b64decode(value or "")


def decode_proof(vector: dict[str, Any]) -> list[bytes]:
    return [decode(value) for value in vector["proof"] or []]


def test_inclusion_vectors_of_others() -> None:
    outcomes = set()
    for vector in shared_json("merkle/inclusion.json"):
        holds = inclusion_holds(
            decode(vector["leafHash"]),
            vector["leafIdx"],
            vector["treeSize"],
            decode_proof(vector),
            decode(vector["root"]),
        )
        assert holds is not vector["wantErr"], vector["name"]
        outcomes.add(holds)
    assert outcomes == {True, False}


def test_consistency_vectors_of_others() -> None:
    outcomes = set()
    for vector in shared_json("merkle/consistency.json"):
        holds = consistency_holds(
            vector["size1"],
            vector["size2"],
            decode_proof(vector),
            decode(vector["root1"]),
            decode(vector["root2"]),
        )
        assert holds is not vector["wantErr"], vector["name"]
        outcomes.add(holds)
    assert outcomes == {True, False}


def test_own_vectors() -> None:
    vectors = own_json("merkle.json")
    tree = Tree([entry.encode() for entry in vectors["entries"]])
    roots = [bytes.fromhex(root) for root in vectors["roots"]]
    for vector in vectors["inclusion"]:
        index, size = vector["index"], vector["size"]
        proof = [bytes.fromhex(value) for value in vector["proof"]]
        assert prove_inclusion(index, size, tree) == proof
        verify_inclusion(tree.leaf(index), index, size, proof, roots[size])
    for vector in vectors["consistency"]:
        old, new = vector["old"], vector["new"]
        proof = [bytes.fromhex(value) for value in vector["proof"]]
        assert prove_consistency(old, new, tree) == proof
        verify_consistency(old, new, proof, roots[old], roots[new])


def test_inclusion_of_every_leaf_in_every_small_tree() -> None:
    for size in range(1, EXHAUSTIVE):
        root = TREE.root(size)
        for index in range(size):
            proof = prove_inclusion(index, size, TREE)
            assert proof == TREE.path(index, 0, size)
            verify_inclusion(TREE.leaf(index), index, size, proof, root)


def test_consistency_of_every_pair_of_small_trees() -> None:
    for new in range(1, EXHAUSTIVE):
        root = TREE.root(new)
        for old in range(1, new + 1):
            proof = prove_consistency(old, new, TREE)
            assert proof == TREE.proof(old, new)
            verify_consistency(old, new, proof, TREE.root(old), root)


@fuzz
@given(st.integers(1, 5000), st.data())
def test_larger_trees(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = prove_inclusion(index, size, TREE)
    assert path == TREE.path(index, 0, size)
    verify_inclusion(TREE.leaf(index), index, size, path, TREE.root(size))
    growth = prove_consistency(index + 1, size, TREE)
    assert growth == TREE.proof(index + 1, size)
    verify_consistency(index + 1, size, growth, TREE.root(index + 1), TREE.root(size))


@fuzz
@given(st.integers(1, MAX_SIZE), st.integers(1, MAX_SIZE))
def test_trees_of_any_size(one: int, other: int) -> None:
    old, new = sorted((one, other))
    root = tree_root(new, HUGE)
    path = prove_inclusion(old - 1, new, HUGE)
    assert len(path) <= 63
    verify_inclusion(leaf_hash(b""), old - 1, new, path, root)
    growth = prove_consistency(old, new, HUGE)
    assert len(growth) <= 64
    verify_consistency(old, new, growth, tree_root(old, HUGE), root)


def test_the_longest_proofs_verify() -> None:
    root = tree_root(MAX_SIZE, HUGE)
    path = prove_inclusion(0, MAX_SIZE, HUGE)
    assert len(path) == 63
    verify_inclusion(leaf_hash(b""), 0, MAX_SIZE, path, root)
    growth = prove_consistency(3, MAX_SIZE, HUGE)
    assert len(growth) == 64
    verify_consistency(3, MAX_SIZE, growth, tree_root(3, HUGE), root)


def test_proofs_read_once() -> None:
    calls: list[int] = []

    class Counting:
        def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
            calls.append(len(nodes))
            return TREE.read_hashes(nodes)

    prove_inclusion(100, 3333, Counting())
    prove_consistency(100, 3333, Counting())
    assert len(calls) == 2


def test_every_flipped_bit_of_an_inclusion_proof_is_refused() -> None:
    for size in (1, 2, 7, 13):
        root = TREE.root(size)
        for index in range(size):
            leaf, proof = TREE.leaf(index), TREE.path(index, 0, size)
            for bit in range(256):
                assert not inclusion_holds(flipped(leaf, bit), index, size, proof, root)
                assert not inclusion_holds(leaf, index, size, proof, flipped(root, bit))
                for place, value in enumerate(proof):
                    changed = [*proof[:place], flipped(value, bit), *proof[place + 1 :]]
                    assert not inclusion_holds(leaf, index, size, changed, root)


def test_every_flipped_bit_of_a_consistency_proof_is_refused() -> None:
    for old, new in ((1, 2), (3, 7), (4, 8), (6, 13), (13, 13)):
        proof, before, after = TREE.proof(old, new), TREE.root(old), TREE.root(new)
        for bit in range(256):
            assert not consistency_holds(old, new, proof, flipped(before, bit), after)
            assert not consistency_holds(old, new, proof, before, flipped(after, bit))
            for place, value in enumerate(proof):
                changed = [*proof[:place], flipped(value, bit), *proof[place + 1 :]]
                assert not consistency_holds(old, new, changed, before, after)


def reshaped(proof: list[bytes], filler: bytes) -> list[list[bytes]]:
    """Return the proof with a hash dropped, doubled, put in or swapped with the next."""
    shapes = []
    for place in range(len(proof) + 1):
        shapes.append([*proof[:place], filler, *proof[place:]])
        if place < len(proof):
            shapes.append(proof[:place] + proof[place + 1 :])
            shapes.append([*proof[:place], proof[place], *proof[place:]])
        if place < len(proof) - 1:
            shapes.append(
                [*proof[:place], proof[place + 1], proof[place], *proof[place + 2 :]],
            )
    return shapes


def test_reshaped_proofs_are_refused() -> None:
    for size in range(1, SMALL):
        root = TREE.root(size)
        for index in range(size):
            leaf, path = TREE.leaf(index), TREE.path(index, 0, size)
            for shape in reshaped(path, root):
                assert not inclusion_holds(leaf, index, size, shape, root)
            before, growth = TREE.root(index + 1), TREE.proof(index + 1, size)
            for shape in reshaped(growth, before):
                assert not consistency_holds(index + 1, size, shape, before, root)


def test_another_index_leaf_or_root_is_refused() -> None:
    for size in range(1, SMALL):
        root = TREE.root(size)
        for index in range(size):
            leaf, proof = TREE.leaf(index), TREE.path(index, 0, size)
            for other in range(SMALL):
                if other != index:
                    assert not inclusion_holds(leaf, other, size, proof, root)
                    assert not inclusion_holds(TREE.leaf(other), index, size, proof, root)
                if other != size:
                    assert not inclusion_holds(leaf, index, size, proof, TREE.root(other))


def test_a_root_alone_does_not_fix_the_size() -> None:
    """Why a verifier takes size and root from one signed checkpoint: this proof has two sizes."""
    leaf, proof, root = TREE.leaf(0), TREE.path(0, 0, 3), TREE.root(3)
    assert [n for n in range(10) if inclusion_holds(leaf, 0, n, proof, root)] == [3, 4]


def test_a_proof_of_a_larger_tree_is_refused_for_a_smaller() -> None:
    """Hashes beyond the height of the claimed tree would lead to the larger tree's roots."""
    verify_inclusion(TREE.leaf(1), 1, 2, [TREE.leaf(0)], TREE.root(2))
    assert not inclusion_holds(TREE.leaf(1), 0, 1, [TREE.leaf(0)], TREE.root(2))
    verify_inclusion(TREE.leaf(7), 7, 8, TREE.path(7, 0, 8), TREE.root(8))
    assert not inclusion_holds(TREE.leaf(7), 3, 4, TREE.path(7, 0, 8), TREE.root(8))
    verify_consistency(7, 8, TREE.proof(7, 8), TREE.root(7), TREE.root(8))
    assert not consistency_holds(3, 4, TREE.proof(7, 8), TREE.root(7), TREE.root(8))


def test_sizes_and_roots_exchanged_are_refused() -> None:
    for new in range(2, SMALL):
        for old in range(1, new):
            proof, before, after = TREE.proof(old, new), TREE.root(old), TREE.root(new)
            assert not consistency_holds(old, new, proof, after, before)
            assert not consistency_holds(new, old, proof, before, after)
            assert not consistency_holds(old, old, proof, before, before)
            assert not consistency_holds(old, old, [], before, after)


@fuzz
@given(
    st.integers(0, 2**64),
    st.integers(0, 2**64),
    st.lists(st.binary(min_size=32, max_size=32), max_size=70),
)
def test_random_proofs_are_refused(one: int, other: int, proof: list[bytes]) -> None:
    assume(proof)
    root = bytes(32)
    assert not inclusion_holds(leaf_hash(b""), one, other, proof, root)
    assert not consistency_holds(one, other, proof, root, root)


HASH = bytes(32)


@pytest.mark.parametrize(
    ("leaf", "index", "size", "proof", "root"),
    [
        (HASH, 0, 0, [], HASH),
        (HASH, 1, 1, [], HASH),
        (HASH, -1, 1, [], HASH),
        (HASH, 0, -1, [], HASH),
        (HASH, 0, 2**63, [HASH] * 63, HASH),
        (HASH, False, 1, [], HASH),
        (HASH, 0, True, [], HASH),
        (HASH, 0, 1.0, [], HASH),
        (HASH, "0", 1, [], HASH),
        (HASH[1:], 0, 1, [], HASH[1:]),
        (HASH + b"\0", 0, 1, [], HASH + b"\0"),
        (bytearray(HASH), 0, 1, [], HASH),
        ("0" * 32, 0, 1, [], "0" * 32),
        (None, 0, 1, [], None),
        (HASH, 0, 2, [HASH[1:]], HASH),
        (HASH, 0, 2, ["0" * 32], HASH),
        (HASH, 0, 2, HASH, HASH),
        (HASH, 0, 2, None, HASH),
        (HASH, 0, 1, None, HASH),
        (HASH, 0, 2, {0: HASH}, HASH),
        (HASH, 0, MAX_SIZE, [HASH] * 64, HASH),
    ],
)
def test_malformed_inclusion(leaf: Any, index: Any, size: Any, proof: Any, root: Any) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(leaf, index, size, proof, root)


@pytest.mark.parametrize(
    ("old", "new", "proof", "before", "after"),
    [
        (0, 0, [], HASH, HASH),
        (0, 1, [], HASH, HASH),
        (0, 2, [HASH], HASH, HASH),
        (2, 1, [HASH], HASH, HASH),
        (-1, 1, [], HASH, HASH),
        (1, 2**63, [HASH] * 63, HASH, HASH),
        (True, 1, [], HASH, HASH),
        (1, 1.0, [], HASH, HASH),
        (1, 1, [HASH], HASH, HASH),
        (1, 1, None, HASH, HASH),
        (1, 1, [], HASH, HASH[1:]),
        (1, 1, [], None, None),
        (1, 1, [], "0" * 32, "0" * 32),
        (1, 2, [HASH], HASH[1:], HASH),
        (1, 2, [HASH], HASH, HASH + b"\0"),
        (1, 2, [], HASH, HASH),
        (3, 7, [], HASH, HASH),
        (1, 2, [HASH[1:]], HASH, HASH),
        (1, 2, [None], HASH, HASH),
        (1, 2, HASH, HASH, HASH),
        (3, MAX_SIZE, [HASH] * 65, HASH, HASH),
    ],
)
def test_malformed_consistency(old: Any, new: Any, proof: Any, before: Any, after: Any) -> None:
    with pytest.raises(ProofError):
        verify_consistency(old, new, proof, before, after)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (0, 2**63), (True, 2)])
def test_no_inclusion_proof_exists(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        prove_inclusion(index, size, TREE)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (2, 1), (-1, 1), (1, 2**63), (True, 2)])
def test_no_consistency_proof_exists(old: int, new: int) -> None:
    with pytest.raises(ProofError):
        prove_consistency(old, new, TREE)
