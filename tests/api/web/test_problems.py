"""What browsers are told when something cannot be answered, and what programs still are."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.intake import MAX_UPLOAD_BYTES

from ..support import World, problem_of
from .conftest import Gallery
from .markup import page_of

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/nowhere", 404, "path_unknown"),
        ("GET", "/static/old/site.css", 404, "path_unknown"),
        ("GET", "/works/urn:uuid:none", 404, "work_unknown"),
        ("GET", "/works?before=soon", 400, "request_invalid"),
        ("GET", "/find?number=" + "M" * 81, 400, "request_invalid"),
        ("GET", "/works/%00", 400, "request_invalid"),
        ("GET", "/entries/first", 400, "request_invalid"),
        ("DELETE", "/works", 405, "method_not_allowed"),
        ("POST", "/trace", 400, "body_malformed"),
    ],
)
def test_a_browser_is_shown_a_page(
    bare: World, method: str, address: str, status: int, code: str
) -> None:
    answer = bare.client.request(method, address, headers=BROWSER)
    page = page_of(answer, status)
    assert code in page.text
    assert answer.headers["cache-control"] == "no-store"
    details = problem_of(bare.client.request(method, address))
    assert (details["status"], details["code"]) == (status, code)
    assert details["zh"] in page.text
    assert details["en"] in page.text
    if status == 405:
        assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("address", ["/v1/nowhere", "/v1/works/none", "/tile/9/9/9"])
def test_programs_get_problem_details_whatever_they_accept(bare: World, address: str) -> None:
    assert problem_of(bare.client.get(address, headers=BROWSER))["status"] == 404


def test_pages_and_files_pass_by_untouched(gallery: Gallery) -> None:
    client = gallery.world.client
    for address in ("/checkpoint", "/v1/log", "/healthz", "/works"):
        assert client.get(address, headers=BROWSER).content == client.get(address).content


def test_a_body_that_is_too_large_is_a_page_too(bare: World) -> None:
    headers = BROWSER | {"Content-Type": "multipart/form-data; boundary=x"}
    announced = headers | {"Content-Length": str(MAX_UPLOAD_BYTES + 1)}
    answer = bare.client.post("/trace", headers=announced, content=b"")
    assert "body_too_large" in page_of(answer, 413).text


def test_a_failure_shows_a_page_and_nothing_of_the_inside(
    bare: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("secret /inside/path.py")

    monkeypatch.setattr(bare.service.store, "read", fail)
    answer = bare.client.get("/works", headers=BROWSER)
    assert "server_failed" in page_of(answer, 500).text
    assert "secret" not in answer.text
    assert problem_of(bare.client.get("/works"))["code"] == "server_failed"


def test_a_failure_still_reaches_the_servers_log(
    bare: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(bare.service.store, "read", fail)
    strict = TestClient(bare.client.app)
    with pytest.raises(RuntimeError, match="inside"):
        strict.get("/works", headers=BROWSER)
