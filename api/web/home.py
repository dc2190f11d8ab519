"""The first page: what this is, a door for everyone, the latest works and the log."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.routes.common import NEWEST
from api.routes.works import page_of
from api.views import log_view, work_summaries
from api.web.site import TheSite

router = APIRouter()

_LATEST = 12


@router.get("/")
def home(request: Request, site: TheSite) -> HTMLResponse:
    """Show the first page."""
    ledger = log_view(site.service)
    with site.service.store.read() as reader:
        entries, _ = page_of(reader, "WorkRegistration", NEWEST, _LATEST)
        works = work_summaries(reader, entries)
    server = str(request.base_url).rstrip("/")
    return site.page("home.html", ledger=ledger, works=works, server=server)
