"""The outer form of picture files: what can be known of one without decoding a pixel.

`read_container` recognises the six accepted formats by their first bytes, never by a name, and
walks the file's own structure: its size in pixels, its frames, its orientation, where it ends.
It refuses what is cut off, what asks for too much, and what is also a file of another format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hashing.container import avif, gif, jpeg, png, tiff, webp
from hashing.container.polyglot import refuse_polyglot
from hashing.errors import PictureError

if TYPE_CHECKING:
    from hashing.container.base import Container
    from hashing.limits import Limits

__all__ = ["HEAD_BYTES", "read_container", "recognise"]

#: So many of its first bytes are enough to recognise a picture file.
HEAD_BYTES: Final = 1024
_FORMATS = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
    "image/gif": gif,
    "image/tiff": tiff,
    "image/avif": avif,
}


def recognise(head: bytes) -> str | None:
    """Return the media type that a file with these first bytes claims to be of, if any is taken."""
    found = (media_type for media_type, module in _FORMATS.items() if module.recognises(head))
    return next(found, None)


def read_container(data: bytes, limits: Limits) -> Container:
    """Walk the picture file `data` and return what it is made of.

    Raises `PictureError`: empty, too large, unknown, unsupported, truncated, corrupt, a polyglot,
    no pixels, or more pixels, frames or parts than `limits` allow.
    """
    if not data:
        raise PictureError("picture_empty")
    if len(data) > limits.max_bytes:
        raise PictureError("picture_too_large", size=len(data), limit=limits.max_bytes)
    media_type = recognise(data)
    if media_type is None:
        raise PictureError("picture_unknown_format")
    container: Container = _FORMATS[media_type].read(data, limits)
    container.check_size(limits)
    refuse_polyglot(data, container)
    return container
