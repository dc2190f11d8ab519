"""Bad statements, each sort with a code of its own, and nothing written for any of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.signing import signed
from ledger.register.canonical import canonical
from ledger.register.did import encode_multibase
from ledger.register.integrity import sign_document
from ledger.register.statement import new_statement, sign_statement
from ledger.sequencer import utc_now

from .support import (
    ORIGIN,
    World,
    did,
    everything,
    founded,
    heritage_statement,
    key,
    party_statement,
    picture,
    problem_of,
    refused,
    work_statement,
    work_subject,
)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A ledger with a work in it; no test of this file may change it."""
    with founded(tmp_path_factory.mktemp("busy") / "ledger") as world:
        world.parties("alice", "bob")
        world.enter(work_statement(picture(1), "alice"), picture(1))
        world.enter(heritage_statement(picture(2)), picture(2))
        yield world


# ---- the statement's bytes --------------------------------------------------------------------


def spelled(change: Callable[[bytes], bytes]) -> bytes:
    return change(party_statement("carol"))


def with_member(text: bytes) -> bytes:
    """The statement with one more member in it, written as given."""
    return spelled(lambda data: data[:-1] + b"," + text + b"}")


BYTES: dict[str, tuple[bytes, str]] = {
    "no bytes": (b"", "statement_not_json"),
    "no json": (b"hello", "statement_not_json"),
    "cut off": (spelled(lambda data: data[:-1]), "statement_not_json"),
    "more behind": (spelled(lambda data: data + b"{}"), "statement_not_json"),
    "a list": (spelled(lambda data: b"[" + data + b"]"), "statement_not_object"),
    "null": (b"null", "statement_not_object"),
    "no utf-8": (spelled(lambda data: data.replace(b"carol", b"\xff\xfe")), "statement_not_utf8"),
    "latin-1": (spelled(lambda data: data.replace(b"carol", b"\xe9")), "statement_not_utf8"),
    "a surrogate in utf-8": (
        spelled(lambda data: data.replace(b"carol", b"\xed\xa0\x80")),
        "statement_not_utf8",
    ),
    "half a pair": (
        spelled(lambda data: data.replace(b"carol", b"\\ud800")),
        "character_not_allowed",
    ),
    "nul": (spelled(lambda data: data.replace(b"carol", b"\\u0000")), "character_not_allowed"),
    "right to left override": (
        spelled(lambda data: data.replace(b"carol", "\u202e".encode())),
        "character_not_allowed",
    ),
    "decomposed": (
        spelled(lambda data: data.replace(b"carol", "e\u0301".encode())),
        "text_not_normalised",
    ),
    "a member twice": (with_member(b'"id":"urn:uuid:x"'), "duplicate_key"),
    "a member twice, inside": (
        spelled(lambda data: data.replace(b'"kind":', b'"kind":"person","kind":')),
        "duplicate_key",
    ),
    "a name outside ascii": (with_member('"né":1'.encode()), "key_not_ascii"),
    "a fraction": (with_member(b'"n":1.5'), "number_not_allowed"),
    "an exponent": (with_member(b'"n":1e2'), "number_not_allowed"),
    "a huge number": (with_member(b'"n":' + b"9" * 30_000), "number_not_allowed"),
    "beyond 2^53": (with_member(b'"n":9007199254740992'), "number_not_allowed"),
    "not a number": (with_member(b'"n":NaN'), "number_not_allowed"),
    "endless": (with_member(b'"n":-Infinity'), "number_not_allowed"),
    "deep lists": (with_member(b'"n":' + b"[" * 15_000 + b"]" * 15_000), "statement_too_deep"),
    "deep objects": (
        with_member(b'"n":' + b'{"a":' * 20 + b"1" + b"}" * 20),
        "statement_too_deep",
    ),
    "too large": (with_member(b'"n":"' + b"x" * 40_000 + b'"'), "statement_too_large"),
    "an unknown member": (with_member(b'"note":1'), "field_unknown"),
    "an unknown member of the subject": (
        spelled(lambda data: data.replace(b'"kind":', b'"email":"a@b","kind":')),
        "field_unknown",
    ),
    "another kind": (
        spelled(lambda data: data.replace(b'"PartyRegistration"', b'"PartyRemoval"')),
        "kind_unknown",
    ),
    "another context": (
        spelled(lambda data: data.replace(b"w3id.org/mogao", b"w3id.org/other")),
        "context_unknown",
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_statement(busy: World, name: str) -> None:
    statement, code = BYTES[name]
    refused(busy, (statement, None), 400, code)
    refused(busy, (statement, picture(3)), 400, code)


# ---- what was signed, by whom, when, for which ledger -----------------------------------------


def altered(change: Callable[[dict[str, Any]], None], statement: bytes | None = None) -> bytes:
    document = json.loads(statement or party_statement("carol"))
    change(document)
    return canonical(document)


def signed_by(
    *names: str, issuer: str = "carol", time: datetime | None = None, **envelope: Any
) -> bytes:
    """carol's registration, signed by whoever is named."""
    subject = {"party": did("carol"), "kind": "person", "displayName": "c", "roles": ["creator"]}
    document = new_statement(
        "PartyRegistration",
        subject,
        issuer=did(issuer),
        ledger=envelope.get("ledger", ORIGIN),
        time=time or utc_now(),
        statement_id=envelope.get("statement_id"),
    )
    return canonical(sign_statement(document, [key(name) for name in names], time or utc_now()))


def test_altered_after_signing(busy: World) -> None:
    changes: dict[str, Callable[[dict[str, Any]], None]] = {
        "alias": lambda d: d["credentialSubject"].update(displayName="mallory"),
        "id": lambda d: d.update(id=f"urn:uuid:{uuid.uuid4()}"),
        "time": lambda d: d.update(validFrom="2020-01-01T00:00:00Z"),
        "created": lambda d: d["proof"][0].update(created="2020-01-01T00:00:00Z"),
        "ledger": lambda d: d.update(ledger="log.example/other"),
    }
    for name, change in changes.items():
        assert refused(busy, (altered(change), None), 400, "signature_false"), name
    work = work_statement(picture(3), "alice")
    share = altered(lambda d: d["credentialSubject"].update(ai="generated"), work)
    refused(busy, (share, picture(3)), 400, "signature_false")


def test_signed_by_another_key(busy: World) -> None:
    def mallory(document: dict[str, Any]) -> None:
        # the proof says carol's key, and mallory's made it
        forged = sign_document({**document, "proof": []}, key("mallory"), "2026-01-01T00:00:00Z")
        document["proof"][0]["proofValue"] = forged["proof"][0]["proofValue"]  # type: ignore[call-overload,index]  # JSON

    refused(busy, (altered(mallory), None), 400, "signature_false")
    refused(busy, (signed_by("mallory"), None), 400, "issuer_signature_missing")
    refused(busy, (signed_by("carol", "mallory"), None), 400, "signer_not_expected")
    unsigned = altered(lambda d: d.update(proof=[]))
    refused(busy, (unsigned, None), 400, "field_invalid")
    twice = altered(lambda d: d.update(proof=d["proof"] * 2))
    refused(busy, (twice, None), 400, "signer_repeated")


def test_a_work_that_not_all_its_owners_signed(busy: World) -> None:
    subject = work_subject(picture(3), "alice", "bob")
    one = signed("WorkRegistration", subject, [key("alice")], ORIGIN)
    refused(busy, (one, picture(3)), 400, "signature_missing")


@pytest.mark.parametrize(
    "value",
    ["", "z", "x11", "z" + "1" * 128, "z0OIl", "u" + "A" * 86, " z3", "z" + "z" * 88],
)
def test_signatures_in_another_spelling(busy: World, value: str) -> None:
    broken = altered(lambda d: d["proof"][0].update(proofValue=value))
    refused(busy, (broken, None), 400, "proof_value_malformed")


@pytest.mark.parametrize("spelling", ["{} ", "z1{}", "\n{}", "{}\t"])
def test_signatures_with_blanks_or_leading_ones(busy: World, spelling: str) -> None:
    document = json.loads(party_statement("carol"))
    value = document["proof"][0]["proofValue"]
    document["proof"][0]["proofValue"] = spelling.format(value)
    before = everything(busy)
    problem = problem_of(busy.post(canonical(document)))
    codes = {"proof_value_malformed", "field_invalid", "character_not_allowed"}
    assert problem["code"] in codes
    assert everything(busy) == before


def test_for_another_ledger(busy: World) -> None:
    refused(busy, (signed_by("carol", ledger="log.example/other"), None), 409, "ledger_wrong")
    file = picture(3)
    refused(busy, (work_statement(file, "alice", origin="x.example"), file), 409, "ledger_wrong")


def test_an_id_that_was_used(busy: World) -> None:
    with busy.service.store.read() as reader:
        used = reader.rows(1, 2)[0].statement_id
    replay = signed_by("carol", statement_id=uuid.UUID(used))
    problem = refused(busy, (replay, None), 409, "statement_id_used")
    assert problem["entry"] == 1
    file = picture(3)
    document = json.loads(work_statement(file, "alice")) | {"id": used}
    bare = {name: value for name, value in document.items() if name != "proof"}
    again = canonical(sign_statement(bare, [key("alice")], utc_now()))
    refused(busy, (again, file), 409, "statement_id_used")


@pytest.mark.parametrize(
    ("ahead", "status"), [(timedelta(minutes=9), 201), (timedelta(minutes=11), 400)]
)
def test_a_clock_that_runs_ahead(world: World, ahead: timedelta, status: int) -> None:
    statement = signed_by("carol", time=utc_now() + ahead)
    if status == 201:
        assert world.post(statement).status_code == 201
    else:
        refused(world, (statement, None), 400, "time_in_future")


def test_the_far_future_and_times_of_no_calendar(busy: World) -> None:
    far = signed_by("carol", time=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    refused(busy, (far, None), 400, "time_in_future")
    for text in ("2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01", "now", ""):
        broken = altered(lambda d: d.update(validFrom=text))  # noqa: B023  # used in this turn
        refused(busy, (broken, None), 400, "field_invalid")


def test_strangers_and_what_the_rules_refuse_leave_nothing(busy: World) -> None:
    file = picture(3)
    stranger = work_statement(file, "mallory")
    refused(busy, (stranger, file), 409, "party_not_registered")
    parent = [("work", f"urn:uuid:{uuid.uuid4()}", "adapted")]
    orphan = work_statement(file, "alice", nature="adaptation", parents=parent)
    refused(busy, (orphan, file), 409, "parent_unknown")
    early = work_statement(file, "alice", completed="2999-01-01")
    refused(busy, (early, file), 409, "completed_in_future")
    scan = work_statement(picture(2), "alice")
    assert refused(busy, (scan, picture(2)), 409, "scan_not_original")["entry"] == 4
    again = work_statement(picture(1), "alice")
    assert refused(busy, (again, picture(1)), 409, "work_registered_already")["entry"] == 3
    owners = [{"party": did("alice"), "share": "1/2"}]
    half = work_statement(file, "alice", changes={"owners": owners})
    refused(busy, (half, file), 409, "shares_not_one")
    for share in ("2/2", "0/1", "1", "0.5", "-1/1", "1/0", "３/４"):
        owners = [{"party": did("alice"), "share": share}]
        odd = work_statement(file, "alice", changes={"owners": owners})
        refused(busy, (odd, file), 400, "share_malformed")


def test_heritage_needs_a_registrar(busy: World) -> None:
    alone = heritage_statement(picture(3), signers=("alice",))
    refused(busy, (alone, picture(3)), 400, "registrar_signature_missing")
    with_one = heritage_statement(picture(3), signers=("mallory", "registrar"))
    refused(busy, (with_one, picture(3)), 409, "party_not_registered")


KEYS = {
    "": "did_malformed",
    "did:key:": "did_malformed",
    "did:key:z6Mk": "did_malformed",
    "did:web:example.org": "did_malformed",
    " " + did("carol"): "did_malformed",
    did("carol") + " ": "did_malformed",
    did("carol").replace("z6Mk", "z16Mk"): "did_malformed",
    "did:key:" + encode_multibase(b"\x12\x00" + bytes(32)): "did_malformed",  # of another sort
    "did:key:" + encode_multibase(b"\xed\x01" + bytes(32)): "did_weak_key",
}


@pytest.mark.parametrize("text", KEYS)
def test_keys_that_are_none(busy: World, text: str) -> None:
    refused(busy, (altered(lambda d: d.update(issuer=text)), None), 400, KEYS[text])
