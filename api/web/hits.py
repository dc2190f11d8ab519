"""The page of what resembles a party's works: seen by feeds, or registered by others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.feeds import read_back
from api.monitoring.hits import hit_channel
from api.monitoring.telling import catch_up
from api.views import registered_party
from api.web.site import TheSite

router = APIRouter()

_PER_PAGE = 24


@router.get("/parties/{did}/hits")
def hits(
    did: str, site: TheSite, before: Annotated[int | None, Query(ge=0, le=2**53)] = None
) -> HTMLResponse:
    """List the hits of a party, newest first."""
    catch_up(site.service)
    with site.service.store.read() as reader:
        party = registered_party(reader, did)
        channel = hit_channel(reader, did)
        items = read_back(reader, channel, before, _PER_PAGE)
    following = items[-1].sequence if items and items[-1].sequence else None
    return site.page(
        "hits.html",
        party=party,
        items=items,
        following=following,
        newest=before is None,
        feed=channel.address,
    )
