from __future__ import annotations

import contextlib
from functools import cache
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashing.enrolment import (
    SEAL_BYTES,
    EnrolledHeritage,
    EnrolledWork,
    parse_enrolled_sketch,
    parse_heritage,
    parse_work,
    seal_of,
)
from hashing.errors import FeaturesError
from hashing.expression import express
from tests.hashing.pictures import drawn, study, study_of


@cache
def work() -> EnrolledWork:
    own = study_of(np.ascontiguousarray(drawn("enrolled", 160)))
    wall = heritage().reference
    return EnrolledWork(
        own.sketch, express(own.grey, own.surface, [wall]), ("a wall", "ein zweites · 二")
    )


@cache
def heritage() -> EnrolledHeritage:
    own = study_of(np.ascontiguousarray(drawn("enrolled wall", 160)))
    return EnrolledHeritage(own.sketch, own.grey)


def test_a_work_is_read_as_it_was_written() -> None:
    again = parse_work(work().to_bytes())
    assert again.to_bytes() == work().to_bytes()
    assert again.heritage == ("a wall", "ein zweites · 二")
    assert again.sketch.to_bytes() == work().sketch.to_bytes()
    np.testing.assert_array_equal(again.expression.places, work().expression.places)
    alone = EnrolledWork(work().sketch, work().expression, ())
    assert parse_work(alone.to_bytes()).heritage == ()


def test_a_heritage_picture_is_read_as_it_was_written() -> None:
    again = parse_heritage(heritage().to_bytes())
    np.testing.assert_array_equal(again.grey, heritage().grey)
    assert again.to_bytes() == heritage().to_bytes()
    assert again.reference.features.to_bytes() == heritage().sketch.surface.to_bytes()
    np.testing.assert_array_equal(again.reference.grey, heritage().grey)


def test_an_enrolment_takes_a_fraction_of_a_megabyte() -> None:
    large = study("enrolled")
    enrolled = EnrolledWork(large.sketch, express(large.grey, large.surface, []), ())
    assert len(enrolled.to_bytes()) < 300_000
    assert len(EnrolledHeritage(large.sketch, large.grey).to_bytes()) < 500_000


def test_a_raster_of_another_size_is_refused() -> None:
    small = EnrolledHeritage(heritage().sketch, heritage().grey[:, 1:].copy())
    with pytest.raises(FeaturesError):
        parse_heritage(small.to_bytes())


def test_one_form_is_not_the_other() -> None:
    for parse, data in ((parse_work, heritage().to_bytes()), (parse_heritage, work().to_bytes())):
        with pytest.raises(FeaturesError) as caught:
            parse(data)
        assert caught.value.code == "features_malformed"


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    for parse in (parse_work, parse_heritage):
        with pytest.raises(FeaturesError):
            parse(data)


@settings(deadline=None)
@given(st.data())
def test_torn_and_altered_forms_are_refused_or_read(data: st.DataObject) -> None:
    for stored, parse in ((work().to_bytes(), parse_work), (heritage().to_bytes(), parse_heritage)):
        cut = data.draw(st.integers(0, len(stored) - 1))
        with pytest.raises(FeaturesError):
            parse(stored[:cut])
        altered = bytearray(stored)
        altered[data.draw(st.integers(0, len(stored) - 1))] ^= data.draw(st.integers(1, 255))
        with pytest.raises(FeaturesError):
            parse(bytes(altered))
        with pytest.raises(FeaturesError):
            parse_enrolled_sketch(bytes(altered))


@settings(deadline=None)
@given(st.data())
def test_whoever_seals_nonsense_is_refused_or_read(data: st.DataObject) -> None:
    for stored, parse in ((work().to_bytes(), parse_work), (heritage().to_bytes(), parse_heritage)):
        content = bytearray(stored[SEAL_BYTES:])
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
        sealed = sha256(b"enrolled1" + content).digest() + content
        with contextlib.suppress(FeaturesError):
            parse(sealed)


def test_the_seal_tells_enrolments_apart() -> None:
    seals = {seal_of(one.to_bytes()) for one in (work(), heritage(), work())}
    assert len(seals) == 2
    assert {len(seal) for seal in seals} == {SEAL_BYTES}


def test_a_sketch_is_read_without_decoding_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("decoded")

    for enrolled in (work(), heritage()):
        stored = enrolled.to_bytes()
        with monkeypatch.context() as patch:
            patch.setattr("hashing.planes.cv2.imdecode", fail)
            sketch = parse_enrolled_sketch(stored)
        assert sketch.to_bytes() == enrolled.sketch.to_bytes()
