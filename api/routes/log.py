"""The log as C2SP tlog-tiles serves it, at the root of the server."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.errors import NotFound
from api.routes.common import TheService, answers
from ledger.tlog.errors import TileError
from ledger.tlog.merkle import HASH_SIZE
from ledger.tlog.tile import TILE_WIDTH, TileRef, encode_bundle, parse_tile_path

router = APIRouter(tags=["log"])

# "immutable": a tile of a given path never has other bytes
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_BRIEFLY = {"Cache-Control": "public, max-age=1"}


@router.get(
    "/checkpoint", response_class=Response, responses=answers("text/plain", "the signed tree head")
)
def checkpoint(service: TheService) -> Response:
    """Give the latest signed tree head (C2SP tlog-checkpoint)."""
    with service.store.read() as reader:
        note = reader.head().checkpoint
    return Response(note, media_type="text/plain; charset=utf-8", headers=_BRIEFLY)


@router.get(
    "/tile/{path:path}",
    response_class=Response,
    responses=answers("application/octet-stream", "the hashes or the entries"),
)
def tile(path: str, service: TheService) -> Response:
    """Give a hash tile or an entry bundle (C2SP tlog-tiles), whole or partial."""
    try:
        ref = parse_tile_path(f"tile/{path}")
    except TileError:
        raise NotFound("tile_unknown") from None
    with service.store.read() as reader:
        if isinstance(ref, TileRef):
            data = (reader.tile(ref.level, ref.index) or b"")[: ref.width * HASH_SIZE]
            whole = len(data) == ref.width * HASH_SIZE
        else:
            # no further than the log reaches: an index may be beyond what databases count to
            first = min(ref.index * TILE_WIDTH, reader.head().size)
            leaves = reader.leaves(first, first + ref.width)
            whole = len(leaves) == ref.width
            data = encode_bundle(leaves) if whole else b""
    if not whole:
        # not cached: it may be there a moment later
        raise NotFound("tile_unknown")
    return Response(data, media_type="application/octet-stream", headers=_FOREVER)
