"""Where does a picture come from: the form and its answer on one page."""

from __future__ import annotations

from base64 import b64encode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.errors import ApiError
from api.overlaying import overlay_of
from api.problems import problem
from api.service import Traced
from api.tracing import trace_answer
from api.web.cards import card_of
from api.web.forms import Files
from api.web.site import Site, TheSite
from hashing.errors import HashingError
from ledger.errors import LedgerError

#: Matches that are drawn: a page of more would be slow to load on a phone.
_DRAWN = 3

router = APIRouter()


@router.get("/trace")
def form(site: TheSite) -> HTMLResponse:
    """Ask for a picture."""
    return site.page("trace.html", answer=None, refusal=None)


@router.post("/trace")
def trace(files: Files, site: TheSite) -> HTMLResponse:
    """Search the register for the origin of a picture; the picture is not kept."""
    if "file" not in files:
        return site.page("trace.html", 400, answer=None, refusal=ApiError("file_not_chosen"))
    try:
        traced = site.service.trace(files["file"])
        answer = trace_answer(site.service, traced)
    except (LedgerError, HashingError) as refusal:
        status = problem(refusal).status_code
        return site.page("trace.html", status, answer=None, refusal=refusal)
    origins = [
        (match, card_of(traced.origins[match.index]), _drawn(site, traced, place))
        for place, match in enumerate(answer.matches)
    ]
    return site.page("trace.html", answer=answer, origins=origins, refusal=None)


def _drawn(site: Site, traced: Traced, place: int) -> str | None:
    drawn = overlay_of(site.service, traced, place) if place < _DRAWN else None
    return None if drawn is None else b64encode(drawn).decode()
