"""A licence after its signature: condition, payment, breach, end, and what orders do to it."""

from datetime import timedelta

import pytest

from ledger.errors import StatementError
from ledger.register.calendar import local_date
from ledger.register.did import did_of
from ledger.register.records import Tally
from ledger.register.rules.licensing_status import (
    good_faith,
    in_effect,
    live_grants,
    owner_exclusions,
    suspended_by,
)
from ledger.register.terms import Terms

from ..build import ALICE, BOB, CAROL, digest_of, document, number_id, read
from ..play import Play
from .licences import entry_of, found, grant, order, refused, state, status, terms, transfer


def today(play):
    return local_date(play.now)


def waiting(play, work, /, **changes):
    """Grant a licence whose condition has to come about within ten days."""
    whole = {"condition": "支付首期费用", "conditionUntil": play.day(10)} | changes
    return grant(play, work, terms(play, **whole))


def breach(play, name, *signers):
    subject = {"grant": name, "statement": "未署名", "evidence": digest_of(3)}
    return play.enter("BreachNotice", subject, *(signers or (ALICE,)))


def ends(name, last, notice=None):
    subject = {"grant": name, "ground": "agreement" if notice is None else "breach"}
    return subject | {"lastDay": last} | ({} if notice is None else {"notice": notice})


def test_a_condition_can_be_met_to_the_end_of_its_last_day():
    with Play() as play:
        work = play.registered()
        name = waiting(play, work)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "agreed",
            "since": play.today,
            "due": play.day(10),
        }
        play.refused("signature_missing", "ConditionMet", {"grant": name}, BOB)
        play.skip(10)
        play.enter("ConditionMet", {"grant": name, "evidence": digest_of(1)}, ALICE)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "effective",
            "since": play.today,
            "due": play.day(90),
        }
        error = play.refused("step_not_open", "ConditionMet", {"grant": name}, ALICE)
        assert error.entry == found(play, name).entry


def test_a_licence_whose_condition_was_not_met_lapses():
    with Play() as play:
        work = play.registered()
        name = waiting(play, work, exclusivity="exclusive")
        play.skip(10)
        refused(play, "grant_conflicts", work, terms(play), to=CAROL)
        play.skip(1)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "lapsed",
            "since": play.today,
        }
        play.refused("step_not_open", "ConditionMet", {"grant": name}, ALICE)
        grant(play, work, terms(play), to=CAROL)


def test_a_payment_may_be_the_condition():
    with Play() as play:
        work = play.registered()
        name = waiting(play, work)
        paid = {"grant": name, "amount": 60000, "currency": "CNY", "reference": "2026/1"}
        play.enter("PaymentAcknowledgement", paid, ALICE)
        assert (state(play, name), found(play, name).paid) == ("agreed", 60000)
        paid |= {"amount": 40000, "meetsCondition": True}
        play.enter("PaymentAcknowledgement", paid, ALICE)
        assert (state(play, name), found(play, name).paid) == ("effective", 100000)
        error = play.refused("step_not_open", "PaymentAcknowledgement", paid, ALICE)
        assert error.entry == found(play, name).entry
        tally = play.register.get(Tally, "sum/paid/CNY")
        assert tally is not None
        assert tally.value == 100000


def test_who_acknowledges_a_payment_and_in_what():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        paid = {"grant": name, "amount": 1, "currency": "USD"}
        error = play.refused("currency_differs", "PaymentAcknowledgement", paid, ALICE)
        assert error.entry == entry_of(play, name)
        paid["currency"] = "CNY"
        play.refused("signature_missing", "PaymentAcknowledgement", paid, BOB)
        play.refused("signer_not_expected", "PaymentAcknowledgement", paid, ALICE, BOB)
        unknown = paid | {"grant": number_id(8)}
        play.refused("grant_unknown", "PaymentAcknowledgement", unknown, ALICE)


def test_a_condition_met_ahead_of_the_first_day():
    with Play() as play:
        work = play.registered()
        licence = terms(play, 20, 40, condition="付款", conditionUntil=play.day(10))
        name = grant(play, work, licence)
        play.enter("ConditionMet", {"grant": name}, ALICE)
        play.skip(19)
        assert state(play, name) == "agreed"
        assert not in_effect(play.register, found(play, name), today(play))
        play.refused("step_not_open", "ConditionMet", {"grant": name}, ALICE)
        play.skip(1)
        assert state(play, name) == "effective"
        assert in_effect(play.register, found(play, name), today(play))


