"""The cells of the inverted file: 4,096 codes, the same for every index and for ever.

They were learnt once, by ``python -m benchmarks.tracing.codebook``, from pictures that the project
draws itself. Any codes would do; learnt ones fill the cells more evenly, which makes searching
faster. Features of another version have a codebook of their own.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from hashing.features import CODE_BYTES

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def codebook() -> NDArray[np.uint8]:
    """Return the cells, of shape (4096, 16)."""
    data = files("hashing").joinpath("codebook_sift_v1.bin").read_bytes()
    return np.frombuffer(data, np.uint8).reshape(-1, CODE_BYTES)
