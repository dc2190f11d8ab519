from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing.errors import FeaturesError
from hashing.roll import Roll

STORED = {name: bytes([place]) * 40 for place, name in enumerate(("a", "b", "c"))}


def filled(shelf: dict[str, bytes]) -> Roll:
    roll = Roll(shelf)
    for name in ("a", "b", "a", "鹿 \ud800/\n"):
        roll.enter(name, name.upper(), STORED.get(name, bytes(40)))
    return roll


def test_slots_are_given_in_order() -> None:
    roll = Roll({})
    assert [roll.enter(name, "key", bytes(40)) for name in ("a", "b", "a")] == [0, 1, 2]
    assert (len(roll), [roll.name(slot) for slot in range(3)]) == (3, ["a", "b", "a"])


def test_an_enrolment_is_read_if_it_is_the_one_that_was_entered() -> None:
    shelf = {"A": STORED["a"]}
    roll = filled(shelf)
    assert roll.read(0) == roll.read(2) == STORED["a"]
    with pytest.raises(FeaturesError):
        roll.read(1)
    shelf["A"] = STORED["c"]
    for slot in (0, 2):
        with pytest.raises(FeaturesError) as caught:
            roll.read(slot)
        assert caught.value.code == "features_malformed"


def test_a_roll_is_made_again_of_its_state() -> None:
    shelf = {"A": STORED["a"]}
    roll = filled(shelf)
    again = Roll.of(roll.state(), shelf)
    assert [again.name(slot) for slot in range(4)] == ["a", "b", "a", "鹿 \ud800/\n"]
    assert again.read(2) == STORED["a"]
    assert len(Roll.of(Roll({}).state(), {})) == 0
    assert (again.enter("d", "D", bytes(40)), len(roll)) == (4, 4)


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[", b"[" * 100_000, b"\xff", b"[1]", b'[["a"]]', b'[["a", 1]]', b"[]",
     b'[["a", "b", "c"]]', b'[["a", "b"], ["a", "b"]]'],
)  # fmt: skip
def test_what_is_no_list_of_names_and_keys_is_refused(text: bytes) -> None:
    seals = np.zeros((1, 32), np.uint8)
    entries = np.frombuffer(text, np.uint8)
    with pytest.raises(FeaturesError):
        Roll.of({"entries": entries, "seals": seals}, {})


@given(st.data())
def test_altered_states_are_refused_or_read(data: st.DataObject) -> None:
    state = filled({}).state()
    text = bytearray(state["entries"].tobytes())
    text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(FeaturesError):
        Roll.of({**state, "entries": np.frombuffer(bytes(text), np.uint8)}, {})
