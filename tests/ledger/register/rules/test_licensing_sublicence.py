"""Sublicences: only where allowed, only within the licence above, and no longer than it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.register.did import did_of
from ledger.register.rules.licensing_sublicence import MAX_ABOVE

from ..build import ALICE, BOB, CAROL, MALLORY, number_id
from ..play import Play
from .licences import entry_of, found, grant, grant_subject, order, refused, state, terms

WIDE = {
    "rights": ["reproduction", "distribution", "network"],
    "territory": ["CN", "JP"],
    "media": ["goods", "online"],
    "products": ["silk_scarf", "tea_ware"],
    "sublicensing": True,
}


def parent_of(play, work, first=0, last=100, /, **changes):
    return grant(play, work, terms(play, first, last, **(WIDE | changes)))


def under(play, work, parent, licence):
    """Enter a sublicence by Bob to Carol."""
    return grant(play, work, licence, by=BOB, to=CAROL, parent=parent)


def not_under(play, code, work, parent, licence):
    return refused(play, code, work, licence, by=BOB, to=CAROL, parent=parent)


def end(play, name, last, *signers):
    subject = {"grant": name, "ground": "agreement", "lastDay": last}
    return play.enter("LicenceTermination", subject, *signers)


def test_L6_a_sublicence_within_its_parent():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work)
        child = under(play, work, parent, terms(play))
        assert found(play, child).parent == parent


def test_L6_only_if_the_parent_allows_it():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, sublicensing=False)
        error = not_under(play, "sublicensing_not_allowed", work, parent, terms(play))
        assert error.entry == entry_of(play, parent)


@pytest.mark.parametrize(
    ("dimension", "wider"),
    [
        ("rights", {"rights": ["reproduction", "translation"]}),
        ("territory", {"territory": ["CN", "KR"]}),
        ("territory", {"territory": ["001"]}),
        ("media", {"media": ["goods", "game"]}),
        ("media", {"media": "all"}),
        ("products", {"products": ["jewellery"]}),
        ("products", {"products": "all"}),
    ],
)
def test_N09_I11_no_sublicence_is_wider_than_its_parent(dimension, wider):
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work)
        licence = terms(play, **wider)
        error = not_under(play, "sublicence_beyond_parent", work, parent, licence)
        assert (error.entry, error.params["dimension_en"]) == (entry_of(play, parent), dimension)


def test_N09_I11_no_sublicence_is_longer_than_its_parent():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work)
        error = not_under(play, "sublicence_beyond_parent", work, parent, terms(play, 0, 101))
        assert error.params["dimension_en"] == "period"
        end(play, parent, play.day(40), ALICE, BOB)
        not_under(play, "sublicence_beyond_parent", work, parent, terms(play, 0, 41))
        under(play, work, parent, terms(play, 0, 40))


@pytest.mark.parametrize("has", ["non_exclusive", "sole", "exclusive"])
@pytest.mark.parametrize("gives", ["non_exclusive", "sole", "exclusive"])
def test_N09_I11_no_sublicence_is_stronger_than_its_parent(has, gives):
    strength = ["non_exclusive", "sole", "exclusive"]
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, exclusivity=has)
        licence = terms(play, exclusivity=gives)
        if strength.index(gives) <= strength.index(has):
            under(play, work, parent, licence)
        else:
            error = not_under(play, "sublicence_stronger", work, parent, licence)
            assert error.entry == entry_of(play, parent)


def test_N09_I11_no_sublicence_is_of_more_pieces_than_are_left():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, quantity=100)
        for quantity in (None, 101):
            licence = terms(play, quantity=quantity)
            error = not_under(play, "sublicence_quantity", work, parent, licence)
            assert error.params == {"left": 100}
        first = under(play, work, parent, terms(play, quantity=60))
        assert found(play, parent).sublicensed == 60
        error = not_under(play, "sublicence_quantity", work, parent, terms(play, quantity=41))
        assert (error.entry, error.params) == (entry_of(play, first), {"left": 40})
        under(play, work, parent, terms(play, quantity=40))
        not_under(play, "sublicence_quantity", work, parent, terms(play, quantity=1))


def test_a_sublicence_comes_from_the_licensee_of_a_licence_of_the_work():
    with Play() as play:
        work, other = play.registered(), play.registered()
        parent = parent_of(play, work)
        refused(
            play, "parent_of_another_party", work, terms(play), by=MALLORY, to=CAROL, parent=parent
        )
        not_under(play, "parent_of_another_work", other, parent, terms(play))
        not_under(play, "grant_unknown", work, number_id(1), terms(play))
        subject = grant_subject(work, terms(play), by=BOB, to=CAROL, parent=parent)
        play.refused("signature_missing", "LicenceGrant", subject, BOB)
        play.refused("signer_not_expected", "LicenceGrant", subject, BOB, CAROL, ALICE)


def test_only_what_is_in_effect_is_passed_on():
    with Play() as play:
        work = play.registered()
        later = parent_of(play, work, 5, 50)
        error = not_under(play, "parent_not_in_effect", work, later, terms(play, 5, 20))
        assert error.params["state_en"] == "agreed, not yet in effect"
        waiting = parent_of(play, work, condition="付款", conditionUntil=play.day(3))
        not_under(play, "parent_not_in_effect", work, waiting, terms(play, 5, 20))
        play.skip(5)
        under(play, work, later, terms(play, 0, 20))
        not_under(play, "parent_not_in_effect", work, waiting, terms(play, 0, 20))
        order(play, "suspend", work, scope={"grant": later})
        not_under(play, "parent_not_in_effect", work, later, terms(play, 0, 20))


def test_a_sublicence_does_not_collide_with_what_it_was_carved_out_of():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, exclusivity="exclusive")
        child = under(play, work, parent, terms(play, exclusivity="exclusive"))
        # but with its sibling it does, and so does everything by the owner
        error = not_under(play, "grant_conflicts", work, parent, terms(play))
        assert error.entry == entry_of(play, child)
        assert refused(play, "grant_conflicts", work, terms(play)).entry == entry_of(play, parent)


def test_L6_the_parent_s_end_ends_the_child():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work)
        child = under(play, work, parent, terms(play))
        end(play, parent, play.day(10), ALICE, BOB)
        play.skip(10)
        assert (state(play, parent), state(play, child)) == ("ending", "effective")
        play.skip(1)
        assert (state(play, parent), state(play, child)) == ("terminated", "terminated")
        # what ended so can go no further
        subject = {"grant": child, "ground": "agreement", "lastDay": play.today}
        play.refused("step_not_open", "LicenceTermination", subject, BOB, CAROL)


def test_L6_unless_sublicences_survive():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, sublicencesSurvive=True)
        child = under(play, work, parent, terms(play, exclusivity="non_exclusive"))
        end(play, parent, play.today, ALICE, BOB)
        play.skip(1)
        assert (state(play, parent), state(play, child)) == ("terminated", "effective")


def test_nothing_survives_what_was_void_from_the_start():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, sublicencesSurvive=True)
        child = under(play, work, parent, terms(play))
        order(play, "cancel", work, scope={"grant": parent}, effect="from_start")
        assert (state(play, parent), state(play, child)) == ("void", "void")
        grant(play, work, terms(play, exclusivity="exclusive"))


def test_what_ended_above_makes_room():
    with Play() as play:
        work = play.registered()
        parent = parent_of(play, work, exclusivity="exclusive")
        under(play, work, parent, terms(play, exclusivity="exclusive"))
        end(play, parent, play.day(10), ALICE, BOB)
        exclusive = {"exclusivity": "exclusive"}
        refused(play, "grant_conflicts", work, terms(play, 10, 90, **exclusive), to=MALLORY)
        grant(play, work, terms(play, 11, 90, **exclusive), to=MALLORY)


def test_sublicences_go_so_deep_and_no_deeper():
    with Play() as play:
        work = play.registered()
        name, holder, other = parent_of(play, work), BOB, CAROL
        for _ in range(MAX_ABOVE):
            name = grant(play, work, terms(play, **WIDE), by=holder, to=other, parent=name)
            holder, other = other, holder
        error = refused(
            play, "sublicence_too_deep", work, terms(play), by=holder, to=other, parent=name
        )
        assert error.params == {"limit": MAX_ABOVE}


RIGHTS = ["reproduction", "distribution", "network"]
# a place and what it consists of, in cells that do not overlap
PLACES = {"CN": {0, 1, 2}, "CN-MAINLAND": {0}, "HK": {1}, "JP": {3}, "001": {0, 1, 2, 3, 4}}
PRODUCTS = ["silk_scarf", "tea_ware"]


def cells(licence, play):
    """Return every point of the discretised space that the terms cover."""
    places = set().union(*(PLACES[place] for place in licence["territory"]))
    products = [*PRODUCTS, "jewellery"] if licence["products"] == "all" else licence["products"]
    days = [day for day in range(12) if licence["from"] <= play.day(day) <= licence["until"]]
    return {
        (right, place, product, day)
        for right in licence["rights"]
        for place in places
        for product in products
        for day in days
    }


def some(values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


boxes = st.fixed_dictionaries(
    {
        "rights": some(RIGHTS),
        "territory": st.sampled_from(
            [["CN"], ["CN-MAINLAND"], ["HK"], ["JP"], ["001"], ["CN-MAINLAND", "HK"], ["CN", "JP"]]
        ),
        "products": st.one_of(st.just("all"), some(PRODUCTS)),
        "days": st.tuples(st.integers(0, 8), st.integers(0, 3)),
        "exclusivity": st.sampled_from(["non_exclusive", "sole", "exclusive"]),
        "quantity": st.sampled_from([None, 10, 20]),
    }
)


@settings(deadline=None, max_examples=60)
@given(outer=boxes, inner=boxes)
def test_I11_a_sublicence_is_admitted_exactly_within_its_parent(outer, inner):
    play = Play()
    work = play.registered()
    licences = []
    for box in (outer | {"days": (0, sum(outer["days"]))}, inner):
        first, length = box["days"]
        changes = {name: value for name, value in box.items() if name != "days"}
        licences.append(terms(play, first, first + length, **changes))
    parent_terms, wanted = licences
    parent = grant(play, work, parent_terms | {"sublicensing": True})
    subject = grant_subject(work, wanted, by=BOB, to=CAROL, parent=parent)
    strength = ["non_exclusive", "sole", "exclusive"]
    within = (
        cells(wanted, play) <= cells(parent_terms, play)
        and strength.index(inner["exclusivity"]) <= strength.index(outer["exclusivity"])
        and (outer["quantity"] is None or (inner["quantity"] or 99) <= outer["quantity"])
        # what the parent's `all` covers is more than the space knows
        and (inner["products"] != "all" or outer["products"] == "all")
    )
    if within:
        play.enter("LicenceGrant", subject, BOB, CAROL)
        assert found(play, parent).licensee == did_of(BOB)
    else:
        with pytest.raises(AssertionError, match="sublicence_"):
            play.refused("(none)", "LicenceGrant", subject, BOB, CAROL)
    play.check()
