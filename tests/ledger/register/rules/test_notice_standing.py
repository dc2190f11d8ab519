"""Who may object, who may decide, and on which grounds."""

from ledger.register.did import did_of
from ledger.register.vocabulary import vocabulary

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, key_of, number_id
from ..play import REGISTRAR_2, REGISTRAR_3, Play
from .objecting import (
    OFFICERS,
    REPLY,
    Case,
    admission,
    decision,
    filing,
    in_review,
    let_object,
    rest,
    stands,
)

NOBODY = key_of(99)


def test_N07_nobody_objects_to_his_own_work():
    with Play() as play:
        work = play.work(ALICE, CAROL)
        for owner in (ALICE, CAROL):
            refusal = play.refused("self_objection", "ObjectionFiling", filing(work, owner), owner)
            assert (refusal.entry, refusal.params["did"]) == (play.folio(work).filed, did_of(owner))
        # nor is it enough to hide behind somebody who signs too
        play.refused("signer_not_expected", "ObjectionFiling", filing(work, BOB), BOB, ALICE)


def test_N07_nobody_judges_his_own_case():
    with Play() as play:
        play.enter("PartyRegistration", party(REGISTRAR), REGISTRAR)
        case = Case(play, play.work(), REGISTRAR)
        refusal = case.refused(
            "officer_is_party", "ObjectionAdmission", REGISTRAR, **rest(admission(case.id))
        )
        assert refusal.params["did"] == did_of(REGISTRAR)
        play.enter("ObjectionAdmission", admission(case.id), REGISTRAR_2)
        case.reply()
        for officers in ((REGISTRAR, REGISTRAR_2), (REGISTRAR_3, REGISTRAR)):
            case.refused(
                "officer_is_party", "ObjectionDecision", *officers, **rest(decision(case.id))
            )
        case.decide(officers=(REGISTRAR_2, REGISTRAR_3))
        case.review(REGISTRAR)
        # nobody new is left, so the same two look again
        case.recheck("upheld", (REGISTRAR_2, REGISTRAR_3))
        assert stands(play, case.work) == "refused"


def test_N07_an_owner_does_not_judge_either():
    with Play() as play:
        play.enter("PartyRegistration", party(REGISTRAR), REGISTRAR)
        case = Case(play, play.work(REGISTRAR))
        case.refused(
            "officer_is_party", "ObjectionAdmission", REGISTRAR, **rest(admission(case.id))
        )


def party(key):
    return {"party": did_of(key), "kind": "person", "displayName": "办事员", "roles": ["creator"]}


def test_who_decides():
    with Play() as play:
        case = in_review(play)
        subject = rest(decision(case.id))
        case.refused("registrar_signature_missing", "ObjectionDecision", CAROL, **subject)
        case.refused("second_registrar_missing", "ObjectionDecision", REGISTRAR, **subject)
        case.refused("signer_not_expected", "ObjectionDecision", *OFFICERS, CAROL, **subject)


def test_who_objects():
    with Play() as play:
        work = play.work()
        play.refused("signature_missing", "ObjectionFiling", filing(work), CAROL)
        play.refused("party_not_registered", "ObjectionFiling", filing(work, NOBODY), NOBODY)
        play.refused("work_not_registered", "ObjectionFiling", filing(number_id(9)), BOB)


def test_each_ground_has_its_standings():
    with Play() as play:
        for ground, term in vocabulary("objection_ground").items():
            for standing in vocabulary("standing"):
                work = play.work()
                subject = filing(work, ground=ground, standing=standing)
                if standing in term.extra["standing"]:
                    play.enter("ObjectionFiling", subject, BOB)
                else:
                    refusal = play.refused(
                        "standing_not_for_ground", "ObjectionFiling", subject, BOB
                    )
                    assert refusal.entry == play.folio(work).filed


def test_N07_an_agent_of_the_objector_does_not_judge():
    with Play() as play:
        work = play.work()
        play.enter("PartyRegistration", party(REGISTRAR), REGISTRAR)
        let_object(play, BOB, REGISTRAR)
        entry = play.enter("ObjectionFiling", filing(work), REGISTRAR)
        subject = admission(entry.statement.id)
        play.refused("officer_is_party", "ObjectionAdmission", subject, REGISTRAR)
        play.enter("ObjectionAdmission", subject, REGISTRAR_2)


def test_N07_an_owner_does_not_object_as_somebody_s_agent():
    with Play() as play:
        work = play.work()
        let_object(play, BOB, ALICE)
        refusal = play.refused("self_objection", "ObjectionFiling", filing(work), ALICE)
        assert refusal.params["did"] == did_of(ALICE)


def test_mallory_has_no_part_in_it():
    with Play() as play:
        case = Case(play, play.work())
        case.refused(
            "registrar_signature_missing", "ObjectionAdmission", MALLORY, **rest(admission(""))
        )
        case.admit()
        case.refused("signature_missing", "ObjectionReply", MALLORY, **REPLY)
        case.refused("signature_missing", "ObjectionExtension", BOB)
