import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.errors import ProofError
from ledger.tlog.merkle import (
    EMPTY_ROOT,
    HASH_SIZE,
    MAX_SIZE,
    Frontier,
    leaf_hash,
    node_hash,
    tree_root,
)

from .oracle import Tree
from .support import fuzz, own_json, shared_json
from .vectors import generate

TREE = Tree([f"entry {index}".encode() for index in range(5000)])
EXHAUSTIVE = 261


class CountingReader:
    def __init__(self) -> None:
        self.calls: list[list[tuple[int, int]]] = []

    def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
        self.calls.append(list(nodes))
        return TREE.read_hashes(nodes)


def frontier(size: int) -> Frontier:
    grown = Frontier.empty()
    for index in range(size):
        grown.append(TREE.leaf(index))
    return grown


def test_hashes_are_separated_by_their_prefix() -> None:
    assert leaf_hash(b"abc") == hashlib.sha256(b"\x00abc").digest()
    left, right = bytes(32), bytes([255]) * 32
    assert node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()
    assert node_hash(left, right) != leaf_hash(left + right)
    assert len(EMPTY_ROOT) == HASH_SIZE


def test_the_committed_vectors_are_those_that_their_generator_makes() -> None:
    assert own_json("merkle.json") == generate.merkle()
    assert own_json("texts.json") == generate.texts()


def test_own_vectors() -> None:
    vectors = own_json("merkle.json")
    grown = Frontier.empty()
    assert grown.root().hex() == vectors["roots"][0]
    for entry, root in zip(vectors["entries"], vectors["roots"][1:], strict=True):
        grown.append(leaf_hash(entry.encode()))
        assert grown.root().hex() == root


def test_certificate_transparency_vectors() -> None:
    vectors = shared_json("rfc6962/ct-8-leaves.json")
    entries = [bytes.fromhex(entry) for entry in vectors["leaf_inputs_hex"]]
    tree = Tree(entries)
    assert EMPTY_ROOT.hex() == vectors["empty_root_hex"]
    roots = [tree_root(size, tree).hex() for size in range(1, 9)]
    assert roots == vectors["roots_for_size_1_to_8_hex"]
    level = [leaf_hash(entry) for entry in entries]
    nodes = []
    while level:
        nodes += [node.hex() for node in level]
        level = [node_hash(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
    assert nodes == vectors["node_hashes_flat_hex"]


def test_root_of_every_small_tree() -> None:
    grown = Frontier.empty()
    for size in range(EXHAUSTIVE):
        assert grown.size == size
        assert grown.root() == tree_root(size, TREE) == TREE.root(size)
        grown.append(TREE.leaf(size))


@fuzz
@given(st.integers(0, 5000))
def test_root_of_larger_trees(size: int) -> None:
    assert tree_root(size, TREE) == TREE.root(size)


def test_frontier_of_a_larger_tree() -> None:
    assert frontier(5000).root() == TREE.root(5000)


def test_root_reads_the_fewest_complete_subtrees_at_once() -> None:
    reader = CountingReader()
    tree_root(13, reader)
    assert reader.calls == [[(3, 0), (2, 2), (0, 12)]]
    tree_root(0, reader)
    assert len(reader.calls) == 1


def test_the_largest_tree_reads_63_hashes() -> None:
    class AnyHash:
        def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
            assert [level for level, _ in nodes] == list(range(62, -1, -1))
            return [bytes(32)] * len(nodes)

    assert len(tree_root(MAX_SIZE, AnyHash())) == HASH_SIZE


@pytest.mark.parametrize("size", [-1, 2**63, True, 1.0, "1", None])
def test_sizes_that_no_tree_has(size: object) -> None:
    with pytest.raises(ProofError):
        tree_root(size, TREE)  # type: ignore[arg-type]  # what an untyped caller may pass


def test_a_reader_that_answers_short() -> None:
    class Short:
        def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
            return [bytes(32)] * (len(nodes) - 1)

    with pytest.raises(ProofError):
        tree_root(13, Short())


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_frontier_refuses_what_is_no_hash(length: int) -> None:
    grown = frontier(3)
    with pytest.raises(ProofError):
        grown.append(bytes(length))
    assert (grown.size, grown.root()) == (3, TREE.root(3))
