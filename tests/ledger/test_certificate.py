"""Licence certificates: what they prove offline, and that nothing in them can be altered."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from typing import Any

import base58
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.attested import MAX_ATTESTED_BYTES, MAX_EVIDENCE
from ledger.certificate import (
    Certificate,
    VerifiedCertificate,
    is_certificate,
    issue_certificate,
    parse_certificate,
    verify_certificate,
)
from ledger.errors import LedgerError, ReceiptError
from ledger.receipt import Receipt
from ledger.register.canonical import canonical
from ledger.register.integrity import sign_document
from ledger.store import open_store
from ledger.tlog.note import Signer

from .build import did, key, log_signer, party
from .licensed import Dealings, dealings

LOG = log_signer()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dealings]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('certificates') / 'ledger.db'}")
    with dealings(store) as opened:
        yield opened
    store.close()


@pytest.fixture(scope="module")
def document(told: Dealings) -> Any:
    """The certificate of party 3, who holds a sublicence for Hong Kong and accepted an offer."""
    return json.loads(told.certificate(3, territory=["CN-MAINLAND", "HK"], quantity=5000))


def verified(data: bytes) -> VerifiedCertificate:
    return verify_certificate(parse_certificate(data), LOG.verifier)


def refused(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(LedgerError) as caught:
        verified(data)
    return caught.value.code, caught.value.params


def resigned(document: Any, signer: Signer = LOG) -> bytes:
    """Sign a document anew with the log's key, as a dishonest operator can."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    return canonical(sign_document(bare, signer.private_key, document["validFrom"]))


def told_wrongly(document: Any, change: Callable[[Any], object]) -> tuple[str, object]:
    """Return the code and the member with which an altered, newly signed one is refused."""
    altered = deepcopy(document)
    change(altered)
    assert altered != document
    code, params = refused(resigned(altered))
    return code, params.get("member")


# ---- what holds -----------------------------------------------------------------------------


def test_a_certificate_of_a_licence_with_what_it_rests_on(told: Dealings, document: Any) -> None:
    found = verified(canonical(document))
    subject = found.subject
    assert subject.authorised
    assert [grant.id for grant in subject.grants] == [
        told.id(name) for name in ("acceptance", "sublicence", "grant")
    ]
    assert [grant.status for grant in subject.grants] == ["effective"] * 3
    assert [(step.entry, step.cause) for step in subject.title_chain] == [
        (told.index("work"), "registration"),
        (told.index("transfer"), "transfer"),
    ]
    names = ("work", "transfer", "grant", "sublicence", "offer", "acceptance")
    assert [entry.index for entry in found.entries] == [told.index(name) for name in names]
    assert found.checkpoint.size == subject.as_of.size == told.ledger.size()
    assert subject.filing == "未备案"
    assert "不是作品登记证书" in subject.what


def test_a_no_and_an_owner_are_certified_too(told: Dealings) -> None:
    no = verified(told.certificate(2, rights=["adaptation"])).subject
    assert (no.authorised, no.grants) == (False, [])
    owner = verified(told.certificate(1)).subject
    assert (owner.authorised, owner.grants) == (True, [])
    buyer = verified(told.certificate(4, rights=["exhibition"])).subject
    assert (buyer.authorised, buyer.grants) == (True, [])


def test_a_certificate_is_told_from_a_receipt(told: Dealings) -> None:
    assert is_certificate(told.certificate(1))
    assert not is_certificate(b'{"type":["VerifiableCredential"]}')
    assert not is_certificate(b"{}")
    assert not is_certificate(b"\xff")


def test_the_bounds(told: Dealings) -> None:
    subject = parse_certificate(told.certificate(1)).subject
    many = [Receipt(0, b"{}", "x")] * (MAX_EVIDENCE + 1)
    large = [Receipt(0, b" " * MAX_ATTESTED_BYTES, "x")]
    for evidence in (many, large):
        with pytest.raises(ReceiptError) as caught:
            issue_certificate(subject, evidence, LOG, told.clock.now)
        assert caught.value.code == "certificate_too_large"


# ---- tools that are not ours ------------------------------------------------------------------


def test_a_certificate_verifies_with_tools_that_are_not_ours(document: Any) -> None:
    """The Data Integrity proof by `rfc8785` and `cryptography`, the tree by RFC 6962 as written."""
    options = dict(document["proof"][0])
    signature = base58.b58decode(options.pop("proofValue").removeprefix("z"))
    bare = {name: value for name, value in document.items() if name != "proof"}
    hashed = [hashlib.sha256(rfc8785.dumps(value)).digest() for value in (options, bare)]
    multikey = base58.b58decode(document["issuer"].removeprefix("did:key:z"))
    assert multikey[:2] == b"\xed\x01"
    Ed25519PublicKey.from_public_bytes(multikey[2:]).verify(signature, b"".join(hashed))
    as_of = document["credentialSubject"]["asOf"]
    for item in document["evidence"]:
        head, _, checkpoint = item["proof"].partition("\n\n")
        lines = head.split("\n")
        assert lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {item['index']}"]
        hashes = [base64.b64decode(line) for line in lines[2:]]
        root = root_of(base64.b64decode(item["leaf"]), item["index"], as_of["size"], hashes)
        assert root.hex() == as_of["root"]
        origin, size, encoded = checkpoint.split("\n")[:3]
        assert (origin, int(size), base64.b64decode(encoded)) == (LOG.name, as_of["size"], root)


