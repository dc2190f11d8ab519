"""The tree from its leaves: every node is hashed once and every tile compared on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ledger.errors import AuditError
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.merkle import HASH_SIZE, tree_root
from ledger.tlog.tile import TILE_WIDTH, TileHashReader, TileRef, append_hashes, tile_path


class TreeAudit:
    """Takes the leaf hashes of a log in order and compares what is served with what they make.

    `tile` reads (level, index, width). `past` are older tree heads of which the log has to be a
    continuation: from an old receipt or checkpoint that somebody kept.
    """

    def __init__(
        self,
        tile: Callable[[int, int, int], bytes | None],
        past: Iterable[Checkpoint] = (),
    ) -> None:
        self._tile = tile
        self._past = sorted(past, key=lambda checkpoint: checkpoint.size)
        #: the partial tile at the right edge of each level
        self._edge: dict[int, bytes] = {}
        self.size = 0
        self.tiles = 0

    def add(self, hashes: Sequence[bytes]) -> None:
        """Take the next leaf hashes.

        Raises `AuditError`: ``audit_tile_differs``, ``audit_root_differs`` (of a past head).
        """
        taken = 0
        while self._past and self._past[0].size <= self.size + len(hashes) - taken:
            past = self._past.pop(0)
            cut = taken + past.size - self.size
            self._extend(hashes[taken:cut])
            taken = cut
            self._compare_root(past)
        self._extend(hashes[taken:])

    def finish(self, checkpoint: Checkpoint) -> None:
        """Compare the partial tiles and the root with the log's checkpoint.

        Raises `AuditError`: ``audit_tile_differs``, ``audit_root_differs``, and ``audit_shrunk``
        where a past head is larger than the log is now.
        """
        for level, row in self._edge.items():
            self._compare_tile(level, self.size // TILE_WIDTH ** (level + 1), row)
        self._compare_root(checkpoint)
        if self._past:
            raise AuditError("audit_shrunk", size=checkpoint.size, past=self._past[-1].size)

    def _extend(self, hashes: Sequence[bytes]) -> None:
        rows = append_hashes(self.size, lambda level, _: self._edge.get(level, b""), hashes)
        self.size += len(hashes)
        for (level, index), row in rows.items():
            if len(row) == TILE_WIDTH * HASH_SIZE:
                self._compare_tile(level, index, row)
                self._edge.pop(level, None)
            else:
                self._edge[level] = row

    def _compare_tile(self, level: int, index: int, row: bytes) -> None:
        width = len(row) // HASH_SIZE
        if self._tile(level, index, width) != row:
            raise AuditError("audit_tile_differs", tile=tile_path(TileRef(level, index, width)))
        self.tiles += 1

    def _compare_root(self, checkpoint: Checkpoint) -> None:
        # the complete subtrees of a tree all lie in the partial tiles of its right edge
        edge = TileHashReader(self.size, lambda level, _: self._edge.get(level, b""))
        root = tree_root(self.size, edge)
        if root != checkpoint.root:
            raise AuditError(
                "audit_root_differs",
                size=checkpoint.size,
                actual=root.hex(),
                claimed=checkpoint.root.hex(),
            )
