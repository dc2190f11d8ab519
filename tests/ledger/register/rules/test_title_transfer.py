"""Transfers: who may give what to whom, and the chain of title that they leave."""

from typing import Any

import pytest

from ledger.articles import cite
from ledger.register.did import did_of
from ledger.register.procedure import Progress
from ledger.register.records import Hold, Holding, TitleStep
from ledger.register.rules.title_record import MAX_DENOMINATOR, MAX_PARCELS
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.title import shares_of
from ledger.register.vocabulary import vocabulary

from ..build import ALICE, BOB, CAROL, MALLORY, NOW, digest_of, document, key_of, number_id, read
from ..play import Play

SOME = ["reproduction", "distribution"]


def to(*takers: tuple[Any, str]) -> list[dict[str, str]]:
    return [{"party": did_of(key), "share": share} for key, share in takers]


def transfer(work: str, giver: Any = ALICE, **changes: Any) -> dict[str, Any]:
    """Return the transfer of all rights everywhere from Alice to Bob, or what is changed."""
    subject: dict[str, Any] = {
        "work": work,
        "from": did_of(giver),
        "to": to((BOB, "1/1")),
        "rights": "all",
        "territory": ["001"],
        "price": {"currency": "CNY", "amount": 100_000},
        "payment": "签署后十日内一次付清",
        "breach": "逾期每日万分之五",
    }
    return subject | changes


def licence(play: Play, work: str, *licensors: Any, exclusivity: str) -> dict[str, Any]:
    """Return a licence to Carol for a hundred days, of reproduction in Gansu."""
    return {
        "work": work,
        "licensors": [did_of(key) for key in licensors or (ALICE,)],
        "licensee": did_of(CAROL),
        "terms": {
            "rights": ["reproduction"],
            "exclusivity": exclusivity,
            "territory": ["CN-62"],
            "from": play.today,
            "until": play.day(100),
            "media": "all",
            "products": "all",
            "remuneration": {"currency": "CNY", "fixed": 1},
            "breach": "赔偿损失",
        },
    }


def held(*shares: tuple[Any, str]) -> list[Holding]:
    return [Holding(party=did_of(key), share=share) for key, share in shares]


# ---- what a transfer does ----------------------------------------------------------------------


def test_all_rights_go_to_the_buyer():
    with Play() as play:
        work = play.registered()
        before = play.folio(work)
        entry = play.enter("Transfer", transfer(work), ALICE, BOB)
        after = play.folio(work)
        assert entry.registry.ruling is None
        assert after == before.model_copy(
            update={
                "entry": entry.index,
                "owners": held((BOB, "1/1")),
                "parcels": [
                    before.parcels[0].model_copy(
                        update={"owners": held((BOB, "1/1")), "since": entry.index}
                    )
                ],
                "steps": 2,
            }
        )
        assert after.authors == [did_of(ALICE)]
        assert play.register.get(TitleStep, f"{work}/000001") == TitleStep(
            entry=entry.index,
            work=work,
            number=1,
            id=entry.statement.id,
            day=play.today,
            time=entry.registry.time,
            signers=sorted([did_of(ALICE), did_of(BOB)]),
            cause="transfer",
            rights=list(ECONOMIC_RIGHTS),
            region=["001"],
            givers=[did_of(ALICE)],
            takers=held((BOB, "1/1")),
        )
        refusal = play.refused("not_the_holder", "Transfer", transfer(work), ALICE, BOB)
        assert refusal.entry == entry.index
        assert refusal.article == cite("《著作权法》第十条")


def test_some_rights_for_some_territory_and_a_part_of_the_share():
    with Play() as play:
        work = play.registered()
        some = transfer(work, rights=SOME, territory=["CN-62", "HK"], part="1/2",
                        to=to((BOB, "1/3"), (CAROL, "2/3")))  # fmt: skip
        play.enter("Transfer", some, ALICE, BOB, CAROL)
        folio = play.folio(work)
        thirds = held((BOB, "1/6"), (CAROL, "1/3"), (ALICE, "1/2"))
        assert shares_of(folio, "reproduction", "CN-62") == thirds
        assert shares_of(folio, "distribution", "HK") == thirds
        assert shares_of(folio, "distribution", "CN-11") == held((ALICE, "1/1"))
        assert shares_of(folio, "network", "CN-62") == held((ALICE, "1/1"))


