"""Sending a notice: who may, about what, against whom, on which evidence, and what is told."""

from datetime import date
from typing import Any

import pytest

from ledger.articles import cite
from ledger.register.did import did_of
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.procedure import Progress
from ledger.register.records.enforcement import Infringement, Noticed, NoticeEvidence
from ledger.register.rules.enforcement_notice import MAX_NOTICES
from ledger.register.workdays import add_workdays

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, digest_of, key_of, number_id
from ..play import Play
from . import ordering
from .enforcing import (
    PLATFORM,
    USE,
    Notice,
    collect,
    let_enforce,
    named,
    notice,
    rulings,
    served,
)
from .licences import entry_of, grant, terms, transfer
from .objecting import Case, caveat

STANDING = cite("《电子商务法》第四十二条第一款；《民法典》第一千一百九十五条第一款")
WIDE = {"exclusivity": "exclusive", "rights": ["reproduction", "distribution", "network"]}


def send(play: Play, work: str, by: Any = ALICE, **changes: Any) -> Any:
    """Send a notice on evidence collected for it, and return its ruling."""
    return rulings(Notice(play, work, by, **changes).sent)


def refused(play: Play, code: str, work: str, by: Any = ALICE, **changes: Any) -> Any:
    found = collect(play, work, by).statement.id
    return play.refused(code, "InfringementNotice", notice(work, found, by=by, **changes), by)


def test_the_record_the_ruling_and_who_is_told():
    with Play() as play:
        work = play.registered(ALICE, MALLORY)
        due = add_workdays(date.fromisoformat(play.today), 3).isoformat()
        sent = Notice(play, work)
        assert rulings(sent.sent) == {
            "basis": "owner",
            "basisEntry": play.folio(work).filed,
            "forwardDue": due,
        }
        assert sent.record == Infringement(
            entry=sent.sent.index,
            id=sent.id,
            sent=sent.sent.index,
            day=play.today,
            work=work,
            notifier=did_of(ALICE),
            platform=did_of(CAROL),
            respondent=did_of(BOB),
            owners=[did_of(ALICE), did_of(MALLORY)],
            evidence=[sent.found.statement.id],
            seen=sent.found.registry.time,
            status=Progress(state="sent", since=play.today, due=due),
        )
        # the other owner, the platform and the respondent read it, and everybody does
        for topic in (work, NOTICES, *map(did_of, (ALICE, BOB, CAROL, MALLORY))):
            assert read_feed(play.register, topic, 0, 99)[-1][1] == sent.sent.index


def test_a_respondent_who_is_no_party_is_masked():
    with Play() as play:
        work = play.registered()
        sent = Notice(play, work, respondent=None, respondentLabel="敦***")
        assert (sent.record.respondent, sent.record.respondent_label) == (None, "敦***")
        both = {"respondentLabel": "敦***"}
        refused(play, "respondent_unclear", work, **both)
        refused(play, "respondent_unclear", work, respondent=None)
        refused(play, "label_not_masked", work, respondent=None, respondentLabel="敦煌小店")
        open_host = [{"commitment": digest_of(2), "host": "shop.example"}]
        refused(play, "host_not_masked", work, targets=open_host)
        masked = {"commitment": digest_of(2), "host": "***"}
        refused(play, "value_repeated", work, targets=[masked, masked])


