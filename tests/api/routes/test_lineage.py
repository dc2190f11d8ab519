"""Lineages over HTTP: three forms, what `Accept` prefers, bounds, and what is refused."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from api.lineage.models import LineageView

from ..conftest import Library
from ..support import problem_of

NOWHERE = "urn:uuid:00000000-0000-0000-0000-000000000000"
JSON, PROV, SVG = "application/json", "application/ld+json", "image/svg+xml"


@pytest.fixture(params=["works/{derived}", "heritage/{wall}"])
def address(library: Library, request: pytest.FixtureRequest) -> str:
    names = {name: library.id(name) for name in ("derived", "wall")}
    return f"/v1/{request.param.format(**names)}/lineage"


def get(library: Library, address: str, accept: str = "*/*", **query: Any) -> httpx.Response:
    return library.world.client.get(address, headers={"Accept": accept}, params=query)


def kind_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.headers["content-type"]


def test_each_form_has_its_address(library: Library, address: str) -> None:
    plain = get(library, address)
    assert kind_of(plain) == JSON
    view = LineageView.model_validate(plain.json())
    assert {node.id for node in view.nodes} >= {library.id("derived"), library.id("wall")}
    prov = get(library, f"{address}.jsonld")
    assert kind_of(prov) == PROV
    drawing = get(library, f"{address}.svg")
    assert kind_of(drawing) == SVG
    assert drawing.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert drawing.headers["x-content-type-options"] == "nosniff"
    assert ET.fromstring(drawing.content).tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        ("", JSON),
        ("application/json", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        ("application/ld+json", PROV),
        ("Application/LD+JSON; q=0.5", PROV),
        ('application/ld+json;profile="x", text/html', PROV),
        ("application/json;q=0.4, application/ld+json;q=0.9", PROV),
        ("application/json, application/ld+json;q=0.9", JSON),
        ("application/json, application/ld+json", JSON),
        ("application/ld+json;q=0", JSON),
        ("application/ld+json;q=nan", JSON),
        ("application/ld+json;q=x,;;,", JSON),
    ],
)
def test_accept_chooses_between_json_and_prov(library: Library, accept: str, expected: str) -> None:
    address = f"/v1/works/{library.id('derived')}/lineage"
    answer = get(library, address, accept)
    assert (kind_of(answer), answer.headers["vary"]) == (expected, "Accept")
    if expected == PROV:
        assert answer.content == get(library, f"{address}.jsonld").content


def test_a_derivative_of_others_is_on_record_without_a_licence(library: Library) -> None:
    found = get(library, f"/v1/works/{library.id('published')}/lineage").json()
    assert [(edge["child"], edge["licence"]["state"]) for edge in found["derivations"]] == [
        (library.id("derived"), "unlicensed")
    ]
    (twin,) = found["similarities"]
    assert (twin["later"], twin["match"]["distances"]["pdq_v1"]) == (library.id("competing"), 0)


@pytest.mark.parametrize(
    "query",
    [{"depth": 0}, {"depth": 13}, {"limit": 1}, {"limit": 201}, {"after": -2}, {"as_of": "x"}],
)
def test_a_question_beyond_the_bounds_is_refused(
    library: Library, address: str, query: dict[str, Any]
) -> None:
    for form in ("", ".jsonld", ".svg"):
        answer = get(library, address + form, **query)
        assert (answer.status_code, problem_of(answer)["code"]) == (400, "request_invalid")


@pytest.mark.parametrize("form", ["", ".jsonld", ".svg"])
def test_what_is_not_there_is_said_so(library: Library, form: str) -> None:
    cases = {
        f"/v1/works/{NOWHERE}/lineage": "work_unknown",
        f"/v1/heritage/{NOWHERE}/lineage": "heritage_unknown",
        f"/v1/works/{library.id('wall')}/lineage": "work_unknown",
        f"/v1/heritage/{library.id('derived')}/lineage": "heritage_unknown",
    }
    for address, code in cases.items():
        answer = get(library, address + form)
        assert (answer.status_code, problem_of(answer)["code"]) == (404, code)


def test_all_forms_speak_of_the_state_that_is_asked_for(library: Library) -> None:
    address = f"/v1/heritage/{library.id('wall')}/lineage"
    size = library.entries["derived"].index
    before = get(library, address, known_at=size).json()
    assert (len(before["nodes"]), before["known_at"]["size"]) == (1, size)
    graph = json.loads(get(library, f"{address}.jsonld", known_at=size).content)["@graph"]
    assert graph[0]["mogao:treeSize"] == size
    drawing = get(library, f"{address}.svg", known_at=size).text
    assert f"{size} 条 entries" in drawing
    assert drawing.count('id="entry-') == 1