def test_the_buyer_is_told_how_many_licences_it_has_to_bear():
    with Play() as play:
        work = play.registered()
        grant = licence(play, work, exclusivity="exclusive")
        play.enter("LicenceGrant", grant, ALICE, CAROL)
        elsewhere = transfer(work, territory=["FR"])
        assert play.enter("Transfer", elsewhere, ALICE, BOB).registry.ruling is None
        other = transfer(work, rights=["network"], territory=["CN"])
        assert play.enter("Transfer", other, ALICE, BOB).registry.ruling is None
        burdened = transfer(work, rights=SOME, territory=["CN"])
        entry = play.enter("Transfer", burdened, ALICE, BOB)
        assert entry.registry.ruling == {"subjectTo": 1}
        play.skip(101)
        back = transfer(work, BOB, rights=SOME, territory=["CN"], to=to((ALICE, "1/1")))
        assert play.enter("Transfer", back, BOB, ALICE).registry.ruling is None


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("right", list(vocabulary("rights")))
def test_I03_only_rights_5_to_17_can_be_transferred(right):
    with Play() as play:
        work = play.registered()
        subject = transfer(work, rights=[right])
        if vocabulary("rights")[right].extra["n"] >= 5:
            play.enter("Transfer", subject, ALICE, BOB)
        else:
            refusal = play.refused("right_personal", "Transfer", subject, ALICE, BOB)
            assert refusal.article == cite("《著作权法》第十条第二款、第三款")


def test_N03_who_is_not_the_holder_transfers_nothing():
    with Play() as play:
        work = play.registered()
        filed = play.folio(work).filed
        theft = transfer(work, MALLORY)
        assert play.refused("not_the_holder", "Transfer", theft, MALLORY, BOB).entry == filed
        forged = transfer(work)
        play.refused("signature_missing", "Transfer", forged, MALLORY, BOB)


def test_N03_a_right_that_went_before_does_not_go_again():
    with Play() as play:
        work = play.registered()
        gone = play.enter("Transfer", transfer(work, rights=SOME, territory=["CN"]), ALICE, BOB)
        for again in (transfer(work), transfer(work, rights=SOME, territory=["CN-62", "FR"])):
            refusal = play.refused("right_held_by_others", "Transfer", again, ALICE, BOB)
            assert (refusal.entry, refusal.article) == (gone.index, cite("《著作权法》第十条"))
        play.refused("not_the_holder", "Transfer",
                     transfer(work, rights=SOME, territory=["CN-62"]), ALICE, BOB)  # fmt: skip
        play.enter("Transfer", transfer(work, rights=SOME, territory=["FR"]), ALICE, BOB)


def test_a_right_that_is_not_in_the_register_is_nobodys():
    with Play() as play:
        work = play.registered(rights=["authorship", "network"])
        filed = play.folio(work).filed
        refusal = play.refused("right_not_in_register", "Transfer", transfer(work), ALICE, BOB)
        assert refusal.entry == filed
        play.enter("Transfer", transfer(work, rights=["network"]), ALICE, BOB)


def test_N03_no_transfer_during_the_notice():
    with Play() as play:
        work = play.work()
        play.skip(30)
        refusal = play.refused("notice_not_over", "Transfer", transfer(work), ALICE, BOB)
        assert refusal.entry == play.folio(work).filed
        play.skip(1)
        play.enter("Transfer", transfer(work), ALICE, BOB)


@pytest.mark.parametrize(
    ("kind", "code"), [("suspend", "work_suspended"), ("preserve", "work_preserved")]
)
def test_N03_no_transfer_while_an_order_lies_on_the_work(kind, code):
    play = Play()
    work = play.registered()
    hold = Hold(kind=kind, id=number_id(5), entry=3, until=play.day(10))
    play.register.put(play.folio(work).model_copy(update={"holds": [hold]}))
    play.skip(10)
    assert play.refused(code, "Transfer", transfer(work), ALICE, BOB).entry == 3
    play.skip(1)
    play.enter("Transfer", transfer(work), ALICE, BOB)


def test_N03_no_transfer_of_a_work_that_is_not_in_force():
    play = Play()
    work = play.registered()
    status = Progress(state="cancelled", since=play.today)
    play.register.put(play.folio(work).model_copy(update={"status": status}))
    play.refused("work_not_in_force", "Transfer", transfer(work), ALICE, BOB)
    play.refused("work_not_registered", "Transfer", transfer(number_id(404)), ALICE, BOB)


def test_N03_no_transfer_after_the_term():
    with Play() as play:
        created = {"nature": "original", "completed": "1950-01-01", "place": "CN"}
        work = play.registered(creation=created, ownership="legal_entity")
        refusal = play.refused("beyond_term", "Transfer", transfer(work), ALICE, BOB)
        assert refusal.params["end"] == "2000-12-31"


