"""The composition root: one application over one service."""

from __future__ import annotations

from importlib import resources

from fastapi import FastAPI, Response

from api import metrics, problems, web
from api.intake import AddressCheck, BodyLimit
from api.limits import AddressLimit, Limits
from api.routes import (
    evidence,
    feeds,
    lineage,
    log,
    observations,
    operation,
    registry,
    rights,
    statements,
    trace,
    works,
)
from api.service import Service

_DESCRIPTION = (
    "莫高：敦煌文化创意作品版权存证账本。 "
    "A copyright provenance ledger for Dunhuang cultural creative works. "
    "The log itself is served at the root as C2SP tlog-tiles: /checkpoint and /tile/…"
)


def create_app(service: Service, limits: Limits | None = None) -> FastAPI:
    """Make the application that answers for `service`.

    Of `limits` it holds those by address, none without; those by key are the service's own.
    """
    app = FastAPI(
        title="莫高 Mogao", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    app.state.service = service
    app.add_middleware(BodyLimit)
    app.add_middleware(AddressCheck)
    by_address = limits.by_address() if limits else None
    if by_address:
        app.add_middleware(AddressLimit, limiter=by_address)
    problems.install(app)
    for part in (
        log,
        statements,
        works,
        lineage,
        rights,
        feeds,
        registry,
        trace,
        evidence,
        observations,
        operation,
    ):
        app.include_router(part.router, responses=problems.RESPONSES)
    web.install(app, service)
    metrics.install(app, service)

    @app.get("/ns/v1", tags=["statements"], response_class=Response)
    def context() -> Response:
        """Give the JSON-LD context that statements name."""
        data = resources.files("ledger.register").joinpath("context.jsonld").read_bytes()
        return Response(data, media_type="application/ld+json")

    return app
