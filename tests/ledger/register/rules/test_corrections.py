"""Rectification and withdrawal: what is put right, who agrees, and that nothing is lost."""

from typing import Any

import pytest

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.entry import Entry
from ledger.register.examples import STORIES
from ledger.register.fields import Label
from ledger.register.records import Party, Rectified

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, party_subject
from ..play import REGISTRAR_2, Play
from .examples import admitted
from .licences import grant, terms
from .licences import refused as licence_refused
from .objecting import Case, caveat, stands
from .test_pledges import pledge

TITLE = {"zh": "九色鹿", "en": "Nine-coloured Deer"}
NEW = {"zh": "九色鹿·雪"}


def change(field: str, before: Any, after: Any, **more: Any) -> JsonObject:
    return {"field": field, "before": before, "after": after} | more


def rectifying(work: str, *changes: JsonObject) -> JsonObject:
    return {
        "work": work,
        "changes": list(changes or [change("title", TITLE, NEW)]),
        "reason": "登记有误",
        "evidence": [{"sha256": digest_of(500), "title": "原稿照片"}],
    }


def rectify(play: Play, work: str, *changes: JsonObject) -> Entry:
    return play.enter("Rectification", rectifying(work, *changes), ALICE, REGISTRAR)


def refuse(play: Play, code: str, work: str, *changes: JsonObject) -> Any:
    return play.refused(code, "Rectification", rectifying(work, *changes), ALICE, REGISTRAR)


def withdrawing(work: str) -> JsonObject:
    return {"work": work, "reason": "不再需要"}


def test_the_story():
    assert admitted(STORIES["corrections"]) == [
        "SealedRegistration",
        "WorkRegistration",
        "Rectification",
        "Withdrawal",
    ]


# ---- rectification -----------------------------------------------------------------------------


def test_every_field_is_rectified():
    with Play() as play:
        work = play.registered()
        published = {"status": "published", "firstDate": "2026-10-02", "firstPlace": "CN"}
        entered = rectify(
            play,
            work,
            change("title", TITLE, NEW),
            change("category", "fine_art", "photographic"),
            change("completed", "2026-10-01", "2026-09-30"),
            change("publication", {"status": "unpublished"}, published),
            change("display", "thumbnail", "none"),
            change("signedAs", "画师", "雪山", author=did_of(ALICE)),
        )
        folio = play.folio(work)
        assert folio.title == Label(zh="九色鹿·雪")
        assert (folio.category, folio.completed, folio.display) == (
            "photographic",
            "2026-09-30",
            "none",
        )
        assert folio.publication is not None
        assert folio.publication.first_place == "CN"
        assert (folio.published, folio.signed_as) == ("2026-10-02", ["雪山"])
        fields = ["title", "category", "completed", "publication", "display", "signedAs"]
        assert folio.rectified == [
            Rectified(entry=entered.index, id=entered.statement.id, fields=fields)
        ]


def test_I12_a_rectification_moves_no_priority():
    with Play() as play:
        work = play.registered()
        before = play.folio(work)
        rectify(play, work, change("completed", "2026-10-01", "1999-01-01"))
        after = play.folio(work)
        assert (after.registered, after.filed) == (before.registered, before.filed)
        assert (after.status, after.parcels) == (before.status, before.parcels)


def test_N04_a_change_repeats_what_the_register_holds():
    with Play() as play:
        work = play.registered()
        wrong = refuse(play, "before_differs", work, change("title", NEW, {"zh": "鹿"}))
        assert wrong.entry == play.folio(work).filed
        first = rectify(play, work)
        stale = refuse(play, "before_differs", work)
        assert (stale.entry, stale.params) == (first.index, {"field": "title"})
        rectify(play, work, change("title", NEW, TITLE))
        assert [told.fields for told in play.folio(work).rectified] == [["title"], ["title"]]
        # a signed rectification is good once: N05
        refuse(play, "before_differs", work, change("title", NEW, {"zh": "鹿"}))


def test_a_change_changes_something():
    with Play() as play:
        refuse(play, "change_changes_nothing", play.registered(), change("title", TITLE, TITLE))


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("completed_in_future", change("completed", "2026-10-01", "2999-01-01")),
        (
            "published_in_future",
            change(
                "publication",
                {"status": "unpublished"},
                {"status": "published", "firstDate": "2999-01-01"},
            ),
        ),
        (
            "published_before_completed",
            change(
                "publication",
                {"status": "unpublished"},
                {"status": "published", "firstDate": "2026-09-30"},
            ),
        ),
        (
            "publication_incomplete",
            change("publication", {"status": "unpublished"}, {"status": "published"}),
        ),
        ("term_unknown", change("category", "fine_art", "tapestry")),
        ("field_invalid", change("display", "thumbnail", "everything")),
        ("field_invalid", change("owners", [], [])),
        ("field_missing", {"field": "title", "before": TITLE}),
    ],
)
def test_what_is_right_could_have_been_registered(code, wrong):
    with Play() as play:
        refuse(play, code, play.registered(), wrong)


def test_a_field_stands_once():
    with Play() as play:
        work = play.registered()
        twice = [change("title", TITLE, NEW), change("title", TITLE, {"zh": "鹿"})]
        refuse(play, "value_repeated", work, *twice)
        joint = play.registered(ALICE, BOB)
        both = [change("signedAs", "画师", "雪", author=did_of(key)) for key in (ALICE, BOB)]
        play.enter("Rectification", rectifying(joint, *both), ALICE, BOB, REGISTRAR)
        assert play.folio(joint).signed_as == ["雪", "雪"]


