"""The application over PostgreSQL, which takes no NUL and counts no further than 64 bits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.service import open_service

from ..ledger.store.postgres import start_or_skip
from .support import (
    World,
    audited,
    found_ledger,
    opened,
    party_statement,
    picture,
    problem_of,
    work_statement,
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = start_or_skip()
    yield server.new_database()
    server.stop()


@pytest.fixture(scope="module")
def kept(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("postgres") / "ledger"
    found_ledger(directory, database_url=url)
    with opened(directory, url) as world:
        world.parties("alice")
        yield world
        audited(world.service)


def test_a_work_is_registered_and_traced(kept: World, url: str) -> None:
    file = picture(1)
    answer = kept.post(work_statement(file, "alice"), file)
    assert answer.status_code == 201
    entry = kept.verified(answer.content, file)
    with open_service(kept.directory, url) as other:
        assert [match.entry for match in other.trace(file).report.matches] == [entry.index]
    assert not (kept.directory / "ledger.db").exists()


@pytest.mark.parametrize(
    "address",
    [
        "/v1/statements/%00",
        "/v1/works/a%00b",
        "/v1/works/%00/picture",
        "/v1/heritage/%00",
        "/v1/parties/did:key:%00",
        "/v1/state?after=%00",
        "/v1/state?after=party/%00x",
    ],
)
def test_nul_never_reaches_the_database(kept: World, address: str) -> None:
    problem = problem_of(kept.client.get(address))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/v1/entries/{2**53}", 404),
        (f"/v1/entries/{2**63}", 400),
        (f"/v1/works?before={2**53}", 200),
        ("/tile/entries/x036/x028/x797/x018/x963/967", 404),
        ("/tile/0/x036/x028/x797/x018/x963/967", 404),
        ("/v1/works/%F0%9F%90%87", 404),
        ("/v1/works/%ED%A0%80", 404),
        ("/v1/state?after=%F0%9F%90%87", 200),
    ],
)
def test_extremes(kept: World, address: str, status: int) -> None:
    assert kept.client.get(address).status_code == status


def test_bad_statements_change_nothing(kept: World) -> None:
    size = kept.size()
    broken = party_statement("carol").replace(b"carol", b"\\u0000")
    assert kept.post(broken).status_code == 400
    assert kept.post(party_statement("alice")).status_code == 409
    assert kept.size() == size
