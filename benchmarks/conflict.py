"""How long it takes to see whether a licence collides, on a work with ten thousand of them.

The work has 9,900 non-exclusive licences of all kinds and a hundred exclusive or sole ones, entered
as any statement is. What is timed is the whole judgement of a new licence (`decide`), signatures
aside: over a register in memory, and over SQLite, where every record is read anew for each one.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.mixture import subject_of
from ledger.batch import write_batch
from ledger.errors import Refusal
from ledger.home import Founding, Home, found, open_home
from ledger.register.calendar import local_date
from ledger.register.canonical import JsonObject, canonical
from ledger.register.decide import decide, reads
from ledger.register.did import did_of
from ledger.register.examples.founding import work
from ledger.register.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import Statement, new_statement, parse_statement, sign_statement
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.territory import WORLD, parent
from ledger.register.vocabulary import vocabulary
from ledger.sequencer import utc_now
from ledger.store import Store
from ledger.submission import Submission

GRANTS = 10_000
EXCLUSIVE = 100
ROUNDS = 300
TARGET = 2.0
_BATCH = 1_000
_OWNER, _LICENSEE = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (3, 6))
#: countries none of which lies in another
_COUNTRIES = [
    id for id in vocabulary("territory") if id not in {WORLD, "CN", "JP"} and parent(id) == WORLD
]
_PRODUCTS = [id for id in vocabulary("product_class") if id != "font"]


def main() -> None:
    """Print medians of the four questions, in memory and over SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        found(Path(folder), Founding("bench.invalid/conflict", notice_days=1))
        home = open_home(Path(folder))
        with closing(home.open_store()) as store:
            start = time.perf_counter()
            bench = _Bench(home, store)
            bench.fill()
            seconds = time.perf_counter() - start
            print(f"  {GRANTS:,} licences of one work, written in {seconds:.0f} s")
            bench.compare()


