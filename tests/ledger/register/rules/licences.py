"""How the tests of licences say what is licensed: terms, offers and grants, in one line each."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.calendar import local_date
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.procedure import Progress
from ledger.register.records import Grant
from ledger.register.rules.licensing_status import grant_status
from ledger.register.terms import OfferTerms, terms_digest
from ledger.register.vocabulary import vocabulary

from ..build import ALICE, BOB, CAROL, REGISTRAR, digest_of
from ..play import REGISTRAR_2, Play

_SCOPE: JsonObject = {
    "rights": ["reproduction", "distribution"],
    "exclusivity": "non_exclusive",
    "territory": ["CN-MAINLAND"],
    "media": ["goods"],
    "products": ["silk_scarf"],
    "remuneration": {"currency": "CNY", "fixed": 100000},
    "breach": "赔偿损失",
}


def terms(play: Play, first: int = 0, last: int = 100, /, **changes: Any) -> JsonObject:
    """Return terms from day `first` to day `last`, counted from today."""
    whole = _SCOPE | {"from": play.day(first), "until": play.day(last)} | changes
    return {name: value for name, value in whole.items() if value is not None}


def offer_terms(**changes: Any) -> JsonObject:
    whole = _SCOPE | {"months": 3} | changes
    return {name: value for name, value in whole.items() if value is not None}


def grant_subject(
    work: str,
    licence: JsonObject,
    *,
    by: Ed25519PrivateKey = ALICE,
    to: Ed25519PrivateKey = BOB,
    **changes: Any,
) -> JsonObject:
    subject: JsonObject = {
        "work": work,
        "licensors": [did_of(by)],
        "licensee": did_of(to),
        "terms": licence,
    }
    return subject | changes


def grant(
    play: Play,
    work: str,
    licence: JsonObject,
    *,
    by: Ed25519PrivateKey = ALICE,
    to: Ed25519PrivateKey = BOB,
    **changes: Any,
) -> str:
    """Enter a licence that both sides signed, and return its id."""
    subject = grant_subject(work, licence, by=by, to=to, **changes)
    return play.enter("LicenceGrant", subject, by, to).statement.id


def refused(
    play: Play,
    code: str,
    work: str,
    licence: JsonObject,
    *,
    by: Ed25519PrivateKey = ALICE,
    to: Ed25519PrivateKey = BOB,
    **changes: Any,
) -> Any:
    """Hold that a licence that both sides signed is refused, and return the refusal."""
    subject = grant_subject(work, licence, by=by, to=to, **changes)
    return play.refused(code, "LicenceGrant", subject, by, to)


def offer(play: Play, work: str, licence: JsonObject, /, **changes: Any) -> str:
    """Enter Alice's offer and return its id."""
    subject: JsonObject = {"work": work, "terms": licence, "validUntil": play.day(60)}
    return play.enter("LicenceOffer", subject | changes, ALICE).statement.id


def acceptance(
    offered: str, licence: JsonObject, /, *, to: Ed25519PrivateKey = BOB, **changes: Any
) -> JsonObject:
    subject: JsonObject = {
        "offer": offered,
        "licensee": did_of(to),
        "termsDigest": terms_digest(OfferTerms.model_validate(licence)),
    }
    return subject | changes


def found(play: Play, name: str) -> Grant:
    record = play.register.get(Grant, name)
    assert record is not None
    return record


def status(play: Play, name: str) -> Progress:
    """Return where a licence stands today."""
    return grant_status(play.register, found(play, name), local_date(play.now))


def state(play: Play, name: str) -> str:
    return status(play, name).state


def entry_of(play: Play, name: str) -> int:
    return found(play, name).granted


def order(play: Play, kind: str, work: str, /, **changes: Any) -> Any:
    subject = {
        "kind": kind,
        "work": work,
        "authority": "court",
        "issuerName": "沙州人民法院",
        "number": "（2026）民初1号",
        "document": digest_of(5),
        "scope": {},
        "reasons": "判决",
    }
    return play.enter("Order", subject | changes, REGISTRAR, REGISTRAR_2)


def transfer(
    play: Play,
    work: str,
    /,
    giver: Ed25519PrivateKey,
    taker: Ed25519PrivateKey,
    **changes: Any,
) -> Any:
    subject = {
        "work": work,
        "from": did_of(giver),
        "to": [{"party": did_of(taker), "share": "1/1"}],
        "rights": "all",
        "territory": ["001"],
        "price": {"currency": "CNY", "amount": 1},
        "payment": "签署时付清",
        "breach": "赔偿损失",
    }
    return play.enter("Transfer", subject | changes, giver, taker)


def pledge(play: Play, work: str, /, **changes: Any) -> Any:
    """Let Alice pledge to Carol."""
    subject = {
        "work": work,
        "pledgors": [did_of(ALICE)],
        "pledgee": did_of(CAROL),
        "rights": ["reproduction"],
        "claim": {
            "kind": next(iter(vocabulary("secured_claim"))),
            "currency": "CNY",
            "amount": 100,
        },
        "debtUntil": play.day(300),
        "scope": "本金及利息",
        "contract": digest_of(1),
        "mainContract": digest_of(2),
    }
    return play.enter("PledgeRegistration", subject | changes, ALICE, CAROL)
