"""How much a picture may ask for before the first of its pixels is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one picture file; what exceeds them is refused unread.

    ``max_pixels`` is the area above which Pillow gives its decompression-bomb warning
    (``Image.MAX_IMAGE_PIXELS``): whatever Pillow would only warn of is an error here. Decoding
    takes about 9 bytes of memory per pixel, 17 for WebP: callers bound how many run at once.
    ``max_parts`` bounds segments, chunks, blocks and tags, ``max_scans`` the passes of a
    progressive JPEG, each of which may cost a walk over the whole picture.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_pixels: int = 89_478_485
    max_frames: int = 1_000
    max_parts: int = 500_000
    max_scans: int = 100


LIMITS: Final = Limits()
