"""What Prometheus is told about a server."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.limits import Limits
from ledger.errors import StoreError

from .support import TestClient, World, party_statement, post

Samples = dict[tuple[str, ...], float]


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    app = create_app(world.service)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def scrape(client: TestClient) -> dict[str, Samples]:
    """Sample name → values of its labels in the order of their names → value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    told: dict[str, Samples] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            told.setdefault(sample.name, {})[labels] = sample.value
    return told


def test_requests_are_counted_by_method_route_and_status(client: TestClient) -> None:
    assert post(client, party_statement("carol")).status_code == 201
    post(client, b"")
    for address in ("/v1/entries/0", "/v1/entries/1", "/v1/entries/99", "/tile/0/000", "/works"):
        client.get(address)
    client.delete("/checkpoint")
    told = scrape(client)
    assert told["mogao_requests_total"] == {
        ("POST", "/v1/statements", "201"): 1,
        ("POST", "/v1/statements", "400"): 1,
        ("GET", "/v1/entries/{index}", "200"): 2,
        ("GET", "/v1/entries/{index}", "404"): 1,
        ("GET", "/tile/{path:path}", "404"): 1,
        ("GET", "/works", "200"): 1,
        ("DELETE", "/checkpoint", "405"): 1,
    }
    assert told["mogao_request_seconds_count"][("GET", "/v1/entries/{index}")] == 3
    assert 0 < told["mogao_request_seconds_sum"][("GET", "/v1/entries/{index}")] < 60
    # the scrape itself is counted when it has ended
    assert scrape(client)["mogao_requests_total"][("GET", "/metrics", "200")] == 1


def test_what_clients_make_up_is_no_label(client: TestClient) -> None:
    for number in range(5):
        client.get(f"/made/up/{number}")
        client.request(f"MADE{number}", "/up")
    assert scrape(client)["mogao_requests_total"] == {
        ("GET", "unmatched", "404"): 5,
        ("other", "unmatched", "404"): 5,
    }


def test_what_the_middleware_answers_is_counted(world: World) -> None:
    client = TestClient(create_app(world.service, Limits(posts_per_minute=1)))
    post(client, b"")
    post(client, b"")
    assert scrape(client)["mogao_requests_total"] == {
        ("POST", "/v1/statements", "400"): 1,
        ("POST", "unmatched", "429"): 1,
    }


def test_the_size_is_that_of_the_moment(world: World, client: TestClient) -> None:
    assert scrape(client)["mogao_log_size"] == {(): 3}
    world.parties("carol")
    assert scrape(client)["mogao_log_size"] == {(): 4}


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("inside"), "500"), (StoreError("store_unavailable", detail="x"), "503")],
)
def test_failures_are_counted_and_told_without_a_database(
    world: World,
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: str,
) -> None:
    def fail() -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(world.service.store, "read", fail)
        client.get("/checkpoint")
        if isinstance(error, StoreError):
            assert math.isnan(scrape(client)["mogao_log_size"][()])
    assert scrape(client)["mogao_requests_total"][("GET", "/checkpoint", status)] == 1


def test_each_application_counts_its_own(world: World, client: TestClient) -> None:
    client.get("/checkpoint")
    other = TestClient(create_app(world.service))
    assert "mogao_requests_total" not in scrape(other)


def test_the_numbers_are_no_part_of_the_interface(client: TestClient) -> None:
    assert "/metrics" not in client.get("/openapi.json").json()["paths"]