def test_owners_sign_and_a_registrar_once_the_notice_is_over():
    with Play() as play:
        work = play.work(ALICE, BOB)
        subject = rectifying(work)
        play.refused("signature_missing", "Rectification", subject, ALICE)
        play.refused("signer_not_expected", "Rectification", subject, ALICE, BOB, REGISTRAR)
        play.skip(30)
        play.enter("Rectification", subject, ALICE, BOB)
        play.skip(1)
        back = rectifying(work, change("title", NEW, TITLE))
        play.refused("registrar_signature_missing", "Rectification", back, ALICE, BOB)
        play.enter("Rectification", back, ALICE, BOB, REGISTRAR)


def test_N07_a_registrar_does_not_check_its_own_work():
    with Play() as play:
        play.enter("PartyRegistration", party_subject(REGISTRAR), REGISTRAR)
        work = play.registered(REGISTRAR)
        play.refused("officer_is_party", "Rectification", rectifying(work), REGISTRAR)
        play.enter("Rectification", rectifying(work), REGISTRAR, REGISTRAR_2)


def test_an_alias_is_the_authors_own():
    with Play() as play:
        authors = [{"party": did_of(BOB), "signedAs": "沙"}]
        work = play.registered(ALICE, authors=authors, ownership="legal_entity")
        alias = change("signedAs", "沙", "雪", author=did_of(BOB))
        refuse(play, "signature_missing", work, alias)
        other = refuse(
            play, "author_not_of_work", work, change("signedAs", "沙", "雪", author=did_of(CAROL))
        )
        assert other.entry == play.folio(work).filed
        play.enter("Rectification", rectifying(work, alias), ALICE, BOB, REGISTRAR)
        assert play.folio(work).signed_as == ["雪"]


def test_the_alias_of_the_dead_is_for_owners_and_registrar():
    with Play() as play:
        authors = [{"party": did_of(BOB), "signedAs": "沙"}]
        work = play.registered(ALICE, authors=authors, ownership="legal_entity")
        death = {
            "party": did_of(BOB), "died": play.today,
            "document": {"sha256": digest_of(7), "title": "死亡证明"},
        }  # fmt: skip
        play.enter("DeathRecord", death, REGISTRAR, REGISTRAR_2)
        party = play.register.get(Party, did_of(BOB))
        assert party is not None
        assert party.died == play.today
        rectify(play, work, change("signedAs", "沙", "雪", author=did_of(BOB)))
        assert play.folio(work).signed_as == ["雪"]


def test_what_is_not_in_force_is_not_rectified():
    with Play() as play:
        work = play.registered()
        withdrawn = play.enter("Withdrawal", withdrawing(work), ALICE)
        assert refuse(play, "work_not_in_force", work).entry == withdrawn.index
        refuse(play, "work_not_registered", "urn:uuid:00000000-0000-0000-0000-000000000000")


# ---- withdrawal --------------------------------------------------------------------------------


def test_a_withdrawal_ends_the_registration_and_keeps_its_history():
    with Play() as play:
        work = play.registered()
        play.refused("signature_missing", "Withdrawal", withdrawing(work), MALLORY)
        before = play.folio(work)
        entered = play.enter("Withdrawal", withdrawing(work), ALICE)
        after = play.folio(work)
        assert stands(play, work) == "withdrawn"
        assert (after.registered, after.title) == (before.registered, before.title)
        again = play.refused("step_not_open", "Withdrawal", withdrawing(work), ALICE)
        assert again.entry == entered.index
        licence_refused(play, "work_not_in_force", work, terms(play))


def test_a_withdrawal_under_notice_by_all_owners():
    with Play() as play:
        work = play.work(ALICE, BOB)
        play.refused("signature_missing", "Withdrawal", withdrawing(work), ALICE)
        play.enter("Withdrawal", withdrawing(work), ALICE, BOB)
        play.skip(40)
        assert stands(play, work) == "withdrawn"


def test_C11_a_live_licence_needs_its_licensee():
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, 0, 5))
        refused = play.refused("licensee_has_not_consented", "Withdrawal", withdrawing(work), ALICE)
        assert refused.params == {"did": did_of(BOB)}
        assert refused.entry == len(play.leaves) - 1
        play.skip(5)
        play.refused("licensee_has_not_consented", "Withdrawal", withdrawing(work), ALICE)
        play.skip(1)  # expired at midnight
        play.enter("Withdrawal", withdrawing(work), ALICE)


def test_C11_holders_consent():
    with Play() as play:
        work = play.registered()
        grant(play, work, terms(play, rights=["adaptation"]))
        pledge(play, work)
        refused = play.refused(
            "pledgee_has_not_consented", "Withdrawal", withdrawing(work), ALICE, BOB
        )
        assert (refused.entry, refused.params) == (len(play.leaves) - 1, {"did": did_of(CAROL)})
        play.refused(
            "signer_not_expected", "Withdrawal", withdrawing(work), ALICE, BOB, CAROL, MALLORY
        )
        play.enter("Withdrawal", withdrawing(work), ALICE, BOB, CAROL)


def test_C11_no_withdrawal_from_under_an_objection():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        filed = play.refused("withdrawal_objected", "Withdrawal", withdrawing(work), ALICE)
        assert filed.params == {"objection": case.id}
        case.admit()
        play.refused("withdrawal_objected", "Withdrawal", withdrawing(work), ALICE)
        play.enter("ObjectionWithdrawal", {"objection": case.id}, BOB)
        play.enter("Withdrawal", withdrawing(work), ALICE)


def test_C11_no_withdrawal_from_under_a_caveat():
    with Play() as play:
        work = play.registered()
        noted = play.enter("Caveat", caveat(work), BOB)
        refused = play.refused("withdrawal_held", "Withdrawal", withdrawing(work), ALICE)
        assert refused.entry == noted.index
        play.skip(16)
        play.enter("Withdrawal", withdrawing(work), ALICE)
