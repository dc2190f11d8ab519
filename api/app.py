"""The composition root: one application over one service."""

from __future__ import annotations

from importlib import resources

from fastapi import FastAPI, Response

from api import problems, web
from api.intake import AddressCheck, BodyLimit
from api.routes import log, statements, trace, works
from api.service import Service

_DESCRIPTION = (
    "莫高：敦煌文化创意作品版权存证账本。 "
    "A copyright provenance ledger for Dunhuang cultural creative works. "
    "The log itself is served at the root as C2SP tlog-tiles: /checkpoint and /tile/…"
)


def create_app(service: Service) -> FastAPI:
    """Make the application that answers for `service`."""
    app = FastAPI(
        title="莫高 Mogao", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None
    )
    app.state.service = service
    app.add_middleware(BodyLimit)
    app.add_middleware(AddressCheck)
    problems.install(app)
    for part in (log, statements, works, trace):
        app.include_router(part.router, responses=problems.RESPONSES)
    web.install(app, service)

    @app.get("/healthz", tags=["operation"])
    def healthz() -> dict[str, int]:
        """Answer if the database does."""
        with service.store.read() as reader:
            return {"size": reader.head().size}

    @app.get("/ns/v1", tags=["statements"], response_class=Response)
    def context() -> Response:
        """Give the JSON-LD context that statements name."""
        data = resources.files("ledger.register").joinpath("context.jsonld").read_bytes()
        return Response(data, media_type="application/ld+json")

    return app
