"""The commitment of a sealed registration."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from ledger.register.did import did_of
from ledger.register.sealing import commitment

from .build import ALICE, BOB, CAROL, digest_of


def test_the_bytes_that_are_hashed():
    owners = sorted([did_of(ALICE), did_of(BOB)])
    text = f'{{"owners":["{owners[0]}","{owners[1]}"],"salt":"{"5e" * 32}","sha256":"{"7a" * 32}"}}'
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert commitment("7a" * 32, owners, "5e" * 32) == expected


@given(st.permutations([did_of(ALICE), did_of(BOB), did_of(CAROL)]))
def test_the_order_of_the_owners_says_nothing(owners):
    whole = commitment(digest_of(1), owners, digest_of(2))
    assert whole == commitment(digest_of(1), reversed(owners), digest_of(2))
    assert whole != commitment(digest_of(1), owners[1:], digest_of(2))


@given(st.integers(3, 2**64), st.integers(3, 2**64))
def test_I17_without_the_salt_nothing_can_be_guessed(file, salt):
    """Of the same file and owner two salts give two commitments, and so do two files of a salt."""
    owner = [did_of(ALICE)]
    made = commitment(digest_of(file), owner, digest_of(salt))
    assert made != commitment(digest_of(file), owner, digest_of(salt + 1))
    assert made != commitment(digest_of(file + 1), owner, digest_of(salt))
