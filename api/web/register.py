"""The pages of works, heritage sources and parties."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.lineage.view import heritage_at, lineage_view
from api.lineage.words import RESEMBLANCE
from api.routes.common import NEWEST, Before
from api.routes.works import page_of
from api.service import pictured_entry, read_entry
from api.standing import folio_at
from api.views import (
    heritage_entry,
    heritage_views,
    party_view,
    register_of,
    work_entry,
    work_summaries,
    work_view,
)
from api.web.cards import Card, card_of
from api.web.site import TheSite
from ledger.past import Moment, register_at
from ledger.register.calendar import local_date
from ledger.register.questions.lineage import Source, Window
from ledger.register.records import FileClaims
from ledger.store.interface import Reader

router = APIRouter()

_PER_PAGE = 24
#: As much of a lineage as is drawn on a page.
_WINDOW = Window(depth=3, limit=24)


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
        moment = register_at(reader, site.service.clock())
        view = work_view(moment, entry)
        grown = _lineage(reader, moment, folio_at(moment, work_id))
        claims = register_of(reader).get(FileClaims, view.file.sha256)
        assert claims is not None
        scanned = _cards(reader, [claim.entry for claim in claims.heritage])
        competing = _cards(reader, [claim.entry for claim in view.competing])
        alike = entry.registry.likenesses()
        resembling = list(zip(_cards(reader, alike), alike.values(), strict=True))
    return site.page(
        "work.html",
        work=view,
        subject=entry.statement.subject,
        signers=entry.statement.signers,
        competing=competing,
        scanned=scanned,
        resembling=resembling,
        **grown,
    )


@router.get("/heritage")
def heritage_list(site: TheSite, before: Before = NEWEST) -> HTMLResponse:
    """List heritage sources, newest first."""
    with site.service.store.read() as reader:
        entries, following = page_of(reader, "HeritageSource", before, _PER_PAGE)
        items = heritage_views(reader, entries)
    return site.page("heritages.html", items=items, following=following, newest=before == NEWEST)


@router.get("/heritage/{heritage_id}")
def heritage(heritage_id: str, site: TheSite) -> HTMLResponse:
    """Show a heritage source."""
    with site.service.store.read() as reader:
        entry = heritage_entry(reader, heritage_id)
        (view,) = heritage_views(reader, [entry])
        moment = register_at(reader, site.service.clock())
        grown = _lineage(reader, moment, heritage_at(moment, heritage_id))
    return site.page(
        "heritage.html",
        source=view,
        subject=entry.statement.subject,
        signers=entry.statement.signers,
        registry=entry.registry,
        **grown,
    )


@router.get("/parties/{did}")
def party(did: str, site: TheSite) -> HTMLResponse:
    """Show a party under the alias that it chose."""
    with site.service.store.read() as reader:
        view = party_view(reader, did, local_date(site.service.clock()))
        entry = read_entry(reader, view.entry)
    return site.page("party.html", party=view, entry=entry)


def _cards(reader: Reader, indexes: Iterable[int]) -> list[Card]:
    """Give the cards of the works and sources of which the entries have a picture."""
    entries = (read_entry(reader, index) for index in indexes)
    return [card_of(pictured_entry(reader, entry)) for entry in entries]


def _lineage(reader: Reader, moment: Moment, root: Source) -> dict[str, object]:
    """Give what ``lineage.html`` shows."""
    view = lineage_view(reader, moment, root, _WINDOW)
    titles = {node.id: node.title for node in view.nodes}
    return {"lineage": view, "titles": titles, "window": _WINDOW, "resemblance": RESEMBLANCE}
