"""Derivation over random graphs: what restricts, and that every walk ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Refusal
from ledger.register.did import did_of
from ledger.register.procedure import Progress
from ledger.register.records import Descent, Folio, Grant, Held, Holding
from ledger.register.rules.derivation import (
    MAX_ANCESTORS,
    require_bounded_ancestry,
    restricted_by,
    upstream,
)
from ledger.register.state import Register
from ledger.register.terms import Scope, Terms

from ..build import ALICE, BOB, CAROL, fuzz, number_id
from ..play import Play
from .deriving import grown_subject, play_day
from .royalty_play import LATER, terms

TEMPLATE = Play()
FOLIO = TEMPLATE.folio(TEMPLATE.registered(ALICE))
DAY = play_day(TEMPLATE)
PARTIES = [did_of(key) for key in (ALICE, BOB, CAROL)]


def name_of(number: int) -> str:
    return number_id(1_000_000 + number)


def _put(
    register: Register,
    template: Folio,
    number: int,
    parents: list[tuple[int, str]],
    owner: str | None = None,
) -> Folio:
    changes: dict[str, object] = {
        "id": name_of(number),
        "parents": [
            Descent(id=name_of(parent), source="work", relation=relation)
            for parent, relation in parents
        ],
    }
    if owner is not None:
        changes["owners"] = [Holding(party=owner, share="1/1")]
    folio = template.model_copy(update=changes)
    register.put(folio)
    return folio


def graphs(size: int, *, acyclic: bool) -> st.SearchStrategy[list[list[tuple[int, str]]]]:
    def parents(number: int) -> st.SearchStrategy[list[tuple[int, str]]]:
        allowed = range(number) if acyclic else range(size)
        if not allowed:
            return st.just([])
        edge = st.tuples(st.sampled_from(allowed), st.sampled_from(["adapted", "inspired"]))
        return st.lists(edge, max_size=3, unique_by=lambda each: each[0])

    return st.tuples(*(parents(number) for number in range(size))).map(list)


def reach(graph: list[list[tuple[int, str]]], start: int, kinds: set[str]) -> set[int]:
    """Give what is reached from `start` over edges of `kinds`, by growing a set to its end."""
    found: set[int] = set()
    while True:
        grown = {
            parent for child in found | {start} for parent, kind in graph[child] if kind in kinds
        }
        if grown <= found:
            return found
        found |= grown


@given(graphs(12, acyclic=False), st.lists(st.sampled_from(PARTIES), min_size=12, max_size=12))
@fuzz
def test_I24_the_walk_ends_and_meets_every_edge_once_even_in_a_cycle(graph, owners):
    register = Register()
    folios = [
        _put(register, FOLIO, number, parents, owners[number])
        for number, parents in enumerate(graph)
    ]
    root = len(graph) - 1
    found = [(edge.child.id, edge.parent.id) for edge in upstream(register, folios[root], DAY)]
    drawn = reach(graph, root, {"adapted"}) | {root}
    expected = {
        (name_of(child), name_of(parent))
        for child in drawn
        for parent, kind in graph[child]
        if kind == "adapted" and owners[child] != owners[parent]
    }
    assert len(found) == len(set(found))
    assert set(found) == expected


@given(st.integers(1, 90), st.integers(1, 4))
@fuzz
def test_I24_ancestry_is_counted_once_for_each_work(size, step):
    register = Register()
    for number in range(size):
        parents = {max(number - 1, 0), max(number - step, 0)} - {number}
        _put(register, FOLIO, number, [(parent, "adapted") for parent in sorted(parents)])
    if size <= MAX_ANCESTORS:
        require_bounded_ancestry(register, [name_of(size - 1)])
    else:
        with pytest.raises(Refusal) as caught:
            require_bounded_ancestry(register, [name_of(size - 1)])
        assert caught.value.code == "ancestry_too_large"


LICENCES = st.sets(st.tuples(st.integers(0, 7), st.sampled_from(PARTIES)), max_size=12)


@given(
    graphs(8, acyclic=True),
    st.lists(st.sampled_from(PARTIES), min_size=8, max_size=8),
    LICENCES,
)
@fuzz
def test_I10_restricted_exactly_by_the_edges_that_nobody_holds_a_licence_for(
    graph, owners, licences
):
    register = Register()
    folios = [
        _put(register, FOLIO, number, parents, owners[number])
        for number, parents in enumerate(graph)
    ]
    for place, (work, party) in enumerate(sorted(licences)):
        _license(register, work, party, place)
    what = Scope(("network",), ("CN-62",), "2027-01-01", "2027-12-31", "all", "all")
    found = {
        (edge.child.id, edge.parent.id) for edge in restricted_by(register, folios[7], what, DAY)
    }
    expected = {
        (name_of(child), name_of(parent))
        for child in reach(graph, 7, {"adapted"}) | {7}
        for parent, kind in graph[child]
        if kind == "adapted"
        and owners[child] != owners[parent]
        and not {(parent, owners[child]), (parent, owners[7])} & licences
    }
    assert found == expected


def _license(register: Register, work: int, party: str, place: int) -> None:
    agreed = Terms.model_validate(
        terms(TEMPLATE, "adaptation", territory=["CN"], media="all", products="all")
    )
    made = Grant(
        entry=100 + place,
        id=number_id(5000 + place),
        work=name_of(work),
        ordinal=place,
        granted=100 + place,
        time="2026-11-21T10:00:00Z",
        signers=[],
        licensors=[],
        licensee=party,
        terms=agreed,
        status=Progress(state="effective", since=TEMPLATE.today, due=LATER),
    )
    register.put(made)
    key = f"{made.work}/{party}"
    held = register.get(Held, key)
    names = [*(held.grants if held else []), made.id]
    register.put(Held(entry=made.entry, work=made.work, party=party, grants=names))


def test_I24_a_work_goes_back_to_at_most_64_works():
    play = Play()
    template = play.folio(play.work(ALICE))
    for number in range(MAX_ANCESTORS + 1):
        parents = [(number - 1, "inspired")] if number else []
        _put(play.register, template, number, parents)
    play.enter("WorkRegistration", grown_subject(name_of(MAX_ANCESTORS - 1)), BOB)
    subject = grown_subject(name_of(MAX_ANCESTORS), 32)
    refusal = play.refused("ancestry_too_large", "WorkRegistration", subject, BOB)
    assert refusal.params["most"] == MAX_ANCESTORS
    assert refusal.entry == template.filed
