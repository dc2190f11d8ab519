"""TIFF: header and image file directories of TIFF 6.0.

A TIFF file has no end: its parts lie where their offsets say. What the decoder is given is the
file with one new directory, which holds the checked baseline fields of the first page alone.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hashing.container.base import Container, PartCounter, check_area, take
from hashing.container.exif import UPRIGHT
from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.limits import Limits

_ORDERS: Final = {b"II*\0": "<", b"MM\0*": ">"}
#: Field type → (bytes of one value, its struct letter for the integers that are read here).
_TYPES: Final = {
    1: (1, "B"), 2: (1, ""), 3: (2, "H"), 4: (4, "L"), 5: (8, ""), 6: (1, ""),
    7: (1, ""), 8: (2, ""), 9: (4, ""), 10: (8, ""), 11: (4, ""), 12: (8, ""),
}  # fmt: skip
(
    _WIDTH, _LENGTH, _BITS, _COMPRESSION, _PHOTOMETRIC, _STRIP_OFFSETS, _ORIENTATION, _SAMPLES,
    _ROWS, _STRIP_COUNTS, _TILE_WIDTH, _TILE_LENGTH, _TILE_OFFSETS, _TILE_COUNTS, _FORMAT,
) = (256, 257, 258, 259, 262, 273, 274, 277, 278, 279, 322, 323, 324, 325, 339)  # fmt: skip
_SINGLE: Final = {
    _WIDTH, _LENGTH, _COMPRESSION, _PHOTOMETRIC, _ORIENTATION, _SAMPLES, _ROWS,
    _TILE_WIDTH, _TILE_LENGTH, 266, 284, 292, 293, 317,
}  # fmt: skip
#: Fill order, planar configuration, T4 and T6 options, predictor, colour map, extra samples,
#: JPEG tables and YCbCr subsampling are handed on as they are.
_DRAWN: Final = _SINGLE - {_ORIENTATION} | {
    _BITS, _STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS, _FORMAT, 320, 338, 347, 530,
}  # fmt: skip
_READ: Final = _DRAWN | {_ORIENTATION}
#: None, CCITT 2 to 4, LZW, JPEG, Deflate (two numbers), PackBits.
_COMPRESSIONS: Final = {1, 2, 3, 4, 5, 7, 8, 32773, 32946}
_UNSIGNED, _FLOAT = 1, 3
_JPEG_TABLES: Final = 347
#: Values of one field: strips or tiles, colours. The decoder takes strips one by one.
_MAX_VALUES: Final = 50_000
_MAX_TILE_AREA: Final = 1 << 24


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of a directory: type, number of values, their bytes as stored."""

    kind: int
    count: int
    value: bytes


