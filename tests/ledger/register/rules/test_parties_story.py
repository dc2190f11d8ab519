"""The example story, replays of all its requests, and histories of keys against a plain model."""

from datetime import date, timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.batch import write_batch
from ledger.errors import LedgerError, Refusal
from ledger.register.calendar import parse_time
from ledger.register.decide import apply, decide
from ledger.register.did import did_of
from ledger.register.entry import encode_entry, parse_entry
from ledger.register.examples import founding, parties
from ledger.register.kinds.parties import KINDS
from ledger.register.moment import Moment
from ledger.register.records import Party
from ledger.register.state import Register
from ledger.store import open_store
from ledger.submission import Submission
from ledger.tlog.note import Signer

from ..build import ALICE, BOB, CAROL, OPERATOR, key_of, read
from ..play import Play
from .parties_play import compromise, contacts, new_key, of

STORY = [*founding.story(), *parties.story()]


def test_the_story_is_admitted_in_order():
    register = Register()
    for index, made in enumerate(STORY):
        statement = read(made)
        ruling = decide(statement, register, Moment(index, statement.valid_from))
        registry: Any = {"time": made["validFrom"], "previous": None}
        leaf = encode_entry(statement, registry | ({"ruling": ruling} if ruling else {}))
        apply(register, parse_entry(leaf, index))
    painter = register.get(Party, did_of(parties.PAINTER))
    assert painter is not None
    assert (painter.display_name, painter.pen_names) == ("鸣沙新画室", ["鸣沙", "雪鹿"])
    assert painter.key_now == did_of(parties.PAINTER_BACK)


def test_every_kind_occurs_in_the_story():
    told = {made["type"][1] for made in parties.story() if isinstance(made["type"], list)}
    assert told == {model.__name__ for model in KINDS} | {"PartyRegistration"}


def test_N05_I19_every_request_sent_again_is_the_same_entry():
    """The whole story once in its own time, and once more at its end: nothing happens twice."""
    end = parse_time(str(STORY[-1]["validFrom"]))
    sent = [(made, parse_time(str(made["validFrom"]))) for made in STORY]
    sent += [(made, end) for made in STORY]
    with TemporaryDirectory() as directory:
        store = open_store(f"sqlite:///{directory}/ledger.db")
        signer = Signer(founding.ORIGIN, OPERATOR)
        placed: list[Any] = []
        for made, time in sent:
            with store.write() as batch:
                placed += write_batch(batch, [Submission(read(made))], signer, time)
        store.close()
    assert placed == [*range(len(STORY))] * 2


@pytest.mark.parametrize("made", parties.story(), ids=lambda made: str(made["type"][1]))
def test_N05_I19_no_request_is_good_on_another_ledger(made):
    other = Register()
    genesis = Play().leaves[0].replace(b"ledger.example/mogao", b"ledger.example/other")
    apply(other, parse_entry(genesis, 0))
    statement = read(made)
    with pytest.raises(Refusal) as caught:
        decide(statement, other, Moment(1, statement.valid_from))
    assert caught.value.code == "ledger_wrong"


class Model:
    """Alice's keys in plain words: which key, whether frozen, what takes over after which day."""

    def __init__(self) -> None:
        self.key = 0
        self.frozen = False
        self.pending: tuple[int, date] | None = None

    def live(self, today: date) -> None:
        if self.pending and today > self.pending[1]:
            self.key, self.pending, self.frozen = self.pending[0], None, False

    def may_sign(self) -> bool:
        return not self.frozen and self.pending is None


KEYS = [ALICE, *(key_of(number) for number in range(60, 100))]
EVENTS = st.sampled_from(["rotate", "report", "recover", "veto", "veto with registrar", "wait"])


def step(play: Play, model: Model, event: str, fresh: int) -> bool:
    """Do `event` in the model; say whether it should be admitted."""
    today = date.fromisoformat(play.today)
    if event == "rotate" and model.may_sign():
        model.key = fresh
    elif event == "report":
        model.frozen = True
    elif event == "recover" and model.pending is None:
        model.pending = (fresh, today + timedelta(days=7))
    elif event == "veto" and model.pending and not model.frozen:
        model.pending = None
    elif event == "veto with registrar" and not model.may_sign():
        model.pending, model.frozen = None, False
    else:
        return False
    return True


def request(event: str, current: Any, fresh: Any, play: Play) -> tuple[Any, ...]:
    if event == "rotate":
        return ("KeyRotation", new_key(fresh), current, fresh)
    if event == "report":
        return ("KeyCompromise", compromise(), BOB, CAROL)
    if event == "recover":
        return ("KeyRecovery", new_key(fresh), BOB, CAROL, fresh)
    registrar = [key_of(20)] if event == "veto with registrar" else []
    return ("RecoveryVeto", of(), current, *registrar)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(EVENTS, st.integers(0, 9)), max_size=12))
def test_C09_one_key_at_most_speaks_for_a_party_in_any_history(history):
    with Play() as play:
        play.enter("RecoveryContacts", contacts(), ALICE)
        model, fresh = Model(), 0
        for event, days in history:
            play.skip(days)
            model.live(date.fromisoformat(play.today))
            if event == "wait":
                continue
            fresh += 1
            made = request(event, KEYS[model.key], KEYS[fresh], play)
            if step(play, model, event, fresh):
                play.enter(*made)
            else:
                with pytest.raises(LedgerError):
                    play.enter(*made)
        speaking = []
        for number, key in enumerate(KEYS[: fresh + 1]):
            try:
                play.enter("PartyUpdate", {**of(), "penNames": ["甲"]}, key)
            except LedgerError:
                continue
            speaking.append(number)
        assert speaking == ([model.key] if model.may_sign() else [])
