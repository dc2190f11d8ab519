"""Lineages as the API tells them: exact answers, resemblance, cuts, the past."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.lineage import view as viewing
from api.lineage.view import MAX_GRANTS, MAX_SIMILAR
from ledger.number import format_number

from ..routes.test_registry import REGISTRARS, telling
from ..support import did, picture, work_statement
from .family import OFFSPRING, Family, altered


def test_the_root_with_all_that_is_said_of_it(family: Family) -> None:
    entry = family.entries["deer"]
    found = family.get("deer")
    root = found["nodes"][0]
    assert root.pop("state").keys() == {"state", "zh", "en", "since", "due"}
    assert root == {
        "id": entry.statement.id,
        "kind": "work",
        "role": "root",
        "entry": entry.index,
        "number": format_number(entry.index),
        "registered": entry.registry.time,
        "title": {"zh": "九色鹿", "en": "Nine-Coloured Deer"},
        "in_force": True,
        "owners": [{"party": did("alice"), "display_name": "alice", "share": "1/1"}],
        "authors": [{"party": did("alice"), "signed_as": "alice"}],
        "picture": None,
        "hidden_parents": 0,
        "hidden_derivatives": 0,
    }
    assert {name: found[name] for name in ("root", "hidden_similarities", "complete", "next")} == {
        "root": family.id("deer"), "hidden_similarities": 0, "complete": True, "next": None,
    }  # fmt: skip
    size = family.story.world.size()
    assert found["known_at"] == {"size": size, "day": family.story.days.day()}


def test_everything_has_its_role_and_state(family: Family) -> None:
    nodes = family.get("deer")["nodes"]
    assert [(family.name(node["id"]), node["role"]) for node in nodes] == [
        ("deer", "root"),
        *((name, "ancestor") for name in ("wall", "bare wall", "sketch")),
        *((name, "derivative") for name in (*OFFSPRING, "gone", "grandchild")),
        ("look-alike", "similar"),
    ]
    state = {family.name(node["id"]): node["state"] for node in nodes}
    assert (state["wall"], state["gone"]["state"]) == (None, "cancelled")
    assert [family.name(node["id"]) for node in nodes if not node["in_force"]] == ["gone"]
    assert [node["kind"] for node in nodes].count("heritage") == 2


def test_every_step_says_how_it_stands_with_its_licence(family: Family) -> None:
    found = family.get("deer")["derivations"]
    stands = {
        (family.name(edge["parent"]), family.name(edge["child"])): (
            edge["relation"]["term"],
            edge["licence"]["state"],
        )
        for edge in found
    }
    assert stands == {
        ("wall", "deer"): ("adapted", "public_domain"),
        ("bare wall", "deer"): ("inspired", "public_domain"),
        ("sketch", "deer"): ("adapted", "licensed"),
        ("wall", "sketch"): ("traced", "public_domain"),
        **{("deer", name): told[1:] for name, told in OFFSPRING.items()},
        ("deer", "gone"): ("adapted", "licensed"),
        ("scarf", "grandchild"): ("adapted", "unlicensed"),
        ("gone", "grandchild"): ("adapted", "nobody_to_ask"),
        ("wall", "grandchild"): ("traced", "public_domain"),
        ("wall", "look-alike"): ("adapted", "public_domain"),
    }
    scarf = next(edge for edge in found if edge["child"] == family.id("scarf"))
    granted = family.entries["deer to bob"]
    (held,) = scarf["licence"].pop("grants")
    assert held.pop("state")["state"] == "effective"
    assert held == {
        "id": granted.statement.id,
        "entry": granted.index,
        "number": format_number(granted.index),
        "in_effect": True,
        "first_day": family.story.days.day(-10),
        "last_day": family.story.days.day(390),
    }
    assert scarf == {
        "child": family.id("scarf"),
        "parent": family.id("deer"),
        "relation": {"term": "adapted", "zh": "改编", "en": "adapted from"},
        "licence": {
            "state": "licensed", "zh": "许可有效", "en": "licence in force", "more_grants": 0,
        },
        "zh": "《作品4》源自《九色鹿》：改编；许可有效。",
        "en": "“scarf” adapted from “Nine-Coloured Deer”: licence in force.",
    }  # fmt: skip


def test_a_resemblance_is_told_on_both_sides_and_accuses_nobody(family: Family) -> None:
    (found,) = family.get("deer")["similarities"]
    entry = family.entries["look-alike"]
    assert entry.registry.findings is not None
    (match,) = entry.registry.findings.matches
    assert entry.registry.origin is not None
    (like,) = entry.registry.origin.matches
    assert like.verdict == "copies_expression"
    assert found == {
        "later": entry.statement.id,
        "earlier": family.id("deer"),
        "declared": False,
        "tree_size": entry.index,
        "match": match.model_dump(by_alias=True),
        "likeness": like.model_dump(by_alias=True),
        "zh": "《作品13》登记时检索发现与《九色鹿》相似；未声明来源。",
        "en": "“look-alike” was found to resemble “Nine-Coloured Deer”; "
        "not declared as its source.",
    }
    assert family.get("look-alike")["similarities"] == [found]
    assert family.get("mug")["similarities"] == []


def test_a_wall_shows_the_whole_tree_below_it(family: Family) -> None:
    found = family.get("wall")
    assert [family.name(node["id"]) for node in found["nodes"]] == [
        "wall", "sketch", "deer", "grandchild", "look-alike", *OFFSPRING, "gone",
    ]  # fmt: skip
    # the other wall is a parent of the deer, and not shown
    assert [
        (family.name(node["id"]), node["hidden_parents"])
        for node in found["nodes"]
        if node["hidden_parents"]
    ] == [("deer", 1)]
    assert found["complete"] is False
    narrow = family.get("wall", limit=3)
    assert [family.name(node["id"]) for node in narrow["nodes"]] == ["wall", "sketch", "deer"]
    assert narrow["next"] == 1
    rest = family.get("wall", limit=3, after=1)
    assert [family.name(node["id"]) for node in rest["nodes"]][1:] == ["grandchild", "look-alike"]
    assert rest["next"] is None
    assert narrow["nodes"][0]["hidden_derivatives"] == rest["nodes"][0]["hidden_derivatives"] == 2


@pytest.mark.parametrize(
    ("query", "nodes"),
    [({"depth": 1}, 13), ({"depth": 2}, 14), ({"depth": 12, "limit": 200}, 14)],
)
def test_depth_bounds_the_generations(family: Family, query: dict[str, int], nodes: int) -> None:
    found = family.get("deer", **query)
    assert len(found["nodes"]) == nodes
    assert found["complete"] is (query["depth"] > 1)


def test_a_past_lineage_knows_no_later_work_and_no_later_licence(family: Family) -> None:
    scarf = family.entries["scarf"].index
    before = family.get("deer", known_at=scarf)
    assert "scarf" not in {family.name(node["id"]) for node in before["nodes"]}
    assert before["nodes"][0]["hidden_derivatives"] == 0
    just = family.get("deer", known_at=scarf + 1)
    states = {edge["child"]: edge["licence"]["state"] for edge in just["derivations"]}
    assert states[family.id("scarf")] == "unlicensed"
    assert just["known_at"]["size"] == scarf + 1
    assert just["similarities"] == []
    # the same question has the same answer for ever
    assert family.get("deer", known_at=scarf + 1) == just
    day = family.story.days.day(-10)
    then = {
        edge["child"]: edge["licence"]["state"]
        for edge in family.get("deer", as_of=day)["derivations"]
    }
    assert then[family.id("book")] == "licensed"


def test_an_unborn_work_has_no_lineage(family: Family) -> None:
    index = family.entries["deer"].index
    address = f"/v1/works/{family.id('deer')}/lineage"
    answer = family.story.world.client.get(address, params={"known_at": index})
    assert (answer.status_code, answer.json()["code"]) == (404, "work_unknown")


def test_likenesses_and_licences_beyond_the_bounds_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "MAX_SIMILAR", 2)
    monkeypatch.setattr(viewing, "MAX_GRANTS", 1)
    assert (MAX_SIMILAR, MAX_GRANTS) == (12, 8)
    with telling(tmp_path / "ledger") as story:
        family = Family(story)
        family.work("root", "alice", file=picture(2))
        family.work("child", "bob", ("root", "adapted"))
        files = [altered(picture(2), 80 - 10 * number) for number in range(4)]
        for number, file in enumerate(files):
            family.work(f"copy {number}", "bob", file=file)
        story.days.skip(31)
        for first in (0, 50, 100):
            family.grant("root", ("alice", "bob"), (first, first + 9), "adaptation")
        found: Any = family.get("root")
        assert [node["role"] for node in found["nodes"]].count("similar") == 2
        assert found["hidden_similarities"] == 2
        assert found["complete"] is False
        # the two that are shown resemble each other too
        assert len(found["similarities"]) == 3
        (edge,) = found["derivations"]
        assert [grant["in_effect"] for grant in edge["licence"]["grants"]] == [True]
        assert edge["licence"]["more_grants"] == 2


def test_a_declared_likeness_is_called_so_and_an_author_who_came_later_has_an_alias(
    tmp_path: Path,
) -> None:
    with telling(tmp_path / "ledger") as story:
        family = Family(story)
        file, near = picture(2), altered(picture(2))
        unknown = {"authors": [], "unknownAuthor": True}
        statement = work_statement(file, "alice", changes=unknown)
        family.entries["orphan"] = story.world.enter(statement, file)
        family.work("near", "bob", ("orphan", "copied"), file=near)
        found: Any = family.get("near")
        assert [one["declared"] for one in found["similarities"]] == [True]
        assert [node["role"] for node in found["nodes"]] == ["root", "ancestor"]
        assert found["nodes"][1]["authors"] == []
        claim = {
            "work": family.id("orphan"), "author": did("bob"), "evidence": ["7" * 64],
            "reasons": "手稿与签名相符",
        }  # fmt: skip
        story.enter("OrphanClaim", claim, "bob", *REGISTRARS)
        orphan = family.get("near")["nodes"][1]
        assert orphan["authors"] == [{"party": did("bob"), "signed_as": "bob"}]
        assert [owner["display_name"] for owner in orphan["owners"]] == ["bob"]
