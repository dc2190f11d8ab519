"""How the tests of authorization ask: a question as a shop puts it, and what it was told."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.questions.authorization import Answer, authorization
from ledger.register.questions.clause import Clause
from ledger.register.questions.question import Question

from ..build import ALICE, BOB
from ..play import Play
from ..rules.licences import grant, terms

Key = Ed25519PrivateKey


def ask(
    play: Play, work: str, who: Key = BOB, first: int = 0, last: int = 0, **asked: Any
) -> Answer:
    """Ask about silk scarves in mainland China from day `first` to day `last`, unless changed."""
    whole = {
        "work": work,
        "licensee": did_of(who),
        "rights": ["reproduction"],
        "territory": ["CN-MAINLAND"],
        "from": play.day(first),
        "until": play.day(max(first, last)),
        "media": ["goods"],
        "products": ["silk_scarf"],
    }
    return authorization(play.register, play.folio(work), Question.model_validate(whole | asked))


def may(play: Play, work: str, who: Key = BOB, first: int = 0, last: int = 0, **asked: Any) -> bool:
    return ask(play, work, who, first, last, **asked).authorised


def sentence(answer: Answer, code: str) -> Clause:
    """Return the one sentence of an answer that has this code."""
    (found,) = [one for one in (*answer.clauses, *answer.remarks) if one.code == code]
    return found


def codes(answer: Answer) -> list[str]:
    """Return the codes of the clauses, those that do not hold with a ``!``."""
    return [one.code if one.holds else f"!{one.code}" for one in answer.clauses]


def licensed(play: Play, first: int = 0, last: int = 100, /, **changes: Any) -> tuple[str, str]:
    """Return a work of Alice's, its notice over, and the licence of it that she gave to Bob."""
    work = play.registered()
    return work, grant(play, work, terms(play, first, last, **changes))


def end(play: Play, name: str, days: int) -> None:
    """End Bob's licence by agreement so many days from now."""
    ended: JsonObject = {"grant": name, "ground": "agreement", "lastDay": play.day(days)}
    play.enter("LicenceTermination", ended, ALICE, BOB)
