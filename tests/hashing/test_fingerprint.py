from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashing.errors import FingerprintError
from hashing.fingerprint import ALGORITHMS, Fingerprint, distance, parse_fingerprint

fingerprints = st.sampled_from(list(ALGORITHMS.values())).flatmap(
    lambda a: st.builds(
        Fingerprint,
        st.just(a.name),
        st.just(a.version),
        st.binary(min_size=a.size // 8, max_size=a.size // 8),
        st.integers(0, 100) if a.has_quality else st.none(),
    )
)


def test_text_form() -> None:
    phash = Fingerprint("phash64", 1, bytes.fromhex("8f373714acfcf4d0"))
    assert phash.name == "phash64_v1"
    assert phash.to_text() == "phash64_v1:8f373714acfcf4d0"
    pdq = Fingerprint("pdq", 1, bytes(range(32)), 100)
    assert pdq.to_text() == (
        "pdq_v1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f:q100"
    )


@given(fingerprints)
def test_text_form_reads_back(fingerprint: Fingerprint) -> None:
    assert parse_fingerprint(fingerprint.to_text()) == fingerprint


@given(st.text())
def test_any_text_is_a_fingerprint_or_refused(text: str) -> None:
    try:
        fingerprint = parse_fingerprint(text)
    except FingerprintError:
        return
    assert fingerprint.to_text() == text


@given(fingerprints, st.data())
def test_a_changed_text_is_another_fingerprint_or_refused(
    fingerprint: Fingerprint, data: st.DataObject
) -> None:
    text = fingerprint.to_text()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters())
    changed = text[:place] + letter + text[place + 1 :]
    try:
        read = parse_fingerprint(changed)
    except FingerprintError:
        assert changed != text
    else:
        assert read.to_text() == changed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "fingerprint_malformed"),
        ("phash64:8f373714acfcf4d0", "fingerprint_malformed"),
        ("phash64_v1:8F373714ACFCF4D0", "fingerprint_malformed"),
        ("phash64_v1:8f373714acfcf4d", "fingerprint_malformed"),
        ("phash64_v1:8f373714acfcf4", "fingerprint_malformed"),
        ("phash64_v01:8f373714acfcf4d0", "fingerprint_malformed"),
        ("phash64_v1:8f373714acfcf4d0\n", "fingerprint_malformed"),
        ("phash64_v1:8f373714acfcf4d０", "fingerprint_malformed"),
        ("phash64_v1:8f373714acfcf4d0:q50", "fingerprint_malformed"),
        ("pdq_v1:" + "00" * 32, "fingerprint_malformed"),
        ("pdq_v1:" + "00" * 32 + ":q101", "fingerprint_malformed"),
        ("pdq_v1:" + "00" * 32 + ":q07", "fingerprint_malformed"),
        ("phash64_v2:8f373714acfcf4d0", "fingerprint_unknown_algorithm"),
        ("whash64_v1:8f373714acfcf4d0", "fingerprint_unknown_algorithm"),
    ],
)
def test_refused_texts(text: str, code: str) -> None:
    with pytest.raises(FingerprintError) as caught:
        parse_fingerprint(text)
    assert caught.value.code == code


def test_distance_counts_differing_bits() -> None:
    a = Fingerprint("dhash64", 1, bytes.fromhex("ffffffffffffffff"))
    b = Fingerprint("dhash64", 1, bytes.fromhex("fffffffffffffff0"))
    assert distance(a, a) == 0
    assert distance(a, b) == 4
    assert distance(a, Fingerprint("dhash64", 1, bytes(8))) == 64


@given(fingerprints, fingerprints)
def test_distance_is_a_metric_within_an_algorithm_and_an_error_across(
    a: Fingerprint, b: Fingerprint
) -> None:
    if a.name == b.name:
        assert distance(a, b) == distance(b, a)
        assert (distance(a, b) == 0) == (a.bits == b.bits)
        return
    with pytest.raises(FingerprintError) as caught:
        distance(a, b)
    assert caught.value.code == "fingerprint_algorithm_mismatch"
    assert caught.value.params == {"left": a.name, "right": b.name}


def test_a_fingerprint_of_the_wrong_length_cannot_be_made() -> None:
    with pytest.raises(FingerprintError) as caught:
        Fingerprint("phash256", 1, bytes(8))
    assert caught.value.code == "fingerprint_malformed"
