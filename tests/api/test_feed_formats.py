"""Feeds as Atom and as JSON Feed, read back by other readers, and the sentences in them."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.feed_formats import FeedDocument, to_atom, to_json_feed
from api.feed_models import FeedItem
from api.feeds import describe, work_of
from ledger.register.calendar import format_time
from ledger.register.canonical import canonical
from ledger.register.decide import apply, decide
from ledger.register.entry import Entry, encode_entry, parse_entry
from ledger.register.examples import STORIES
from ledger.register.examples.founding import WORK
from ledger.register.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import parse_statement

feedparser: Any = pytest.importorskip("feedparser", reason="feedparser is not installed")

ATOM = "{http://www.w3.org/2005/Atom}"
STATEMENT = "urn:uuid:00000000-0000-4000-8000-{:012d}"
# what a JSON text can hold in a statement: every character but halves of surrogate pairs
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def item(number: int, zh: str = "作品登记：《藻井》。", en: str = "Registration.") -> FeedItem:
    return FeedItem(
        sequence=number,
        index=number + 7,
        number=f"MG-{number}",
        time=f"2026-11-{number + 1:02d}T10:00:00Z",
        kind="WorkRegistration",
        zh=zh,
        en=en,
        work=STATEMENT.format(number),
        statement=STATEMENT.format(number),
    )


def document(
    *items: FeedItem, title: str = "公示 Notices", following: str | None = None
) -> FeedDocument:
    return FeedDocument(
        id="urn:uuid:11111111-0000-5000-8000-000000000000",
        title=title,
        author="log.example/dunhuang",
        updated=items[0].time if items else "2026-10-01T00:00:00Z",
        site="https://mogao.example",
        page="https://mogao.example/",
        first="https://mogao.example/v1/notices.atom?limit=2",
        address="https://mogao.example/v1/notices.atom?limit=2&before=9",
        next=following,
        items=items,
    )


def test_a_feed_reader_reads_the_atom_feed() -> None:
    older = "https://mogao.example/v1/notices.atom?limit=2&before=2"
    read = feedparser.parse(to_atom(document(item(3), item(2), following=older)))
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.id == "urn:uuid:11111111-0000-5000-8000-000000000000"
    assert read.feed.title == "公示 Notices"
    assert read.feed.author == "log.example/dunhuang"
    assert read.feed.updated == "2026-11-04T10:00:00Z"
    assert {link.rel: link.href for link in read.feed.links} == {
        "alternate": "https://mogao.example/",
        "self": "https://mogao.example/v1/notices.atom?limit=2&before=9",
        "first": "https://mogao.example/v1/notices.atom?limit=2",
        "next": older,
    }
    assert [entry.id for entry in read.entries] == [STATEMENT.format(3), STATEMENT.format(2)]
    first = read.entries[0]
    assert first.title == "作品登记：《藻井》。 Registration."
    assert (first.published, first.updated) == ("2026-11-04T10:00:00Z",) * 2
    assert first.link == "https://mogao.example/entries/10"
    assert [tag.term for tag in first.tags] == ["WorkRegistration"]


def test_what_rfc_4287_demands_of_an_empty_feed_is_there() -> None:
    feed = ET.fromstring(to_atom(document()))
    assert feed.tag == f"{ATOM}feed"
    assert [child.tag.removeprefix(ATOM) for child in feed] == [
        "id", "title", "updated", "author", "link", "link", "link",
    ]  # fmt: skip
    assert feed.findtext(f"{ATOM}updated") == "2026-10-01T00:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "log.example/dunhuang"


@given(TEXT, TEXT, TEXT)
def test_any_title_is_read_back_as_far_as_xml_can_hold_it(title: str, zh: str, en: str) -> None:
    feed = ET.fromstring(to_atom(document(item(1, zh, en), title=title)))
    held = [
        re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "\ufffd", text) for text in (title, f"{zh} {en}")
    ]
    assert (feed.findtext(f"{ATOM}title") or "") == held[0]
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == held[1]


@given(TEXT, TEXT)
def test_json_feed_holds_any_title(zh: str, en: str) -> None:
    feed = json.loads(to_json_feed(document(item(1, zh, en))))
    assert feed["items"][0]["title"] == zh
    assert feed["items"][0]["content_text"] == f"{zh} {en}"


def test_json_feed_as_version_1_1_says() -> None:
    older = "https://mogao.example/v1/notices.json?limit=2&before=2"
    feed = json.loads(to_json_feed(document(item(3), following=older)))
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "公示 Notices",
        "home_page_url": "https://mogao.example/",
        "feed_url": "https://mogao.example/v1/notices.atom?limit=2&before=9",
        "next_url": older,
        "language": "zh-CN",
        "authors": [{"name": "log.example/dunhuang"}],
        "items": [
            {
                "id": STATEMENT.format(3),
                "url": "https://mogao.example/entries/10",
                "title": "作品登记：《藻井》。",
                "content_text": "作品登记：《藻井》。 Registration.",
                "date_published": "2026-11-04T10:00:00Z",
                "tags": ["WorkRegistration"],
                "_mogao": {
                    "sequence": 3,
                    "index": 10,
                    "number": "MG-3",
                    "kind": "WorkRegistration",
                    "zh": "作品登记：《藻井》。",
                    "en": "Registration.",
                    "work": STATEMENT.format(3),
                    "contested": False,
                },
            }
        ],
    }
    assert "next_url" not in json.loads(to_json_feed(document()))


# ---- sentences --------------------------------------------------------------------------------


def told(area: str) -> tuple[Register, list[Entry]]:
    """The register after a story of the examples, and the story's entries."""
    register, entries = Register(), []
    documents = STORIES["founding"]() + (STORIES[area]() if area != "founding" else [])
    for index, made in enumerate(documents):
        statement = parse_statement(canonical(made))
        ruling = decide(statement, register, Moment(index, statement.valid_from))
        registry = {"time": format_time(statement.valid_from), "previous": None}
        leaf = encode_entry(statement, {**registry, **({"ruling": ruling} if ruling else {})})
        entries.append(parse_entry(leaf, index))
        apply(register, entries[-1])
    return register, entries


