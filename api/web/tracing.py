"""Where does a picture come from: the form and its answer on one page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.errors import ApiError
from api.problems import problem
from api.web.cards import card_of
from api.web.forms import Files
from api.web.site import TheSite
from hashing.errors import HashingError
from ledger.errors import LedgerError

router = APIRouter()


@router.get("/trace")
def form(site: TheSite) -> HTMLResponse:
    """Ask for a picture."""
    return site.page("trace.html", traced=None, refusal=None)


@router.post("/trace")
def trace(files: Files, site: TheSite) -> HTMLResponse:
    """Search the register for the origin of a picture; the picture is not kept."""
    if "file" not in files:
        return site.page("trace.html", 400, traced=None, refusal=ApiError("file_not_chosen"))
    try:
        traced = site.service.trace(files["file"])
    except (LedgerError, HashingError) as refusal:
        status = problem(refusal).status_code
        return site.page("trace.html", status, traced=None, refusal=refusal)
    origins = [
        (card_of(entry), candidate)
        for entry, candidate in zip(traced.origins, traced.search.candidates, strict=True)
    ]
    works = [card.index for card, _ in origins if card.kind == "WorkRegistration"]
    first = min(works) if len(works) > 1 else None
    return site.page("trace.html", traced=traced, origins=origins, first=first, refusal=None)
