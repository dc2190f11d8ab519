"""The chain of title: who held which right where on which day."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.register.calendar import format_time, local_date
from ledger.register.canonical import JsonObject
from ledger.register.decide import apply, decide
from ledger.register.did import did_of
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.examples import founding, title
from ledger.register.examples.common import MUSEUM, PAINTER, SCARF_MAKER
from ledger.register.kinds.title import KINDS
from ledger.register.moment import Moment
from ledger.register.records import Folio, Holding
from ledger.register.state import Register
from ledger.register.title import holders_at, shares_of, title_chain

from ..build import ALICE, BOB, CAROL, MALLORY, NOW, read
from ..play import Play
from .test_title_transfer import SOME, held, to, transfer

PEOPLE = (ALICE, BOB, CAROL, MALLORY)
RIGHTS = ("reproduction", "network")
#: territory → the places that lie in it; CN-11 stands for the rest of China, JP for the world's
INSIDE = {
    "001": ("CN-62", "CN-11", "FR", "JP"),
    "CN": ("CN-62", "CN-11"),
    "CN-62": ("CN-62",),
    "FR": ("FR",),
}
attempts = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        st.sampled_from([["reproduction"], ["network"], list(RIGHTS)]),
        st.sampled_from(sorted(INSIDE)),
        st.sampled_from(["1/1", "1/2", "2/3"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(attempts)
def test_I04_the_chain_of_title_says_who_held_what_on_every_day(tries):
    """Who holds something gives it, who does not is refused; every day is remembered."""
    with Play() as play:
        work = play.registered(rights=[*RIGHTS])
        cells = {(r, p): {ALICE: Fraction(1)} for r in RIGHTS for p in INSIDE["001"]}
        history = [(local_date(play.now), cells)]
        for giver, taker, rights, territory, part in tries:
            play.skip(1)
            touched = [cells[right, place] for right in rights for place in INSIDE[territory]]
            subject = transfer(
                work, giver, to=to((taker, "1/1")), rights=rights, territory=[territory], part=part
            )
            signers = {giver, taker}.union(*touched)
            first = [giver, *sorted(signers - {giver}, key=did_of)]
            if giver == taker:
                play.refused("taker_is_giver", "Transfer", subject, *first)
            elif not any(giver in owned for owned in touched):
                play.refused("not_the_holder", "Transfer", subject, *first)
            elif not all(giver in owned for owned in touched):
                play.refused("right_held_by_others", "Transfer", subject, *first)
            else:
                play.enter("Transfer", subject, *first)
                moved = {(right, place) for right in rights for place in INSIDE[territory]}
                cells = {
                    cell: given_on(owned, giver, taker, Fraction(part)) if cell in moved else owned
                    for cell, owned in cells.items()
                }
            history.append((local_date(play.now), cells))
        folio = play.folio(work)
        for day, then in history:
            for (right, place), owned in then.items():
                found = holders_at(play.register, folio, right, place, day)
                assert {h.party: Fraction(h.share) for h in found} == {
                    did_of(key): share for key, share in owned.items()
                }
        for right, place in cells:
            assert holders_at(play.register, folio, right, place, day) == shares_of(
                folio, right, place
            )


def given_on(owned: dict[Any, Fraction], giver: Any, taker: Any, part: Fraction) -> Any:
    given_part = owned[giver] * part
    after = owned | {giver: owned[giver] - given_part}
    after[taker] = after.get(taker, Fraction(0)) + given_part
    return {key: share for key, share in after.items() if share}


def test_the_chain_of_one_right():
    with Play() as play:
        work = play.registered()
        registered = local_date(NOW)
        play.enter("Transfer", transfer(work, rights=SOME, territory=["CN"]), ALICE, BOB)
        sold = local_date(play.now)
        play.skip(1)
        back = transfer(work, BOB, rights=SOME, territory=["CN-62"], to=to((CAROL, "1/1")))
        play.enter("Transfer", back, BOB, CAROL)
        today = local_date(play.now)
        folio = play.folio(work)

        def chain(right: str, place: str, day: date) -> list[int]:
            steps = title_chain(play.register, folio, right, place, day)
            return [step.number for step in steps]

        assert chain("reproduction", "CN-62", today) == [0, 1, 2]
        assert chain("reproduction", "CN", today) == [0, 1, 2]
        assert chain("reproduction", "CN-11", today) == [0, 1]
        assert chain("reproduction", "FR", today) == [0]
        assert chain("network", "CN-62", today) == [0]
        assert chain("reproduction", "CN-62", sold) == [0, 1]
        assert chain("reproduction", "CN-62", sold - timedelta(days=1)) == [0]
        assert chain("reproduction", "CN-62", registered - timedelta(days=1)) == []
        assert holders_at(play.register, folio, "reproduction", "CN", sold) == held((BOB, "1/1"))
        assert holders_at(play.register, folio, "reproduction", "CN", today) == []
        assert holders_at(
            play.register, folio, "reproduction", "CN", registered - timedelta(days=1)
        ) == []  # fmt: skip


def test_the_story_of_the_area_is_admitted_in_order():
    register, leaves = Register(), []
    for made in [*founding.story(), *title.story()]:
        statement = read(made)
        ruling = decide(statement, register, Moment(len(leaves), statement.valid_from))
        registry: JsonObject = {"time": format_time(statement.valid_from), "previous": None}
        leaves.append(encode_entry(statement, registry | ({"ruling": ruling} if ruling else {})))
        apply(register, parse_entry(leaves[-1], len(leaves) - 1))
    assert {kind.__name__ for kind in KINDS} <= {
        parse_entry(leaf, index).statement.kind for index, leaf in enumerate(leaves)
    }
    folio = register.get(Folio, founding.WORK)
    assert folio is not None
    museum, painter = did_of(MUSEUM), did_of(PAINTER)
    chain = title_chain(register, folio, "reproduction", "CN-62", date(2027, 12, 31))
    assert [(step.cause, [holding.party for holding in step.takers]) for step in chain] == [
        ("registration", [painter]),
        ("transfer", [did_of(SCARF_MAKER)]),
        ("succession", [museum]),
    ]
    assert shares_of(folio, "reproduction", "FR") == [Holding(party=painter, share="1/1")]
