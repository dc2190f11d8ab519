"""RFC 3161 time-stamps, by a real authority, and whatever else an answer may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import EvidenceError
from ledger.timestamp import (
    MAX_RESPONSE_BYTES,
    MAX_ROOTS_BYTES,
    Timestamp,
    format_roots,
    new_request,
    parse_roots,
    verify_timestamp,
)

from ..authority import Authority, founded

DATA = "莫高窟".encode()
#: PKIStatus rejection, as RFC 3161 2.4.2 writes it, without a token.
REJECTED = bytes.fromhex("30053003020102")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return founded(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return founded(tmp_path_factory.mktemp("stranger"))


def refused(response: bytes, authority: Authority | None, data: bytes = DATA) -> str:
    """The code with which an answer is refused: it must be one of ours, whatever the bytes."""
    roots = parse_roots(authority.root.read_bytes()) if authority else ()
    with pytest.raises(EvidenceError) as caught:
        verify_timestamp(response, data, roots)
    return caught.value.code


def test_a_stamp_says_when_and_who(authority: Authority) -> None:
    request = new_request(DATA)
    response = authority.reply(request.data)
    roots = parse_roots(authority.root.read_bytes())
    stamp = verify_timestamp(response, DATA, roots, request.nonce)
    assert isinstance(stamp, Timestamp)
    assert (stamp.policy, stamp.authority) == ("1.2.3.4.1", "CN=Authority")
    assert abs(datetime.now(UTC) - stamp.time) < timedelta(minutes=5)
    later = verify_timestamp(authority.reply(new_request(DATA).data), DATA, roots)
    assert later.serial == stamp.serial + 1


def test_it_is_what_openssl_verifies(authority: Authority) -> None:
    (authority.directory / "data").write_bytes(DATA)
    (authority.directory / "ours.tsr").write_bytes(authority.reply(new_request(DATA).data))
    told = authority.run("ts -verify -in ours.tsr -data data -CAfile ca.pem")
    assert b"Verification: OK" in told
    asked = authority.run("ts -query -in query.tsq -text").decode()
    assert "Hash Algorithm: sha256" in asked
    assert "Certificate required: yes" in asked


def test_other_data_another_root_another_question(
    authority: Authority, stranger: Authority
) -> None:
    request = new_request(DATA)
    response = authority.reply(request.data)
    assert refused(response, authority, DATA + b".") == "timestamp_false"
    assert refused(response, stranger) == "timestamp_false"
    assert refused(response, None) == "timestamp_false"
    assert refused(REJECTED, authority) == "timestamp_false"
    roots = parse_roots(authority.root.read_bytes())
    with pytest.raises(EvidenceError) as caught:
        verify_timestamp(response, DATA, roots, request.nonce + 1)
    assert caught.value.code == "timestamp_false"
    # a root beside the right one does no harm
    both = (*parse_roots(stranger.root.read_bytes()), *roots)
    assert verify_timestamp(response, DATA, both).authority == "CN=Authority"


@pytest.fixture(scope="module")
def answer(authority: Authority) -> bytes:
    return authority.reply(new_request(DATA).data)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_an_altered_answer_says_the_same_or_is_refused(
    authority: Authority, answer: bytes, data: st.DataObject
) -> None:
    """A bit may be flipped where nothing is signed; what the stamp says never changes with it."""
    roots = parse_roots(authority.root.read_bytes())
    whole = verify_timestamp(answer, DATA, roots)
    altered = bytearray(answer)
    altered[data.draw(st.integers(0, len(answer) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = verify_timestamp(bytes(altered), DATA, roots)
    except EvidenceError:
        return
    assert found == whole


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused(authority: Authority, data: bytes) -> None:
    assert refused(data, authority) == "timestamp_false"


def test_an_answer_that_is_cut_off_or_too_long(authority: Authority, answer: bytes) -> None:
    for end in range(0, len(answer), 17):
        assert refused(answer[:end], authority) == "timestamp_false"
    assert refused(answer + b"\0", authority) == "timestamp_false"
    assert refused(answer + bytes(MAX_RESPONSE_BYTES), authority) == "timestamp_false"


@pytest.mark.parametrize(
    "pem", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\xff", b"-" * (MAX_ROOTS_BYTES + 1)]
)
def test_roots_that_are_none(pem: bytes) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_roots(pem)
    assert caught.value.code == "timestamp_root_malformed"


def test_roots_in_one_spelling(authority: Authority, tmp_path: Path) -> None:
    pem = authority.root.read_bytes()
    roots = parse_roots(b"a comment\n" + pem)
    assert format_roots(roots) == pem
    assert parse_roots(format_roots(roots * 2)) == roots * 2
