"""Every code of a form, of a signature and of a rule is what some statement comes to.

One provocation for each; what surrounds each of them is tested where it belongs.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from ledger.batch import write_batch
from ledger.errors import LedgerError, Refusal, SignatureError, StatementError, load_messages
from ledger.register.canonical import canonical
from ledger.register.did import did_of, encode_multibase
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.records import Claim, FileClaims, HeritagePictures
from ledger.register.records.works import PictureOf
from ledger.register.statement import parse_statement, sign_statement, verify_statement
from ledger.store import open_store
from ledger.submission import Submission
from ledger.tlog.note import Signer

from .build import (
    ALICE,
    BOB,
    EACH,
    MALLORY,
    NOW,
    OPERATOR,
    ORIGIN,
    REGISTRAR,
    Ledger,
    copy_of,
    digest_of,
    document,
    founded,
    genesis_subject,
    heritage_subject,
    message_codes,
    number_id,
    party_subject,
    picture_subject,
    read,
    work_subject,
)


def spelt(text: str) -> Callable[[], Any]:
    return lambda: parse_statement(text.encode("utf-8", "surrogatepass"))


def spoilt(**changes: Any) -> Callable[[], Any]:
    """Change the signed envelope of a work."""
    return lambda: parse_statement(json.dumps(copy_of("WorkRegistration") | changes).encode())


def subject(**changes: Any) -> Callable[[], Any]:
    """Change the signed subject of a work."""
    changed = EACH["WorkRegistration"]["credentialSubject"] | changes
    return spoilt(credentialSubject=changed)


def proof(**changes: Any) -> Callable[[], Any]:
    """Change the proof of a work, and verify it."""

    def provoke() -> None:
        made = copy_of("WorkRegistration")
        made["proof"][0] |= changes
        verify_statement(parse_statement(json.dumps(made).encode()))

    return provoke


def work(*signers: Any, of: Any = None, **changes: Any) -> Callable[[], Any]:
    """Judge a work of those who sign (or of others) on a ledger with Alice and Bob in it."""

    def provoke() -> None:
        made = work_subject(*(of or signers)) | changes
        founded(ALICE, BOB).rule_on(document("WorkRegistration", made, *signers))

    return provoke


def rule_on(on: Ledger, kind: str, made: Any, *signers: Any, **envelope: Any) -> Any:
    return on.rule_on(document(kind, made, *signers, **envelope))


def with_source() -> Ledger:
    ledger = founded(ALICE)
    ledger.add(EACH["HeritageSource"])
    return ledger


def registered_twice() -> None:
    ledger = founded(ALICE)
    ledger.add(document("WorkRegistration", work_subject(ALICE), ALICE))
    ledger.add(document("WorkRegistration", work_subject(ALICE), ALICE))


def full_file() -> None:
    ledger = founded(ALICE)
    claims = [Claim(entry=1, id=number_id(1))] * 256
    ledger.register.put(FileClaims(entry=1, sha256=digest_of(1), works=claims, heritage=[]))
    ledger.register.changes()
    rule_on(ledger, "WorkRegistration", work_subject(ALICE), ALICE)


def full_source() -> None:
    ledger = with_source()
    pictures = [PictureOf(entry=2, id=number_id(n), sha256=digest_of(n)) for n in range(32)]
    full = HeritagePictures(entry=2, heritage=number_id(102), pictures=pictures)
    ledger.register.put(full)
    ledger.register.changes()
    rule_on(ledger, "HeritagePicture", picture_subject(number_id(102)), REGISTRAR)


def sent(*documents: Any) -> Any:
    """Return where a new ledger says that the last of `documents` stands, or raise why not."""
    submissions = [Submission(read(made)) for made in documents]
    with TemporaryDirectory() as directory:
        store = open_store(f"sqlite:///{directory}/ledger.db")
        with store.write() as batch:
            *_, last = write_batch(batch, submissions, Signer(ORIGIN, OPERATOR), NOW)
        store.close()
    if isinstance(last, LedgerError):
        raise last
    return last


def other_statement_with_a_used_id() -> None:
    changed = party_subject(ALICE, displayName="另一个名字")
    other = document("PartyRegistration", changed, ALICE, statement_id=101)
    sent(EACH["LedgerGenesis"], EACH["PartyRegistration"], other)


FOREIGN = "ledger.example/other"
ENTRY = encode_entry(
    read(EACH["WorkRegistration"]), {"time": "2026-11-21T10:00:00Z", "previous": None}
)
WEAK = "did:key:" + encode_multibase(b"\xed\x01" + bytes(32))
HALF = [{"party": did_of(ALICE), "share": "1/2"}]
TWO_NAMES = [{"party": did_of(ALICE), "signedAs": name} for name in ("甲", "乙")]
CREATED = {"nature": "original", "completed": "2026-10-01", "place": "CN"}
SCANNED = [{"heritage": number_id(102), "relation": "scanned"}]

FORM: dict[str, Callable[[], Any]] = {
    "statement_too_large": spelt(" " * 40_000),
    "statement_not_utf8": spelt('{"a":"\ud800"}'),
    "statement_not_json": spelt("{"),
    "statement_not_object": spelt("[]"),
    "statement_too_deep": spelt("[" * 30_000),
    "duplicate_key": spelt('{"a":1,"\\u0061":1}'),
    "key_not_ascii": spelt('{"键":1}'),
    "number_not_allowed": spelt('{"a":1.0}'),
    "character_not_allowed": spelt('{"a":"\u202e"}'),
    "text_not_normalised": spelt('{"a":"e\u0301"}'),
    "context_unknown": spoilt(**{"@context": []}),
    "kind_unknown": spoilt(type=["VerifiableCredential", "Other"]),
    "field_unknown": spoilt(name="x"),
    "field_missing": lambda: parse_statement(b"{}"),
    "field_invalid": spoilt(validFrom="yesterday"),
    "value_repeated": subject(rights=["network", "network"]),
    "term_unknown": subject(category="painting"),
    "share_malformed": subject(owners=[{"party": did_of(ALICE), "share": "2/2"}]),
    "publication_incomplete": subject(publication={"status": "published"}),
    "cave_of_another_site": lambda: parse_statement(
        canonical(document("HeritageSource", heritage_subject(site="yulin"), REGISTRAR))
    ),
    "did_malformed": spoilt(issuer="did:web:example.org"),
    "did_weak_key": spoilt(issuer=WEAK),
    "time_in_future": lambda: rule_on(
        founded(), "PartyRegistration", party_subject(), ALICE, time=NOW + timedelta(hours=1)
    ),
    "entry_too_large": lambda: encode_entry(
        read(EACH["WorkRegistration"]), {"fingerprints": "0" * 65_535}
    ),
    "entry_malformed": lambda: parse_entry(b"{}", 0),
    "entry_not_canonical": lambda: parse_entry(ENTRY + b"\n", 0),
}
SIGNATURES: dict[str, Callable[[], Any]] = {
    "proof_value_malformed": proof(proofValue="z"),
    "verification_method_malformed": proof(verificationMethod=did_of(ALICE)),
    "signature_false": proof(created="2026-11-21T10:00:01Z"),
    "proof_context_differs": proof(**{"@context": ["x"]}),
    "signer_repeated": spoilt(proof=EACH["WorkRegistration"]["proof"] * 2),
    "issuer_signature_missing": lambda: read(
        sign_statement({**EACH["WorkRegistration"], "proof": []}, [BOB], NOW)
    ),
    "signature_missing": work(ALICE, of=[ALICE, BOB]),
    "signer_not_expected": work(ALICE, BOB, of=[ALICE]),
    "registrar_signature_missing": lambda: rule_on(
        founded(ALICE), "HeritageSource", heritage_subject(), ALICE
    ),
}
RULES: dict[str, Callable[[], Any]] = {
    "ledger_not_founded": lambda: Ledger().rule_on(EACH["WorkRegistration"]),
    "ledger_founded_already": lambda: rule_on(
        founded(), "LedgerGenesis", genesis_subject(), OPERATOR
    ),
    "ledger_wrong": lambda: rule_on(
        founded(), "PartyRegistration", party_subject(), ALICE, ledger=FOREIGN
    ),
    "statement_id_used": other_statement_with_a_used_id,
    "party_not_registered": work(MALLORY),
    "party_registered_already": lambda: rule_on(
        founded(ALICE), "PartyRegistration", party_subject(), ALICE
    ),
    "owner_repeated": work(ALICE, owners=HALF * 2),
    "author_repeated": work(ALICE, authors=TWO_NAMES),
    "issuer_not_owner": work(ALICE, BOB, of=[BOB]),
    "shares_not_one": work(ALICE, owners=HALF),
    "ownership_and_authors_disagree": work(ALICE, ownership="joint"),
    "completed_in_future": work(ALICE, creation=CREATED | {"completed": "2026-12-01"}),
    "published_in_future": work(
        ALICE, publication={"status": "published", "firstDate": "2026-12-01"}
    ),
    "published_before_completed": work(
        ALICE, publication={"status": "published", "firstDate": "2026-01-01"}
    ),
    "parent_unknown": work(ALICE, derivedFrom=SCANNED),
    "parent_repeated": work(ALICE, derivedFrom=SCANNED * 2),
    "scan_not_original": lambda: rule_on(
        with_source(), "WorkRegistration", work_subject(derivedFrom=SCANNED), ALICE
    ),
    "heritage_picture_repeated": lambda: rule_on(
        with_source(),
        "HeritagePicture",
        picture_subject(number_id(102), file=heritage_subject()["file"]),
        REGISTRAR,
    ),
    "heritage_pictures_full": full_source,
    "work_registered_already": registered_twice,
    "file_claims_full": full_file,
}
PROVOKED = FORM | SIGNATURES | RULES


def test_every_code_of_a_section_is_provoked():
    assert FORM.keys() == message_codes("10_form")
    assert SIGNATURES.keys() == message_codes("20_signatures")
    assert RULES.keys() == message_codes("30_register")


@pytest.mark.parametrize("code", PROVOKED)
def test_every_code_says_what_happened_in_both_languages(code):
    with pytest.raises(LedgerError) as caught:
        PROVOKED[code]()
    error = caught.value
    assert error.code == code
    assert error.article == load_messages("ledger")[code].article
    for sentence in (error.zh, error.en):
        assert sentence
        assert "{" not in sentence
    assert str(error) == f"{code}: {error.en}"


def test_families():
    for family, codes in ((SignatureError, SIGNATURES), (Refusal, RULES), (StatementError, FORM)):
        for code in codes:
            with pytest.raises(family):
                PROVOKED[code]()


def test_N05_a_statement_sent_twice_is_the_same_entry():
    genesis, party = EACH["LedgerGenesis"], EACH["PartyRegistration"]
    assert sent(genesis, party) == 1
    assert sent(genesis, party, party) == 1
    # also when somebody has signed it since: the digest does not cover the proofs
    assert sent(genesis, party, sign_statement(party, [BOB], NOW)) == 1
