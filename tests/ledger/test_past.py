"""The register valid on any day as known at any size, against a fold of the entries in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from ledger.past import Moment, register_at
from ledger.register.calendar import local_date, parse_time
from ledger.register.decide import apply
from ledger.register.did import did_of
from ledger.register.entry import Entry, parse_entry
from ledger.register.identity import contested
from ledger.register.questions.authorization import authorization
from ledger.register.records import RECORDS, Folio, Grant, Key, Party
from ledger.register.rules.dealings import registration_at
from ledger.register.rules.licensing_conflict import conflict_of
from ledger.register.rules.licensing_status import grant_status
from ledger.register.state import Register
from ledger.register.terms import Terms
from ledger.store import Store
from ledger.store.interface import Reader

from .batches import write
from .build import (
    did,
    digest,
    genesis,
    operator_key,
    party,
    registrar_key,
    running,
    signed,
    work,
)
from .licensed import Clock, Dealings

#: the second registrar
OFFICER = 9


def founding() -> Any:
    registrars = [did_of(registrar_key()), did(OFFICER)]
    subject: Any = genesis()["credentialSubject"]
    return signed("LedgerGenesis", subject | {"registrars": registrars}, [operator_key()])


def order(told: Dealings, name: str, kind: str, **members: Any) -> None:
    """Enter an order about the work; each is a document of its own."""
    number = str(len(told.entered))
    subject = {
        "kind": kind,
        "work": told.id("work"),
        "authority": "court",
        "issuerName": "敦煌市人民法院",
        "number": number,
        "document": digest(number),
        "scope": {},
        "reasons": "依法",
    }
    told.enter(name, "Order", subject | members, 0, OFFICER)


def story(told: Dealings) -> None:
    """Enter all that can reach back, and much that does not."""
    for number in range(1, 6):
        told.add(f"party {number}", party(number))
    mine, people = {"party": did(1)}, [did(2), did(3), did(4)]
    told.enter("contacts", "RecoveryContacts", mine | {"contacts": people}, 1)
    told.add("work", work(1, sha256=digest("deer"), time=told.clock.now))
    told.clock.skip(31)
    sides = {"work": told.id("work"), "licensors": [did(1)]}
    for name, licensee in (("first", 2), ("second", 3)):
        agreed = {"licensee": did(licensee), "terms": told.terms(0, 300)}
        told.enter(name, "LicenceGrant", sides | agreed, 1, licensee)
    told.clock.skip(10)
    last = {"grant": told.id("first"), "ground": "agreement", "lastDay": told.clock.day(5)}
    told.enter("ended", "LicenceTermination", last, 1, 2)
    stolen = told.time()
    told.clock.skip(10)
    order(told, "voided", "cancel", scope={"grant": told.id("second")}, effect="from_start")
    told.enter("stolen", "KeyCompromise", mine | {"since": stolen}, 2, 3)
    told.clock.skip(10)
    order(told, "cancelled", "cancel", effect="from_start")
    told.clock.skip(10)
    order(told, "lifted", "lift", lifts=told.id("cancelled"))
    told.clock.skip(10)
    order(told, "suspended", "suspend", until=told.clock.day(3))


@pytest.fixture
def told(store: Store) -> Iterator[Dealings]:
    """The story on each database."""
    clock = Clock()
    write(store, founding())
    with running(store, clock=clock) as ledger:
        dealings = Dealings(ledger, clock)
        story(dealings)
        yield dealings


def entries_of(reader: Reader) -> list[Entry]:
    leaves = reader.leaves(0, reader.head().size)
    return [parse_entry(leaf, index) for index, leaf in enumerate(leaves)]


def folded(entries: list[Entry]) -> Register:
    register = Register()
    for entry in entries:
        apply(register, entry)
    return register


def plainly(entries: list[Entry], day: date, known: int) -> dict[Key, Any]:
    """Fold what was entered by `day`; write into it what was known to reach back."""
    valid = [entry for entry in entries[:known] if entry.day <= day]
    then = {key: json.loads(text) for key, text in folded(valid).dump().items()}
    for (table, name), text in folded(entries[:known]).dump().items():
        later, before = json.loads(text), then.get((table, name))
        if before is None:
            continue
        if table == "work" and "voidFromStart" in later:
            before.update(voidFromStart=later["voidFromStart"], status=later["status"])
        if table == "grant" and "void" in later:
            before.update(void=later["void"], status=later["status"])
        if table == "party":
            before.update(contests=later["contests"])
    return then


def test_every_record_on_every_day_as_known_at_every_size(told: Dealings) -> None:
    with told.ledger.store.read() as reader:
        entries = entries_of(reader)
        everything = [key for key in folded(entries).dump() if RECORDS[key[0]].versioned]
        spoken = {entry.day for entry in entries}
        some = {day + timedelta(days=more) for day in spoken for more in (-1, 0, 1)}
        for day in sorted(some):
            for known in range(1, len(entries) + 1):
                moment = register_at(reader, told.clock.now, day, known)
                assert (moment.day, moment.known) == (day, known)
                expected = plainly(entries, day, known)
                for table, name in everything:
                    record = moment.register.get(RECORDS[table], name)
                    found = None if record is None else json.loads(record.to_json())
                    assert found == expected.get((table, name)), (day, known, table)


def registration(told: Dealings, moment: Moment) -> str:
    folio = moment.register.get(Folio, told.id("work"))
    return registration_at(folio, moment.day).state if folio else "unknown"


def licence(told: Dealings, moment: Moment, name: str) -> str:
    grant = moment.register.get(Grant, told.id(name))
    return grant_status(moment.register, grant, moment.day).state if grant else "unknown"


#: what was known → what it made of the day 5 days after the licences were granted
KNOWN = {
    "party 5": ("unknown", "unknown", "unknown", False),
    "work": ("registered", "unknown", "unknown", False),
    "first": ("registered", "effective", "unknown", False),
    "second": ("registered", "effective", "effective", False),
    "ended": ("registered", "effective", "effective", False),
    "voided": ("registered", "effective", "void", False),
    "stolen": ("registered", "effective", "void", True),
    "cancelled": ("cancelled", "effective", "void", True),
    "lifted": ("registered", "effective", "void", True),
    "suspended": ("registered", "effective", "void", True),
}


@pytest.mark.parametrize("name", KNOWN)
def test_one_day_as_it_was_known_later_and_later(told: Dealings, name: str) -> None:
    with told.ledger.store.read() as reader:
        granted = entries_of(reader)[told.index("first")].day
        day = granted + timedelta(days=5)
        moment = register_at(reader, told.clock.now, day, told.index(name) + 1)
        owner = moment.register.get(Party, did(1))
        assert owner is not None
        at = entries_of(reader)[told.index("ended")].registry.time
        assert (
            registration(told, moment),
            licence(told, moment, "first"),
            licence(told, moment, "second"),
            contested(owner, at),
        ) == KNOWN[name]


def test_a_question_about_the_past_has_the_answer_of_the_past(told: Dealings) -> None:
    with told.ledger.store.read() as reader:
        granted = entries_of(reader)[told.index("first")].day
        may: dict[int, list[bool]] = {}
        for asker in (2, 3):
            may[asker] = []
            for days_later in (-1, 0, 15, 16):
                day = granted + timedelta(days=days_later)
                moment = register_at(reader, told.clock.now, day, told.index("ended") + 1)
                folio = moment.register.get(Folio, told.id("work"))
                assert folio is not None
                dates = {"from": day.isoformat(), "until": day.isoformat()}
                question = told.question(asker, **dates)
                may[asker].append(authorization(moment.register, folio, question).authorised)
        assert may == {2: [False, True, True, False], 3: [False, True, True, True]}


def test_without_its_index_a_past_register_finds_the_same_conflicts(told: Dealings) -> None:
    """The shelves of grants are not versioned; the long way round finds what they would."""
    terms = Terms.model_validate(told.terms(-20, 0, exclusivity="exclusive"))
    with told.ledger.store.read() as reader:
        entries = entries_of(reader)
        for known in range(told.index("work") + 1, len(entries) + 1):
            day = entries[known - 1].day
            moment = register_at(reader, told.clock.now, day, known)
            args = (told.id("work"), terms, day)
            found, plain = conflict_of(moment.register, *args), folded(entries[:known])
            expected = conflict_of(plain, *args)
            assert (found and found[0].id) == (expected and expected[0].id), known
        assert RECORDS["shelf"].versioned is False


def test_what_is_left_out_has_a_meaning(told: Dealings) -> None:
    with told.ledger.store.read() as reader:
        size, now = reader.head().size, told.clock.now
        entries = entries_of(reader)
        present = register_at(reader, now)
        assert (present.day, present.known) == (told.clock.today, size)
        assert present.register.indexed
        assert register_at(reader, now, known_at=size + 99).known == size
        assert register_at(reader, now, known_at=0).register.get(Party, did(1)) is None
        for known in (1, told.index("work") + 1, size):
            assert register_at(reader, now, known_at=known).day == entries[known - 1].day
        for day in (date.min, date.max):
            moment = register_at(reader, now, day)
            assert (moment.day, moment.known) == (day, size)
            assert (moment.register.get(Party, did(1)) is None) == (day == date.min)


def test_a_day_ends_at_midnight_in_shanghai(told: Dealings) -> None:
    with told.ledger.store.read() as reader:
        index = told.index("ended")
        time = parse_time(entries_of(reader)[index].registry.time)
        assert local_date(time) == entries_of(reader)[index].day
        before = register_at(reader, told.clock.now, local_date(time) - timedelta(days=1))
        grant = before.register.get(Grant, told.id("first"))
        assert grant is not None
        assert grant.ended is None
