"""Arrays by name as one run of bytes that ends in its SHA-256: the form in which an index is kept.

::

    length of the head (8 bytes, little-endian) · head · arrays · SHA-256 of all this

The head is JSON, ``[[name, type, shape], …]``. Head and arrays are filled up to multiples of eight
bytes, so that an array is read where it lies.
"""

from __future__ import annotations

import json
from hashlib import sha256
from math import prod
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from hashing.errors import FeaturesError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

#: Arrays of bytes (``|u1``), of 16-bit (``<u2``) or of 64-bit numbers (``<i8``), by name.
Arrays: TypeAlias = "Mapping[str, NDArray[Any]]"

_TYPES: Final = ("|u1", "<u2", "<i8")
_LENGTH: Final = 8
_DIGEST: Final = 32
#: No side of an array is longer, which keeps products of sides within what NumPy counts.
_LONGEST: Final = 1 << 30


def pack_arrays(arrays: Arrays) -> Iterator[bytes]:
    """Yield the stored form in parts; `parse_arrays` reads the whole."""
    table = [(name, array.dtype.str, array.shape) for name, array in arrays.items()]
    head = _filled(json.dumps(table).encode(), b" ")
    digest = sha256()
    for part in _parts(head, arrays):
        digest.update(part)
        yield part
    yield digest.digest()


def parse_arrays(data: bytes) -> Arrays:
    """Read the stored form; the arrays are views of `data`. `FeaturesError` on anything else."""
    content = memoryview(data)[:-_DIGEST]
    if len(content) < _LENGTH or sha256(content).digest() != data[-_DIGEST:]:
        raise FeaturesError("features_malformed")
    start = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    try:
        table = json.loads(data[_LENGTH:start])
    except (ValueError, RecursionError) as error:
        raise FeaturesError("features_malformed") from error
    if not isinstance(table, list):
        raise FeaturesError("features_malformed")
    arrays = {}
    for row in table:
        name, kind, shape = _row(row)
        count = prod(shape)
        size = count * kind.itemsize
        if start + size > len(content):
            raise FeaturesError("features_malformed")
        arrays[name] = np.frombuffer(content, kind, count, start).reshape(shape)
        start += size + -size % _LENGTH
    if start != len(content):
        raise FeaturesError("features_malformed")
    return arrays


def column(arrays: Arrays, name: str, kind: str, *widths: int) -> NDArray[Any]:
    """Return an array of this name, type and shape (any, *widths), which may not be writeable.

    Raises `FeaturesError` if there is none.
    """
    array = arrays.get(name)
    if array is None or array.dtype.str != kind or array.ndim == 0 or array.shape[1:] != widths:
        raise FeaturesError("features_malformed")
    return array


def numbers(values: Sequence[int]) -> NDArray[np.int64]:
    """Return numbers as an array of type ``<i8``."""
    return np.array(values, np.int64)


def nested(name: str, arrays: Arrays) -> Arrays:
    """Return arrays under the name of the whole that they are a part of."""
    return {f"{name}/{inner}": array for inner, array in arrays.items()}


def part_of(arrays: Arrays, name: str) -> Arrays:
    """Return the arrays that were `nested` under a name."""
    start = f"{name}/"
    return {
        whole.removeprefix(start): array
        for whole, array in arrays.items()
        if whole.startswith(start)
    }


def _parts(head: bytes, arrays: Arrays) -> Iterator[bytes]:
    yield len(head).to_bytes(_LENGTH, "little")
    yield head
    for array in arrays.values():
        yield _filled(array.tobytes(), b"\0")


def _filled(data: bytes, filling: bytes) -> bytes:
    missing = -len(data) % _LENGTH
    return data + filling * missing if missing else data


def _row(row: object) -> tuple[str, np.dtype[Any], tuple[int, ...]]:
    """Read what the head says of one array."""
    match row:
        case [str() as name, str() as kind, [*sides]] if kind in _TYPES:
            shape = tuple(side for side in sides if type(side) is int and 0 <= side <= _LONGEST)
            if len(shape) == len(sides) and len(shape) in (1, 2):
                return name, np.dtype(kind), shape
    raise FeaturesError("features_malformed")
