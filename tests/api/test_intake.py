"""Bodies are bounded while they arrive: what was read before the answer is counted here.

The application is called as a server calls it, with a sender that never runs dry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import anyio
import pytest

from api.intake import MAX_BODY_BYTES, MAX_UPLOAD_BYTES

from .conftest import Library
from .support import World, everything, party_statement, picture, problem_of, work_statement

CHUNK = 64 * 1024
Headers = list[tuple[bytes, bytes]]

JSON: Headers = [(b"content-type", b"application/json")]
IMAGE: Headers = [(b"content-type", b"image/png")]
FORM: Headers = [(b"content-type", b"multipart/form-data; boundary=frontier")]
FILE_PART = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
TEXT_PART = b'--frontier\r\nContent-Disposition: form-data; name="statement"\r\n\r\n'


@dataclass
class Exchange:
    """One request at the level of ASGI, and what came of it."""

    consumed: int = 0
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""

    @property
    def code(self) -> str:
        return str(json.loads(self.body)["code"])


def exchange(
    world: World, path: str, headers: Headers, chunks: Iterator[bytes], method: str = "POST"
) -> Exchange:
    """Send the chunks as they are asked for."""
    done = Exchange()

    async def receive() -> dict[str, Any]:
        chunk = next(chunks, None)
        if chunk is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        done.consumed += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            done.status = message["status"]
            done.headers = dict(message["headers"])
        else:
            done.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    anyio.run(world.client.app, scope, receive, send)
    return done


def endless(start: bytes = b"") -> Iterator[bytes]:
    yield start + b"x" * (CHUNK - len(start))
    yield from repeat(b"x" * CHUNK)


LENGTHS: dict[str, Headers] = {
    "chunked": [],
    "a lie": [(b"content-length", b"10")],
    "no number": [(b"content-length", b"-1")],
}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(
    ("headers", "start", "limit"),
    [
        (JSON, b"{", MAX_BODY_BYTES),
        (FORM, TEXT_PART, MAX_BODY_BYTES),  # a statement is no picture, in a form neither
        (FORM, FILE_PART, MAX_UPLOAD_BYTES),
        (IMAGE, b"\x89PNG", MAX_UPLOAD_BYTES),
    ],
    ids=["json", "text part", "file part", "image"],
)
def test_an_endless_body_is_stopped_at_its_limit(
    library: Library, headers: Headers, start: bytes, limit: int, length: str
) -> None:
    done = exchange(library.world, "/v1/statements", headers + LENGTHS[length], endless(start))
    assert (done.status, done.code) == (413, "body_too_large")
    assert done.headers[b"content-type"] == b"application/problem+json"
    assert done.consumed <= limit + 2 * CHUNK


@pytest.mark.parametrize(
    "announced",
    [str(MAX_UPLOAD_BYTES + 1), "9" * 18, "9" * 19, "9" * 5000],
    ids=["a byte", "18 digits", "19 digits", "5000 digits"],
)
@pytest.mark.parametrize("headers", [JSON, FORM, IMAGE], ids=["json", "form", "image"])
def test_a_body_that_says_it_is_too_large_is_not_read_at_all(
    library: Library, headers: Headers, announced: str
) -> None:
    length = [(b"content-length", announced.encode())]
    done = exchange(library.world, "/v1/statements", headers + length, endless())
    assert (done.status, done.code, done.consumed) == (413, "body_too_large", 0)


def test_one_byte_over_the_limit_is_over_it(library: Library) -> None:
    at = exchange(library.world, "/v1/statements", JSON, iter([b"x" * MAX_BODY_BYTES]))
    over = exchange(library.world, "/v1/statements", JSON, iter([b"x" * MAX_BODY_BYTES, b"x"]))
    assert (at.status, at.code) == (400, "statement_too_large")
    assert (over.status, over.code) == (413, "body_too_large")


@pytest.mark.parametrize(
    "headers",
    [
        JSON + IMAGE,
        [(b"content-type", b"Application/JSON; a=image/png")],
        [(b"content-type", b"application/json;multipart/form-data")],
        [(b"content-type", b"text/plain")],
        [],
        [(b"content-type", b"\xff\xfe")],
    ],
    ids=["two types", "other case", "in a parameter", "text", "none", "bytes"],
)
def test_the_large_limit_is_for_what_is_read_as_an_upload(
    library: Library, headers: Headers
) -> None:
    done = exchange(library.world, "/v1/statements", headers, endless())
    assert done.status in {400, 413}
    assert done.consumed <= MAX_BODY_BYTES + 2 * CHUNK


@pytest.mark.parametrize("kind", [b"IMAGE/PNG", b"Image/Png; q=1"])
def test_an_upload_is_one_in_any_case(library: Library, kind: bytes) -> None:
    body = picture(4) + b"\0" * (MAX_BODY_BYTES)
    headers = [(b"content-type", kind)]
    assert exchange(library.world, "/v1/trace", headers, iter([body])).status == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/checkpoint"), ("GET", "/v1/works"), ("POST", "/nothing")]
)
def test_where_no_body_is_wanted_none_is_read(library: Library, method: str, path: str) -> None:
    done = exchange(library.world, path, IMAGE, endless(), method)
    assert done.status in {200, 404}
    assert done.consumed == 0


def test_a_sender_that_goes_away_is_no_failure_of_the_server(library: Library) -> None:
    for headers, start in ((JSON, b"{"), (FORM, FILE_PART), (IMAGE, b"\x89PNG")):
        status = 0

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)

        messages = iter(
            [
                {"type": "http.request", "body": start, "more_body": True},  # used in this turn
                {"type": "http.disconnect"},
            ]
        )

        async def receive() -> dict[str, Any]:
            return next(messages)  # noqa: B023  # used in this turn

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/statements",
            "query_string": b"",
            "headers": headers,
        }
        # nothing is raised into the server
        anyio.run(library.world.client.app, scope, receive, send)
        assert status == 400


# ---- forms over the application ---------------------------------------------------------------


def send_form(world: World, body: bytes, kind: str = "multipart/form-data; boundary=b") -> Any:
    return world.client.post("/v1/statements", content=body, headers={"Content-Type": kind})


def part(name: str, content: bytes, *, filename: str | None = None, more: str = "") -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
    head = f"--b\r\nContent-Disposition: {disposition}\r\n{more}\r\n".encode()
    return head + content + b"\r\n"


@pytest.mark.parametrize("named", [None, "statement.json"])
def test_parts_may_come_as_files_or_as_text_in_any_order(world: World, named: str | None) -> None:
    file = picture(1)
    statement = work_statement(file, "alice")
    body = part("file", file, filename=named) + part("statement", statement, filename=named)
    answer = send_form(world, body + b"--b--\r\n")
    assert answer.status_code == 201
    assert world.verified(answer.content, file).statement.canonical == statement


def test_the_character_set_of_a_form_changes_no_byte(world: World) -> None:
    # a label that was trusted would have the text decoded by anything that calls itself a codec
    for label in ("utf-16", "idna", "undefined", "punycode", "hex", "none"):
        statement = party_statement(f"party {label}")
        body = part("statement", statement, more=f"Content-Type: text/plain; charset={label}\r\n")
        kind = f"multipart/form-data; charset={label}; boundary=b"
        answer = send_form(world, body + b"--b--\r\n", kind)
        assert answer.status_code == 201, label
        assert world.verified(answer.content).statement.canonical == statement


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", "multipart/form-data; boundary=b", "body_malformed"),
        (b"x", "multipart/form-data", "body_malformed"),
        (b"x", "multipart/form-data; boundary=", "body_malformed"),
        (b"x", "multipart/form-data; boundary=" + "b" * 300, "body_malformed"),
        (b"x", "multipart/mixed; boundary=b", "body_malformed"),
        (b"a=1", "application/x-www-form-urlencoded", "body_malformed"),
        (b"{}", "text/json", "body_malformed"),
        (b"{}", "", "body_malformed"),
        (b"--b--\r\n", "multipart/form-data; boundary=b", "body_malformed"),
        (part("file", b"1") + b"--b--\r\n", "multipart/form-data; boundary=b", "body_malformed"),
        (
            part("statement", b"{}") * 2 + b"--b--\r\n",
            "multipart/form-data; boundary=b",
            "body_malformed",
        ),
        (
            part("statement", b"{}") + part("note", b"x") + b"--b--\r\n",
            "multipart/form-data; boundary=b",
            "body_malformed",
        ),
        (part("statement", b"{}"), "multipart/form-data; boundary=b", "body_malformed"),
        (
            part("statement", b"\xff\xfe") + b"--b--\r\n",
            "multipart/form-data; boundary=b",
            "statement_not_utf8",
        ),
        (
            part("statement", b"x", more="X: " + "y" * 9000 + "\r\n") + b"--b--\r\n",
            "multipart/form-data; boundary=b",
            "body_malformed",
        ),
        (b"\x89PNG", "image/png", "body_malformed"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_bodies_that_are_no_request(world: World, body: bytes, kind: str, code: str) -> None:
    before = everything(world)
    problem = problem_of(send_form(world, body, kind))
    assert (problem["status"], problem["code"]) == (400, code)
    assert everything(world) == before


def test_a_form_cut_off_anywhere_enters_nothing(world: World) -> None:
    file = picture(1)
    whole = (
        part("statement", work_statement(file, "alice"))
        + part("file", file, filename="f")
        + b"--b--\r\n"
    )
    before = everything(world)
    for size in (10, 60, 500, 2000, len(whole) - 5000, len(whole) - 10, len(whole) - 4):
        problem = problem_of(send_form(world, whole[:size]))
        assert (problem["status"], problem["code"]) == (400, "body_malformed")
    assert everything(world) == before
    assert send_form(world, whole).status_code == 201
