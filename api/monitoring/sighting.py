"""A picture as it was come upon: where, on which page, when, and its bytes or what is amiss."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from hashing.container import recognise
from hashing.errors import HashingError, PictureError
from hashing.limits import LIMITS
from ledger.errors import LedgerError

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """A picture file: its bytes, or the ``fault`` for which it is not searched for."""

    media_type: str
    sha256: str
    length: int
    data: bytes = b""
    fault: HashingError | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place at which there is a picture, or something that should be one and is damaged.

    ``offset`` and ``record`` are those of a WARC record, ``captured`` is its date as it stands
    there. ``names`` are what later records may call this picture by, ``refers_to`` what a record
    without content says that its content is.
    """

    path: str
    offset: int | None = None
    record: str | None = None
    page: str | None = None
    referrer: str | None = None
    captured: str | None = None
    http_status: int | None = None
    http_headers: tuple[tuple[str, str], ...] = ()
    content: Content | None = None
    fault: LedgerError | HashingError | None = None
    names: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()


def read_content(head: bytes, read: Callable[[int], bytes]) -> Content | None:
    """Read a picture by its content; ``None`` where what is read is none of a known format.

    `head` are its first `hashing.container.HEAD_BYTES`; `read` gives so many bytes more, fewer only
    at the end. In memory is one picture at most: of a larger one only the digest is taken.
    """
    media_type = recognise(head)
    if media_type is None:
        return None
    data = head + read(LIMITS.max_bytes + 1 - len(head))
    digest = hashlib.sha256(data)
    if len(data) <= LIMITS.max_bytes:
        return Content(media_type, digest.hexdigest(), len(data), data)
    size = len(data)
    del data
    while chunk := read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    fault = PictureError("picture_too_large", size=size, limit=LIMITS.max_bytes)
    return Content(media_type, digest.hexdigest(), size, fault=fault)
