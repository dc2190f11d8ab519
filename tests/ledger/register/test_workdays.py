"""The working-day calendar against days of the notices, and against counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.vocabulary import VocabularyError
from ledger.register.workdays import add_workdays, is_workday, parse_workdays

DAY = timedelta(days=1)


def days(year, texts):
    return [date.fromisoformat(f"{year}-{text}") for text in texts.split()]


@pytest.mark.parametrize(
    "day",
    [
        *days(2024, "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12 02-09 12-31"),
        *days(2025, "01-26 02-08 04-27 09-28 10-11 01-02 06-03"),
        *days(2026, "01-04 02-14 02-28 05-09 09-20 10-10 11-23 02-24"),
        *days(2027, "01-04 05-03 10-04 02-08"),  # no notice: even the lunar New Year's week
    ],
)
def test_worked(day):
    assert is_workday(day)


@pytest.mark.parametrize(
    "day",
    [
        *days(2024, "01-01 02-12 02-16 04-04 05-03 06-10 09-16 09-17 10-07 11-23"),
        *days(2025, "01-01 01-28 02-04 04-04 05-05 06-02 10-08 11-22"),
        *days(2026, "01-01 01-02 02-16 02-23 04-06 05-05 06-19 09-25 10-07 11-22"),
        *days(2027, "01-01 05-01 10-01 01-02 01-03"),
        *days(2029, "05-01 05-02 10-01 10-02 10-03"),  # all of them weekdays
    ],
)
def test_not_worked(day):
    assert not is_workday(day)


# the number of working days in each year: weekdays, less those off, and the weekend days worked
@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248), (2023, 256)])
def test_working_days_in_a_year(year, worked):
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    assert sum(is_workday(first + n * DAY) for n in range(length)) == worked


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-20", 3, "2026-11-25"),  # over a weekend
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-13", 2, "2026-02-24"),  # and then the Spring Festival
        ("2026-02-18", 1, "2026-02-24"),  # from a day off
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-12-31", 1, "2027-01-04"),  # into a year without a notice
        ("2026-11-22", 0, "2026-11-22"),
    ],
)
def test_add_workdays(start, n, end):
    assert add_workdays(date.fromisoformat(start), n) == date.fromisoformat(end)


@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_has_n_minus_one_before_it(day, n):
    end = add_workdays(day, n)
    assert is_workday(end)
    between = [day + k * DAY for k in range(1, (end - day).days)]
    assert sum(map(is_workday, between)) == n - 1


@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.integers(0, 30), st.integers(0, 30))
def test_working_days_add_up(day, n, m):
    assert add_workdays(add_workdays(day, n), m) == add_workdays(day, n + m)


def test_not_backward():
    with pytest.raises(ValueError, match="forward"):
        add_workdays(date(2026, 11, 22), -1)


def test_not_beyond_the_calendar():
    with pytest.raises(OverflowError):
        add_workdays(date(9999, 12, 30), 5)


GOOD = '[2026]\nnotice = "n"\noff = [[2026-01-01, 2026-01-03]]\non = [2026-01-04]\n'


def test_a_good_file():
    notices = parse_workdays(GOOD)
    assert notices.years == {2026}
    assert notices.off == {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}
    assert notices.on == {date(2026, 1, 4)}


@pytest.mark.parametrize(
    "text",
    [
        "[2026",
        "a = " + "[" * 5000,
        "2026 = 1",
        GOOD.replace("[2026]", "[year]"),
        GOOD.replace("[2026]", "[2025]"),
        GOOD.replace('notice = "n"\n', ""),
        GOOD + "more = 1\n",
        GOOD.replace("2026-01-03", "2025-12-31"),  # runs backward
        GOOD.replace("[[2026-01-01, 2026-01-03]]", "[2026-01-01]"),
        GOOD.replace("[2026-01-04]", "[2026-01-05]"),  # a Monday
        GOOD.replace("[2026-01-04]", "[2026-01-03]"),  # off as well
        GOOD.replace("[2026-01-04]", "[2026-01-04T00:00:00]"),
        GOOD.replace("[2026-01-04]", "[1]"),
        GOOD.replace("[2026-01-04]", "1"),
        GOOD.replace("2026-01-01", "2026-01-01T00:00:00"),
    ],
)
def test_a_malformed_file(text):
    with pytest.raises(VocabularyError):
        parse_workdays(text)
