import functools
import hashlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.tlog.errors import TileError
from ledger.tlog.merkle import MAX_SIZE, Frontier, leaf_hash, tree_root
from ledger.tlog.proof import prove_inclusion, verify_inclusion
from ledger.tlog.tile import (
    MAX_INDEX,
    BundleRef,
    TileHashReader,
    TileRef,
    append_hashes,
    bundle_path,
    decode_bundle,
    encode_bundle,
    parse_tile_path,
    tile_path,
    tile_width,
    tiles_at,
)

from .oracle import Tree
from .support import fuzz, mutated, mutated_text

Rows = dict[tuple[int, int], bytes]

BASE = 65_100
TREE = Tree([struct.pack(">I", index) for index in range(66_300)])


def no_row(level: int, index: int) -> bytes:
    raise AssertionError((level, index))


def reader_of(rows: Rows, size: int) -> TileHashReader:
    return TileHashReader(size, lambda level, index: rows[level, index])


def leaves(start: int, end: int) -> list[bytes]:
    return [TREE.leaf(index) for index in range(start, end)]


def grow(rows: Rows, size: int, count: int) -> Rows:
    """Return the rows after appending ``count`` leaves of the tree to one of ``size`` leaves."""
    fresh = append_hashes(size, lambda *tile: rows[tile], leaves(size, size + count))
    return rows | fresh


@functools.cache
def base_rows() -> Rows:
    return grow({}, 0, BASE)


PATHS = [
    (TileRef(0, 0, 256), "tile/0/000"),
    (TileRef(0, 0, 5), "tile/0/000.p/5"),
    (TileRef(0, 1_234_067, 256), "tile/0/x001/x234/067"),
    (TileRef(63, 999, 255), "tile/63/999.p/255"),
    (TileRef(1, 1000, 1), "tile/1/x001/000.p/1"),
    (TileRef(10, 1_000_000, 256), "tile/10/x001/x000/000"),
    (TileRef(0, MAX_INDEX, 256), "tile/0/x036/x028/x797/x018/x963/967"),
    (BundleRef(0, 256), "tile/entries/000"),
    (BundleRef(1_234_067, 17), "tile/entries/x001/x234/067.p/17"),
]


@pytest.mark.parametrize(("ref", "path"), PATHS)
def test_paths(ref: TileRef | BundleRef, path: str) -> None:
    assert parse_tile_path(path) == ref
    if isinstance(ref, TileRef):
        assert tile_path(ref) == path
    else:
        assert bundle_path(ref.index, ref.width) == path


@given(st.integers(0, 63), st.integers(0, MAX_INDEX), st.integers(1, 256))
def test_path_round_trip(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(TileRef(level, index, width))) == TileRef(level, index, width)
    assert parse_tile_path(bundle_path(index, width)) == BundleRef(index, width)


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000",
        "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1234", "tile/0/x000/000",
        "tile/0/x000/x001/000", "tile/0/001/000", "tile/0/x001", "tile/0/x001/x000",
        "tile/0/x1/000", "tile/0/X001/000", "tile/00/000", "tile/01/000", "tile/64/000",
        "tile/99/000", "tile/-1/000", "tile/100/000", "tile/0/-01", "tile/0/+01", "tile/0/0 1",
        "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/00", "tile/0/000.p/05",
        "tile/0/000.p/256", "tile/0/000.p/999", "tile/0/000.p/1000", "tile/0/000.p/-1",
        "tile/0/000.p/5/", "tile/0/000.P/5", "tile/0/000p/5", "tile/0/000.p5", "tile/0/000\n",
        "tile/entries/0", "tile/entries/000.p/256", "tile/entry/000", "tile/ENTRIES/000",
        "tile/0/x036/x028/x797/x018/x963/968", "tile/0/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/000", "tile/0/" + "x001/" * 10_000 + "000",
        "tile/0/०००", "tile/０/000", "tile/0/000.p/५", "tile/0/00\ud800", "tile/0/../000",
    ],
)  # fmt: skip
def test_paths_that_are_refused(path: str) -> None:
    with pytest.raises(TileError):
        parse_tile_path(path)


@fuzz
@given(
    st.text(max_size=30)
    | st.text("tilenrs0123456789x/.p", max_size=30).map("tile/".__add__)
    | mutated_text([path for _, path in PATHS])
)
def test_a_path_is_the_one_spelling_or_refused(path: str) -> None:
    try:
        ref = parse_tile_path(path)
    except TileError:
        return
    if isinstance(ref, TileRef):
        assert tile_path(ref) == path
    else:
        assert bundle_path(ref.index, ref.width) == path


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, MAX_INDEX + 1, 1), (0, 0, 0), (0, 0, 257), (0, 0, -1)],
)
def test_tiles_that_cannot_be(level: int, index: int, width: int) -> None:
    with pytest.raises(TileError):
        TileRef(level, index, width)
    if level == 0:
        with pytest.raises(TileError):
            BundleRef(index, width)
        with pytest.raises(TileError):
            bundle_path(index, width)


