"""Licence terms: what they may say, when two overlap, when one lies within another."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.register.terms import (
    ECONOMIC_RIGHTS,
    MAX_AMOUNT,
    OfferTerms,
    Scope,
    Terms,
    beyond,
    last_day,
    overlap,
    terms_digest,
)
from ledger.register.vocabulary import vocabulary

from .build import fuzz

PLAIN = {
    "rights": ["reproduction"],
    "exclusivity": "non_exclusive",
    "territory": ["CN-MAINLAND"],
    "media": ["goods"],
    "products": ["silk_scarf"],
    "remuneration": {"currency": "CNY"},
    "breach": "赔偿损失",
    "from": "2026-12-01",
    "until": "2027-12-31",
}


def scope(**changes):
    whole = {
        "rights": ("reproduction", "distribution"),
        "territory": ("CN",),
        "start": "2027-01-01",
        "until": "2027-12-31",
        "media": ["goods"],
        "products": "all",
    }
    return Scope(**(whole | changes))


def test_the_economic_rights_are_items_5_to_17():
    numbers = [vocabulary("rights")[right].extra["n"] for right in ECONOMIC_RIGHTS]
    assert numbers == list(range(5, 18))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rights": ["authorship"]}, "right_personal"),
        ({"rights": ["reproduction", "reproduction"]}, "value_repeated"),
        ({"rights": []}, "too_short"),
        ({"rights": ["printing"]}, "term_unknown"),
        ({"exclusivity": "专有"}, "term_unknown"),
        ({"territory": ["CN", "CN-62"]}, "territory_redundant"),
        ({"territory": ["XX"]}, "territory_unknown"),
        ({"media": "everything"}, "literal_error"),
        ({"media": []}, "too_short"),
        ({"products": ["silk_scarf", "silk_scarf"]}, "value_repeated"),
        ({"products": ["goods"]}, "term_unknown"),
        ({"until": "2026-11-30"}, "period_reversed"),
        ({"condition": "付款"}, "condition_incomplete"),
        ({"conditionUntil": "2026-12-01"}, "condition_incomplete"),
        ({"quantity": 0}, "greater_than_equal"),
        ({"quantity": 1.0}, "int_type"),
        ({"remuneration": {"currency": "CNY", "fixed": MAX_AMOUNT + 1}}, "less_than_equal"),
        ({"remuneration": {"currency": "CNY", "fixed": -1}}, "greater_than_equal"),
        ({"remuneration": {"currency": "cny"}}, "string_pattern_mismatch"),
        ({"remuneration": {"currency": "CNY", "share": "2/4"}}, "share_malformed"),
        ({"remuneration": {"currency": "CNY", "share": "3/2"}}, "share_malformed"),
        ({"months": 3}, "extra_forbidden"),
    ],
)
def test_terms_that_are_refused(change, code):
    with pytest.raises(ValidationError) as caught:
        Terms.model_validate(PLAIN | change)
    assert caught.value.errors()[0]["type"] == code


@pytest.mark.parametrize(
    "change",
    [
        {"media": "all", "products": "all", "territory": ["001"]},
        {"until": "2026-12-01"},
        {"condition": "付款", "conditionUntil": "2026-12-01"},
        {"remuneration": {"currency": "CNY", "fixed": MAX_AMOUNT, "perUnit": 1, "share": "1/1"}},
        {"sublicensing": True, "sublicencesSurvive": True, "quantity": 1},
    ],
)
def test_terms_that_are_accepted(change):
    terms = Terms.model_validate(PLAIN | change)
    written = terms.model_dump(by_alias=True, exclude_unset=True)
    assert written == PLAIN | change


@pytest.mark.parametrize("right", ECONOMIC_RIGHTS)
def test_I05_a_right_that_is_not_listed_is_not_granted(right):
    terms = Terms.model_validate(PLAIN | {"rights": [right]})
    for asked in ECONOMIC_RIGHTS:
        wanted = scope(
            rights=(asked,), territory=("CN-62",), products=["silk_scarf"], until="2027-01-02"
        )
        assert beyond(wanted, terms) == (None if asked == right else "rights")


def test_an_overlap_is_named_exactly():
    one = scope(products=["silk_scarf", "tea_ware"], media="all")
    other = scope(
        rights=("distribution", "network"),
        territory=("CN-62", "JP"),
        start="2027-06-01",
        until="2029-01-01",
        media=["online", "goods"],
        products=["tea_ware", "font"],
    )
    assert overlap(one, other) == Scope(
        ("distribution",),
        ("CN-62",),
        "2027-06-01",
        "2027-12-31",
        ["online", "goods"],
        ["tea_ware"],
    )


@pytest.mark.parametrize(
    "apart",
    [
        {"rights": ("network",)},
        {"territory": ("JP", "US")},
        {"start": "2028-01-01", "until": "2028-01-01"},
        {"until": "2026-12-31", "start": "2026-01-01"},
        {"media": ["online"]},
    ],
)
def test_boxes_that_are_apart_in_one_dimension_have_nothing_in_common(apart):
    assert overlap(scope(), scope(**apart)) is None
    assert overlap(scope(**apart), scope()) is None


@pytest.mark.parametrize(
    ("wider", "dimension"),
    [
        ({}, None),
        ({"rights": ("network", "reproduction")}, "rights"),
        ({"territory": ("CN-62", "JP")}, "territory"),
        ({"territory": ("001",)}, "territory"),
        ({"start": "2026-12-31"}, "period"),
        ({"until": "2028-01-01"}, "period"),
        ({"media": "all"}, "media"),
        ({"media": ["goods", "online"]}, "media"),
    ],
)
def test_the_first_dimension_beyond_is_named(wider, dimension):
    assert beyond(scope(**wider), scope()) == dimension


RIGHTS = ("reproduction", "distribution", "network")
PLACES = ("001", "CN", "CN-MAINLAND", "CN-62", "HK", "JP")
several = st.one_of(
    st.just("all"), st.lists(st.sampled_from(["game", "goods", "print"]), min_size=1, unique=True)
)


@st.composite
def scopes(draw):
    first = date(2027, 1, 1) + timedelta(days=draw(st.integers(0, 20)))
    return Scope(
        tuple(draw(st.lists(st.sampled_from(RIGHTS), min_size=1, unique=True))),
        (draw(st.sampled_from(PLACES)),),
        first.isoformat(),
        (first + timedelta(days=draw(st.integers(0, 20)))).isoformat(),
        draw(several),
        draw(several),
    )


@fuzz
@given(scopes(), scopes())
def test_what_two_boxes_have_in_common_lies_within_both(one, other):
    common, mirrored = overlap(one, other), overlap(other, one)
    if common is None:
        assert mirrored is None
        return
    assert beyond(common, one) is None
    assert beyond(common, other) is None
    assert beyond(common, mirrored) is None
    assert beyond(mirrored, common) is None
    assert overlap(common, one) == common


@fuzz
@given(scopes(), scopes())
def test_a_box_lies_within_another_exactly_if_they_have_it_all_in_common(one, other):
    common = overlap(one, other)
    inside = common is not None and beyond(one, common) is None
    assert (beyond(one, other) is None) == inside


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-11-21", 1, "2026-12-20"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-12-01", 1, "2026-12-31"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-29", 1, "2028-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2026-03-01", 600, "2076-02-29"),
        ("2026-05-31", 1, "2026-06-30"),
    ],
)
def test_the_last_day_of_months(start, months, last):
    assert last_day(date.fromisoformat(start), months).isoformat() == last


@fuzz
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 599))
def test_more_months_last_longer(start, months):
    assert start < last_day(start, months) < last_day(start, months + 1)
    assert last_day(start, months) - start <= timedelta(days=31 * months)


def test_the_digest_is_of_the_terms_with_their_defaults():
    plain = {name: value for name, value in PLAIN.items() if name not in {"from", "until"}}
    offered = OfferTerms.model_validate(plain | {"months": 3})
    spelled = OfferTerms.model_validate(
        plain
        | {"months": 3, "sublicensing": False, "sublicencesSurvive": False, "other": None}
        | {"remuneration": {"currency": "CNY", "fixed": 0, "perUnit": 0}}
    )
    assert terms_digest(offered) == terms_digest(spelled)
    assert len(terms_digest(offered)) == 64
    for change in ({"months": 4}, {"breach": "赔偿全部损失"}, {"territory": ["CN"]}):
        other = OfferTerms.model_validate(plain | {"months": 3} | change)
        assert terms_digest(other) != terms_digest(offered)
