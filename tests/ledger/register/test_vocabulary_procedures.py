"""The vocabularies of objections, orders, licences and successions: what their fields say."""

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
