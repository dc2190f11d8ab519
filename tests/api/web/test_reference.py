"""The interface reference: every address of the OpenAPI document, without a script."""

from __future__ import annotations

from .conftest import Gallery
from .markup import page_of


def test_every_operation_is_described(gallery: Gallery) -> None:
    client = gallery.world.client
    answer = client.get("/docs")
    page_of(answer)
    document = client.get("/openapi.json").json()
    operations = {
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert {"GET /checkpoint", "POST /v1/statements", "POST /v1/trace"} <= operations
    for operation in operations:
        assert f"<code>{operation}</code>" in answer.text


def test_it_needs_nothing_from_elsewhere(gallery: Gallery) -> None:
    text = gallery.world.client.get("/docs").text
    assert "<script" not in text
    assert "cdn" not in text
