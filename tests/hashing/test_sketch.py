from __future__ import annotations

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing.errors import FeaturesError
from hashing.fingerprint import ALGORITHMS
from hashing.sketch import Sketch, parse_sketch
from hashing.study import KEPT_LINES
from tests.hashing.pictures import study

WHOLE = study("sketch").sketch
SMALL = Sketch(WHOLE.fingerprints, WHOLE.surface.only(np.arange(2)), WHOLE.lines.only(np.arange(1)))
STORED = SMALL.to_bytes()


def refused(data: bytes) -> None:
    with pytest.raises(FeaturesError) as caught:
        parse_sketch(data)
    assert caught.value.code == "features_malformed"


def texts(*lines: str) -> bytes:
    """The stored form with these texts for its fingerprints."""
    named = "\n".join(lines).encode()
    surface, lined = SMALL.surface.to_bytes(), SMALL.lines.to_bytes()
    head = struct.pack("<3I", len(named), len(surface), len(lined))
    return head + named + surface + lined


def test_the_stored_form_is_read_as_it_was_written() -> None:
    again = parse_sketch(WHOLE.to_bytes())
    assert again.fingerprints == WHOLE.fingerprints
    assert again.surface.to_bytes() == WHOLE.surface.to_bytes()
    assert again.lines.to_bytes() == WHOLE.lines.to_bytes()
    assert again.to_bytes() == WHOLE.to_bytes()
    assert len(again.lines) <= KEPT_LINES
    assert texts(*(one.to_text() for one in SMALL.fingerprints)) == STORED


def test_a_sketch_names_every_fingerprint_once_and_in_order() -> None:
    named = [one.to_text() for one in SMALL.fingerprints]
    assert len(named) == len(ALGORITHMS)
    for lines in ([], named[1:], [*named, named[0]], named[::-1], ["x"], [*named[:-1], "é"]):
        refused(texts(*lines))


@pytest.mark.parametrize("size", [0, 1, 11, 12, 13, 200, len(STORED) - 1])
def test_what_is_cut_or_lengthened_is_refused(size: int) -> None:
    refused(STORED[:size])
    refused(STORED + b"\0" * (size + 1))


@given(st.binary(max_size=200) | st.binary(max_size=400).map(lambda rest: STORED[:12] + rest))
def test_any_bytes_are_a_sketch_or_refused(data: bytes) -> None:
    with contextlib.suppress(FeaturesError):
        assert parse_sketch(data).to_bytes() == data


@given(st.integers(0, 8 * len(STORED) - 1))
def test_a_flipped_bit_is_another_value_or_refused(place: int) -> None:
    data = bytearray(STORED)
    data[place // 8] ^= 1 << place % 8
    with contextlib.suppress(FeaturesError):
        assert parse_sketch(bytes(data)).to_bytes() == bytes(data)
