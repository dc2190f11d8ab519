"""Tiles and entry bundles (C2SP tlog-tiles, https://c2sp.org/tlog-tiles).

A tile of level L holds up to 256 consecutive hashes of tree level 8L; the levels between are
computed. A stored *row* is the content of a tile as far as it has grown: a partial tile is a
prefix of the full one, so one row serves every width.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.tlog.errors import TileError
from ledger.tlog.merkle import HASH_SIZE, MAX_SIZE

TILE_WIDTH = 256
TILE_HEIGHT = 8
MAX_LEVEL = 63
MAX_INDEX = MAX_SIZE // TILE_WIDTH
MAX_ENTRY_SIZE = 0xFFFF

ReadTile = Callable[[int, int], bytes]
"""``read_tile(level, index)`` returns a row: the tile's first hashes, as many as are stored."""

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})"
    r"/(?P<index>(?:x[0-9]{3}/){0,5}[0-9]{3})"
    r"(?:\.p/(?P<width>[0-9]{1,3}))?"
)


def _check_position(level: int, index: int) -> None:
    # "MUST be a decimal ASCII integer between 0 and 63"
    if not 0 <= level <= MAX_LEVEL:
        raise TileError("a tile level is from 0 to 63")
    if not 0 <= index <= MAX_INDEX:
        raise TileError("a tile index is from 0 to 2^55 - 1")


def _check_width(width: int) -> None:
    if not 1 <= width <= TILE_WIDTH:
        raise TileError("a tile is from 1 to 256 wide")


@dataclass(frozen=True, slots=True)
class TileRef:
    """A tile of hashes: level 0 to 63, index within the level, width 1 to 256 (256 is full).

    Raises `TileError` outside of these ranges.
    """

    level: int
    index: int
    width: int

    def __post_init__(self) -> None:
        _check_position(self.level, self.index)
        _check_width(self.width)


@dataclass(frozen=True, slots=True)
class BundleRef:
    """A bundle of entries, as the level 0 tile of the same index and width.

    Raises `TileError` outside of the ranges of `TileRef`.
    """

    index: int
    width: int

    def __post_init__(self) -> None:
        _check_position(0, self.index)
        _check_width(self.width)


def tile_path(ref: TileRef) -> str:
    """Return the path under the log's prefix, such as ``tile/0/x001/x234/067`` or ``….p/5``."""
    return f"tile/{ref.level}/{_index_path(ref.index)}{_width_suffix(ref.width)}"


def bundle_path(index: int, width: int) -> str:
    """Return the path of an entry bundle, such as ``tile/entries/000.p/5``."""
    ref = BundleRef(index, width)
    return f"tile/entries/{_index_path(ref.index)}{_width_suffix(ref.width)}"


def _index_path(index: int) -> str:
    """Encode an index: "zero-padded 3-digit path elements", all but the last behind an x."""
    index, last = divmod(index, 1000)
    path = f"{last:03d}"
    while index:
        index, group = divmod(index, 1000)
        path = f"x{group:03d}/{path}"
    return path


