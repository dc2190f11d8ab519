"""The shelf: the grants that it names are those that a look at every grant would find.

The oracle spells every licence out as points of a small discrete space and shares no code with the
rules: it knows no territory tree, no bitmaps, and no comparison of boxes.
"""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.register.procedure import Progress
from ledger.register.records import Grant
from ledger.register.rules.licensing_conflict import conflict_of
from ledger.register.shelf import candidates, grant_at, reads, shelve, shelved, unshelve
from ledger.register.state import Register
from ledger.register.terms import Terms, overlap

WORK = "urn:uuid:work"
DAY = date(2026, 12, 28)
RIGHTS = ("reproduction", "distribution", "network")
PRODUCTS = ("silk_scarf", "tea_ware")
#: place → the smallest places told apart here: Gansu, the other mainland, Hong Kong, Japan, a rest
PLACES = {
    "001": {0, 1, 2, 3, 4},
    "CN": {0, 1, 2},
    "CN-MAINLAND": {0, 1},
    "CN-62": {0},
    "HK": {2},
    "JP": {3},
}
EXCLUSIVITY = ("exclusive", "sole", "non_exclusive")

choices = st.fixed_dictionaries(
    {
        "rights": st.lists(st.sampled_from(RIGHTS), min_size=1, max_size=2, unique=True),
        "territory": st.sampled_from(
            [["001"], ["CN"], ["CN-MAINLAND"], ["CN-62"], ["HK"], ["JP"], ["CN-62", "HK", "JP"]]
        ),
        "products": st.one_of(
            st.just("all"), st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True)
        ),
        "media": st.sampled_from(["all", ["goods"], ["online", "goods"]]),
        "exclusivity": st.sampled_from(EXCLUSIVITY),
        "first": st.integers(0, 9),
        # the last goes beyond the days that the shelf tells apart
        "length": st.sampled_from([0, 1, 3, 9, 366 * 200]),
    }
)


def terms_of(chosen):
    start = DAY + timedelta(days=chosen["first"])
    until = start + timedelta(days=chosen["length"])
    return Terms.model_validate(
        {
            "rights": chosen["rights"],
            "exclusivity": chosen["exclusivity"],
            "territory": chosen["territory"],
            "media": chosen["media"],
            "products": chosen["products"],
            "remuneration": {"currency": "CNY"},
            "breach": "赔偿损失",
            "from": start.isoformat(),
            "until": until.isoformat(),
        }
    )


def points(chosen):
    """Spell out what a licence covers."""
    products = {*PRODUCTS, "other"} if chosen["products"] == "all" else set(chosen["products"])
    media = {"goods", "online", "other"} if chosen["media"] == "all" else set(chosen["media"])
    places = set().union(*(PLACES[place] for place in chosen["territory"]))
    first, last = chosen["first"], chosen["first"] + chosen["length"]
    return {
        (right, place, product, medium, day)
        for right in chosen["rights"]
        for place in places
        for product in products
        for medium in media
        for day in range(first, min(last, 20) + 1)
    }


def collide(one, other):
    both_open = one["exclusivity"] == other["exclusivity"] == "non_exclusive"
    return not both_open and bool(points(one) & points(other))


def grant_of(ordinal, chosen):
    terms = terms_of(chosen)
    return Grant(
        entry=ordinal,
        id=f"grant-{ordinal}",
        work=WORK,
        ordinal=ordinal,
        granted=ordinal,
        time="2026-11-21T10:00:00Z",
        signers=["a", "b"],
        licensors=["a"],
        licensee="b",
        terms=terms,
        status=Progress(state="effective", since=terms.start, due=terms.until),
    )


def put(register, grant):
    register.put(grant)
    shelve(register, grant)


def shelf_of(chosen):
    register = Register()
    for ordinal, one in enumerate(chosen):
        put(register, grant_of(ordinal, one))
    return register


@settings(deadline=None, max_examples=150)
@given(st.lists(choices, max_size=12), choices)
def test_the_grants_that_overlap_are_named_and_no_others(chosen, asked):
    register = shelf_of(chosen)
    box = terms_of(asked)
    named = list(candidates(register, WORK, box, exclusivity=EXCLUSIVITY))
    assert [grant.ordinal for grant in named] == [
        ordinal for ordinal, one in enumerate(chosen) if points(one) & points(asked)
    ]
    assert all(overlap(grant.terms, box) is not None for grant in named)


