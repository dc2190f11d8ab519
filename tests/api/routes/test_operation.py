"""Whether a server is alive, and whether it can be used."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from ledger.errors import StoreError
from ledger.store.interface import Head
from ledger.store.sql import SqlReader
from ledger.tlog.note import Signer

from ..support import World, key, problem_of


def test_a_server_that_is_alive_and_ready(world: World) -> None:
    assert world.client.get("/healthz").json() == {"size": 3}
    answer = world.client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"size": 3})


def not_ready(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "api.routes.operation"):
        answer = world.client.get("/readyz")
    assert (answer.status_code, problem_of(answer)["code"]) == (503, "not_ready")
    assert answer.headers["retry-after"] == "1"
    assert "secret" not in answer.text
    assert len(caplog.records) == 1


def test_without_its_database_it_is_not_ready(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise StoreError("store_unavailable", detail="secret host")

    with monkeypatch.context() as patch:
        patch.setattr(world.service.store, "read", fail)
        not_ready(world, caplog)
        assert "secret host" in caplog.text
    assert world.client.get("/readyz").status_code == 200


def test_under_another_key_it_is_not_ready(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = Signer(world.service.home.origin, key("other")).verifier
    with monkeypatch.context() as patch:
        patch.setattr(world.service, "home", replace(world.service.home, verifier=other))
        not_ready(world, caplog)


@pytest.mark.parametrize(
    "damage",
    [{"checkpoint": b""}, {"checkpoint": b"secret\xff"}, {"size": 2}, {"root": b"\0" * 32}],
    ids=["empty", "malformed", "size", "root"],
)
def test_with_a_head_that_was_not_signed_it_is_not_ready(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    damage: dict[str, int | bytes],
) -> None:
    with world.service.store.read() as reader:
        head: Head = replace(reader.head(), **damage)  # type: ignore[arg-type]  # one member of it
    with monkeypatch.context() as patch:
        patch.setattr(SqlReader, "head", lambda _reader: head)
        not_ready(world, caplog)