def test_I08_a_pledged_right_goes_only_with_the_pledgee():
    with Play() as play:
        work = play.registered()
        pledge = {
            "work": work,
            "pledgors": [did_of(ALICE)],
            "pledgee": did_of(CAROL),
            "rights": ["network"],
            "claim": {"kind": "loan", "currency": "CNY", "amount": 1},
            "debtUntil": "2030-01-01",
            "scope": "本金与利息",
            "contract": digest_of(8),
            "mainContract": digest_of(9),
        }
        index = play.enter("PledgeRegistration", pledge, ALICE, CAROL).index
        refusal = play.refused("right_pledged", "Transfer", transfer(work), ALICE, BOB)
        assert (refusal.entry, refusal.article) == (index, cite("《民法典》第四百四十四条"))
        play.enter("Transfer", transfer(work, rights=SOME), ALICE, BOB)
        play.enter("Transfer", transfer(work, rights=["network"]), ALICE, BOB, CAROL)


def test_both_sides_sign_and_nobody_else():
    with Play() as play:
        work = play.registered()
        play.refused("signature_missing", "Transfer", transfer(work), ALICE)
        play.refused("signature_missing", "Transfer", transfer(work), BOB)
        play.refused("signer_not_expected", "Transfer", transfer(work), ALICE, BOB, MALLORY)


def test_I06_a_joint_right_goes_only_with_every_co_owner():
    with Play() as play:
        work = play.registered(ALICE, BOB)
        entry = play.folio(work).entry
        mine = transfer(work, to=to((CAROL, "1/1")))
        refusal = play.refused("co_owner_signature_missing", "Transfer", mine, ALICE, CAROL)
        assert (refusal.entry, refusal.article) == (entry, cite("《著作权法》第十四条"))
        assert refusal.params == {"did": did_of(BOB)}
        play.enter("Transfer", mine, ALICE, CAROL, BOB)
        assert play.folio(work).owners == held((BOB, "1/2"), (CAROL, "1/2"))


def test_I06_only_the_co_owners_of_what_is_given_are_asked():
    with Play() as play:
        work = play.registered()
        play.enter("Transfer", transfer(work, rights=SOME, part="1/2"), ALICE, BOB)
        rest = transfer(work, rights=["network"], to=to((CAROL, "1/1")))
        play.refused("signer_not_expected", "Transfer", rest, ALICE, CAROL, BOB)
        play.enter("Transfer", rest, ALICE, CAROL)


@pytest.mark.parametrize(
    ("takers", "code"),
    [
        (to((BOB, "1/2"), (BOB, "1/2")), "owner_repeated"),
        (to((BOB, "1/2"), (ALICE, "1/2")), "taker_is_giver"),
        (to((key_of(99), "1/1")), "party_not_registered"),
    ],
)
def test_who_can_take(takers, code):
    with Play() as play:
        work = play.registered()
        play.refused(code, "Transfer", transfer(work, to=takers), ALICE, BOB)


@pytest.mark.parametrize(
    ("shares", "total"), [(("1/2",), "1/2"), (("1/2", "1/3"), "5/6"), (("2/3", "2/3"), "4/3")]
)
def test_N10_what_is_given_sums_to_one(shares, total):
    with Play() as play:
        work = play.registered()
        takers = to(*zip((BOB, CAROL), shares, strict=False))
        refusal = play.refused(
            "shares_not_one", "Transfer", transfer(work, to=takers), ALICE, BOB, CAROL
        )
        assert refusal.params == {"total": total}


def test_a_title_is_not_divided_without_end():
    with Play() as play:
        work = play.registered()
        for _ in range(2):
            part = transfer(work, part="1/999999937")
            play.enter("Transfer", part, ALICE, BOB)
        play.refused("title_too_divided", "Transfer", part, ALICE, BOB)
        assert 999999937**2 <= MAX_DENOMINATOR < 999999937**3


def test_a_title_has_a_bounded_number_of_parcels():
    with Play() as play:
        work = play.registered()
        countries = [
            code
            for code, term in vocabulary("territory").items()
            if term.extra.get("within") == "001" and code != "CN"
        ]
        for country in countries[: MAX_PARCELS - 1]:
            play.enter("Transfer", transfer(work, territory=[country]), ALICE, BOB)
        last = transfer(work, territory=[countries[MAX_PARCELS]])
        refusal = play.refused("title_too_divided", "Transfer", last, ALICE, BOB)
        assert refusal.entry == play.folio(work).entry


def test_the_statement_says_from():
    made = read(document("Transfer", transfer(number_id(1)), ALICE, BOB, time=NOW))
    assert made.subject.model_dump(mode="json", by_alias=True, exclude_none=True) == (
        transfer(number_id(1)) | {"part": "1/1"}
    )