def test_every_side_is_a_party_and_none_stands_on_two():
    with Play() as play:
        work, nobody = play.registered(), did_of(key_of(77))
        for side in ("platform", "respondent"):
            refusal = refused(play, "party_not_registered", work, **{side: nobody})
            assert refusal.params == {"did": nobody}
            refusal = refused(play, "notice_sides_meet", work, **{side: did_of(ALICE)})
            assert refusal.params == {"did": did_of(ALICE)}
        refusal = refused(play, "notice_sides_meet", work, platform=did_of(BOB))
        assert refusal.params == {"did": did_of(BOB)}
        assert refusal.article == cite("《民法典》第一百六十八条")
        found = collect(play, work).statement.id
        subject = notice(work, found)
        play.refused("signature_missing", "InfringementNotice", subject, MALLORY)
        play.refused("signer_not_expected", "InfringementNotice", subject, ALICE, REGISTRAR)
        # the platform is no agent of the one who complains to it
        let_enforce(play, ALICE, PLATFORM)
        play.refused("notice_sides_meet", "InfringementNotice", subject, PLATFORM)
        let_enforce(play, ALICE, MALLORY)
        play.enter("InfringementNotice", subject, MALLORY)


def test_an_owner_holds_a_share_of_all_the_rights_in_all_of_the_territory():
    with Play() as play:
        work = play.registered()
        moved = transfer(play, work, ALICE, BOB, rights=["distribution"], territory=["CN-62"])
        refusal = refused(play, "notifier_not_entitled", work, respondent=did_of(MALLORY))
        assert refusal.entry == moved.index
        # of what is left to her she complains, and so does he of what he got
        other = {"respondent": did_of(MALLORY)}
        send(play, work, use=USE | {"territory": ["CN-11"]}, **other)
        send(play, work, use=USE | {"rights": ["reproduction"]}, **other)
        his = USE | {"rights": ["distribution"], "territory": ["CN-62"]}
        assert send(play, work, BOB, use=his, **other)["basisEntry"] == moved.index
        refusal = refused(play, "notifier_not_entitled", work, BOB, **other)
        assert refusal.entry == play.folio(work).filed
        assert refusal.article == STANDING
        assert did_of(BOB) in refusal.zh


def test_a_stranger_is_refused_with_the_entry_that_says_who_owns_it():
    with Play() as play:
        work = play.registered()
        refusal = refused(play, "notifier_not_entitled", work, MALLORY)
        assert (refusal.entry, refusal.article) == (play.folio(work).filed, STANDING)


def test_a_right_that_nobody_registered_is_nobodys():
    with Play() as play:
        work = play.registered(rights=["reproduction"])
        refusal = refused(play, "right_not_in_register", work)
        assert refusal.entry == play.folio(work).filed
        send(play, work, use=USE | {"rights": ["reproduction"]})


@pytest.mark.parametrize(
    ("licence", "use", "entitled"),
    [
        ({}, {}, True),
        ({"exclusivity": "sole"}, {}, False),
        ({"exclusivity": "non_exclusive"}, {}, False),
        ({"territory": ["CN"]}, {}, True),
        ({"territory": ["CN-62"]}, {}, False),
        ({"rights": ["reproduction"]}, {}, False),
        ({"rights": ["reproduction"]}, {"rights": ["reproduction"]}, True),
        ({"products": ["tea_ware"]}, {}, False),
        ({"products": "all"}, {"products": "all"}, True),
        ({"media": ["online"]}, {}, False),
    ],
)
def test_a_licensee_is_entitled_by_an_exclusive_licence_that_covers_the_use(licence, use, entitled):
    with Play() as play:
        work = play.registered()
        agreed = terms(play, **(WIDE | licence))
        name = grant(play, work, agreed, to=MALLORY)
        changed = {"use": USE | use}
        if entitled:
            ruling = send(play, work, MALLORY, **changed)
            basis = {"basis": "exclusive_licensee", "basisEntry": entry_of(play, name)}
            assert {key: ruling[key] for key in basis} == basis
        else:
            refused(play, "notifier_not_entitled", work, MALLORY, **changed)
        # and the owner still is
        send(play, work, **changed)


def test_a_licence_entitles_from_its_first_day_to_its_last():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 5, 10, **WIDE), to=MALLORY)
        refused(play, "notifier_not_entitled", work, MALLORY)
        play.skip(5)
        send(play, work, MALLORY)
        order = ordering.enter(play, "suspend", work, scope={"grant": name})
        refused(play, "notifier_not_entitled", work, MALLORY)
        ordering.enter(play, "lift", work, 2, lifts=order.statement.id)
        play.skip(5)
        send(play, work, MALLORY)
        play.skip(1)
        refused(play, "notifier_not_entitled", work, MALLORY)


