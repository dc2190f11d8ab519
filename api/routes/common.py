"""What every route asks of the application."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from api.service import Service


def service_of(request: Request) -> Service:
    """Give the service that the application was made with."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


TheService = Annotated[Service, Depends(service_of)]
#: Pages go backwards through the log: entries with an index below ``before``.
Before = Annotated[int, Query(ge=0, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=100)]
NEWEST = 2**53
