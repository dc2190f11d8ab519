"""The registrars' work queue and the register in numbers, on days that a test chooses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.service import open_service
from api.signing import signed
from ledger.home import Founding, found
from ledger.register.calendar import local_date
from ledger.register.entry import Entry
from ledger.register.procedures.objection import OBJECTION
from ledger.register.records import RECORDS, Folio
from ledger.register.rules.dealings import registration_at
from ledger.register.rules.notice_cases import duty_in
from ledger.register.vocabulary import vocabulary
from ledger.sequencer import utc_now

from ..support import (
    ORIGIN,
    TestClient,
    World,
    audited,
    did,
    key,
    picture,
    problem_of,
    work_statement,
)

REGISTRARS = ("registrar", "second registrar")


class Days:
    """A clock that stands still until days go by."""

    def __init__(self) -> None:
        self.now = utc_now()

    def __call__(self) -> datetime:
        return self.now

    def skip(self, days: int) -> None:
        self.now += timedelta(days=days)

    def day(self, days: int = 0) -> str:
        """The day in Asia/Shanghai so many days from now."""
        return (local_date(self.now) + timedelta(days=days)).isoformat()


class Story:
    """A ledger in which days go by, with Alice and Bob in it."""

    def __init__(self, world: World, days: Days) -> None:
        self.world = world
        self.days = days
        self._files = 0
        world.parties("alice", "bob")

    def enter(self, kind: str, subject: Any, *signers: str) -> Entry:
        return self.world.enter(signed(kind, subject, [key(name) for name in signers], ORIGIN))

    def work(self) -> str:
        self._files += 1
        file = picture(self._files)
        return self.world.enter(work_statement(file, "alice"), file).statement.id

    def objection(self, work: str) -> str:
        subject = {
            "work": work,
            "objector": did("bob"),
            "ground": "not_author",
            "standing": "author",
            "statement": "此作品由我创作。",
            "evidence": [{"sha256": f"{self._files:064x}", "title": "草稿"}],
            "seeks": "refuse",
        }
        return self.enter("ObjectionFiling", subject, "bob").statement.id

    def admit(self, objection: str) -> None:
        subject = {"objection": objection, "outcome": "admitted", "reasons": "材料齐备。"}
        self.enter("ObjectionAdmission", subject, REGISTRARS[0])

    def order(self, kind: str, work: str, **members: str) -> str:
        """Enter an order of a court on a work."""
        self._files += 1
        subject = {
            "kind": kind,
            "work": work,
            "authority": "court",
            "issuerName": "敦煌市人民法院",
            "number": f"（2026）甘0982民初{self._files}号",
            "document": f"{self._files:064x}",
            "scope": {},
            "reasons": "依照生效裁判。",
            **members,
        }
        return self.enter("Order", subject, *REGISTRARS).statement.id

    def get(self, address: str, **query: Any) -> Any:
        answer = self.world.client.get(address, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def telling(directory: Path) -> Iterator[Story]:
    registrars = [did(name) for name in REGISTRARS]
    found(directory, Founding(ORIGIN, registrars=registrars))
    days = Days()
    with open_service(directory, clock=days) as service:
        app = create_app(service)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Story(World(directory, service, client), days)
        audited(service)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with telling(tmp_path / "ledger") as told:
        yield told


# ---- tasks ------------------------------------------------------------------------------------


def test_an_objection_is_work_for_registrars_until_it_is_over(story: Story) -> None:
    work = story.work()
    assert story.get("/v1/tasks") == {"day": story.days.day(), "items": [], "next": None}
    objection = story.objection(work)
    (task,) = story.get("/v1/tasks")["items"]
    assert 3 <= task.pop("days_left") <= 20  # three working days, in weeks with holidays or without
    assert story.days.day() < task.pop("due")
    assert task == {
        "what": "objection_admission",
        "zh": "决定是否受理异议",
        "en": "rule on the admission of an objection",
        "case": objection,
        "work": work,
        "overdue": False,
    }
    story.admit(objection)
    (task,) = story.get("/v1/tasks")["items"]
    # 15 days to reply, and 30 to decide from the day after
    assert (task["what"], task["due"], task["days_left"]) == (
        "objection_decision",
        story.days.day(46),
        46,
    )
    story.enter("ObjectionWithdrawal", {"objection": objection}, "bob")
    assert story.get("/v1/tasks")["items"] == []


def test_a_task_is_overdue_from_the_day_after(story: Story) -> None:
    story.admit(story.objection(story.work()))
    for passed, left, overdue in ((46, 0, False), (1, -1, True)):
        story.days.skip(passed)
        (task,) = story.get("/v1/tasks")["items"]
        assert (task["days_left"], task["overdue"]) == (left, overdue)


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_what_is_due_first_comes_first(story: Story, limit: int) -> None:
    early = [story.objection(story.work()) for _ in range(2)]
    story.days.skip(1)
    story.admit(story.objection(story.work()))
    found: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": limit}
    while True:
        page = story.get("/v1/tasks", **query)
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert [task["due"] for task in found] == sorted(task["due"] for task in found)
    assert {task["case"] for task in found[:2]} == set(early)
    assert [task["what"] for task in found] == ["objection_admission"] * 2 + ["objection_decision"]


def test_every_duty_has_a_name() -> None:
    starts = {
        state: OBJECTION.start(local_date(utc_now()), local_date(utc_now())).model_copy(
            update={"state": state}
        )
        for state in OBJECTION.states
    }
    duties = {duty.what for progress in starts.values() if (duty := duty_in(progress))}
    assert duties == vocabulary("task").keys()


@pytest.mark.parametrize("query", ["limit=0", "limit=101", f"after={'x' * 121}"])
def test_pages_within_bounds(story: Story, query: str) -> None:
    problem = problem_of(story.world.client.get(f"/v1/tasks?{query}"))
    assert (problem["status"], problem["code"]) == (400, "request_invalid")
    for after in ("~", "\U0010ffff", "9999"):
        assert story.get("/v1/tasks", after=after)["items"] == []


# ---- statistics -------------------------------------------------------------------------------


def test_the_numbers_of_a_young_ledger(story: Story) -> None:
    story.objection(story.work())
    story.work()
    assert story.get("/v1/statistics") == {
        "size": 6,
        "day": story.days.day(),
        "works": 2,
        "parties": 2,
        "notices_open": 2,
        "objections_open": 1,
        "objections_by_ground": {"not_author": 1},
        "orders_by_kind": {},
        "serials": 0,
        "grants": {"total": 0, "by_exclusivity": {}, "by_territory": {}},
        "sums": {"fixed": {}, "paid": {}, "royalties": {}, "pledged": {}},
        "entries": {
            "LedgerGenesis": 1,
            "ObjectionFiling": 1,
            "PartyRegistration": 2,
            "WorkRegistration": 2,
        },
    }


def terms(territory: list[str], currency: str, fixed: int, day: str) -> dict[str, Any]:
    return {
        "rights": ["reproduction"],
        "exclusivity": "non_exclusive",
        "territory": territory,
        "from": day,
        "until": day,
        "media": "all",
        "products": "all",
        "quantity": 500,
        "remuneration": {"currency": currency, "fixed": fixed, "perUnit": 7},
        "breach": "依照民法典",
    }


def test_licences_and_their_sums(story: Story) -> None:
    work, day = story.work(), story.days.day()
    both = {"work": work, "licensors": [did("alice")], "licensee": did("bob")}
    grants = [
        story.enter(
            "LicenceGrant", {**both, "terms": terms(*one, day)}, "alice", "bob"
        ).statement.id
        for one in (
            (["CN"], "CNY", 100_000),
            (["CN-62", "FR"], "CNY", 250_050),
            (["FR"], "EUR", 900),
            (["JP"], "CNY", 0),
        )
    ]
    payment = {"grant": grants[0], "amount": 60_000, "currency": "CNY", "reference": "2026-1"}
    story.enter("PaymentAcknowledgement", payment, "alice")
    story.enter("SerialIssue", {"grant": grants[3], "count": 120}, "bob")
    report = {"grant": grants[3], "from": day, "until": day, "units": 100, "revenue": 5000}
    story.days.skip(1)
    story.enter("RoyaltyReport", {**report, "currency": "CNY"}, "bob")
    numbers = story.get("/v1/statistics")
    assert numbers["grants"] == {
        "total": 4,
        "by_exclusivity": {"non_exclusive": 4},
        "by_territory": {"CN": 1, "CN-62": 1, "FR": 2, "JP": 1},
    }
    assert numbers["serials"] == 120
    assert numbers["sums"] == {
        "fixed": {"CNY": 350_050, "EUR": 900},
        "paid": {"CNY": 60_000},
        "royalties": {"CNY": 700},
        "pledged": {},
    }


def under_notice(story: Story) -> int:
    """Ask every folio."""
    today = local_date(story.days.now)
    with story.world.service.store.read() as reader:
        rows = reader.records_after(None, 10**6)
    folios = (
        RECORDS[table].model_validate_json(text) for (table, _), text in rows if table == "work"
    )
    found = 0
    for folio in folios:
        assert isinstance(folio, Folio)
        found += registration_at(folio, today).state == "notice"
    return found


def test_notices_open_through_objections_and_withdrawals(story: Story) -> None:
    seen: list[int] = []

    def pass_days(days: int) -> None:
        for _ in range(days):
            story.days.skip(1)
            numbers = story.get("/v1/statistics")
            assert numbers["notices_open"] == under_notice(story), story.days.day()
            seen.append(numbers["notices_open"])

    _undisturbed, stopped, waiting, withdrawn = (story.work() for _ in range(4))
    pass_days(5)
    objection = story.objection(stopped)
    never_admitted = story.objection(waiting)
    story.admit(objection)
    story.enter("Withdrawal", {"work": withdrawn, "reason": "改以新版本登记。"}, "alice")
    pass_days(27)
    story.work()
    pass_days(3)
    story.enter("ObjectionWithdrawal", {"objection": objection}, "bob")
    story.enter("ObjectionWithdrawal", {"objection": never_admitted}, "bob")
    pass_days(35)
    # four works; one is objected to and one withdrawn; the undisturbed one is through after day 30,
    # who only waited after day 35; the clock that stood still from day 5 to day 35 goes on with its
    # 25 days, and the fifth work came on day 32
    runs = [(4, 5), (2, 25), (1, 2), (2, 3), (2, 25), (1, 2), (0, 8)]
    assert seen == [value for value, days in runs for _ in range(days)]


def test_notices_open_through_orders(story: Story) -> None:
    cancelled, _suspended = story.work(), story.order("suspend", story.work())
    story.days.skip(10)
    assert story.get("/v1/statistics")["notices_open"] == under_notice(story) == 2
    order = story.order("cancel", cancelled, effect="from_now")
    assert story.get("/v1/statistics")["notices_open"] == under_notice(story) == 1
    story.days.skip(300)
    assert story.get("/v1/statistics")["notices_open"] == under_notice(story) == 0
    # the notice goes on with the twenty days that it had
    story.order("lift", cancelled, lifts=order)
    for passed, expected in ((0, 1), (20, 1), (1, 0)):
        story.days.skip(passed)
        assert story.get("/v1/statistics")["notices_open"] == under_notice(story) == expected
    assert story.get("/v1/statistics")["orders_by_kind"] == {"cancel": 1, "lift": 1, "suspend": 1}
