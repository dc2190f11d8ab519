"""Notices of infringement over HTTP: how one stands, who went on, what the feeds and pages say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.register.calendar import format_time

from ..support import did
from .test_registry import Story, telling


class Dispute:
    """Alice's work, Bob complained of, on Carol's platform, a day at a time."""

    def __init__(self, story: Story) -> None:
        self.story = story
        story.world.parties("carol")
        self.work = story.work()
        self.made = 0

    def evidence(self, **changes: Any) -> Any:
        self.made += 1
        digests = {"sha256": f"{self.made:064x}", "sm3": f"{self.made:064x}"}
        subject = {
            "collector": did("alice"),
            "work": self.work,
            "manifest": digests,
            "suspect": f"{9000 + self.made:064x}",
            "seen": format_time(self.story.days.now - timedelta(minutes=1)),
        }
        return self.story.enter("EvidenceRecord", subject | changes, "alice")

    def send(self) -> str:
        subject = {
            "work": self.work,
            "notifier": did("alice"),
            "identity": "1a" * 32,
            "platform": did("carol"),
            "respondent": did("bob"),
            "targets": [{"commitment": "2b" * 32, "host": "i***.m***.example"}],
            "grounds": ["copied"],
            "use": {
                "rights": ["reproduction"],
                "territory": ["CN-MAINLAND"],
                "media": ["goods"],
                "products": ["silk_scarf"],
            },
            "evidence": [self.evidence().statement.id],
            "statement": "未经许可印制丝巾。",
        }
        return self.story.enter("InfringementNotice", subject, "alice").statement.id

    def step(self, kind: str, notice: str, by: str, **members: Any) -> Any:
        return self.story.enter(kind, {"notice": notice} | members, by)

    def forward(self, notice: str) -> Any:
        return self.step("NoticeForwarding", notice, "carol", measures=["delete"])

    def counter(self, notice: str) -> None:
        exhibit = {"sha256": "3c" * 32, "title": "设计稿"}
        counter = {"identity": "4d" * 32, "statement": "自行设计。", "evidence": [exhibit]}
        self.step("CounterNotice", notice, "bob", **counter)
        self.step("CounterForwarding", notice, "carol")

    def case(self, notice: str, **query: Any) -> Any:
        return self.story.get(f"/v1/cases/{notice}", **query)

    def continued(self) -> Any:
        return self.story.get(f"/v1/parties/{did('bob')}")["continued_after_notice"]


@pytest.fixture
def dispute(tmp_path: Path) -> Iterator[Dispute]:
    with telling(tmp_path / "ledger") as story:
        yield Dispute(story)


def test_a_notice_stands_where_its_clock_says_on_any_day(dispute: Dispute) -> None:
    days = dispute.story.days
    notice = dispute.send()
    assert dispute.case(notice)["state"]["state"] == "sent"
    dispute.forward(notice)
    dispute.counter(notice)
    state = dispute.case(notice)["state"]
    assert (state["state"], state["due"]) == ("waiting", days.day(15))
    begun = days.day()
    days.skip(16)
    case = dispute.case(notice)
    assert (case["table"], case["state"]["state"]) == ("infringement", "restore_due")
    assert case["state"]["due"] > days.day()
    assert [remark["code"] for remark in case["remarks"]] == ["measures_have_to_end"]
    assert case["state"]["due"] in case["remarks"][0]["en"]
    earlier = dispute.case(notice, as_of=begun)
    assert (earlier["state"]["state"], earlier["remarks"]) == ("waiting", [])
    outcome = {"outcome": "restored", "reasons": "逾期未起诉。"}
    dispute.step("NoticeOutcome", notice, "carol", **outcome)
    case = dispute.case(notice)
    assert case["state"]["state"] == "restored"
    assert [remark["code"] for remark in case["remarks"]] == ["wrong_notice"]
    assert case["remarks"][0]["article"].startswith("《电子商务法》第四十二条第三款")


def test_E05_who_went_on_is_shown_on_the_cases_and_on_the_party(dispute: Dispute) -> None:
    first = dispute.send()
    forwarded = dispute.forward(first)
    assert dispute.continued() == []
    dispute.story.days.skip(2)
    before = dispute.story.world.size()
    second = dispute.send()
    seen = dispute.evidence(notice=first)
    case = dispute.case(second)
    assert [(said["code"], said["entry"]) for said in case["remarks"]] == [
        ("notified_before", forwarded.index)
    ]
    again = [("seen_again", case["entry"]), ("seen_again", seen.index)]
    case = dispute.case(first)
    assert [(said["code"], said["entry"]) for said in case["remarks"]] == again
    assert dispute.continued() == [entry for _, entry in again]
    assert dispute.case(first, known_at=before)["remarks"] == []
    # on the page of the party, and nowhere on that of another
    client = dispute.story.world.client
    page = client.get(f"/parties/{did('bob')}").text
    assert "通知后继续" in page
    assert f'href="/entries/{seen.index}"' in page
    assert "通知后继续" not in client.get(f"/parties/{did('alice')}").text
    # a wrong notice counts no more
    dispute.counter(first)
    dispute.story.days.skip(16)
    assert dispute.continued() == []
    assert [said["code"] for said in dispute.case(second)["remarks"]] == []


def test_evidence_is_a_case_without_procedure(dispute: Dispute) -> None:
    entry = dispute.evidence()
    case = dispute.case(entry.statement.id)
    assert (case["table"], case["state"], case["remarks"]) == ("evidence", None, [])
    assert case["record"]["suspect"] == f"{9001:064x}"


def test_feeds_name_the_work_and_tell_every_side(dispute: Dispute) -> None:
    notice = dispute.send()
    dispute.forward(notice)
    addresses = ["/v1/notices", f"/v1/works/{dispute.work}/events"]
    addresses += [f"/v1/parties/{did(name)}/events" for name in ("alice", "bob", "carol")]
    for address in addresses:
        *_, sent, forwarded = dispute.story.get(address)["items"]
        assert sent["zh"].startswith("侵权通知：《藻井》")
        assert (forwarded["kind"], forwarded["work"]) == ("NoticeForwarding", dispute.work)
        assert forwarded["zh"].startswith("转送侵权通知：《藻井》")
