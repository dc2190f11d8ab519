"""What ``mogao serve`` allows reaches the application and the service that it makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import uvicorn

from api.errors import ApiError
from api.limits import RateLimiter

from ..support import TestClient, party_statement, post
from .run import misused, succeed


def served(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[TestClient], None], *arguments: str | Path
) -> None:
    """Run ``mogao serve``, which ends when its application was asked."""

    def run(server: uvicorn.Server, sockets: object) -> None:
        assert sockets
        ask(TestClient(server.config.app))  # type: ignore[arg-type]  # an application here

    with monkeypatch.context() as patch:
        patch.setattr(uvicorn.Server, "run", run)
        succeed("serve", "--port", "0", *arguments)


def test_the_limits_are_those_of_the_options(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []

    def ask(client: TestClient) -> None:
        # refused for what the register knows already, or for their number
        statuses.append(post(client, party_statement("dora")).status_code)
        statuses.append(post(client, b"").status_code)

    at = ("--data", data)
    served(monkeypatch, ask, *at, "--posts-per-minute", "1")
    served(monkeypatch, ask, *at, "--posts-per-minute", "0", "--statements-per-minute", "0")
    served(monkeypatch, ask, *at)
    assert statuses == [201, 429, 409, 400, 409, 400]


def test_a_key_has_its_limit(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limiters: list[RateLimiter | None] = []

    def ask(client: TestClient) -> None:
        limiters.append(client.app.state.service.limiter)  # type: ignore[attr-defined]  # an application here

    served(monkeypatch, ask, "--data", data, "--statements-per-minute", "3")
    served(monkeypatch, ask, "--data", data, "--statements-per-minute", "0")
    limited, free = limiters
    assert limited is not None
    for _ in range(3):
        limited.take("did:key:x")
    with pytest.raises(ApiError, match="rate_limited"):
        limited.take("did:key:x")
    assert free is None


def test_a_limit_is_no_negative_number(data: Path) -> None:
    misused("serve", "--data", data, "--posts-per-minute", "-1")
    misused("serve", "--data", data, "--statements-per-minute", "-1")
