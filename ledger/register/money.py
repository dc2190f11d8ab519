"""Sums of money: integers in a currency's smallest unit, divided by exact fractions, no floats."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

#: Currencies of ISO 4217 whose smallest unit is not a hundredth: the number of decimals.
_WHOLE = ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"]
_DECIMALS = {
    **dict.fromkeys([*_WHOLE, "VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}


def rounded(amount: Fraction) -> int:
    """Give the nearest whole unit; a half goes to the even neighbour, so that no side gains."""
    return round(amount)


def divide(amount: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide `amount` in the proportion of `shares`, so that the parts sum to it exactly.

    The method of the largest remainder: everybody gets the whole units of the exact part, and what
    is then left goes, one unit each, to the largest remainders, the first named first among equals.
    `amount` is not negative; the shares are positive and need not sum to one.
    """
    common = lcm(*(share.denominator for share in shares.values()))
    weights = {
        name: share.numerator * common // share.denominator for name, share in shares.items()
    }
    total = sum(weights.values())
    parts = {name: amount * weight // total for name, weight in weights.items()}
    left = amount - sum(parts.values())
    # sorted() is stable: equal remainders stay in the order of `shares`
    for name in sorted(parts, key=lambda name: -(amount * weights[name] % total))[:left]:
        parts[name] += 1
    return parts


def decimal_text(amount: int, currency: str) -> str:
    """Write `amount`, which is not negative, in the currency's main unit: 1999 fen as ``19.99``."""
    decimals = _DECIMALS.get(currency, 2)
    if decimals == 0:
        return str(amount)
    whole, part = divmod(amount, 10**decimals)
    return f"{whole}.{part:0{decimals}d}"