@settings(deadline=None, max_examples=150)
@given(st.lists(choices, max_size=12), choices)
def test_I01_the_oldest_conflict_is_found_and_nothing_else(chosen, asked):
    register = shelf_of(chosen)
    found = conflict_of(register, WORK, terms_of(asked), DAY)
    expected = [ordinal for ordinal, one in enumerate(chosen) if collide(one, asked)]
    assert (None if found is None else found[0].ordinal) == (expected[0] if expected else None)


@settings(deadline=None, max_examples=60)
@given(st.lists(choices, max_size=25))
def test_I01_what_is_admitted_one_by_one_never_collides(chosen):
    register = Register()
    admitted = []
    for one in chosen:
        if conflict_of(register, WORK, terms_of(one), DAY) is None:
            put(register, grant_of(len(admitted), one))
            admitted.append(one)
    for place, one in enumerate(admitted):
        assert not any(collide(one, other) for other in admitted[:place])
    # and nothing was refused without need
    assert len(admitted) == len(greedy(chosen))


def greedy(chosen):
    kept = []
    for one in chosen:
        if not any(collide(one, other) for other in kept):
            kept.append(one)
    return kept


def plain(**changes):
    whole = {
        "rights": ["reproduction"],
        "territory": ["CN"],
        "products": "all",
        "media": "all",
        "exclusivity": "exclusive",
        "first": 0,
        "length": 3,
    }
    return whole | changes


def test_the_overlap_is_given_with_the_conflict():
    register = shelf_of([plain(territory=["CN-62"], products=["tea_ware"])])
    found = conflict_of(register, WORK, terms_of(plain(first=2, length=9)), DAY)
    assert found is not None
    grant, common = found
    assert grant.id == "grant-0"
    assert (common.territory, common.products, common.media) == (("CN-62",), ["tea_ware"], "all")
    assert (common.start, common.until) == ("2026-12-30", "2026-12-31")


def test_what_is_taken_off_the_shelf_is_in_no_answer():
    register = shelf_of([plain(), plain(territory=["JP"])])
    assert [grant.ordinal for grant in shelved(register, WORK)] == [0, 1]
    unshelve(register, grant_at(register, WORK, 0))
    assert [grant.ordinal for grant in shelved(register, WORK)] == [1]
    box = terms_of(plain(territory=["001"]))
    named = candidates(register, WORK, box, exclusivity=EXCLUSIVITY)
    assert [grant.ordinal for grant in named] == [1]


def test_days_beyond_those_told_apart_are_not_missed():
    far = plain(first=366 * 160, length=3)
    register = shelf_of([far])
    assert conflict_of(register, WORK, terms_of(far), DAY) is not None
    assert conflict_of(register, WORK, terms_of(plain(first=366 * 170)), DAY) is None


def test_what_will_be_read_is_known_before():
    chosen = [plain(), plain(territory=["CN-62", "JP"], products=["tea_ware"], media=["goods"])]
    register = shelf_of(chosen)
    stored = register.dump()
    asked = []

    def load(key):
        asked.append(key)
        return stored.get(key)

    box = terms_of(plain(exclusivity="non_exclusive", territory=["CN-62"]))
    again = Register(load)
    again.preload({key: stored.get(key) for key in reads(WORK, box)})
    assert [grant.ordinal for grant in candidates(again, WORK, box, exclusivity=EXCLUSIVITY)] == [
        0,
        1,
    ]
    assert {table for table, _ in asked} == {"grant", "grant_at"}


def test_works_have_shelves_of_their_own():
    register = shelf_of([plain()])
    box = terms_of(plain())
    assert list(candidates(register, "urn:uuid:other", box, exclusivity=EXCLUSIVITY)) == []


def test_what_is_asked_of_the_past_is_left_out():
    register = shelf_of([plain()])
    after = terms_of(plain(first=4))
    assert conflict_of(register, WORK, after, DAY) is None
    # the licence has run out by then, though its shelf is the same
    later = DAY + timedelta(days=4)
    assert conflict_of(register, WORK, terms_of(plain()), later) is None
