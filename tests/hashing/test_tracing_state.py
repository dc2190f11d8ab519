"""A tracer that is made again of its state is the one that it was, then and ever after."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hashing.arrays import Arrays, pack_arrays, parse_arrays
from hashing.enrolment import EnrolledHeritage, EnrolledWork
from hashing.errors import FeaturesError, TracingError
from hashing.study import Study
from hashing.tracing import Tracer
from tests.hashing.pictures import drawn, flat, study_of

#: Works bear one seal, so that the stop-list learns it; the last has nothing to see in it.
WORKS = tuple(f"work {number}" for number in range(8))
WALLS = ("wall", "other wall")


@cache
def study(name: str) -> Study:
    if name == WORKS[-1]:
        return study_of(np.repeat(flat(60, 80)[..., None], 3, axis=2))
    sheet = drawn(f"state of {name}", 260).copy()
    if name in WORKS:
        place = 10 * WORKS.index(name)
        sheet[place : place + 60, place : place + 60] = drawn("a seal", 300)[60:120, 60:120]
    return study_of(sheet)


@cache
def work(name: str) -> EnrolledWork:
    return Tracer().enrol(study(name))


@cache
def wall(name: str) -> EnrolledHeritage:
    return EnrolledHeritage(study(name).sketch, study(name).grey)


def stored(tracer: Tracer) -> bytes:
    return b"".join(pack_arrays(tracer.state()))


def again(tracer: Tracer, shelf: dict[str, bytes]) -> Tracer:
    return Tracer.of(parse_arrays(stored(tracer)), shelf)


class Restarts(RuleBasedStateMachine):
    """One tracer is never saved, the other is made again of its state at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf: dict[str, bytes] = {}
        self.lasting, self.restarted = Tracer({}), Tracer(self.shelf)

    @rule(name=st.sampled_from(WORKS))
    def add(self, name: str) -> None:
        self._both(lambda tracer: tracer.insert(name, work(name)))

    @rule(name=st.sampled_from(WALLS))
    def add_heritage(self, name: str) -> None:
        self._both(lambda tracer: tracer.insert_heritage(name, wall(name)))

    @rule(name=st.sampled_from(WORKS))
    def remove(self, name: str) -> None:
        self._both(lambda tracer: tracer.remove(name))

    @rule(name=st.sampled_from(WORKS))
    def restore(self, name: str) -> None:
        self._both(lambda tracer: tracer.restore(name))

    @rule()
    def restart(self) -> None:
        self.restarted = again(self.restarted, self.shelf)

    @rule(name=st.sampled_from([*WORKS, *WALLS]))
    def ask(self, name: str) -> None:
        self._both(lambda tracer: tracer.trace(study(name)))

    @invariant()
    def they_are_one(self) -> None:
        assert stored(self.restarted) == stored(self.lasting)

    def _both(self, act: Any) -> None:
        told = []
        for tracer in (self.lasting, self.restarted):
            try:
                told.append(repr(act(tracer)))
            except TracingError as error:
                told.append(error.code)
        assert told[0] == told[1]


Restarts.TestCase.settings = settings(max_examples=6, stateful_step_count=15, deadline=None)
TestRestarts = Restarts.TestCase


@cache
def kept() -> tuple[dict[str, bytes], dict[str, np.ndarray]]:
    """A shelf, and the state of a tracer over it that has learnt a seal and lost a work."""
    shelf: dict[str, bytes] = {}
    tracer = Tracer(shelf)
    for name in WALLS:
        tracer.insert_heritage(name, wall(name))
    for name in WORKS[:6]:
        tracer.insert(name, work(name))
    tracer.remove(WORKS[2])
    return shelf, tracer.state()


def test_what_was_learnt_is_in_the_state() -> None:
    shelf, state = kept()
    assert len(state["works/stops/parts/slots"]) > 0
    tracer = Tracer.of(state, shelf)
    assert (len(tracer), WORKS[2] in tracer, tracer.heritage) == (5, False, list(WALLS))
    assert tracer.expression(WORKS[1]).to_bytes() == work(WORKS[1]).expression.to_bytes()


def test_an_empty_tracer_has_a_state() -> None:
    tracer = again(Tracer({}), {})
    assert (len(tracer), tracer.heritage) == (0, [])
    assert tracer.trace(study(WORKS[0])).matches == ()


def test_a_state_is_a_copy() -> None:
    tracer = Tracer({})
    tracer.insert("a", work(WORKS[0]))
    state = tracer.state()
    before = b"".join(pack_arrays(state))
    tracer.insert("b", work(WORKS[1]))
    tracer.remove("a")
    assert b"".join(pack_arrays(state)) == before


