"""The style sheet and the drawings: read once, and served under a name that changes with them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from fastapi import APIRouter, Response

from api.errors import NotFound

router = APIRouter()

_TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
_HEADERS = {
    # the address holds a digest of all files, so what stands at one never changes
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _files() -> dict[str, bytes]:
    # package data is part of the program, as its source is
    folder = resources.files(__package__).joinpath("static")
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


@cache
def _edition() -> str:
    digest = hashlib.sha256()
    for name, data in sorted(_files().items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()[:16]


def asset(name: str) -> str:
    """Give the address of a file of ``static``; KeyError if there is none of that name."""
    _files()[name]
    return f"/static/{_edition()}/{name}"


@router.get("/static/{edition}/{name}")
def static(edition: str, name: str) -> Response:
    """Serve a file of ``static``."""
    data = _files().get(name) if edition == _edition() else None
    if data is None:
        raise NotFound("path_unknown")
    return Response(data, media_type=_TYPES[name.rpartition(".")[2]], headers=_HEADERS)
