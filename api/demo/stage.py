"""A stage for short stories: a ledger in this process, its people, and a clock that can be moved.

Everything goes the way that users go: statements are signed with their own keys and sent to a
service. Only the clock is the story's own, for a public notice lasts thirty days.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.authorizing import Asked, answer_for, certificate_for
from api.composing import WorkDraft, party_subject
from api.demo.artwork import draw, to_jpeg
from api.pictures import examine
from api.rights_models import AuthorizationAnswer
from api.service import Service, open_service
from api.signing import signed
from ledger.errors import LedgerError
from ledger.home import Founding, found
from ledger.keys import generate_key
from ledger.past import Moment, register_at
from ledger.receipt import Receipt
from ledger.register.calendar import local_date
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry, parse_entry
from ledger.sequencer import utc_now

Key = Ed25519PrivateKey


@dataclass
class StoryClock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def skip(self, days: int) -> None:
        """Let `days` go by."""
        self.now += timedelta(days=days)


@dataclass(frozen=True)
class Stage:
    """A service with people on it; `registrars` decide, two together where the law says so."""

    service: Service
    clock: StoryClock
    registrars: tuple[Key, ...]

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return local_date(self.clock())

    def day(self, days: int) -> str:
        """Give the day `days` after today, as statements write it."""
        return (self.today + timedelta(days=days)).isoformat()

    def send(
        self, kind: str, subject: JsonObject, *keys: Key, file: bytes | None = None
    ) -> Receipt:
        """Sign and send a statement, issued by the first of `keys`, and give its receipt."""
        origin = self.service.home.origin
        return self.service.register(signed(kind, subject, keys, origin, self.clock()), file)

    def enter(self, kind: str, subject: JsonObject, *keys: Key, file: bytes | None = None) -> Entry:
        """Do the same, and give the entry."""
        receipt = self.send(kind, subject, *keys, file=file)
        return parse_entry(receipt.leaf, receipt.index)

    def refused(self, kind: str, subject: JsonObject, *keys: Key) -> LedgerError:
        """Send a statement that the register has to refuse, and give the refusal."""
        try:
            self.enter(kind, subject, *keys)
        except LedgerError as error:
            return error
        raise AssertionError(f"{kind} has to be refused")

    def party(self, alias: str, *roles: str, organisation: bool = False) -> Key:
        """Make a key and register it as a party."""
        key = generate_key()
        subject = party_subject(
            did_of(key), alias, roles or ("creator",), organisation=organisation
        )
        self.enter("PartyRegistration", subject, key)
        return key

    def work(
        self,
        owner: Key,
        titles: tuple[str, str],
        *,
        seed: int,
        family: str = "santu",
        parents: Sequence[tuple[str, str, str]] = (),
    ) -> str:
        """Register a picture drawn for the story, and give the work's id."""
        picture = to_jpeg(draw(family, seed))
        draft = WorkDraft(
            title_zh=titles[0],
            title_en=titles[1],
            owners=[(did_of(owner), "1/1")],
            authors=[(did_of(owner), titles[0])],
            completed=self.today.isoformat(),
            nature="adaptation" if parents else "original",
            nature_note="改编自所列来源 / adapted from the sources named" if parents else None,
            parents=parents,
        )
        subject = draft.subject(examine(picture).facts)
        return self.enter("WorkRegistration", subject, owner, file=picture).statement.id

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """Open the register as it is today."""
        with self.service.store.read() as reader:
            yield register_at(reader, self.clock())

    def may(self, work: str, asked: Asked) -> AuthorizationAnswer:
        """Ask whether a work may be used so."""
        with self.service.store.read() as reader:
            return answer_for(register_at(reader, self.clock(), asked.at), asked, work)

    def certificate(self, work: str, asked: Asked) -> bytes:
        """Ask the same for a certificate."""
        return certificate_for(self.service, asked, work)


@contextmanager
def stage(origin: str, registrars: int = 2, days_ago: int = 0) -> Iterator[Stage]:
    """Found a ledger in a temporary directory; its clock starts `days_ago` before now."""
    officers = tuple(generate_key() for _ in range(registrars))
    clock = StoryClock(utc_now() - timedelta(days=days_ago))
    with tempfile.TemporaryDirectory() as folder:
        found(
            Path(folder),
            Founding(origin, registrars=[did_of(key) for key in officers]),
            clock=clock,
        )
        with open_service(Path(folder), clock=clock) as service:
            yield Stage(service, clock, officers)


def terms(**changes: Any) -> dict[str, Any]:
    """Give licence terms of the story: silk scarves for mainland China, unless changed."""
    usual: dict[str, Any] = {
        "rights": ["reproduction", "distribution"],
        "exclusivity": "non_exclusive",
        "territory": ["CN-MAINLAND"],
        "media": ["goods"],
        "products": ["silk_scarf"],
        "remuneration": {"currency": "CNY"},
        "breach": "违约方赔偿对方实际损失 / the party in breach pays the other's actual loss",
    }
    return usual | changes


def exhibit(name: str) -> JsonObject:
    """Give a reference to a piece of evidence, whose bytes are its own name in this story."""
    return {"sha256": hashlib.sha256(name.encode()).hexdigest(), "title": name}


def yuan(fen: int) -> str:
    """Give a sum as people read it."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def told(error: LedgerError) -> str:
    """Give what a refusal says: code, article, and the sentence in both languages."""
    article = f"（{error.article}）" if error.article else ""
    return f"{error.code} {article}\n    {error.zh}\n    {error.en}"
