"""Money: exact division and rounding."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.money import decimal_text, divide, rounded

from .build import fuzz

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        (0, {"a": Fraction(1)}, {"a": 0}),
        (100, {"a": THIRD, "b": THIRD, "c": THIRD}, {"a": 34, "b": 33, "c": 33}),
        (101, {"a": THIRD, "b": THIRD, "c": THIRD}, {"a": 34, "b": 34, "c": 33}),
        (1, {"a": HALF, "b": HALF}, {"a": 1, "b": 0}),
        (10, {"a": Fraction(1, 6), "b": Fraction(5, 6)}, {"a": 2, "b": 8}),
        (7, {"a": Fraction(2), "b": Fraction(1)}, {"a": 5, "b": 2}),
    ],
)
def test_the_largest_remainders_get_what_is_left(amount, shares, parts):
    assert divide(amount, shares) == parts


def oracle(amount: int, weights: list[int]) -> list[int]:
    """Divide by whole numbers alone: floors, then one each by remainder, then by place."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts


@given(
    st.integers(0, 10**15),
    st.lists(st.integers(1, 10**9), min_size=1, max_size=12),
    st.integers(1, 10**6),
)
@fuzz
def test_I21_the_parts_sum_to_the_whole(amount, weights, scale):
    shares = {str(place): Fraction(weight, scale) for place, weight in enumerate(weights)}
    parts = list(divide(amount, shares).values())
    assert parts == oracle(amount, weights)
    assert sum(parts) == amount
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    assert all(abs(part - want) < 1 for part, want in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("amount", "whole"),
    [(Fraction(1, 2), 0), (Fraction(3, 2), 2), (Fraction(5, 2), 2), (Fraction(26, 10), 3)],
)
def test_a_half_goes_to_the_even_neighbour(amount, whole):
    assert rounded(amount) == whole


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (1999, "CNY", "19.99"),
        (5, "CNY", "0.05"),
        (0, "EUR", "0.00"),
        (1999, "JPY", "1999"),
        (1999, "KWD", "1.999"),
        (19999, "CLF", "1.9999"),
    ],
)
def test_amounts_in_the_main_unit(amount, currency, text):
    assert decimal_text(amount, currency) == text
