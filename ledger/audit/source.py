"""What an audit reads: a store, or a ledger somewhere else that answers HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ledger.register.records import Key


class Source(Protocol):
    """The public bytes of a ledger. Reads of what is not there give ``None`` or end early."""

    def checkpoint(self) -> bytes:
        """Give the latest signed checkpoint."""

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Give the leaves ``[start, end)`` in order, fewer where some are missing at the end."""

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """Give a hash tile of `width` hashes."""

    def records(self) -> Iterator[tuple[Key, str]]:
        """Give every stored record of the register, as of the checkpoint last read."""
