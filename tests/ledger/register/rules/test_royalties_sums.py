"""The sums of a report, against whole numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.register.records import Holding
from ledger.register.records.royalties import Account
from ledger.register.rules.royalties_chain import debts_of, lines_of

from ..build import fuzz, number_id

PARTIES = ["p", "q", "r", "s"]
ACCOUNTS = st.lists(
    st.tuples(
        st.integers(0, 10**9),
        st.integers(0, 10**6),
        st.one_of(st.none(), st.tuples(st.integers(1, 50), st.integers(50, 997))),
        st.lists(st.integers(1, 99), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=6,
)


def account(place: int, fixed: int, per_unit: int, share: Any, weights: list[int]) -> Account:
    total = sum(weights)
    return Account(
        payer=f"payer {place}",
        work=number_id(place),
        grant=number_id(100 + place),
        granted=place,
        currency="CNY",
        fixed=fixed,
        per_unit=per_unit,
        share=None if share is None else str(Fraction(*share)),
        payees=[
            Holding(party=party, share=str(Fraction(weight, total)))
            for party, weight in zip(PARTIES, weights, strict=False)
        ],
    )


def half_even(numerator: int, denominator: int) -> int:
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))


@given(ACCOUNTS, st.integers(0, 10**6), st.integers(0, 10**12))
@fuzz
def test_I21_the_parts_sum_to_the_total_to_the_fen_on_every_path(made, units, revenue):
    accounts = [account(place, *each) for place, each in enumerate(made)]
    lines = lines_of(accounts, units, revenue, "CNY")
    for place, (fixed, per_unit, share, weights) in enumerate(made):
        totals = {"fixed": fixed, "per_unit": per_unit * units, "share": 0}
        if share is not None:
            totals["share"] = half_even(share[0] * revenue, share[1])
        for basis, total in totals.items():
            parts = {
                line.payee: line.amount
                for line in lines
                if (line.granted, line.basis) == (place, basis)
            }
            assert sum(parts.values()) == total
            for party, weight in zip(PARTIES, weights, strict=False):
                exact = total * weight
                assert abs(parts.get(party, 0) * sum(weights) - exact) < sum(weights)
    debts = debts_of(lines)
    assert sum(debt.amount for debt in debts) == sum(line.amount for line in lines)
    assert all(line.amount > 0 for line in lines)


@given(ACCOUNTS, st.integers(0, 10**4), st.integers(0, 10**8), st.integers(1, 10**8))
@fuzz
def test_I21_undiluted_no_account_depends_on_another(made, units, revenue, more):
    accounts = [account(place, *each) for place, each in enumerate(made)]
    together = lines_of(accounts, units, revenue, "CNY")
    alone = [line for each in accounts for line in lines_of([each], units, revenue, "CNY")]
    assert together == alone
    richer = lines_of(accounts, units, revenue + more, "CNY")
    assert sum(line.amount for line in richer) >= sum(line.amount for line in together)
