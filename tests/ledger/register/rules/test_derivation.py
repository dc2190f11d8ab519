"""What an earlier work has to license before a derivative is exploited."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Refusal
from ledger.register.did import did_of
from ledger.register.procedure import Progress
from ledger.register.records import Descent, Folio, Grant, Held, Holding
from ledger.register.rules.derivation import (
    MAX_ANCESTORS,
    is_restricted,
    require_bounded_ancestry,
    restricted_by,
    upstream,
)
from ledger.register.state import Register
from ledger.register.terms import Scope, Terms
from ledger.register.vocabulary import vocabulary

from ..build import (
    ALICE,
    BOB,
    CAROL,
    MALLORY,
    REGISTRAR,
    digest_of,
    fuzz,
    heritage_subject,
    number_id,
    work_subject,
)
from ..play import Play
from .royalty_play import LATER, from_work, grant, grant_subject, terms

RELATIONS = vocabulary("relation_work")


def box(play: Play, **changes: object) -> Scope:
    made: dict[str, object] = {
        "rights": ("reproduction",),
        "territory": ("CN-62",),
        "start": play.today,
        "until": LATER,
        "media": ["goods"],
        "products": ["silk_scarf"],
    }
    return Scope(**(made | changes))  # type: ignore[arg-type]  # members by name


def missing(play: Play, work: str, **changes: object) -> list[tuple[str, str]]:
    found = restricted_by(play.register, play.folio(work), box(play, **changes), play_day(play))
    return [(edge.parent.id, edge.right) for edge in found]


def play_day(play: Play) -> date:
    return date.fromisoformat(play.today)


def test_every_relation_that_needs_permission_names_a_right_that_can_be_licensed():
    economic = {id for id, term in vocabulary("rights").items() if term.extra["licensable"]}
    for term in RELATIONS.values():
        assert term.extra["needs_permission"] == ("right" in term.extra)
        assert term.extra.get("right", "adaptation") in economic


@pytest.mark.parametrize(
    ("relation", "right"),
    [
        ("adapted", "adaptation"),
        ("translated", "translation"),
        ("annotated", "adaptation"),
        ("arranged", "adaptation"),
        ("compiled", "compilation"),
        ("copied", "reproduction"),
        ("incorporated", "reproduction"),
        ("inspired", None),
    ],
)
def test_each_relation_asks_for_its_right(relation, right):
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original, relation))
        assert missing(play, work) == ([(original, right)] if right else [])


def test_C04_a_derivative_is_restricted_until_its_original_licenses_it():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        agreed = terms(play)
        refusal = play.refused(
            "upstream_unlicensed",
            "LicenceGrant",
            grant_subject(work, [BOB], CAROL, agreed),
            BOB,
            CAROL,
        )
        assert refusal.entry == play.folio(original).filed
        assert refusal.article == "《著作权法》第十三条、第十五条、第十六条"
        assert is_restricted(play.register, play.folio(work), box(play), play_day(play))
        grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        assert not is_restricted(play.register, play.folio(work), box(play), play_day(play))
        grant(play, work, [BOB], CAROL, terms(play))


def test_C04_material_of_others_restricts_until_its_licence_is_declared():
    with Play() as play:
        scan = {"kind": "scan", "rightsholder": "沙州博物馆"}
        work = play.work(ALICE, upstream=[scan])
        assert is_restricted(play.register, play.folio(work), box(play), play_day(play))
        subject = grant_subject(work, [ALICE], BOB, terms(play))
        refusal = play.refused("material_unlicensed", "LicenceGrant", subject, ALICE, BOB)
        assert refusal.entry == play.folio(work).filed
        licensed = play.work(BOB, upstream=[scan | {"licence": digest_of(8)}])
        assert not is_restricted(play.register, play.folio(licensed), box(play), play_day(play))


def test_a_heritage_source_asks_nobody():
    with Play() as play:
        source = play.enter("HeritageSource", heritage_subject(), REGISTRAR).statement.id
        work = play.registered(ALICE, derivedFrom=[{"heritage": source, "relation": "adapted"}])
        assert missing(play, work) == []


def test_the_same_owners_ask_themselves_nothing():
    with Play() as play:
        original = play.registered(ALICE, BOB)
        own = play.registered(BOB, ALICE, **from_work(original))
        partly = play.registered(ALICE, **from_work(original))
        assert missing(play, own) == []
        assert missing(play, partly) == [(original, "adaptation")]


@pytest.mark.parametrize(
    "beyond",
    [
        {"territory": ("CN",)},
        {"until": "2031-01-01"},
        {"media": ["goods", "online"]},
        {"media": "all"},
        {"products": ["silk_scarf", "font"]},
    ],
)
def test_I10_the_licence_of_the_original_has_to_contain_all_that_is_to_be_done(beyond):
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        assert missing(play, work) == []
        assert missing(play, work, **beyond) == [(original, "adaptation")]


def test_the_licence_has_to_be_one_of_the_right_and_held_by_an_owner():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, CAROL, **from_work(original))
        grant(play, original, [ALICE], BOB, terms(play, "reproduction"))
        grant(play, original, [ALICE], MALLORY, terms(play, "adaptation"))
        assert missing(play, work) == [(original, "adaptation")]
        grant(play, original, [ALICE], CAROL, terms(play, "adaptation"))
        assert missing(play, work) == []


def test_I10_a_licence_that_will_end_early_licenses_nothing_beyond_its_last_day():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        licence = grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        last = play.day(20)
        subject = {"grant": licence, "ground": "agreement", "lastDay": last}
        play.enter("LicenceTermination", subject, ALICE, BOB)
        assert missing(play, work, until=last) == []
        assert missing(play, work, until=play.day(21)) == [(original, "adaptation")]


def test_I10_a_licence_that_is_over_licenses_no_more():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        last = play.day(10)
        grant(play, original, [ALICE], BOB, terms(play, "adaptation", until=last))
        play.skip(10)
        assert missing(play, work, until=play.today) == []
        play.skip(1)
        assert missing(play, work, until=play.today) == [(original, "adaptation")]


def test_a_licence_whose_condition_is_open_does_not_license_yet():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        agreed = terms(play, "adaptation", condition="付清定金", conditionUntil=play.day(10))
        licence = grant(play, original, [ALICE], BOB, agreed)
        assert missing(play, work) == [(original, "adaptation")]
        play.enter("ConditionMet", {"grant": licence}, ALICE)
        assert missing(play, work) == []


def test_an_original_of_the_original_is_asked_too():
    with Play() as play:
        first = play.registered(ALICE)
        second = play.registered(BOB, **from_work(first))
        third = play.registered(CAROL, **from_work(second))
        assert missing(play, third) == [(second, "adaptation"), (first, "adaptation")]
        grant(play, first, [ALICE], BOB, terms(play, "adaptation"))
        grant(play, second, [BOB], CAROL, terms(play, "adaptation"))
        assert missing(play, third) == []


def test_the_licence_of_a_farther_original_may_be_held_by_who_exploits():
    with Play() as play:
        first = play.registered(ALICE)
        second = play.registered(BOB, **from_work(first))
        third = play.registered(CAROL, **from_work(second))
        grant(play, first, [ALICE], CAROL, terms(play, "adaptation"))
        assert missing(play, third) == [(second, "adaptation")]
        assert missing(play, second) == [(first, "adaptation")]


@pytest.mark.parametrize(("state", "asks"), [("refused", 0), ("cancelled", 0), ("withdrawn", 1)])
def test_only_a_withdrawn_registration_leaves_somebody_to_ask(state, asks):
    play = Play()
    original = play.registered(ALICE)
    work = play.registered(BOB, **from_work(original))
    folio = play.folio(original)
    status = Progress(state=state, since=play.today)
    play.register.put(folio.model_copy(update={"status": status}))
    assert len(missing(play, work)) == asks


def test_an_original_out_of_term_asks_nobody_but_what_it_grew_from_does():
    play = Play()
    first = play.registered(ALICE)
    second = play.registered(BOB, **from_work(first))
    third = play.registered(CAROL, **from_work(second))
    folio = play.folio(second)
    old = {"category": "audiovisual", "completed": "1970-05-01", "published": "1976-05-01"}
    play.register.put(folio.model_copy(update=old))
    assert missing(play, third) == [(first, "adaptation")]
    play.register.put(folio.model_copy(update=old | {"published": "1977-05-01"}))
    assert missing(play, third) == [(second, "adaptation"), (first, "adaptation")]


def test_N11_a_work_grows_only_from_what_stands_earlier_in_the_log():
    with Play() as play:
        work = play.work(ALICE)
        later = number_id(999)
        refusal = play.refused("parent_unknown", "WorkRegistration", _subject(later), BOB)
        assert refusal.params["parent"] == later
        assert [parent.id for parent in play.folio(work).parents] == []


def _subject(parent: str, number: int = 31) -> dict[str, object]:
    file = {"sha256": digest_of(number), "mediaType": "image/jpeg"}
    return work_subject(BOB, file=file, **from_work(parent))


def test_I24_a_work_goes_back_to_at_most_64_works():
    play = Play()
    template = play.folio(play.work(ALICE))
    for number in range(MAX_ANCESTORS + 1):
        parents = [(number - 1, "inspired")] if number else []
        _put(play.register, template, number, parents)
    play.enter("WorkRegistration", _subject(name_of(MAX_ANCESTORS - 1)), BOB)
    subject = _subject(name_of(MAX_ANCESTORS), 32)
    refusal = play.refused("ancestry_too_large", "WorkRegistration", subject, BOB)
    assert refusal.params["most"] == MAX_ANCESTORS
    assert refusal.entry == template.filed


# ---- random graphs ----------------------------------------------------------------------------

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
