"""The web site: bilingual pages made on the server, which need no script and no other host."""

from __future__ import annotations

from fastapi import FastAPI

from api.service import Service
from api.web import assets, entries, hits, home, reference, register, tracing, verifying
from api.web.problems import ProblemPages
from api.web.site import Site


def install(app: FastAPI, service: Service) -> None:
    """Put the site of `service` on `app`, and show problems as pages to browsers."""
    site = Site(service)
    app.state.site = site
    for part in (assets, home, register, hits, entries, reference, tracing, verifying):
        app.include_router(part.router, include_in_schema=False)
    app.add_middleware(ProblemPages, site=site)
