from __future__ import annotations

import hashlib

import numpy as np

from hashing.codebook import codebook
from tests.hashing.pictures import study


def test_the_cells_never_change() -> None:
    """What an index answers depends on them, so those of a version are the same for ever."""
    cells = codebook()
    assert (cells.shape, cells.dtype) == ((4096, 16), np.uint8)
    digest = hashlib.sha256(cells.tobytes()).hexdigest()
    assert digest == "2fd5ed01b7cc57cfd6d1a9150cfc3a9d41c1ee1e831b9f5562a1b72966113441"


def test_no_two_cells_are_one() -> None:
    assert len(np.unique(codebook(), axis=0)) == 4096


def test_the_cells_are_read_once_and_cannot_be_written() -> None:
    assert codebook() is codebook()
    assert not codebook().flags.writeable


def test_features_fill_the_cells_evenly() -> None:
    codes = np.concatenate([study(f"cells {number}").surface.codes() for number in range(4)])
    away = np.bitwise_count(codes[:, None, :] ^ codebook()[None]).sum(axis=2)
    filled = np.bincount(away.argmin(axis=1), minlength=4096)
    assert filled.max() < 0.02 * len(codes)
    assert np.count_nonzero(filled) > 0.4 * len(codes)
