"""The pages of works, heritage sources and parties."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.routes.common import NEWEST, Before
from api.routes.works import page_of
from api.service import read_entry
from api.views import (
    heritage_entry,
    heritage_view,
    party_view,
    register_of,
    work_entry,
    work_summaries,
    work_view,
)
from api.web.cards import card_of
from api.web.site import TheSite
from ledger.past import register_at
from ledger.register.records import FileClaims

router = APIRouter()

_PER_PAGE = 24


@router.get("/works")
def works(site: TheSite, before: Before = NEWEST) -> HTMLResponse:
    """List works, newest first."""
    with site.service.store.read() as reader:
        entries, following = page_of(reader, "WorkRegistration", before, _PER_PAGE)
        items = work_summaries(reader, entries)
    return site.page("works.html", items=items, following=following, newest=before == NEWEST)


@router.get("/works/{work_id}")
def work(work_id: str, site: TheSite) -> HTMLResponse:
    """Show a work with all that the register says of it."""
    with site.service.store.read() as reader:
        entry = work_entry(reader, work_id)
        view = work_view(register_at(reader, site.service.clock()), entry)
        claims = register_of(reader).get(FileClaims, view.file.sha256)
        assert claims is not None
        scanned = [card_of(read_entry(reader, claim.entry)) for claim in claims.heritage]
        competing = [card_of(read_entry(reader, claim.entry)) for claim in view.competing]
        resembling = [
            (card_of(read_entry(reader, match.entry)), match) for match in view.findings.matches
        ]
    return site.page(
        "work.html",
        work=view,
        subject=entry.statement.subject,
        signers=entry.statement.signers,
        competing=competing,
        scanned=scanned,
        resembling=resembling,
    )


@router.get("/heritage")
def heritage_list(site: TheSite, before: Before = NEWEST) -> HTMLResponse:
    """List heritage sources, newest first."""
    with site.service.store.read() as reader:
        entries, following = page_of(reader, "HeritageSource", before, _PER_PAGE)
    items = [heritage_view(entry) for entry in entries]
    return site.page("heritages.html", items=items, following=following, newest=before == NEWEST)


@router.get("/heritage/{heritage_id}")
def heritage(heritage_id: str, site: TheSite) -> HTMLResponse:
    """Show a heritage source."""
    with site.service.store.read() as reader:
        entry = heritage_entry(reader, heritage_id)
    return site.page(
        "heritage.html",
        source=heritage_view(entry),
        subject=entry.statement.subject,
        signers=entry.statement.signers,
        registry=entry.registry,
    )


@router.get("/parties/{did}")
def party(did: str, site: TheSite) -> HTMLResponse:
    """Show a party under the alias that it chose."""
    with site.service.store.read() as reader:
        view = party_view(reader, did)
        entry = read_entry(reader, view.entry)
    return site.page("party.html", party=view, entry=entry)
