"""Random histories, good and bad statements mixed, against the oracle that shares no code.

What has to hold throughout: `decide` refuses exactly where a rule is broken, and names a rule that
is; it changes nothing, and asks for no record that `reads` did not name; the records are those that
the oracle counts up; a register that is read from storage rules alike; replaying the leaves gives
the same register; shares make one, parents stand earlier, priority is the order of the log.
"""

import json
from fractions import Fraction
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ledger.errors import LedgerError
from ledger.register.canonical import JsonObject
from ledger.register.decide import decide, reads
from ledger.register.did import did_of
from ledger.register.moment import Moment
from ledger.register.records import Key
from ledger.register.state import Register

from . import oracle
from .build import (
    ALICE,
    BOB,
    CAROL,
    KEYS,
    NOW,
    OPERATOR,
    ORIGIN,
    REGISTRAR,
    Ledger,
    digest_of,
    document,
    genesis_subject,
    heritage_subject,
    number_id,
    party_subject,
    picture_subject,
    read,
    work_subject,
)

PEOPLE = [did_of(key) for key in (ALICE, BOB, CAROL)]
FILES = [{"sha256": digest_of(number), "mediaType": "image/png"} for number in range(5)]
TODAY = "2026-11-21"

people = st.sampled_from(PEOPLE)
signatories = st.sampled_from([*PEOPLE, did_of(REGISTRAR)])
ownerships = st.sampled_from(["joint", "individual", "employment"])
days = st.sampled_from(["2026-10-01", "2026-09-30", TODAY, "2026-11-22"])
#: what is wrong with a work: nothing, half of the time
FLAWS = [
    "shares",
    "owners",
    "authors",
    "ownership",
    "signers",
    "ledger",
    "days",
    "parents",
    "party",
]
flaws = st.sampled_from([""] * len(FLAWS) + FLAWS)


class Stored(Register):
    """A register over stored JSON that remembers what it was asked for."""

    def __init__(self, stored: dict[Key, str]) -> None:
        super().__init__(stored.get)
        self.asked: set[Key] = set()

    def get(self, kind: type[Any], key: str) -> Any:
        self.asked.add((kind.table, key))
        return super().get(kind, key)


