"""Tracing a suspect picture to its origin."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from ledger.number import format_number

from ..conftest import Library
from ..support import World, everything, image, picture, problem_of, sha256, work_statement


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
    assert match["algorithm"] in match["distances"]
    assert match["distance"] == match["distances"][match["algorithm"]]
    assert match["likeness"] == "same"
    assert 0.75 <= match["score"] <= 1
    assert match["title"] == {"zh": "藻井", "en": None}
    assert match["registered"] == origin.registry.time
    assert match["transform"] == "identity"
    assert set(match["distances"]) == {"phash64_v1", "phash256_v1", "dhash64_v1", "pdq_v1"}
    assert match["distances"]["phash64_v1"] == 0
    assert match["distances"]["phash256_v1"] <= 32
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
    assert match["transform"] == "flip_horizontal"
    assert set(match["distances"]) == {"pdq_v1"}


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
    assert match["heritage"] is not None
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
