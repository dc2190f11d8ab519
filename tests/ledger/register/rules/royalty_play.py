"""What the tests of royalties and derivation share: licences with remuneration, chains of works."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.records import Tally
from ledger.register.records.royalties import Owed, Royalty

from ..build import ALICE, BOB, CAROL, MALLORY
from ..play import Play

LATER = "2030-12-31"


def pay(**sums: Any) -> JsonObject:
    return {"currency": "CNY", **sums}


def terms(play: Play, *rights: str, **changes: Any) -> JsonObject:
    """Return terms that begin today, for goods in mainland China, free of charge."""
    return {
        "rights": list(rights or ("reproduction", "distribution")),
        "exclusivity": "non_exclusive",
        "territory": ["CN-MAINLAND"],
        "media": ["goods"],
        "products": ["silk_scarf"],
        "remuneration": pay(),
        "breach": "支付违约金",
        "from": play.today,
        "until": LATER,
        **changes,
    }


def grant_subject(
    work: str,
    licensors: list[Ed25519PrivateKey],
    licensee: Ed25519PrivateKey,
    agreed: JsonObject,
    **more: Any,
) -> JsonObject:
    return {
        "work": work,
        "licensors": [did_of(key) for key in licensors],
        "licensee": did_of(licensee),
        "terms": agreed,
        **more,
    }


def grant(
    play: Play,
    work: str,
    licensors: list[Ed25519PrivateKey],
    licensee: Ed25519PrivateKey,
    agreed: JsonObject,
    **more: Any,
) -> str:
    """Enter a licence and give its id."""
    subject = grant_subject(work, licensors, licensee, agreed, **more)
    return play.enter("LicenceGrant", subject, *licensors, licensee).statement.id


def from_work(work: str, relation: str = "adapted") -> JsonObject:
    """Return the changes to a work's registration that make it grow from `work`."""
    return {"derivedFrom": [{"work": work, "relation": relation}]}


def report_subject(play: Play, licence: str, **changes: Any) -> JsonObject:
    return {
        "grant": licence,
        "from": play.today,
        "until": play.today,
        "units": 0,
        "revenue": 0,
        "currency": "CNY",
        **changes,
    }


A, B, C, M = (did_of(key) for key in (ALICE, BOB, CAROL, MALLORY))


def licensed(play: Play, **sums: Any) -> str:
    """Let Alice license a work of hers to Bob."""
    return grant(play, play.work(ALICE), [ALICE], BOB, terms(play, remuneration=pay(**sums)))


def report(play: Play, licence: str, *signers: Any, **changes: Any) -> tuple[str, Any]:
    subject = report_subject(play, licence, **changes)
    entry = play.enter("RoyaltyReport", subject, *(signers or (BOB,)))
    return entry.statement.id, entry.registry.ruling


def sums(ruling: Any) -> list[tuple[str, str, str, int]]:
    """Give payer, payee, basis and amount of every line."""
    return [
        (line["payer"], line["payee"], line["basis"], line["amount"]) for line in ruling["lines"]
    ]


def royalty(play: Play, name: str) -> Royalty:
    found = play.register.get(Royalty, name)
    assert found is not None
    return found


def balance(play: Play, payer: str, payee: str) -> tuple[int, int]:
    found = play.register.get(Owed, f"{payer}/{payee}/CNY")
    return (found.owed, found.paid) if found else (0, 0)


def tally(play: Play, name: str) -> int:
    found = play.register.get(Tally, name)
    return found.value if found else 0
