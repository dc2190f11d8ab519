"""Caveats and annotations: what stands on a folio, from which day to which."""

from datetime import date

from ledger.articles import cite
from ledger.register.did import did_of
from ledger.register.procedures.caveat import CAVEAT
from ledger.register.records import Hold, Note
from ledger.register.records.notice import CaveatEntry
from ledger.register.rules.dealings import holds_at, require_in_force, require_notice_over

from ..build import ALICE, BOB, CAROL, REGISTRAR, number_id
from ..play import Play
from .objecting import Case, caveat, exhibit, proof, stands


def enter(play: Play, work: str, by=BOB, **changes) -> str:
    return play.enter("Caveat", caveat(work, by, **changes), by).statement.id


def holds(play: Play, work: str, days: int = 0) -> list[str]:
    return [hold.kind for hold in holds_at(play.folio(work), date.fromisoformat(play.day(days)))]


def state(play: Play, name: str, days: int = 0) -> str:
    found = play.register.get(CaveatEntry, name)
    assert found is not None
    return CAVEAT.at(found.status, date.fromisoformat(play.day(days))).state


def test_I14_a_caveat_lapses_after_fifteen_days_without_proof():
    with Play() as play:
        work = play.registered()
        entry = play.enter("Caveat", caveat(work), BOB)
        name = entry.statement.id
        assert entry.registry.ruling == {"proofDue": play.day(15)}
        assert play.folio(work).holds == [
            Hold(kind="caveat", id=name, entry=entry.index, until=play.day(15))
        ]
        assert (holds(play, work, 15), holds(play, work, 16)) == (["caveat"], [])
        assert (state(play, name, 15), state(play, name, 16)) == ("noted", "lapsed")
        play.skip(16)
        refusal = play.refused("step_not_open", "CaveatProof", proof(name), BOB)
        assert refusal.entry == entry.index
        play.refused("step_not_open", "CaveatWithdrawal", {"caveat": name}, BOB)


def test_a_later_caveat_sweeps_away_one_that_lapsed_and_none_on_its_last_day():
    with Play() as play:
        work = play.registered()
        first = enter(play, work)
        play.skip(15)
        second = enter(play, work, CAROL)
        assert [hold.id for hold in play.folio(work).holds] == [first, second]
        play.skip(1)
        third = enter(play, work, CAROL, ground="not_a_work")
        assert [hold.id for hold in play.folio(work).holds] == [second, third]


def test_I14_proof_on_the_last_day_keeps_it_without_end():
    with Play() as play:
        work = play.registered()
        name = enter(play, work)
        play.skip(15)
        entry = play.enter("CaveatProof", proof(name), BOB)
        assert play.folio(work).holds == [Hold(kind="litigation", id=name, entry=entry.index)]
        assert holds(play, work, 5000) == ["litigation"]
        play.refused("step_not_open", "CaveatProof", proof(name), BOB)
        play.enter("CaveatWithdrawal", {"caveat": name}, BOB)
        assert play.folio(work).holds == []
        assert state(play, name) == "withdrawn"


def test_a_caveat_warns_and_blocks_nothing():
    with Play() as play:
        work = play.registered()
        enter(play, work)
        day = date.fromisoformat(play.today)
        require_in_force(play.folio(work), day)
        require_notice_over(play.folio(work), day)
        assert stands(play, work) == "registered"


def test_one_caveat_of_a_party_on_a_ground_for_ever():
    with Play() as play:
        work = play.registered()
        entry = play.enter("Caveat", caveat(work), BOB)
        play.skip(100)
        refusal = play.refused("caveat_used", "Caveat", caveat(work, evidence=[exhibit(9)]), BOB)
        assert (refusal.entry, refusal.article) == (
            entry.index,
            cite("《民法典》第二百二十条第二款"),
        )
        # another ground, another party, another work
        enter(play, work, ground="not_a_work")
        enter(play, work, CAROL)
        enter(play, play.registered())
        # what lapsed long ago is swept from the folio
        assert [hold.entry for hold in play.folio(work).holds] == [entry.index + 1, entry.index + 2]


def test_before_the_notice_is_over_one_objects_instead():
    with Play() as play:
        work = play.work()
        refusal = play.refused("caveat_too_early", "Caveat", caveat(work), BOB)
        assert refusal.entry == play.folio(work).filed
        assert "ObjectionFiling" in refusal.zh
        Case(play, work).admit()
        play.skip(100)
        play.refused("caveat_too_early", "Caveat", caveat(work, CAROL), CAROL)


def test_no_caveat_on_a_refused_registration():
    with Play() as play:
        work = play.work()
        case = Case(play, work)
        case.admit()
        case.reply()
        case.decide("upheld")
        play.skip(16)
        play.refused("work_not_in_force", "Caveat", caveat(work, CAROL), CAROL)


def test_N07_nobody_enters_a_caveat_against_himself():
    with Play() as play:
        work = play.registered()
        refusal = play.refused("self_objection", "Caveat", caveat(work, ALICE), ALICE)
        assert refusal.params["did"] == did_of(ALICE)


def test_who_enters_a_caveat():
    with Play() as play:
        work = play.registered()
        subject = caveat(work, ground="portrait_or_name", standing="public")
        play.refused("standing_not_for_ground", "Caveat", subject, BOB)
        play.refused("signature_missing", "Caveat", caveat(work), CAROL)
        play.refused("work_not_registered", "Caveat", caveat(number_id(9)), BOB)
        name = enter(play, work)
        play.refused("signature_missing", "CaveatProof", proof(name), CAROL)
        play.refused("signature_missing", "CaveatWithdrawal", {"caveat": name}, ALICE)
        play.refused("caveat_unknown", "CaveatProof", proof(number_id(9)), BOB)
        play.refused("caveat_unknown", "CaveatWithdrawal", {"caveat": number_id(9)}, BOB)


def test_no_more_than_so_many_caveats(monkeypatch):
    monkeypatch.setattr("ledger.register.rules.notice_caveat.MAX_CASES", 1)
    with Play() as play:
        work = play.registered()
        enter(play, work)
        refusal = play.refused("cases_full", "Caveat", caveat(work, CAROL), CAROL)
        assert refusal.entry == play.folio(work).filed
        play.skip(16)
        enter(play, work, CAROL)


def test_a_registrar_annotates():
    with Play() as play:
        work = play.registered()
        subject = {"work": work, "text": {"zh": "双方已和解"}, "about": play.folio(work).filed}
        play.refused("registrar_signature_missing", "Annotation", subject, ALICE)
        late = subject | {"about": len(play.leaves)}
        play.refused("entry_not_in_log", "Annotation", late, REGISTRAR)
        entry = play.enter("Annotation", subject, REGISTRAR)
        assert play.folio(work).notes == [Note(entry=entry.index, id=entry.statement.id)]


def test_N07_an_owner_does_not_annotate_his_own_work():
    with Play() as play:
        subject = {
            "party": did_of(REGISTRAR),
            "kind": "person",
            "displayName": "办事员",
            "roles": ["creator"],
        }
        play.enter("PartyRegistration", subject, REGISTRAR)
        work = play.work(REGISTRAR)
        annotation = {"work": work, "text": {"zh": "无争议"}}
        play.refused("officer_is_party", "Annotation", annotation, REGISTRAR)
