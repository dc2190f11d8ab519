"""Statements mutated, exchanged and altered byte by byte: one meaning, or a statement error."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import StatementError
from ledger.register.canonical import canonical, parse_json
from ledger.register.did import did_of
from ledger.register.statement import Statement, parse_statement, verify_statement

from .build import ALICE, EACH, fuzz, read, spoilt

KINDS = list(EACH)

# ---- fuzz --------------------------------------------------------------------------------------

SPELT = [canonical(made) for made in EACH.values()]
PIECES = [b"", b"0", b"null", b"{}", b"[]", b'""', b',"a":1', b'\\"', b"\\ud800", b"\xff", b"1/2"]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a statement with some small pieces taken out, put in or exchanged."""
    data = draw(st.sampled_from(SPELT))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(st.sampled_from([*PIECES, data[start:end] * 2]) | st.binary(max_size=3))
        data = data[:start] + piece + data[end:]
    return data


JSONS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5) | st.just(did_of(ALICE)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab@", max_size=3), inner),
    max_leaves=6,
)


def paths(value: Any, prefix: str = "") -> list[str]:
    """Return the path of every member and item of a document."""
    if isinstance(value, dict):
        children = list(value.items())
    else:
        children = [(str(index), child) for index, child in enumerate(value)]
    found = []
    for name, child in children:
        found.append(prefix + name)
        if isinstance(child, dict | list):
            found += paths(child, f"{prefix}{name}/")
    return found


@st.composite
def remade(draw: st.DrawFn) -> bytes:
    """Return a statement with one member exchanged for any value at all."""
    kind = draw(st.sampled_from(KINDS))
    path = draw(st.sampled_from(paths(EACH[kind])))
    return json.dumps(spoilt(path, draw(JSONS), kind)).encode("utf-8")


def judged(data: bytes) -> Statement | None:
    """Return the statement, which has one meaning, or None where there is none."""
    try:
        statement = parse_statement(data)
        verify_statement(statement)
    except StatementError:
        return None
    again = parse_statement(statement.canonical)
    assert again == statement
    assert again.canonical == statement.canonical
    assert parse_json(data) == statement.document
    return statement


@given(st.binary(max_size=40) | mutated() | remade())
@fuzz
def test_any_bytes_give_a_statement_or_a_statement_error(data):
    judged(data)


# ---- every single byte -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_altering_any_byte_is_seen(kind):
    original = read(EACH[kind])
    data = bytearray(original.canonical)
    for place, byte in enumerate(original.canonical):
        # every bit, and what would end or begin something
        for other in {*(byte ^ 1 << bit for bit in range(8)), *b'"0,'} - {byte}:
            data[place] = other
            found = judged(bytes(data))
            assert found is None or (found.digest, found.signers) == (
                original.digest,
                original.signers,
            )
        data[place] = byte


@pytest.mark.parametrize("kind", KINDS)
def test_taking_away_or_doubling_any_byte_is_seen(kind):
    original = read(EACH[kind])
    data = original.canonical
    for place in range(len(data)):
        assert judged(data[:place] + data[place + 1 :]) is None
        assert judged(data[:place] + data[place : place + 1] + data[place:]) is None
