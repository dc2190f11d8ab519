"""The tables of the register hold together: kinds, rules, records, examples, procedures, pages."""

import pytest

from ledger.errors import load_messages
from ledger.register.calendar import format_time
from ledger.register.decide import apply, decide
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.examples import STORIES, examples
from ledger.register.kinds import SUBJECTS
from ledger.register.moment import Moment
from ledger.register.procedures import ALL
from ledger.register.records import RECORDS
from ledger.register.rules import RULES
from ledger.register.state import Register
from ledger.register.vocabulary import vocabulary

from .build import read


def test_every_kind_has_its_model_its_rule_its_example_and_its_name():
    assert SUBJECTS.keys() == RULES.keys() == examples().keys() == vocabulary("kind").keys()


@pytest.mark.parametrize("area", STORIES)
def test_the_documents_of_a_story_are_admitted_in_order(area):
    documents = STORIES["founding"]() + (STORIES[area]() if area != "founding" else [])
    register, leaves = Register(), []
    for index, document in enumerate(documents):
        statement = read(document)
        moment = Moment(index, statement.valid_from)
        ruling = decide(statement, register, moment)
        registry = {"time": format_time(statement.valid_from), "previous": None}
        if ruling:
            registry["ruling"] = ruling
        leaves.append(encode_entry(statement, registry))
        apply(register, parse_entry(leaves[-1], index))
    again = Register()
    for index, leaf in enumerate(leaves):
        apply(again, parse_entry(leaf, index))
    assert again.dump() == register.dump()


def test_the_ids_of_the_examples_are_all_different():
    ids = [document["id"] for story in STORIES.values() for document in story()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_code_that_a_rule_names_has_its_sentences(kind):
    codes = RULES[kind].codes
    assert len(set(codes)) == len(codes)
    assert set(codes) <= load_messages("ledger").keys()
    assert RULES[kind].signed_by


@pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.name)
def test_every_state_of_a_procedure_can_be_reached(procedure):
    reached = {procedure.initial}
    edges = [(step.source, step.target) for step in procedure.steps]
    edges += [(lapse.source, lapse.target) for lapse in procedure.lapses]
    for _ in procedure.states:
        reached |= {target for source, target in edges if source in reached}
    assert reached == procedure.states.keys()


@pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.name)
def test_every_event_of_a_procedure_is_a_kind_of_statement(procedure):
    # "closed" is the end of an objection, by whichever entry or clock it came
    events = {step.event.partition(":")[0] for step in procedure.steps} - {"closed"}
    assert events <= SUBJECTS.keys()


def test_every_table_of_records_has_one_name():
    assert all(RECORDS[name].table == name for name in RECORDS)