def test_the_sentences_about_the_founding() -> None:
    register, entries = told("founding")
    assert [describe(entry, register) for entry in entries[:4]] == [
        ("账本创立。", "Founding of the ledger."),
        ("主体登记。当事人：鸣沙画室。", "Registration of a party. Party: 鸣沙画室."),
        (
            "文化遗产来源登记：《鹿王本生图》。",
            "Registration of a heritage source: “Jataka of the Deer King”.",
        ),
        (
            "作品登记：《九色鹿·雪》。当事人：鸣沙画室。",
            "Registration of a work: “Nine-coloured Deer in Snow”. Party: 鸣沙画室.",
        ),
    ]


@pytest.mark.parametrize("area", STORIES)
def test_every_entry_of_a_story_has_its_sentences(area: str) -> None:
    register, entries = told(area)
    for entry in entries:
        zh, en = describe(entry, register)
        assert zh.endswith("。")
        assert en.endswith(".")
        # a member that names a case leads to the case's work
        members = vars(entry.statement.subject)
        cases = {"grant", "offer", "objection", "caveat", "pledge", "report"} & members.keys()
        if cases and all(members[case] is not None for case in cases):
            folio = work_of(entry, register)
            assert folio is not None, entry.statement.kind
            assert f"《{folio.title.zh}》" in zh


def test_a_party_is_the_one_spoken_of_before_the_one_who_signed() -> None:
    register, entries = told("notice")
    said = {entry.statement.kind: describe(entry, register)[0] for entry in entries}
    assert said["ObjectionFiling"] == "提出异议：《九色鹿·雪》。当事人：沙州博物馆。"
    assert said["ObjectionAdmission"] == "异议受理决定：《九色鹿·雪》。"
    works = [work_of(entry, register) for entry in entries[8:]]
    assert {folio.id for folio in works if folio} == {WORK}