def _width_suffix(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"


def parse_tile_path(path: str) -> TileRef | BundleRef:
    """Return what a path names; raises `TileError` unless it is the one spelling of that name."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise TileError("not the path of a tile or an entry bundle")
    level, index, width = match.group("level", "index", "width")
    number = int(index.replace("x", "").replace("/", ""))
    ref: TileRef | BundleRef
    if level == "entries":
        ref = BundleRef(number, int(width or TILE_WIDTH))
        canonical = bundle_path(ref.index, ref.width)
    else:
        ref = TileRef(int(level), number, int(width or TILE_WIDTH))
        canonical = tile_path(ref)
    if canonical != path:
        raise TileError("the path of a tile is not canonical")
    return ref


def tile_width(level: int, index: int, size: int) -> int:
    """Return how many hashes a tile has in a tree of ``size`` leaves: 0 if none, 256 if full.

    "The partial tile at level l for a tree of size s has floor(s / 256**l) mod 256 entries."
    Raises `TileError` for a level, index or size that no tree has.
    """
    _check_position(level, index)
    _check_size(size)
    hashes = size >> TILE_HEIGHT * level
    return max(0, min(TILE_WIDTH, hashes - index * TILE_WIDTH))


def tiles_at(size: int) -> Iterator[TileRef]:
    """Yield every tile of a tree of ``size`` leaves, lowest level first, left to right.

    Raises `TileError` for a size out of range.
    """
    _check_size(size)
    level = 0
    while hashes := size >> TILE_HEIGHT * level:
        full, partial = divmod(hashes, TILE_WIDTH)
        for index in range(full):
            yield TileRef(level, index, TILE_WIDTH)
        if partial:
            yield TileRef(level, full, partial)
        level += 1


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise TileError("a tree size is from 0 to 2^63 - 1")


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Return 1 to 256 entries, each behind its big-endian 16-bit length.

    Raises `TileError` for another number of entries, or one longer than 65,535 bytes.
    """
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_SIZE:
            raise TileError(f"an entry of {len(entry)} bytes: the format holds 65535")
        parts.append(struct.pack(">H", len(entry)) + entry)
    _check_width(len(parts))
    return b"".join(parts)


def decode_bundle(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises `TileError` unless it is whole and holds 1 to 256."""
    entries = []
    position = 0
    while position < len(data):
        start = position + 2
        end = start + int.from_bytes(data[position:start], "big")
        if end > len(data):
            raise TileError("an entry bundle that ends within an entry")
        entries.append(data[start:end])
        position = end
    _check_width(len(entries))
    return entries


class TileHashReader:
    """Reads the nodes of a tree of ``size`` leaves from stored rows.

    A row may have grown beyond this tree; what lies beyond is not looked at. Rows and the hashes
    computed from them are kept as long as the reader lives, so make one for each piece of work.
    Raises `TileError` for a node that the tree does not have and for a row that is too short;
    what ``read_tile`` raises passes through.
    """

    def __init__(self, size: int, read_tile: ReadTile) -> None:
        _check_size(size)
        self._size = size
        self._read_tile = read_tile
        self._layers: dict[tuple[int, int], list[bytes]] = {}

    def read_hashes(self, nodes: Sequence[tuple[int, int]]) -> list[bytes]:
        """Return the hashes of ``(level, index)`` nodes, in their order."""
        return [self._node(level, index) for level, index in nodes]

    def _node(self, level: int, index: int) -> bytes:
        if not 0 <= level <= MAX_LEVEL or not 0 <= index < self._size >> level:
            raise TileError(f"node ({level}, {index}) is not in a tree of {self._size} leaves")
        tile_level, height = divmod(level, TILE_HEIGHT)
        tile_index, first = divmod(index << height, TILE_WIDTH)
        layers = self._layers.get((tile_level, tile_index))
        if layers is None:
            width = tile_width(tile_level, tile_index, self._size)
            row = _row_prefix(self._read_tile, tile_level, tile_index, width)
            layers = self._layers[tile_level, tile_index] = [row]
        while len(layers) <= height:
            layers.append(_parents(layers[-1]))
        start = (first >> height) * HASH_SIZE
        return layers[height][start : start + HASH_SIZE]


def append_hashes(
    size: int, read_tile: ReadTile, leaf_hashes: Sequence[bytes]
) -> dict[tuple[int, int], bytes]:
    """Return every row that changes when ``leaf_hashes`` join a tree of ``size`` leaves.

    The rows are by ``(level, index)`` and whole, what they held before included. Reads at most
    one row of each level, the partial one at the right edge. Raises `TileError` for a size out of
    range before or after, a leaf hash that is not 32 bytes, or a stored row that is too short.
    """
    _check_size(size)
    _check_size(size + len(leaf_hashes))
    if any(len(leaf) != HASH_SIZE for leaf in leaf_hashes):
        raise TileError("a hash is 32 bytes")
    rows: dict[tuple[int, int], bytes] = {}
    level, count, fresh = 0, size, list(leaf_hashes)
    while fresh:
        index, width = divmod(count, TILE_WIDTH)
        kept = _row_prefix(read_tile, level, index, width) if width else b""
        data = kept + b"".join(fresh)
        fresh = []
        for position in range(0, len(data), TILE_WIDTH * HASH_SIZE):
            row = data[position : position + TILE_WIDTH * HASH_SIZE]
            rows[level, index] = row
            # "A partial tile … MUST NOT be hashed into a tile at the level above."
            if len(row) == TILE_WIDTH * HASH_SIZE:
                fresh.append(_full_tile_root(row))
                index += 1
        level, count = level + 1, count // TILE_WIDTH
    return rows


def _row_prefix(read_tile: ReadTile, level: int, index: int, width: int) -> bytes:
    row = read_tile(level, index)
    if len(row) < width * HASH_SIZE:
        raise TileError(f"tile ({level}, {index}) is stored with fewer than {width} hashes")
    return row[: width * HASH_SIZE]


def _parents(layer: bytes) -> bytes:
    """Return the layer above: the hash of each pair; an odd last hash has no parent yet."""
    pairs = range(0, len(layer) - HASH_SIZE, 2 * HASH_SIZE)
    # `node_hash` without taking the pair apart: this is the inner loop of every append.
    hashes = [sha256(b"\x01" + layer[pair : pair + 2 * HASH_SIZE]).digest() for pair in pairs]
    return b"".join(hashes)


def _full_tile_root(row: bytes) -> bytes:
    while len(row) > HASH_SIZE:
        row = _parents(row)
    return row
