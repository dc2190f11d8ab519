"""How long a work is protected: a table of dates, and what must not run beyond them."""

from datetime import date
from typing import Any

import pytest

from ledger.errors import Refusal
from ledger.register.did import did_of
from ledger.register.records import Employment, Party
from ledger.register.rules.term import protected_until, require_in_term

from .build import ALICE, BOB, CAROL
from .play import Play


def play_with(*deaths: tuple[Any, str], **changes: Any) -> tuple[Play, str]:
    """Return a register with Alice's and Bob's joint work, of which some have died."""
    play = Play()
    work = play.work(ALICE, BOB)
    for key, day in deaths:
        party = play.register.get(Party, did_of(key))
        assert party is not None
        play.register.put(party.model_copy(update={"died": day}))
    play.register.put(play.folio(work).model_copy(update=changes))
    return play, work


def end_of(*deaths: tuple[Any, str], **changes: Any) -> str | None:
    play, work = play_with(*deaths, **changes)
    end = protected_until(play.register, play.folio(work))
    return None if end is None else end.isoformat()


UNPUBLISHED_1980 = {"completed": "1980-05-05", "published": None}


@pytest.mark.parametrize(
    ("deaths", "end"),
    [
        ([], None),
        ([(ALICE, "2026-12-01")], None),
        ([(BOB, "2026-12-01")], None),
        ([(ALICE, "2026-12-01"), (BOB, "2030-01-01")], "2080-12-31"),
        ([(ALICE, "2030-12-31"), (BOB, "2026-12-01")], "2080-12-31"),
        ([(ALICE, "2028-02-29"), (BOB, "2028-02-29")], "2078-12-31"),
    ],
)
def test_I09_fifty_years_after_the_death_of_the_last_joint_author(deaths, end):
    assert end_of(*deaths) == end


@pytest.mark.parametrize(
    ("published", "completed", "end"),
    [
        ("2026-10-18", "2026-10-01", "2076-12-31"),
        ("2026-01-01", "2025-12-31", "2076-12-31"),
        ("2025-12-31", "2025-12-31", "2075-12-31"),
        (None, "2026-10-01", "2076-12-31"),
        # published within 50 years of completion, on the last day and on the day after
        ("2030-12-31", "1980-05-05", "2080-12-31"),
        ("2031-01-01", "1980-05-05", "2030-12-31"),
        ("2020-02-29", "2020-02-29", "2070-12-31"),
    ],
)
@pytest.mark.parametrize(
    "why",
    [
        {"ownership": "legal_entity"},
        {"category": "audiovisual"},
        {"employment": Employment(unit="did:key:unit", special=True)},
    ],
)
def test_I09_fifty_years_after_publication(published, completed, end, why):
    dates = {"published": published, "completed": completed}
    assert end_of(**dates, **why) == end
    # no death moves it
    assert end_of((ALICE, "1999-01-01"), (BOB, "1999-01-01"), **dates, **why) == end


def test_I09_ordinary_employment_counts_from_life():
    ordinary = Employment(unit="did:key:unit", special=False)
    assert end_of(ownership="employment", employment=ordinary, published="1999-01-01") is None


def test_I09_an_unknown_author_has_a_term_from_publication_only():
    unknown = {"authors": [], "unknown_author": True}
    assert end_of(**unknown, **UNPUBLISHED_1980) is None
    assert end_of(**unknown, completed="1900-01-01", published="1980-07-01") == "2030-12-31"


def test_I09_an_organisation_has_no_life_to_count_from():
    play = Play()
    carol = play.register.get(Party, did_of(CAROL))
    assert carol is not None
    play.register.put(carol.model_copy(update={"kind": "organisation"}))
    work = play.work(ALICE)
    folio = play.folio(work).model_copy(update={"authors": [did_of(CAROL)]})
    assert protected_until(play.register, folio) == date(2076, 12, 31)
    both = folio.model_copy(update={"authors": [did_of(CAROL), did_of(ALICE)]})
    assert protected_until(play.register, both) is None


@pytest.mark.parametrize(
    ("published", "completed", "end"),
    [
        # over before 1 June 2021, when the longer term came into force
        ("1970-12-31", "1970-01-01", "2020-12-31"),
        (None, "1970-12-31", "2020-12-31"),
        ("1971-01-01", "1970-12-31", None),
        (None, "1971-01-01", None),
    ],
)
def test_I09_an_old_photograph_stays_free(published, completed, end):
    dates = {"published": published, "completed": completed}
    assert end_of(category="photographic", **dates) == end
    assert end_of(category="fine_art", **dates) is None


def test_I09_nothing_runs_beyond_the_end():
    play, work = play_with((ALICE, "2026-12-01"), (BOB, "2026-11-30"))
    folio = play.folio(work)
    require_in_term(play.register, folio, "2076-12-31")
    with pytest.raises(Refusal) as caught:
        require_in_term(play.register, folio, "2077-01-01")
    refusal = caught.value
    assert (refusal.code, refusal.entry) == ("beyond_term", folio.filed)
    assert refusal.params == {"end": "2076-12-31", "until": "2077-01-01"}
    living, open_end = play_with()
    require_in_term(living.register, living.folio(open_end), "9999-12-31")
