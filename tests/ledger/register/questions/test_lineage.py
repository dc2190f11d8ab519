"""What a lineage shows, what it leaves out and says so, and how each step is licensed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.register.questions.lineage import LICENCES, Lineage, Window, lineage
from ledger.register.records import Folio, Heritage
from ledger.register.rules.derivation import MAX_ANCESTORS

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, heritage_subject
from ..play import Play
from ..rules.licences import order
from ..rules.royalty_play import grant, terms

WHOLE = Window(depth=99, limit=500)


def wall(play: Play) -> str:
    return play.enter("HeritageSource", heritage_subject(), REGISTRAR).statement.id


def grown(play: Play, owner: Any, *parents: tuple[str, str]) -> str:
    """Register a work of `owner` that grew from (id, relation)."""
    kinds = {id: "work" if play.register.get(Folio, id) else "heritage" for id, _ in parents}
    declared = [{kinds[id]: id, "relation": relation} for id, relation in parents]
    return play.work(owner, derivedFrom=declared)


def record(play: Play, name: str) -> Folio | Heritage:
    found = play.register.get(Folio, name) or play.register.get(Heritage, name)
    assert found is not None
    return found


def asked(play: Play, root: str, window: Window = WHOLE, similar: Sequence[str] = ()) -> Lineage:
    day = date.fromisoformat(play.today)
    alike = [record(play, name) for name in similar]
    return lineage(play.register, record(play, root), day, window, alike)


def roles(found: Lineage) -> list[tuple[str, str]]:
    return [(node.record.id, node.role) for node in found.nodes]


def edges(found: Lineage) -> list[tuple[str, str]]:
    return [(edge.parent.id, edge.child.id) for edge in found.derivations]


def hidden(found: Lineage, name: str) -> tuple[int, int]:
    (node,) = (node for node in found.nodes if node.record.id == name)
    return node.hidden_parents, node.hidden_derivatives


def licences(play: Play, root: str, window: Window = WHOLE) -> dict[tuple[str, str], str]:
    found = asked(play, root, window)
    return {(edge.parent.id, edge.child.id): edge.licence for edge in found.derivations}


# ---- what is shown ----------------------------------------------------------------------------


def test_ancestors_and_derivatives_with_every_edge_among_them():
    with Play() as play:
        source = wall(play)
        first = grown(play, ALICE, (source, "traced"))
        root = grown(play, BOB, (first, "adapted"), (source, "adapted"))
        child = grown(play, CAROL, (root, "adapted"), (source, "inspired"))
        leaf = grown(play, CAROL, (child, "copied"), (root, "compiled"))
        other = grown(play, MALLORY, (first, "adapted"))
        found = asked(play, root)
        assert roles(found) == [
            (root, "root"),
            (first, "ancestor"),
            (source, "ancestor"),
            (child, "derivative"),
            (leaf, "derivative"),
        ]
        assert edges(found) == [
            (first, root),
            (source, root),
            (source, first),
            (root, child),
            (source, child),
            (child, leaf),
            (root, leaf),
        ]
        assert [edge.relation for edge in found.derivations] == [
            "adapted", "adapted", "traced", "adapted", "inspired", "copied", "compiled",
        ]  # fmt: skip
        # the other work that grew from the first is counted, and no other thing is left out
        assert hidden(found, first) == (0, 1)
        assert all(hidden(found, name) == (0, 0) for name in (root, source, child, leaf))
        assert found.following is None
        downwards = asked(play, source)
        assert [name for name, _ in roles(downwards)] == [source, first, root, child, other, leaf]


def test_a_work_without_relations_stands_alone():
    with Play() as play:
        work = play.work(ALICE)
        found = asked(play, work)
        assert (roles(found), found.derivations) == ([(work, "root")], ())


def test_a_deep_chain_is_cut_at_the_depth_on_both_sides():
    with Play() as play:
        chain = [wall(play)]
        for _ in range(20):
            chain.append(grown(play, ALICE, (chain[-1], "adapted")))
        found = asked(play, chain[10], Window(depth=3, limit=100))
        assert [name for name, _ in roles(found)] == [
            chain[10], chain[9], chain[8], chain[7], chain[11], chain[12], chain[13],
        ]  # fmt: skip
        assert hidden(found, chain[7]) == (1, 0)
        assert hidden(found, chain[13]) == (0, 1)
        assert len(asked(play, chain[10]).nodes) == len(chain)


def test_a_wide_fan_is_read_in_windows_that_leave_nothing_out():
    with Play() as play:
        source = wall(play)
        fan = [grown(play, ALICE, (source, "adapted")) for _ in range(25)]
        after, seen = -1, []
        while True:
            found = asked(play, source, Window(depth=2, limit=8, after=after))
            seen.append([name for name, role in roles(found) if role == "derivative"])
            assert hidden(found, source) == (0, 25 - len(seen[-1]))
            if found.following is None:
                break
            after = found.following
        assert [len(names) for names in seen] == [7, 7, 7, 4]
        assert [name for names in seen for name in names] == fan


@pytest.mark.parametrize("after", [24, 25, 1000])
def test_beyond_the_end_nothing_is_shown(after):
    with Play() as play:
        source = wall(play)
        for _ in range(25):
            grown(play, ALICE, (source, "adapted"))
        found = asked(play, source, Window(depth=2, limit=8, after=after))
        assert (len(found.nodes), found.following) == (1, None)
        assert hidden(found, source) == (0, 25)


def test_many_ancestors_leave_room_for_derivatives_and_the_smallest_window_goes_on():
    with Play() as play:
        parents = [grown(play, ALICE) for _ in range(6)]
        root = grown(play, BOB, *((parent, "adapted") for parent in parents))
        children = [grown(play, CAROL, (root, "adapted")) for _ in range(3)]
        found = asked(play, root, Window(depth=1, limit=6))
        assert [name for name, _ in roles(found)] == [root, *parents[:2], *children]
        assert hidden(found, root) == (4, 0)
        least = asked(play, root, Window(depth=1, limit=2))
        assert ([name for name, _ in roles(least)], least.following) == ([root, children[0]], 0)


def test_what_is_similar_stands_beside_with_the_wall_that_both_declare():
    with Play() as play:
        source = wall(play)
        root = grown(play, ALICE, (source, "adapted"))
        alike = grown(play, BOB, (source, "traced"))
        child = grown(play, CAROL, (root, "adapted"), (alike, "adapted"))
        found = asked(play, root, similar=[alike, child])
        # what has another part in the lineage keeps it
        assert roles(found) == [
            (root, "root"),
            (source, "ancestor"),
            (child, "derivative"),
            (alike, "similar"),
        ]
        assert (source, alike) in edges(found)
        assert (alike, child) in edges(found)


def test_N11_no_work_can_name_itself_or_a_later_one_so_a_lineage_has_no_cycle():
    with Play() as play:
        source = wall(play)
        works = [grown(play, ALICE, (source, "adapted"))]
        for _ in range(6):
            works.append(grown(play, BOB, *((work, "inspired") for work in works[-3:])))
        found = asked(play, works[3])
        places = {node.record.id: entry_of(node.record) for node in found.nodes}
        assert all(places[parent] < places[child] for parent, child in edges(found))


def entry_of(found: Folio | Heritage) -> int:
    return found.filed if isinstance(found, Folio) else found.entry


@dataclass(frozen=True)
class Graph:
    """Works by number: each has parents among those before it."""

    parents: tuple[tuple[int, ...], ...]

    def reach(self, start: int, *, up: bool, depth: int) -> set[int]:
        children = [
            [child for child, above in enumerate(self.parents) if number in above]
            for number in range(len(self.parents))
        ]
        near = self.parents if up else children
        found: set[int] = set()
        generation = {start}
        for _ in range(depth):
            generation = {one for number in generation for one in near[number]} - found
            found |= generation
        return found


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(1, 9))
    parents = [
        tuple(sorted(draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()))
        for number in range(size)
    ]
    return Graph(tuple(parents))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs(), st.data())
def test_any_window_shows_what_a_plain_walk_finds_and_counts_the_rest(graph, data):
    play = Play()
    ids: list[str] = []
    for parents in graph.parents:
        ids.append(grown(play, ALICE, *((ids[number], "adapted") for number in parents)))
    start = data.draw(st.integers(0, len(ids) - 1))
    depth = data.draw(st.integers(1, 4))
    limit = data.draw(st.integers(2, 12))
    found = asked(play, ids[start], Window(depth, limit))
    by_role: dict[str, set[int]] = {"root": set(), "ancestor": set(), "derivative": set()}
    for name, role in roles(found):
        by_role[role].add(ids.index(name))
    above = graph.reach(start, up=True, depth=depth)
    below = graph.reach(start, up=False, depth=depth)
    assert by_role["root"] == {start}
    assert by_role["ancestor"] <= above
    assert by_role["derivative"] <= below
    assert len(by_role["ancestor"]) == min(len(above), (limit - 1) // 2)
    assert len(by_role["derivative"]) == min(len(below), limit - 1 - len(by_role["ancestor"]))
    shown = set.union(*by_role.values())
    drawn = {(ids.index(parent), ids.index(child)) for parent, child in edges(found)}
    assert drawn == {
        (parent, child) for child in shown for parent in graph.parents[child] if parent in shown
    }
    for number in shown:
        left_out = set(graph.parents[number]) - shown
        derived = {child for child, above in enumerate(graph.parents) if number in above} - shown
        assert hidden(found, ids[number]) == (len(left_out), len(derived))


# ---- licences ---------------------------------------------------------------------------------


def test_every_state_has_its_words():
    assert all(words.zh and words.en for words in LICENCES.values())
    assert len({words.zh for words in LICENCES.values()}) == len(LICENCES)


def test_what_asks_nobody_says_why():
    with Play() as play:
        source = wall(play)
        root = grown(play, ALICE, (source, "adapted"))
        own = grown(play, ALICE, (root, "adapted"))
        idea = grown(play, BOB, (root, "inspired"))
        assert licences(play, root) == {
            (source, root): "public_domain",
            (root, own): "same_owners",
            (root, idea): "inspired",
        }


def test_a_licence_over_time():
    with Play() as play:
        root = play.registered(ALICE)
        child = grown(play, BOB, (root, "adapted"))
        states = []

        def look(days: int = 0) -> None:
            play.skip(days)
            states.append(licences(play, root)[root, child])

        look()
        play.skip(31)
        agreed = terms(play, "adaptation") | {"from": play.day(10), "until": play.day(40)}
        licence = grant(play, root, [ALICE], BOB, agreed)
        look()
        look(10)
        play.skip(5)
        order(play, "suspend", root, scope={"grant": licence}, until=play.day(5))
        look()
        look(6)
        look(19)
        look(1)
        assert states == [
            "unlicensed", "agreed", "licensed", "suspended", "licensed", "licensed", "lapsed",
        ]  # fmt: skip
        (edge,) = asked(play, root).derivations
        assert [held.id for held in edge.grants] == [licence]


def test_one_licence_in_effect_is_enough_and_comes_first():
    with Play() as play:
        root = play.registered(ALICE)
        child = grown(play, BOB, (root, "adapted"))
        play.skip(31)
        short = terms(play, "adaptation") | {"until": play.day(2)}
        later = terms(play, "adaptation") | {"from": play.day(90), "territory": ["FR"]}
        made = [
            grant(play, root, [ALICE], BOB, agreed)
            for agreed in (short, later, terms(play, "adaptation"), terms(play, "reproduction"))
        ]
        play.skip(3)
        (edge,) = asked(play, root).derivations
        assert (edge.child.id, edge.licence) == (child, "licensed")
        # a licence of another right is none over this edge
        assert [held.id for held in edge.grants] == [made[2], made[0], made[1]]


def test_a_void_licence_gives_nothing():
    with Play() as play:
        root = play.registered(ALICE)
        child = grown(play, BOB, (root, "adapted"))
        play.skip(31)
        licence = grant(play, root, [ALICE], BOB, terms(play, "adaptation"))
        order(play, "cancel", root, scope={"grant": licence}, effect="from_start")
        assert licences(play, root) == {(root, child): "lapsed"}


def test_a_cancelled_parent_is_shown_and_asks_nobody():
    with Play() as play:
        root = play.registered(ALICE)
        child = grown(play, BOB, (root, "adapted"))
        order(play, "cancel", root, effect="from_now")
        assert licences(play, child) == {(root, child): "nobody_to_ask"}
        assert [name for name, _ in roles(asked(play, child))] == [child, root]


def test_above_a_work_a_licence_of_its_own_owners_counts_too():
    with Play() as play:
        first = play.registered(ALICE)
        second = grown(play, BOB, (first, "adapted"))
        third = grown(play, CAROL, (second, "adapted"))
        play.skip(31)
        grant(play, first, [ALICE], CAROL, terms(play, "adaptation"))
        assert licences(play, third)[first, second] == "licensed"
        assert licences(play, second)[first, second] == "unlicensed"
        assert licences(play, first)[first, second] == "unlicensed"


def test_beyond_an_inspiration_the_steps_are_judged_by_themselves():
    with Play() as play:
        first = play.registered(ALICE)
        second = grown(play, BOB, (first, "adapted"))
        third = grown(play, CAROL, (second, "inspired"))
        assert licences(play, third) == {(second, third): "inspired", (first, second): "unlicensed"}


def test_the_largest_ancestry_fits_the_largest_window():
    with Play() as play:
        chain = [play.work(ALICE)]
        for _ in range(MAX_ANCESTORS):
            chain.append(grown(play, ALICE, (chain[-1], "adapted")))
        found = asked(play, chain[-1], Window(depth=MAX_ANCESTORS, limit=200))
        assert len(found.nodes) == MAX_ANCESTORS + 1
        assert hidden(found, chain[0]) == (0, 0)
