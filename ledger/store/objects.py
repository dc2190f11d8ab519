"""Content-addressed storage for originals and thumbnails: a directory, never the log.

An object's name is the SHA-256 of its bytes. Writing is durable before it returns and happens
before the entry that names the object is committed, so a crash leaves at most an object that
nothing names.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


class ObjectStore:
    """Objects below one directory, in 256 folders by their first two digits."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, data: bytes) -> str:
        """Keep `data` and give its SHA-256 in hexadecimal; what is there already stays."""
        name = hashlib.sha256(data).hexdigest()
        path = self.path(name)
        if not path.exists():
            _write(path, data)
        # the names have to last too, also where another writer made them a moment ago
        for directory in (path.parent, self._directory, self._directory.parent):
            _sync_directory(directory)
        return name

    def get(self, name: str) -> bytes | None:
        """Give an object's bytes, or ``None`` where there is no such object."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None

    def path(self, name: str) -> Path:
        """Give where an object is kept; the name must be 64 lower-case hexadecimal digits."""
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of an object")
        return self._directory / name[:2] / name


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # the rename is atomic: a reader sees the whole object or none
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
