"""Tracing a suspect picture to its origin."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from hashing.tracing import Tracer
from ledger.number import format_number

from ..conftest import Library
from ..origins import Register, drawing, part_of, register, report_of, reworked
from ..support import (
    World,
    did,
    everything,
    image,
    picture,
    problem_of,
    sha256,
    work_statement,
)


def jpeg(changed: Image.Image, quality: int = 60) -> bytes:
    out = io.BytesIO()
    changed.save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_a_reencoded_resized_copy_is_traced_to_its_origin(library: Library) -> None:
    world, origin = library.world, library.entries["original"]
    suspect = jpeg(image(4).resize((120, 90)))
    answer = world.client.post("/v1/trace", files={"file": ("suspect.jpg", suspect)})
    assert answer.status_code == 200
    found = answer.json()
    assert found["tree_size"] == world.size()
    assert found["pictures"] == 8
    assert found["suspect"]["sha256"] == sha256(suspect)
    assert found["suspect"]["mediaType"] == "image/jpeg"
    (match,) = found["matches"]
    assert match["index"] == origin.index
    assert match["number"] == format_number(origin.index)
    assert (match["work"], match["heritage"]) == (origin.statement.id, None)
    assert match["score"] >= Tracer.threshold
    assert match["verdict"] == "copies_expression"
    assert (match["mirrored"], match["negative"], match["rotation"]) == (False, False, 0)
    assert (match["answer"], match["receipt"]) == (None, None)
    assert match["title"] == {"zh": "藻井", "en": None}
    assert match["registered"] == origin.registry.time
    (area,) = match["areas"]
    for x, y in area["picture"] + area["registered"]:
        assert 0 <= x <= 1000
        assert 0 <= y <= 1000
    assert match["picture"] == f"/v1/works/{origin.statement.id}/picture"


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "IMAGE/PNG", "image/x-anything"])
def test_a_picture_may_be_the_whole_body(library: Library, kind: str) -> None:
    # what the bytes are is seen from the bytes
    answer = library.world.client.post(
        "/v1/trace", content=picture(4), headers={"Content-Type": kind}
    )
    assert [match["index"] for match in answer.json()["matches"]] == [
        library.entries["original"].index
    ]


def test_a_mirrored_copy_says_how_it_was_turned(library: Library) -> None:
    suspect = jpeg(ImageOps.mirror(image(4)))
    answer = library.world.client.post("/v1/trace", files={"file": ("s", suspect)}).json()
    (match,) = answer["matches"]
    assert (match["mirrored"], match["negative"]) == (True, False)


def test_the_earliest_registration_stands_first_among_equals(library: Library) -> None:
    answer = library.world.client.post("/v1/trace", files={"file": ("s", picture(2))}).json()
    assert [match["index"] for match in answer["matches"]] == [
        library.entries["published"].index,
        library.entries["competing"].index,
    ]


def test_heritage_is_an_origin_too(library: Library) -> None:
    (match,) = library.world.client.post("/v1/trace", files={"file": ("s", picture(1))}).json()[
        "matches"
    ]
    assert match["work"] is None
    assert match["heritage"] == library.id("wall")
    assert match["verdict"] == "shares_heritage_only"
    assert match["picture"] == f"/v1/heritage/{library.id('wall')}/picture"


def test_the_picture_of_a_hidden_work_is_found_and_not_shown(library: Library) -> None:
    (match,) = library.world.client.post("/v1/trace", files={"file": ("s", picture(5))}).json()[
        "matches"
    ]
    assert match["index"] == library.entries["hidden"].index
    assert match["picture"] is None


def test_a_stranger_resembles_nothing(library: Library) -> None:
    answer = library.world.client.post("/v1/trace", files={"file": ("s", picture(999))}).json()
    assert answer["matches"] == []
    assert answer["tree_size"] == library.world.size()


def test_tracing_keeps_nothing(world: World) -> None:
    file = picture(1)
    world.enter(work_statement(file, "alice"), file)
    before = everything(world)
    for suspect in (file, picture(2), b"no picture"):
        world.client.post("/v1/trace", files={"file": ("s", suspect)})
    assert everything(world) == before


def test_a_picture_without_features_is_no_candidate(world: World) -> None:
    flat = jpeg(Image.new("RGB", (200, 100), "ivory"))
    world.enter(work_statement(flat, "alice"), flat)
    answer = world.client.post("/v1/trace", files={"file": ("s", flat)}).json()
    assert (answer["matches"], answer["pictures"]) == ([], 1)


@pytest.mark.parametrize(
    ("request_body", "code", "status"),
    [
        ({"files": {"statement": ("s", b"{}")}}, "body_malformed", 400),
        (
            {"content": b"{}", "headers": {"Content-Type": "application/json"}},
            "body_malformed",
            400,
        ),
        ({"content": picture(1)}, "body_malformed", 400),
        ({}, "body_malformed", 400),
        ({"files": {"file": ("f", b"")}}, "picture_empty", 422),
        ({"content": b"", "headers": {"Content-Type": "image/png"}}, "picture_empty", 422),
        ({"files": {"file": ("f", b"text")}}, "picture_unknown_format", 415),
        ({"files": {"file": ("f", picture(1)[:-9])}}, "picture_truncated", 422),
    ],
)
def test_what_cannot_be_traced(
    library: Library, request_body: dict[str, object], code: str, status: int
) -> None:
    problem = problem_of(library.world.client.post("/v1/trace", **request_body))  # type: ignore[arg-type]  # the client's own keywords
    assert (problem["code"], problem["status"]) == (code, status)


# ---- parts, sources, licensees, proofs --------------------------------------------------------


class Told:
    """A wall, a work made from it that anyone may see, and one that nobody may."""

    def __init__(self, opened: Register) -> None:
        self.register = opened
        self.wall = opened.wall("told wall")
        self.file = reworked("told wall", "told figure")
        self.work = opened.work_from(self.wall, self.file, published="2026-10-02")
        self.hidden = opened.work(drawing("told hidden"), display="none")
        self.shown = opened.work(drawing("told shown"), display="original")

    def trace(self, file: bytes, **query: Any) -> dict[str, Any]:
        answer = self.register.client.post("/v1/trace", files={"file": ("s", file)}, params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def overlay(self, file: bytes, **query: Any) -> np.ndarray:
        answer = self.register.client.post(
            "/v1/trace/overlay", files={"file": ("s", file)}, params=query
        )
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        with Image.open(io.BytesIO(answer.content)) as opened:
            return np.asarray(opened.convert("RGB"))

    def problem(self, path: str, file: bytes, **query: Any) -> dict[str, Any]:
        client = self.register.client
        return problem_of(client.post(path, files={"file": ("s", file)}, params=query))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with register(tmp_path_factory.mktemp("traced") / "ledger") as opened:
        yield Told(opened)


def test_works_come_before_sources_and_name_them(told: Told) -> None:
    found = told.trace(told.file)
    assert [(match["work"], match["heritage"]) for match in found["matches"]] == [
        (told.work.statement.id, None),
        (None, told.wall.statement.id),
    ]
    work, _ = found["matches"]
    assert (work["verdict"], work["explained_by"]) == (
        "copies_expression",
        [told.wall.statement.id],
    )
    assert work["numbers"]["follows_work"] > work["numbers"]["follows_heritage"]
    assert (found["scan"], found["missing"], found["pictures"]) == (False, 0, 4)
    assert 0 < found["new"] < 0.4


def test_who_shows_the_wall_alone_is_told_so(told: Told) -> None:
    found = told.trace(drawing("told wall"))
    assert [match["verdict"] for match in found["matches"]] == ["shares_heritage_only"] * 2
    assert (found["scan"], found["new"]) == (True, pytest.approx(0, abs=0.02))


def test_the_report_is_the_one_of_the_entry(told: Told) -> None:
    size = told.work.index
    found = told.trace(told.file, at_size=size, heritage=told.wall.statement.id)
    assert found["tree_size"] == size
    assert found["report"] == json.loads(report_of(told.work))


def test_a_licensee_is_asked_about_for_each_work(told: Told) -> None:
    found = told.trace(told.file, licensee=did("alice"))
    work, wall = found["matches"]
    assert work["answer"]["authorised"]
    assert wall["answer"] is None
    found = told.trace(told.file, licensee=did("bob"), rights="reproduction", at="2026-11-22")
    assert not found["matches"][0]["answer"]["authorised"]
    # nothing could be asked about a work before there was one
    early = told.trace(told.file, licensee=did("bob"), at="2020-01-01")
    assert early["matches"][0]["answer"] is None
    problem = told.problem("/v1/trace", told.file, licensee=did("bob"), rights="flying")
    assert problem["code"] == "term_unknown"


def test_proofs_are_receipts_that_verify(told: Told) -> None:
    found = told.trace(told.file, proofs="true")
    for match, file in zip(found["matches"], (told.file, drawing("told wall")), strict=True):
        entry = told.register.verified(json.dumps(match["receipt"]).encode(), file)
        assert entry.index == match["index"]


def test_an_overlay_shows_both_pictures(told: Told) -> None:
    sheet = told.overlay(part_of("told shown"))
    assert sheet.shape[0] == 560
    right = sheet[24:536, -400:-40]
    assert (right == 255).all(axis=2).mean() < 0.5
    assert (told.overlay(told.file, match=1) != told.overlay(told.file)[:, :1]).any()


def test_an_overlay_shows_no_hidden_work(told: Told) -> None:
    sheet = told.overlay(part_of("told hidden"))
    width = (sheet.shape[1] - 72) // 2
    right = sheet[24:536, 48 + width : 48 + 2 * width]
    # white, but for the outline and the line to it
    assert (right == 255).all(axis=2).mean() > 0.9
    assert (right != 255).any()


@pytest.mark.parametrize(
    ("path", "query", "code", "status"),
    [
        ("/v1/trace/overlay", {"match": 2}, "match_unknown", 404),
        ("/v1/trace", {"at_size": 10**6}, "size_unknown", 404),
        ("/v1/trace", {"at_size": -1}, "request_invalid", 400),
        ("/v1/trace", {"heritage": "urn:uuid:nowhere"}, "heritage_unknown", 404),
    ],
)
def test_what_is_not_there_is_said(
    told: Told, path: str, query: dict[str, Any], code: str, status: int
) -> None:
    problem = told.problem(path, told.file, **query)
    assert (problem["code"], problem["status"]) == (code, status)


def test_nothing_is_drawn_for_a_stranger(told: Told) -> None:
    problem = told.problem("/v1/trace/overlay", drawing("told stranger"))
    assert (problem["code"], problem["status"]) == ("match_unknown", 404)
