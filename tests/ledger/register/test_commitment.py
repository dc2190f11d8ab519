"""A commitment to a name: only its holder opens it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import StatementError
from ledger.register.commitment import commit, verify_commitment

from .build import fuzz

SALT = "5a" * 32
NAMES = ("张议潮", "李白", "王伟", "Wang Wei", "a", "")


def code_of(name: str, salt: str) -> str:
    with pytest.raises(StatementError) as caught:
        commit(name, salt)
    return caught.value.code


def test_it_is_the_sha256_of_the_jcs_of_name_and_salt():
    opening = f'{{"name":"张议潮","salt":"{SALT}"}}'.encode()
    assert commit("张议潮", SALT) == hashlib.sha256(opening).hexdigest()


def test_C07_the_holder_of_the_opening_proves_the_name():
    verify_commitment(commit("张议潮", SALT), "张议潮", SALT)


@pytest.mark.parametrize(
    ("name", "salt"), [("张议朝", SALT), ("张议潮", "5b" * 32), ("张议潮 ", SALT)]
)
def test_C07_no_other_name_or_salt_opens_it(name, salt):
    with pytest.raises(StatementError) as caught:
        verify_commitment(commit("张议潮", SALT), name, salt)
    assert caught.value.code == "commitment_differs"


@pytest.mark.parametrize("salt", ["", "5a" * 31, "5A" * 32, "5a" * 33, "zz" * 32, "5a" * 32 + "\n"])
def test_a_salt_is_32_bytes_in_lower_case(salt):
    assert code_of("张议潮", salt) == "salt_malformed"


def test_one_name_has_one_spelling():
    assert code_of("Zoe\u0308", SALT) == "text_not_normalised"
    assert code_of("张\u200b议潮", SALT) == "character_not_allowed"
    assert code_of("张\ud800", SALT) == "character_not_allowed"


def test_I17_a_dictionary_of_names_opens_nothing():
    """Whoever has the public bytes and every name, but not the salt, learns nothing from them."""
    public = commit("王伟", "c3" * 32)
    tried = {hashlib.sha256(name.encode()).hexdigest() for name in NAMES}
    tried |= {hashlib.sha256(f'{{"name":"{name}"}}'.encode()).hexdigest() for name in NAMES}
    weak_salts = ["00" * 32, "ff" * 32, public, hashlib.sha256(b"").hexdigest()]
    tried |= {commit(name, salt) for name in NAMES for salt in weak_salts}
    assert public not in tried
    # and one name under two salts does not show as one name
    assert commit("王伟", "c4" * 32) != public


@fuzz
@given(name=st.text(max_size=40), salt=st.text(max_size=70), commitment=st.text(max_size=70))
def test_whatever_is_shown_it_opens_or_raises_one_error(name, salt, commitment):
    with pytest.raises(StatementError):
        verify_commitment(commitment, name, salt)


@fuzz
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_salts_that_differ_give_commitments_that_differ(one, other):
    same = commit("王伟", one.hex()) == commit("王伟", other.hex())
    assert same == (one == other)
