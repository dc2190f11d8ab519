"""What a work grew from: parents that exist, no cycles, no scan that is called original."""

import pytest

from ledger.register.did import did_of
from ledger.register.records import Descent, Folio

from ..build import ALICE, BOB, REGISTRAR, document, founded, heritage_subject, number_id
from .refusing import ART_3, ART_13, assert_refused
from .test_work import NATURES, SCAN, created, from_heritage, from_work, over, with_source, work


@pytest.mark.parametrize("parent", [from_work(99), from_heritage(99)])
def test_parent_unknown(parent):
    made = work(ALICE, derivedFrom=[parent])
    assert_refused(founded(ALICE), made, "parent_unknown", article=ART_13, parent=number_id(99))


def test_a_parent_is_of_the_kind_that_is_said():
    ledger = with_source(ALICE)
    ledger.add(work(ALICE, number=70))
    for parent in (from_work(50), from_heritage(70)):
        made = work(ALICE, number=71, file=over(2), derivedFrom=[parent])
        number = number_id(50 if "work" in parent else 70)
        assert_refused(ledger, made, "parent_unknown", article=ART_13, parent=number)


def test_a_party_is_no_parent():
    ledger = founded(ALICE)
    party = document("PartyRegistration", {"party": did_of(BOB), "kind": "person",
                     "displayName": "乙", "roles": ["creator"]}, BOB, statement_id=9)  # fmt: skip
    ledger.add(party)
    made = work(ALICE, derivedFrom=[from_work(9)])
    assert_refused(ledger, made, "parent_unknown", article=ART_13, parent=number_id(9))


def test_parent_repeated():
    ledger = with_source(ALICE)
    made = work(ALICE, derivedFrom=[from_heritage(50, "inspired"), from_heritage(50, "adapted")])
    assert_refused(ledger, made, "parent_repeated")


def test_N11_a_work_is_not_its_own_parent():
    made = work(ALICE, number=70, derivedFrom=[from_work(70)])
    assert_refused(founded(ALICE), made, "parent_unknown", article=ART_13, parent=number_id(70))


def test_N11_no_cycle_can_be_closed():
    """Two works that name each other: whichever comes first is refused, so neither ever enters."""
    ledger = founded(ALICE)
    first = work(ALICE, number=70, derivedFrom=[from_work(71)])
    second = work(ALICE, number=71, file=over(2), derivedFrom=[from_work(70)])
    assert_refused(ledger, first, "parent_unknown", article=ART_13, parent=number_id(71))
    assert_refused(ledger, second, "parent_unknown", article=ART_13, parent=number_id(70))


def test_a_line_of_descent():
    ledger = with_source(ALICE, BOB)
    ledger.add(work(ALICE, number=70, derivedFrom=[from_heritage(50)]))
    parents = [from_work(70), from_heritage(50, "inspired")]
    ledger.add(work(BOB, number=71, file=over(2), derivedFrom=parents))
    folio = ledger.register.get(Folio, number_id(71))
    assert folio is not None
    assert folio.parents == [
        Descent(id=number_id(70), source="work", relation="adapted"),
        Descent(id=number_id(50), source="heritage", relation="inspired"),
    ]


def test_N12_a_bare_scan_is_not_original():
    made = work(ALICE, derivedFrom=[from_heritage(50, "scanned")])
    assert_refused(with_source(ALICE), made, "scan_not_original", entry=2, article=ART_3)


@pytest.mark.parametrize("nature", NATURES)
def test_N12_a_scan_may_be_registered_as_what_it_is(nature):
    made = work(ALICE, creation=created(nature=nature), derivedFrom=[from_heritage(50, "scanned")])
    assert with_source(ALICE).rule_on(made) == {}


@pytest.mark.parametrize("relation", ["inspired", "adapted", "traced"])
def test_a_work_that_grew_from_a_mural_may_be_original(relation):
    made = work(ALICE, derivedFrom=[from_heritage(50, relation)])
    assert with_source(ALICE).rule_on(made) == {}


def test_N12_the_very_picture_of_a_source_is_not_original():
    ledger = with_source(ALICE)
    ledger.add(document("HeritageSource", heritage_subject(), REGISTRAR, statement_id=51))
    made = work(ALICE, file={"sha256": SCAN, "mediaType": "image/png"})
    assert_refused(ledger, made, "scan_not_original", entry=2, article=ART_3)
    other = work(ALICE, file={"sha256": SCAN, "mediaType": "image/png"},
                 creation=created(nature="other"))  # fmt: skip
    assert ledger.rule_on(other) == {"heritage": [2, 3]}
