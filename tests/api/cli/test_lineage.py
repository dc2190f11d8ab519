"""``mogao lineage``: for people, for scripts, as a drawing, as PROV-O."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ..support import REGISTRAR
from .run import assert_bilingual, misused, refused, succeed

NOWHERE = "urn:uuid:00000000-0000-0000-0000-000000000000"


@pytest.fixture
def ids(data: Path) -> dict[str, str]:
    """A wall, and Alice's work that grew from it."""
    words = ("--title-zh", "三兔藻井", "--site", "mogao", "--key", f"{REGISTRAR}.key")
    told = succeed("register", "heritage", *words, "--out", "w.json", "--data", data, "--json").json
    wall = told["id"]
    work = succeed(
        "register", "work", "one.png", "--title-zh", "新藻井", "--title-en", "New Caisson",
        "--parent", f"heritage:{wall}=adapted", "--key", "alice.key", "--data", data, "--id",
    ).out.strip()  # fmt: skip
    return {"wall": wall, "work": work}


def test_people_read_every_step_in_both_languages(data: Path, ids: dict[str, str]) -> None:
    told = succeed("lineage", ids["work"], "--data", data).out
    assert_bilingual(told)
    lines = told.splitlines()
    assert lines[0] == "MG-000000004-86  新藻井 / New Caisson  公示期内 / under public notice"
    assert lines[1] == "  ↑ MG-000000003-89  三兔藻井  文物来源 / heritage source"
    assert lines[2:4] == [
        "→ 《新藻井》源自《三兔藻井》：改编；公有领域，无须许可。",
        "  “New Caisson” adapted from “三兔藻井”: public domain, no licence needed.",
    ]
    assert lines[4].startswith("截至 / as of: ")
    assert len(lines) == 5


def test_the_id_of_a_heritage_source_is_taken_as_well(data: Path, ids: dict[str, str]) -> None:
    found = succeed("lineage", ids["wall"], "--data", data, "--json").json
    assert found["root"] == ids["wall"]
    assert [node["role"] for node in found["nodes"]] == ["root", "derivative"]


def test_a_drawing_goes_into_a_file(data: Path, ids: dict[str, str]) -> None:
    told = succeed("lineage", ids["work"], "--svg", "tree.svg", "--data", data).out
    assert "drawing  tree.svg" in told
    assert ET.parse("tree.svg").getroot().get("role") == "img"
    refused("path_unusable", "lineage", ids["work"], "--svg", "no/tree.svg", "--data", data)


def test_prov_goes_to_standard_output(data: Path, ids: dict[str, str]) -> None:
    printed = succeed("lineage", ids["work"], "--prov", "--data", data).out
    assert len(json.loads(printed)["@graph"]) == 1 + 1 + 3 * 2


def test_bounds_and_cuts_are_told(data: Path, ids: dict[str, str]) -> None:
    made = ("register", "work", "two.png", "--title-zh", "又一藻井", "--key", "bob.key")
    succeed(*made, "--parent", f"heritage:{ids['wall']}=traced", "--data", data)
    told = succeed("lineage", ids["wall"], "--limit", "2", "--data", data).out
    assert "… 《三兔藻井》另有 0 个来源、1 件衍生作品未列出。" in told
    assert "--after 0" in told
    more = ("lineage", ids["wall"], "--limit", "2", "--after", "0", "--data", data)
    assert "又一藻井" in succeed(*more).out
    past = ("lineage", ids["wall"], "--known-at", "4", "--data", data, "--json")
    assert [node["role"] for node in succeed(*past).json["nodes"]] == ["root"]
    misused("lineage", ids["wall"], "--depth", "0")


def test_an_id_of_nothing_is_no_work(data: Path) -> None:
    refused("work_unknown", "lineage", NOWHERE, "--data", data)


def test_a_server_answers_the_same(server: str, data: Path, ids: dict[str, str]) -> None:
    here = succeed("lineage", ids["work"], "--data", data, "--json").json
    assert succeed("lineage", ids["work"], "--server", server, "--json").json == here
    wall = succeed("lineage", ids["wall"], "--server", server, "--json").json
    assert wall["root"] == ids["wall"]
    refused("work_unknown", "lineage", NOWHERE, "--server", server)