def test_L5_a_licence_expires_at_midnight():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 5, exclusivity="exclusive"))
        play.skip(5)
        # 23:59:59 and 00:00:00 in Shanghai
        play.now = play.now.replace(hour=15, minute=59, second=59)
        assert state(play, name) == "effective"
        refused(play, "grant_conflicts", work, terms(play), to=CAROL)
        play.now += timedelta(seconds=1)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "expired",
            "since": play.today,
        }
        grant(play, work, terms(play), to=CAROL)


def test_L5_terminated_by_agreement():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, exclusivity="exclusive"))
        for signers in ([ALICE], [BOB]):
            play.refused(
                "signature_missing", "LicenceTermination", ends(name, play.day(7)), *signers
            )
        play.enter("LicenceTermination", ends(name, play.day(7)), ALICE, BOB)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "ending",
            "since": play.today,
            "due": play.day(7),
        }
        refused(play, "grant_conflicts", work, terms(play, 7), to=CAROL)
        other = grant(play, work, terms(play, 8, exclusivity="exclusive"), to=CAROL)
        play.skip(7)
        assert (state(play, name), state(play, other)) == ("ending", "agreed")
        play.skip(1)
        assert (state(play, name), state(play, other)) == ("terminated", "effective")
        play.refused("step_not_open", "LicenceTermination", ends(name, play.today), ALICE, BOB)


@pytest.mark.parametrize("last", [-1, 101])
def test_a_last_day_lies_ahead_and_within_the_licence(last):
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        error = play.refused(
            "last_day_outside", "LicenceTermination", ends(name, play.day(last)), ALICE, BOB
        )
        assert error.entry == entry_of(play, name)
        assert error.params == {"day": play.day(last), "last": play.day(100)}


def test_an_agreed_end_can_be_moved_forward_only():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        play.enter("LicenceTermination", ends(name, play.day(50)), ALICE, BOB)
        play.refused("last_day_outside", "LicenceTermination", ends(name, play.day(51)), ALICE, BOB)
        play.enter("LicenceTermination", ends(name, play.day(20)), ALICE, BOB)
        assert (found(play, name).ended, status(play, name).due) == (play.day(20), play.day(20))


def test_what_never_took_effect_ends_at_once():
    with Play() as play:
        work = play.registered()
        name = waiting(play, work, exclusivity="exclusive")
        play.enter("LicenceTermination", ends(name, play.day(7)), ALICE, BOB)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "terminated",
            "since": play.today,
        }
        grant(play, work, terms(play), to=CAROL)


def test_L5_terminated_for_a_breach_left_uncured():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        entry = breach(play, name)
        assert entry.registry.ruling == {"by": did_of(ALICE), "cureUntil": play.day(30)}
        notice = entry.statement.id
        play.skip(30)
        subject = ends(name, play.today, notice)
        error = play.refused("cure_not_over", "LicenceTermination", subject, ALICE)
        assert (error.entry, error.params) == (entry.index, {"until": play.today})
        play.skip(1)
        subject = ends(name, play.today, notice)
        play.refused("signature_missing", "LicenceTermination", subject, BOB)
        play.refused("signer_not_expected", "LicenceTermination", subject, ALICE, BOB)
        other = ends(name, play.today, number_id(1))
        error = play.refused("breach_notice_other", "LicenceTermination", other, ALICE)
        assert error.entry == entry.index
        play.enter("LicenceTermination", subject, ALICE)
        assert (state(play, name), status(play, name).due) == ("ending", play.today)
        play.skip(1)
        assert state(play, name) == "terminated"


def test_a_cured_breach_is_over():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        # the licensee may complain as well
        notice = breach(play, name, BOB).statement.id
        play.skip(20)
        cured = {"grant": name, "notice": notice}
        play.refused("signature_missing", "BreachCured", cured, ALICE)
        wrong = cured | {"notice": number_id(2)}
        play.refused("breach_notice_other", "BreachCured", wrong, BOB)
        play.enter("BreachCured", cured, BOB)
        assert status(play, name).model_dump(exclude_none=True) == {
            "state": "effective",
            "since": play.today,
            "due": play.day(80),
        }
        play.skip(20)
        play.refused("step_not_open", "BreachCured", cured, BOB)
        play.refused("step_not_open", "LicenceTermination", ends(name, play.today, notice), BOB)


