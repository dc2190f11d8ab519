"""Rights that pass by law: heirs, merged organisations, authors who come forward."""

from typing import Any

import pytest

from ledger.articles import cite
from ledger.register.did import did_of
from ledger.register.procedure import Progress
from ledger.register.records import Hold, Holding, Party, TitleStep
from ledger.register.rules.term import protected_until
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.title import shares_of

from ..build import (
    ALICE,
    BOB,
    CAROL,
    MALLORY,
    REGISTRAR,
    digest_of,
    key_of,
    number_id,
    party_subject,
)
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .test_title_transfer import to, transfer

DOCUMENT = {"sha256": digest_of(3), "title": "继承公证书"}


def succession(*works: str, of: Any = ALICE, **changes: Any) -> dict[str, Any]:
    """Return that Alice died and Bob is her heir in `works`, or what is changed."""
    subject: dict[str, Any] = {
        "party": did_of(of),
        "cause": "inheritance",
        "successors": to((BOB, "1/1")),
        "works": list(works),
        "document": DOCUMENT,
    }
    return subject | changes


def party_of(play: Play, key: Any) -> Party:
    party = play.register.get(Party, did_of(key))
    assert party is not None
    return party


def set_party(play: Play, key: Any, **changes: Any) -> None:
    play.register.put(party_of(play, key).model_copy(update=changes))


def bury(play: Play, key: Any) -> int:
    """Record a death today; return the entry."""
    record = {"party": did_of(key), "died": play.today, "document": DOCUMENT}
    return play.enter("DeathRecord", record, REGISTRAR, REGISTRAR_2).index


# ---- succession --------------------------------------------------------------------------------


def test_an_heir_takes_all_that_the_dead_held():
    with Play() as play:
        first, second = play.registered(ALICE), play.registered(ALICE, CAROL)
        play.enter("Transfer", transfer(first, rights=["network"], territory=["CN"]), ALICE, BOB)
        bury(play, ALICE)
        heirs = succession(first, second, successors=to((BOB, "1/3"), (MALLORY, "2/3")))
        entry = play.enter("Succession", heirs, BOB, MALLORY, REGISTRAR)
        one, two = play.folio(first), play.folio(second)
        thirds = [
            Holding(party=did_of(BOB), share="1/3"),
            Holding(party=did_of(MALLORY), share="2/3"),
        ]
        assert shares_of(one, "network", "FR") == thirds
        assert shares_of(one, "reproduction", "CN") == thirds
        assert shares_of(one, "network", "CN") == [Holding(party=did_of(BOB), share="1/1")]
        assert two.owners == [
            Holding(party=did_of(CAROL), share="1/2"),
            Holding(party=did_of(BOB), share="1/6"),
            Holding(party=did_of(MALLORY), share="1/3"),
        ]
        assert (two.entry, two.authors) == (entry.index, [did_of(ALICE), did_of(CAROL)])
        assert play.register.get(TitleStep, f"{second}/000001") == TitleStep(
            entry=entry.index,
            work=second,
            number=1,
            id=entry.statement.id,
            day=play.today,
            time=entry.registry.time,
            signers=sorted(entry.statement.signers),
            cause="succession",
            rights=list(ECONOMIC_RIGHTS),
            region=["001"],
            givers=[did_of(ALICE)],
            takers=thirds,
        )
        again = succession(second)
        refusal = play.refused("nothing_to_succeed_to", "Succession", again, BOB, REGISTRAR)
        assert (refusal.entry, refusal.article) == (entry.index, cite("《著作权法》第二十一条"))


def test_nobody_inherits_from_the_living():
    with Play() as play:
        work = play.registered()
        for signers in ((BOB, REGISTRAR), (BOB, REGISTRAR, ALICE)):
            refusal = play.refused("party_not_ended", "Succession", succession(work), *signers)
            assert refusal.entry == party_of(play, ALICE).entry


def test_all_successors_and_a_registrar_sign():
    with Play() as play:
        work = play.registered()
        bury(play, ALICE)
        two = succession(work, successors=to((BOB, "1/2"), (CAROL, "1/2")))
        play.refused("signature_missing", "Succession", two, BOB, REGISTRAR)
        play.refused("registrar_signature_missing", "Succession", two, BOB, CAROL)
        play.refused("signer_not_expected", "Succession", two, BOB, CAROL, REGISTRAR, MALLORY)
        play.enter("Succession", two, BOB, CAROL, REGISTRAR)


