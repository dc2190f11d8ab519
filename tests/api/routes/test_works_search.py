"""Works by title, category and owner; their history; and the address that takes works only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..conftest import Library
from ..support import World, did, party_statement, picture, work_statement


@pytest.fixture
def shelf(world: World) -> World:
    """Four works of two owners."""
    for number, (owner, words) in enumerate(
        [
            ("alice", {"title_zh": "九色鹿", "title_en": "Nine-Coloured Deer"}),
            ("bob", {"title_zh": "鹿王本生", "category": "photographic"}),
            ("alice", {"title_zh": "一百%莲花_", "title_en": "ＬＯＴＵＳ scroll"}),
            ("bob", {"title_zh": "飞天"}),
        ],
        11,
    ):
        file = picture(number)
        world.enter(work_statement(file, owner, **words), file)
    return world


def titles(world: World, **query: Any) -> list[str]:
    answer = world.client.get("/v1/works", params=query)
    assert answer.status_code == 200
    return [item["title"]["zh"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["飞天", "一百%莲花_", "鹿王本生", "九色鹿"]),
        ({"q": ""}, ["飞天", "一百%莲花_", "鹿王本生", "九色鹿"]),
        ({"q": "鹿"}, ["鹿王本生", "九色鹿"]),
        ({"q": "nine-COLOURED"}, ["九色鹿"]),
        ({"q": "lotus"}, ["一百%莲花_"]),
        ({"q": "Ｌotus"}, ["一百%莲花_"]),
        ({"q": "%"}, ["一百%莲花_"]),
        ({"q": "花_"}, ["一百%莲花_"]),
        ({"q": "_"}, ["一百%莲花_"]),
        ({"q": "不存在"}, []),
        ({"category": "photographic"}, ["鹿王本生"]),
        ({"category": "music"}, []),
        ({"owner": did("alice")}, ["一百%莲花_", "九色鹿"]),
        ({"owner": did("bob"), "q": "鹿"}, ["鹿王本生"]),
        ({"owner": did("alice"), "category": "photographic"}, []),
    ],
)
def test_works_that_fit(shelf: World, query: dict[str, str], expected: list[str]) -> None:
    assert titles(shelf, **query) == expected


def test_pages_go_on_within_a_query(shelf: World) -> None:
    first = shelf.client.get("/v1/works", params={"q": "鹿", "limit": 1}).json()
    assert [item["title"]["zh"] for item in first["items"]] == ["鹿王本生"]
    rest = shelf.client.get("/v1/works", params={"q": "鹿", "limit": 1, "before": first["next"]})
    assert [item["title"]["zh"] for item in rest.json()["items"]] == ["九色鹿"]


def test_the_history_of_a_work_names_later_claims(library: Library) -> None:
    client = library.world.client
    first, second = library.entries["published"], library.entries["competing"]
    history = client.get(f"/v1/works/{library.id('published')}/history").json()
    assert [(item["event"], item["index"], item["id"]) for item in history["items"]] == [
        ("registered", first.index, first.statement.id),
        ("competing_claim", second.index, second.statement.id),
    ]
    assert history["items"][1]["time"] == second.registry.time
    history = client.get(f"/v1/works/{library.id('competing')}/history").json()
    assert [item["event"] for item in history["items"]] == ["registered"]
    assert client.get("/v1/works/urn:uuid:none/history").json()["code"] == "work_unknown"


def test_works_have_an_address_of_their_own(world: World) -> None:
    file = picture(21)
    statement = work_statement(file, "alice")
    answer = world.client.post(
        "/v1/works", data={"statement": statement.decode()}, files={"file": ("f", file)}
    )
    assert answer.status_code == 201
    entry = world.verified(answer.content, file)
    receipt = json.loads(answer.content)
    assert receipt["statement"] == entry.statement.document
    assert receipt["findings"] == {"treeSize": entry.index, "matches": []}
    size = world.size()
    party = party_statement("carol")
    refused = world.client.post("/v1/works", files={"statement": ("s", party)})
    assert (refused.status_code, refused.json()["code"]) == (400, "kind_not_taken_here")
    assert world.size() == size
