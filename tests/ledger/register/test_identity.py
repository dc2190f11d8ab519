"""What a party's record has become by a day, from the record alone."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.register.calendar import format_time, local_date
from ledger.register.identity import contested, key_of, party_at, ward_at
from ledger.register.procedures.key_control import KEY_CONTROL
from ledger.register.records import Contest, Party, Ward

from .build import fuzz

DAY = date(2026, 11, 21)
#: midnight of Shanghai at which the wait of seven days that began on `DAY` is over
TAKEOVER = datetime(2026, 11, 28, 16, tzinfo=UTC)
days = st.dates(date(2026, 11, 21), date(2060, 1, 1))


def party(**changes):
    control = KEY_CONTROL.start(DAY)
    made = Party(
        entry=1,
        party="did:key:old",
        kind="person",
        display_name="敦煌画室",
        roles=["creator"],
        key_now="did:key:old",
        control=control,
        control_entry=1,
    )
    return made.model_copy(update=changes)


def replacing():
    frozen = KEY_CONTROL.step(KEY_CONTROL.start(DAY), "KeyCompromise", DAY, entry=2)
    control = KEY_CONTROL.step(frozen, "KeyRecovery", DAY, entry=3)
    contests = [Contest(entry=2, since="2026-11-20T00:00:00Z")]
    return party(control=control, pending_key="did:key:new", contests=contests)


@fuzz
@given(days)
def test_time_alone_changes_nothing_about_a_party_at_rest(day):
    assert party_at(party(), day) == party()


@fuzz
@given(days)
def test_the_new_key_speaks_from_the_eighth_day_on(day):
    known = replacing()
    assert key_of(known, day) == ("did:key:new" if day > DAY + timedelta(days=7) else "did:key:old")
    settled = party_at(known, day)
    # who asks again on a later day is told the same, whether it was written down before or not
    later = day + timedelta(days=30)
    assert party_at(settled, later) == party_at(known, later)


@fuzz
@given(st.integers(0, 60 * 86_400))
def test_contested_from_the_theft_until_the_new_key(seconds):
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    expected = datetime(2026, 11, 20, tzinfo=UTC) <= at < TAKEOVER
    assert contested(replacing(), format_time(at)) == expected
    assert contested(party_at(replacing(), local_date(at)), format_time(at)) == expected
    assert not contested(party(), format_time(at))


@fuzz
@given(days)
def test_I25_a_ward_is_under_8_then_8_to_17_then_grown(day):
    ward = Ward(entry=1, guardian="did:key:g", minority="under_8", until="2030-05-01")
    found = ward_at(party(ward=ward), day)
    if day <= date(2030, 5, 1):
        assert found == ward
    elif day <= date(2040, 5, 1):
        assert found == ward.model_copy(update={"minority": "8_to_17", "until": "2040-05-01"})
    else:
        assert found is None
