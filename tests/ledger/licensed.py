"""A ledger in which a work was licensed, passed on, offered and partly sold; its days can be moved.

Party 1 owns the work, 2 holds a licence from 1 with a sublicence to 3, 3 accepted an offer too, and
4 bought the right of exhibition.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ledger.certifying import certify
from ledger.past import register_at
from ledger.register.calendar import format_time, local_date
from ledger.register.canonical import JsonObject
from ledger.register.questions.question import Question
from ledger.register.terms import OfferTerms, terms_digest
from ledger.store import Store

from .build import TIME, Ledger, did, digest, key, party, registrar_key, running, signed, work


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = TIME

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        return local_date(self.now)

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def skip(self, days: int) -> None:
        self.now += timedelta(days=days)


SCARF: JsonObject = {
    "rights": ["reproduction", "distribution"],
    "exclusivity": "non_exclusive",
    "territory": ["CN-MAINLAND"],
    "media": ["goods"],
    "products": ["silk_scarf"],
    "remuneration": {"currency": "CNY", "fixed": 100},
    "breach": "赔偿损失",
}


@dataclass
class Dealings:
    """An open ledger with what was entered in it: name → (index, statement id)."""

    ledger: Ledger
    clock: Clock
    entered: dict[str, tuple[int, str]] = field(default_factory=dict)

    def enter(self, name: str, kind: str, subject: JsonObject, *parties: int) -> str:
        """Enter a statement that the parties of these numbers sign; 0 is the registrar."""
        keys = [key(number) if number else registrar_key() for number in parties]
        return self.add(name, signed(kind, subject, keys, time=self.clock.now))

    def add(self, name: str, document: JsonObject) -> str:
        receipt = self.ledger.submit(document)
        self.entered[name] = (receipt.index, str(document["id"]))
        return str(document["id"])

    def id(self, name: str) -> str:
        return self.entered[name][1]

    def index(self, name: str) -> int:
        return self.entered[name][0]

    def terms(self, first: int, last: int, **changes: Any) -> JsonObject:
        return SCARF | {"from": self.clock.day(first), "until": self.clock.day(last)} | changes

    def question(self, asker: int, **changes: Any) -> Question:
        usual = {
            "work": self.id("work"),
            "licensee": did(asker),
            "rights": ["reproduction"],
            "territory": ["CN-MAINLAND"],
            "from": self.clock.day(0),
            "until": self.clock.day(0),
            "media": ["goods"],
            "products": ["silk_scarf"],
            "quantity": 10,
        }
        return Question.model_validate(usual | changes)

    def certificate(self, asker: int, **changes: Any) -> bytes:
        """Ask for a certificate of the answer."""
        question = self.question(asker, **changes)
        with self.ledger.store.read() as reader:
            moment = register_at(reader, self.clock.now, question.day)
            return certify(reader, moment, question, self.ledger.signer, self.clock.now)

    def time(self) -> str:
        return format_time(self.clock.now)


@contextmanager
def dealings(store: Store) -> Iterator[Dealings]:
    """Open a ledger and enter all of it."""
    clock = Clock()
    with running(store, clock=clock) as ledger:
        told = Dealings(ledger, clock)
        for number in range(1, 5):
            told.add(f"party {number}", party(number))
        told.add("work", work(1, sha256=digest("scarf"), time=clock.now))
        clock.skip(31)
        _deal(told)
        yield told


def _deal(told: Dealings) -> None:
    mine = {"work": told.id("work")}
    sold = {
        "from": did(1),
        "to": [{"party": did(4), "share": "1/1"}],
        "rights": ["exhibition"],
        "territory": ["001"],
        "price": {"currency": "CNY", "amount": 500},
        "payment": "一次付清",
        "breach": "赔偿损失",
    }
    told.enter("transfer", "Transfer", mine | sold, 1, 4)
    wide = told.terms(0, 300, sublicensing=True, territory=["CN"])
    sides = {"licensors": [did(1)], "licensee": did(2)}
    above = told.enter("grant", "LicenceGrant", mine | sides | {"terms": wide}, 1, 2)
    sides = {"licensors": [did(2)], "licensee": did(3), "parent": above}
    below = told.terms(0, 200, territory=["HK"])
    told.enter("sublicence", "LicenceGrant", mine | sides | {"terms": below}, 2, 3)
    offered = SCARF | {"months": 12}
    until = told.clock.day(60)
    offer = told.enter("offer", "LicenceOffer", mine | {"terms": offered, "validUntil": until}, 1)
    terms = terms_digest(OfferTerms.model_validate(offered))
    accepted = {"offer": offer, "licensee": did(3), "termsDigest": terms, "quantity": 5000}
    told.enter("acceptance", "OfferAcceptance", accepted, 3)
