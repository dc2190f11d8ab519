"""A register played through days: who signs what on which day, and what the register answers.

Every entry goes through its bytes and the rules; `Play.check` holds that the leaves alone give the
same register again, to the byte. Use it as a context manager and it checks at the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import LedgerError
from ledger.register.calendar import format_time, local_date
from ledger.register.canonical import JsonObject
from ledger.register.decide import apply, decide
from ledger.register.did import did_of
from ledger.register.entry import Entry, encode_entry, parse_entry
from ledger.register.moment import Moment
from ledger.register.records import Folio
from ledger.register.state import Register

from .build import (
    ALICE,
    BOB,
    CAROL,
    MALLORY,
    NOW,
    OPERATOR,
    REGISTRAR,
    digest_of,
    document,
    genesis_subject,
    key_of,
    party_subject,
    read,
    work_subject,
)

REGISTRAR_2 = key_of(20)
REGISTRAR_3 = key_of(21)
#: who is a party from the start
CAST = (ALICE, BOB, CAROL, MALLORY)


class Play:
    """A ledger with two registrars more than usual, Alice, Bob, Carol and Mallory as parties.

    `now` is the time at which the next statement is entered; `skip` moves it by days.
    """

    def __init__(self, **policy: Any) -> None:
        self.register = Register()
        self.leaves: list[bytes] = []
        self.now: datetime = NOW
        self._files = 0
        registrars = [did_of(key) for key in (REGISTRAR, REGISTRAR_2, REGISTRAR_3)]
        rules = {"noticeDays": 30, "writers": "open"} | policy
        subject = genesis_subject(registrars=registrars, policy=rules)
        self.enter("LedgerGenesis", subject, OPERATOR)
        for key in CAST:
            self.enter("PartyRegistration", party_subject(key), key)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _value: object, _trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.check()

    @property
    def today(self) -> str:
        """The day in Asia/Shanghai."""
        return local_date(self.now).isoformat()

    def day(self, days: int) -> str:
        """The day `days` after today."""
        return (local_date(self.now) + timedelta(days=days)).isoformat()

    def skip(self, days: int) -> None:
        """Let `days` go by."""
        self.now += timedelta(days=days)

    def enter(self, kind: str, subject: JsonObject, *signers: Ed25519PrivateKey) -> Entry:
        """Enter a statement that has to be admitted, issued by the first of `signers`."""
        return self.add(document(kind, subject, *signers, time=self.now))

    def add(self, made: JsonObject) -> Entry:
        """Enter a document that has to be admitted."""
        statement = read(made)
        before = self.register.dump()
        ruling = decide(statement, self.register, Moment(len(self.leaves), self.now))
        assert self.register.dump() == before, "decide changed the register"
        registry: JsonObject = {"time": format_time(self.now), "previous": None}
        if ruling:
            registry["ruling"] = ruling
        leaf = encode_entry(statement, registry)
        entry = parse_entry(leaf, len(self.leaves))
        apply(self.register, entry)
        self.register.changes()
        self.leaves.append(leaf)
        return entry

    def refused(
        self, code: str, kind: str, subject: JsonObject, *signers: Ed25519PrivateKey
    ) -> LedgerError:
        """Enter a statement that has to be refused with `code`, and give the refusal."""
        before = self.register.dump()
        with pytest.raises(LedgerError) as caught:
            self.add(document(kind, subject, *signers, time=self.now))
        assert caught.value.code == code, str(caught.value)
        assert self.register.dump() == before
        return caught.value

    def work(self, *owners: Ed25519PrivateKey, **changes: Any) -> str:
        """Register a work of `owners` (by default Alice's) and give its id."""
        self._files += 1
        file = {"sha256": digest_of(7000 + self._files), "mediaType": "image/jpeg"}
        subject = work_subject(*owners, **({"file": file} | changes))
        return self.enter("WorkRegistration", subject, *(owners or (ALICE,))).statement.id

    def registered(self, *owners: Ed25519PrivateKey, **changes: Any) -> str:
        """Register a work and let its public notice go by."""
        work = self.work(*owners, **changes)
        self.skip(31)
        return work

    def folio(self, work: str) -> Folio:
        """Give a work's folio."""
        folio = self.register.get(Folio, work)
        assert folio is not None
        return folio

    def check(self) -> None:
        """Hold that the entries alone give the same register, judged the same way."""
        again = Register()
        for index, leaf in enumerate(self.leaves):
            entry = parse_entry(leaf, index)
            time = datetime.fromisoformat(entry.registry.time)
            ruling = decide(entry.statement, again, Moment(index, time))
            assert ruling == (entry.registry.ruling or {})
            apply(again, entry)
        assert again.dump() == self.register.dump()