def shares(weights: list[int], total: int) -> list[str]:
    fractions = [Fraction(weight, total) for weight in weights]
    return [f"{share.numerator}/{share.denominator}" for share in fractions]


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.history: list[oracle.Document] = []
        self.stored: dict[Key, str] = {}
        self.number = 200

    # ---- one statement -------------------------------------------------------------------------

    def submit(self, kind: str, subject: JsonObject, signers: list[str], ledger: str) -> None:
        self.number += 1
        keys = [KEYS[did] for did in signers]
        made = document(kind, subject, *keys, ledger=ledger, statement_id=self.number)
        faults = oracle.faults(self.history, made, TODAY) if self.history else set()
        said = self.judge(made)
        if isinstance(said, LedgerError):
            assert (said.code, said.entry) in faults
            return
        assert faults == set()
        assert said == (oracle.ruling(self.history, made) if self.history else {})
        entry = self.ledger.add(made)
        assert entry.index == len(self.history)
        self.history.append(made)
        self.stored = self.ledger.register.dump()

    def judge(self, made: JsonObject) -> JsonObject | LedgerError:
        """Ask two registers, the one in memory and one that reads what is stored."""
        statement = read(made)
        stored = Stored(self.stored)
        verdicts: list[JsonObject | LedgerError] = []
        for register in (self.ledger.register, stored):
            before = register.dump()
            try:
                verdicts.append(decide(statement, register, Moment(len(self.history), NOW)))
            except LedgerError as error:
                verdicts.append(error)
            if register is not stored:
                assert register.dump() == before
            assert register.changes() == {}
        earlier = {("work", entry["id"]) for entry in self.history}
        earlier |= {("title", f"{entry['id']}/000000") for entry in self.history}
        if isinstance(verdicts[1], dict):
            # for what is refused, another query or two cost nothing that matters
            assert stored.asked <= reads(statement) | earlier
        one, other = verdicts
        assert type(one) is type(other)
        assert str(one) == str(other)
        return one

    # ---- what people send ----------------------------------------------------------------------

    @initialize(writers=st.sampled_from(["open", "endorsed"]))
    def found(self, writers: str) -> None:
        policy = {"noticeDays": 30, "writers": writers}
        for _ in range(2):  # the second time it is refused
            self.submit("LedgerGenesis", genesis_subject(policy=policy), [did_of(OPERATOR)], ORIGIN)
            assert len(self.history) == 1
        for key in (ALICE, BOB):
            self.register_party(did_of(key), [did_of(key), did_of(REGISTRAR)])
        assert len(self.history) == 3

    @rule(party=people, signers=st.lists(signatories, min_size=1, max_size=3, unique=True))
    def register_party(self, party: str, signers: list[str]) -> None:
        self.submit("PartyRegistration", party_subject(KEYS[party]), signers, ORIGIN)

    @rule(
        signers=st.sampled_from([[REGISTRAR], [ALICE, REGISTRAR], [BOB, REGISTRAR], [CAROL]]),
        file=st.none() | st.sampled_from(FILES),
    )
    def declare_heritage(self, signers: list[Any], file: Any) -> None:
        subject = heritage_subject(file=file)
        if file is None:
            del subject["file"]
        self.submit("HeritageSource", subject, [did_of(key) for key in signers], ORIGIN)

    @rule(
        data=st.data(),
        signers=st.sampled_from([[REGISTRAR], [ALICE, REGISTRAR], [CAROL, REGISTRAR], [BOB]]),
        file=st.sampled_from(FILES),
    )
    def add_picture(self, data: st.DataObject, signers: list[Any], file: Any) -> None:
        known = [key for table, key in self.stored if table in {"heritage", "work"}]
        of = data.draw(st.sampled_from([*known, number_id(self.number)]))
        subject = picture_subject(of, file=file)
        self.submit("HeritagePicture", subject, [did_of(key) for key in signers], ORIGIN)

    @rule(data=st.data(), flaw=flaws)
    def register_work(self, data: st.DataObject, flaw: str) -> None:
        known = sorted(key for table, key in self.stored if table == "party")
        crowd = people if flaw == "party" else st.sampled_from(known)
        owners = data.draw(st.lists(crowd, min_size=1, max_size=3, unique=flaw != "owners"))
        authors = data.draw(st.lists(crowd, min_size=1, max_size=2, unique=flaw != "authors"))
        weights = [data.draw(st.integers(1, 5)) for _ in owners]
        split = shares(weights, sum(weights) + (flaw == "shares"))
        subject = work_subject(
            title={"zh": f"作品{self.number}"},
            owners=[{"party": did, "share": part} for did, part in zip(owners, split, strict=True)],
            authors=[{"party": did, "signedAs": "画师"} for did in authors],
            ownership="joint" if len(authors) > 1 else "individual",
            creation={
                "nature": data.draw(st.sampled_from(["adaptation", "original"])),
                "completed": data.draw(days) if flaw == "days" else "2026-10-01",
                "place": "CN-62",
            },
            file=data.draw(st.sampled_from(FILES)),
            derivedFrom=data.draw(self.parents(flaw)),
        )
        if flaw == "ownership":
            subject["ownership"] = data.draw(ownerships)
        if data.draw(st.booleans()):
            first = data.draw(days) if flaw == "days" else TODAY
            subject["publication"] = {"status": "published", "firstDate": first}
            del subject["display"]
        signers = list(dict.fromkeys(owners))
        if flaw == "signers":
            signers = data.draw(st.lists(signatories, min_size=1, max_size=3, unique=True))
        ledger = "ledger.example/other" if flaw == "ledger" else ORIGIN
        self.submit("WorkRegistration", subject, signers, ledger)

    def parents(self, flaw: str) -> st.SearchStrategy[list[JsonObject]]:
        """Return parents that stand in the log; or else anything, the work itself, one to come."""
        heritage = [key for table, key in self.stored if table == "heritage"]
        works = [key for table, key in self.stored if table == "work"]
        if flaw == "parents":
            heritage += [*works, *(number_id(self.number + ahead) for ahead in (1, 2))]
            works = heritage
        found: list[JsonObject] = [{"work": id, "relation": "adapted"} for id in works]
        for relation in ("inspired", "adapted", "scanned"):
            found += [{"heritage": id, "relation": relation} for id in heritage]
        return st.lists(st.sampled_from(found), max_size=2) if found else st.just([])

    # ---- what holds at every moment ------------------------------------------------------------

    @invariant()
    def the_records_are_those_that_the_oracle_counts_up(self) -> None:
        held = {
            key: json.loads(text)
            for key, text in self.ledger.register.dump().items()
            if key[0] in oracle.TABLES
        }
        expected = oracle.records(self.history)
        assert held.keys() == expected.keys()
        for key, members in expected.items():
            assert {name: held[key].get(name) for name in members} == members

    @invariant()
    def shares_make_one_and_parents_stand_earlier(self) -> None:
        place = {entry["id"]: index for index, entry in enumerate(self.history)}
        for (table, _), text in self.stored.items():
            if table != "work":
                continue
            folio = json.loads(text)
            assert sum(Fraction(owner["share"]) for owner in folio["owners"]) == 1
            assert all(place[parent["id"]] < folio["registered"] for parent in folio["parents"])

    @invariant()
    def claims_stand_in_the_order_of_the_log(self) -> None:
        for (table, _), text in self.stored.items():
            if table == "file":
                claims = json.loads(text)
                for kind in ("works", "heritage"):
                    entries = [claim["entry"] for claim in claims[kind]]
                    assert entries == sorted(set(entries))

    def teardown(self) -> None:
        assert self.ledger.replayed().dump() == self.ledger.register.dump()
        for text in self.stored.values():
            assert json.loads(text)["entry"] < len(self.history)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
