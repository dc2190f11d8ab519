"""The bytes below WARC records: gzip members that may be damaged, and where to go on behind."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, Literal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

WARC = b"WARC/"
_GZIP = b"\x1f\x8b\x08"
_CHUNK = 64 * 1024
#: A gzip member, or a line that begins a record.
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/[01]\.[0-9]")
_OVERLAP = 16


class Member(io.RawIOBase):
    """One gzip member of a file, inflated piece by piece; no piece is larger than asked for.

    ``fault`` says why it ended before its end: ``cut`` where the file does, ``corrupt`` where its
    bytes are none of gzip's or do not have its checksum.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._file.seek(offset)
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.fault: Literal["cut", "corrupt"] | None = None

    @property
    def end(self) -> int:
        """Where in the file the member ends, once it was read to its end."""
        return self._file.tell() - len(self._inflater.unused_data)

    def readable(self) -> bool:
        """See `io.IOBase.readable`."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Inflate as much as fits into `buffer`, and say how much; 0 at the end."""
        room = memoryview(buffer).cast("B")
        while not self._inflater.eof and self.fault is None:
            packed = self._inflater.unconsumed_tail or self._file.read(_CHUNK)
            try:
                data = self._inflater.decompress(packed, len(room))
            except zlib.error:
                self.fault = "corrupt"
                break
            if data:
                room[: len(data)] = data
                return len(data)
            if not packed:
                self.fault = "cut"
        return 0


def is_gzip(file: BinaryIO, offset: int) -> bool:
    """Whether a gzip member begins at `offset`."""
    file.seek(offset)
    return file.read(len(_GZIP)) == _GZIP


def is_warc(file: BinaryIO) -> bool:
    """Whether a file begins as a WARC file does, compressed or not."""
    return _begins_record(file, 0)


def next_beginning(file: BinaryIO, offset: int) -> int | None:
    """Give where the first record at `offset` or behind it begins; ``None`` where there is none."""
    # a line begins behind the end of another
    base = max(offset - 1, 0)
    window = b""
    while True:
        file.seek(base + len(window))
        chunk = file.read(_CHUNK)
        if not chunk:
            return None
        window += chunk
        for match in _BEGINNING.finditer(window):
            found = base + match.start()
            if found >= offset and _begins_record(file, found):
                return found
        base += max(len(window) - _OVERLAP, 0)
        window = window[-_OVERLAP:]


def _begins_record(file: BinaryIO, offset: int) -> bool:
    if not is_gzip(file, offset):
        file.seek(offset)
        return file.read(len(WARC)) == WARC
    return io.BufferedReader(Member(file, offset)).read(len(WARC)) == WARC
