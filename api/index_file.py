"""The search index in a file, so that a start reads it instead of learning it again.

The first line says of what it is the index, as ``mogao index 1 sift_v1 … 4000 9f86…``: the form of
the file, the features, what answers otherwise in another version (the libraries, and the rules by
which registrations end), the size of the log and its root at that size. A file whose line is not
the one that this program would write for this log is as if it were not; so is one that cannot be
read. What follows is of `hashing.arrays`, which checks its SHA-256.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from api.shelving import write_whole
from hashing.arrays import Arrays, pack_arrays, parse_arrays
from hashing.errors import FeaturesError
from hashing.features import METHOD
from ledger.batch import tile_rows
from ledger.store.interface import Reader
from ledger.tlog.errors import TileError
from ledger.tlog.merkle import tree_root
from ledger.tlog.tile import TileHashReader

#: To be raised with every change of what the index holds or learns.
_FORM = "mogao index 1"
_LIBRARIES = ("faiss-cpu", "numpy", "opencv-python-headless")
_LINE = re.compile(rb"mogao index [^\n]{1,200} ([1-9][0-9]{0,15}) [0-9a-f]{64}\n")
_LONGEST_LINE = 320


class IndexFile:
    """The file in the directory of the enrolments; several processes may write it, each rightly."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / METHOD / "index"

    def read(self, reader: Reader, most: int) -> tuple[int, Arrays] | None:
        """Give the index of the first entries of this log, at most `most`, and of how many."""
        try:
            with self._path.open("rb") as file:
                line = file.readline(_LONGEST_LINE)
                match = _LINE.fullmatch(line)
                # most of the file is read only if it can be used
                if match is None or (size := int(match[1])) > most or line != _line(reader, size):
                    return None
                return size, parse_arrays(file.read())
        except (OSError, TileError, FeaturesError):
            return None

    def write(self, reader: Reader, size: int, arrays: Arrays) -> None:
        """Keep the index of the first `size` entries in place of what is there."""
        write_whole(self._path, chain([_line(reader, size)], pack_arrays(arrays)))

    def discard(self) -> None:
        """Take the file away, if there is one."""
        self._path.unlink(missing_ok=True)


def _line(reader: Reader, size: int) -> bytes:
    root = tree_root(size, TileHashReader(size, tile_rows(reader)))
    libraries = " ".join(f"{name}-{version(name)}" for name in _LIBRARIES)
    made_by = f"{METHOD} {libraries} fold-{reader.fold_number()}"
    return f"{_FORM} {made_by} {size} {root.hex()}\n".encode()
