"""The envelope of a statement, its proofs, and what may be wrong with either."""

import json
from datetime import UTC, timedelta
from typing import Any

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import SignatureError, StatementError
from ledger.register.canonical import canonical
from ledger.register.did import did_of, encode_multibase
from ledger.register.statement import (
    CONTEXT,
    MAX_PROOFS,
    new_statement,
    parse_statement,
    sign_statement,
    statement_of,
    verify_statement,
)

from . import edwards
from .build import (
    ABSENT,
    ALICE,
    BOB,
    EACH,
    MALLORY,
    NOW,
    ORIGIN,
    copy_of,
    document,
    fuzz,
    key_of,
    number_id,
    party_subject,
    read,
    signed_again,
    spoilt,
    work_subject,
)

KINDS = list(EACH)


def parse_error(made: Any) -> StatementError:
    with pytest.raises(StatementError) as caught:
        parse_statement(json.dumps(made).encode())
    return caught.value


def verify_error(made: Any) -> StatementError:
    statement = parse_statement(json.dumps(made).encode())
    with pytest.raises(SignatureError) as caught:
        verify_statement(statement)
    return caught.value


# ---- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_statement_is_what_its_document_says(kind):
    made = EACH[kind]
    statement = read(made)
    assert statement.id == made["id"]
    assert statement.kind == kind
    assert type(statement.subject).__name__ == kind
    assert statement.issuer == made["issuer"]
    assert statement.valid_from == NOW
    assert statement.ledger == ORIGIN
    assert statement.signers == (made["issuer"],)
    assert statement.signed == (NOW,)
    assert statement.document == made
    assert statement.canonical == canonical(made)


@pytest.mark.parametrize("kind", KINDS)
def test_any_json_spelling_is_the_same_statement(kind):
    made = EACH[kind]
    turned = dict(reversed(made.items()))
    for spelt in (json.dumps(turned), json.dumps(made, indent=2, ensure_ascii=False)):
        assert parse_statement(spelt.encode()) == parse_statement(canonical(made))


def test_the_digest_does_not_cover_the_proofs():
    one = document("WorkRegistration", work_subject(ALICE, BOB), ALICE, statement_id=7)
    both = sign_statement(one, [ALICE, BOB], NOW + timedelta(seconds=5))
    first, second = read(one), read(both)
    assert first.digest == second.digest
    assert first.canonical != second.canonical
    assert second.signers == (did_of(ALICE), did_of(BOB))
    assert second.signed == (NOW, NOW + timedelta(seconds=5))


def test_a_new_statement_has_an_id_of_its_own():
    made = [new_statement("X", {}, issuer=did_of(ALICE), ledger=ORIGIN, time=NOW) for _ in range(9)]
    assert len({one["id"] for one in made}) == 9
    assert made[0]["validFrom"] == "2026-11-21T10:00:00Z"
    assert made[0]["@context"] == list(CONTEXT)


# ---- the envelope ------------------------------------------------------------------------------

