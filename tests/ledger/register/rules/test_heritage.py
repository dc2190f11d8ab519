"""Heritage sources: a registrar answers for every one."""

from ledger.errors import SignatureError
from ledger.register.did import did_of
from ledger.register.fields import Label
from ledger.register.records import Claim, FileClaims, Heritage
from ledger.register.rules.files import MAX_CLAIMS

from ..build import (
    ALICE,
    BOB,
    MALLORY,
    OPERATOR,
    REGISTRAR,
    digest_of,
    document,
    founded,
    heritage_subject,
    number_id,
    work_subject,
)
from .refusing import assert_refused

SHA = digest_of(257)


def source(*signers, number=50, **changes):
    subject = heritage_subject(**changes)
    subject = {name: value for name, value in subject.items() if value is not None}
    return document("HeritageSource", subject, *signers, statement_id=number)


def test_a_registrar_declares_a_source():
    ledger = founded()
    entry = ledger.add(source(REGISTRAR))
    assert entry.registry.ruling is None
    assert ledger.register.get(Heritage, number_id(50)) == Heritage(
        entry=1,
        id=number_id(50),
        title=Label(zh="鹿王本生图", en="Jataka of the Deer King"),
        site="mogao",
        sha256=SHA,
    )
    assert ledger.register.get(FileClaims, SHA) == FileClaims(
        entry=1, sha256=SHA, works=[], heritage=[Claim(entry=1, id=number_id(50))]
    )


def test_a_source_needs_no_picture():
    ledger = founded()
    ledger.add(source(REGISTRAR, file=None))
    found = ledger.register.get(Heritage, number_id(50))
    assert found is not None
    assert found.sha256 is None
    assert "file" not in {table for table, _ in ledger.register.dump()}


def test_a_party_declares_a_source_with_a_registrar_beside():
    ledger = founded(ALICE)
    assert ledger.add(source(ALICE, REGISTRAR)).statement.issuer == did_of(ALICE)


def test_a_party_alone_does_not_declare_a_source():
    """Or a copyist would declare what was copied to be heritage."""
    assert_refused(
        founded(ALICE), source(ALICE), "registrar_signature_missing", family=SignatureError
    )


def test_the_operator_is_no_registrar():
    assert_refused(
        founded(), source(OPERATOR), "registrar_signature_missing", family=SignatureError
    )


def test_party_not_registered():
    assert_refused(founded(ALICE), source(BOB, REGISTRAR), "party_not_registered", did=did_of(BOB))


def test_nobody_else_signs_a_source():
    assert_refused(
        founded(ALICE, BOB),
        source(ALICE, REGISTRAR, BOB),
        "signer_not_expected",
        family=SignatureError,
        did=did_of(BOB),
    )
    assert_refused(
        founded(),
        source(REGISTRAR, MALLORY),
        "signer_not_expected",
        family=SignatureError,
        did=did_of(MALLORY),
    )


def test_sources_and_works_over_one_file_stand_in_the_order_of_the_log():
    ledger = founded(ALICE)
    file = {"sha256": SHA, "mediaType": "image/png"}
    ledger.add(document("WorkRegistration", work_subject(ALICE, file=file), ALICE, statement_id=60))
    ledger.add(source(REGISTRAR, number=61))
    ledger.add(source(REGISTRAR, number=62))
    claims = ledger.register.get(FileClaims, SHA)
    assert claims == FileClaims(
        entry=4,
        sha256=SHA,
        works=[Claim(entry=2, id=number_id(60))],
        heritage=[Claim(entry=3, id=number_id(61)), Claim(entry=4, id=number_id(62))],
    )


def test_file_claims_full():
    ledger = founded()
    claims = [Claim(entry=7, id=number_id(n)) for n in range(MAX_CLAIMS)]
    ledger.register.put(
        FileClaims(entry=9, sha256=SHA, works=claims[:100], heritage=claims[100:-1])
    )
    ledger.register.changes()
    assert ledger.rule_on(source(REGISTRAR)) == {}
    ledger.register.put(FileClaims(entry=9, sha256=SHA, works=claims[:100], heritage=claims[100:]))
    ledger.register.changes()
    assert_refused(ledger, source(REGISTRAR), "file_claims_full", entry=9, limit=256)
    assert ledger.rule_on(source(REGISTRAR, file=None)) == {}