def test_the_work_is_registered_in_force_and_protected():
    with Play() as play:
        refusal = play.refused(
            "work_not_registered",
            "InfringementNotice",
            notice(number_id(9), collect(play, None).statement.id),
            ALICE,
        )
        assert refusal.params == {"work": number_id(9)}
        work = play.registered()
        ordering.enter(play, "cancel", work, effect="from_now")
        refusal = refused(play, "work_not_in_force", work)
        assert refusal.entry == play.folio(work).entry
        old = {"nature": "original", "completed": "1970-05-01", "place": "CN-62"}
        work = play.registered(category="audiovisual", creation=old)
        refusal = refused(play, "protection_over", work)
        assert (refusal.entry, refusal.article, refusal.params) == (
            play.folio(work).filed,
            cite("《著作权法》第二十三条"),
            {"end": "2020-12-31"},
        )
        assert "2020-12-31" in refusal.zh


def test_protection_lasts_to_the_end_of_its_last_day():
    with Play() as play:
        old = {"nature": "original", "completed": "1976-05-01", "place": "CN-62"}
        work = play.work(category="audiovisual", creation=old)
        play.skip(40)
        assert play.today == "2026-12-31"
        send(play, work)
        play.skip(1)
        refused(play, "protection_over", work)


def test_the_platform_is_told_what_stands_against_it():
    with Play() as play:
        work = play.work()
        Case(play, work, MALLORY)
        assert send(play, work)["remarks"] == ["notice_period", "objection"]
        work = play.registered()
        play.enter("Caveat", caveat(work, MALLORY), MALLORY)
        assert send(play, work)["remarks"] == ["caveat"]
        work = play.registered(ALICE, BOB)
        assert send(play, work)["remarks"] == ["respondent_owns"]


def test_a_licence_of_the_respondent_is_told_where_it_meets_the_use():
    with Play() as play:
        work = play.registered()
        name = grant(play, work, terms(play, 0, 10))
        grant(play, work, terms(play, 0, 10, products=["tea_ware"]))
        grant(play, work, terms(play, 5, 10))
        grant(play, work, terms(play, 0, 10), to=MALLORY)
        assert send(play, work)["respondentGrants"] == [entry_of(play, name)]
        # of a masked name nobody knows
        masked = {"respondent": None, "respondentLabel": "敦***"}
        assert "respondentGrants" not in send(play, work, **masked)
        play.skip(11)
        assert "respondentGrants" not in send(play, work)


def test_of_many_licences_the_newest_are_told():
    with Play() as play:
        work = play.registered()
        names = [grant(play, work, terms(play, 0, 10)) for _ in range(65)]
        told = send(play, work)["respondentGrants"]
        assert told == [entry_of(play, name) for name in names[:0:-1]]


@pytest.mark.parametrize(
    ("grounds", "rights", "fit"),
    [
        (["copied"], ["reproduction", "distribution"], True),
        (["copied"], ["reproduction", "adaptation"], False),
        (["copied", "adapted"], ["reproduction", "adaptation"], True),
        (["copied", "adapted"], ["reproduction"], False),
        (["rented"], ["rental"], True),
        (["rented"], ["network"], False),
        (["plagiarised"], ["reproduction", "adaptation"], True),
        (["other", "copied"], ["other", "network"], True),
        (["rights_information_removed"], ["network"], True),
    ],
)
def test_grounds_and_rights_go_together(grounds, rights, fit):
    with Play() as play:
        work = play.registered()
        changes = {"grounds": grounds, "use": USE | {"rights": rights}}
        if fit:
            send(play, work, **changes)
        else:
            refusal = refused(play, "ground_not_for_rights", work, **changes)
            assert refusal.article == cite("《著作权法》第五十二条、第五十三条")


