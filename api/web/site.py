"""What every page shares: the templates, the facts of the ledger in the frame, the headers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.service import Service, read_entry
from api.web import words
from api.web.assets import asset
from api.web.cards import address_of
from ledger.number import format_number
from ledger.register.kinds.genesis import LedgerGenesis

#: A page runs nothing, loads nothing from elsewhere, and is shown in nobody's frame.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Site:
    """Makes pages for one service."""

    def __init__(self, service: Service) -> None:
        """Read entry 0, which never changes, so that even a page about a failure has its frame."""
        self.service = service
        with service.store.read() as reader:
            genesis = read_entry(reader, 0).statement.subject
        assert isinstance(genesis, LedgerGenesis)
        self._templates = Environment(
            loader=PackageLoader("api.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "asset": asset,
            "genesis": genesis,
            "vkey": service.home.verifier.to_vkey(),
        }
        self._templates.filters |= {
            "address": address_of,
            "number": format_number,
            **words.FILTERS,
        }

    def page(self, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """Fill in a template."""
        text = self._templates.get_template(template).render(values)
        return HTMLResponse(text, status, HEADERS)


def _site_of(request: Request) -> Site:
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


TheSite = Annotated[Site, Depends(_site_of)]
