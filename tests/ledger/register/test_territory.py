"""Territories and regions, against sets of points on a tree that is written out here."""

from importlib import resources

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ledger.errors import StatementError, load_messages
from ledger.register.territory import (
    WORLD,
    Region,
    Territories,
    TerritoryText,
    ancestors,
    check_territory,
    is_within,
    meet,
    parent,
    territory_names,
)
from ledger.register.vocabulary import (
    VocabularyError,
    parse_subdivisions,
    subdivisions,
    vocabulary,
)

DIGITS = """11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54
61 62 63 64 65"""
PROVINCES = [f"CN-{digits}" for digits in DIGITS.split()]
TREE = {
    "001": "",
    "CN": "001",
    "CN-MAINLAND": "CN",
    **dict.fromkeys(PROVINCES, "CN-MAINLAND"),
    **dict.fromkeys(("HK", "MO", "TW"), "CN"),
    "TW-TPE": "TW",
    "US": "001",
    "US-CA": "US",
    "PR": "US",
    "GB": "001",
    "GB-ENG": "GB",
    "GB-LND": "GB-ENG",
    "GB-SCT": "GB",
    "JP": "001",
}
# China and its mainland are the sum of their parts; every other territory has a place of its own
POINTS = [code for code in TREE if code not in {"CN", "CN-MAINLAND"}]


def line(code):
    """From `code` up to the world."""
    return [code, *line(TREE[code])] if code else []


def points(codes):
    """The places in a list of territories, of which "-" leaves out and the nearest decides."""
    named = {code.lstrip("-"): not code.startswith("-") for code in codes}
    return {
        point
        for point in POINTS
        if next((named[above] for above in line(point) if above in named), False)
    }


CODES = st.sampled_from(list(TREE))
# what decides about the closed territories is whether all of their parts are in
LISTS = st.lists(CODES, max_size=6) | st.lists(CODES, max_size=3).map(PROVINCES.__add__)
REGIONS = st.recursive(
    LISTS.map(Region.of),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("code", TREE)
def test_the_tree(code):
    assert check_territory(code) == code
    assert parent(code) == (TREE[code] or None)
    assert list(ancestors(code)) == line(code)[:0:-1]
    assert [outer for outer in TREE if is_within(code, outer)] == [
        outer for outer in TREE if outer in line(code)
    ]


def test_every_country_of_the_standard_and_no_other():
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8")
    standard = {row[:2] for row in table.splitlines() if not row.startswith("#")}
    assert len(standard) == 249
    assert set(vocabulary("territory")) == {WORLD, "CN-MAINLAND", *PROVINCES} | standard
    assert all(is_within(code, WORLD) for code in vocabulary("territory"))


def test_names_tell_the_territories_apart():
    terms = vocabulary("territory").values()
    assert len({term.zh for term in terms}) == len({term.en for term in terms}) == len(terms) == 282


def test_areas_that_are_subdivisions_of_another_country():
    dependent = {}
    for code in vocabulary("territory"):
        if len(code) == 2 and parent(code) != WORLD:
            dependent.setdefault(parent(code), []).append(code)
    assert {country: " ".join(codes) for country, codes in dependent.items()} == {
        "CN": "HK MO TW",
        "US": "AS GU MP PR UM VI",
        "NL": "AW BQ CW SX",
        "FI": "AX",
        "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
        "NO": "SJ",
    }


@pytest.mark.parametrize(
    ("code", "instead"),
    [
        ("CN-HK", "HK"),
        ("CN-TW", "TW"),
        ("CN-MO", "MO"),
        ("CN-71", "TW"),
        ("CN-GS", "CN-62"),
        ("CN-BJ", "CN-11"),
        ("US-PR", "PR"),
        ("FR-974", "RE"),
        ("NO-21", "SJ"),
        ("NL-BQ2", "BQ-SA"),
        ("GB-EAW", "GB-ENG, GB-WLS"),
        ("UK", "GB"),
    ],
)
def test_a_second_spelling_is_refused_with_the_first(code, instead):
    with pytest.raises(StatementError) as caught:
        check_territory(code)
    assert caught.value.code == "territory_alias"
    assert caught.value.params == {"territory": code, "instead": instead}
    assert instead in caught.value.zh
    assert instead in caught.value.en


UNKNOWN = """CHN 156 1 002 XX cn Cn-62 CN-99 CN-XX CN-MAINLANDS CN- CN-6 US-CALI us-ca US_CA US-ca
GB-XYZ FR-6AE XX-01 001-CA HK-MAINLAND ＣＮ US-１ -CN 中国 world all"""


@pytest.mark.parametrize("code", [*UNKNOWN.split(), "", " CN", "CN\n", "CN-62 ", "\x00", "\ud800"])
def test_not_a_territory(code):
    with pytest.raises(StatementError) as caught:
        check_territory(code)
    assert caught.value.code == "territory_unknown"


@given(st.text(max_size=12) | st.from_regex(r"[A-Z]{2}(-[A-Z0-9]{1,4})?", fullmatch=True))
@example("A" * 100_000)
def test_any_text_is_a_territory_or_one_error(text):
    try:
        check_territory(text)
    except StatementError:
        return
    assert text == WORLD or is_within(text, text[:2])


def test_what_the_table_of_subdivisions_says_holds_together():
    known = subdivisions()
    for written in known.instead.values():
        for code in written.split(", "):
            assert check_territory(code) == code
    for code, whole in known.within.items():
        assert parent(code) == whole
        assert code[:2] == whole[:2]
        assert code[:2] in known.listed
    assert known.instead.keys().isdisjoint(known.within)
    assert known.instead.keys().isdisjoint(vocabulary("territory"))
    assert [known.within[code] for code in ("GB-LND", "FR-13", "ES-B", "IT-MI", "BE-VAN")] == [
        "GB-ENG",
        "FR-PAC",
        "ES-CT",
        "IT-25",
        "BE-VLG",
    ]
    assert len(known.listed) == 28


def test_no_area_with_a_code_of_its_own_has_a_second_one():
    for code in vocabulary("territory"):
        if len(code) == 2 and parent(code) != WORLD:
            assert subdivisions().instead[f"{parent(code)}-{code}"] == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[instead",
        "a = " + "[" * 5000,
        '[instead]\nUK = "GB"',
        '[instead]\n[parts]\nGB = "ENG"\n[more]',
        "instead = 1\n[parts]",
        "[instead]\n[parts]\nGB = 1",
        '[instead]\n[parts]\nGB = "ENG ENG"',
        '[instead]\n[parts]\nGB = "ENG LND"\nGB-ENG = "LND"',
    ],
)
def test_a_malformed_table_of_subdivisions(text):
    with pytest.raises(VocabularyError):
        parse_subdivisions(text)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("001", ("全世界", "the world")),
        ("CN-MAINLAND", ("中国大陆", "mainland China")),
        ("CN-62", ("甘肃", "Gansu")),
        ("HK", ("中国香港", "Hong Kong, China")),
        ("US-CA", ("美国 US-CA", "United States US-CA")),
    ],
)
def test_names(code, names):
    assert territory_names(code) == names


