"""Royalty reports: what they make due, and to whom."""

from __future__ import annotations

from typing import Any

from ledger.register.calendar import format_time
from ledger.register.decide import apply, decide
from ledger.register.did import did_of
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.examples import founding, royalties
from ledger.register.examples.common import PAINTER, PAINTER_2, SCARF_MAKER
from ledger.register.kinds.royalties import KINDS
from ledger.register.moment import Moment
from ledger.register.records import Grant, Holding
from ledger.register.rules.royalties_chain import mean_shares
from ledger.register.state import Register
from ledger.register.terms import Terms

from ..build import ALICE, BOB, CAROL, MALLORY, read
from ..play import Play
from .royalty_play import (
    A,
    B,
    C,
    M,
    balance,
    from_work,
    grant,
    licensed,
    pay,
    report,
    royalty,
    sums,
    tally,
    terms,
)


def test_fixed_sum_sum_per_piece_and_share_of_the_revenue():
    with Play() as play:
        licence = licensed(play, fixed=100_000, perUnit=250, share="1/8")
        name, ruling = report(play, licence, units=10, revenue=10_004)
        assert sums(ruling) == [
            (B, A, "fixed", 100_000),
            (B, A, "per_unit", 2_500),
            (B, A, "share", 1_250),  # 1250.5 goes to the even fen
        ]
        granted = play.register.get(Grant, licence)
        assert granted is not None
        assert {line["entry"] for line in ruling["lines"]} == {granted.granted}
        assert ruling["owed"] == {"CNY": 103_750}
        assert balance(play, B, A) == (103_750, 0)
        assert tally(play, "royalties/CNY") == 103_750
        (debt,) = royalty(play, name).debts
        assert (debt.payer, debt.payee, debt.amount, debt.paid) == (B, A, 103_750, 0)


def test_the_fixed_sum_is_due_once():
    with Play() as play:
        licence = licensed(play, fixed=500)
        report(play, licence)
        play.skip(1)
        _, ruling = report(play, licence, units=3)
        assert ruling["lines"] == []
        assert balance(play, B, A) == (500, 0)


def test_a_free_licence_owes_nothing():
    with Play() as play:
        _, ruling = report(play, licensed(play), units=9, revenue=9)
        assert ruling == {"lines": [], "owed": {}}


def test_joint_owners_divide_every_sum_to_the_fen():
    with Play() as play:
        work = play.registered(ALICE, CAROL, MALLORY)
        agreed = terms(play, remuneration=pay(fixed=100, perUnit=1, share="1/10"))
        licence = grant(play, work, [ALICE, CAROL, MALLORY], BOB, agreed)
        _, ruling = report(play, licence, units=1, revenue=1_010)
        assert sums(ruling) == [
            (B, A, "fixed", 34),
            (B, C, "fixed", 33),
            (B, M, "fixed", 33),
            (B, A, "per_unit", 1),
            (B, A, "share", 34),
            (B, C, "share", 34),
            (B, M, "share", 33),
        ]
        assert ruling["owed"] == {"CNY": 202}


def test_owners_of_only_some_of_the_rights_count_by_those():
    play = Play()
    folio = play.folio(play.work(ALICE, CAROL))
    (whole,) = folio.parcels
    mine = whole.model_copy(
        update={
            "rights": ["reproduction"],
            "region": ["001", "-CN"],
            "owners": [Holding(party=M, share="1/1")],
        }
    )
    here = whole.model_copy(update={"rights": ["reproduction"], "region": ["CN"]})
    rest = whole.model_copy(update={"rights": ["distribution", "network"]})
    folio = folio.model_copy(update={"parcels": [mine, here, rest]})
    wide = Terms.model_validate(terms(play, "reproduction", "distribution", territory=["001"]))
    shares = {each.party: each.share for each in mean_shares(folio, wide)}
    assert shares == {M: "1/3", A: "1/3", C: "1/3"}
    home = Terms.model_validate(terms(play, "reproduction", "distribution", territory=["CN-62"]))
    assert {each.party: each.share for each in mean_shares(folio, home)} == {A: "1/2", C: "1/2"}


def test_a_sublicence_pays_its_licensor_and_that_one_the_owner_undiluted():
    with Play() as play:
        work = play.registered(ALICE)
        head = terms(play, remuneration=pay(fixed=900, perUnit=2, share="1/10"), sublicensing=True)
        above = grant(play, work, [ALICE], BOB, head)
        below = terms(play, remuneration=pay(fixed=50, perUnit=5, share="1/5"))
        licence = grant(play, work, [BOB], CAROL, below, parent=above)
        _, ruling = report(play, licence, CAROL, units=100, revenue=1_000)
        assert sums(ruling) == [
            (C, B, "fixed", 50),
            (C, B, "per_unit", 500),
            (C, B, "share", 200),
            (B, A, "per_unit", 200),
            (B, A, "share", 100),
        ]


