"""Everything in which pictures are looked for: folders, single files, and WARC files among them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from api.errors import ApiError
from api.monitoring.crawls import sightings_in_warc
from api.monitoring.sighting import Sighting, read_content
from api.monitoring.warc_stream import is_warc
from hashing.container import HEAD_BYTES

_WARC_NAMES = (".warc", ".warc.gz")


def sightings(paths: Sequence[Path], advance: Callable[[int], None]) -> Iterator[Sighting]:
    """Come upon the pictures below `paths`, in an order that is always the same.

    Folders are gone through whole; links in them are not followed. What a file is, its content
    says. `advance` is told of bytes gone through; they sum to `total_bytes`.
    """
    for path in paths:
        for file in _files(path):
            if isinstance(file, Sighting):
                yield file
            else:
                yield from _sightings_in(file, advance)


def total_bytes(paths: Sequence[Path]) -> int:
    """Give the sizes of all the files below `paths` together."""
    files = (file for path in paths for file in _files(path))
    return sum(_size(file) for file in files if isinstance(file, Path))


def check_paths(paths: Sequence[Path]) -> None:
    """Raise `ApiError` (``file_unreadable``) for a path at which there is nothing."""
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise ApiError("file_unreadable", path=path, detail=error.strerror) from None


def name_of(path: Path) -> str:
    """Give a path as text that can be written anywhere, whatever bytes are in its name."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _files(path: Path) -> Iterator[Path | Sighting]:
    """Give the regular files below a path, and what cannot be looked into."""
    if not path.is_dir():
        yield path
        return
    unreadable: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=unreadable.append):
        folders.sort()
        yield from map(_unreadable, unreadable)
        unreadable.clear()
        for name in sorted(names):
            file = Path(folder, name)
            if _is_regular(file):
                yield file
    yield from map(_unreadable, unreadable)


def _sightings_in(path: Path, advance: Callable[[int], None]) -> Iterator[Sighting]:
    size, read = _size(path), 0

    def reached(offset: int) -> None:
        nonlocal read
        advance(min(offset, size) - read)
        read = min(offset, size)

    try:
        with path.open("rb") as file:
            if is_warc(file) or path.name.lower().endswith(_WARC_NAMES):
                yield from sightings_in_warc(file, name_of(path), reached)
            else:
                yield from _sighting_of(file, name_of(path))
    except OSError as error:
        yield _unreadable(error, path)
    reached(size)


def _sighting_of(file: BinaryIO, name: str) -> Iterator[Sighting]:
    file.seek(0)
    content = read_content(file.read(HEAD_BYTES), file.read)
    if content is not None:
        yield Sighting(path=name, content=content)


def _unreadable(error: OSError, path: Path | None = None) -> Sighting:
    name = name_of(path or Path(error.filename))
    fault = ApiError("file_unreadable", path=name, detail=error.strerror)
    return Sighting(path=name, fault=fault)


def _is_regular(path: Path) -> bool:
    """Whether it is a file and no link, pipe or device; what is gone meanwhile is none."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
