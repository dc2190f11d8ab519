"""Cave keys: one spelling, and names in both languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.vocabulary import Cave, CaveError, parse_cave, vocabulary

SITES = [id for id, term in vocabulary("site").items() if "cave_en" in term.extra]
CAVES = st.builds(Cave, st.sampled_from(SITES), st.integers(1, 999).map(str)) | st.builds(
    Cave, st.just("mogao"), st.integers(1, 999).map("B{}".format)
)


@given(CAVES)
def test_a_cave_is_its_key(cave):
    assert parse_cave(cave.key) == cave


@given(st.text() | st.from_regex(r"[a-z_]+:B?\d{1,4}\s?") | CAVES.map(lambda cave: cave.key))
def test_any_text_is_a_cave_or_one_error(text):
    try:
        cave = parse_cave(text)
    except CaveError:
        return
    assert cave.key == text
    assert text.isascii()
    assert cave.site in SITES


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("mogao:257", ("莫高窟第257窟", "Mogao Cave 257")),
        ("mogao:B53", ("莫高窟北区B53窟", "Mogao Cave B53")),
        ("yulin:2", ("榆林窟第2窟", "Yulin Cave 2")),
    ],
)
def test_cave_names(key, names):
    cave = parse_cave(key)
    assert (cave.zh, cave.en) == names


NOT_CAVES = """257|mogao|mogao:|mogao:0|mogao:0257|mogao:1000|mogao:-1|mogao:+1|mogao:1_0|mogao:b53
mogao:B|mogao:B0|mogao:P117|mogao:257a| mogao:257|mogao: 257|mogao：257|mogao:２５７|mogao:٢٥٧
Mogao:257|dunhuang:257|莫高窟第257窟|library_cave:17|library_cave:1|yulin:B2|mogao:257:west"""


@pytest.mark.parametrize(
    "text", [*re.split(r"[|\n]", NOT_CAVES), "", "mogao:257\n", "mogao:257\x00", "\ud800:1"]
)
def test_not_a_cave(text):
    with pytest.raises(CaveError):
        parse_cave(text)
