"""Pledges: who has to sign, what a pledge stops, how it changes and ends."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.articles import cite
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.examples import STORIES
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.records import Pledge, Tally
from ledger.register.rules.dealings import pledges_on
from ledger.register.terms import ECONOMIC_RIGHTS

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, key_of
from ..play import REGISTRAR_2, Play
from .examples import admitted
from .licences import grant, terms
from .licences import refused as licence_refused

BANK = CAROL


def pledging(work: str, *pledgors: Ed25519PrivateKey, **changes: Any) -> JsonObject:
    """Return a pledge to Carol of the right of reproduction."""
    subject: JsonObject = {
        "work": work,
        "pledgors": [did_of(key) for key in pledgors or (ALICE,)],
        "pledgee": did_of(BANK),
        "rights": ["reproduction"],
        "claim": {"kind": "loan", "currency": "CNY", "amount": 5_000},
        "debtUntil": "2027-12-31",
        "scope": "主债权及利息",
        "contract": digest_of(1),
        "mainContract": digest_of(2),
    }
    return subject | changes


def pledge(play: Play, work: str, **changes: Any) -> str:
    return play.enter("PledgeRegistration", pledging(work, **changes), ALICE, BANK).statement.id


def pledge_of(play: Play, name: str) -> Pledge:
    found = play.register.get(Pledge, name)
    assert found is not None
    return found


def more(name: str, amount: int = 6_000, **changes: Any) -> JsonObject:
    claim = {"kind": "guarantee", "currency": "CNY", "amount": amount}
    return {"pledge": name, "claim": claim, "contract": digest_of(3)} | changes


def test_the_story():
    assert admitted(STORIES["pledges"]) == [
        "PledgeRegistration",
        "PledgeChange",
        "PledgeRelease",
    ]


def test_a_pledge_takes_effect_with_its_entry():
    with Play() as play:
        work = play.registered()
        made = play.enter("PledgeRegistration", pledging(work), ALICE, BANK)
        found = pledge_of(play, made.statement.id)
        assert (found.entry, found.registered, found.amount) == (made.index, made.index, 5_000)
        assert found.status.state == "effective"
        assert play.folio(work).pledges == [made.statement.id]
        assert made.registry.ruling is None
        assert read_feed(play.register, NOTICES, 0, 9)[-1][1] == made.index
        for topic in (work, did_of(ALICE), did_of(BANK)):
            assert read_feed(play.register, topic, 0, 99)[-1][1] == made.index
        pledged = play.register.get(Tally, "sum/pledged/CNY")
        assert pledged is not None
        assert pledged.value == 5_000


def test_a_pledge_waits_for_the_end_of_the_notice():
    with Play() as play:
        work = play.work()
        play.skip(30)
        refused = play.refused("notice_not_over", "PledgeRegistration", pledging(work), ALICE, BANK)
        assert refused.entry == play.folio(work).filed
        play.skip(1)
        pledge(play, work)


def test_both_sides_sign():
    with Play() as play:
        work = play.registered()
        for signer in (ALICE, BANK):
            play.refused("signature_missing", "PledgeRegistration", pledging(work), signer)
        play.refused(
            "signer_not_expected", "PledgeRegistration", pledging(work), ALICE, BANK, MALLORY
        )


def test_I06_a_pledge_needs_all_co_owners():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        refused = play.refused(
            "pledge_needs_all_owners", "PledgeRegistration", pledging(work), ALICE, BANK
        )
        assert refused.entry == play.folio(work).entry
        assert refused.params == {"did": did_of(BOB)}
        assert refused.article == cite("《著作权法》第十四条")
        both = pledging(work, ALICE, BOB)
        play.refused("signature_missing", "PledgeRegistration", both, ALICE, BANK)
        play.enter("PledgeRegistration", both, ALICE, BOB, BANK)


def test_N03_nobody_pledges_what_he_does_not_own():
    with Play() as play:
        work = play.registered()
        play.refused("not_the_holder", "PledgeRegistration", pledging(work, MALLORY), MALLORY, BANK)
        partial = play.registered(BOB, rights=["reproduction"])
        subject = pledging(partial, BOB, rights=["adaptation"])
        refused = play.refused("right_not_in_register", "PledgeRegistration", subject, BOB, BANK)
        assert refused.entry == play.folio(partial).filed


def test_the_pledgee_is_a_party_and_no_owner():
    with Play() as play:
        work = play.registered()
        own = pledging(work, pledgee=did_of(ALICE))
        play.refused("pledgee_is_pledgor", "PledgeRegistration", own, ALICE)
        stranger = key_of(99)
        other = pledging(work, pledgee=did_of(stranger))
        play.refused("party_not_registered", "PledgeRegistration", other, ALICE, stranger)
        unknown = pledging("urn:uuid:00000000-0000-0000-0000-000000000000")
        play.refused("work_not_registered", "PledgeRegistration", unknown, ALICE, BANK)


@pytest.mark.parametrize("right", ["publication", "authorship", "alteration", "integrity"])
def test_I03_no_personal_right_is_pledged(right):
    with Play() as play:
        work = play.registered()
        subject = pledging(work, rights=[right])
        play.refused("right_personal", "PledgeRegistration", subject, ALICE, BANK)


@pytest.mark.parametrize("right", ECONOMIC_RIGHTS)
def test_I03_every_economic_right_is_pledged(right):
    with Play() as play:
        pledge(play, play.registered(), rights=[right])


def test_I09_no_pledge_beyond_the_term():
    with Play() as play:
        work = play.registered(
            ownership="legal_entity",
            authors=[{"party": did_of(ALICE), "signedAs": "画室"}],
        )
        last = "2076-12-31"
        late = pledging(work, debtUntil="2077-01-01")
        refused = play.refused("beyond_term", "PledgeRegistration", late, ALICE, BANK)
        assert refused.params == {"end": last, "until": "2077-01-01"}
        late = pledging(work, pledgeUntil="2077-01-01")
        play.refused("beyond_term", "PledgeRegistration", late, ALICE, BANK)
        made = pledge(play, work, debtUntil=last, pledgeUntil=last)
        play.refused("beyond_term", "PledgeChange", more(made, debtUntil="2077-01-01"), ALICE, BANK)


def test_I08_a_pledged_right_is_not_pledged_again_without_the_pledgee():
    with Play() as play:
        work = play.registered()
        first = play.enter("PledgeRegistration", pledging(work), ALICE, BANK)
        subject = pledging(work, pledgee=did_of(BOB), rights=["adaptation", "reproduction"])
        refused = play.refused("right_pledged", "PledgeRegistration", subject, ALICE, BOB)
        assert refused.entry == first.index
        assert refused.article == cite("《民法典》第四百四十四条")
        free = pledging(work, pledgee=did_of(BOB), rights=["adaptation"])
        play.enter("PledgeRegistration", free, ALICE, BOB)
        second = play.enter("PledgeRegistration", subject, ALICE, BOB, BANK)
        assert second.registry.ruling == {"after": [first.index, first.index + 1]}


def test_I08_a_pledged_right_is_not_licensed_without_the_pledgee():
    with Play() as play:
        work = play.registered()
        made = pledge(play, work)
        licence = terms(play, 0, 10, rights=["reproduction"])
        refused = licence_refused(play, "right_pledged", work, licence)
        assert refused.entry == pledge_of(play, made).entry
        grant(play, work, terms(play, 0, 10, rights=["adaptation"]))
        play.enter("PledgeRelease", {"pledge": made, "reason": "清偿"}, BANK)
        grant(play, work, licence)


def test_N03_nothing_is_pledged_while_the_work_is_suspended():
    with Play() as play:
        work = play.registered()
        made = pledge(play, work)
        order = {
            "kind": "suspend", "work": work, "authority": "court", "issuerName": "法院",
            "number": "1", "document": digest_of(9), "scope": {}, "reasons": "审理",
        }  # fmt: skip
        entered = play.enter("Order", order, REGISTRAR, REGISTRAR_2)
        subject = pledging(work, rights=["adaptation"])
        refused = play.refused("work_suspended", "PledgeRegistration", subject, ALICE, BANK)
        assert refused.entry == entered.index
        play.refused("work_suspended", "PledgeChange", more(made), ALICE, BANK)
        play.enter("PledgeRelease", {"pledge": made, "reason": "清偿"}, BANK)


def test_a_change():
    with Play() as play:
        made = pledge(play, play.registered())
        play.refused("signature_missing", "PledgeChange", more(made), ALICE)
        play.refused("signature_missing", "PledgeChange", more(made), BANK)
        changed = play.enter(
            "PledgeChange",
            more(made, debtUntil="2028-01-01", pledgeUntil="2029-01-01"),
            ALICE,
            BANK,
        )
        found = pledge_of(play, made)
        assert (found.claim, found.amount, found.debt_until) == ("guarantee", 6_000, "2028-01-01")
        assert (found.pledge_until, found.pledgee) == ("2029-01-01", did_of(BANK))
        assert (found.entry, found.registered) == (changed.index, changed.index - 1)


def test_a_change_changes_something():
    with Play() as play:
        made = pledge(play, play.registered())
        nothing = {"pledge": made, "contract": digest_of(3)}
        play.refused("pledge_change_empty", "PledgeChange", nothing, ALICE, BANK)
        unknown = more("urn:uuid:00000000-0000-0000-0000-000000000000")
        play.refused("pledge_unknown", "PledgeChange", unknown, ALICE, BANK)


def test_another_pledgee_takes_over():
    with Play() as play:
        made = pledge(play, play.registered())
        over: JsonObject = {"pledge": made, "pledgee": did_of(BOB), "contract": digest_of(3)}
        play.refused("signature_missing", "PledgeChange", over, ALICE, BANK)
        play.refused(
            "pledgee_is_pledgor", "PledgeChange", over | {"pledgee": did_of(ALICE)}, ALICE, BANK
        )
        play.enter("PledgeChange", over, ALICE, BANK, BOB)
        assert pledge_of(play, made).pledgee == did_of(BOB)
        play.refused("signature_missing", "PledgeRelease", {"pledge": made, "reason": "好"}, BANK)


def test_no_agent_changes_a_pledge_for_both_sides():
    """Neither owner and pledgee, nor the old pledgee and the new one, by one signature."""
    with Play() as play:
        made = pledge(play, play.registered())
        given = {
            "principal": did_of(BANK), "agent": did_of(BOB),
            "acts": ["pledge"], "works": [], "until": "2027-12-31",
        }  # fmt: skip
        play.enter("Delegation", given, BANK)
        over = more(made, pledgee=did_of(BOB))
        play.refused("agent_of_both_sides", "PledgeChange", over, ALICE, BOB)
        play.enter("Delegation", given | {"agent": did_of(ALICE)}, BANK)
        play.refused("agent_of_both_sides", "PledgeChange", more(made), ALICE)
        play.enter("PledgeChange", over, ALICE, BANK, BOB)


def test_who_ranks_behind_is_asked_before_more_is_secured():
    with Play() as play:
        work = play.registered()
        first = pledge(play, work)
        second = play.enter(
            "PledgeRegistration", pledging(work, pledgee=did_of(BOB)), ALICE, BANK, BOB
        )
        refused = play.refused("later_pledgee_not_asked", "PledgeChange", more(first), ALICE, BANK)
        assert refused.entry == second.index
        play.enter("PledgeChange", more(first, 5_000), ALICE, BANK)
        # another currency is more for all that the register knows
        dollars = more(first, 5_000)
        dollars["claim"] |= {"currency": "USD"}
        play.refused("later_pledgee_not_asked", "PledgeChange", dollars, ALICE, BANK)
        play.enter("PledgeChange", more(first), ALICE, BANK, BOB)
        play.enter("PledgeChange", more(second.statement.id), ALICE, BOB)  # nobody ranks behind


def test_a_release_ends_it_once():
    with Play() as play:
        work = play.registered()
        made = pledge(play, work)
        release: JsonObject = {"pledge": made, "reason": "清偿"}
        play.refused("signature_missing", "PledgeRelease", release, ALICE)
        released = play.enter("PledgeRelease", release, BANK)
        assert pledge_of(play, made).status.state == "released"
        assert play.folio(work).pledges == []
        assert play.refused("step_not_open", "PledgeRelease", release, BANK).entry == released.index
        play.refused("step_not_open", "PledgeChange", more(made), ALICE, BANK)
        none = release | {"pledge": "urn:uuid:00000000-0000-0000-0000-000000000000"}
        play.refused("pledge_unknown", "PledgeRelease", none, BANK)


RIGHTS = st.sets(st.sampled_from(ECONOMIC_RIGHTS[:4]), min_size=1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), RIGHTS), max_size=6), RIGHTS)
def test_I08_the_pledges_in_force_are_those_made_and_not_released(history, asked):
    play = Play()
    work = play.registered()
    alive: dict[str, set[str]] = {}
    for release, rights in history:
        if release and alive:
            name = next(iter(alive))
            play.enter("PledgeRelease", {"pledge": name, "reason": "清偿"}, BANK)
            del alive[name]
        else:
            alive[pledge(play, work, rights=sorted(rights))] = rights
    found = pledges_on(play.register, play.folio(work), asked, play.now.date())
    assert [one.id for one in found] == [name for name, held in alive.items() if held & asked]
    play.check()
