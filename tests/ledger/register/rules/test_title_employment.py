"""Works made in employment: the unit's two years."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger.articles import cite
from ledger.errors import Refusal
from ledger.register.did import did_of
from ledger.register.moment import Moment
from ledger.register.records import Employment
from ledger.register.rules.title_employment import require_unit, unit_priority_until
from ledger.register.signatures import Signatures

from ..build import ALICE, BOB, CAROL, document, key_of, party_subject, read
from ..play import Play
from .test_title_transfer import licence, transfer

UNIT = did_of(BOB)


@pytest.mark.parametrize(
    ("completed", "until"),
    [
        ("2026-10-01", "2028-10-01"),
        ("2026-12-31", "2028-12-31"),
        ("2024-02-29", "2026-02-28"),
        ("2026-02-28", "2028-02-28"),
    ],
)
def test_I07_the_two_years_end_on_the_corresponding_day(completed, until):
    assert unit_priority_until(date.fromisoformat(completed)).isoformat() == until


def ask(day: str, *signers: Any, licensee: Any = CAROL, **employment: Any) -> None:
    """Ask on a day (noon in Shanghai) about a work that was completed on 2026-10-01."""
    play = Play()
    work = play.work(ALICE)
    told = Employment(**({"unit": UNIT, "special": False} | employment))
    folio = play.folio(work).model_copy(update={"employment": told})
    year, month, date_ = (int(part) for part in day.split("-"))
    now = datetime(year, month, date_, 4, 0, tzinfo=UTC)
    made = read(document("Transfer", transfer(work), *signers, time=play.now))
    signatures = Signatures(made, play.register, Moment(len(play.leaves), now))
    require_unit(folio, signatures, licensee=did_of(licensee), act="license")


@pytest.mark.parametrize("day", ["2026-11-21", "2028-09-30", "2028-10-01"])
def test_I07_no_third_party_within_two_years_without_the_unit(day):
    with pytest.raises(Refusal) as caught:
        ask(day, ALICE, CAROL)
    refusal = caught.value
    assert (refusal.code, refusal.entry) == ("unit_consent_missing", 5)
    assert refusal.article == cite("《著作权法》第十八条第一款")
    assert refusal.params == {"unit": UNIT, "until": "2028-10-01"}
    ask(day, ALICE, CAROL, BOB)
    ask(day, ALICE, BOB, licensee=BOB)


@pytest.mark.parametrize("day", ["2028-10-02", "2030-01-01"])
def test_I07_anybody_afterwards(day):
    ask(day, ALICE, CAROL)


def test_I07_where_the_unit_owns_the_work_it_is_the_licensor():
    ask("2026-11-21", ALICE, CAROL, special=True)


def test_I07_other_works_have_no_unit():
    with Play() as play:
        work = play.work(ALICE)
        made = read(document("Transfer", transfer(work), ALICE, time=play.now))
        signatures = Signatures(made, play.register, Moment(len(play.leaves), play.now))
        require_unit(play.folio(work), signatures, licensee=did_of(CAROL), act="license")
        assert signatures.unused() == [did_of(ALICE)]


def test_I07_the_employee_licenses_with_the_unit():
    with Play() as play:
        unit = key_of(30)
        play.enter("PartyRegistration", party_subject(unit, kind="organisation"), unit)
        told = {"unit": did_of(unit), "special": False}
        work = play.registered(ownership="employment", employment=told)
        grant = licence(play, work, exclusivity="non_exclusive")
        refusal = play.refused("unit_consent_missing", "LicenceGrant", grant, ALICE, CAROL)
        assert refusal.entry == play.folio(work).filed
        play.enter("LicenceGrant", grant, ALICE, CAROL, unit)
