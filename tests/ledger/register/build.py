"""What the tests of `ledger.register` share: keys, documents of every kind, a founded register."""

import json
import tomllib
import uuid
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings

from ledger.register.calendar import format_time
from ledger.register.canonical import JsonObject, canonical
from ledger.register.decide import apply, decide
from ledger.register.did import did_of
from ledger.register.entry import Entry, encode_entry, parse_entry
from ledger.register.moment import Moment
from ledger.register.state import Register
from ledger.register.statement import (
    Statement,
    new_statement,
    parse_statement,
    sign_statement,
    verify_statement,
)

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SHARED = ROOT.parent / "shared" / "vectors"
ORIGIN = "ledger.example/mogao"
LOG_KEY = "ledger.example/mogao+5bc7d1f4+AW5wMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0"
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

fuzz = settings(deadline=None, max_examples=200)


def shared_bytes(name: str) -> bytes:
    """Return a vector file that others wrote, or skip where the folder is not at hand."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"../shared/vectors/{name} is not beside this checkout")
    return path.read_bytes()


def own_json(name: str) -> Any:
    return json.loads((HERE / "vectors" / name).read_text("utf-8"))


def message_codes(*files: str) -> set[str]:
    """Return the codes of the given files of ``ledger/messages``."""
    texts = [(ROOT / "ledger" / "messages" / f"{file}.toml").read_text("utf-8") for file in files]
    return {code for text in texts for code in tomllib.loads(text)}


def key_of(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


OPERATOR, REGISTRAR, ALICE, BOB, CAROL, MALLORY = (key_of(number) for number in range(1, 7))
#: DID → key, for every key above
KEYS = {did_of(key): key for key in (OPERATOR, REGISTRAR, ALICE, BOB, CAROL, MALLORY)}


def number_id(number: int) -> str:
    """Return the id of a statement that nobody made."""
    return f"urn:uuid:{uuid.UUID(int=number)}"


def digest_of(number: int) -> str:
    """Return what could be the SHA-256 of a file."""
    return f"{number:064x}"


def genesis_subject(**changes: Any) -> JsonObject:
    subject: JsonObject = {
        "origin": ORIGIN,
        "logKey": LOG_KEY,
        "operator": did_of(OPERATOR),
        "registrars": [did_of(REGISTRAR)],
        "policy": {"noticeDays": 30, "writers": "open"},
        "filing": "未备案",
    }
    return subject | changes


def party_subject(party: Ed25519PrivateKey = ALICE, **changes: Any) -> JsonObject:
    subject: JsonObject = {
        "party": did_of(party),
        "kind": "person",
        "displayName": "敦煌画室",
        "roles": ["creator", "rights_holder"],
    }
    return subject | changes


def heritage_subject(**changes: Any) -> JsonObject:
    subject: JsonObject = {
        "title": {"zh": "鹿王本生图", "en": "Jataka of the Deer King"},
        "site": "mogao",
        "cave": "mogao:257",
        "chamber": "main",
        "wall": "west",
        "motifs": ["jiuselu"],
        "period": "northern_wei",
        "objectKind": "mural",
        "file": {"sha256": digest_of(257), "mediaType": "image/png"},
    }
    return subject | changes


def picture_subject(heritage: str, **changes: Any) -> JsonObject:
    """Return a further picture of the source with that id."""
    subject: JsonObject = {
        "heritage": heritage,
        "file": {"sha256": digest_of(258), "mediaType": "image/png"},
        "note": {"zh": "侧光拍摄", "en": "By raking light"},
    }
    return subject | changes


def work_subject(*owners: Ed25519PrivateKey, **changes: Any) -> JsonObject:
    """Return a work of `owners` in equal shares, whose authors they are (by default: Alice)."""
    dids = [did_of(key) for key in owners or (ALICE,)]
    subject: JsonObject = {
        "title": {"zh": "九色鹿", "en": "Nine-coloured Deer"},
        "category": "fine_art",
        "creation": {"nature": "original", "completed": "2026-10-01", "place": "CN-62"},
        "publication": {"status": "unpublished"},
        "acquisition": "original",
        "ownership": "joint" if len(dids) > 1 else "individual",
        "authors": [{"party": did, "signedAs": "画师"} for did in dids],
        "owners": [{"party": did, "share": f"1/{len(dids)}"} for did in dids],
        "rights": "all",
        "file": {"sha256": digest_of(1), "mediaType": "image/jpeg"},
        "derivedFrom": [],
        "ai": "none",
        "display": "thumbnail",
    }
    return subject | changes


def document(
    kind: str,
    subject: JsonObject,
    *signers: Ed25519PrivateKey,
    ledger: str = ORIGIN,
    time: datetime = NOW,
    statement_id: int | None = None,
    **changes: Any,
) -> JsonObject:
    """Return a statement by the first of `signers`, with the proofs of all of them.

    `changes` are made to the envelope before it is signed; one to ``None`` takes the member away.
    """
    unsigned = new_statement(
        kind,
        subject,
        issuer=did_of(signers[0]),
        ledger=ledger,
        time=time,
        statement_id=None if statement_id is None else uuid.UUID(int=statement_id),
    )
    unsigned.update(changes)
    unsigned = {name: value for name, value in unsigned.items() if value is not None}
    return sign_statement(unsigned, signers, time)


def one_of_each() -> dict[str, JsonObject]:
    """Return one signed document of every kind, each admissible after those before it."""
    parent = {"heritage": number_id(102), "relation": "adapted"}
    return {
        "LedgerGenesis": document(
            "LedgerGenesis", genesis_subject(), OPERATOR, time=NOW, statement_id=100
        ),
        "PartyRegistration": document(
            "PartyRegistration", party_subject(ALICE), ALICE, statement_id=101
        ),
        "HeritageSource": document(
            "HeritageSource", heritage_subject(), REGISTRAR, statement_id=102
        ),
        "HeritagePicture": document(
            "HeritagePicture", picture_subject(number_id(102)), REGISTRAR, statement_id=104
        ),
        "WorkRegistration": document(
            "WorkRegistration", work_subject(ALICE, derivedFrom=[parent]), ALICE, statement_id=103
        ),
    }


EACH = one_of_each()


#: what `spoilt` puts in the place of a member that it takes away
ABSENT = object()


def copy_of(kind: str) -> Any:
    """Return a copy of the signed document of `kind` for a test to spoil."""
    return deepcopy(EACH[kind])


def put(made: Any, path: str, value: Any) -> Any:
    """Change one member of `made`, or take it away, and return `made`."""
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    place = made
    for part in parents:
        place = place[part]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return made


def spoilt(path: str, value: Any, kind: str = "WorkRegistration") -> Any:
    """Return a signed document with one member changed (or taken away) after signing."""
    return put(copy_of(kind), path, value)


def signed_again(spoilt: Any, *signers: Ed25519PrivateKey) -> JsonObject:
    """Return `spoilt` with its proofs replaced by fresh ones of `signers` (its issuer's)."""
    keys = signers or (KEYS[spoilt["issuer"]],)
    unsigned = {name: value for name, value in spoilt.items() if name != "proof"}
    return sign_statement(unsigned, keys, NOW)


def read(made: JsonObject) -> Statement:
    """Return the statement of a document, through its bytes, every signature checked."""
    statement = parse_statement(canonical(made))
    verify_statement(statement)
    return statement


@dataclass
class Ledger:
    """A register and the leaves that it is the fold of: the sequencer without a store."""

    register: Register = field(default_factory=Register)
    leaves: list[bytes] = field(default_factory=list)

    def rule(self, statement: Statement, time: datetime = NOW) -> JsonObject:
        """Return the ruling on `statement`, and hold that `decide` changed nothing."""
        before = self.register.dump()
        try:
            return decide(statement, self.register, Moment(len(self.leaves), time))
        finally:
            assert self.register.dump() == before
            assert self.register.changes() == {}

    def rule_on(self, made: JsonObject, time: datetime = NOW) -> JsonObject:
        return self.rule(read(made), time)

    def add(self, made: JsonObject, time: datetime = NOW) -> Entry:
        """Admit a document; the entry is what its own leaf reads as."""
        statement = read(made)
        ruling = self.rule(statement, time)
        registry: JsonObject = {"time": format_time(time), "previous": None}
        if ruling:
            registry["ruling"] = ruling
        leaf = encode_entry(statement, registry)
        entry = parse_entry(leaf, len(self.leaves))
        apply(self.register, entry)
        self.register.changes()
        self.leaves.append(leaf)
        return entry

    def replayed(self) -> Register:
        """Return the register that the leaves give to whoever has nothing else."""
        register = Register()
        for index, leaf in enumerate(self.leaves):
            apply(register, parse_entry(leaf, index))
        return register


def founded(*parties: Ed25519PrivateKey, writers: str = "open") -> Ledger:
    """Return a ledger with the given parties in it."""
    ledger = Ledger()
    policy = {"noticeDays": 30, "writers": writers}
    ledger.add(document("LedgerGenesis", genesis_subject(policy=policy), OPERATOR))
    for party in parties:
        endorsers = [REGISTRAR] if writers == "endorsed" else []
        ledger.add(document("PartyRegistration", party_subject(party), party, *endorsers))
    return ledger