def test_tiles_of_the_specification() -> None:
    """The two examples of tlog-tiles: trees of 70,000 and of 256 leaves."""
    tiles = list(tiles_at(70_000))
    assert tiles[:273] == [TileRef(0, index, 256) for index in range(273)]
    assert tiles[273:] == [
        TileRef(0, 273, 112),
        TileRef(1, 0, 256),
        TileRef(1, 1, 17),
        TileRef(2, 0, 1),
    ]
    assert list(tiles_at(256)) == [TileRef(0, 0, 256), TileRef(1, 0, 1)]
    assert list(tiles_at(0)) == []


@given(st.integers(0, 70_000))
def test_width_of_a_tile(size: int) -> None:
    tiles = list(tiles_at(size))
    assert len({(tile.level, tile.index) for tile in tiles}) == len(tiles)
    for level in range(4):
        widths = [tile.width for tile in tiles if tile.level == level]
        assert sum(widths) == size // 256**level
        for index, width in enumerate([*widths, 0]):
            assert tile_width(level, index, size) == width


def test_widths_of_the_largest_tree() -> None:
    assert tile_width(0, MAX_INDEX, MAX_SIZE) == 255
    assert tile_width(7, 0, MAX_SIZE) == 127
    assert tile_width(8, 0, MAX_SIZE) == 0
    assert tile_width(63, 0, MAX_SIZE) == 0


@pytest.mark.parametrize(
    ("level", "index", "size"), [(-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, -1), (0, 0, 2**63)]
)
def test_width_of_what_cannot_be(level: int, index: int, size: int) -> None:
    with pytest.raises(TileError):
        tile_width(level, index, size)


@pytest.mark.parametrize("size", [-1, 2**63])
def test_trees_that_cannot_be(size: int) -> None:
    with pytest.raises(TileError):
        list(tiles_at(size))
    with pytest.raises(TileError):
        TileHashReader(size, no_row)
    with pytest.raises(TileError):
        append_hashes(size, no_row, [bytes(32)])


def test_bundle_bytes() -> None:
    assert encode_bundle([b"", b"abc"]) == b"\x00\x00\x00\x03abc"
    assert decode_bundle(b"\x00\x00\x00\x03abc") == [b"", b"abc"]
    longest = b"x" * 65_535
    assert encode_bundle([longest]) == b"\xff\xff" + longest
    assert decode_bundle(b"\xff\xff" + longest) == [longest]
    assert decode_bundle(bytes(512)) == [b""] * 256


@fuzz
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_bundle_round_trip(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(iter(entries))) == entries


@pytest.mark.parametrize("entries", [[], [b"x" * 65_536], [b""] * 257])
def test_bundles_that_cannot_be(entries: list[bytes]) -> None:
    with pytest.raises(TileError):
        encode_bundle(entries)


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x01", b"\x00\x02a", b"\x00\x01ab", b"\x00\x00\xff", bytes(514)]
)
def test_bundles_that_are_refused(data: bytes) -> None:
    with pytest.raises(TileError):
        decode_bundle(data)


@fuzz
@given(st.binary(max_size=1200) | mutated([encode_bundle([b"a", b"bc", b"", b"def" * 90])]))
def test_a_bundle_is_entries_or_refused(data: bytes) -> None:
    try:
        entries = decode_bundle(data)
    except TileError:
        return
    assert encode_bundle(entries) == data


def test_rows_are_those_of_the_formula() -> None:
    rows = base_rows()
    assert set(rows) == {(tile.level, tile.index) for tile in tiles_at(BASE)}
    for level, index in [(0, 0), (0, 17), (0, 254), (1, 0)]:
        assert rows[level, index] == TREE.row(level, index, BASE)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_099, BASE])
