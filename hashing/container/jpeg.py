"""JPEG: the marker segments of ITU-T T.81 annex B, one of them the size, up to the end marker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hashing.container.base import Container, PartCounter, take
from hashing.container.exif import UPRIGHT, read_orientation
from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.limits import Limits

_SOI, _EOI, _SOS, _APP1, _COM = 0xD8, 0xD9, 0xDA, 0xE1, 0xFE
_FRAMES: Final = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
#: Lossless and hierarchical frames, which the decoder does not know.
_OTHER_FRAMES: Final = {0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF}
_METADATA: Final = {*range(0xE0, 0xF0), _COM}
#: Metadata that the decoder needs: it says which colours the components are.
_COLOUR: Final = ((0xE0, b"JFIF\0"), (0xEE, b"Adobe"))

#: Bytes searched at once for a marker: few where one is near, many inside a long scan.
_FIRST_WINDOW: Final = 256
_LAST_WINDOW: Final = 1 << 20


def recognises(data: bytes) -> bool:
    """Say whether `data` begins as a JPEG file."""
    return data.startswith(b"\xff\xd8\xff")


class _Reader:
    """One walk over the segments."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.limits = limits
        self.octets = np.frombuffer(data, np.uint8)
        self.size: tuple[int, int] | None = None
        self.orientation = UPRIGHT
        self.scans = 0
        self.kept: list[bytes] = []
        self.kept_to = 0
        self.outside: list[tuple[int, int]] = []

    def walk(self) -> int:
        """Read all segments; return the offset behind the end marker."""
        parts = PartCounter(self.limits)
        position = 2
        while True:
            parts.count()
            start = self.next_marker(position)
            marker = self.data[start + 1]
            if marker == _EOI:
                return start + 2
            if marker in {0x01, _SOI}:
                raise PictureError("picture_corrupt")
            length = int.from_bytes(take(self.data, start + 2, 2))
            if length < 2:
                raise PictureError("picture_corrupt")
            body = take(self.data, start + 4, length - 2)
            position = start + 2 + length
            self.segment(marker, body, start, position)

    def next_marker(self, position: int) -> int:
        """Return where the next marker begins: entropy-coded data and padding are passed over.

        T.81 B.1.1.5: inside entropy-coded data a 0xFF byte is followed by 0x00, or is a restart.
        """
        size = _FIRST_WINDOW
        while position + 1 < len(self.data):
            window = self.octets[position : position + size + 1]
            code = window[1:]
            other = (code != 0x00) & (code != 0xFF) & ((code < 0xD0) | (code > 0xD7))
            found = np.flatnonzero((window[:-1] == 0xFF) & other)
            if len(found):
                return position + int(found[0])
            position += size
            size = min(4 * size, _LAST_WINDOW)
        raise PictureError("picture_truncated")

    def segment(self, marker: int, body: bytes, start: int, stop: int) -> None:
        """Note what the segment data[start:stop] says, and whether the decoder needs it."""
        if marker in _FRAMES or marker in _OTHER_FRAMES:
            self.frame_header(marker, body)
        elif marker == _SOS:
            self.scans += 1
            if self.scans > self.limits.max_scans:
                raise PictureError("picture_too_many_parts", limit=self.limits.max_scans)
        elif marker in _METADATA:
            if marker == _APP1 and body.startswith(b"Exif\0\0") and self.orientation == UPRIGHT:
                self.orientation = read_orientation(body)
            if not any(marker == of and body.startswith(name) for of, name in _COLOUR):
                self.drop(start, stop)

    def frame_header(self, marker: int, body: bytes) -> None:
        """Read a start of frame: the size in pixels."""
        if self.size is not None or len(body) < 6:
            raise PictureError("picture_corrupt")
        if marker in _OTHER_FRAMES:
            raise PictureError("picture_unsupported", format="JPEG", feature="lossless")
        if body[0] != 8:
            raise PictureError("picture_unsupported", format="JPEG", feature=f"{body[0]} bit")
        if body[5] not in {1, 3, 4}:
            raise PictureError(
                "picture_unsupported", format="JPEG", feature=f"{body[5]} components"
            )
        self.size = int.from_bytes(body[3:5]), int.from_bytes(body[1:3])

    def drop(self, start: int, stop: int) -> None:
        """Leave data[start:stop] out of what the decoder is given."""
        self.kept.append(self.data[self.kept_to : start])
        self.kept_to = stop
        self.outside.append((start, stop))


def read(data: bytes, limits: Limits) -> Container:
    """Take a JPEG file apart.

    The first picture counts: the further ones of an MPO file, or the film of a motion photo, are
    a tail. Raises `PictureError` if it is truncated (no end marker), corrupt or unsupported.
    """
    reader = _Reader(data, limits)
    end = reader.walk()
    if reader.size is None or not reader.scans:
        raise PictureError("picture_corrupt")
    reader.kept.append(data[reader.kept_to : end])
    return Container(
        media_type="image/jpeg",
        width=reader.size[0],
        height=reader.size[1],
        frames=1,
        orientation=reader.orientation,
        pixels=b"".join(reader.kept),
        outside=(*reader.outside, (end, len(data))),
        end=end,
    )
