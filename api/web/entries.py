"""From a deposit number to its page, and the plain page of an entry."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.errors import NotFound
from api.problems import problem
from api.service import Service, read_entry
from api.views import register_of
from api.web.cards import page_of_entry
from api.web.site import TheSite
from ledger.errors import LedgerError
from ledger.number import parse_number
from ledger.register.entry import Entry
from ledger.register.identity import signed_in_contest

router = APIRouter()


@router.get("/n/{number}")
def numbered(number: str, site: TheSite) -> RedirectResponse:
    """Lead from a deposit number to the page of what it numbers."""
    entry, _, _ = _read(site.service, parse_number(number))
    return RedirectResponse(page_of_entry(entry), 303)


@router.get("/find")
def find(site: TheSite, number: Annotated[str, Query(max_length=80)] = "") -> Response:
    """Look up a deposit number as people type it: any case, any width, blanks around it."""
    if not number.strip():
        return site.page("find.html", number="", refusal=None)
    written = unicodedata.normalize("NFKC", number).strip().upper()
    try:
        return numbered(written, site)
    except LedgerError as refusal:
        status = problem(refusal).status_code
        return site.page("find.html", status, number=number, refusal=refusal)


@router.get("/entries/{index}")
def entry(index: int, site: TheSite) -> HTMLResponse:
    """Show an entry as it stands in the log."""
    found, size, contested = _read(site.service, index)
    return site.page(
        "entry.html", entry=found, size=size, contested=contested, page=page_of_entry(found)
    )


def _read(service: Service, index: int) -> tuple[Entry, int, bool]:
    """Read an entry, the size of the log that it stands in, and whether it is contested."""
    with service.store.read() as reader:
        size = reader.head().size
        if not 0 <= index < size:
            raise NotFound("entry_unknown", index=index, size=size)
        found = read_entry(reader, index)
        signers, time = found.statement.signers, found.registry.time
        return found, size, signed_in_contest(register_of(reader), signers, time)
