"""Title as exact shares, against a register of every (right, place) by itself."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.register.fields import Label
from ledger.register.procedure import Progress
from ledger.register.records import Folio, Holding, Parcel
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.title import (
    holders,
    move,
    not_held,
    not_held_by,
    owners_of,
    shares_of,
    vest,
)

from .build import digest_of, number_id

RIGHTS = ["reproduction", "distribution", "network"]
#: places so small that no other is within them → all that they lie in, themselves included
PLACES = {
    "CN-11": {"CN-11", "CN-MAINLAND", "CN", "001"},
    "CN-62": {"CN-62", "CN-MAINLAND", "CN", "001"},
    "HK": {"HK", "CN", "001"},
    "MO": {"MO", "CN", "001"},
    "TW": {"TW", "CN", "001"},
    "FR": {"FR", "001"},
    "JP": {"JP", "001"},
}
TERRITORIES = sorted({wide for within in PLACES.values() for wide in within})
PARTIES = ["anna", "boris", "chen", "dora"]

rights = st.lists(st.sampled_from(RIGHTS), min_size=1, max_size=3, unique=True)
# no territory within another, as the models demand
territories = st.lists(st.sampled_from(TERRITORIES), min_size=1, max_size=3, unique=True).filter(
    lambda codes: not any(a in PLACES.get(b, {b, "001"}) - {b} for a in codes for b in codes)
)
parts = st.fractions(min_value=Fraction(1, 9), max_value=1, max_denominator=9)


def folio_of(parcels: list[Parcel]) -> Folio:
    return Folio(
        entry=1,
        id=number_id(1),
        registered=1,
        filed=1,
        title=Label(zh="九色鹿"),
        category="fine_art",
        owners=owners_of(parcels),
        authors=["anna"],
        parcels=parcels,
        parents=[],
        sha256=digest_of(1),
        display="none",
        ownership="joint",
        completed="2026-10-01",
        status=Progress(state="registered", since="2026-12-22"),
        steps=1,
    )


def whole(*owners: tuple[str, str], over: list[str] = RIGHTS, region: str = "001") -> Parcel:
    held = [Holding(party=party, share=share) for party, share in owners]
    return Parcel(rights=over, region=[region], owners=held, since=1)


def shares(folio: Folio, right: str, place: str) -> dict[str, Fraction]:
    return {held.party: Fraction(held.share) for held in shares_of(folio, right, place)}


moves = st.tuples(
    st.sampled_from(["move", "move", "move", "vest"]),
    rights,
    territories,
    st.sampled_from(PARTIES),
    st.dictionaries(st.sampled_from(PARTIES), st.integers(1, 5), min_size=1, max_size=3),
    parts,
)


Cells = dict[tuple[str, str], dict[str, Fraction]]


def moved(cells: Cells, how, over, where, giver, takers) -> Cells:
    """Return who owns each right at each place after one step, by looking at each."""
    after: Cells = {}
    for (right, place), owned in cells.items():
        now = dict(owned)
        if right in over and PLACES[place] & set(where):
            if how == "vest":
                now = dict(takers)
            else:
                whole_share = owned.get(giver, Fraction(0))
                for party, part in takers.items():
                    now[party] = now.get(party, Fraction(0)) + whole_share * part
                    now[giver] = now.get(giver, Fraction(0)) - whole_share * part
        after[right, place] = {party: share for party, share in now.items() if share}
    return after


def assert_same(folio: Folio, cells: Cells) -> None:
    for (right, place), owned in cells.items():
        assert shares(folio, right, place) == owned
        assert sum(owned.values()) == 1
    assert sum(Fraction(held.share) for held in folio.owners) == 1
    assert not_held(folio, RIGHTS, ["001"]) == []
    for right, wide in product(RIGHTS, TERRITORIES):
        inside = [set(cells[right, place]) for place in PLACES if wide in PLACES[place]]
        # where nobody named anything the world is owned as it was in the beginning
        assert holders(folio, [right], [wide]) >= set().union(*inside)
        for party in PARTIES:
            lacks = bool(not_held_by(folio, party, [right], [wide]))
            assert lacks or all(party in owned for owned in inside)


@settings(deadline=None, max_examples=100)
@given(st.lists(moves, max_size=8))
def test_N10_every_right_at_every_place_is_owned_whole_whatever_moved(history):
    folio = folio_of([whole(("anna", "2/3"), ("boris", "1/3"))])
    first = {"anna": Fraction(2, 3), "boris": Fraction(1, 3)}
    cells = {(right, place): first for right in RIGHTS for place in PLACES}
    for index, (how, over, where, giver, weights, part) in enumerate(history, start=2):
        total = sum(weights.values())
        takers = {party: Fraction(weight, total) for party, weight in weights.items()}
        if how == "vest":
            parcels = vest(folio, over, where, takers, index)
        else:
            takers = {p: share * part for p, share in takers.items() if p != giver}
            parcels = move(folio, over, where, giver=giver, takers=takers, entry=index)
        folio = folio.model_copy(update={"parcels": parcels, "owners": owners_of(parcels)})
        cells = moved(cells, how, over, where, giver, takers)
        assert_same(folio, cells)


def test_a_transfer_cuts_at_its_own_edges():
    folio = folio_of([whole(("anna", "1/1"))])
    parcels = move(
        folio,
        ["network", "reproduction"],
        ["CN-62"],
        giver="anna",
        takers={"boris": Fraction(1, 4)},
        entry=7,
    )
    assert parcels == [
        Parcel(
            rights=["distribution"],
            region=["001"],
            owners=[Holding(party="anna", share="1/1")],
            since=1,
        ),
        Parcel(
            rights=["reproduction", "network"],
            region=["001", "-CN-62"],
            owners=[Holding(party="anna", share="1/1")],
            since=1,
        ),
        Parcel(
            rights=["reproduction", "network"],
            region=["CN-62"],
            owners=[Holding(party="boris", share="1/4"), Holding(party="anna", share="3/4")],
            since=7,
        ),
    ]
    cut = folio.model_copy(update={"parcels": parcels})
    assert not_held_by(cut, "boris", ["distribution", "network"], ["CN-62"]) == [
        ("distribution", 1)
    ]
    assert not_held_by(cut, "anna", RIGHTS, ["001"]) == []
    assert owners_of(parcels) == [
        Holding(party="anna", share="9/10"),
        Holding(party="boris", share="1/10"),
    ]


def test_parcels_in_which_the_giver_has_nothing_stay_as_they_are():
    mine = whole(("anna", "1/1"), over=["reproduction"])
    other = whole(("boris", "1/1"), over=["network"])
    folio = folio_of([mine, other])
    parcels = move(folio, RIGHTS, ["001"], giver="anna", takers={"chen": Fraction(1)}, entry=9)
    assert parcels == [
        mine.model_copy(update={"owners": [Holding(party="chen", share="1/1")], "since": 9}),
        other,
    ]


def test_what_no_parcel_covers_is_nobodys():
    folio = folio_of([whole(("anna", "1/1"), over=["network"], region="CN")])
    assert not_held(folio, RIGHTS, ["CN-62"]) == ["reproduction", "distribution"]
    assert not_held(folio, ["network"], ["CN", "JP"]) == ["network"]
    assert shares_of(folio, "network", "001") == []
    assert holders(folio, ["network"], ["JP"]) == set()


def test_vesting_makes_title_where_there_was_none():
    folio = folio_of([whole(("anna", "1/1"), over=["network"], region="CN")])
    parcels = vest(folio, ["network", "reproduction"], ["001"], {"boris": Fraction(1)}, 3)
    assert parcels == [
        Parcel(
            rights=["reproduction", "network"],
            region=["001"],
            owners=[Holding(party="boris", share="1/1")],
            since=3,
        )
    ]


@pytest.mark.parametrize("count", [1, 2, 13])
def test_the_summary_weighs_by_rights(count):
    first, rest = list(ECONOMIC_RIGHTS[:count]), list(ECONOMIC_RIGHTS[count:])
    parcels = [whole(("anna", "1/1"), over=first)]
    if rest:
        parcels.append(whole(("boris", "1/1"), over=rest))
    assert sum(Fraction(held.share) for held in owners_of(parcels)) == 1
    assert Fraction(owners_of(parcels)[0].share) == Fraction(count, 13)