def test_R4_a_registrar_does_not_inherit_by_its_own_hand():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = play.registered()
        bury(play, ALICE)
        mine = succession(work, successors=to((REGISTRAR, "1/1")))
        play.refused("officer_is_party", "Succession", mine, REGISTRAR)
        play.enter("Succession", mine, REGISTRAR, REGISTRAR_2)


@pytest.mark.parametrize(
    ("kind", "causes"),
    [
        ("person", {"inheritance", "bequest"}),
        ("organisation", {"merger", "division", "dissolution"}),
    ],
)
@pytest.mark.parametrize("cause", ["inheritance", "bequest", "merger", "division", "dissolution"])
def test_the_cause_fits_the_party(kind, causes, cause):
    play = Play()
    work = play.registered()
    set_party(play, ALICE, kind=kind, died=play.today)
    subject = succession(work, cause=cause)
    if cause in causes:
        play.enter("Succession", subject, BOB, REGISTRAR)
    else:
        refusal = play.refused("succession_cause_disagrees", "Succession", subject, BOB, REGISTRAR)
        assert refusal.entry == party_of(play, ALICE).entry


@pytest.mark.parametrize(("cause", "may"), [("merger", True), ("division", True),
                                            ("dissolution", False)])  # fmt: skip
def test_an_organisation_that_merges_signs_while_it_can(cause, may):
    play = Play()
    work = play.registered()
    set_party(play, ALICE, kind="organisation")
    subject = succession(work, cause=cause)
    play.refused("party_not_ended", "Succession", subject, BOB, REGISTRAR)
    if may:
        play.enter("Succession", subject, BOB, ALICE, REGISTRAR)
    else:
        play.refused("party_not_ended", "Succession", subject, BOB, ALICE, REGISTRAR)


@pytest.mark.parametrize(
    ("takers", "code"),
    [
        (to((BOB, "1/2"), (BOB, "1/2")), "owner_repeated"),
        (to((BOB, "1/2")), "shares_not_one"),
        (to((ALICE, "1/1")), "taker_is_giver"),
        (to((key_of(99), "1/1")), "party_not_registered"),
    ],
)
def test_N10_who_can_succeed(takers, code):
    with Play() as play:
        work = play.registered()
        bury(play, ALICE)
        play.refused(code, "Succession", succession(work, successors=takers), BOB, REGISTRAR)


def test_no_order_stops_what_passes_by_law_and_none_is_lifted_by_it():
    play = Play()
    work = play.work()
    hold = Hold(kind="preserve", id=number_id(5), entry=3)
    play.register.put(play.folio(work).model_copy(update={"holds": [hold]}))
    bury(play, ALICE)
    play.enter("Succession", succession(work), BOB, REGISTRAR)
    assert play.folio(work).holds == [hold]
    play.skip(31)
    play.refused(
        "work_preserved", "Transfer", transfer(work, BOB, to=to((CAROL, "1/1"))), BOB, CAROL
    )


def test_nothing_passes_in_a_work_that_ended():
    play = Play()
    work = play.registered()
    bury(play, ALICE)
    status = Progress(state="cancelled", since=play.today)
    play.register.put(play.folio(work).model_copy(update={"status": status}))
    play.refused("succession_work_ended", "Succession", succession(work), BOB, REGISTRAR)
    play.refused("work_not_registered", "Succession", succession(number_id(4)), BOB, REGISTRAR)


def test_nothing_passes_after_the_term():
    with Play() as play:
        created = {"nature": "original", "completed": "1950-01-01", "place": "CN"}
        work = play.registered(creation=created, ownership="legal_entity")
        bury(play, ALICE)
        play.refused("beyond_term", "Succession", succession(work), BOB, REGISTRAR)


def test_a_stranger_to_the_work_leaves_nothing():
    with Play() as play:
        work = play.registered()
        bury(play, CAROL)
        gone = succession(work, of=CAROL)
        refusal = play.refused("nothing_to_succeed_to", "Succession", gone, BOB, REGISTRAR)
        assert refusal.entry == play.folio(work).filed


# ---- a work of unknown author ------------------------------------------------------------------


def orphan(play: Play, **changes: Any) -> str:
    """Register a work of unknown author whose original is Alice's."""
    unknown: dict[str, Any] = {"unknownAuthor": True, "authors": [], "acquisition": "other"}
    return play.work(ALICE, **(unknown | changes))


