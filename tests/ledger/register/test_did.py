"""did:key for Ed25519: one spelling for one key, and no key under which everything verifies."""

import json

import base58
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import StatementError
from ledger.register.did import (
    Did,
    decode_multibase,
    did_of,
    encode_multibase,
    parse_did,
    verification_method,
)

from . import edwards
from .build import ALICE, fuzz, shared_bytes

ALICE_DID = did_of(ALICE)
PREFIX = b"\xed\x01"


def did_for(raw: bytes) -> Did:
    """Return the DID of 32 bytes, whatever point they are."""
    return Did("did:key:" + encode_multibase(PREFIX + raw))


def refused(text: str) -> StatementError:
    with pytest.raises(StatementError) as caught:
        parse_did(text)
    return caught.value


# ---- spelling ----------------------------------------------------------------------------------


@given(st.binary(min_size=32, max_size=32))
@example(b"\x00" * 32)
@fuzz
def test_a_key_and_its_did_are_one(seed):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    did = did_of(key)
    assert did == did_of(key.public_key())
    assert did.startswith("did:key:z6Mk")
    assert parse_did(did).public_bytes_raw() == key.public_key().public_bytes_raw()
    assert verification_method(did) == f"{did}#{did.removeprefix('did:key:')}"


def test_the_did_of_the_w3c_key_pair():
    pair = json.loads(shared_bytes("eddsa-jcs-2022/keyPair.json"))
    secret = decode_multibase(pair["privateKeyMultibase"], 34)
    assert secret[:2] == b"\x80\x26"  # multicodec ed25519-priv
    key = Ed25519PrivateKey.from_private_bytes(secret[2:])
    assert did_of(key) == "did:key:" + pair["publicKeyMultibase"]


def test_rfc_8032_test_1_as_a_did():
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    did = did_of(Ed25519PrivateKey.from_private_bytes(seed))
    assert did == "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    assert parse_did(did).public_bytes_raw().hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "did:key:",
        "did:key:z",
        ALICE_DID.removeprefix("did:key:"),
        ALICE_DID.upper(),
        ALICE_DID.replace("did:key", "did:web"),
        " " + ALICE_DID,
        ALICE_DID + " ",
        ALICE_DID + "\n",
        ALICE_DID.replace("z6Mk", "z 6Mk"),
        ALICE_DID.replace("z6Mk", "z16Mk"),  # a leading zero byte
        ALICE_DID.replace("z6Mk", "z1" + "1" * 40 + "6Mk"),
        ALICE_DID.replace("z6Mk", "f6Mk"),
        ALICE_DID.replace("z6Mk", "6Mk"),
        ALICE_DID.replace("z6Mk", "Z6Mk"),
        ALICE_DID[:-1],
        ALICE_DID + "1",
        ALICE_DID[:-1] + "0",  # 0, O, I and l are not in the alphabet
        ALICE_DID[:-1] + "é",
        ALICE_DID + "#" + ALICE_DID.removeprefix("did:key:"),
        ALICE_DID + "?versionId=1",
        "did:key:z" + "z" * 100_000,
        "did:key:z" + base58.b58encode(b"\xec\x01" + b"\x07" * 32).decode(),  # X25519
        "did:key:z" + base58.b58encode(b"\xed\x00" + b"\x07" * 32).decode(),
        "did:key:z" + base58.b58encode(PREFIX + b"\x07" * 31).decode(),
        "did:key:z" + base58.b58encode(PREFIX + b"\x07" * 33).decode(),
        "did:key:z" + base58.b58encode(b"\x00" + PREFIX + b"\x07" * 32).decode(),
    ],
)
def test_anything_else_is_no_did_of_ours(text):
    error = refused(text)
    assert (error.code, error.params) == ("did_malformed", {"did": text[:80]})


@given(st.binary(max_size=80))
@fuzz
def test_multibase_goes_there_and_back(data):
    assert decode_multibase(encode_multibase(data), len(data)) == data


