"""The interface reference: OpenAPI as a page that needs no script and no other host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from api.web.site import TheSite

router = APIRouter()

_METHODS = ("get", "post")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, as OpenAPI describes it.

    ``parameters`` are (name, whether required), ``answers`` (status, media types) of success.
    """

    method: str
    path: str
    tag: str
    description: str
    parameters: tuple[tuple[str, bool], ...]
    bodies: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]


@router.get("/docs")
def reference(request: Request, site: TheSite) -> HTMLResponse:
    """Describe every address of the interface."""
    operations = _operations(request.app)
    tags = list(dict.fromkeys(operation.tag for operation in operations))
    return site.page("reference.html", operations=operations, tags=tags)


@cache
def _operations(app: FastAPI) -> tuple[Operation, ...]:
    return tuple(_read(app.openapi()))


def _read(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method not in methods:
                continue
            found = methods[method]
            yield Operation(
                method=method.upper(),
                path=path,
                tag=found["tags"][0],
                description=found.get("description", ""),
                parameters=tuple(
                    (item["name"], item.get("required", False))
                    for item in found.get("parameters", ())
                ),
                bodies=tuple(found.get("requestBody", {}).get("content", ())),
                answers=tuple(
                    (status, ", ".join(answer.get("content", ())))
                    for status, answer in found["responses"].items()
                    if status.startswith("2")
                ),
            )