def claim(work: str, **changes: Any) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "work": work,
        "author": did_of(BOB),
        "evidence": [digest_of(11)],
        "reasons": "存有底稿，笔迹经鉴定一致",
    }
    return subject | changes


def test_O5_the_author_comes_forward():
    with Play() as play:
        work = orphan(play, rights=["reproduction"])
        before = play.folio(work)
        assert before.unknown_author
        entry = play.enter("OrphanClaim", claim(work), BOB, REGISTRAR, REGISTRAR_2)
        after = play.folio(work)
        assert (after.authors, after.unknown_author) == ([did_of(BOB)], False)
        assert after.owners == [Holding(party=did_of(BOB), share="1/1")]
        # all rights, whatever the owner of the original had registered
        assert [parcel.rights for parcel in after.parcels] == [list(ECONOMIC_RIGHTS)]
        assert (after.registered, after.filed) == (before.registered, before.filed)
        step = play.register.get(TitleStep, f"{work}/000001")
        assert step is not None
        assert (step.cause, step.givers) == ("claim", [did_of(ALICE)])
        refusal = play.refused(
            "author_known", "OrphanClaim", claim(work), BOB, REGISTRAR, REGISTRAR_2
        )
        assert (refusal.entry, refusal.article) == (
            entry.index,
            cite("《著作权法实施条例》第十三条"),
        )


def test_O5_the_term_then_counts_from_a_life():
    with Play() as play:
        work = orphan(play, publication={"status": "published", "firstDate": "2026-10-02"})
        end = protected_until(play.register, play.folio(work))
        assert end is not None
        assert end.isoformat() == "2076-12-31"
        play.enter("OrphanClaim", claim(work), BOB, REGISTRAR, REGISTRAR_2)
        assert protected_until(play.register, play.folio(work)) is None


def test_O5_two_registrars_believe_the_author():
    with Play() as play:
        work = orphan(play)
        play.refused("registrar_signature_missing", "OrphanClaim", claim(work), BOB)
        play.refused("second_registrar_missing", "OrphanClaim", claim(work), BOB, REGISTRAR)
        play.refused("signature_missing", "OrphanClaim", claim(work), REGISTRAR, REGISTRAR_2)
        play.refused("signer_not_expected", "OrphanClaim", claim(work), BOB, REGISTRAR,
                     REGISTRAR_2, CAROL)  # fmt: skip
        nobody = claim(work, author=did_of(key_of(99)))
        play.refused("party_not_registered", "OrphanClaim", nobody, REGISTRAR, REGISTRAR_2)


def test_N07_no_registrar_believes_itself():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = orphan(play)
        mine = claim(work, author=did_of(REGISTRAR))
        play.refused("second_registrar_missing", "OrphanClaim", mine, REGISTRAR, REGISTRAR_2)
        play.enter("OrphanClaim", mine, REGISTRAR, REGISTRAR_2, REGISTRAR_3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ownership": "legal_entity"}, "unknown_author_not_individual"),
        ({"rights": ["authorship", "network"]}, "authorship_not_exercised"),
        (
            {"authors": [{"party": did_of(ALICE), "signedAs": "甲"}]},
            "authors_and_unknown_disagree",
        ),
        ({"unknownAuthor": False}, "authors_and_unknown_disagree"),
    ],
)
def test_O5_what_is_known_of_an_unknown_author(changes, code):
    with Play() as play, pytest.raises(Exception, match=code):
        orphan(play, **changes)


def test_O5_the_owner_of_the_original_disposes_of_the_rights():
    with Play() as play:
        work = orphan(play)
        play.skip(31)
        play.enter("Transfer", transfer(work, to=to((CAROL, "1/1"))), ALICE, CAROL)
        play.enter("OrphanClaim", claim(work), BOB, REGISTRAR, REGISTRAR_2)
        assert play.folio(work).owners == [Holding(party=did_of(BOB), share="1/1")]
        assert play.folio(work).steps == 3


@pytest.mark.parametrize("kind", ["suspend", "preserve"])
def test_a_claim_waits_for_an_order(kind):
    play = Play()
    work = orphan(play)
    hold = Hold(kind=kind, id=number_id(5), entry=3)
    play.register.put(play.folio(work).model_copy(update={"holds": [hold]}))
    codes = {"suspend": "work_suspended", "preserve": "work_preserved"}
    play.refused(codes[kind], "OrphanClaim", claim(work), BOB, REGISTRAR, REGISTRAR_2)
