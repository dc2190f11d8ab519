"""存证编号: one spelling for each index, and no slip of the pen passes."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import ReceiptError
from ledger.number import format_number, parse_number

LARGEST = 10**16 - 1
#: Every index up to 2,000, and indexes of every length.
SAMPLE = [*range(2_000), *chain(*((10**n - 1, 10**n, 10**n + 7) for n in range(4, 16))), LARGEST]


def check_digits(index: int) -> str:
    """ISO/IEC 7064 MOD 97-10, digit by digit as the standard computes it."""
    remainder = 0
    for digit in f"{index}00":
        remainder = (remainder * 10 + int(digit)) % 97
    return f"{98 - remainder:02d}"


def refused(text: str) -> bool:
    try:
        parse_number(text)
    except ReceiptError as error:
        return error.code == "number_malformed"
    return False


def test_known_numbers() -> None:
    # 794 with the check digits 44 is an example of the standard's own
    assert format_number(794) == "MG-000000794-44"
    assert format_number(0) == "MG-000000000-98"
    assert format_number(12) == "MG-000000012-62"
    assert format_number(1_234_567_890) == f"MG-1234567890-{check_digits(1_234_567_890)}"


def test_every_number_of_the_sample_is_read_back() -> None:
    for index in SAMPLE:
        number = format_number(index)
        assert number == f"MG-{index:09d}-{check_digits(index)}"
        assert parse_number(number) == index


def digits_of(number: str) -> list[int]:
    return [place for place, character in enumerate(number) if character.isdigit()]


def test_every_wrong_digit_is_caught() -> None:
    for index in SAMPLE:
        number = format_number(index)
        for place in digits_of(number):
            for digit in "0123456789":
                wrong = number[:place] + digit + number[place + 1 :]
                assert wrong == number or refused(wrong), (number, wrong)


def test_every_swap_of_neighbours_is_caught() -> None:
    for index in SAMPLE:
        number = format_number(index)
        places = digits_of(number)
        # the neighbour of the last digit of the index is the first check digit
        for left, right in pairwise(places):
            letters = list(number)
            letters[left], letters[right] = letters[right], letters[left]
            wrong = "".join(letters)
            assert wrong == number or refused(wrong), (number, wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MG-12-62",
        "MG-00000012-62",
        "MG-0000000012-62",
        "MG-000000012-6",
        "MG-000000012-062",
        "mg-000000012-62",
        "MG000000012-62",
        "MG-000000012-62\n",
        " MG-000000012-62",
        "MG-00000001２-62",
        "MG--00000012-62",
        "MG-000000012-159",
        "MG-10000000000000000-" + check_digits(10**16),
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ReceiptError) as error:
        parse_number(text)
    assert error.value.code == "number_malformed"


@given(st.text(max_size=60) | st.from_regex(r"MG-[0-9]{9,17}-[0-9]{2}", fullmatch=True))
@example("\ud800" * 60)
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        index = parse_number(text)
    except ReceiptError as error:
        assert error.code == "number_malformed"  # noqa: PT017  # either outcome is right
        return
    assert format_number(index) == text


@given(st.integers(0, LARGEST))
def test_round_trip(index: int) -> None:
    assert parse_number(format_number(index)) == index
