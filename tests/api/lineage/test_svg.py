"""The lineage as a drawing: well formed, inert, everything once, told by form as well as colour."""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from api.lineage.models import LineageView
from api.lineage.pen import FREE, RESEMBLES, STROKES
from api.lineage.plan import Plan, layers_of
from api.lineage.svg import to_svg
from ledger.register.questions.lineage import LICENCES

from .family import HOSTILE, Family

SVG = "{http://www.w3.org/2000/svg}"
#: All that may stand in a drawing: nothing that loads, runs, or leads elsewhere.
TAGS = {"svg", "title", "desc", "g", "rect", "polygon", "path", "circle", "text"}


def seen(family: Family, name: str, **query: Any) -> LineageView:
    return LineageView.model_validate(family.get(name, **query))


def drawn(view: LineageView) -> ET.Element:
    return ET.fromstring(to_svg(view))


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", ["deer", "wall", "grandchild", "bare wall", "look-alike"])
def test_every_node_is_drawn_once_and_nothing_can_run(family: Family, name: str) -> None:
    view = seen(family, name)
    root = drawn(view)
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    expected = {f"entry-{node.entry}" for node in view.nodes}
    assert ids == Counter({*expected, "lineage-title", "lineage-description"})
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == TAGS
    for element in root.iter():
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)
        assert {"style", "class"}.isdisjoint(element.attrib)


def test_it_has_a_title_a_description_and_a_size_that_scales(family: Family) -> None:
    view = seen(family, "deer")
    root = drawn(view)
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    labels = (root.get("aria-labelledby") or "").split()
    assert named[labels[0]] == "《九色鹿》的源流 Lineage of “Nine-Coloured Deer”"
    for edge in (*view.derivations, *view.similarities):
        assert edge.zh in (named[labels[1]] or "")
        assert edge.en in (named[labels[1]] or "")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_both_languages_and_the_state_are_written(family: Family) -> None:
    written = texts(drawn(seen(family, "deer")))
    for words in ("九色鹿", "Nine-Coloured Deer", "鹿王本生", "Deer King", "文物来源", "cancelled"):
        assert words in written
    assert f"截至 as of {family.story.days.day()} · {family.story.world.size()} 条 entries" in (
        written
    )
    for words in ("许可有效", "licence in force", "未见许可", "no licence on record"):
        assert words in written
    assert written.count("无须许可") == 1


def test_a_title_that_means_ill_is_a_title(family: Family) -> None:
    data = to_svg(seen(family, "deer"))
    assert b"<svg onload" not in data
    assert HOSTILE.split()[0] in texts(ET.fromstring(data))


def test_what_is_no_longer_in_force_is_struck_out_and_crossed(family: Family) -> None:
    view = seen(family, "deer")
    gone = next(node for node in view.nodes if not node.in_force)
    root = drawn(view)
    struck = {
        group.get("id"): sum(
            text.get("text-decoration") == "line-through" for text in group.iter(f"{SVG}text")
        )
        for group in root.iter(f"{SVG}g")
        if (group.get("id") or "").startswith("entry-")
    }
    assert [name for name, lines in struck.items() if lines] == [f"entry-{gone.entry}"]


def test_a_cut_says_how_many_are_left_out(family: Family) -> None:
    written = texts(drawn(seen(family, "wall", limit=3)))
    assert {"+2 ›", "+8 ›", "‹ +1", "+n ›"} <= set(written)
    assert "+n ›" not in texts(drawn(seen(family, "deer")))


def test_every_state_has_a_line_and_no_two_differ_by_colour_alone() -> None:
    assert STROKES.keys() == LICENCES.keys()
    asking = [stroke for stroke in STROKES.values() if stroke is not FREE]
    forms = [(stroke.dashes, stroke.sign) for stroke in (*asking, RESEMBLES, FREE)]
    assert len(set(forms)) == len(forms) == 7
    assert len({stroke.sign for stroke in asking}) == len(asking)


def test_parents_stand_to_the_left_of_what_grew_from_them(family: Family) -> None:
    for name in ("deer", "wall", "grandchild", "look-alike"):
        view = seen(family, name)
        layers = layers_of(view)
        assert layers[view.root] == 0
        assert all(layers[edge.parent] < layers[edge.child] for edge in view.derivations)
        plan = Plan(view, 0, 0, 0)
        for edge in view.derivations:
            course = plan.course(edge)
            assert [x for x, _ in course] == sorted(x for x, _ in course)


def test_a_likeness_without_any_step_stands_beside_the_root(family: Family) -> None:
    view = seen(family, "deer")
    bare = view.model_copy(update={"derivations": []})
    nodes = [node for node in view.nodes if node.role in {"root", "similar"}]
    apart = bare.model_copy(update={"nodes": nodes})
    assert set(layers_of(apart).values()) == {0, 1}
    seen_from_it = seen(family, "look-alike")
    nodes = [node for node in seen_from_it.nodes if node.role in {"root", "similar"}]
    earlier = seen_from_it.model_copy(update={"nodes": nodes, "derivations": []})
    assert set(layers_of(earlier).values()) == {0, -1}
    for one in (apart, earlier):
        assert len(drawn(one).findall(f".//{SVG}text")) > 5


def test_the_same_lineage_is_the_same_drawing(family: Family) -> None:
    assert to_svg(seen(family, "deer")) == to_svg(seen(family, "deer"))
