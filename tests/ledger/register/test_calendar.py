"""Times have one spelling; the law's days are days of Asia/Shanghai."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.register.calendar import format_time, local_date, parse_time

from .build import fuzz


def test_a_time_is_utc_and_whole_seconds():
    time = datetime(2026, 11, 21, 10, 0, 59, tzinfo=UTC)
    assert parse_time("2026-11-21T10:00:59Z") == time
    assert parse_time("2026-11-21T10:00:59Z").utcoffset() == timedelta(0)
    assert format_time(time) == "2026-11-21T10:00:59Z"


def test_fractions_are_cut_off_and_zones_are_turned_into_utc():
    east = datetime(2026, 11, 21, 18, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=8)))
    assert format_time(east) == "2026-11-21T10:00:00Z"


@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime.min.replace(tzinfo=UTC))
@example(datetime.max.replace(tzinfo=UTC))
@fuzz
def test_times_go_there_and_back(time):
    assert parse_time(format_time(time)) == time.replace(microsecond=0)


@given(st.text(max_size=24) | st.from_regex(r"\A[0-9]{4}-[0-9-]{5}T[0-9:]{8}Z\Z"))
@example("2026-11-21T24:00:00Z")
@example("2026-11-21T10:00:60Z")
@example("2026-02-29T10:00:00Z")
@example("0000-01-01T00:00:00Z")
@example("2026-11-21t10:00:00z")
@example("2026-11-21T10:00:00+00:00")
@example("2026-11-21T10:00:00Z\n")
@example("２０２６-11-21T10:00:00Z")
@fuzz
def test_any_text_is_a_time_in_its_one_spelling_or_a_value_error(text):
    try:
        time = parse_time(text)
    except ValueError:
        return
    assert format_time(time) == text


@pytest.mark.parametrize("text", ["2026-11-21T24:00:00Z", "2026-11-21T10:00:60Z"])
def test_midnight_and_leap_seconds_have_no_second_spelling(text):
    with pytest.raises(ValueError, match=r"hour|second|spelling"):
        parse_time(text)


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2026-11-21T15:59:59Z", date(2026, 11, 21)),
        ("2026-11-21T16:00:00Z", date(2026, 11, 22)),
        ("2026-12-31T16:00:00Z", date(2027, 1, 1)),
        ("2028-02-28T16:00:00Z", date(2028, 2, 29)),
        ("2026-07-01T15:59:59Z", date(2026, 7, 1)),  # no summer time
    ],
)
def test_the_day_changes_at_midnight_in_shanghai(time, day):
    assert local_date(parse_time(time)) == day
