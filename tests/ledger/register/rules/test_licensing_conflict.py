"""Which licences collide, what the refusal says of it, and how one follows another."""

import pytest

from ledger.articles import cite

from ..build import CAROL, number_id
from ..play import Play
from .licences import entry_of, found, grant, refused, state, status, terms

EXCLUSIVE = {"exclusivity": "exclusive"}


def test_L4_exclusive_means_exclusive():
    with Play() as play:
        work = play.registered()
        first = grant(play, work, terms(play, 0, 50, **EXCLUSIVE, territory=["CN"]))
        wanted = terms(play, 40, 90, rights=["distribution", "network"], territory=["CN-62", "JP"])
        wanted |= {"media": "all", "products": ["tea_ware", "silk_scarf"]}
        error = refused(play, "grant_conflicts", work, wanted, to=CAROL)
        assert error.entry == entry_of(play, first)
        assert error.article == cite("《著作权法》第二十六条；《著作权法实施条例》第二十四条")
        assert error.params["start"] == play.day(40)
        assert error.params["until"] == play.day(50)
        assert error.zh.startswith(
            f"与第 {error.entry} 条的专有许可(独占)冲突。重叠之处：权利 发行权；地域 甘肃；"
        )
        assert "使用方式 实物商品；产品 丝巾。" in error.zh
        assert "rights right of distribution; territory Gansu" in error.en
        assert f"{play.day(40)} to {play.day(50)}; media physical goods; products silk scarf" in (
            error.en
        )
        grant(play, work, wanted | {"from": play.day(51)}, to=CAROL)


@pytest.mark.parametrize(
    "apart",
    [
        {"rights": ["network"]},
        {"territory": ["HK"]},
        {"media": ["online"]},
        {"products": ["tea_ware"]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_apart_in_one_dimension_does_not_collide(apart):
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, **EXCLUSIVE))
        grant(play, work, terms(play, **EXCLUSIVE, **apart), to=CAROL)


def test_the_day_after_an_exclusive_licence_is_free():
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, 0, 50, **EXCLUSIVE))
        refused(play, "grant_conflicts", work, terms(play, 50, 60, **EXCLUSIVE), to=CAROL)
        grant(play, work, terms(play, 51, 60, **EXCLUSIVE), to=CAROL)


@pytest.mark.parametrize("first", ["exclusive", "sole", "non_exclusive"])
@pytest.mark.parametrize("second", ["exclusive", "sole", "non_exclusive"])
def test_I01_N02_no_two_licences_overlap_unless_both_are_non_exclusive(first, second):
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, exclusivity=first))
        if first == second == "non_exclusive":
            grant(play, work, terms(play), to=CAROL)
        else:
            refused(play, "grant_conflicts", work, terms(play, exclusivity=second), to=CAROL)
            # that the licensee is the same is no excuse
            refused(play, "grant_conflicts", work, terms(play, exclusivity=second))


def test_licences_of_different_works_do_not_collide():
    with Play() as play:
        one, other = play.registered(), play.registered()
        grant(play, one, terms(play, **EXCLUSIVE))
        grant(play, other, terms(play, **EXCLUSIVE), to=CAROL)


def test_a_licence_that_begins_later_keeps_others_out_already():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 10, 20, **EXCLUSIVE))
        assert status(play, name).due == play.day(9)
        assert state(play, name) == "agreed"
        refused(play, "grant_conflicts", work, terms(play, 15, 16), to=CAROL)
        play.skip(9)
        assert state(play, name) == "agreed"
        play.skip(1)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "effective",
            "since": play.today,
            "due": play.day(10),
        }


def test_L5_a_renewal_follows_without_a_gap():
    with Play() as play:
        work = play.registered()
        old = grant(play, work, terms(play, 0, 50, **EXCLUSIVE))
        for first in (50, 52):
            error = refused(play, "renewal_not_following", work, terms(play, first, 99), renews=old)
            assert error.params == {"last": play.day(50)}
            assert error.entry == entry_of(play, old)
        new = grant(play, work, terms(play, 51, 99, **EXCLUSIVE), renews=old)
        assert found(play, new).renews == old
        play.skip(50)
        assert (state(play, old), state(play, new)) == ("effective", "agreed")
        play.skip(1)
        assert (state(play, old), state(play, new)) == ("expired", "effective")


def test_a_renewal_is_of_one_s_own_licence():
    with Play() as play:
        work, other = play.registered(), play.registered()
        old = grant(play, work, terms(play, 0, 50))
        later = terms(play, 51, 99)
        refused(play, "renewal_of_another", work, later, to=CAROL, renews=old)
        refused(play, "renewal_of_another", other, later, renews=old)
        refused(play, "grant_unknown", work, later, renews=number_id(5))


def test_what_lapsed_is_not_renewed():
    with Play() as play:
        work = play.registered()
        old = grant(play, work, terms(play, 0, 50, condition="付款", conditionUntil=play.day(3)))
        later = terms(play, 51, 99)
        play.skip(4)
        error = refused(play, "renewal_of_nothing", work, later, renews=old)
        assert error.entry == entry_of(play, old)
