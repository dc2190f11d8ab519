"""Enrolments beside the database: one file each, made from the originals and made again from them.

::

    DIR/features/sift_v1/work/17        of the work that entry 17 registered
    DIR/features/sift_v1/heritage/3/0   of the picture of the heritage source of entry 3
    DIR/features/sift_v1/index          what was learnt of all of them (`api.index_file`)

They are no records: with them nothing is lost but the time that ``mogao reindex`` takes.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path

from hashing.features import METHOD

_KEY = re.compile(r"work/[0-9]{1,16}|heritage/[0-9]{1,16}/[0-9]{1,4}", re.ASCII)


class FeatureFiles(MutableMapping[str, bytes]):
    """The shelf of a `hashing.tracing.Tracer` in files; the names of its pictures are numbers."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / METHOD

    def __getitem__(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise KeyError(key) from None

    def __setitem__(self, key: str, data: bytes) -> None:
        # another process may write the same: whoever renames last wins, and wrote no other bytes
        write_whole(self._path(key), [data])

    def __delitem__(self, key: str) -> None:
        try:
            self._path(key).unlink()
        except FileNotFoundError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        for path in sorted(self._directory.rglob("*")):
            key = path.relative_to(self._directory).as_posix()
            if path.is_file() and _KEY.fullmatch(key):
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("not the key of an enrolment")
        return self._directory / key


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is there as a whole or as it was before, whoever else writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                file.write(part)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
