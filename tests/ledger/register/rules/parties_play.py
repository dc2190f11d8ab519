"""What the tests about parties share: more keys, and the usual subjects."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.records import Party

from ..build import ALICE, BOB, CAROL, MALLORY, REGISTRAR, key_of
from ..play import Play

#: keys that are nobody's yet
KEY_2, KEY_3, KEY_4 = (key_of(number) for number in (40, 41, 42))
ALL_ACTS = ("register", "rectify", "offer", "license", "transfer", "pledge", "object", "report")


def party_in(play: Play, key: Ed25519PrivateKey) -> Party:
    party = play.register.get(Party, did_of(key))
    assert party is not None
    return party


def delegation(
    play: Play,
    *acts: str,
    principal: Ed25519PrivateKey = ALICE,
    agent: Ed25519PrivateKey = BOB,
    days: int = 100,
    **changes: Any,
) -> JsonObject:
    subject: JsonObject = {
        "principal": did_of(principal),
        "agent": did_of(agent),
        "acts": [*(acts or ("register",))],
        "works": [],
        "until": play.day(days),
    }
    return subject | changes


def contacts(*keys: Ed25519PrivateKey, party: Ed25519PrivateKey = ALICE) -> JsonObject:
    named = keys or (BOB, CAROL, REGISTRAR)
    return {"party": did_of(party), "contacts": [did_of(key) for key in named]}


def new_key(key: Ed25519PrivateKey = KEY_2, party: Ed25519PrivateKey = ALICE) -> JsonObject:
    return {"party": did_of(party), "newKey": did_of(key)}


def compromise(since: str = "2026-11-21T10:00:00Z", party: Any = ALICE) -> JsonObject:
    return {"party": did_of(party), "since": since}


def of(party: Ed25519PrivateKey = ALICE) -> JsonObject:
    return {"party": did_of(party)}


def guardianship(
    until: str,
    minority: str = "under_8",
    ward: Ed25519PrivateKey = ALICE,
    guardian: Ed25519PrivateKey = BOB,
) -> JsonObject:
    return {
        "ward": did_of(ward),
        "guardian": did_of(guardian),
        "minority": minority,
        "until": until,
    }


def death(died: str, party: Ed25519PrivateKey = MALLORY) -> JsonObject:
    document: JsonObject = {"sha256": "de" * 32, "title": "死亡医学证明书"}
    return {"party": did_of(party), "died": died, "document": document}


def with_contacts() -> Play:
    """Give a play in which Alice has named Bob, Carol and a registrar."""
    play = Play()
    play.enter("RecoveryContacts", contacts(), ALICE)
    return play
