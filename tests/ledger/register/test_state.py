"""Records and the register that holds them."""

import pytest

from ledger.register.calendar import parse_time
from ledger.register.did import did_of
from ledger.register.examples import STORIES
from ledger.register.records import RECORDS, Constitution, Folio, Party
from ledger.register.state import Register

from .build import ALICE, BOB, EACH, NOW, Ledger, founded, number_id


@pytest.mark.parametrize("area", STORIES)
def test_every_record_of_a_story_is_read_back_as_it_was_written(area):
    ledger = Ledger()
    for made in STORIES["founding"]() + (STORIES[area]() if area != "founding" else []):
        ledger.add(made, parse_time(made["validFrom"]))
    for (table, key), text in ledger.register.dump().items():
        record = RECORDS[table].model_validate_json(text)
        assert record.key == (table, key)
        assert record.to_json() == text


def test_the_stories_write_a_record_of_every_table_but_full_pages_and_open_tasks():
    tables = {"feed_page", "task"}
    for area, story in STORIES.items():
        ledger = Ledger()
        for made in STORIES["founding"]() + (story() if area != "founding" else []):
            ledger.add(made, parse_time(made["validFrom"]))
        tables |= {table for table, _ in ledger.register.dump()}
    assert tables == RECORDS.keys()


def test_changes_are_what_was_put_since_they_were_asked_for():
    ledger = founded(ALICE)
    alice = ledger.register.get(Party, did_of(ALICE))
    assert alice is not None
    assert ledger.register.changes() == {}
    renamed = alice.model_copy(update={"display_name": "新名"})
    ledger.register.put(alice)
    ledger.register.put(renamed)
    assert ledger.register.changes() == {("party", did_of(ALICE)): renamed.to_json()}
    assert ledger.register.changes() == {}
    assert ledger.register.get(Party, did_of(ALICE)) == renamed


def test_a_register_asks_its_backing_once_for_each_record():
    dump = founded(ALICE).register.dump()
    asked = []

    def load(key):
        asked.append(key)
        return dump.get(key)

    register = Register(load)
    for _ in range(2):
        constitution = register.get(Constitution, "")
        assert constitution is not None
        assert constitution.origin == "ledger.example/mogao"
        assert register.get(Party, did_of(BOB)) is None
    assert asked == [("constitution", ""), ("party", did_of(BOB))]
    assert register.dump() == {("constitution", ""): dump["constitution", ""]}


def test_what_was_read_ahead_is_not_asked_for_and_hides_nothing_that_was_put():
    ledger = founded(ALICE)
    stored = ledger.register.dump()[("party", did_of(ALICE))]

    def load(key):
        raise AssertionError(key)

    register = Register(load)
    alice = ledger.register.get(Party, did_of(ALICE))
    assert alice is not None
    renamed = alice.model_copy(update={"display_name": "新名"})
    register.put(renamed)
    register.preload({("party", did_of(ALICE)): stored, ("work", number_id(1)): None})
    assert register.get(Party, did_of(ALICE)) == renamed
    assert register.get(Folio, number_id(1)) is None
    assert register.changes() == {("party", did_of(ALICE)): renamed.to_json()}


def test_replaying_the_leaves_gives_the_register():
    ledger = Ledger()
    for made in EACH.values():
        ledger.add(made, NOW)
    assert ledger.replayed().dump() == ledger.register.dump()
