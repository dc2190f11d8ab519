from __future__ import annotations

import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashing.errors import CandidateIndexError
from hashing.index import CandidateIndex, ExactIndex, Hit

# Few bits set, so that near codes are common; few keys, so that they come back.
codes = st.sets(st.integers(0, 63), max_size=6).map(
    lambda bits: sum(1 << bit for bit in bits).to_bytes(8)
)
keys = st.integers(0, 12)


def oracle(entries: dict[int, bytes], code: bytes, radius: int) -> list[Hit]:
    """Return what a search has to give, computed one bit count at a time."""
    away = {k: (int.from_bytes(c) ^ int.from_bytes(code)).bit_count() for k, c in entries.items()}
    found = [Hit(key, bits) for key, bits in away.items() if bits <= radius]
    return sorted(found, key=lambda hit: (hit.distance, hit.key))


def refusal(index: CandidateIndex, additions: list[tuple[int, bytes]], removals: list[int]) -> str:
    with pytest.raises(CandidateIndexError) as caught:
        index.apply(additions, removals)
    return caught.value.code


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.lists(st.tuples(keys, codes), max_size=5), st.lists(keys, max_size=3))),
    codes,
    st.integers(-1, 64),
)
def test_any_history_answers_as_the_oracle(
    history: list[tuple[list[tuple[int, bytes]], list[int]]], code: bytes, radius: int
) -> None:
    index, entries = ExactIndex(8), dict[int, bytes]()
    for additions, removals in history:
        left = {k: c for k, c in entries.items() if k not in removals}
        legal = (
            len(set(removals)) == len(removals)
            and entries.keys() >= set(removals)
            and len({k for k, _ in additions}) == len(additions)
            and not left.keys() & {k for k, _ in additions}
        )
        try:
            index.apply(additions, removals)
        except CandidateIndexError:
            assert not legal
        else:
            assert legal
            entries = left | dict(additions)
        assert len(index) == len(entries)
        assert index.search(code, radius) == oracle(entries, code, radius)


@pytest.mark.parametrize("size", [1, 1_023, 1_024, 1_025, 16_384, 16_385, 40_000])
def test_growth_and_block_borders(size: int) -> None:
    dice = random.Random(size)
    entries = {key: dice.randbytes(32) for key in range(size)}
    index = ExactIndex(32)
    index.apply(list(entries.items())[: size // 2], [])
    for entry in list(entries.items())[size // 2 : size // 2 + 50]:
        index.apply([entry], [])
    index.apply(list(entries.items())[size // 2 + 50 :], [])
    assert len(index) == size
    last = size - 1
    near = bytearray(entries[last])
    near[0] ^= 0b101
    assert index.search(bytes(near), 8) == [Hit(last, 2)]
    assert len(index.search(bytes(32), 256)) == size


def test_results_come_by_distance_then_key() -> None:
    index = ExactIndex(8)
    far, near = (0b111).to_bytes(8), (0b1).to_bytes(8)
    index.apply([(9, far), (4, near), (7, near), (2, far)], [])
    assert index.search(bytes(8), 3) == [Hit(4, 1), Hit(7, 1), Hit(2, 3), Hit(9, 3)]
    assert index.search(bytes(8), 2) == [Hit(4, 1), Hit(7, 1)]
    assert index.search(bytes(8), 0) == []


def test_errors_leave_the_index_as_it_was() -> None:
    index = ExactIndex(8)
    index.apply([(1, bytes(8)), (2, b"\xff" * 8)], [])
    before = index.search(bytes(8), 64)
    assert refusal(index, [(3, bytes(8)), (1, bytes(8))], []) == "index_key_taken"
    assert refusal(index, [(3, bytes(8)), (3, bytes(8))], []) == "index_key_taken"
    assert refusal(index, [(3, bytes(8))], [2, 2]) == "index_key_unknown"
    assert refusal(index, [(3, bytes(8))], [5]) == "index_key_unknown"
    assert refusal(index, [(3, bytes(8)), (4, bytes(7))], [1]) == "index_code_length"
    assert refusal(index, [(-1, bytes(8))], []) == "index_key_range"
    assert refusal(index, [(1 << 63, bytes(8))], []) == "index_key_range"
    assert index.search(bytes(8), 64) == before
    with pytest.raises(CandidateIndexError) as caught:
        index.search(bytes(32), 3)
    assert caught.value.params == {"size": 32, "expected": 8}


def test_an_entry_is_replaced_in_one_step() -> None:
    index = ExactIndex(8)
    index.apply([(1, bytes(8))], [])
    index.apply([(1, b"\xff" * 8)], [1])
    assert index.search(b"\xff" * 8, 0) == [Hit(1, 0)]
    assert len(index) == 1


def test_a_search_sees_whole_batches_while_others_write() -> None:
    """Every batch adds four equal codes and the removal takes all four: counts divide by four."""
    index = ExactIndex(8)
    done = threading.Event()
    counts: list[int] = []

    def search() -> None:
        while not done.is_set():
            counts.append(len(index.search(bytes(8), 64)))

    readers = [threading.Thread(target=search) for _ in range(2)]
    for reader in readers:
        reader.start()
    for batch in range(600):
        first = 4 * batch
        index.apply([(first + i, bytes(8)) for i in range(4)], [])
        if batch % 3 == 2:
            index.apply([], [first - 4 + i for i in range(4)])
    done.set()
    for reader in readers:
        reader.join()
    assert len(counts) > 2
    assert {count % 4 for count in counts} == {0}
    assert len(index) == 4 * 400