def root_of(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """Return the root that an inclusion proof gives (RFC 6962, 2.1.1)."""
    found, last = hashlib.sha256(b"\0" + leaf).digest(), size - 1
    for sibling in hashes:
        assert last > 0
        if index % 2 or index == last:
            found = hashlib.sha256(b"\1" + sibling + found).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            found = hashlib.sha256(b"\1" + found + sibling).digest()
        index, last = index // 2, last // 2
    assert last == 0
    return found


# ---- what was altered -------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_bit_can_be_changed(document: Any, data: st.DataObject) -> None:
    whole = bytearray(canonical(document))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    refused(bytes(whole))


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every text, number and boolean in a document."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in pairs:
            yield from leaves_of(child, (*path, name))
    else:
        yield path


def other_than(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}0"


def test_no_member_can_be_changed_or_left_out(document: Any) -> None:
    paths = [path for path in leaves_of(document) if path[0] != "evidence"]
    assert len(paths) > 100
    for path in paths:
        for left_out in (False, True):
            altered = deepcopy(document)
            *outer, last = path
            place = altered
            for name in outer:
                place = place[name]
            if left_out:
                del place[last]
            else:
                place[last] = other_than(place[last])
            refused(canonical(altered))


def test_another_spelling_of_the_same_is_none(document: Any) -> None:
    whole = canonical(document)
    for spelled in (json.dumps(document).encode(), whole + b"\n", whole.replace(b":", b": ", 1)):
        assert refused(spelled)[0] == "certificate_malformed"


def test_the_key_of_another_log(document: Any) -> None:
    other = Signer(LOG.name, key(77))
    elsewhere = Signer("log.example/other", LOG.private_key)
    whole = canonical(document)
    for signer in (other, elsewhere):
        with pytest.raises(ReceiptError) as caught:
            verify_certificate(parse_certificate(whole), signer.verifier)
        assert caught.value.code == "certificate_issuer_differs"
    assert refused(resigned(document, other))[0] == "certificate_issuer_differs"
    renamed = deepcopy(document) | {"issuer": did(77)}
    assert refused(resigned(renamed, other))[0] == "certificate_issuer_differs"


# ---- the dishonest operator -------------------------------------------------------------------


def set_at(*path: Any, to: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        *outer, last = path
        place = document["credentialSubject"]
        for name in outer:
            place = place[name]
        place[last] = to

    return change


def drop(member: str, position: int) -> Callable[[Any], None]:
    return lambda document: document["credentialSubject"][member].pop(position)


#: what the operator writes into a certificate → the member that gives him away
LIES: list[tuple[Callable[[Any], Any], str]] = [
    (set_at("work", to=f"urn:uuid:{'0' * 8}-0000-0000-0000-{'0' * 12}"), "work"),
    (set_at("question", "work", to="urn:uuid:another"), "work"),
    (set_at("number", to="MG-000000001-95"), "number"),
    (set_at("authorised", to=False), "authorised"),
    (set_at("clauses", 0, "holds", to=False), "authorised"),
    (set_at("question", "quantity", to=5001), "authorised"),
    (set_at("question", "until", to="2099-12-31"), "authorised"),
    (set_at("question", "rights", to=["adaptation"]), "authorised"),
    (set_at("question", "territory", to=["FR"]), "authorised"),
    (set_at("question", "territory", to=["nowhere"]), "authorised"),
    (set_at("question", "products", to="all"), "authorised"),
    (set_at("question", "licensee", to=did(4)), "authorised"),
    (set_at("grants", 0, "status", to="terminated"), "authorised"),
    (set_at("grants", 0, "terms", "quantity", to=9000), "grants"),
    (set_at("grants", 0, "terms", "until", to="2099-12-31"), "grants"),
    (set_at("grants", 0, "licensee", to=did(4)), "grants"),
    (set_at("grants", 0, "offer", to="urn:uuid:another"), "grants"),
    (set_at("grants", 0, "parent", to="urn:uuid:another"), "grants"),
    (set_at("grants", 0, "entry", to=0), "grants"),
    (set_at("grants", 1, "terms", "territory", to=["CN"]), "grants"),
    (set_at("grants", 1, "terms", "products", to="all"), "grants"),
    (set_at("grants", 1, "licensors", to=[did(1)]), "grants"),
    (set_at("grants", 1, "licensee", to=did(4)), "grants"),
    (set_at("grants", 1, "offer", to="urn:uuid:another"), "grants"),
    (drop("grants", 2), "grants"),
    (drop("grants", 0), "authorised"),
    (drop("titleChain", 0), "titleChain"),
    (set_at("titleChain", 0, "takers", 0, "party", to=did(3)), "titleChain"),
    (set_at("titleChain", 0, "day", to="2026-01-01"), "titleChain"),
    (set_at("titleChain", 1, "takers", 0, "share", to="1/2"), "titleChain"),
    (set_at("titleChain", 1, "rights", to=["reproduction"]), "titleChain"),
    (set_at("titleChain", 1, "cause", to="order"), "titleChain"),
    (set_at("titleChain", 1, "entry", to=3), "titleChain"),
    (set_at("asOf", "size", to=7), "asOf"),
    (set_at("asOf", "root", to="00" * 32), "asOf"),
]


@pytest.mark.parametrize("lie", range(len(LIES)))
def test_a_lie_that_the_log_signed_is_given_away_by_its_entries(document: Any, lie: int) -> None:
    change, member = LIES[lie]
    assert told_wrongly(document, change) == ("certificate_contradicts", member)


def test_evidence_that_is_missing_gives_a_lie_away(told: Dealings, document: Any) -> None:
    """Without a parent, an offer or a link of title its claim stands in the air."""
    expected = {
        "work": "work",
        "transfer": "titleChain",
        "grant": "grants",
        "sublicence": "grants",
        "offer": "grants",
        "acceptance": "grants",
    }
    for name, member in expected.items():
        index = told.index(name)

        def without(altered: Any, index: int = index) -> None:
            kept = [item for item in altered["evidence"] if item["index"] != index]
            altered["evidence"] = kept

        assert told_wrongly(document, without) == ("certificate_contradicts", member), name


def test_evidence_of_another_checkpoint(told: Dealings, document: Any) -> None:
    """Each entry is proven, but not under the one checkpoint that the certificate speaks of."""
    told.add("later", party(5))
    newer = json.loads(told.certificate(1))
    assert newer["credentialSubject"]["asOf"]["size"] == told.ledger.size()

    def mixed(altered: Any) -> None:
        altered["evidence"][0] = newer["evidence"][0]

    assert told_wrongly(document, mixed) == ("certificate_contradicts", "evidence")

    def replaced(altered: Any) -> None:
        altered["evidence"] = newer["evidence"][:1]

    assert told_wrongly(document, replaced) == ("certificate_contradicts", "asOf")


def test_an_entry_that_was_altered(document: Any) -> None:
    altered = deepcopy(document)
    leaf = base64.b64decode(altered["evidence"][-1]["leaf"])
    forged = leaf.replace(b'"quantity":5000', b'"quantity":9000')
    altered["evidence"][-1]["leaf"] = base64.b64encode(forged).decode()
    assert refused(resigned(altered))[0] == "receipt_proof_false"


# ---- parsing ----------------------------------------------------------------------------------


def attempted(data: bytes) -> Certificate | ReceiptError:
    """Read a certificate; whatever else is raised is a fault."""
    try:
        return parse_certificate(data)
    except ReceiptError as error:
        return error


def is_malformed(data: bytes) -> bool:
    found = attempted(data)
    return isinstance(found, ReceiptError) and found.code == "certificate_malformed"


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_certificate_or_malformed(data: bytes) -> None:
    assert is_malformed(data)
    assert not is_certificate(data)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(st.data(), _JSON)
@settings(max_examples=150, deadline=None)
def test_any_value_at_any_place_is_malformed_or_does_not_verify(
    document: Any, data: st.DataObject, value: Any
) -> None:
    """Also where the log's own key signed it: nothing but the ledger's errors leaves."""
    altered = deepcopy(document)
    *outer, last = data.draw(st.sampled_from(list(leaves_of(document))))
    depth = data.draw(st.integers(0, len(outer)))
    place = altered
    for name in outer[:depth]:
        place = place[name]
    name = (*outer, last)[depth]
    place[name] = value if value != place[name] else [value]
    whole = json.dumps(altered).encode()
    found = attempted(whole)
    assert isinstance(found, ReceiptError) or altered != document
    if set(altered) == set(document) and isinstance(altered["proof"], list):
        with suppress(UnicodeEncodeError, LedgerError):
            # some of what a log signs here is true, such as another time
            verified(resigned(altered | {"validFrom": document["validFrom"]}))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"[" * 100_000, b'{"type":' * 5000, b"\xff\xfe", b"1" * 20_000]
)
def test_what_is_no_certificate(data: bytes) -> None:
    assert is_malformed(data)
    assert is_malformed(b" " * (MAX_ATTESTED_BYTES + 1))
