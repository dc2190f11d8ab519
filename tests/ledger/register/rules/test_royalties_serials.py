"""Serial numbers of licensed pieces: issued once, never too many, found by reading one record."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.register.did import did_of
from ledger.register.kinds.royalties import MAX_SERIALS
from ledger.register.records import Grant, Tally
from ledger.register.records.royalties import SERIAL_PAGE, SerialPage
from ledger.register.rules.licensing_status import grant_status
from ledger.register.rules.royalties_serials import SerialStatus, serial_status

from ..build import ALICE, BOB, CAROL, MALLORY, number_id
from ..play import Play
from .royalty_play import from_work, grant, grant_subject, terms

DAY = date(2026, 11, 21)


def metered(play: Play, quantity: int = 5_000, **changes: Any) -> str:
    """Let Alice license `quantity` pieces to Bob."""
    agreed = terms(play, quantity=quantity, **changes)
    return grant(play, play.work(ALICE), [ALICE], BOB, agreed)


def found(play: Play, licence: str) -> Grant:
    grant = play.register.get(Grant, licence)
    assert grant is not None
    return grant


def issue(play: Play, licence: str, count: int, signer: Any = BOB) -> tuple[int, int, int]:
    """Issue numbers; give the entry's index, the first and the last number."""
    entry = play.enter("SerialIssue", {"grant": licence, "count": count}, signer)
    ruling: Any = entry.registry.ruling
    return entry.index, ruling["first"], ruling["last"]


def recall(licence: str, first: int, last: int) -> Any:
    return {"grant": licence, "first": first, "last": last, "reason": "染料不合格"}


def status(play: Play, licence: str, number: int) -> SerialStatus:
    return serial_status(play.register, licence, number)


def standing(play: Play, licence: str) -> str:
    return grant_status(play.register, found(play, licence), date.fromisoformat(play.today)).state


def test_L08_number_1234_of_5000_is_checkable_and_takes_one_record():
    with Play() as play:
        licence = metered(play)
        one, *numbers = issue(play, licence, 1_000)
        assert numbers == [1, 1_000]
        two, *numbers = issue(play, licence, 4_000)
        assert numbers == [1_001, 5_000]
        answer = status(play, licence, 1_234)
        assert (answer.state, standing(play, licence)) == ("issued", "effective")
        assert answer.issued is not None
        assert answer.issued.entry == two
        page = play.register.get(SerialPage, f"{licence}/{1_233 // SERIAL_PAGE:07d}")
        assert page is not None
        assert answer.issued in page.issued
        edge = status(play, licence, 1_000)
        assert edge.issued is not None
        assert edge.issued.entry == one
        tally = play.register.get(Tally, "serials")
        assert tally is not None
        assert tally.value == 5_000


def test_numbers_that_were_not_issued_are_not():
    with Play() as play:
        licence = metered(play)
        issue(play, licence, 10)
        for number in (-1, 0, 11, 256, 257, 10**12):
            assert status(play, licence, number).state == "not_issued"
        assert status(play, licence, 10).state == "issued"


def test_N15_I20_no_more_numbers_than_licensed_pieces():
    with Play() as play:
        licence = metered(play, 100)
        issue(play, licence, 99)
        two = {"grant": licence, "count": 2}
        refusal = play.refused("quantity_exceeded", "SerialIssue", two, BOB)
        assert refusal.entry == found(play, licence).entry
        assert refusal.params == {"count": 2, "left": 1, "quantity": 100}
        assert issue(play, licence, 1)[1:] == (100, 100)
        play.refused("quantity_exceeded", "SerialIssue", two | {"count": 1}, BOB)


def test_N15_what_was_passed_on_is_not_the_licensees_own_to_number():
    with Play() as play:
        licence = metered(play, 100, sublicensing=True)
        issue(play, licence, 30)
        below = terms(play, quantity=60)
        child = grant(play, found(play, licence).work, [BOB], CAROL, below, parent=licence)
        assert (found(play, licence).issued, found(play, licence).sublicensed) == (30, 60)
        eleven = {"grant": licence, "count": 11}
        assert play.refused("quantity_exceeded", "SerialIssue", eleven, BOB).params["left"] == 10
        assert issue(play, child, 60, CAROL)[1:] == (1, 60)
        assert issue(play, licence, 10)[1:] == (31, 40)
        more = grant_subject(
            found(play, licence).work, [BOB], MALLORY, below | {"quantity": 1}, parent=licence
        )
        play.refused("sublicence_quantity", "LicenceGrant", more, BOB, MALLORY)


def test_only_a_licence_with_a_quantity_has_numbers():
    with Play() as play:
        licence = grant(play, play.work(ALICE), [ALICE], BOB, terms(play))
        refusal = play.refused("licence_not_metered", "SerialIssue", _one(licence), BOB)
        assert refusal.entry == found(play, licence).granted
        play.refused("grant_unknown", "SerialIssue", _one(number_id(4)), BOB)


def _one(licence: str) -> Any:
    return {"grant": licence, "count": 1}


