"""Where enrolments are kept: out of memory, by name, each read again when it is needed."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, MutableMapping


class Shelf(MutableMapping[str, bytes]):
    """Bytes by name in a temporary file, which goes when the shelf does. Not safe among threads.

    The room of what was removed is not used again.
    """

    def __init__(self) -> None:
        """Make an empty shelf."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the shelf, below
        weakref.finalize(self, self._file.close)
        self._places: dict[str, tuple[int, int]] = {}

    def __getitem__(self, name: str) -> bytes:
        offset, length = self._places[name]
        self._file.seek(offset)
        return self._file.read(length)

    def __setitem__(self, name: str, data: bytes) -> None:
        self._places[name] = (self._file.seek(0, 2), len(data))
        self._file.write(data)

    def __delitem__(self, name: str) -> None:
        del self._places[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
