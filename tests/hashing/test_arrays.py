from __future__ import annotations

import contextlib
import json
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from hashing.arrays import column, nested, pack_arrays, parse_arrays, part_of
from hashing.errors import FeaturesError

EXAMPLE = {
    "ids": np.array([[1, -2], [3, 1 << 62]], np.int64),
    "codes": np.arange(5, dtype=np.uint8),
    "none": np.empty((0, 4), np.uint16),
}

kinds = st.sampled_from([np.dtype("|u1"), np.dtype("<u2"), np.dtype("<i8")])
some_arrays = st.dictionaries(
    st.text(max_size=5),
    kinds.flatmap(
        lambda kind: arrays_of.arrays(kind, arrays_of.array_shapes(max_dims=2, min_side=0))
    ),
    max_size=4,
)


def packed(arrays: dict[str, np.ndarray]) -> bytes:
    return b"".join(pack_arrays(arrays))


def forged(content: bytes) -> bytes:
    return content + sha256(content).digest()


def with_head(head: object, rest: bytes = b"") -> bytes:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    return forged(len(text).to_bytes(8, "little") + text + rest)


def refused(data: bytes) -> None:
    with pytest.raises(FeaturesError) as caught:
        parse_arrays(data)
    assert caught.value.code == "features_malformed"


@given(some_arrays)
def test_arrays_are_read_as_they_were_written(arrays: dict[str, np.ndarray]) -> None:
    again = parse_arrays(packed(arrays))
    assert list(again) == list(arrays)
    for name, array in arrays.items():
        assert again[name].dtype == array.dtype
        np.testing.assert_array_equal(again[name], array)


def test_the_form_is_as_described() -> None:
    head = b'[["a", "|u1", [3]]]     '
    content = (24).to_bytes(8, "little") + head + b"\1\2\3\0\0\0\0\0"
    data = content + sha256(content).digest()
    assert packed({"a": np.array([1, 2, 3], np.uint8)}) == data
    assert parse_arrays(data)["a"].tolist() == [1, 2, 3]


def test_arrays_lie_at_multiples_of_their_size() -> None:
    for array in parse_arrays(packed(EXAMPLE)).values():
        assert array.flags.aligned


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    refused(data)


@given(st.data())
def test_torn_and_altered_forms_are_refused(data: st.DataObject) -> None:
    whole = packed(EXAMPLE)
    refused(whole[: data.draw(st.integers(0, len(whole) - 1))])
    altered = bytearray(whole)
    altered[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    refused(bytes(altered))
    refused(whole + b"\0")


@given(st.data())
def test_whoever_seals_nonsense_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(packed(EXAMPLE)[:-32])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(FeaturesError):
        parse_arrays(forged(bytes(content)))


@pytest.mark.parametrize(
    "head",
    [
        {}, None, 1, [1], [[]], [["a", "|u1"]], [["a", "|u1", 3]], [["a", "|u1", []]],
        [[1, "|u1", [1]]], [["a", "|O", [1]]], [["a", 1, [1]]], [["a", "|u1", [-1]]],
        [["a", "|u1", [True]]], [["a", "|u1", [1.0]]], [["a", "|u1", [9]]],
        [["a", "|u1", [1, 1, 1]]], [["a", "|u1", [0, 1 << 80]]], [["a", "<i8", [1 << 61]]],
        b"", b"\xff", b"[" * 100_000, b'[["a", "|u1", [NaN]]]',
    ],
)  # fmt: skip
def test_a_head_that_is_none_is_refused(head: object) -> None:
    refused(with_head(head, b"\1" + bytes(7)))


def test_a_head_says_all_there_is() -> None:
    assert parse_arrays(with_head([["a", "|u1", [1]]], b"\1" + bytes(7)))["a"].tolist() == [1]
    refused(with_head([["a", "|u1", [1]]], b"\1" + bytes(15)))
    refused(with_head([], bytes(8)))
    refused(forged((1 << 63).to_bytes(8, "little")))


def test_a_column_has_the_type_and_the_shape_that_are_asked_for() -> None:
    assert column(EXAMPLE, "ids", "<i8", 2) is EXAMPLE["ids"]
    assert column(EXAMPLE, "codes", "|u1") is EXAMPLE["codes"]
    single = {"one": np.array(1, np.int64)}
    for arrays, name, kind, widths in (
        (EXAMPLE, "idz", "<i8", (2,)),
        (EXAMPLE, "ids", "<i8", ()),
        (EXAMPLE, "ids", "<i8", (3,)),
        (EXAMPLE, "ids", "|u1", (2,)),
        (single, "one", "<i8", ()),
    ):
        with pytest.raises(FeaturesError):
            column(arrays, name, kind, *widths)


def test_parts_are_taken_as_they_were_nested() -> None:
    whole = {**nested("a", EXAMPLE), **nested("ab", {"codes": EXAMPLE["ids"]})}
    assert part_of(whole, "a") == EXAMPLE
    assert part_of(whole, "ab") == {"codes": EXAMPLE["ids"]}
    assert part_of({**nested("x", nested("y", EXAMPLE))}, "x") == nested("y", EXAMPLE)
    assert part_of(whole, "b") == {}
