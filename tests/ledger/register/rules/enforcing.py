"""What the tests of enforcement share: Alice's work, Bob complained of, on Carol's platform."""

from datetime import date, timedelta
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import LedgerError
from ledger.register.calendar import format_time
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.procedure import Progress
from ledger.register.records.enforcement import Infringement
from ledger.register.rules.enforcement_cases import notice_at

from ..build import ALICE, BOB, CAROL, digest_of
from ..play import Play

Key = Ed25519PrivateKey
PLATFORM = CAROL
DOCUMENT: JsonObject = {"sha256": digest_of(70_001), "title": "通知书"}
USE: JsonObject = {
    "rights": ["reproduction", "distribution"],
    "territory": ["CN-MAINLAND"],
    "media": ["goods"],
    "products": ["silk_scarf"],
}


def rulings(entry: Entry) -> JsonObject:
    return cast("JsonObject", entry.registry.ruling or {})


def evidence(play: Play, work: str | None, by: Key = ALICE, **changes: Any) -> JsonObject:
    """Return evidence seen now; every call makes another bundle."""
    number = 80_000 + len(play.leaves)
    subject: JsonObject = {
        "collector": did_of(by),
        "manifest": {"sha256": digest_of(number), "sm3": digest_of(number + 1)},
        "suspect": digest_of(number + 2),
        "seen": format_time(play.now),
    }
    return subject | ({} if work is None else {"work": work}) | changes


def collect(play: Play, work: str | None, by: Key = ALICE, **changes: Any) -> Entry:
    return play.enter("EvidenceRecord", evidence(play, work, by, **changes), by)


def notice(work: str, *evidence: str, by: Key = ALICE, **changes: Any) -> JsonObject:
    """Return a notice to Carol about Bob; a change to ``None`` takes a member away."""
    subject: JsonObject = {
        "work": work,
        "notifier": did_of(by),
        "identity": digest_of(1),
        "platform": did_of(PLATFORM),
        "respondent": did_of(BOB),
        "targets": [{"commitment": digest_of(2), "host": "i***.s***.example"}],
        "grounds": ["copied"],
        "use": USE,
        "evidence": [*evidence],
        "statement": "未经许可印制丝巾。",
    }
    return {name: value for name, value in (subject | changes).items() if value is not None}


def named(subject: JsonObject, **changes: Any) -> JsonObject:
    """Return a notice with some of its use changed."""
    return subject | {"use": USE | changes}


class Notice:
    """One notice on a work of Alice's, and its steps; its evidence is seen as it is sent."""

    def __init__(self, play: Play, work: str, by: Key = ALICE, **changes: Any) -> None:
        self.play, self.work, self.notifier = play, work, by
        self.found = collect(play, work, by)
        subject = notice(work, self.found.statement.id, by=by, **changes)
        self.sent = play.enter("InfringementNotice", subject, by)
        self.id = self.sent.statement.id

    @property
    def record(self) -> Infringement:
        found = self.play.register.get(Infringement, self.id)
        assert found is not None
        return found

    def enter(self, kind: str, by: Key, /, **subject: Any) -> Entry:
        return self.play.enter(kind, {"notice": self.id} | subject, by)

    def refused(self, code: str, kind: str, /, *by: Key, **subject: Any) -> LedgerError:
        return self.play.refused(code, kind, {"notice": self.id} | subject, *by)

    def forward(self, *measures: str) -> Entry:
        return self.enter("NoticeForwarding", PLATFORM, measures=[*(measures or ("delete",))])

    def counter(self, by: Key = BOB) -> Entry:
        return self.enter("CounterNotice", by, **COUNTER)

    def forward_counter(self) -> Entry:
        return self.enter("CounterForwarding", PLATFORM)

    def prove(self, **changes: Any) -> Entry:
        return self.enter("SuitProof", self.notifier, **(PROOF | changes))

    def end(self, outcome: str, by: Key | None = None) -> Entry:
        side = self.notifier if outcome in {"escalated", "withdrawn"} else PLATFORM
        return self.enter("NoticeOutcome", by or side, **ending(outcome))

    def at(self, days: int = 0) -> Progress:
        """Return where it stands so many days from today."""
        return notice_at(self.record, date.fromisoformat(self.play.day(days)))

    def state(self, days: int = 0) -> str:
        return self.at(days).state


COUNTER: JsonObject = {
    "identity": digest_of(3),
    "statement": "自行设计。",
    "evidence": [{"sha256": digest_of(70_002), "title": "设计稿"}],
}
PROOF: JsonObject = {
    "kind": "lawsuit",
    "court": "敦煌市人民法院",
    "number": "（2027）民初3号",
    "document": DOCUMENT,
}


def ending(outcome: str) -> JsonObject:
    subject: JsonObject = {"outcome": outcome, "reasons": "如文书所载。"}
    if outcome == "escalated":
        subject["body"] = "customs"
    if outcome in {"escalated", "upheld"}:
        subject["document"] = DOCUMENT
    return subject


def served(play: Play, work: str, **changes: Any) -> Notice:
    """Return a notice that reached its respondent today."""
    made = Notice(play, work, **changes)
    made.forward()
    return made


def waiting(play: Play, work: str, **changes: Any) -> Notice:
    """Return a notice whose counter-notice reached the notifier today."""
    made = served(play, work, **changes)
    made.counter(BOB if made.record.respondent else PLATFORM)
    made.forward_counter()
    return made


def restored(play: Play, work: str, **changes: Any) -> Notice:
    """Return a notice that was countered and not followed by a suit: it was wrong."""
    made = waiting(play, work, **changes)
    play.skip(16)
    made.end("restored")
    return made


def let_enforce(play: Play, principal: Key, agent: Key) -> None:
    """Let `agent` enforce for `principal`."""
    subject = {"principal": did_of(principal), "agent": did_of(agent), "acts": ["enforce"]}
    play.enter("Delegation", subject | {"works": [], "until": play.day(99)}, principal)


def seen(play: Play, days: int) -> str:
    """Return the time of now, so many days on."""
    return format_time(play.now + timedelta(days=days))
