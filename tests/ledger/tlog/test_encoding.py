import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.encoding import decode_base64, decode_hash, encode_base64, parse_size
from ledger.tlog.errors import NoteError, TileError, TlogError

from .support import fuzz

BASE64_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="


@given(st.binary(max_size=100))
def test_base64_round_trip(data: bytes) -> None:
    assert encode_base64(data) == base64.b64encode(data).decode()
    assert decode_base64(encode_base64(data), NoteError) == data


@pytest.mark.parametrize(
    "text",
    ["A", "AA", "AA=", "AAA", "AA==\n", " AA==", "A A==", "AA===", "AB==", "AAB=", "AA==AA==", "=",
     "====", "AA-_", "é", "\ud800", "AA\x00="],
)  # fmt: skip
def test_base64_that_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        decode_base64(text, NoteError)


@fuzz
@given(st.text(BASE64_CHARACTERS, max_size=12) | st.text(max_size=8))
def test_base64_has_one_spelling(text: str) -> None:
    try:
        data = decode_base64(text, NoteError)
    except NoteError:
        return
    assert encode_base64(data) == text


def test_hash_is_32_bytes() -> None:
    assert decode_hash(encode_base64(bytes(32)), TileError) == bytes(32)
    for length in (0, 31, 33):
        with pytest.raises(TileError):
            decode_hash(encode_base64(bytes(length)), TileError)


@given(st.integers(0, 2**63 - 1))
def test_size_round_trip(size: int) -> None:
    assert parse_size(str(size), NoteError) == size


@pytest.mark.parametrize(
    "text",
    ["", "00", "01", "-1", "-0", "+1", " 1", "1 ", "1\n", "1_0", "1.0", "0x1", "1e3", "१", "\ud800",
     "９", str(2**63), "1" * 20, "9" * 5000],
)  # fmt: skip
def test_size_that_is_refused(text: str) -> None:
    with pytest.raises(TlogError):
        parse_size(text, NoteError)
