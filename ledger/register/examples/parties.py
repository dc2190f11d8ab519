"""The story of the parties: a painter's name, agent and keys; a museum's veto; a child; an end.

Its own keys are those whose 32 secret bytes are all 101 (a child), 102 (the key that the painter
gets back) and 103 (one that nobody takes over).
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import Json, JsonObject
from ledger.register.commitment import commit
from ledger.register.did import did_of
from ledger.register.examples.common import (
    BANK,
    MUSEUM,
    OPERATOR,
    PAINTER,
    PAINTER_2,
    PAINTER_NEXT,
    REGISTRAR,
    REGISTRAR_2,
    SCARF_MAKER,
    example_id,
    signed,
)
from ledger.register.examples.founding import WORK

CHILD, PAINTER_BACK, OTHER = (
    Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (101, 102, 103)
)
#: The id of the example delegation.
DELEGATION = example_id(102)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [*_name_and_agent(), *_keys(), *_child(), *_office_and_end()]


def _name_and_agent() -> list[JsonObject]:
    painter = did_of(PAINTER)
    named: JsonObject = {"party": painter, "penNames": ["鸣沙", "雪鹿"]}
    checked: JsonObject = {
        "party": painter,
        "nameCommitment": commit("张议潮", "5a" * 32),
        "checkedBy": "document_seen",
    }
    delegated: JsonObject = {
        "principal": painter,
        "agent": did_of(PAINTER_2),
        "acts": ["offer", "license"],
        "works": [WORK],
        "until": "2027-12-31",
        "document": "a7" * 32,
    }
    return [
        signed("PartyUpdate", named, [PAINTER], 100, days=1),
        signed("PartyEndorsement", checked, [REGISTRAR], 101, days=1),
        signed("Delegation", delegated, [PAINTER], 102, days=2),
        signed("DelegationRevocation", {"delegation": DELEGATION}, [PAINTER_2], 103, days=3),
    ]


def _keys() -> list[JsonObject]:
    painter, museum = did_of(PAINTER), did_of(MUSEUM)
    trusted: list[Json] = [did_of(key) for key in (REGISTRAR, MUSEUM, SCARF_MAKER)]
    others: list[Json] = [did_of(key) for key in (REGISTRAR, BANK, SCARF_MAKER)]
    return [
        signed("RecoveryContacts", {"party": painter, "contacts": trusted}, [PAINTER], 104, days=4),
        signed("RecoveryContacts", {"party": museum, "contacts": others}, [MUSEUM], 105, days=4),
        signed(
            "KeyRotation",
            {"party": painter, "newKey": did_of(PAINTER_NEXT)},
            [PAINTER, PAINTER_NEXT],
            106,
            days=5,
        ),
        signed(
            "KeyCompromise",
            {"party": painter, "since": "2026-11-27T00:00:00Z"},
            [PAINTER_NEXT],
            107,
            days=7,
        ),
        signed(
            "KeyRecovery",
            {"party": painter, "newKey": did_of(PAINTER_BACK)},
            [REGISTRAR, SCARF_MAKER, PAINTER_BACK],
            108,
            days=8,
        ),
        signed(
            "KeyRecovery",
            {"party": museum, "newKey": did_of(OTHER)},
            [BANK, SCARF_MAKER, OTHER],
            109,
            days=9,
        ),
        signed("RecoveryVeto", {"party": museum}, [MUSEUM], 110, days=16),
        signed(
            "PartyUpdate",
            {"party": painter, "displayName": "鸣沙新画室"},
            [PAINTER_BACK],
            111,
            days=16,
        ),
    ]


def _child() -> list[JsonObject]:
    child = did_of(CHILD)
    registered: JsonObject = {
        "party": child,
        "kind": "person",
        "displayName": "小鹿",
        "roles": ["creator"],
    }
    guarded: JsonObject = {
        "ward": child,
        "guardian": did_of(PAINTER),
        "minority": "under_8",
        "until": "2030-05-01",
    }
    return [
        signed("PartyRegistration", registered, [CHILD], 112, days=20),
        signed("Guardianship", guarded, [PAINTER_BACK, REGISTRAR], 113, days=20),
        signed("GuardianshipEnd", {"ward": child}, [REGISTRAR], 114, days=25),
    ]


def _office_and_end() -> list[JsonObject]:
    bank = did_of(BANK)
    ended: JsonObject = {
        "party": did_of(PAINTER_2),
        "died": "2026-12-18",
        "document": {"sha256": "de" * 32, "title": "死亡医学证明书"},
    }
    return [
        signed(
            "RegistrarAppointment",
            {"registrar": bank, "appointed": True},
            [OPERATOR, REGISTRAR],
            115,
            days=26,
        ),
        signed(
            "RegistrarAppointment",
            {"registrar": bank, "appointed": False},
            [OPERATOR, REGISTRAR_2],
            116,
            days=27,
        ),
        signed("DeathRecord", ended, [REGISTRAR_2, REGISTRAR], 117, days=28),
    ]