MISSING = [(name, ABSENT, "field_missing", name) for name in EACH["WorkRegistration"]]
BAD_ENVELOPES = [
    *MISSING,
    ("name", "x", "field_unknown", "name"),
    ("valid_from", "2026-11-21T10:00:00Z", "field_unknown", "valid_from"),
    ("description", None, "field_unknown", "description"),
    ("@context", list(CONTEXT[:1]), "context_unknown", None),
    ("@context", list(CONTEXT[::-1]), "context_unknown", None),
    ("@context", [*CONTEXT, "https://example.org/more"], "context_unknown", None),
    ("@context", [], "context_unknown", None),
    ("@context", CONTEXT[0], "field_invalid", "@context"),
    ("@context", [{}], "field_invalid", "@context.0"),
    ("id", "00000000-0000-0000-0000-000000000067", "field_invalid", "id"),
    ("id", "urn:uuid:00000000-0000-0000-0000-00000000006G", "field_invalid", "id"),
    ("id", "urn:uuid:00000000-0000-0000-0000-0000000000AB", "field_invalid", "id"),
    ("id", "urn:uuid:{00000000-0000-0000-0000-000000000067}", "field_invalid", "id"),
    ("id", "urn:uuid:urn:uuid:00000000-0000-0000-0000-000000000067", "field_invalid", "id"),
    ("id", "urn:uuid:00000000000000000000000000000067", "field_invalid", "id"),
    ("id", "urn:uuid:0x0000000000000000000000000000_7", "field_invalid", "id"),
    ("id", "urn:uuid:00000000-0000-0000-0000-00000000006７", "field_invalid", "id"),
    ("id", " " + number_id(103), "field_invalid", "id"),
    ("id", number_id(103) + "\n", "field_invalid", "id"),
    ("id", "", "field_invalid", "id"),
    ("id", 7, "field_invalid", "id"),
    ("type", ["VerifiableCredential"], "field_invalid", "type"),
    ("type", ["VerifiableCredential", "WorkRegistration", "Other"], "field_invalid", "type"),
    ("type", "WorkRegistration", "field_invalid", "type"),
    ("type", ["VerifiableCredential", 7], "field_invalid", "type.1"),
    ("type", ["VerifiableCredential", "Other"], "kind_unknown", None),
    ("type", ["VerifiableCredential", "workregistration"], "kind_unknown", None),
    ("type", ["VerifiableCredential", "__class__"], "kind_unknown", None),
    ("type", ["WorkRegistration", "VerifiableCredential"], "kind_unknown", None),
    ("type", ["Credential", "WorkRegistration"], "kind_unknown", None),
    ("issuer", {"id": did_of(ALICE)}, "field_invalid", "issuer"),
    ("issuer", "did:web:example.org", "did_malformed", "issuer"),
    ("issuer", did_of(ALICE) + "\n", "did_malformed", "issuer"),
    ("issuer", "did:key:" + "z" * 120, "field_invalid", "issuer"),
    ("issuer", "did:key:" + encode_multibase(b"\xed\x01" + bytes(32)), "did_weak_key", "issuer"),
    ("validFrom", "2026-11-21T10:00:00+00:00", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21T10:00:00.0Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21 10:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21T10:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21", "field_invalid", "validFrom"),
    ("validFrom", "2026-02-29T10:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-13-01T10:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-31T10:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "0000-01-01T00:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21T24:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21T23:59:60Z", "field_invalid", "validFrom"),
    ("validFrom", "２０２６-11-21T10:00:00Z", "field_invalid", "validFrom"),
    ("validFrom", "2026-11-21T10:00:00Z\n", "field_invalid", "validFrom"),
    ("validFrom", 1763719200, "field_invalid", "validFrom"),
    ("ledger", "", "field_invalid", "ledger"),
    ("ledger", "x" * 201, "field_invalid", "ledger"),
    ("ledger", None, "field_invalid", "ledger"),
    ("credentialSubject", [], "field_invalid", "credentialSubject"),
    ("credentialSubject", None, "field_invalid", "credentialSubject"),
    ("proof", EACH["WorkRegistration"]["proof"][0], "field_invalid", "proof"),
    ("proof", [], "field_invalid", "proof"),
    ("proof", [None], "field_invalid", "proof.0"),
    ("proof/0/domain", "x", "field_unknown", "proof.0.domain"),
    ("proof/0/id", "urn:x", "field_unknown", "proof.0.id"),
    ("proof/0/type", "Ed25519Signature2020", "field_invalid", "proof.0.type"),
    ("proof/0/cryptosuite", "eddsa-rdfc-2022", "field_invalid", "proof.0.cryptosuite"),
    ("proof/0/created", "2026-11-31T10:00:00Z", "field_invalid", "proof.0.created"),
    ("proof/0/proofPurpose", "authentication", "field_invalid", "proof.0.proofPurpose"),
    ("proof/0/proofValue", "z" * 130, "field_invalid", "proof.0.proofValue"),
    ("proof/0/verificationMethod", "#" * 161, "field_invalid", "proof.0.verificationMethod"),
    ("proof/0/verificationMethod", "", "did_malformed", None),
    ("proof/0/verificationMethod", "did:web:x.example#key-1", "did_malformed", None),
    *(
        (f"proof/0/{name}", ABSENT, "field_missing", f"proof.0.{name}")
        for name in EACH["WorkRegistration"]["proof"][0]
    ),
]


@pytest.mark.parametrize(("path", "value", "code", "field"), BAD_ENVELOPES)
def test_envelopes_that_are_not_ours(path, value, code, field):
    error = parse_error(spoilt(path, value))
    assert error.code == code
    assert error.params.get("field") == field


def test_there_are_at_most_64_proofs():
    made = copy_of("PartyRegistration")
    del made["proof"]
    full = sign_statement(made, [key_of(number) for number in range(10, 10 + MAX_PROOFS)], NOW)
    assert len(parse_statement(canonical(full)).signers) == MAX_PROOFS
    full = sign_statement(full, [MALLORY], NOW)
    # 65 proofs are beyond 32 KiB of bytes too, so the shape is asked directly
    with pytest.raises(StatementError) as caught:
        statement_of(full)
    assert (caught.value.code, caught.value.params["field"]) == ("field_invalid", "proof")


# ---- signatures --------------------------------------------------------------------------------


def test_altered_after_signing():
    for path, value in (
        ("ledger", "ledger.example/another"),
        ("id", number_id(104)),
        ("validFrom", "2026-11-21T10:00:01Z"),
        ("issuer", did_of(BOB)),
        ("credentialSubject/title/zh", "九色鹿王"),
        ("credentialSubject/owners/0/share", "1/2"),
        ("credentialSubject/display", ABSENT),
        ("credentialSubject/derivedFrom", []),
        ("proof/0/created", "2026-11-21T10:00:01Z"),
    ):
        error = verify_error(spoilt(path, value))
        assert (error.code, error.params) == ("signature_false", {"did": did_of(ALICE)}), path


def test_a_proof_moved_to_another_statement_is_false():
    made = copy_of("WorkRegistration")
    made["proof"] = document("WorkRegistration", work_subject(ALICE), ALICE)["proof"]
    assert verify_error(made).code == "signature_false"


def test_a_proof_by_another_key_than_it_names():
    made = copy_of("WorkRegistration")
    forged = signed_again(made, MALLORY)["proof"]
    made["proof"][0]["proofValue"] = forged[0]["proofValue"]
    error = verify_error(made)
    assert (error.code, error.params) == ("signature_false", {"did": did_of(ALICE)})


def test_one_false_proof_spoils_the_set():
    made = sign_statement(copy_of("WorkRegistration"), [BOB], NOW)
    made["proof"][1]["proofValue"] = made["proof"][0]["proofValue"]
    error = verify_error(made)
    assert (error.code, error.params) == ("signature_false", {"did": did_of(BOB)})


def test_the_issuer_signs():
    error = verify_error(signed_again(copy_of("WorkRegistration"), BOB))
    assert (error.code, error.params) == ("issuer_signature_missing", {"did": did_of(ALICE)})


def test_a_signer_signs_once():
    made = copy_of("WorkRegistration")
    made["proof"] *= 2
    assert parse_error(made).code == "signer_repeated"
    made = copy_of("WorkRegistration")
    later = sign_statement({**made, "proof": []}, [ALICE], NOW + timedelta(seconds=1))
    made["proof"] += later["proof"]
    assert parse_error(made).code == "signer_repeated"
    assert sign_statement(copy_of("WorkRegistration"), [ALICE, ALICE], NOW) == EACH[made["type"][1]]


@pytest.mark.parametrize("context", [[], list(CONTEXT[:1]), list(CONTEXT[::-1]), ["x"]])
def test_a_proof_has_the_context_of_its_statement(context):
    error = parse_error(spoilt("proof/0/@context", context))
    assert (type(error), error.code) == (SignatureError, "proof_context_differs")


@pytest.mark.parametrize(
    "fragment", ["", "#", "#key-1", "#" + did_of(BOB)[8:], "#" + did_of(ALICE)]
)
def test_a_did_has_one_verification_method(fragment):
    error = parse_error(spoilt("proof/0/verificationMethod", did_of(ALICE) + fragment))
    assert (type(error), error.code) == (SignatureError, "verification_method_malformed")


@pytest.mark.parametrize(
    "form", ["", "z", "{}", "u{}", "Z{}", "z1{}", " z{}", "z {}", "z{} ", "z{}\n", "z{}1", "z{}é"]
)
def test_a_proof_value_has_one_spelling(form):
    value = EACH["WorkRegistration"]["proof"][0]["proofValue"]
    error = verify_error(spoilt("proof/0/proofValue", form.format(value[1:])))
    assert (error.code, error.params) == ("proof_value_malformed", {"did": did_of(ALICE)})


def test_a_signature_is_not_malleable():
    value = EACH["WorkRegistration"]["proof"][0]["proofValue"]
    signature = base58.b58decode(value[1:])
    s = int.from_bytes(signature[32:], "little") + edwards.L
    high = signature[:32] + s.to_bytes(32, "little")
    error = verify_error(spoilt("proof/0/proofValue", encode_multibase(high)))
    assert error.code == "signature_false"


def test_a_proof_under_a_weak_key_is_refused_before_it_is_checked():
    weak = "did:key:" + encode_multibase(b"\xed\x01\x01" + bytes(31))
    error = parse_error(spoilt("proof/0/verificationMethod", f"{weak}#{weak[8:]}"))
    assert error.code == "did_weak_key"


@given(st.datetimes(timezones=st.just(UTC)))
@fuzz
def test_any_time_of_a_signer_is_read_back(time):
    made = document("PartyRegistration", party_subject(), ALICE, time=time)
    whole = time.replace(microsecond=0)
    statement = parse_statement(canonical(made))
    assert (statement.valid_from, statement.signed) == (whole, (whole,))
