"""The hits that rights-holders are told of, and the works that they watch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.monitoring import observing, telling
from api.monitoring.finding import Finding, Verdict
from api.trace_models import TraceAnswer
from ledger.number import format_number
from ledger.register.calendar import format_time
from ledger.register.entry import Entry

from ..conftest import Library
from ..support import (
    World,
    did,
    founded,
    heritage_statement,
    opened,
    picture,
    problem_of,
    sha256,
    work_statement,
)
from .test_feeds import SITE, feedparser, read_all
from .test_observations import SEEN, hits_of, report
from .test_registry import Story
from .test_registry import telling as story_of
from .test_rights import SCOPE


@pytest.fixture
def work(world: World) -> Entry:
    """A work by alice: picture 1."""
    return world.enter(work_statement(picture(1), "alice", title_en="Caisson"), picture(1))


# ---- hits -------------------------------------------------------------------------------------


def test_an_observation_is_told_with_its_host_alone(world: World, work: Entry) -> None:
    answer = report(world, picture(1)).json()
    (hit,) = hits_of(world, "alice")
    assert hit.pop("urn").startswith("urn:uuid:")
    assert hit == {
        "sequence": 0,
        "index": work.index,
        "number": format_number(work.index),
        "time": answer["reported"],
        "kind": "Observation",
        "zh": "在 shop.example 见到的图片涉及《藻井》：含有其独创表达。",
        "en": (
            "A picture seen at shop.example concerns “Caisson”: it shows the work’s own expression."
        ),
        "work": work.statement.id,
        "verdict": "copies_expression",
        "score": answer["findings"][0]["score"],
        "host": "shop.example",
        "sha256": sha256(picture(1)),
        "captured": SEEN,
        "observation": 0,
        "registration": None,
    }
    address = f"/v1/parties/{did('alice')}/hits"
    for path in (address, f"{address}.atom", f"{address}.json", address.removeprefix("/v1")):
        told = world.client.get(path).text
        assert "shop.example" in told
        assert not any(word in told for word in ("secret", "8443", "mugs", "customer"))
    assert hits_of(world, "bob") == []


def test_a_registration_by_another_is_told(world: World, work: Entry) -> None:
    other = world.enter(work_statement(picture(1), "bob"), picture(1))
    (hit,) = hits_of(world, "alice")
    assert (hit["kind"], hit["registration"], hit["observation"]) == (
        "WorkRegistration",
        other.index,
        None,
    )
    assert (hit["work"], hit["time"]) == (work.statement.id, other.registry.time)
    assert (hit["host"], hit["score"], hit["verdict"]) == (None, None, "copies_expression")
    assert format_number(other.index) in hit["en"]
    # who came later is told of nothing
    assert hits_of(world, "bob") == []
    # and one's own next work is no news
    world.enter(work_statement(picture(1, "JPEG"), "alice"), picture(1, "JPEG"))
    assert [hit["sequence"] for hit in hits_of(world, "alice")] == [0]
    assert [hit["work"] for hit in hits_of(world, "bob")] == [other.statement.id]


def test_heritage_is_told_to_nobody(world: World, work: Entry) -> None:
    world.enter(heritage_statement(picture(7)), picture(7))
    world.enter(heritage_statement(picture(1)), picture(1))
    assert hits_of(world, "alice") == []
    found = report(world, picture(7)).json()
    assert (found["findings"][0]["verdict"], found["hits"]) == ("shares_heritage_only", [])
    assert hits_of(world, "alice") == []


@pytest.mark.parametrize(
    ("verdict", "count"),
    [("copies_expression", 1), ("undetermined", 1), ("shares_heritage_only", 0), ("unrelated", 0)],
)
def test_which_verdicts_are_told(
    world: World, work: Entry, monkeypatch: pytest.MonkeyPatch, verdict: Verdict, count: int
) -> None:
    plain = observing.findings_of

    def judge(answer: TraceAnswer) -> list[Finding]:
        return [item.model_copy(update={"verdict": verdict}) for item in plain(answer)]

    monkeypatch.setattr(observing, "findings_of", judge)
    monkeypatch.setattr(telling, "resembled_by", lambda _: [(work.index, verdict)])
    found = report(world, picture(1)).json()
    assert found["findings"][0]["verdict"] == verdict
    assert len(found["hits"]) == count
    world.enter(work_statement(picture(2), "bob"), picture(2))
    assert [hit["verdict"] for hit in hits_of(world, "alice")] == [verdict] * count * 2


def test_hits_of_both_sorts_are_numbered_in_the_order_of_events(world: World, work: Entry) -> None:
    for number in range(5):
        report(world, picture(1), address=f"https://shop.example/{number}")
        if number == 2:
            world.enter(work_statement(picture(1), "bob"), picture(1))
    hits = hits_of(world, "alice")
    assert [hit["sequence"] for hit in hits] == list(range(6))
    assert [hit["kind"] for hit in hits] == [
        *["Observation"] * 3,
        "WorkRegistration",
        *["Observation"] * 2,
    ]
    assert len({hit["urn"] for hit in hits}) == 6
    assert hits == read_all(world, f"/v1/parties/{did('alice')}/hits", 100)


def test_what_was_registered_before_anybody_asked_is_told(tmp_path: Path) -> None:
    """As after an upgrade, and a page of them at a time."""
    with founded(tmp_path / "ledger") as world:
        world.parties("alice", "bob")
        world.enter(work_statement(picture(1), "alice"), picture(1))
        for number in range(3):
            title = f"{number}"
            file = picture(1, ("JPEG", "WEBP", "TIFF")[number])
            world.enter(work_statement(file, "bob", title_zh=title), file)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(telling, "_PAGE", 2)
            assert [hit["registration"] for hit in hits_of(world, "alice")] == [4, 5, 6]
    with opened(tmp_path / "ledger") as world:
        assert [hit["registration"] for hit in hits_of(world, "alice")] == [4, 5, 6]


def test_who_reads_on_misses_nothing(world: World, work: Entry) -> None:
    address = f"/v1/parties/{did('alice')}/hits"
    assert world.client.get(address).json() == {"count": 0, "items": [], "next": None}
    report(world, picture(1))
    first = world.client.get(address)
    (hit,) = first.json()["items"]
    known = {"If-None-Match": first.headers["etag"]}
    assert world.client.get(address, headers=known).status_code == 304
    report(world, picture(1), address="https://b.example/")
    assert world.client.get(address, headers=known).status_code == 200
    later = world.client.get(address, params={"after": hit["sequence"]}).json()
    assert [(one["sequence"], one["host"]) for one in later["items"]] == [(1, "b.example")]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_feeds_hold_the_same_backwards(world: World, work: Entry, limit: int) -> None:
    for number in range(3):
        report(world, picture(1), address=f"https://shop.example/{number}")
    world.enter(work_statement(picture(1), "bob"), picture(1))
    address = f"/v1/parties/{did('alice')}/hits"
    expected = [hit["urn"] for hit in hits_of(world, "alice")][::-1]
    following, found = f"{address}.atom?limit={limit}", []
    while following:
        feed = feedparser.parse(world.client.get(following).content)
        assert not feed.bozo
        found += [entry.id for entry in feed.entries]
        following = {link.rel: link.href for link in feed.feed.links}.get("next", "")
    assert found == expected
    events = feedparser.parse(world.client.get(address.replace("hits", "events.atom")).content)
    assert feed.feed.id != events.feed.id
    following, pages = f"{address}.json?limit={limit}", []
    while following:
        page = world.client.get(following).json()
        pages += page["items"]
        following = page.get("next_url", "")
    assert [item["id"] for item in pages] == expected
    for item in pages:
        assert item["url"].startswith(SITE)
        assert world.client.get(item["url"]).status_code == 200


@pytest.mark.parametrize("suffix", ["hits", "hits.atom", "hits.json", "watchlist"])
def test_a_party_that_is_not_there(library: Library, suffix: str) -> None:
    problem = problem_of(library.world.client.get(f"/v1/parties/{did('nobody')}/{suffix}"))
    assert (problem["status"], problem["code"]) == (404, "party_unknown")


def test_what_was_forgotten_leaves_the_hit(world: World, work: Entry) -> None:
    report(world, picture(1))
    world.service.store.upgrade(  # type: ignore[attr-defined]  # of SQL stores: as an operator may
        lambda connection: connection.exec_driver_sql("DELETE FROM observations")
    )
    (hit,) = hits_of(world, "alice")
    assert (hit["host"], hit["sha256"], hit["observation"]) == (None, None, 0)
    assert hit["kind"] == "Observation"


# ---- watch-lists ------------------------------------------------------------------------------


def test_a_watch_list_is_what_is_owned(library: Library) -> None:
    world = library.world
    address = f"/v1/parties/{did('alice')}/watchlist"
    items = world.client.get(address).json()["items"]
    owned = [e for e in library.entries.values() if e.statement.kind == "WorkRegistration"]
    owned = [entry for entry in owned if entry is not library.entries["competing"]]
    assert [item["entry"] for item in items] == sorted((e.index for e in owned), reverse=True)
    assert {item["held"] for item in items} == {"owner"}
    for limit in (1, 2, 4):
        paged, before = [], 2**53
        while before:
            page = world.client.get(address, params={"limit": limit, "before": before}).json()
            paged += page["items"]
            before = page["next"]
        assert paged == items
    original = library.id("original")
    only = world.client.get(address, params={"works": f"{original},{library.id('competing')},x"})
    assert [item["id"] for item in only.json()["items"]] == [original]
    published = next(item for item in items if item["id"] == library.id("published"))
    # bob's competing claim to the same file is a hit
    assert published["hits"] == 1


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with story_of(tmp_path / "ledger") as told:
        yield told


@pytest.mark.parametrize("exclusivity", ["exclusive", "sole", "non_exclusive"])
def test_who_holds_it_exclusively_watches_it_too_while_it_lasts(
    story: Story, exclusivity: str
) -> None:
    name = story.work()
    story.days.skip(31)
    terms = SCOPE | {
        "exclusivity": exclusivity,
        "from": story.days.day(1),
        "until": story.days.day(9),
    }
    subject = {"work": name, "terms": terms, "licensors": [did("alice")], "licensee": did("bob")}
    story.enter("LicenceGrant", subject, "alice", "bob")
    world = story.world
    told = []
    for days in (0, 1, 9):
        story.days.skip(days)
        items = world.client.get(f"/v1/parties/{did('bob')}/watchlist").json()["items"]
        told.append([(item["id"], item["held"]) for item in items])
        seen = format_time(story.days.now)
        (_,) = report(world, picture(1), captured=seen).json()["hits"]
    during = [] if exclusivity == "non_exclusive" else [(name, "exclusive_licensee")]
    assert told == [[], during, []]
    assert len(hits_of(world, "alice")) == 3
    assert len(hits_of(world, "bob")) == len(during)
