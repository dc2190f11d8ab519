"""Backlinks: the edges of a lineage read from the other end, at two records each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.register.backlinks import (
    count_backlinks,
    link_back,
    link_picture_back,
    read_backlinks,
)
from ledger.register.decide import apply, reads
from ledger.register.entry import Findings, Match
from ledger.register.records import Backlinks
from ledger.register.state import Register

from .build import (
    ALICE,
    BOB,
    REGISTRAR,
    document,
    heritage_subject,
    number_id,
    read,
    work_subject,
)
from .play import Play

ID_1, ID_2 = number_id(1), number_id(2)


def linked(register, link, to, start=0, limit=100):
    return [(found.ordinal, found.id) for found in read_backlinks(register, link, to, start, limit)]


def found_in(entry, *indexes):
    """The same entry, with what the search found."""
    matches = [
        Match(entry=index, distances={"pdq_v1": 3}, transform="identity") for index in indexes
    ]
    findings = Findings(tree_size=entry.index, matches=matches)
    return replace(entry, registry=entry.registry.model_copy(update={"findings": findings}))


def test_works_are_found_from_what_they_declare_in_the_order_of_the_log():
    with Play() as play:
        wall = play.enter("HeritageSource", heritage_subject(), REGISTRAR).statement.id
        first = play.work(ALICE, derivedFrom=[{"heritage": wall, "relation": "adapted"}])
        both = [{"heritage": wall, "relation": "traced"}, {"work": first, "relation": "adapted"}]
        second = play.work(BOB, derivedFrom=both)
        assert linked(play.register, "declared", wall) == [(0, first), (1, second)]
        assert linked(play.register, "declared", first) == [(0, second)]
        assert linked(play.register, "declared", second) == []
        assert count_backlinks(play.register, "declared", wall) == 2
        assert read_backlinks(play.register, "declared", wall, 0, 9)[1].entry == (
            play.folio(second).filed
        )


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [(0, 2, [0, 1]), (1, 5, [1, 2]), (3, 5, []), (9, 5, []), (0, 0, []), (2, 1, [2])],
)
def test_they_are_read_in_pages(start, limit, expected):
    with Play() as play:
        parent = play.work(ALICE)
        for _ in range(3):
            play.work(BOB, derivedFrom=[{"work": parent, "relation": "adapted"}])
        found = read_backlinks(play.register, "declared", parent, start, limit)
        assert [one.ordinal for one in found] == expected


def test_what_a_search_found_is_linked_once_by_the_index_of_its_entry():
    play = Play()
    entry = play.enter("HeritageSource", heritage_subject(), REGISTRAR)
    register = Register()
    link_back(register, found_in(entry, 7, 3, 7), [])
    assert linked(register, "found", "7") == linked(register, "found", "3")
    assert linked(register, "found", "7") == [(0, entry.statement.id)]
    assert linked(register, "declared", "7") == []
    later = replace(entry, index=entry.index + 1)
    link_back(register, found_in(later, 3), ["x"])
    assert count_backlinks(register, "found", "3") == 2
    assert linked(register, "declared", "x") == [(0, entry.statement.id)]
    assert sorted(key for _, key in register.dump()) == [
        "declared/x",
        "declared/x/00000000",
        "found/3",
        "found/3/00000000",
        "found/3/00000001",
        "found/7",
        "found/7/00000000",
    ]


def test_works_and_heritage_sources_with_findings_are_linked_when_folded():
    play = Play()
    rules = {"HeritageSource": heritage_subject(), "WorkRegistration": work_subject(ALICE)}
    for kind, subject in rules.items():
        signer = REGISTRAR if kind == "HeritageSource" else ALICE
        entry = play.enter(kind, subject, signer)
        register = Play().register
        apply(register, found_in(entry, 2))
        assert linked(register, "found", "2") == [(0, entry.statement.id)]


def test_a_further_picture_links_its_source_but_not_to_itself():
    play = Play()
    entry = play.enter("HeritageSource", heritage_subject(), REGISTRAR)
    register = Register()
    link_picture_back(register, found_in(entry, 2, 5, 6), "a source", {4, 5})
    assert linked(register, "found", "2") == linked(register, "found", "6") == [(0, "a source")]
    assert linked(register, "found", "5") == []


def test_an_entry_without_findings_links_nothing():
    play = Play()
    before = {table for table, _ in play.register.dump()}
    play.work(ALICE)
    after = {table for table, _ in play.register.dump()} - before
    assert {"backlink", "backlinks"}.isdisjoint(after)


def test_a_batch_reads_ahead_what_a_work_will_count_up():
    parents = [{"heritage": heritage, "relation": "adapted"} for heritage in (ID_1, ID_2)]
    statement = read(document("WorkRegistration", work_subject(ALICE, derivedFrom=parents), ALICE))
    wanted = {key for key in reads(statement) if key[0] == Backlinks.table}
    assert wanted == {("backlinks", f"declared/{ID_1}"), ("backlinks", f"declared/{ID_2}")}
