"""Speaking to a ledger behind a server, and to servers that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from api.client import HttpClient, LocalClient, open_client
from api.config import Settings
from api.errors import ApiError, ServerError
from hashing.errors import HashingError
from ledger.errors import LedgerError, Refusal
from ledger.receipt import verify_receipt

from .hosting import Answer, answering, hosted
from .support import World, did, party_statement, picture, work_statement

PROBLEM = "application/problem+json"


@pytest.fixture
def remote(world: World) -> Iterator[HttpClient]:
    with hosted(world.client.app) as url:
        client = HttpClient(url)
        yield client
        client.close()


def test_near_and_far_answer_the_same(world: World, remote: HttpClient) -> None:
    near = LocalClient(world.service)
    file = picture(1)
    receipt = remote.register(work_statement(file, "alice"), file)
    verify_receipt(receipt, world.service.home.verifier, file)
    assert remote.log() == near.log()
    assert remote.party(did("alice")) == near.party(did("alice"))
    assert remote.trace(file) == near.trace(file)
    assert [origin.index for origin in remote.trace(file).matches] == [receipt.index]
    statement = party_statement("carol")
    assert near.register(statement) == remote.register(statement)


@pytest.mark.parametrize(
    ("statement", "file", "code", "entry"),
    [
        (party_statement("alice"), None, "party_registered_already", 1),
        (party_statement("alice", origin="x.example"), None, "ledger_wrong", None),
        (b"\xff\xfe", None, "statement_not_utf8", None),
        (b"\xff\xfe", picture(1), "statement_not_utf8", None),
        (b"", picture(1), "statement_not_json", None),
        (work_statement(picture(1), "alice"), picture(2), "file_digest_differs", None),
        (work_statement(picture(1), "alice"), b"", "picture_empty", None),
    ],
    ids=range(7),
)
def test_far_refuses_as_near_does(
    world: World,
    remote: HttpClient,
    statement: bytes,
    file: bytes | None,
    code: str,
    entry: int | None,
) -> None:
    with pytest.raises((LedgerError, HashingError)) as near:
        LocalClient(world.service).register(statement, file)
    with pytest.raises(ApiError) as far:
        remote.register(statement, file)
    assert not isinstance(far.value, ServerError)
    assert far.value.code == near.value.code == code
    assert (far.value.zh, far.value.en) == (near.value.zh, near.value.en)
    assert far.value.entry == entry == getattr(near.value, "entry", None)
    assert far.value.article == getattr(near.value, "article", None)


def test_the_article_of_a_refusal_comes_over(world: World, remote: HttpClient) -> None:
    file = picture(1)
    remote.register(work_statement(file, "alice"), file)
    with pytest.raises(ApiError) as far:
        remote.register(work_statement(file, "alice"), file)
    with pytest.raises(Refusal) as near:
        LocalClient(world.service).register(work_statement(file, "alice"), file)
    assert far.value.article == near.value.article is not None


def test_who_is_not_there(remote: HttpClient) -> None:
    with pytest.raises(ApiError) as caught:
        remote.party(did("mallory"))
    assert caught.value.code == "party_unknown"
    for strange in ("", "did:key:z/../../ledger", "%00", "?x", "#"):
        with pytest.raises(ApiError):
            remote.party(strange)


# ---- servers that are no ledger ---------------------------------------------------------------


def problem(**members: object) -> bytes:
    told = {
        "type": "urn:mogao:error:x",
        "title": "t",
        "status": 400,
        "code": "x_y",
        "zh": "中",
        "en": "e",
    }
    return json.dumps(told | members).encode()


ANSWERS: dict[str, tuple[Answer, str, bool]] = {
    "a page": ((200, "text/html", b"<html>hello</html>"), "server_answer_malformed", True),
    "nothing": ((200, "application/json", b""), "server_answer_malformed", True),
    "nothing, 204": ((204, "application/json", b""), "server_answer_malformed", True),
    "a list": ((200, "application/json", b"[]"), "server_answer_malformed", True),
    "depth": ((200, "application/json", b"[" * 100_000), "server_answer_malformed", True),
    "elsewhere": ((302, "text/html", b""), "server_answer_malformed", True),
    "not found": ((404, "text/html", b"no"), "server_answer_malformed", True),
    "a failing proxy": ((502, "text/html", b"bad gateway"), "server_answer_malformed", True),
    "a list as problem": ((400, PROBLEM, b"[]"), "server_answer_malformed", True),
    "depth as problem": ((400, PROBLEM, b"[" * 100_000), "server_answer_malformed", True),
    "a problem without words": ((400, PROBLEM, b'{"code":"x"}'), "server_answer_malformed", True),
    "a problem of numbers": ((400, PROBLEM, problem(zh=1)), "server_answer_malformed", True),
    "a refusal": ((400, PROBLEM, problem()), "x_y", False),
    "a failure": ((503, PROBLEM, problem()), "x_y", True),
    "braces": ((409, PROBLEM, problem(zh="中{0}{x.y}", en="{code!r:>9}")), "x_y", False),
}


@pytest.fixture(scope="module")
def liar() -> Iterator[tuple[dict[str, Answer], str]]:
    answer: dict[str, Answer] = {}
    with hosted(answering(lambda _path: answer["next"])) as url:
        yield answer, url


@pytest.mark.parametrize("name", ANSWERS)
def test_whatever_a_server_answers_is_one_error(
    liar: tuple[dict[str, Answer], str], name: str
) -> None:
    answer, code, server_failed = ANSWERS[name]
    told, url = liar
    told["next"] = answer
    client = HttpClient(url)
    for ask in (
        client.log,
        lambda: client.party("x"),
        lambda: client.trace(b"x"),
        lambda: client.register(party_statement("carol")),
        lambda: client.register(work_statement(picture(1), "alice"), picture(1)),
    ):
        with pytest.raises(ApiError) as caught:
            ask()
        assert caught.value.code == code
        assert isinstance(caught.value, ServerError) is server_failed
        assert caught.value.en
    client.close()


def test_a_receipt_of_something_else_is_not_taken(
    world: World, liar: tuple[dict[str, Answer], str]
) -> None:
    told, url = liar
    client = HttpClient(url)
    statement = party_statement("carol")
    right = world.service.register(statement).to_json()
    told["next"] = (201, "application/json", right)
    assert client.register(statement).to_json() == right
    other = party_statement("dora")
    for wrong in (world.service.receipt(1).to_json(), right.replace(b"carol", b"karol")):
        told["next"] = (201, "application/json", wrong)
        with pytest.raises(ServerError, match="server_answer_malformed"):
            client.register(other)
    client.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "nonsense",
        "",
        "http://",
        "http://[::1",
        "http://" + "a" * 300,
        "ftp://x",
    ],
)
def test_a_server_that_is_not_there(url: str) -> None:
    client = HttpClient(url)
    with pytest.raises(ServerError) as caught:
        client.log()
    assert caught.value.code == "server_unreachable"
    client.close()


def test_opening_here_or_there(world: World) -> None:
    settings = Settings(world.directory, None, None)
    with open_client(settings, None) as client:
        assert isinstance(client, LocalClient)
        assert client.log().size == 3
    with hosted(world.client.app) as url, open_client(settings, url) as client:
        assert isinstance(client, HttpClient)
        assert client.log().size == 3
    missing = Settings(world.directory / "none", None, None)
    with pytest.raises(LedgerError, match="store_not_founded"), open_client(missing, None):
        pass
