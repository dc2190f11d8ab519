"""Pictures as files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def to_jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """Return the picture as a JPEG file without metadata."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def to_png(image: Image.Image) -> bytes:
    """Return the picture as a PNG file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
