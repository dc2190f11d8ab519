"""Joint owners who do not agree: fifteen days, just reasons, and who may then sign alone."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.articles import cite
from ledger.errors import LedgerError
from ledger.register.did import did_of
from ledger.register.moment import Moment
from ledger.register.procedures.joint_use import JOINT_USE
from ledger.register.records import Hold, JointUse, Task
from ledger.register.rules.title_joint import joint_consent
from ledger.register.signatures import Signatures
from ledger.register.terms import Terms, terms_digest

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, document, number_id, read
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .test_title_transfer import licence, to, transfer

TERMS = digest_of(500)
ART_14 = cite("《著作权法》第十四条")


def notice(work: str, **changes: Any) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "work": work,
        "owner": did_of(ALICE),
        "termsDigest": TERMS,
        "summary": "普通许可，丝巾五百条，每条三元",
    }
    return subject | changes


def objection(noticed: str, owner: Any = BOB, **changes: Any) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "notice": noticed,
        "owner": did_of(owner),
        "reason": "harms_integrity",
        "statement": "歪曲作品",
    }
    return subject | changes


def back(noticed: str, owner: Any = BOB) -> dict[str, Any]:
    return {"notice": noticed, "owner": did_of(owner)}


def ruling(noticed: str, outcome: str) -> dict[str, Any]:
    return {"notice": noticed, "outcome": outcome, "reasons": "理由如下"}


def joint(play: Play, *owners: Any) -> str:
    return play.registered(*(owners or (ALICE, BOB)))


def given_notice(play: Play, work: str, **changes: Any) -> str:
    return play.enter("JointUseNotice", notice(work, **changes), ALICE).statement.id


def consent(play: Play, work: str, *signers: Any, **changes: Any) -> list[str]:
    """Ask whether the owners consent to a grant that `signers` sign; those who are silent."""
    terms: dict[str, Any] = {
        "act": "license",
        "terms_digest": TERMS,
        "licensee": did_of(MALLORY),
        "rights": ["reproduction"],
        "territory": ["CN"],
        "exclusivity": "non_exclusive",
    } | changes
    made = read(document("Transfer", transfer(work), *signers, time=play.now))
    moment = Moment(len(play.leaves), play.now)
    signatures = Signatures(made, play.register, moment)
    return joint_consent(play.register, play.folio(work), signatures, **terms)


def denied(play: Play, work: str, code: str, *signers: Any, **changes: Any) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        consent(play, work, *signers, **changes)
    assert (caught.value.code, caught.value.article) == (code, ART_14)
    return caught.value


# ---- consent -----------------------------------------------------------------------------------


@pytest.mark.parametrize("exclusivity", ["exclusive", "sole", "non_exclusive"])
def test_I06_all_co_owners_together_may_grant_anything(exclusivity):
    with Play() as play:
        work = joint(play)
        assert consent(play, work, ALICE, BOB, exclusivity=exclusivity) == []


@pytest.mark.parametrize("exclusivity", ["exclusive", "sole"])
def test_I06_no_notice_replaces_a_signature_under_an_exclusive_licence(exclusivity):
    with Play() as play:
        work = joint(play)
        given_notice(play, work)
        play.skip(16)
        error = denied(play, work, "co_owner_signature_missing", ALICE, exclusivity=exclusivity)
        assert (error.entry, error.params) == (play.folio(work).entry, {"did": did_of(BOB)})


def test_I06_a_non_exclusive_licence_may_proceed_after_fifteen_days():
    with Play() as play:
        work = joint(play)
        assert denied(play, work, "joint_notice_missing", ALICE).entry == play.folio(work).entry
        entry = play.enter("JointUseNotice", notice(work), ALICE)
        assert entry.registry.ruling == {"objectionsUntil": play.day(15)}
        error = denied(play, work, "joint_notice_open", ALICE)
        assert (error.entry, error.params["until"]) == (entry.index, play.day(15))
        play.skip(15)
        denied(play, work, "joint_notice_open", ALICE)
        play.skip(1)
        assert consent(play, work, ALICE) == [did_of(BOB)]
        # the notifier it is who may sign alone, on these terms
        denied(play, work, "joint_notice_missing", BOB)
        denied(play, work, "joint_notice_missing", CAROL)
        denied(play, work, "joint_notice_missing", ALICE, terms_digest=digest_of(501))


def test_I06_a_notice_may_name_the_licensee():
    with Play() as play:
        work = joint(play)
        given_notice(play, work, licensee=did_of(CAROL))
        play.skip(16)
        denied(play, work, "joint_notice_missing", ALICE)
        assert consent(play, work, ALICE, licensee=did_of(CAROL)) == [did_of(BOB)]


def test_I06_who_became_an_owner_later_was_given_no_notice():
    with Play() as play:
        work = joint(play)
        given_notice(play, work)
        sale = transfer(work, BOB, to=to((CAROL, "1/1")))
        play.enter("Transfer", sale, BOB, CAROL, ALICE)
        play.skip(16)
        error = denied(play, work, "joint_notice_missing", ALICE)
        assert error.params == {"did": did_of(CAROL)}


def test_I06_who_has_no_share_in_a_right_cannot_free_it():
    with Play() as play:
        work = joint(play, ALICE, BOB, CAROL)
        given_notice(play, work)
        sale = transfer(work, rights=["network"], to=to((BOB, "1/1")))
        play.enter("Transfer", sale, ALICE, BOB, CAROL)
        play.skip(16)
        denied(play, work, "joint_notice_missing", ALICE, rights=["reproduction", "network"])
        assert consent(play, work, ALICE) == sorted([did_of(BOB), did_of(CAROL)])
        assert consent(play, work, ALICE, CAROL) == [did_of(BOB)]


def test_I06_an_owner_licenses_alone_after_fifteen_days():
    with Play() as play:
        work = joint(play)
        grant = licence(play, work, exclusivity="non_exclusive")
        grant["terms"]["from"] = play.day(16)
        digest = terms_digest(Terms.model_validate(grant["terms"]))
        play.enter("JointUseNotice", notice(work, termsDigest=digest), ALICE)
        play.skip(15)
        play.refused("joint_notice_open", "LicenceGrant", grant, ALICE, CAROL)
        play.skip(1)
        entry = play.enter("LicenceGrant", grant, ALICE, CAROL)
        assert entry.registry.ruling == {"without": [did_of(BOB)]}


# ---- objections --------------------------------------------------------------------------------


def test_an_objection_blocks_until_it_is_withdrawn():
    with Play() as play:
        work = joint(play)
        noticed = given_notice(play, work)
        play.skip(15)
        play.enter("JointUseObjection", objection(noticed), BOB)
        play.skip(100)
        denied(play, work, "joint_notice_open", ALICE)
        play.enter("JointUseWithdrawal", back(noticed), BOB)
        assert consent(play, work, ALICE) == [did_of(BOB)]
        refusal = play.refused("no_objection_to_withdraw", "JointUseWithdrawal", back(noticed), BOB)
        assert refusal.entry == len(play.leaves) - 1


def test_a_withdrawal_within_the_fifteen_days_does_not_shorten_them():
    with Play() as play:
        work = joint(play, ALICE, BOB, CAROL)
        noticed = given_notice(play, work)
        play.enter("JointUseObjection", objection(noticed), BOB)
        play.skip(3)
        play.enter("JointUseWithdrawal", back(noticed), BOB)
        play.skip(12)
        denied(play, work, "joint_notice_open", ALICE)
        play.enter("JointUseObjection", objection(noticed, CAROL), CAROL)
        play.skip(1)
        denied(play, work, "joint_notice_open", ALICE)


def test_every_objection_has_to_go():
    with Play() as play:
        work = joint(play, ALICE, BOB, CAROL)
        noticed = given_notice(play, work)
        play.enter("JointUseObjection", objection(noticed), BOB)
        play.enter("JointUseObjection", objection(noticed, CAROL), CAROL)
        play.skip(16)
        play.enter("JointUseWithdrawal", back(noticed), BOB)
        denied(play, work, "joint_notice_open", ALICE)
        play.enter("JointUseWithdrawal", back(noticed, CAROL), CAROL)
        assert consent(play, work, ALICE) == sorted([did_of(BOB), did_of(CAROL)])


def test_two_registrars_rule_on_the_reasons():
    with Play() as play:
        work = joint(play)
        noticed = given_notice(play, work)
        play.enter("JointUseObjection", objection(noticed), BOB)
        task = f"{play.day(30)}/joint_use/{noticed}"
        assert play.register.get(Task, task) is not None
        subject = ruling(noticed, "not_just")
        play.refused("registrar_signature_missing", "JointUseRuling", subject, MALLORY)
        play.refused("second_registrar_missing", "JointUseRuling", subject, REGISTRAR)
        play.skip(16)
        made = play.enter("JointUseRuling", subject, REGISTRAR, REGISTRAR_2)
        assert made.registry.ruling is None
        assert play.register.get(Task, task) is None
        assert consent(play, work, ALICE) == [did_of(BOB)]


def test_a_just_reason_bars_the_use():
    with Play() as play:
        work = joint(play)
        noticed = given_notice(play, work)
        play.enter("JointUseObjection", objection(noticed), BOB)
        play.skip(31)
        late = play.enter("JointUseRuling", ruling(noticed, "just"), REGISTRAR, REGISTRAR_2)
        assert late.registry.ruling == {"late": True}
        play.skip(100)
        denied(play, work, "joint_notice_open", ALICE)
        # neither the same notice again nor a change of mind opens the case
        again = play.refused("joint_notice_given", "JointUseNotice", notice(work), ALICE)
        assert again.entry == late.index
        play.refused("step_not_open", "JointUseWithdrawal", back(noticed), BOB)
        play.refused("step_not_open", "JointUseRuling", ruling(noticed, "not_just"),
                     REGISTRAR, REGISTRAR_2)  # fmt: skip
        assert consent(play, work, ALICE, BOB) == []


def test_N07_no_registrar_rules_on_its_own_work():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        noticed = given_notice(play, work)
        play.enter("JointUseObjection", objection(noticed), BOB)
        stored = play.register.get(JointUse, noticed)
        assert stored is not None
        owner = stored.model_copy(update={"others": [did_of(REGISTRAR)]})
        play.register.put(owner)
        subject = ruling(noticed, "just")
        play.refused("officer_is_party", "JointUseRuling", subject, REGISTRAR, REGISTRAR_2)
        play.register.put(stored)
        play.enter("JointUseRuling", subject, REGISTRAR_3, REGISTRAR_2)


def test_N17_a_second_notice_moves_no_clock():
    with Play() as play:
        work = joint(play)
        given_notice(play, work)
        play.skip(10)
        for owner in (ALICE, BOB):
            second = notice(work, owner=did_of(owner))
            play.refused("joint_notice_given", "JointUseNotice", second, owner)
        play.skip(6)
        assert consent(play, work, ALICE) == [did_of(BOB)]


def test_an_objection_comes_in_time_and_once():
    with Play() as play:
        work = joint(play, ALICE, BOB, CAROL)
        noticed = given_notice(play, work)
        first = play.enter("JointUseObjection", objection(noticed), BOB)
        twice = play.refused("joint_objection_made", "JointUseObjection", objection(noticed), BOB)
        assert twice.entry == first.index
        play.refused("not_an_addressee", "JointUseObjection", objection(noticed, ALICE), ALICE)
        play.refused("not_an_addressee", "JointUseObjection", objection(noticed, MALLORY), MALLORY)
        play.refused("signature_missing", "JointUseObjection", objection(noticed, CAROL), BOB)
        play.skip(16)
        late = objection(noticed, CAROL)
        refusal = play.refused("joint_objection_late", "JointUseObjection", late, CAROL)
        assert refusal.entry == first.index
        unknown = objection(number_id(4))
        play.refused("joint_notice_unknown", "JointUseObjection", unknown, BOB)


def test_who_gives_notice():
    with Play() as play:
        work = joint(play)
        own = play.registered(ALICE)
        entry = play.folio(work).entry
        stranger = notice(work, owner=did_of(MALLORY))
        refusal = play.refused("not_a_co_owner", "JointUseNotice", stranger, MALLORY)
        assert (refusal.entry, refusal.article) == (entry, ART_14)
        play.refused("sole_owner", "JointUseNotice", notice(own), ALICE)
        play.refused("signature_missing", "JointUseNotice", notice(work), BOB)
        play.refused("signer_not_expected", "JointUseNotice", notice(work), ALICE, BOB)
        nobody = notice(work, licensee=did_of(REGISTRAR))
        play.refused("party_not_registered", "JointUseNotice", nobody, ALICE)
        play.refused("work_not_registered", "JointUseNotice", notice(number_id(4)), ALICE)


def test_no_notice_while_the_work_is_suspended():
    play = Play()
    work = joint(play)
    hold = Hold(kind="suspend", id=number_id(5), entry=3)
    play.register.put(play.folio(work).model_copy(update={"holds": [hold]}))
    assert play.refused("work_suspended", "JointUseNotice", notice(work), ALICE).entry == 3


# ---- any order of events -----------------------------------------------------------------------

OTHERS = (BOB, CAROL)
events = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["object", "withdraw", "just", "not_just"]),
        st.sampled_from(OTHERS),
    ),
    max_size=7,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(events)
def test_I06_alone_after_fifteen_days_unless_a_just_reason_stands(history):
    """Count days and objections by hand: the register lets nobody sign alone before."""
    with Play() as play:
        work = joint(play, ALICE, BOB, CAROL)
        noticed = given_notice(play, work)
        elapsed, standing, spoken, barred = 0, set(), set(), False
        for days, what, owner in history:
            elapsed += days
            play.skip(days)
            open_case = bool(standing) and not barred
            if what == "object":
                may = elapsed <= 15 and owner not in spoken and not barred
                attempt = ("JointUseObjection", objection(noticed, owner), owner)
                standing, spoken = (standing | {owner}, spoken | {owner}) if may else (
                    standing, spoken)  # fmt: skip
            elif what == "withdraw":
                may = owner in standing and not barred
                attempt = ("JointUseWithdrawal", back(noticed, owner), owner)
                standing = standing - {owner} if may else standing
            else:
                may = open_case
                attempt = ("JointUseRuling", ruling(noticed, what), REGISTRAR, REGISTRAR_2)
                barred = barred or (may and what == "just")
                standing = set() if may and what == "not_just" else standing
            if may:
                play.enter(*attempt)
            else:
                with pytest.raises(LedgerError):
                    play.enter(*attempt)
            free = elapsed > 15 and not standing and not barred
            stored = play.register.get(JointUse, noticed)
            assert stored is not None
            day = Moment(0, play.now).day
            assert (JOINT_USE.at(stored.status, day).state == "free") == free