def test_one_breach_of_each_side_at_a_time_and_while_the_licence_lasts():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 20))
        first = breach(play, name)
        subject = {"grant": name, "statement": "又一次", "evidence": digest_of(3)}
        error = play.refused("breach_notified_already", "BreachNotice", subject, ALICE)
        assert error.entry == first.index
        assert state(play, name) == "breach_noticed"
        play.skip(21)
        assert state(play, name) == "expired"
        play.refused("step_not_open", "BreachNotice", subject, ALICE)


def test_a_breach_is_notified_by_a_side_of_a_licence():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        subject = {"grant": name, "statement": "未署名", "evidence": digest_of(3)}
        play.refused("signature_missing", "BreachNotice", subject, CAROL)
        play.refused("grant_unknown", "BreachNotice", subject | {"grant": work}, ALICE)


@pytest.mark.parametrize("subject", [{"ground": "breach"}, {"notice": number_id(1)}])
def test_a_termination_names_a_notice_exactly_for_a_breach(subject):
    whole = {"grant": number_id(2), "ground": "agreement", "lastDay": "2027-01-01"} | subject
    with pytest.raises(StatementError) as caught:
        read(document("LicenceTermination", whole, ALICE))
    assert caught.value.code == "notice_and_ground_disagree"


def test_suspended_licences_bind_and_cannot_be_exercised():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, exclusivity="exclusive"))
        entry = order(play, "suspend", work, scope={"grant": name}, until=play.day(5))
        record = found(play, name)
        assert suspended_by(play.register, record, today(play)) == entry.index
        assert state(play, name) == "effective"
        assert not in_effect(play.register, record, today(play))
        refused(play, "grant_conflicts", work, terms(play), to=CAROL)
        play.skip(6)
        assert in_effect(play.register, record, today(play))
        entry = order(play, "suspend", work, until=play.day(5))
        assert suspended_by(play.register, record, today(play)) == entry.index


def test_I02_exclusive_shuts_out_the_owner_and_sole_does_not():
    with Play() as play:
        work = play.registered()
        box = Terms.model_validate(terms(play))

        def shut_out():
            found = owner_exclusions(play.register, work, box, today(play))
            return next((shutting.id for shutting, _ in found), None)

        grant(play, work, terms(play, products=["tea_ware"], exclusivity="exclusive"))
        sole = grant(play, work, terms(play, 0, 9, exclusivity="sole"))
        refused(play, "grant_conflicts", work, terms(play), to=CAROL)
        assert shut_out() is None
        play.enter("LicenceTermination", ends(sole, play.today), ALICE, BOB)
        name = grant(play, work, terms(play, 1, 9, exclusivity="exclusive"))
        assert shut_out() == name
        play.enter("LicenceTermination", ends(name, play.day(3)), ALICE, BOB)
        later = Terms.model_validate(terms(play, 4, 9))
        assert not [*owner_exclusions(play.register, work, later, today(play))]
        play.skip(4)
        assert shut_out() is None


@pytest.mark.parametrize("effect", ["from_now", "from_start"])
def test_L7_a_licence_stays_and_is_flagged_after_a_cancellation(effect):
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play))
        assert not good_faith(play.register, found(play, name), today(play))
        order(play, "cancel", work, effect=effect)
        assert good_faith(play.register, found(play, name), today(play))
        assert state(play, name) == "effective"


def test_L7_and_after_a_change_of_owner_by_order():
    with Play() as play:
        work = play.registered()
        before = grant(play, work, terms(play))
        owners = [{"party": did_of(CAROL), "share": "1/1"}]
        order(play, "change_owner", work, owners=owners)
        after = grant(play, work, terms(play), by=CAROL)
        assert good_faith(play.register, found(play, before), today(play))
        assert not good_faith(play.register, found(play, after), today(play))
        assert state(play, before) == "effective"
        # a contract is no such thing: who takes knows of the licence
        transfer(play, work, CAROL, ALICE)
        assert not good_faith(play.register, found(play, after), today(play))


def test_the_live_licences_of_a_work():
    with Play() as play:
        work = play.registered()
        short = grant(play, work, terms(play, 0, 3))
        long = grant(play, work, terms(play, 0, 9))
        later = grant(play, work, terms(play, 5, 9))
        voided = grant(play, work, terms(play, 0, 9))
        order(play, "cancel", work, scope={"grant": voided}, effect="from_start")

        def live():
            found = live_grants(play.register, play.folio(work), today(play))
            return [record.id for record in found]

        assert live() == [short, long, later]
        play.skip(4)
        assert live() == [long, later]