class _Reader:
    """The file, its byte order, and the fields of its first page."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.limits = limits
        self.order = _ORDERS[data[:4]]
        self.parts = PartCounter(limits)
        self.fields: dict[int, _Field] = {}

    def unpack(self, form: str, start: int) -> tuple[int, ...]:
        form = self.order + form
        return struct.unpack(form, take(self.data, start, struct.calcsize(form)))

    def pages(self) -> int:
        """Read the fields of the first page, follow the chain, return its length."""
        (position,) = self.unpack("L", 4)
        seen: set[int] = set()
        while position and position not in seen:
            if len(seen) == self.limits.max_frames:
                raise PictureError("picture_too_many_frames", limit=self.limits.max_frames)
            seen.add(position)
            (count,) = self.unpack("H", position)
            if len(seen) == 1:
                self.directory(position + 2, count)
            (position,) = self.unpack("L", position + 2 + 12 * count)
        return len(seen)

    def directory(self, start: int, count: int) -> None:
        """Read the fields of one directory that matter."""
        for entry in range(start, start + 12 * count, 12):
            self.parts.count()
            tag, kind, values = self.unpack("HHL", entry)
            if tag not in _READ or tag in self.fields or kind not in _TYPES:
                continue
            if not values or (values != 1 and tag in _SINGLE):
                raise PictureError("picture_corrupt")
            if values > _MAX_VALUES and tag != _JPEG_TABLES:
                raise PictureError("picture_too_many_parts", limit=_MAX_VALUES)
            size = _TYPES[kind][0] * values
            place = entry + 8 if size <= 4 else self.unpack("L", entry + 8)[0]
            self.fields[tag] = _Field(kind, values, take(self.data, place, size))

    def integers(self, tag: int, default: tuple[int, ...] = ()) -> tuple[int, ...]:
        """Return the values of an integer field, `default` where it is absent."""
        field = self.fields.get(tag)
        if field is None:
            return default
        letter = _TYPES[field.kind][1]
        if not letter:
            raise PictureError("picture_corrupt")
        return struct.unpack(f"{self.order}{field.count}{letter}", field.value)

    def integer(self, tag: int, default: int | None = None) -> int:
        """Return the value of a single field; a field without default has to be there."""
        values = self.integers(tag, () if default is None else (default,))
        if not values:
            raise PictureError("picture_corrupt")
        return values[0]

    def check_samples(self) -> None:
        """Refuse what the decoder does not know, or would draw wrongly."""
        compression = self.integer(_COMPRESSION, 1)
        if compression not in _COMPRESSIONS:
            raise _unsupported(f"compression {compression}")
        bits = set(self.integers(_BITS, (1,)))
        formats = set(self.integers(_FORMAT, (_UNSIGNED,)))
        white_is_zero = self.integer(_PHOTOMETRIC) == 0
        if self.integer(_PHOTOMETRIC) not in {0, 1, 2, 3, 5, 6}:
            raise _unsupported(f"photometric interpretation {self.integer(_PHOTOMETRIC)}")
        if formats == {_FLOAT} and bits == {32} and not white_is_zero:
            return
        if formats != {_UNSIGNED} or not (bits <= {1, 2, 4, 8} or bits == {16}):
            raise _unsupported(f"{max(bits)} bit samples of format {max(formats)}")
        if white_is_zero and bits == {16}:
            raise _unsupported("16 bit samples where white is zero")

    def segments(self, width: int, height: int) -> list[tuple[int, int]]:
        """Return the spans (start, stop) of the strips or tiles, all inside the file."""
        offsets, counts = self.integers(_STRIP_OFFSETS), self.integers(_STRIP_COUNTS)
        across, down = width, min(self.integer(_ROWS, height), height)
        if not offsets:
            offsets, counts = self.integers(_TILE_OFFSETS), self.integers(_TILE_COUNTS)
            across, down = self.integer(_TILE_WIDTH), self.integer(_TILE_LENGTH)
            if across * down > _MAX_TILE_AREA:
                raise PictureError("picture_corrupt")
        if not across or not down or len(offsets) != len(counts):
            raise PictureError("picture_corrupt")
        planes = self.integer(_SAMPLES, 1) if self.integer(284, 1) == 2 else 1
        if len(offsets) != -(-width // across) * -(-height // down) * planes:
            raise PictureError("picture_corrupt")
        spans = [(start, start + size) for start, size in zip(offsets, counts, strict=True)]
        if any(stop > len(self.data) for _, stop in spans):
            raise PictureError("picture_truncated")
        return spans

    def rewritten(self) -> bytes:
        """Return the file with a new only directory behind its end, of the drawn fields alone."""
        start = len(self.data) + (len(self.data) & 1)
        fields = sorted((tag, field) for tag, field in self.fields.items() if tag in _DRAWN)
        directory = struct.pack(self.order + "H", len(fields))
        values = b""
        values_at = start + 2 + 12 * len(fields) + 4
        for tag, field in fields:
            directory += struct.pack(self.order + "HHL", tag, field.kind, field.count)
            if len(field.value) <= 4:
                directory += field.value.ljust(4, b"\0")
            else:
                directory += struct.pack(self.order + "L", values_at + len(values))
                values += field.value + b"\0" * (len(field.value) & 1)
        header = self.data[:4] + struct.pack(self.order + "L", start)
        padding = b"\0" * (start - len(self.data))
        return header + self.data[8:] + padding + directory + b"\0\0\0\0" + values


def _unsupported(feature: str) -> PictureError:
    return PictureError("picture_unsupported", format="TIFF", feature=feature)


def _complement(spans: list[tuple[int, int]], size: int) -> tuple[tuple[int, int], ...]:
    """Return the spans of 0 to `size` that `spans` do not cover."""
    gaps = []
    covered = 0
    for start, stop in sorted(spans):
        if start > covered:
            gaps.append((covered, start))
        covered = max(covered, stop)
    return (*gaps, (covered, size))


def recognises(data: bytes) -> bool:
    """Say whether `data` begins as a TIFF file (BigTIFF, for files over 4 GiB, is not taken)."""
    return data[:4] in _ORDERS


def read(data: bytes, limits: Limits) -> Container:
    """Take a TIFF file apart; its first page counts.

    Raises `PictureError` if a directory or a strip lies beyond the end (truncated), if the fields
    contradict each other (corrupt), or if the samples are of an unsupported kind.
    """
    reader = _Reader(data, limits)
    pages = reader.pages()
    width, height = reader.integer(_WIDTH), reader.integer(_LENGTH)
    orientation = reader.integer(_ORIENTATION, UPRIGHT)
    check_area(width, height, limits)
    reader.check_samples()
    spans = reader.segments(width, height)
    return Container(
        media_type="image/tiff",
        width=width,
        height=height,
        frames=pages,
        orientation=orientation if 1 <= orientation <= 8 else UPRIGHT,
        pixels=reader.rewritten(),
        outside=_complement(spans, len(data)),
        end=len(data),
    )
