from __future__ import annotations

import gc
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing.shelf import Shelf

names = st.sampled_from(["a", "b", "work/1"])


@given(st.lists(st.tuples(names, st.none() | st.binary(max_size=20)), max_size=20))
def test_a_shelf_is_a_mapping(history: list[tuple[str, bytes | None]]) -> None:
    shelf, plain = Shelf(), dict[str, bytes]()
    for name, data in history:
        if data is not None:
            shelf[name] = plain[name] = data
        elif name in plain:
            del shelf[name], plain[name]
        assert dict(shelf) == plain
        assert len(shelf) == len(plain)
        assert list(shelf) == list(plain)


def test_what_is_not_there_is_a_key_error() -> None:
    shelf = Shelf()
    with pytest.raises(KeyError):
        shelf["a"]
    with pytest.raises(KeyError):
        del shelf["a"]
    assert "a" not in shelf
    shelf["a"] = b""
    assert "a" in shelf
    assert shelf["a"] == b""
    del shelf["a"]
    assert shelf.get("a") is None


def test_the_file_goes_with_the_shelf() -> None:
    shelf = Shelf()
    shelf["a"] = b"1"
    file, gone = shelf._file, weakref.ref(shelf)
    assert not file.closed
    del shelf
    gc.collect()
    assert gone() is None
    assert file.closed
