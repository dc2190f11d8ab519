"""Who asks too often is told when to come back, and comes back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.client import HttpClient
from api.errors import ApiError
from api.limits import Limits, RateLimiter
from api.service import open_service

from .hosting import hosted
from .support import TestClient, World, did, found_ledger, party_statement, post, problem_of

SECOND = 10**9


class Clock:
    """A clock that stands still until it is set on."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


def wait(limiter: RateLimiter, name: str = "a") -> int:
    """Take a token; give the seconds to wait for one, or 0 where there was one."""
    try:
        limiter.take(name)
    except ApiError as error:
        return {"rate_limited": int(str(error.params["seconds"]))}[error.code]
    return 0


# ---- buckets ----------------------------------------------------------------------------------


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    clock = Clock()
    limiter = RateLimiter(6, clock)
    assert [wait(limiter) for _ in range(8)] == [0] * 6 + [10, 10]
    clock.now = 10 * SECOND - 1
    assert wait(limiter) == 1
    clock.now = 10 * SECOND
    assert [wait(limiter), wait(limiter)] == [0, 10]
    clock.now = 10_000 * SECOND
    assert [wait(limiter) for _ in range(7)] == [0] * 6 + [10]


def test_each_name_has_its_own() -> None:
    limiter = RateLimiter(1, Clock())
    assert [wait(limiter, name) for name in "aabba"] == [0, 60, 0, 60, 60]


@given(
    per_minute=st.integers(1, 10**6),
    pauses=st.lists(st.integers(0, 90 * SECOND), max_size=30),
)
def test_whoever_waits_as_told_is_let_in(per_minute: int, pauses: list[int]) -> None:
    clock = Clock()
    limiter = RateLimiter(per_minute, clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        seconds = wait(limiter)
        if seconds:
            clock.now += seconds * SECOND
            assert wait(limiter) == 0
        allowed += 1
    assert allowed <= per_minute + clock.now * per_minute // (60 * SECOND)


def test_names_are_forgotten_from_the_least_recent() -> None:
    limiter = RateLimiter(1, Clock())
    for number in range(10_000):
        limiter.take(str(number))
    assert wait(limiter, "0") == 60  # seen again: now the most recent
    limiter.take("new")
    assert wait(limiter, "0") == 60
    assert wait(limiter, "2") == 60
    assert wait(limiter, "1") == 0  # the one that was forgotten


def test_threads_get_no_more_together() -> None:
    limiter = RateLimiter(1000, Clock())
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: wait(limiter), range(1500)))
    assert waits.count(0) == 1000


def test_nothing_is_no_limit() -> None:
    assert Limits(0, 0).by_address() is None
    assert Limits(0, 0).by_key() is None
    assert Limits() == Limits(30_000, 6_000)


# ---- by address -------------------------------------------------------------------------------


def test_posts_are_counted_by_address(world: World) -> None:
    app = create_app(world.service, Limits(posts_per_minute=2))
    here = TestClient(app, client=("192.0.2.1", 1))
    there = TestClient(app, client=("192.0.2.2", 1))
    assert [post(here, b"").status_code for _ in range(2)] == [400, 400]
    answer = post(here, party_statement("carol"))
    assert (answer.status_code, problem_of(answer)["code"]) == (429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 30
    assert world.size() == 3
    assert here.get("/checkpoint").status_code == 200
    assert post(there, party_statement("carol")).status_code == 201


def test_a_browser_is_shown_a_page(world: World) -> None:
    client = TestClient(create_app(world.service, Limits(posts_per_minute=1)))
    post(client, b"")
    answer = client.post("/trace", headers={"Accept": "text/html"})
    assert answer.status_code == 429
    assert answer.headers["content-type"].startswith("text/html")
    assert "rate_limited" in answer.text
    assert "retry-after" in answer.headers


def test_without_limits_there_are_none(world: World) -> None:
    for app in (create_app(world.service), create_app(world.service, Limits(0, 0))):
        client = TestClient(app)
        assert {post(client, b"").status_code for _ in range(20)} == {400}


# ---- by key -----------------------------------------------------------------------------------


def test_new_statements_are_counted_by_issuer(tmp_path: Path) -> None:
    found_ledger(tmp_path)
    with open_service(tmp_path, limiter=Limits(statements_per_minute=2).by_key()) as service:
        client = TestClient(create_app(service))
        mine = party_statement("alice")
        forged = mine.replace(b'"displayName":"alice"', b'"displayName":"alicf"')
        assert forged != mine
        foreign = party_statement("alice", origin="elsewhere.example")
        # nobody but its owner uses up a key's allowance
        for _ in range(3):
            assert post(client, forged).json()["code"] == "signature_false"
            assert post(client, foreign).json()["code"] == "ledger_wrong"
        assert [post(client, mine).status_code for _ in range(4)] == [201] * 4
        assert service.limiter is not None
        assert [wait(service.limiter, did("bob")) for _ in range(2)] == [0, 0]
        answer = post(client, party_statement("bob"))
        assert problem_of(answer)["code"] == "rate_limited"
        assert 1 <= int(answer.headers["retry-after"]) <= 30
        with service.store.read() as reader:
            assert reader.head().size == 2
        assert post(client, party_statement("carol")).status_code == 201


# ---- the client -------------------------------------------------------------------------------


def test_the_client_waits_and_tries_again(world: World) -> None:
    clock = Clock()
    app = create_app(world.service)
    limiter = RateLimiter(2, clock)
    world.service.limiter = limiter
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.now += int(seconds * SECOND)

    for _ in range(2):
        limiter.take(did("carol"))
    with hosted(app) as url:
        client = HttpClient(url, sleep)
        assert client.register(party_statement("carol")).index == 3
        client.close()
    assert slept == [30]


@pytest.mark.parametrize(
    ("said", "pause"),
    [("7", 7), ("60", 60), ("61", 60), ("9" * 5000, 60), ("", 1), ("-5", 1), ("soon", 1)],
    ids=lambda value: str(value)[:8],
)
def test_the_client_has_patience_but_not_for_ever(said: str, pause: int) -> None:
    asked = 0
    problem = {"type": "t", "title": "t", "status": 429, "code": "rate_limited"}
    body = json.dumps(problem | {"zh": "慢", "en": "slowly"}).encode()

    async def refuse(scope: object, receive: object, send: object) -> None:
        nonlocal asked
        asked += 1
        headers = [(b"retry-after", said.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 429, "headers": headers})  # type: ignore[operator]  # ASGI's
        await send({"type": "http.response.body", "body": body})  # type: ignore[operator]  # ASGI's

    slept: list[float] = []
    with hosted(refuse) as url:
        client = HttpClient(url, slept.append)
        with pytest.raises(ApiError) as caught:
            client.party("x")
        client.close()
    assert caught.value.code == "rate_limited"
    assert (asked, slept) == (11, [pause] * 10)
