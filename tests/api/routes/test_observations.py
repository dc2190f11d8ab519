"""Observations by feeds, watch-lists, and the hits that rights-holders are told of."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.limits import Limits
from ledger.number import format_number
from ledger.register.calendar import format_time
from ledger.register.entry import Entry

from ..conftest import Library
from ..support import (
    TestClient,
    World,
    did,
    everything,
    picture,
    problem_of,
    sha256,
    work_statement,
)
from .test_feeds import read_all

PAGE = "https://user:secret@shop.example:8443/mugs/1?customer=42"
SEEN = "2026-11-20T08:00:00Z"


def report(world: World, file: bytes, **changes: str | bytes | None) -> httpx.Response:
    form = {"address": PAGE, "captured": SEEN, "source": "feed one"} | changes
    files = {"file": ("f", file)} | {
        name: (None, value) for name, value in form.items() if value is not None
    }
    return world.client.post("/v1/observations", files=files)


def hits_of(world: World, name: str) -> list[dict[str, Any]]:
    return read_all(world, f"/v1/parties/{did(name)}/hits", 2)


@pytest.fixture
def work(world: World) -> Entry:
    """A work by alice: picture 1."""
    return world.enter(work_statement(picture(1), "alice", title_en="Caisson"), picture(1))


# ---- observations -----------------------------------------------------------------------------


def test_a_picture_that_was_seen(world: World, work: Entry) -> None:
    before = everything(world)
    answer = report(world, picture(1))
    assert answer.status_code == 201
    found = answer.json()
    assert found.pop("reported").endswith("Z")
    assert found == {
        "number": 0,
        "sha256": sha256(picture(1)),
        "media_type": "image/png",
        "length": len(picture(1)),
        "address": PAGE,
        "captured": SEEN,
        "source": "feed one",
        "tree_size": 4,
        "pictures": 1,
        "findings": [
            {
                "work": work.statement.id,
                "heritage": None,
                "index": work.index,
                "number": format_number(work.index),
                "title": {"zh": "藻井", "en": "Caisson"},
                "score": found["findings"][0]["score"],
                "verdict": "copies_expression",
            }
        ],
        "hits": [work.statement.id],
    }
    # the log and the files know nothing of it
    assert everything(world) == before


def test_a_picture_that_is_nobodys(world: World, work: Entry) -> None:
    found = report(world, picture(999)).json()
    assert (found["findings"], found["hits"]) == ([], [])
    assert (found["tree_size"], found["pictures"]) == (4, 1)
    assert hits_of(world, "alice") == []


def test_the_same_report_is_the_same_observation(world: World, work: Entry) -> None:
    first = report(world, picture(1))
    world.enter(work_statement(picture(1), "bob"), picture(1))
    again = report(world, picture(1), source="another name")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    others = [
        report(world, picture(1), address=PAGE + "2"),
        report(world, picture(1), captured="2026-11-20T08:00:01Z"),
        report(world, picture(2)),
    ]
    assert [answer.json()["number"] for answer in others] == [1, 2, 3]
    assert others[0].json()["tree_size"] == 5


def test_the_same_report_by_many_at_once(world: World, work: Entry) -> None:
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(report(world, picture(1)))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert {answer.json()["number"] for answer in answers} == {0}
    assert len(hits_of(world, "alice")) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", ""),
        ("address", "shop.example"),
        ("address", "ftp://shop.example/"),
        ("address", "javascript:alert(1)"),
        ("address", "http://"),
        ("address", "http://[::1/"),
        ("address", "https://<script>.example/"),
        ("address", "https://?shop.example/"),
        ("address", "https://shop.example/a b"),
        ("address", "https://shop.example/\u2028"),
        ("address", "https://shop.example/\0"),
        ("address", "https://evil.example\\@shop.example/"),
        ("address", "https://shop.example/" + "x" * 2048),
        ("address", b"https://shop.example/\xff"),
        ("captured", "yesterday"),
        ("captured", "2026-11-20T08:00:00+08:00"),
        ("captured", "2026-11-20"),
        ("captured", "9999-11-20T08:00:00Z"),
        ("source", ""),
        ("source", "a\nb"),
        ("source", "x" * 101),
    ],
)
def test_a_report_that_says_nothing_of_use(
    library: Library, field: str, value: str | bytes
) -> None:
    problem = problem_of(report(library.world, picture(1), **{field: value}))
    assert (problem["status"], problem["code"]) == (400, "observation_malformed")
    assert field in problem["en"]


@pytest.mark.parametrize("missing", ["address", "captured", "source"])
def test_a_part_that_is_missing(library: Library, missing: str) -> None:
    problem = problem_of(report(library.world, picture(1), **{missing: None}))
    assert (problem["status"], problem["code"]) == (400, "body_malformed")


def test_what_is_no_form(library: Library) -> None:
    for headers in ({"Content-Type": "image/png"}, {"Content-Type": "multipart/form-data"}, {}):
        answer = library.world.client.post("/v1/observations", content=picture(1), headers=headers)
        assert problem_of(answer)["code"] == "body_malformed"


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (b"", 422, "picture_empty"),
        (b"text", 415, "picture_unknown_format"),
        (picture(1)[:-9], 422, "picture_truncated"),
    ],
)
def test_a_file_that_is_no_picture_is_no_observation(
    world: World, file: bytes, status: int, code: str
) -> None:
    problem = problem_of(report(world, file))
    assert (problem["status"], problem["code"]) == (status, code)
    assert report(world, picture(5)).json()["number"] == 0


def test_limits_are_those_of_a_trace(world: World) -> None:
    limited = TestClient(create_app(world.service, Limits(posts_per_minute=1)))
    files = {"file": ("f", picture(1)), "address": (None, PAGE), "captured": (None, SEEN)}
    answers = [limited.post("/v1/observations", files=files) for _ in range(2)]
    assert [problem_of(answer)["code"] for answer in answers] == ["body_malformed", "rate_limited"]
    large = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": f"{2**30}"}
    answer = world.client.post("/v1/observations", content=b"", headers=large)
    assert (answer.status_code, problem_of(answer)["code"]) == (413, "body_too_large")


def test_a_clock_that_is_a_little_ahead_is_believed(world: World) -> None:
    now = world.service.clock()
    for minutes, status in ((9, 201), (11, 400)):
        captured = format_time(now + timedelta(minutes=minutes))
        assert report(world, picture(1), captured=captured).status_code == status
