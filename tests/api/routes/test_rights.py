"""Rights over HTTP: may I use this, the certificate, title, licences, offers, cases, the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.certificate import parse_certificate, verify_certificate
from ledger.number import format_number
from ledger.register.calendar import SHANGHAI
from ledger.register.terms import OfferTerms, terms_digest

from ..support import did, picture, problem_of
from .test_registry import Story, telling

NOWHERE = "urn:uuid:00000000-0000-0000-0000-000000000000"
SCOPE: dict[str, Any] = {
    "rights": ["reproduction", "distribution"],
    "exclusivity": "non_exclusive",
    "territory": ["CN-MAINLAND"],
    "media": ["goods"],
    "products": ["silk_scarf"],
    "remuneration": {"currency": "CNY", "perUnit": 150},
    "breach": "赔偿损失",
}


@dataclass(frozen=True)
class Market:
    """Alice offers her work, Bob took 5,000 scarves and numbered 3, and a licence besides."""

    story: Story
    ids: dict[str, str]
    entries: dict[str, int]
    #: the day on which all of it was entered, and the size of the log just before
    day: str
    before: int

    def ask(self, address: str, **query: Any) -> httpx.Response:
        return self.story.world.client.get(address.format(**self.ids), params=query or None)

    def get(self, address: str, **query: Any) -> Any:
        return self.story.get(address.format(**self.ids), **query)

    def refused(self, status: int, code: str, address: str, **query: Any) -> dict[str, Any]:
        answer = self.ask(address, **query)
        assert (answer.status_code, problem_of(answer)["code"]) == (status, code), answer.text
        return problem_of(answer)

    def question(self, **changes: Any) -> dict[str, Any]:
        usual = {
            "licensee": did("bob"),
            "rights": "reproduction,distribution",
            "territory": "CN-MAINLAND",
            "medium": "goods",
            "product": "silk_scarf",
            "quantity": 4000,
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with telling(tmp_path_factory.mktemp("market") / "ledger") as story:
        yield open_market(story)


def open_market(story: Story) -> Market:
    ids = {"work": story.work()}
    story.days.skip(31)
    before = story.world.size()
    offered = SCOPE | {"months": 24, "quantityPerLicence": 10_000}
    subject = {"work": ids["work"], "terms": offered, "validUntil": story.days.day(90)}
    made: dict[str, Any] = {}
    made["offer"] = story.enter("LicenceOffer", subject | {"cap": 6000}, "alice")
    accepted = {
        "offer": made["offer"].statement.id,
        "licensee": did("bob"),
        "termsDigest": terms_digest(OfferTerms.model_validate(offered)),
        "quantity": 5000,
    }
    made["accepted"] = story.enter("OfferAcceptance", accepted, "bob")
    numbers = {"grant": made["accepted"].statement.id, "count": 3}
    made["serials"] = story.enter("SerialIssue", numbers, "bob")
    own = {"from": story.days.day(), "until": story.days.day(30), "territory": ["FR"]}
    sides = {"licensors": [did("alice")], "licensee": did("bob")}
    subject = {"work": ids["work"], "terms": SCOPE | own} | sides
    made["grant"] = story.enter("LicenceGrant", subject, "alice", "bob")
    entries = {name: entry.index for name, entry in made.items()}
    ids |= {name: entry.statement.id for name, entry in made.items()}
    return Market(story, ids, entries, story.days.day(), before)


# ---- may I? ---------------------------------------------------------------------------------


def test_yes_with_its_clauses_articles_and_entries(market: Market) -> None:
    answer = market.get("/v1/works/{work}/authorization", **market.question())
    assert answer["authorised"] is True
    assert answer["grants"] == [market.ids["accepted"]]
    assert answer["known_at"] == {"size": market.story.world.size(), "day": market.day}
    clauses = [(c["code"], c["holds"], c["entry"]) for c in answer["clauses"]]
    entry = market.entries["accepted"]
    assert clauses == [
        ("work_in_force", True, market.before - 1),
        ("right_licensed", True, entry),
        ("right_licensed", True, entry),
        ("quantity_within", True, entry),
    ]
    assert answer["clauses"][1]["article"].startswith("《著作权法》第二十六条")
    assert answer["question"] == {
        "work": market.ids["work"],
        "licensee": did("bob"),
        "rights": ["reproduction", "distribution"],
        "territory": ["CN-MAINLAND"],
        "from": market.day,
        "until": market.day,
        "media": ["goods"],
        "products": ["silk_scarf"],
        "quantity": 4000,
    }


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"licensee": did("carol")}, "right_not_licensed"),
        ({"licensee": "whoever"}, "right_not_licensed"),
        ({"rights": "reproduction,network"}, "beyond_rights"),
        ({"territory": "CN"}, "beyond_territory"),
        ({"territory": "CN-MAINLAND,HK"}, "beyond_territory"),
        ({"medium": None}, "beyond_media"),
        ({"medium": "all"}, "beyond_media"),
        ({"product": "stationery"}, "beyond_products"),
        ({"quantity": 4998}, "quantity_beyond"),
        ({"quantity": None}, "quantity_unknown"),
        ({"until": "2099-12-31"}, "beyond_period"),
        ({"at": "9999-12-31"}, "beyond_period"),
    ],
)
def test_no_with_the_clause_that_says_why(
    market: Market, changed: dict[str, Any], code: str
) -> None:
    answer = market.get("/v1/works/{work}/authorization", **market.question(**changed))
    assert answer["authorised"] is False
    assert code in {clause["code"] for clause in answer["clauses"] if not clause["holds"]}


BAD = [
    ({"rights": "copying"}, 400, "term_unknown"),
    ({"rights": "authorship"}, 400, "right_personal"),
    ({"rights": ""}, 400, "question_malformed"),
    ({"rights": "reproduction,reproduction"}, 400, "question_malformed"),
    ({"territory": "Dunhuang"}, 400, "territory_unknown"),
    ({"territory": ",".join(["FR"] * 33)}, 400, "question_malformed"),
    ({"medium": "smoke"}, 400, "term_unknown"),
    ({"product": "smoke"}, 400, "term_unknown"),
    ({"quantity": 0}, 400, "request_invalid"),
    ({"quantity": "many"}, 400, "request_invalid"),
    ({"at": "2026-13-01"}, 400, "request_invalid"),
    ({"at": "yesterday"}, 400, "request_invalid"),
    ({"at": "2026-12-31", "until": "2026-12-30"}, 400, "question_malformed"),
    ({"licensee": None}, 400, "request_invalid"),
    ({"licensee": "x" * 121}, 400, "request_invalid"),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_a_question_that_is_none(market: Market, number: int) -> None:
    changed, status, code = BAD[number]
    for address in ("authorization", "certificate"):
        query = market.question(**changed)
        market.refused(status, code, f"/v1/works/{{work}}/{address}", **query)


def test_unknown_works_licences_and_cases(market: Market) -> None:
    question = market.question()
    for unknown in (NOWHERE, "x", market.ids["grant"], did("alice")):
        for address in ("authorization", "certificate"):
            market.refused(404, "work_unknown", f"/v1/works/{unknown}/{address}", **question)
        market.refused(404, "work_unknown", f"/v1/works/{unknown}/title", right="reproduction")
        for address in ("grants", "offers", ""):
            market.refused(404, "work_unknown", f"/v1/works/{unknown}/{address}".rstrip("/"))
    for unknown in (NOWHERE, "x", market.ids["work"]):
        for address in ("", "/odrl", "/serials/1"):
            market.refused(404, "licence_unknown", f"/v1/grants/{unknown}{address}")
    for unknown in (NOWHERE, "x", did("alice"), market.ids["serials"]):
        market.refused(404, "case_unknown", f"/v1/cases/{unknown}")


# ---- the certificate ------------------------------------------------------------------------


def test_the_certificate_that_the_answer_names_verifies(market: Market) -> None:
    answer = market.get("/v1/works/{work}/authorization", **market.question())
    given = market.ask(answer["certificate"])
    assert given.status_code == 200
    assert given.headers["content-type"] == "application/vc+ld+json"
    assert "attachment" in given.headers["content-disposition"]
    verifier = market.story.world.service.home.verifier
    found = verify_certificate(parse_certificate(given.content), verifier)
    assert found.subject.question.model_dump(mode="json", by_alias=True) == answer["question"]
    assert found.subject.authorised is True
    assert [clause.code for clause in found.subject.clauses] == [
        clause["code"] for clause in answer["clauses"]
    ]
    named = {market.before - 1, market.entries["offer"], market.entries["accepted"]}
    assert named <= {entry.index for entry in found.entries}
    assert found.subject.as_of.size == market.story.world.size()


def test_a_no_has_a_certificate_too(market: Market) -> None:
    query = market.question(territory="FR", medium=None)
    given = market.ask("/v1/works/{work}/certificate", **query)
    verifier = market.story.world.service.home.verifier
    assert not verify_certificate(parse_certificate(given.content), verifier).subject.authorised


# ---- a picture instead of an id ---------------------------------------------------------------


def of_picture(market: Market, data: bytes, **changes: Any) -> httpx.Response:
    client, query = market.story.world.client, market.question(**changes)
    return client.post("/v1/authorization", params=query, files={"file": ("f.png", data)})


def test_the_same_question_with_a_picture(market: Market) -> None:
    answer = of_picture(market, picture(1, "WEBP")).json()
    assert answer["authorised"] is True
    assert answer["tree_size"] == market.story.world.size()
    (match,) = answer["matches"]
    assert (match["work"], match["index"]) == (market.ids["work"], market.before - 1)
    assert match["number"] == format_number(match["index"])
    direct = market.get("/v1/works/{work}/authorization", **market.question())
    assert match["answer"] == direct
    assert of_picture(market, picture(1), territory="JP").json()["authorised"] is False


def test_a_picture_that_nobody_registered_means_no(market: Market) -> None:
    answer = of_picture(market, picture(99)).json()
    assert (answer["authorised"], answer["matches"]) == (False, [])
    # nor was it registered by then
    answer = of_picture(market, picture(1), at="2001-01-01").json()
    assert (answer["authorised"], answer["matches"]) == (False, [])


def test_a_picture_that_is_none(market: Market) -> None:
    before = market.story.world.size()
    answer = of_picture(market, b"no picture")
    assert (answer.status_code, problem_of(answer)["code"]) == (415, "picture_unknown_format")
    query = market.question()
    missing = market.story.world.client.post("/v1/authorization", params=query)
    assert (missing.status_code, problem_of(missing)["code"]) == (400, "body_malformed")
    assert market.story.world.size() == before


# ---- title, licences, offers, cases -----------------------------------------------------------


def test_title_and_its_chain(market: Market) -> None:
    answer = market.get("/v1/works/{work}/title", right="reproduction", place="CN-62")
    assert answer["holders"] == {did("alice"): "1/1"}
    (link,) = answer["chain"]
    assert (link["entry"], link["cause"], link["takers"]) == (
        market.before - 1,
        "registration",
        {did("alice"): "1/1"},
    )
    market.refused(400, "question_malformed", "/v1/works/{work}/title", right="copying")
    market.refused(
        400, "territory_unknown", "/v1/works/{work}/title", right="reproduction", place="x"
    )


def test_licences_are_paged_in_their_order(market: Market) -> None:
    page = market.get("/v1/works/{work}/grants", limit=1)
    assert [item["id"] for item in page["items"]] == [market.ids["accepted"]]
    rest = market.get("/v1/works/{work}/grants", after=page["next"])
    assert [item["id"] for item in rest["items"]] == [market.ids["grant"]]
    assert rest["next"] is None
    beyond = market.get("/v1/works/{work}/grants", after=99)
    assert beyond == {"items": [], "next": None}


def test_one_licence(market: Market) -> None:
    one = market.get("/v1/grants/{accepted}")
    assert (one["state"]["state"], one["live"], one["issued"]) == ("effective", True, 3)
    assert (one["entry"], one["offer"]) == (market.entries["accepted"], market.ids["offer"])
    assert one["terms"]["quantity"] == 5000
    agreement = market.get("/v1/grants/{accepted}/odrl")
    assert agreement["@type"] == "Agreement"


def test_a_numbered_piece(market: Market) -> None:
    one = market.get("/v1/grants/{accepted}/serials/3")
    assert (one["state"], one["issued_by"]) == ("issued", market.entries["serials"])
    assert one["licence"]["state"] == "effective"
    none = market.get("/v1/grants/{accepted}/serials/4")
    assert (none["state"], none["issued_by"]) == ("not_issued", None)
    market.refused(400, "request_invalid", "/v1/grants/{accepted}/serials/0")


def test_the_tariff(market: Market) -> None:
    (offer,) = market.get("/v1/works/{work}/offers")["items"]
    assert (offer["id"], offer["cap"], offer["left"]) == (market.ids["offer"], 6000, 1000)
    digest = terms_digest(OfferTerms.model_validate(offer["terms"]))
    assert offer["terms_digest"] == digest


def test_cases_of_every_sort(market: Market) -> None:
    for name, table, state in (
        ("work", "work", "registered"),
        ("offer", "offer", None),
        ("accepted", "grant", "effective"),
        ("grant", "grant", "effective"),
    ):
        case = market.get(f"/v1/cases/{market.ids[name]}")
        assert (case["id"], case["table"]) == (market.ids[name], table)
        assert (case["state"] and case["state"]["state"]) == state
        assert case["record"]["id"] == market.ids[name]


# ---- the past -------------------------------------------------------------------------------


@pytest.fixture
def own_market(tmp_path: Path) -> Iterator[Market]:
    """Another one, in which time may go by."""
    with telling(tmp_path / "ledger") as story:
        yield open_market(story)


def test_a_licence_ends_at_midnight_in_shanghai(own_market: Market) -> None:
    days = own_market.story.days
    last = date.fromisoformat(days.day(30))
    query = own_market.question(territory="FR")
    days.now = datetime.combine(last, time(23, 59, 59), SHANGHAI)
    address = "/v1/works/{work}/authorization"
    assert own_market.get(address, **query)["authorised"] is True
    days.now += timedelta(seconds=1)
    assert own_market.get(address, **query)["authorised"] is False


def test_a_work_as_it_was_valid_and_as_it_was_known(own_market: Market) -> None:
    """A later order cancels the registration from the start: what was known then stays."""
    market, with_order = own_market, own_market.story
    day, size = with_order.days.day(), with_order.world.size()
    with_order.days.skip(40)
    with_order.order("cancel", market.ids["work"], effect="from_start")

    def state(**query: Any) -> tuple[str, int]:
        told = market.get("/v1/works/{work}", **query)["standing"]
        return told["registration"]["state"], told["grants"]

    assert state() == ("cancelled", 2)
    assert state(as_of=day) == ("cancelled", 2)
    assert state(as_of=day, known_at=size) == ("registered", 2)
    assert state(known_at=size) == ("registered", 2)
    assert state(known_at=market.before) == ("notice", 0)
    market.refused(404, "work_unknown", "/v1/works/{work}", as_of="2001-01-01")
    market.refused(404, "work_unknown", "/v1/works/{work}", known_at=market.before - 1)
    asked = market.question(at=day)
    address = "/v1/works/{work}/authorization"
    assert market.get(address, **asked)["authorised"] is False
    assert market.get(address, **asked, known_at=size)["authorised"] is True
    # on a day by which they had ended
    assert market.get("/v1/grants/{grant}")["state"]["state"] == "expired"
    assert market.get("/v1/grants/{grant}", as_of=day)["state"]["state"] == "effective"
    for bad in ({"as_of": "soon"}, {"known_at": 0}, {"known_at": -1}, {"known_at": "x"}):
        market.refused(400, "request_invalid", "/v1/works/{work}", **bad)
