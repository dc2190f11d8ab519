from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hashing.container.exif import UPRIGHT, read_orientation
from tests.hashing.files import exif


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_reads_what_was_written(orientation: int, prefix: bytes) -> None:
    assert read_orientation(prefix + exif(orientation)) == orientation
    ours = Image.Exif()
    ours[0x0112] = orientation
    assert read_orientation(ours.tobytes()) == orientation


@pytest.mark.parametrize("value", [0, 9, 65_535])
def test_values_without_meaning_are_upright(value: int) -> None:
    assert read_orientation(exif(value)) == UPRIGHT


def test_a_field_of_the_wrong_type_is_upright() -> None:
    data = b"II*\0" + struct.pack("<LHHHLLL", 8, 1, 0x0112, 4, 1, 6, 0)
    assert read_orientation(data) == UPRIGHT


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda b: b"II*\0\x08\0\0\0" + b))
def test_any_bytes_give_an_orientation(data: bytes) -> None:
    assert 1 <= read_orientation(data) <= 8


@given(st.integers(0, len(exif(6)) - 1))
def test_cut_exif_is_upright_or_what_it_said(length: int) -> None:
    assert read_orientation(exif(6)[:length]) in {UPRIGHT, 6}
