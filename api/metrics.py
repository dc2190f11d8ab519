"""What a server counts about itself, as Prometheus reads it: ``GET /metrics``."""

from __future__ import annotations

import math
import time

from fastapi import FastAPI, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service import Service
from ledger.errors import StoreError

#: Labels have to be few: a client may make up any other method, as it may any path.
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Metrics:
    """The numbers of one application, in a registry of its own."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "mogao_requests",
            "Requests answered, by the route's template.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "mogao_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("method", "route"),
            registry=self.registry,
        )
        size = Gauge("mogao_log_size", "Entries in the log.", registry=self.registry)
        size.set_function(self._log_size)

    def _log_size(self) -> float:
        try:
            with self._service.store.read() as reader:
                return reader.head().size
        except StoreError:
            # the counters are wanted most when the database is gone
            return math.nan


class RequestCounter:
    """Middleware that counts and times every request; it has to be the outermost."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count it when its answer has ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # what leaves the application as an exception, the server answers with this
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, watch)
        finally:
            elapsed = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.requests.labels(method, route, status).inc()
            self._metrics.seconds.labels(method, route).observe(elapsed)


def install(app: FastAPI, service: Service) -> None:
    """Count the requests of `app` and show the numbers; after all other middleware."""
    metrics = Metrics(service)

    @app.get("/metrics", include_in_schema=False)
    def show() -> Response:
        """Give the numbers in Prometheus' text format."""
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    app.add_middleware(RequestCounter, metrics=metrics)