@given(st.text(max_size=100) | st.text("z1A \n\t0lé", max_size=60), st.integers(0, 64))
@example("", 0)
@example("z", 0)
@example("z1", 1)
@example("é", 0)
@fuzz
def test_decode_multibase_gives_one_text_for_one_value_or_a_value_error(text, size):
    try:
        data = decode_multibase(text, size)
    except ValueError:
        return
    assert len(data) == size
    assert encode_multibase(data) == text


@given(
    st.text(max_size=80)
    | st.text(max_size=80).map(lambda text: "did:key:" + text)
    | st.text("123456789ABCMkz", max_size=60).map(lambda text: "did:key:z6Mk" + text)
    | st.binary(min_size=32, max_size=32).map(did_for)
    | st.integers(0, len(ALICE_DID)).map(lambda cut: ALICE_DID[:cut] + "\u3000" + ALICE_DID[cut:])
)
@fuzz
def test_parse_did_gives_the_key_of_that_very_did_or_a_statement_error(text):
    try:
        key = parse_did(text)
    except StatementError:
        return
    assert did_of(key) == text


# ---- weak keys ---------------------------------------------------------------------------------


def test_the_oracle_knows_the_curve():
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    assert edwards.encode(edwards.BASE).hex() == "58" + "66" * 31
    assert edwards.multiply(edwards.L, edwards.BASE) == edwards.NEUTRAL
    assert edwards.public_key(seed).hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert edwards.sign(seed, b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def small_order_encodings() -> list[bytes]:
    """Return every 32 bytes that a lenient decoder takes for a point of small order."""
    found = []
    ys = {y for _, y in edwards.torsion()}
    # a y below 2^255 − p = 19 has a second, non-canonical spelling
    for number in [spelt for y in sorted(ys) for spelt in (y, y + edwards.P) if spelt < 2**255]:
        for sign in (0, 1):
            encoding = (number | sign << 255).to_bytes(32, "little")
            assert edwards.decode(encoding) in edwards.torsion()
            found.append(encoding)
    return found


SMALL_ORDER = small_order_encodings()


def test_the_torsion_group_has_eight_points_and_fourteen_encodings():
    points = edwards.torsion()
    assert len(set(points)) == 8
    assert all(edwards.multiply(8, point) == edwards.NEUTRAL for point in points)
    # ±0 double the x = 0 points; y = 0 and y = 1 may be spelt as p and p + 1
    assert len(SMALL_ORDER) == 2 * (5 + 2)


@pytest.mark.parametrize("encoding", SMALL_ORDER, ids=bytes.hex)
def test_points_of_small_order_are_weak_keys_in_every_encoding(encoding):
    did = did_for(encoding)
    error = refused(did)
    assert (error.code, error.params) == ("did_weak_key", {"did": did})


@pytest.mark.parametrize("number", range(edwards.P, 2**255))
@pytest.mark.parametrize("sign", [0, 1])
def test_encodings_beyond_the_field_are_refused(number, sign):
    encoding = (number | sign << 255).to_bytes(32, "little")
    assert refused(did_for(encoding)).code == "did_weak_key"


def test_N06_a_point_of_small_order_would_sign_everything():
    """The reason for the list: with A of order 1, S = 0 and R = A is good for every message."""
    neutral = edwards.encode(edwards.NEUTRAL)
    key = Ed25519PublicKey.from_public_bytes(neutral)
    for message in (b"sold for one yuan", b"given away"):
        key.verify(neutral + bytes(32), message)


@given(st.binary(min_size=32, max_size=32))
@example(b"\x00" * 32)
@example(b"\x02" + b"\x00" * 31)
@example(b"\xec" + b"\xff" * 31)
@fuzz
def test_no_other_key_is_weak(raw):
    y = int.from_bytes(raw, "little") % 2**255
    if y >= edwards.P or raw in SMALL_ORDER:
        assert refused(did_for(raw)).code == "did_weak_key"
    else:
        assert parse_did(did_for(raw)).public_bytes_raw() == raw
