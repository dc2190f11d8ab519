"""What an earlier work has to license before a derivative is exploited."""

from __future__ import annotations

import pytest

from ledger.register.procedure import Progress
from ledger.register.vocabulary import vocabulary

from ..build import (
    ALICE,
    BOB,
    CAROL,
    MALLORY,
    REGISTRAR,
    digest_of,
    document,
    heritage_subject,
    number_id,
    work_subject,
)
from ..play import Play
from .deriving import grown_subject, missing
from .royalty_play import from_work, grant, grant_subject, terms

RELATIONS = vocabulary("relation_work")


def test_every_relation_that_needs_permission_names_a_right_that_can_be_licensed():
    economic = {id for id, term in vocabulary("rights").items() if term.extra["licensable"]}
    for term in RELATIONS.values():
        assert term.extra["needs_permission"] == ("right" in term.extra)
        assert term.extra.get("right", "adaptation") in economic


@pytest.mark.parametrize(
    ("relation", "right"),
    [
        ("adapted", "adaptation"),
        ("translated", "translation"),
        ("annotated", "adaptation"),
        ("arranged", "adaptation"),
        ("compiled", "compilation"),
        ("copied", "reproduction"),
        ("incorporated", "reproduction"),
        ("inspired", None),
    ],
)
def test_each_relation_asks_for_its_right(relation, right):
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original, relation))
        assert missing(play, work) == ([(original, right)] if right else [])


def test_C04_a_derivative_is_restricted_until_its_original_licenses_it():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        agreed = terms(play)
        refusal = play.refused(
            "upstream_unlicensed",
            "LicenceGrant",
            grant_subject(work, [BOB], CAROL, agreed),
            BOB,
            CAROL,
        )
        assert refusal.entry == play.folio(original).filed
        assert (
            refusal.article
            == "《著作权法》第十三条、第十五条、第十六条 / Copyright Law Art. 13, Art. 15, Art. 16"
        )
        assert missing(play, work) == [(original, "adaptation")]
        grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        assert missing(play, work) == []
        grant(play, work, [BOB], CAROL, terms(play))


def test_C04_material_of_others_restricts_until_its_licence_is_declared():
    with Play() as play:
        scan = {"kind": "scan", "rightsholder": "沙州博物馆"}
        work = play.work(ALICE, upstream=[scan])
        assert play.folio(work).unlicensed_upstream == ["scan"]
        subject = grant_subject(work, [ALICE], BOB, terms(play))
        refusal = play.refused("material_unlicensed", "LicenceGrant", subject, ALICE, BOB)
        assert refusal.entry == play.folio(work).filed
        licensed = play.work(BOB, upstream=[scan | {"licence": digest_of(8)}])
        assert play.folio(licensed).unlicensed_upstream == []
        grant(play, licensed, [BOB], CAROL, terms(play))


def test_a_heritage_source_asks_nobody():
    with Play() as play:
        source = play.enter("HeritageSource", heritage_subject(), REGISTRAR).statement.id
        work = play.registered(ALICE, derivedFrom=[{"heritage": source, "relation": "adapted"}])
        assert missing(play, work) == []


def test_the_same_owners_ask_themselves_nothing():
    with Play() as play:
        original = play.registered(ALICE, BOB)
        own = play.registered(BOB, ALICE, **from_work(original))
        partly = play.registered(ALICE, **from_work(original))
        assert missing(play, own) == []
        assert missing(play, partly) == [(original, "adaptation")]


@pytest.mark.parametrize(
    "beyond",
    [
        {"territory": ("CN",)},
        {"until": "2031-01-01"},
        {"media": ["goods", "online"]},
        {"media": "all"},
        {"products": ["silk_scarf", "font"]},
    ],
)
def test_I10_the_licence_of_the_original_has_to_contain_all_that_is_to_be_done(beyond):
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        assert missing(play, work) == []
        assert missing(play, work, **beyond) == [(original, "adaptation")]


def test_the_licence_has_to_be_one_of_the_right_and_held_by_an_owner():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, CAROL, **from_work(original))
        grant(play, original, [ALICE], BOB, terms(play, "reproduction"))
        grant(play, original, [ALICE], MALLORY, terms(play, "adaptation"))
        assert missing(play, work) == [(original, "adaptation")]
        grant(play, original, [ALICE], CAROL, terms(play, "adaptation"))
        assert missing(play, work) == []