def test_names_of_an_unknown_place():
    with pytest.raises(StatementError):
        territory_names("CN-99")


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (["CN"], ["CN-MAINLAND", "JP"], ["CN-MAINLAND"]),
        (["CN-62", "US-CA", "JP"], ["CN", "US"], ["CN-62", "US-CA"]),
        (["CN", "US"], ["CN-62", "PR", "GB"], ["CN-62", "PR"]),
        (["US"], ["US-CA", "US"], ["US"]),
        (["HK"], ["CN-MAINLAND"], []),
        ([], ["001"], []),
    ],
)
def test_meet(a, b, both):
    assert meet(a, b) == meet(b, a) == both


@given(LISTS, LISTS)
def test_to_meet_is_to_have_the_points_of_both(a, b):
    both = meet(a, b)
    assert points(both) == points(a) & points(b)
    assert both == sorted(both)
    assert not any(is_within(x, y) for x in both for y in both if x != y)


def codes_of(annotation, value):
    """The codes and contexts of what a model would refuse in `value`."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(annotation).validate_python(value, strict=True)
    return [(error["type"], error.get("ctx")) for error in caught.value.errors()]


def test_fields():
    assert TypeAdapter(TerritoryText).validate_python("CN-62") == "CN-62"
    assert TypeAdapter(Territories).validate_python(["CN-MAINLAND", "HK"]) == ["CN-MAINLAND", "HK"]
    assert codes_of(TerritoryText, "CN-99") == [("territory_unknown", {"territory": "CN-99"})]
    assert codes_of(Territories, ["JP", "US-PR"]) == [
        ("territory_alias", {"territory": "US-PR", "instead": "PR"})
    ]
    assert codes_of(Territories, ["CN-62", "JP", "CN"]) == [
        ("territory_redundant", {"inner": "CN-62", "outer": "CN"})
    ]
    assert codes_of(Territories, ["JP", "JP"]) == [
        ("territory_redundant", {"inner": "JP", "outer": "JP"})
    ]
    assert [code for code, _ in codes_of(Territories, [])] == ["too_short"]
    many = [f"US-{number}" for number in range(65)]
    assert [code for code, _ in codes_of(Territories, many)] == ["too_long"]


@pytest.mark.parametrize("code", ["territory_unknown", "territory_alias", "territory_redundant"])
def test_every_refusal_has_its_sentences(code):
    places = {"territory": "T", "instead": "I", "inner": "T", "outer": "I"}
    message = load_messages("ledger")[code]
    assert "T" in message.zh.format_map(places)
    assert "T" in message.en.format_map(places)


CHINA = Region.of(["CN"])


@pytest.mark.parametrize(
    ("region", "spelling"),
    [
        (Region.of([]), ""),
        (Region.of(["CN-62", "CN"]), "CN"),
        (Region.of(["001"]) - CHINA | Region.of(["CN-62"]), "001 -CN CN-62"),
        (CHINA - Region.of(["CN-62"]), "CN -CN-62"),
        (CHINA - Region.of(["CN-MAINLAND"]), "CN -CN-MAINLAND"),
        (CHINA - Region.of(["HK", "MO", "TW"]), "CN-MAINLAND"),
        (CHINA - Region.of(["HK", "MO", "TW", *PROVINCES]), ""),
        (Region.of(["TW", "MO", "HK", *PROVINCES]), "CN"),
        (Region.of(PROVINCES), "CN-MAINLAND"),
        (Region.of(PROVINCES[1:]), "CN-MAINLAND -CN-11"),
        (Region.of(["US"]) - Region.of(["US-CA", "PR"]), "US -PR -US-CA"),
        (Region.of(["GB-ENG"]) - Region.of(["GB-LND"]) | Region.of(["FR"]), "FR GB-ENG -GB-LND"),
        (Region.of(["HK", "MO"]), "HK MO"),
        # as long as CN-MAINLAND without the other fifteen
        (Region.of(PROVINCES[:16]), " ".join(PROVINCES[:16])),
        (Region.of(PROVINCES[:17]), " ".join(["CN-MAINLAND", *map("-{}".format, PROVINCES[17:])])),
    ],
)
def test_spellings(region, spelling):
    assert region.to_json() == spelling.split()
    assert Region.parse(spelling.split()) == region


@given(REGIONS, REGIONS)
def test_a_region_is_its_set_of_points(a, b):
    mine, theirs = points(a.codes), points(b.codes)
    assert points((a | b).codes) == mine | theirs
    assert points((a & b).codes) == mine & theirs
    assert points((a - b).codes) == mine - theirs
    assert a.covers(b) == (mine >= theirs)
    assert a.is_empty == (not mine)
    assert (a == b) == (mine == theirs)
    assert len({a, b}) == len({frozenset(mine), frozenset(theirs)})


@given(LISTS)
def test_a_list_of_territories_is_their_union(codes):
    assert points(Region.of(codes).codes) == points(codes)


@given(REGIONS)
def test_a_region_comes_back_from_its_list(region):
    assert Region.parse(region.to_json()) == region


def made(codes):
    """The region in which the nearest of `codes` decides, by the operations."""
    region = Region.of([])
    for code in sorted(codes, key=lambda code: len(line(code.lstrip("-")))):
        one = Region.of([code.lstrip("-")])
        region = region - one if code.startswith("-") else region | one
    return region


SIGNED = st.lists(st.tuples(st.sampled_from(["", "-"]), CODES).map("".join), max_size=5)


@given(SIGNED)
@example(["CN", "CN"])
@example(["-CN"])
@example(["CN-62", "CN"])
@example(["CN", "CN-62"])
@example(["HK", "MO", "TW", "CN-MAINLAND"])
@example(["001", "-CN-MAINLAND", "-HK", "-MO", "-TW"])
def test_a_set_has_one_spelling_and_none_is_shorter(codes):
    region = made(codes)
    assert points(region.codes) == points(codes)
    assert len(region.codes) <= len(codes)
    if region.to_json() == codes:
        assert Region.parse(codes) == region
    else:
        with pytest.raises(ValueError, match="spelling"):
            Region.parse(codes)


@pytest.mark.parametrize("codes", [["XX"], ["--CN"], ["+CN"], [""], ["-"], ["US-PR"], [" CN"]])
def test_not_a_region(codes):
    with pytest.raises(ValueError, match=r"territory|spelling"):
        Region.parse(codes)


def test_a_region_of_no_territory():
    with pytest.raises(StatementError):
        Region.of(["CN", "CN-99"])