def test_what_harms_a_personal_right_the_author_complains_of():
    with Play() as play:
        work = play.registered()
        send(play, work, grounds=["copied", "distorted"])
        transfer(play, work, ALICE, MALLORY)
        refusal = refused(play, "ground_is_the_authors", work, MALLORY, grounds=["distorted"])
        assert refusal.entry == play.folio(work).filed
        assert "歪曲、篡改作品" in refusal.zh
        # an author who has sold the rights has none that this register could show
        refused(play, "notifier_not_entitled", work, grounds=["distorted"])
        personal = named({}, rights=["integrity"])
        refused(play, "right_personal", work, **personal)


def test_evidence_is_recorded_and_of_the_work():
    with Play() as play:
        work, other = play.registered(), play.registered()
        refusal = play.refused(
            "evidence_unknown", "InfringementNotice", notice(work, number_id(3)), ALICE
        )
        assert refusal.article == STANDING
        refusal = play.refused("evidence_unknown", "InfringementNotice", notice(work, work), ALICE)
        assert refusal.params == {"evidence": work}
        play.refused("field_invalid", "InfringementNotice", notice(work), ALICE)
        elsewhere = collect(play, other)
        subject = notice(work, elsewhere.statement.id)
        refusal = play.refused("evidence_of_another_work", "InfringementNotice", subject, ALICE)
        assert refusal.entry == elsewhere.index
        # what names no work, and what a stranger collected, will do
        either = [collect(play, None, MALLORY).statement.id, collect(play, work).statement.id]
        entry = play.enter("InfringementNotice", notice(work, *either), ALICE)
        record = play.register.get(Infringement, entry.statement.id)
        assert record is not None
        assert record.evidence == either


def test_N17_the_same_evidence_begins_no_second_clock():
    with Play() as play:
        work = play.registered()
        first = served(play, work)
        again = notice(work, first.found.statement.id)
        refusal = play.refused("notice_evidence_used", "InfringementNotice", again, ALICE)
        assert (refusal.entry, refusal.article) == (
            first.sent.index,
            cite("《信息网络传播权保护条例》第十七条"),
        )
        # nor under another id, nor once the first is over
        manifest = first.found.statement.document["credentialSubject"]["manifest"]
        copy = collect(play, work, manifest=manifest).statement.id
        first.counter()
        first.end("withdrawn")
        play.refused("notice_evidence_used", "InfringementNotice", notice(work, copy), ALICE)
        # another platform has its own
        elsewhere = notice(work, copy, platform=did_of(MALLORY))
        play.enter("InfringementNotice", elsewhere, ALICE)


def test_what_was_taken_back_before_anybody_got_it_leaves_its_evidence_free():
    with Play() as play:
        work = play.registered()
        first = Notice(play, work)
        manifest = first.found.statement.document["credentialSubject"]["manifest"]["sha256"]
        key = f"{work}/{did_of(PLATFORM)}/{manifest}"
        assert play.register.get(NoticeEvidence, key) is not None
        first.end("withdrawn")
        assert play.register.get(NoticeEvidence, key) is None
        play.enter("InfringementNotice", notice(work, first.found.statement.id), ALICE)


def test_notices_to_one_party_on_one_work_have_a_limit():
    with Play() as play:
        work = play.registered()
        last = Notice(play, work)
        key = f"{work}/{did_of(BOB)}"
        known = play.register.get(Noticed, key)
        assert known is not None
        assert known.notices == [last.id]
        full = known.model_copy(update={"notices": [last.id] * MAX_NOTICES})
        play.register.put(full)
        refusal = refused(play, "notices_full", work)
        assert (refusal.entry, refusal.params) == (last.sent.index, {"limit": MAX_NOTICES})
        send(play, work, respondent=did_of(MALLORY))
        play.register.put(known)
