"""May this party use this work so? The answers that the law gives, one situation after another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.vocabulary import vocabulary

from ..build import ALICE, BOB, CAROL
from ..play import Play
from ..rules import ordering
from ..rules.licences import acceptance, entry_of, grant, offer, offer_terms, terms
from ..rules.ordering import owners
from ..rules.royalty_play import from_work
from .asking import ask, codes, end, licensed, may, sentence

MAINLAND_AND_HONG_KONG = ["CN-MAINLAND", "HK"]
CHINA = ["CN-MAINLAND", "HK", "MO", "TW"]


def transfer(play, work, giver, taker, **changes):
    subject = {
        "work": work,
        "from": ordering.did_of(giver),
        "to": owners((taker, "1/1")),
        "rights": "all",
        "territory": ["001"],
        "price": {"currency": "CNY", "amount": 0},
        "payment": "无偿",
        "breach": "赔偿损失",
    }
    play.enter("Transfer", subject | changes, giver, taker)


# ---- who ------------------------------------------------------------------------------------


def test_L2_the_licensee_may_and_nobody_else():
    with Play() as play:
        work, name = licensed(play)
        answer = ask(play, work)
        assert codes(answer) == ["work_in_force", "right_licensed", "quantity_unlimited"]
        assert (answer.authorised, answer.grants, answer.remarks) == (True, [name], [])
        stranger = ask(play, work, CAROL)
        assert codes(stranger) == ["work_in_force", "!right_not_licensed"]
        assert (stranger.authorised, stranger.grants) == (False, [])


def test_who_is_no_party_may_not():
    with Play() as play:
        work, _ = licensed(play)
        assert not may(play, work, licensee="did:key:z6Mknobody")
        assert not may(play, work, licensee="")


@pytest.mark.parametrize(
    ("exclusivity", "owner_may"), [("non_exclusive", True), ("sole", True), ("exclusive", False)]
)
def test_I02_only_an_exclusive_licence_keeps_the_owner_out(exclusivity, owner_may):
    with Play() as play:
        work, name = licensed(play, exclusivity=exclusivity)
        assert may(play, work)
        answer = ask(play, work, ALICE)
        assert answer.authorised is owner_may
        if not owner_may:
            assert sentence(answer, "owner_excluded").entry == entry_of(play, name)
        # outside of what was licensed the owner stays free
        for asked in ({"territory": ["FR"]}, {"rights": ["network"]}, {"media": ["online"]}):
            assert may(play, work, ALICE, **asked)
        assert may(play, work, ALICE, first=101, last=200)
        assert may(play, work, ALICE, first=90, last=200) is owner_may


def test_the_owner_is_back_the_day_after_an_exclusive_licence_ended():
    with Play() as play:
        work, name = licensed(play, exclusivity="exclusive")
        end(play, name, 10)
        assert not may(play, work, ALICE, first=10)
        assert may(play, work, ALICE, first=11)


def test_who_transferred_has_nothing_left_and_the_licence_stays():
    with Play() as play:
        work, _ = licensed(play)
        transfer(play, work, ALICE, CAROL)
        assert codes(ask(play, work, ALICE)) == ["work_in_force", "!right_not_licensed"]
        assert may(play, work, CAROL)
        assert may(play, work)


def test_joint_owners_need_each_other_even_where_one_is_licensed_elsewhere():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        assert codes(ask(play, work)) == ["work_in_force", "!co_owner_needed"]


# ---- what -----------------------------------------------------------------------------------


@given(granted=st.sets(st.sampled_from(ECONOMIC_RIGHTS), min_size=1))
@settings(max_examples=15, deadline=None)
def test_I05_for_every_licence_each_right_that_it_does_not_list_is_denied(granted):
    play = Play()
    work, name = licensed(play, rights=sorted(granted))
    for right in vocabulary("rights"):
        answer = ask(play, work, rights=[right])
        assert answer.authorised is (right in granted)
        if right not in granted:
            refused = sentence(answer, "beyond_rights")
            assert refused.entry == entry_of(play, name)
    assert may(play, work, rights=sorted(granted))
    if len(granted) < len(ECONOMIC_RIGHTS):
        assert not may(play, work, rights=list(ECONOMIC_RIGHTS))
    play.check()


@pytest.mark.parametrize(
    "unknown",
    [
        {"media": "all"},
        {"products": "all"},
        {"territory": ["001"]},
        {"territory": ["CN"]},
        {"territory": ["CN-MAINLAND", "FR"]},
        {"media": ["goods", "online"]},
        {"products": ["silk_scarf", "stationery"]},
    ],
)
def test_what_is_not_expressly_licensed_is_denied(unknown):
    with Play() as play:
        work, _ = licensed(play)
        assert not may(play, work, **unknown)


def test_a_part_of_what_is_licensed_is_licensed():
    with Play() as play:
        work, _ = licensed(play, territory=["CN"], media="all", products="all")
        for territory in (["CN"], ["CN-62"], ["HK", "CN-11"], CHINA):
            assert may(play, work, territory=territory, media=["online"], products="all")


def test_several_licences_each_of_one_right():
    with Play() as play:
        work, first = licensed(play, rights=["reproduction"], quantity=10)
        second = grant(play, work, terms(play, rights=["distribution"], quantity=5))
        both = ["reproduction", "distribution"]
        answer = ask(play, work, rights=both, quantity=5)
        assert (answer.authorised, answer.grants) == (True, [first, second])
        entries = [clause.entry for clause in answer.clauses[1:]]
        assert entries == [entry_of(play, name) for name in (first, second, first, second)]
        answer = ask(play, work, rights=both, quantity=6)
        assert not answer.authorised
        assert sentence(answer, "quantity_beyond").entry == entry_of(play, second)
        assert not may(play, work, rights=[*both, "network"], quantity=5)


# ---- where ----------------------------------------------------------------------------------


def test_places_add_up_over_licences():
    with Play() as play:
        work, first = licensed(play)
        assert not may(play, work, territory=MAINLAND_AND_HONG_KONG)
        second = grant(play, work, terms(play, territory=["HK", "MO", "TW"]))
        answer = ask(play, work, territory=MAINLAND_AND_HONG_KONG)
        assert (answer.authorised, sorted(answer.grants)) == (True, sorted([first, second]))
        # China is its four parts and nothing else
        assert may(play, work, territory=["CN"])
        assert not may(play, work, territory=["CN", "FR"])


def test_places_add_up_over_a_title_and_a_licence():
    with Play() as play:
        work = play.registered()
        transfer(play, work, ALICE, BOB, territory=["HK"])
        assert not may(play, work, territory=MAINLAND_AND_HONG_KONG)
        assert not may(play, work, ALICE, territory=MAINLAND_AND_HONG_KONG)
        assert may(play, work, ALICE)
        name = grant(play, work, terms(play))
        answer = ask(play, work, territory=MAINLAND_AND_HONG_KONG)
        assert codes(answer)[1:3] == ["owner_holds", "right_licensed"]
        assert (answer.authorised, answer.grants) == (True, [name])


def test_what_is_near_but_not_there_is_told():
    with Play() as play:
        work, near = licensed(play)
        grant(play, work, terms(play, rights=["network"], territory=["FR"]))
        answer = ask(play, work, territory=["FR"])
        assert codes(answer) == ["work_in_force", "!beyond_territory"]
        assert answer.clauses[1].entry == entry_of(play, near)


# ---- when -----------------------------------------------------------------------------------


def test_a_licence_runs_to_the_midnight_after_its_last_day():
    with Play() as play:
        work, _ = licensed(play, 5, 10)
        days = [day for day in range(15) if may(play, work, first=day, last=day)]
        assert days == [5, 6, 7, 8, 9, 10]
        assert may(play, work, first=5, last=10)
        assert not may(play, work, first=4, last=10)
        assert not may(play, work, first=5, last=11)
        play.skip(10)
        assert may(play, work)
        play.skip(1)
        assert not may(play, work)


def test_an_early_end_counts_from_the_day_after():
    with Play() as play:
        work, name = licensed(play)
        assert may(play, work, last=50)
        end(play, name, 10)
        assert may(play, work, last=10)
        answer = ask(play, work, last=11)
        assert play.day(10) in sentence(answer, "beyond_period").zh
        play.skip(11)
        assert codes(ask(play, work)) == ["work_in_force", "!grant_not_live"]


def test_a_renewal_answers_for_the_time_after():
    with Play() as play:
        work, first = licensed(play, 0, 10)
        second = grant(play, work, terms(play, 11, 20), renews=first)
        assert ask(play, work, first=10, last=10).grants == [first]
        assert ask(play, work, first=11, last=20).grants == [second]
        # no single licence covers both: this is asked in two questions
        assert not may(play, work, first=10, last=11)


def test_a_condition_that_never_came_about():
    with Play() as play:
        work, name = licensed(play, condition="付清", conditionUntil=play.day(36))
        assert not may(play, work)
        assert not may(play, work, first=60)
        play.enter("ConditionMet", {"grant": name}, ALICE)
        assert may(play, work)


def test_a_question_about_a_day_before_the_licence():
    with Play() as play:
        work, _ = licensed(play, 30, 60)
        assert codes(ask(play, work)) == ["work_in_force", "!beyond_period"]


# ---- how many -------------------------------------------------------------------------------


def test_I20_what_was_issued_and_passed_on_is_no_longer_there():
    with Play() as play:
        work, name = licensed(play, quantity=100, sublicensing=True)
        assert may(play, work, quantity=100)
        play.enter("SerialIssue", {"grant": name, "count": 30}, BOB)
        assert may(play, work, quantity=70)
        assert not may(play, work, quantity=71)
        below = terms(play, quantity=50)
        grant(play, work, below, by=BOB, to=CAROL, parent=name)
        assert (may(play, work, quantity=20), may(play, work, quantity=21)) == (True, False)
        assert (may(play, work, CAROL, quantity=50), may(play, work, CAROL)) == (True, False)


def test_of_two_licences_the_one_with_enough_pieces_answers():
    with Play() as play:
        work, large = licensed(play, quantity=100)
        small = grant(play, work, terms(play, quantity=5))
        assert ask(play, work, quantity=5).grants == [small]
        assert ask(play, work, quantity=6).grants == [large]
        assert not may(play, work, quantity=101)
        unlimited = grant(play, work, terms(play))
        assert ask(play, work).grants == [unlimited]


# ---- derivatives -----------------------------------------------------------------------------


def test_I10_a_derivative_is_restricted_for_its_owner_too():
    with Play() as play:
        root = play.registered()
        work = play.registered(BOB, **from_work(root))
        answer = ask(play, work)
        assert codes(answer) == ["work_in_force", "owner_holds", "!upstream_unlicensed"]
        grant(play, root, terms(play, 0, 20, rights=["adaptation"]))
        assert may(play, work, last=20)
        assert not may(play, work, last=21)
        assert not may(play, work, territory=["FR"])


def test_I10_a_licence_of_the_original_that_ends_early_ends_there():
    with Play() as play:
        root = play.registered()
        work = play.registered(BOB, **from_work(root))
        end(play, grant(play, root, terms(play, rights=["adaptation"])), 10)
        assert may(play, work, last=10)
        assert not may(play, work, last=11)


def test_every_original_that_is_missing_is_named():
    with Play() as play:
        roots = [play.registered(ALICE), play.registered(CAROL)]
        parents = [{"work": root, "relation": "adapted"} for root in roots]
        work = play.registered(BOB, derivedFrom=parents)
        missing = [
            clause.entry
            for clause in ask(play, work).clauses
            if clause.code == "upstream_unlicensed"
        ]
        assert missing == [play.folio(root).filed for root in roots]


# ---- from an offer ----------------------------------------------------------------------------


def test_L1_what_was_accepted_is_licensed_from_that_day_for_its_months():
    with Play() as play:
        work = play.registered()
        offered = offer_terms(months=1, quantityPerLicence=100)
        name = offer(play, work, offered)
        play.enter("OfferAcceptance", acceptance(name, offered, quantity=10), BOB)
        assert may(play, work, quantity=10)
        assert not may(play, work, quantity=11)
        assert may(play, work, first=30, last=30, quantity=1)
        assert not may(play, work, first=31, last=31, quantity=1)