def test_reader_gives_every_kind_of_node(size: int) -> None:
    reader = reader_of(base_rows(), size)
    for level in range(17):
        count = size >> level
        nodes = [(level, index) for index in {0, count // 2, count - 1} if 0 <= index < count]
        assert reader.read_hashes(nodes) == TREE.read_hashes(nodes)
        with pytest.raises(TileError):
            reader.read_hashes([(level, count)])
    assert tree_root(size, reader) == TREE.root(size)


@pytest.mark.parametrize("node", [(-1, 0), (64, 0), (10**9, 0), (0, -1), (0, 100), (7, 0)])
def test_reader_refuses_nodes_that_the_tree_has_not(node: tuple[int, int]) -> None:
    with pytest.raises(TileError):
        reader_of(base_rows(), 100).read_hashes([node])


def test_reader_reads_each_row_once_and_only_what_it_needs() -> None:
    calls: list[tuple[int, int]] = []

    def read_tile(level: int, index: int) -> bytes:
        calls.append((level, index))
        return base_rows()[level, index]

    reader = TileHashReader(BASE, read_tile)
    proof = prove_inclusion(300, BASE, reader)
    assert sorted(calls) == [(0, 1), (0, 254), (1, 0)]
    verify_inclusion(TREE.leaf(300), 300, BASE, proof, TREE.root(BASE))
    assert prove_inclusion(300, BASE, reader) == proof
    assert len(calls) == 3


def test_a_row_may_hold_more_than_an_older_tree_but_not_less() -> None:
    full = TREE.row(0, 0, 256)
    assert tree_root(100, TileHashReader(100, lambda *_: full)) == TREE.root(100)
    assert tree_root(100, TileHashReader(100, lambda *_: full[:3200])) == TREE.root(100)
    for short in (b"", full[:3199]):
        with pytest.raises(TileError):
            tree_root(100, TileHashReader(100, lambda *_, row=short: row))
        with pytest.raises(TileError):
            append_hashes(100, lambda *_, row=short: row, [bytes(32)])
    grown = append_hashes(100, lambda *_: full, leaves(100, 101))
    assert grown == {(0, 0): TREE.row(0, 0, 101)}


def test_append_to_every_small_tree() -> None:
    rows: Rows = {}
    for size in range(520):
        rows = grow(rows, size, 1)
        assert tree_root(size + 1, reader_of(rows, size + 1)) == TREE.root(size + 1)
    assert rows == {
        (tile.level, tile.index): TREE.row(tile.level, tile.index, 520) for tile in tiles_at(520)
    }


def test_append_reads_only_the_right_edge() -> None:
    calls: list[tuple[int, int]] = []

    def read_tile(level: int, index: int) -> bytes:
        calls.append((level, index))
        return base_rows()[level, index]

    assert append_hashes(BASE, read_tile, []) == {}
    assert calls == []
    changed = append_hashes(BASE, read_tile, leaves(BASE, BASE + 1))
    assert (calls, list(changed)) == ([(0, 254)], [(0, 254)])
    calls.clear()
    changed = append_hashes(BASE, read_tile, leaves(BASE, BASE + 1000))
    assert calls == [(0, 254), (1, 0)]
    assert set(changed) == {(0, n) for n in range(254, 259)} | {(1, 0), (1, 1), (2, 0)}
    assert append_hashes(0, no_row, leaves(0, 256)).keys() == {(0, 0), (1, 0)}


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_append_in_any_pieces_past_65536(pieces: list[int]) -> None:
    rows, size = base_rows(), BASE
    for piece in pieces:
        count = min(piece, len(TREE.entries) - size)
        rows, size = grow(rows, size, count), size + count
        assert tree_root(size, reader_of(rows, size)) == TREE.root(size)
    assert set(rows) == {(tile.level, tile.index) for tile in tiles_at(size)}
    for tile in tiles_at(size):
        if tile.level > 0 or tile.index >= 254:
            assert rows[tile.level, tile.index] == TREE.row(tile.level, tile.index, size)


@fuzz
@given(st.lists(st.integers(0, 700), max_size=5))
def test_append_in_any_pieces_from_nothing(pieces: list[int]) -> None:
    rows: Rows = {}
    size = 0
    frontier = Frontier.empty()
    for piece in pieces:
        for leaf in leaves(size, size + piece):
            frontier.append(leaf)
        rows, size = grow(rows, size, piece), size + piece
        assert tree_root(size, reader_of(rows, size)) == frontier.root()
    assert rows == (grow({}, 0, size) if size else {})


@pytest.mark.parametrize("leaf", [b"", bytes(31), bytes(33)])
def test_append_refuses_what_is_no_hash(leaf: bytes) -> None:
    with pytest.raises(TileError):
        append_hashes(0, no_row, [leaf_hash(b""), leaf])


def test_append_refuses_a_tree_beyond_the_largest() -> None:
    with pytest.raises(TileError):
        append_hashes(MAX_SIZE, no_row, [bytes(32)])


def test_what_the_store_raises_passes_through() -> None:
    rows: Rows = {}
    with pytest.raises(KeyError):
        tree_root(1, reader_of(rows, 1))


def test_bundle_entries_hash_to_their_tile() -> None:
    entries = decode_bundle(encode_bundle(TREE.entries[:256]))
    hashes = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries]
    assert b"".join(hashes) == base_rows()[0, 0]
