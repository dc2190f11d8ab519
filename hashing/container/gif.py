"""GIF: the blocks of the GIF89a specification, up to the trailer."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from hashing.container.base import Container, PartCounter, take
from hashing.container.exif import UPRIGHT
from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.limits import Limits

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL: Final = 0xF9


def recognises(data: bytes) -> bool:
    """Say whether `data` begins as a GIF file."""
    return data.startswith((b"GIF87a", b"GIF89a"))


def _table_size(flags: int) -> int:
    """Return the bytes of the colour table that the packed field `flags` announces."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


class _Reader:
    """One walk over the blocks."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.parts = PartCounter(limits)
        self.limits = limits
        self.width, self.height, self.flags = struct.unpack("<HHB", take(data, 6, 5))
        self.frames = 0
        self.control = b""
        self.first = b""
        self.outside: list[tuple[int, int]] = []

    def walk(self) -> int:
        """Read all blocks; return the offset behind the trailer."""
        position = 13 + _table_size(self.flags)
        while (introducer := take(self.data, position, 1)[0]) != _TRAILER:
            self.parts.count()
            if introducer == _IMAGE:
                position = self.image(position)
            elif introducer == _EXTENSION:
                position = self.extension(position)
            else:
                raise PictureError("picture_corrupt")
        return position + 1

    def image(self, start: int) -> int:
        """Read an image block; return where it stops."""
        left, top, width, height, flags = struct.unpack("<HHHHB", take(self.data, start + 1, 9))
        stop = self.sub_blocks(start + 10 + _table_size(flags) + 1)
        self.frames += 1
        if self.frames == 1:
            self.first = self.data[start:stop]
            # Decoders widen the screen where the first image reaches beyond it.
            self.width = max(self.width, left + width)
            self.height = max(self.height, top + height)
            if not width or not height:
                raise PictureError("picture_zero_pixels")
        elif self.frames > self.limits.max_frames:
            raise PictureError("picture_too_many_frames", limit=self.limits.max_frames)
        return stop

    def extension(self, start: int) -> int:
        """Read an extension block; return where it stops."""
        stop = self.sub_blocks(start + 2)
        if self.data[start + 1] != _GRAPHIC_CONTROL:
            self.outside.append((start, stop))
        elif not self.frames:
            self.control = self.data[start:stop]
        return stop

    def sub_blocks(self, position: int) -> int:
        """Pass over a chain of sub-blocks; return the offset behind its terminator."""
        while length := take(self.data, position, 1)[0]:
            self.parts.count()
            position += 1 + length
        return position + 1


def read(data: bytes, limits: Limits) -> Container:
    """Take a GIF file apart; its first image counts.

    Raises `PictureError` if the file is truncated (no trailer) or corrupt.
    """
    reader = _Reader(data, limits)
    end = reader.walk()
    if not reader.first:
        raise PictureError("picture_corrupt")
    palette_end = 13 + _table_size(reader.flags)
    screen = struct.pack("<HH", min(reader.width, 0xFFFF), min(reader.height, 0xFFFF))
    first = reader.control + reader.first
    return Container(
        media_type="image/gif",
        width=reader.width,
        height=reader.height,
        frames=reader.frames,
        orientation=UPRIGHT,
        pixels=data[:6] + screen + data[10:palette_end] + first + bytes([_TRAILER]),
        outside=(*reader.outside, (end, len(data))),
        end=end,
    )
