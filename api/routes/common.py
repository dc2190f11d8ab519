"""What every route asks of the application."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request

from api.service import Service


def service_of(request: Request) -> Service:
    """Give the service that the application was made with."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


TheService = Annotated[Service, Depends(service_of)]
#: The place of an entry; beyond 2^53 JSON has no integers, and databases soon none either.
Index = Annotated[int, Path(ge=0, le=2**53)]
#: Pages go backwards through the log: entries with an index below ``before``.
Before = Annotated[int, Query(ge=0, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=100)]
NEWEST = 2**53
AsOfDay = Annotated[date | None, Query(description="state valid on this day, YYYY-MM-DD")]
KnownAtSize = Annotated[
    int | None, Query(ge=1, le=2**53, description="as known when the log had so many entries")
]


def answers(media_type: str, description: str, status: int = 200) -> dict[int | str, Any]:
    """Say in OpenAPI what a route answers that does not answer with a model."""
    return {status: {"content": {media_type: {}}, "description": description}}
