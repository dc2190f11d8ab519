"""Founding a ledger: once, by its operator, for the origin it is addressed to."""

from datetime import timedelta

from ledger.errors import SignatureError, StatementError
from ledger.register.did import did_of
from ledger.register.kinds.genesis import Policy
from ledger.register.records import Constitution

from ..build import (
    ALICE,
    BOB,
    MALLORY,
    NOW,
    OPERATOR,
    ORIGIN,
    REGISTRAR,
    Ledger,
    document,
    founded,
    genesis_subject,
    heritage_subject,
    number_id,
    party_subject,
    picture_subject,
    work_subject,
)
from .refusing import assert_refused


def genesis(*signers, **changes):
    return document("LedgerGenesis", genesis_subject(**changes), *(signers or (OPERATOR,)))


def test_founding_fixes_the_constitution():
    ledger = Ledger()
    policy = {"noticeDays": 7, "writers": "endorsed"}
    entry = ledger.add(genesis(policy=policy, registrars=[did_of(REGISTRAR), did_of(BOB)]))
    assert entry.registry.ruling is None
    assert ledger.register.get(Constitution, "") == Constitution(
        entry=0,
        origin=ORIGIN,
        log_key=entry.statement.document["credentialSubject"]["logKey"],
        operator=did_of(OPERATOR),
        registrars=[did_of(REGISTRAR), did_of(BOB)],
        policy=Policy.model_validate(policy),
    )
    assert list(ledger.register.dump()) == [
        ("constitution", ""),
        ("feed", did_of(OPERATOR)),
        ("tally", "kind/LedgerGenesis"),
    ]


def test_ledger_not_founded():
    subjects = {
        "PartyRegistration": party_subject(ALICE),
        "HeritageSource": heritage_subject(),
        "HeritagePicture": picture_subject(number_id(1)),
        "WorkRegistration": work_subject(ALICE),
    }
    for kind, subject in subjects.items():
        assert_refused(Ledger(), document(kind, subject, ALICE), "ledger_not_founded")


def test_ledger_founded_already():
    assert_refused(founded(), genesis(), "ledger_founded_already", entry=0)


def test_a_log_that_begins_with_something_else_is_not_founded_later():
    ledger = Ledger()
    ledger.leaves.append(b"something else")
    assert_refused(ledger, genesis(), "ledger_founded_already", entry=0)


def test_a_ledger_is_founded_under_the_name_it_is_addressed_to():
    made = genesis(origin="ledger.example/other")
    assert_refused(Ledger(), made, "ledger_wrong", ledger=ORIGIN, origin="ledger.example/other")


def test_the_operator_founds_the_ledger():
    assert_refused(
        Ledger(),
        genesis(MALLORY),
        "signature_missing",
        family=SignatureError,
        did=did_of(OPERATOR),
    )


def test_another_operator_who_signs_too_is_not_the_issuer():
    made = genesis(MALLORY, OPERATOR)
    assert_refused(Ledger(), made, "signature_missing", family=SignatureError, did=did_of(OPERATOR))


def test_nobody_else_signs_the_founding():
    for other in (REGISTRAR, MALLORY):
        assert_refused(
            Ledger(),
            genesis(OPERATOR, other),
            "signer_not_expected",
            family=SignatureError,
            did=did_of(other),
        )


def test_time_in_future_begins_after_ten_minutes():
    ahead = NOW + timedelta(minutes=10)
    made = document("LedgerGenesis", genesis_subject(), OPERATOR, time=ahead)
    Ledger().add(made)
    assert_refused(
        Ledger(),
        made,
        "time_in_future",
        at=NOW - timedelta(seconds=1),
        family=StatementError,
        time="2026-11-21T10:10:00Z",
    )