def test_numbers_are_issued_while_the_licence_is_in_effect():
    with Play() as play:
        begins, last = play.day(2), play.day(4)
        licence = metered(play, **{"from": begins, "until": last})
        play.skip(1)
        refusal = play.refused("licence_not_in_effect", "SerialIssue", _one(licence), BOB)
        assert refusal.entry == found(play, licence).entry
        play.skip(1)
        assert issue(play, licence, 1)[1:] == (1, 1)
        play.skip(2)
        assert issue(play, licence, 1)[1:] == (2, 2)
        play.skip(1)
        play.refused("licence_not_in_effect", "SerialIssue", _one(licence), BOB)
        assert (status(play, licence, 2).state, standing(play, licence)) == ("issued", "expired")


def test_a_suspended_licence_issues_nothing_and_the_order_is_named():
    play = Play()
    licence = metered(play)
    play.register.put(found(play, licence).model_copy(update={"suspended": 3}))
    assert play.refused("licence_not_in_effect", "SerialIssue", _one(licence), BOB).entry == 3


def test_I10_no_numbers_once_the_licence_of_an_original_ended():
    with Play() as play:
        original = play.work(ALICE)
        work = play.work(BOB, **from_work(original))
        above = grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        licence = grant(play, work, [BOB], CAROL, terms(play, quantity=10))
        issue(play, licence, 1, CAROL)
        end = {"grant": above, "ground": "agreement", "lastDay": play.today}
        play.enter("LicenceTermination", end, ALICE, BOB)
        play.skip(1)
        refusal = play.refused("upstream_unlicensed", "SerialIssue", _one(licence), CAROL)
        assert refusal.entry == play.folio(original).filed


def test_only_the_licensee_issues_and_recalls():
    with Play() as play:
        licence = metered(play)
        play.refused("signature_missing", "SerialIssue", _one(licence), ALICE)
        play.refused("signer_not_expected", "SerialIssue", _one(licence), BOB, ALICE)
        issue(play, licence, 1)
        play.refused("signature_missing", "SerialRecall", recall(licence, 1, 1), ALICE)


def test_a_recall_marks_numbers():
    with Play() as play:
        licence = metered(play)
        issued, *_ = issue(play, licence, 1_000)
        recalled = play.enter("SerialRecall", recall(licence, 250, 600), BOB).index
        for number, state in ((249, "issued"), (250, "recalled"), (600, "recalled")):
            answer = status(play, licence, number)
            assert answer.state == state
            assert answer.issued is not None
            assert answer.issued.entry == issued
            assert (answer.recalled.entry if answer.recalled else None) == (
                recalled if state == "recalled" else None
            )
        assert status(play, licence, 601).state == "issued"
        again = play.refused(
            "serial_recalled_already", "SerialRecall", recall(licence, 600, 601), BOB
        )
        assert again.entry == recalled
        play.enter("SerialRecall", recall(licence, 601, 601), BOB)


def test_only_numbers_that_were_issued_are_recalled():
    with Play() as play:
        licence = metered(play)
        issued, *_ = issue(play, licence, 10)
        refusal = play.refused("serial_not_issued", "SerialRecall", recall(licence, 10, 11), BOB)
        assert refusal.entry == issued
        play.refused("serials_reversed", "SerialRecall", recall(licence, 4, 3), BOB)
        wide = recall(licence, 1, MAX_SERIALS + 1)
        play.refused("serials_reversed", "SerialRecall", wide, BOB)
        play.refused("grant_unknown", "SerialRecall", recall(number_id(4), 1, 1), BOB)


@given(
    st.lists(
        st.one_of(
            st.integers(1, 700),
            st.tuples(st.integers(1, 2_000), st.integers(0, 600)),
        ),
        max_size=12,
    )
)
@settings(deadline=None, max_examples=40)
def test_I20_numbers_are_unique_and_never_exceed_the_quantity(acts):
    """Against a list with one place for every number."""
    quantity = 2_000
    play = Play()
    licence = metered(play, quantity)
    issuer: list[int] = []
    recaller: dict[int, int] = {}
    for act in acts:
        if isinstance(act, int):
            subject = {"grant": licence, "count": act}
            if len(issuer) + act > quantity:
                play.refused("quantity_exceeded", "SerialIssue", subject, BOB)
            else:
                issuer += [issue(play, licence, act)[0]] * act
        else:
            first, last = act[0], act[0] + act[1]
            subject = recall(licence, first, last)
            if last > len(issuer):
                play.refused("serial_not_issued", "SerialRecall", subject, BOB)
            elif any(number in recaller for number in range(first, last + 1)):
                play.refused("serial_recalled_already", "SerialRecall", subject, BOB)
            else:
                index = play.enter("SerialRecall", subject, BOB).index
                recaller |= dict.fromkeys(range(first, last + 1), index)
    for number in range(1, quantity + 1):
        answer = status(play, licence, number)
        known = issuer[number - 1] if number <= len(issuer) else None
        assert (answer.issued.entry if answer.issued else None) == known
        assert (answer.recalled.entry if answer.recalled else None) == recaller.get(number)
    assert found(play, licence).issued == len(issuer) <= quantity
    assert did_of(BOB) == found(play, licence).licensee
    play.check()
