"""docs/errors.md against the code: what it lists can happen, and what can happen is on it."""

import re
import subprocess
import sys

import pytest

from api.errors_page import render_markdown
from hashing.errors import MESSAGES
from ledger.errors import Message, load_messages

from .catalogue import ROOT, families, made, places, words

PAGE = ROOT / "docs" / "errors.md"
CATALOGUES: dict[str, dict[str, Message]] = {
    "ledger": dict(load_messages("ledger")),
    "hashing": {code: Message(zh, en) for code, (zh, en) in MESSAGES.items()},
    "api": dict(load_messages("api")),
}
EVERY = {code: row for catalogue in CATALOGUES.values() for code, row in catalogue.items()}
LEDGER = families("ledger", {"LedgerError"})
HASHING = families("hashing", {"HashingError"})
FAMILIES = {"ledger": LEDGER, "hashing": HASHING, "api": families("api", LEDGER | HASHING)}
MADE = [place for package, names in FAMILIES.items() for place in made(package, names)]
#: Errors that are passed on under the code that they came with.
PASSED_ON = {
    "ledger/register/fields.py",
    "ledger/register/statement.py",
    "ledger/register/territory.py",
}
#: An error of a server elsewhere, told in the sentences that it sent.
QUOTED = {"server_refused"}


def test_the_page_is_what_its_generator_prints():
    printed = subprocess.run(
        [sys.executable, "-m", "api.errors_page"], cwd=ROOT, capture_output=True, check=True
    )
    assert printed.stdout.decode() == PAGE.read_text("utf-8") == render_markdown()


def test_the_page_lists_every_code_once():
    listed = re.findall(r"^\| `([a-z0-9_]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed)) == sum(map(len, CATALOGUES.values()))
    assert set(listed) == EVERY.keys()


@pytest.mark.parametrize("place", MADE, ids=lambda place: place.where)
def test_an_error_has_a_sentence_and_fills_it(place):
    if place.code is None:
        assert place.where.split(":")[0] in PASSED_ON
        return
    row = EVERY[place.code]
    assert places(row.zh) | places(row.en) <= place.filled


@pytest.mark.parametrize("code", EVERY)
def test_a_sentence_is_used(code):
    assert any(code in words(package) for package in CATALOGUES)


@pytest.mark.parametrize("code", EVERY)
def test_a_code_has_a_sentence_in_both_languages(code):
    row = EVERY[code]
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", code)
    if code in QUOTED:
        return
    assert re.search(r"[\u4e00-\u9fff]", row.zh)
    assert re.search(r"[A-Za-z]", row.en)
    assert not re.search(r"[\u4e00-\u9fff]", row.en)
    assert row.zh.endswith(("。", "}"))
    assert row.en.endswith((".", "}"))
    # a name that is said in both languages has a place for each
    assert {place.removesuffix("_zh") for place in places(row.zh)} == {
        place.removesuffix("_en") for place in places(row.en)
    }


def test_an_article_is_cited_in_both_languages():
    cited = {row.article for row in EVERY.values() if row.article is not None}
    for article in cited:
        chinese, english = article.split(" / ")
        assert re.fullmatch(r"《.+》第.+", chinese)
        assert re.match(r"[A-Z][A-Za-z -]+ Art\. [1-9]", english)
