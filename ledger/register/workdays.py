"""Working days (工作日) of the People's Republic, from the State Council's yearly notices.

A notice moves days: it makes holidays of weekdays, and working days of Saturdays and Sundays. In a
year without a notice in ``vocabulary/workdays.toml``, Monday to Friday are working days but for the
holidays whose date the law fixes: 1 January, 1 and 2 May, 1 to 3 October (全国年节及纪念日放假办法,
in force since 2025). There 清明 and the holidays of the lunar calendar are taken for working days,
and so is every moved day.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from ledger.register.vocabulary import VocabularyError, read_table

_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """What the notices say: the `years` that have one, the days `off` and the weekend days `on`."""

    years: frozenset[int]
    off: frozenset[date]
    on: frozenset[date]


def is_workday(day: date) -> bool:
    """Whether `day` is a working day."""
    notices = _notices()
    if day in notices.off or day in notices.on:
        return day in notices.on
    if day.year not in notices.years and (day.month, day.day) in _FIXED_HOLIDAYS:
        return False
    return day.isoweekday() <= 5


def add_workdays(day: date, n: int) -> date:
    """Give the `n`-th working day after `day`, which itself is not counted (民法典 Art. 201).

    For ``n = 0`` that is `day`, whatever day it is. Raises `ValueError` if `n` is negative and
    `OverflowError` beyond the year 9999.
    """
    if n < 0:
        raise ValueError("working days are counted forward")
    while n:
        day += _DAY
        n -= is_workday(day)
    return day


@cache
def _notices() -> Workdays:
    return parse_workdays(read_table("workdays"))


def parse_workdays(text: str) -> Workdays:
    """Read the TOML of the notices; raise `VocabularyError` unless it is in order.

    Each year has its ``notice``, spans ``off`` that run forward within the year, and days ``on``
    that are its Saturdays or Sundays outside these spans.
    """
    off: set[date] = set()
    on: set[date] = set()
    years = set()
    try:
        for year, table in tomllib.loads(text).items():
            years.add(int(year))
            rest = {day for first, last in table["off"] for day in _span(first, last)}
            work = set(table["on"])
            in_order = (
                table.keys() == {"notice", "off", "on"}
                and all(map(_is_date, rest | work))
                and {day.year for day in rest | work} <= {int(year)}
                and all(day.isoweekday() > 5 for day in work - rest)
                and rest.isdisjoint(work)
            )
            if not in_order:
                raise VocabularyError(f"workdays: {year} is not in order")
            off |= rest
            on |= work
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise VocabularyError(f"workdays: malformed: {error!r}") from None
    return Workdays(frozenset(years), frozenset(off), frozenset(on))


def _span(first: date, last: date) -> list[date]:
    if not first <= last:
        raise ValueError(f"{first} to {last} runs backward")
    return [first + _DAY * days for days in range((last - first).days + 1)]


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)