class _Bench:
    def __init__(self, home: Home, store: Store) -> None:
        self.home, self.store = home, store
        self.random = random.Random(2026)
        self.now: datetime = utc_now()
        self.work = f"urn:uuid:{uuid.UUID(int=1)}"

    def fill(self) -> None:
        """Enter the parties, the work and, two days later, its licences."""
        self._write([self._party(_OWNER), self._party(_LICENSEE), self._work()])
        self.now += timedelta(days=2)
        licences = self._licences()
        for _ in range(0, GRANTS, _BATCH):
            self._write([next(licences) for _ in range(_BATCH)])

    def compare(self) -> None:
        """Judge what collides and what does not, exclusive and not."""
        only: JsonObject = {"exclusivity": "exclusive"}
        soon: JsonObject = {"rights": ["reproduction"], "territory": [_COUNTRIES[0]]}
        free: JsonObject = {"territory": [_COUNTRIES[EXCLUSIVE]], "products": ["font"]}
        whole: JsonObject = {"territory": ["001"], "products": "all"}
        for name, colliding, terms in (
            ("exclusive, collides", True, self._terms(only | {"territory": ["001"]})),
            ("exclusive, does not", False, self._terms(only | free)),
            ("non-exclusive, collides", True, self._terms(soon | {"products": ["font"]})),
            ("non-exclusive, does not", False, self._terms(soon)),
            ("exclusive, after all others", False, self._terms(only | whole, 1802, 20)),
        ):
            statement = self._grant(terms)
            memory = self._in_memory(statement, colliding=colliding)
            stored = self._over_sqlite(statement, colliding=colliding)
            print(
                f"  {name}: {memory:.2f} ms in memory, {stored:.2f} ms over SQLite "
                f"(target {TARGET}), medians of {ROUNDS}"
            )

    def _in_memory(self, statement: Statement, *, colliding: bool) -> float:
        with self.store.read() as reader:
            register = Register(lambda key: reader.records([key])[key])
            self._judge(register, statement, colliding=colliding)
            return _median(lambda: self._judge(register, statement, colliding=colliding))

    def _over_sqlite(self, statement: Statement, *, colliding: bool) -> float:
        with self.store.read() as reader:

            def judge() -> None:
                register = Register(lambda key: reader.records([key])[key])
                register.preload(reader.records(reads(statement)))
                self._judge(register, statement, colliding=colliding)

            return _median(judge)

    def _judge(self, register: Register, statement: Statement, *, colliding: bool) -> None:
        code = None
        try:
            decide(statement, register, Moment(GRANTS, self.now))
        except Refusal as refusal:
            code = refusal.code
        assert code == ("grant_conflicts" if colliding else None), code

    def _licences(self) -> Iterator[Statement]:
        for number in range(GRANTS):
            if number % (GRANTS // EXCLUSIVE) == 0:
                # of one product, each in a country of its own
                terms = self._terms(
                    {
                        "exclusivity": self.random.choice(["exclusive", "sole"]),
                        "territory": [_COUNTRIES[number * EXCLUSIVE // GRANTS]],
                        "products": ["font"],
                    }
                )
            else:
                changes: JsonObject = {
                    "rights": list(self.random.sample(ECONOMIC_RIGHTS, self.random.randint(1, 3))),
                    "territory": [self.random.choice(["CN", "CN-MAINLAND", "CN-62", "JP"])],
                    "products": list(self.random.sample(_PRODUCTS, self.random.randint(1, 3))),
                }
                first, days = self.random.randint(0, 700), self.random.randint(30, 1100)
                terms = self._terms(changes, first, days)
            yield self._grant(terms)

    def _terms(self, changes: JsonObject, first: int = 0, days: int = 365) -> JsonObject:
        start: date = local_date(self.now) + timedelta(days=first)
        terms: JsonObject = {
            "rights": ["reproduction", "distribution"],
            "exclusivity": "non_exclusive",
            "territory": ["CN-MAINLAND"],
            "media": ["goods"],
            "products": ["silk_scarf"],
            "remuneration": {"currency": "CNY", "fixed": 100000},
            "breach": "赔偿损失",
            "from": start.isoformat(),
            "until": (start + timedelta(days=days)).isoformat(),
        }
        return terms | changes

    def _grant(self, terms: JsonObject) -> Statement:
        subject: JsonObject = {
            "work": self.work,
            "licensors": [did_of(_OWNER)],
            "licensee": did_of(_LICENSEE),
            "terms": terms,
        }
        return self._statement("LicenceGrant", subject, _OWNER, _LICENSEE)

    def _party(self, key: Ed25519PrivateKey) -> Statement:
        subject: JsonObject = {
            "party": did_of(key),
            "kind": "organisation",
            "displayName": "敦煌画室",
            "roles": ["rights_holder"],
        }
        return self._statement("PartyRegistration", subject, key)

    def _work(self) -> Statement:
        subject = subject_of(work()) | {"derivedFrom": []}
        return self._statement("WorkRegistration", subject, _OWNER, number=1)

    def _statement(
        self, kind: str, subject: JsonObject, *keys: Ed25519PrivateKey, number: int | None = None
    ) -> Statement:
        document = new_statement(
            kind,
            subject,
            issuer=did_of(keys[0]),
            ledger=self.home.origin,
            time=self.now,
            statement_id=None if number is None else uuid.UUID(int=number),
        )
        return parse_statement(canonical(sign_statement(document, keys, self.now)))

    def _write(self, statements: list[Statement]) -> None:
        with self.store.write() as batch:
            submissions = [Submission(statement) for statement in statements]
            outcomes = write_batch(batch, submissions, self.home.signer(), self.now)
        assert all(isinstance(outcome, int) for outcome in outcomes), outcomes


def _median(work: Callable[[], object]) -> float:
    """Give the median of a run in milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


if __name__ == "__main__":
    main()
