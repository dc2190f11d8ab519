from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashing.errors import FeaturesError
from hashing.planes import pack_plane, parse_plane
from tests.hashing.files import chunk, png

PLANE = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5
STORED = pack_plane(PLANE)


def refused(data: bytes, side: int = 512) -> None:
    with pytest.raises(FeaturesError) as caught:
        parse_plane(data, side)
    assert caught.value.code == "features_malformed"


def test_every_value_is_kept() -> None:
    np.testing.assert_array_equal(parse_plane(STORED, 8), PLANE)


def test_a_raster_that_is_too_large_is_refused_by_its_head() -> None:
    refused(STORED, 7)
    # what it says it holds would not fit into memory
    bomb = png(2**31 - 1, 2**31 - 1, b"")
    refused(bomb)
    refused(png(0, 0, b""))


def test_another_file_is_refused() -> None:
    refused(b"")
    refused(STORED[:24])
    refused(STORED[:23])
    refused(b"GIF89a" + STORED[6:])
    refused(STORED[:33] + chunk(b"IEND", b""))


@settings(deadline=None)
@given(st.integers(0, len(STORED) - 1), st.integers(0, 255), st.integers(0, len(STORED)))
def test_a_damaged_one_is_read_or_refused(place: int, value: int, length: int) -> None:
    damaged = bytearray(STORED)
    damaged[place] = value
    for data in (bytes(damaged), STORED[:length]):
        with contextlib.suppress(FeaturesError):
            assert max(parse_plane(data, 512).shape) <= 512