def test_every_original_up_the_chain_gets_its_share_of_the_same_gross_revenue():
    with Play() as play:
        first = play.registered(ALICE)
        second = play.registered(BOB, **from_work(first))
        third = play.registered(CAROL, **from_work(second))
        adapt = terms(play, "adaptation", remuneration=pay(share="1/10"))
        one = grant(play, first, [ALICE], BOB, adapt)
        two = grant(play, second, [BOB], CAROL, adapt)
        scarves = terms(play, remuneration=pay(share="1/4"))
        licence = grant(play, third, [CAROL], MALLORY, scarves)
        _, ruling = report(play, licence, MALLORY, units=7, revenue=99_999)
        assert sums(ruling) == [
            (M, C, "share", 25_000),
            (C, B, "share", 10_000),
            (B, A, "share", 10_000),
        ]
        assert [line["work"] for line in ruling["lines"]] == [third, second, first]
        assert [line["grant"] for line in ruling["lines"]] == [licence, two, one]
        assert "unlicensed" not in ruling


def test_an_original_whose_licence_ended_is_named():
    with Play() as play:
        first = play.registered(ALICE)
        work = play.registered(BOB, **from_work(first))
        share = {"remuneration": pay(share="1/10")}
        over = grant(play, first, [ALICE], BOB, terms(play, "adaptation", **share))
        licence = grant(play, work, [BOB], CAROL, terms(play))
        end = {"grant": over, "ground": "agreement", "lastDay": play.today}
        play.enter("LicenceTermination", end, ALICE, BOB)
        play.skip(1)
        _, ruling = report(play, licence, CAROL, **{"from": play.day(-1)}, until=play.day(-1))
        assert "unlicensed" not in ruling
        _, ruling = report(play, licence, CAROL, revenue=1_000)
        assert ruling == {"lines": [], "owed": {}, "unlicensed": [first]}


def test_a_renewed_licence_of_the_original_pays_though_it_covers_a_part():
    with Play() as play:
        first = play.registered(ALICE)
        work = play.registered(BOB, **from_work(first))
        begun, middle, end = play.today, play.day(10), play.day(20)
        share = {"remuneration": pay(share="1/10")}
        one = grant(play, first, [ALICE], BOB, terms(play, "adaptation", until=middle, **share))
        licence = grant(play, work, [BOB], CAROL, terms(play, until=middle))
        longer = {"from": play.day(11), "until": end}
        grant(play, first, [ALICE], BOB, terms(play, "adaptation", **longer, **share), renews=one)
        play.skip(10)
        _, ruling = report(play, licence, CAROL, **{"from": begun}, revenue=1_000)
        assert sums(ruling) == [(B, A, "share", 100)]
        assert ruling["lines"][0]["grant"] == one


def test_pieces_beyond_the_quantity_are_reported_and_said():
    with Play() as play:
        agreed = terms(play, quantity=100, remuneration=pay(perUnit=1))
        licence = grant(play, play.work(ALICE), [ALICE], BOB, agreed)
        _, ruling = report(play, licence, units=60)
        assert "beyondQuantity" not in ruling
        play.skip(1)
        _, ruling = report(play, licence, units=43)
        assert ruling["beyondQuantity"] == 3
        assert ruling["owed"] == {"CNY": 43}


def test_the_example_story_is_admitted_and_ends_with_the_sums_it_tells():
    register = Register()
    rulings = []
    documents = [*founding.story(), *royalties.story()]
    for index, made in enumerate(documents):
        statement = read(made)
        moment = Moment(index, statement.valid_from)
        registry: Any = {"time": format_time(moment.time), "previous": None}
        if ruling := decide(statement, register, moment):
            registry["ruling"] = ruling
        rulings.append(ruling)
        apply(register, parse_entry(encode_entry(statement, registry), index))
    painter, second, maker = (did_of(key) for key in (PAINTER, PAINTER_2, SCARF_MAKER))
    assert sums(rulings[-2]) == [
        (maker, second, "fixed", 1_000_000),
        (maker, second, "share", 2_447_600),
        (second, painter, "share", 1_223_800),
    ]
    assert rulings[-1] == {"open": 0}
    kinds = {read(made).kind for made in royalties.story()}
    assert kinds >= {model.__name__ for model in KINDS}