def test_I10_a_licence_that_will_end_early_licenses_nothing_beyond_its_last_day():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        licence = grant(play, original, [ALICE], BOB, terms(play, "adaptation"))
        last = play.day(20)
        subject = {"grant": licence, "ground": "agreement", "lastDay": last}
        play.enter("LicenceTermination", subject, ALICE, BOB)
        assert missing(play, work, until=last) == []
        assert missing(play, work, until=play.day(21)) == [(original, "adaptation")]


def test_I10_a_licence_that_is_over_licenses_no_more():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        last = play.day(10)
        grant(play, original, [ALICE], BOB, terms(play, "adaptation", until=last))
        play.skip(10)
        assert missing(play, work, until=play.today) == []
        play.skip(1)
        assert missing(play, work, until=play.today) == [(original, "adaptation")]


def test_a_licence_whose_condition_is_open_does_not_license_yet():
    with Play() as play:
        original = play.registered(ALICE)
        work = play.registered(BOB, **from_work(original))
        agreed = terms(play, "adaptation", condition="付清定金", conditionUntil=play.day(10))
        licence = grant(play, original, [ALICE], BOB, agreed)
        assert missing(play, work) == [(original, "adaptation")]
        play.enter("ConditionMet", {"grant": licence}, ALICE)
        assert missing(play, work) == []


def test_an_original_of_the_original_is_asked_too():
    with Play() as play:
        first = play.registered(ALICE)
        second = play.registered(BOB, **from_work(first))
        third = play.registered(CAROL, **from_work(second))
        assert missing(play, third) == [(second, "adaptation"), (first, "adaptation")]
        grant(play, first, [ALICE], BOB, terms(play, "adaptation"))
        grant(play, second, [BOB], CAROL, terms(play, "adaptation"))
        assert missing(play, third) == []


def test_the_licence_of_a_farther_original_may_be_held_by_who_exploits():
    with Play() as play:
        first = play.registered(ALICE)
        second = play.registered(BOB, **from_work(first))
        third = play.registered(CAROL, **from_work(second))
        grant(play, first, [ALICE], CAROL, terms(play, "adaptation"))
        assert missing(play, third) == [(second, "adaptation")]
        assert missing(play, second) == [(first, "adaptation")]


@pytest.mark.parametrize(("state", "asks"), [("refused", 0), ("cancelled", 0), ("withdrawn", 1)])
def test_only_a_withdrawn_registration_leaves_somebody_to_ask(state, asks):
    play = Play()
    original = play.registered(ALICE)
    work = play.registered(BOB, **from_work(original))
    folio = play.folio(original)
    status = Progress(state=state, since=play.today)
    play.register.put(folio.model_copy(update={"status": status}))
    assert len(missing(play, work)) == asks


def test_a_withdrawn_original_is_licensed_through_its_owners_later_registration_of_the_file():
    with Play() as play:
        file = {"sha256": digest_of(8000), "mediaType": "image/jpeg"}
        original = play.registered(ALICE, file=file)
        work = play.registered(BOB, **from_work(original))
        play.enter("Withdrawal", {"work": original, "reason": "重新登记"}, ALICE)
        others = play.registered(CAROL, file=file)
        grant(play, others, [CAROL], BOB, terms(play, "adaptation"))
        assert missing(play, work) == [(original, "adaptation")]
        again = play.registered(ALICE, file=file)
        grant(play, again, [ALICE], BOB, terms(play, "adaptation"))
        assert missing(play, work) == []


def test_an_original_out_of_term_asks_nobody_but_what_it_grew_from_does():
    play = Play()
    first = play.registered(ALICE)
    second = play.registered(BOB, **from_work(first))
    third = play.registered(CAROL, **from_work(second))
    folio = play.folio(second)
    old = {"category": "audiovisual", "completed": "1970-05-01", "published": "1976-05-01"}
    play.register.put(folio.model_copy(update=old))
    assert missing(play, third) == [(first, "adaptation")]
    play.register.put(folio.model_copy(update=old | {"published": "1977-05-01"}))
    assert missing(play, third) == [(second, "adaptation"), (first, "adaptation")]


def test_N11_a_work_grows_only_from_what_stands_earlier_in_the_log():
    with Play() as play:
        grown = grown_subject(number_id(999))
        refusal = play.refused("parent_unknown", "WorkRegistration", grown, BOB)
        assert refusal.params["parent"] == number_id(999)
        original = work_subject(ALICE)
        play.add(document("WorkRegistration", original, ALICE, time=play.now, statement_id=999))
        play.enter("WorkRegistration", grown, BOB)
