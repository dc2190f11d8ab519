"""The notice board and the events of works and parties, page by page and as feeds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from ledger.number import format_number
from ledger.register.entry import Entry

from ..conftest import Library
from ..support import World, did, party_statement, picture, problem_of, work_statement

feedparser: Any = pytest.importorskip("feedparser", reason="feedparser is not installed")

SITE = "http://testserver"


def works_of(library: Library) -> list[Entry]:
    """The public entries of the library: the registrations of works, in the order of the log."""
    found = (e for e in library.entries.values() if e.statement.kind == "WorkRegistration")
    return sorted(found, key=lambda entry: entry.index)


def read_all(world: World, address: str, limit: int) -> list[dict[str, Any]]:
    """All items of a feed, as whoever reads on from the last number gets them."""
    items: list[dict[str, Any]] = []
    after = -1
    while True:
        page = world.client.get(address, params={"after": after, "limit": limit}).json()
        items += page["items"]
        assert len(page["items"]) <= limit
        if page["next"] is None:
            assert page["count"] == len(items)
            return items
        assert page["next"] == page["items"][-1]["sequence"]
        after = page["next"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_notices_are_numbered_without_gaps(library: Library, limit: int) -> None:
    items = read_all(library.world, "/v1/notices", limit)
    expected = works_of(library)
    assert [item["sequence"] for item in items] == list(range(len(expected)))
    assert [item["statement"] for item in items] == [entry.statement.id for entry in expected]


def test_a_notice_with_all_that_is_said_of_it(library: Library) -> None:
    entry = library.entries["published"]
    (found,) = (
        item
        for item in library.world.client.get("/v1/notices").json()["items"]
        if item["statement"] == entry.statement.id
    )
    assert found == {
        "sequence": 0,
        "index": entry.index,
        "number": format_number(entry.index),
        "time": entry.registry.time,
        "kind": "WorkRegistration",
        "zh": "作品登记：《藻井》。当事人：alice。",
        "en": "Registration of a work: “Caisson”. Party: alice.",
        "work": entry.statement.id,
        "statement": entry.statement.id,
        "contested": False,
    }


def test_events_of_a_work_and_of_a_party(library: Library) -> None:
    derived = library.entries["derived"]
    (event,) = read_all(library.world, f"/v1/works/{derived.statement.id}/events", 10)
    assert (event["index"], event["sequence"]) == (derived.index, 0)
    events = read_all(library.world, f"/v1/parties/{did('bob')}/events", 10)
    competing = library.entries["competing"]
    assert [event["index"] for event in events] == [2, derived.index, competing.index]
    assert [event["work"] for event in events] == [
        None,
        derived.statement.id,
        competing.statement.id,
    ]


def test_who_reads_on_misses_nothing_that_comes_later(world: World) -> None:
    address = f"/v1/parties/{did('alice')}/events"
    (first,) = read_all(world, address, 10)
    nothing = world.client.get(address, params={"after": first["sequence"]}).json()
    assert nothing == {"count": 1, "items": [], "next": None}
    work = world.enter(work_statement(picture(1), "alice"), picture(1))
    later = world.client.get(address, params={"after": first["sequence"]}).json()
    assert (later["count"], later["next"]) == (2, None)
    assert [(one["sequence"], one["index"]) for one in later["items"]] == [(1, work.index)]


# ---- feed readers -----------------------------------------------------------------------------

FEEDS = ["/v1/notices", "/v1/works/{work}/events", "/v1/parties/{party}/events"]


def addresses(library: Library) -> list[str]:
    party = quote(did("alice"), safe=":")
    return [one.format(work=library.id("derived"), party=party) for one in FEEDS]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_atom_and_json_feed_hold_the_same_backwards(library: Library, limit: int) -> None:
    client = library.world.client
    for address in addresses(library):
        expected = [item["statement"] for item in read_all(library.world, address, 100)][::-1]
        atom = f"{address}.atom?limit={limit}"
        found, pages = [], 0
        while atom:
            feed = feedparser.parse(client.get(atom).content)
            assert not feed.bozo
            links = {link.rel: link.href for link in feed.feed.links}
            assert links["self"] == SITE + atom.removeprefix(SITE)
            assert links["first"] == f"{SITE}{address}.atom?limit={limit}"
            found += [entry.id for entry in feed.entries]
            atom, pages = links.get("next", ""), pages + 1
        assert found == expected
        assert pages == -(-len(expected) // limit)
        found, following = [], f"{address}.json?limit={limit}"
        while following:
            page = client.get(following).json()
            assert page["feed_url"] == SITE + following.removeprefix(SITE)
            found += [item["id"] for item in page["items"]]
            following = page.get("next_url", "")
        assert found == expected


def test_feeds_are_named_for_ever_and_apart(library: Library) -> None:
    names = []
    for address in addresses(library):
        twice = [
            feedparser.parse(library.world.client.get(f"{address}.atom?limit={limit}").content)
            for limit in (1, 2)
        ]
        assert twice[0].feed.id == twice[1].feed.id
        assert twice[0].feed.id.startswith("urn:uuid:")
        assert twice[0].feed.author == "log.example/dunhuang"
        names.append(twice[0].feed.id)
    assert len(set(names)) == len(names)


def test_titles_of_feeds_and_where_people_read_on(library: Library) -> None:
    read = [library.world.client.get(f"{address}.json").json() for address in addresses(library)]
    assert [feed["title"] for feed in read] == [
        "敦煌文创版权公示 Public notices",
        "《藻井》的登记动态 Events of “藻井”",
        "alice 的登记动态 Events of alice",
    ]
    for feed in read:
        for address in (feed["home_page_url"], feed["items"][0]["url"]):
            assert library.world.client.get(address).status_code == 200


def test_media_types(library: Library) -> None:
    client = library.world.client
    for suffix, kind in (
        ("", "application/json"),
        (".atom", "application/atom+xml"),
        (".json", "application/feed+json"),
    ):
        assert client.get(f"/v1/notices{suffix}").headers["content-type"] == kind


def test_an_empty_board_is_a_feed_as_old_as_the_ledger(world: World) -> None:
    assert world.client.get("/v1/notices").json() == {"count": 0, "items": [], "next": None}
    feed = feedparser.parse(world.client.get("/v1/notices.atom").content)
    assert (feed.bozo, feed.entries) == (False, [])
    with world.service.store.read() as reader:
        (founding,) = reader.rows(0, 1)
    assert feed.feed.updated == founding.time
    assert world.client.get("/v1/notices.json").json()["items"] == []


# ---- caches -----------------------------------------------------------------------------------


def again(world: World, first: httpx.Response, known: str) -> httpx.Response:
    return world.client.get(str(first.request.url), headers={"If-None-Match": known})


@pytest.mark.parametrize("suffix", ["", ".atom", ".json"])
def test_what_is_known_is_not_sent_again_until_it_grows(world: World, suffix: str) -> None:
    world.enter(work_statement(picture(1), "alice"), picture(1))
    first = world.client.get(f"/v1/notices{suffix}")
    assert first.headers["cache-control"] == "public, no-cache"
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = again(world, first, known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == "public, no-cache"
    world.enter(party_statement("carol"))  # nothing for the board
    assert again(world, first, tag).status_code == 304
    for known in ("", '"other"', tag.strip('"')):
        assert again(world, first, known).status_code == 200
    world.enter(work_statement(picture(2), "alice"), picture(2))
    grown = again(world, first, tag)
    assert grown.status_code == 200
    assert grown.headers["etag"] != tag


@pytest.mark.parametrize("suffix", [".atom", ".json"])
def test_a_full_page_of_a_feed_may_be_kept(library: Library, suffix: str) -> None:
    def kept(before: int) -> str:
        answer = library.world.client.get(f"/v1/notices{suffix}", params={"before": before})
        return answer.headers["cache-control"]

    count = len(works_of(library))
    assert kept(count) == kept(1) == "public, max-age=300"
    assert kept(count + 1) == kept(0) == "public, no-cache"


# ---- what is not there ------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["", ".atom", ".json"])
def test_works_and_parties_that_are_not_there(library: Library, suffix: str) -> None:
    unknown = "urn:uuid:00000000-0000-4000-8000-000000000000"
    for address, code in (
        (f"/v1/works/{unknown}/events", "work_unknown"),
        (f"/v1/works/{library.id('wall')}/events", "work_unknown"),
        (f"/v1/works/{did('alice')}/events", "work_unknown"),
        (f"/v1/parties/{did('nobody')}/events", "party_unknown"),
        ("/v1/parties/notices/events", "party_unknown"),
    ):
        problem = problem_of(library.world.client.get(address + suffix))
        assert (problem["status"], problem["code"]) == (404, code)


@pytest.mark.parametrize(
    ("suffix", "query"),
    [
        ("", "after=-2"),
        ("", f"after={2**53 + 1}"),
        ("", "limit=0"),
        (".atom", "limit=101"),
        (".atom", "before=-1"),
        (".json", "before=a"),
    ],
)
def test_pages_within_bounds(library: Library, suffix: str, query: str) -> None:
    problem = problem_of(library.world.client.get(f"/v1/notices{suffix}?{query}"))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")