def test_no_enrolment_is_read() -> None:
    _, state = kept()
    tracer = Tracer.of(state, {})
    assert len(tracer) == 5
    # it is needed when it is a candidate, and noticed then
    with pytest.raises(FeaturesError):
        tracer.trace(study(WORKS[1]))


def altered(state: Arrays, name: str, dice: np.random.Generator) -> dict[str, np.ndarray | None]:
    """The state with one array gone, shorter, of another type, or other numbers."""
    array = state[name]
    other = array.copy()
    if other.size:
        info = np.iinfo(other.dtype)
        extreme = [info.min, info.max, 0, 1, int(dice.integers(0, 1 << 15))]
        other.flat[dice.integers(other.size)] = dice.choice(
            [one for one in extreme if info.min <= one <= info.max]
        )
    kinds = [None, array[:-1], array.astype(np.uint32), array[..., None], np.repeat(array, 2, 0)]
    return {**state, name: [*kinds, other, other, other][dice.integers(8)]}


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(sorted(kept()[1])), st.integers(0, 1 << 32))
def test_another_state_is_refused_or_made(name: str, seed: int) -> None:
    shelf, state = kept()
    other = altered(state, name, np.random.default_rng(seed))
    with contextlib.suppress(FeaturesError):
        Tracer.of({name: array for name, array in other.items() if array is not None}, shelf)


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("works/surface/slots", 0, 1),
        ("works/surface/slots", -1, 6),
        ("works/surface/slots", 0, -1),
        ("works/lines/slots", 1, 2),
        ("works/whole/keys", 1, 2),
        ("works/whole/keys", 0, -1),
        ("works/whole/keys", 1, 0),
        ("works/whole/quality", 0, 101),
        ("works/surface/layouts", (0, 0), 0),
        ("works/surface/layouts", (0, 1), 1 << 16),
        ("works/surface/layouts", (0, 2), 751),
        ("works/lines/layouts", (0, 2), -1),
        ("works/surface/ids", 0, -1),
        ("works/surface/ids", 0, 6 * 750),
        ("works/surface/ids", 0, 2 * 750),  # of the work that was removed
        ("works/surface/sizes", 0, -1),
        ("works/surface/sizes", 0, 1 << 62),
        ("sources/whole/keys", 1, 2),
    ],
)
def test_what_would_mislead_the_search_is_refused(name: str, place: Any, value: int) -> None:
    shelf, state = kept()
    array = state[name].copy()
    assert array[place] != value
    array[place] = value
    with pytest.raises(FeaturesError):
        Tracer.of({**state, name: array}, shelf)


def test_no_feature_is_in_the_index_twice() -> None:
    shelf, state = kept()
    ids = state["works/surface/ids"].copy()
    ids[1] = ids[0]
    with pytest.raises(FeaturesError):
        Tracer.of({**state, "works/surface/ids": ids}, shelf)


def test_no_two_works_have_one_name_and_no_heritage_is_gone() -> None:
    shelf, state = kept()
    tracer = Tracer({})
    for _ in range(2):
        tracer.insert("a", work(WORKS[0]))
        tracer.remove("a")
    tracer.insert("a", work(WORKS[0]))
    twice = {
        name: array if "roll" in name else state[name] for name, array in tracer.state().items()
    }
    with pytest.raises(FeaturesError):
        Tracer.of(twice, shelf)
    empty = {name: array for name, array in Tracer({}).state().items() if "sources" in name}
    with pytest.raises(FeaturesError):
        Tracer.of({**state, **empty}, shelf)


def test_an_enrolment_that_is_damaged_anywhere_is_as_if_it_were_not() -> None:
    shelf: dict[str, bytes] = {}
    tracer = Tracer(shelf)
    tracer.insert_heritage("wall", wall(WALLS[0]))
    for name in WORKS[:2]:
        tracer.insert(name, work(name))
    for key in (f"work/{WORKS[0]}", "heritage/wall/0"):
        shelf[key] = shelf[key][:-1] + bytes([shelf[key][-1] ^ 1])
    fresh = Tracer(shelf)
    assert not fresh.restore(WORKS[0])
    assert not fresh.restore_heritage("wall")
    assert fresh.restore(WORKS[1])
    # whoever had read it before is told, rather than given another for it
    for act in (
        lambda: tracer.trace(study(WORKS[0])),
        lambda: tracer.expression(WORKS[0]),
        lambda: tracer.enrol(study(WORKS[1]), ["wall"]),
    ):
        with pytest.raises(FeaturesError) as caught:
            act()
        assert caught.value.code == "features_malformed"
    shelf[f"work/{WORKS[0]}"] = shelf[f"work/{WORKS[1]}"]
    with pytest.raises(FeaturesError):
        tracer.trace(study(WORKS[0]))
