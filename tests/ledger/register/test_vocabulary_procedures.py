"""The vocabularies of objections, orders, notices, licences, successions: what their fields say."""

from ledger.articles import cite
from ledger.register.terms import ECONOMIC_RIGHTS
from ledger.register.vocabulary import vocabulary


def test_the_ten_grounds_and_who_may_raise_them():
    grounds = vocabulary("objection_ground")
    assert [term.extra["code"] for term in grounds.values()] == [f"G{n}" for n in range(1, 11)]
    for term in grounds.values():
        assert set(term.extra["standing"]) <= vocabulary("standing").keys()
    anyone = [id for id, term in grounds.items() if "public" in term.extra["standing"]]
    assert anyone == ["public_domain_only", "not_a_work", "false_data", "heritage_breach"]
    assert grounds["portrait_or_name"].extra["standing"] == ("portrait_or_name",)


def test_who_may_order_what():
    may = {id: term.extra["may"] for id, term in vocabulary("authority").items()}
    assert may["court"] == tuple(vocabulary("order_kind"))
    assert all(set(kinds) <= set(may["court"]) for kinds in may.values())
    # title is for courts and awards to say
    assert {id for id, kinds in may.items() if "change_owner" in kinds} == {"court", "arbitration"}
    assert {id for id, kinds in may.items() if "preserve" in kinds} == {"court"}


def test_whom_a_licence_keeps_out():
    keeps_out = {
        id: (term.extra["excludes_owner"], term.extra["excludes_others"])
        for id, term in vocabulary("exclusivity").items()
    }
    assert keeps_out == {
        "exclusive": (True, True),
        "sole": (False, True),
        "non_exclusive": (False, False),
    }


def test_a_succession_is_a_person_s_or_an_organisation_s():
    kinds = {term.extra["applies_to"] for term in vocabulary("succession_cause").values()}
    assert kinds == vocabulary("party_kind").keys()


def test_what_a_notice_may_complain_of_and_who_may():
    grounds = vocabulary("infringement_ground")
    for term in grounds.values():
        assert cite(term.extra["article"]).startswith("《著作权法》第五十")
        assert set(term.extra.get("rights", ())) <= set(ECONOMIC_RIGHTS)
    personal = [id for id, term in grounds.items() if term.extra["personal"]]
    assert personal == [
        "published",
        "joint_work_as_own",
        "signed_without_part",
        "distorted",
        "false_signature",
    ]
    # every economic right is touched by some ground of its own, or by those that touch any
    named = {right for term in grounds.values() for right in term.extra.get("rights", ())}
    assert named == set(ECONOMIC_RIGHTS)


def test_a_suit_or_a_complaint_is_a_proof_that_caveats_know_too():
    assert {"lawsuit", "administrative_complaint"} < vocabulary("proof_of_suit").keys()
