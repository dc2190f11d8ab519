"""What the readers of all formats share: the `Container` they return, and checked reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.limits import Limits


@dataclass(frozen=True, slots=True)
class Container:
    """A picture file taken apart, its first picture still encoded.

    ``width`` and ``height`` are in pixels as stored, before ``orientation`` (EXIF, 1 to 8) is
    applied. ``pixels`` is a complete file of the same format that holds no more than the first
    picture needs: metadata never reaches the decoder. ``outside`` are the spans (start, stop) of
    the file that are not coded pixels, and ``end`` is where the file ends by its own account;
    anything behind it is a tail.
    """

    media_type: str
    width: int
    height: int
    frames: int
    orientation: int
    pixels: bytes
    outside: tuple[tuple[int, int], ...]
    end: int

    def check_size(self, limits: Limits) -> None:
        """Raise `PictureError` if there is no pixel, or more pixels or frames than allowed."""
        check_area(self.width, self.height, limits)
        if self.frames > limits.max_frames:
            raise PictureError("picture_too_many_frames", limit=limits.max_frames)


def check_area(width: int, height: int, limits: Limits) -> None:
    """Raise `PictureError` if a picture of this size has no pixel, or too many."""
    if width < 1 or height < 1:
        raise PictureError("picture_zero_pixels")
    if width * height > limits.max_pixels:
        raise PictureError(
            "picture_too_many_pixels", pixels=width * height, limit=limits.max_pixels
        )


def take(data: bytes, start: int, size: int) -> bytes:
    """Return `size` bytes of `data` from `start`; `PictureError` if the file ends before that."""
    piece = data[start : start + size]
    if len(piece) != size:
        raise PictureError("picture_truncated")
    return piece


class PartCounter:
    """Counts the parts that a file is cut into, and stops at the limit."""

    def __init__(self, limits: Limits) -> None:
        self._limit = limits.max_parts
        self._left = limits.max_parts

    def count(self) -> None:
        """Count one more; `PictureError` if the file has too many."""
        self._left -= 1
        if self._left < 0:
            raise PictureError("picture_too_many_parts", limit=self._limit)
