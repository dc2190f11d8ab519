"""What the tests of objections and caveats share: who says what, in one line each."""

from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import LedgerError
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.records import Task
from ledger.register.records.notice import Objection
from ledger.register.rules.dealings import registration_at

from ..build import ALICE, BOB, REGISTRAR, digest_of
from ..play import REGISTRAR_2, Play

Key = Ed25519PrivateKey
OFFICERS = (REGISTRAR, REGISTRAR_2)
REPLY: JsonObject = {"statement": "属实"}
REASONS: JsonObject = {"reasons": "不服"}


def exhibit(number: int) -> JsonObject:
    return {"sha256": digest_of(90_000 + number), "title": "草稿"}


def filing(work: str, objector: Key = BOB, **changes: Any) -> JsonObject:
    subject: JsonObject = {
        "work": work,
        "objector": did_of(objector),
        "ground": "false_data",
        "standing": "public",
        "statement": "登记的完成日期不实。",
        "evidence": [exhibit(1)],
        "seeks": "refuse",
    }
    return subject | changes


def caveat(work: str, caveator: Key = BOB, **changes: Any) -> JsonObject:
    subject = filing(work, **changes)
    del subject["seeks"], subject["objector"]
    return {"caveator": did_of(caveator)} | subject


def proof(caveat: str) -> JsonObject:
    return {
        "caveat": caveat,
        "kind": "lawsuit",
        "court": "敦煌市人民法院",
        "number": "（2027）甘0982民初1号",
        "document": exhibit(50),
    }


def decision(case: str, outcome: str = "dismissed", **changes: Any) -> JsonObject:
    subject: JsonObject = {
        "objection": case,
        "outcome": outcome,
        "reasons": "证据不足。",
        "article": "《著作权法》第十二条",
    }
    if outcome == "partly":
        subject["remedy"] = {"action": "annotate", "text": {"zh": "完成日期有争议"}}
    return subject | changes


def admission(case: str, outcome: str = "admitted") -> JsonObject:
    return {"objection": case, "outcome": outcome, "reasons": "材料齐备。"}


class Case:
    """One objection to a work of Alice's, by Bob unless said otherwise, and its steps."""

    def __init__(self, play: Play, work: str, objector: Key = BOB, **changes: Any) -> None:
        self.play, self.work, self.objector = play, work, objector
        self.filed = play.enter("ObjectionFiling", filing(work, objector, **changes), objector)
        self.id = self.filed.statement.id

    def admit(self) -> Entry:
        return self.play.enter("ObjectionAdmission", admission(self.id), REGISTRAR)

    def reject(self) -> Entry:
        return self.play.enter("ObjectionAdmission", admission(self.id, "rejected"), REGISTRAR)

    def reply(self, owner: Key = ALICE) -> Entry:
        return self.play.enter("ObjectionReply", {"objection": self.id} | REPLY, owner)

    def extend(self) -> Entry:
        return self.play.enter("ObjectionExtension", {"objection": self.id}, ALICE)

    def decide(self, outcome: str = "dismissed", officers: tuple[Key, ...] = OFFICERS) -> Entry:
        return self.play.enter("ObjectionDecision", decision(self.id, outcome), *officers)

    def review(self, by: Key) -> Entry:
        return self.play.enter("ObjectionReview", {"objection": self.id} | REASONS, by)

    def recheck(self, outcome: str, officers: tuple[Key, ...]) -> Entry:
        return self.play.enter("ReviewDecision", decision(self.id, outcome), *officers)

    def withdraw(self) -> Entry:
        return self.play.enter("ObjectionWithdrawal", {"objection": self.id}, self.objector)

    def refused(self, code: str, kind: str, *signers: Key, **subject: Any) -> LedgerError:
        return self.play.refused(code, kind, {"objection": self.id} | subject, *signers)

    @property
    def record(self) -> Objection:
        found = self.play.register.get(Objection, self.id)
        assert found is not None
        return found


def in_review(play: Play, **changes: Any) -> Case:
    """Return a case that its officers may decide: admitted and replied to."""
    case = Case(play, play.work(), **changes)
    case.admit()
    case.reply()
    return case


def tasks(play: Play) -> list[tuple[str, str]]:
    """Return what the registrars have to do, and by when."""
    return sorted(
        (record.what, record.due)
        for (table, key) in play.register.dump()
        if table == "task" and (record := play.register.get(Task, key))
    )


def stands(play: Play, work: str, days: int = 0) -> str:
    """Return the state of a registration `days` from today."""
    return registration_at(play.folio(work), date.fromisoformat(play.day(days))).state


def rest(subject):
    return {name: value for name, value in subject.items() if name != "objection"}


def let_object(play: Play, principal, agent) -> None:
    """Let `agent` object for `principal`."""
    subject = {"principal": did_of(principal), "agent": did_of(agent), "acts": ["object"]}
    play.enter("Delegation", subject | {"works": [], "until": play.day(99)}, principal)
