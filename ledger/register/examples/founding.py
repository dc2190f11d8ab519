"""One whole statement of every kind, each admissible after those before it.

The keys are those whose 32 secret bytes are all 1 (the operator), all 2 (the registrar), all 3
(a painter) and all 4 (the log), so that anyone can make the proofs again; they are good for nothing
else.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.statement import new_statement, sign_statement

OPERATOR, REGISTRAR, PAINTER = (
    Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3)
)
ORIGIN = "ledger.example/mogao"
TIME = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

_HERITAGE = uuid.UUID("0b6cbd2c-9f0e-4f5b-8a57-257000000257")


def genesis() -> JsonObject:
    """Found the ledger."""
    subject: JsonObject = {
        "origin": ORIGIN,
        "logKey": f"{ORIGIN}+d3105abd+AcqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58",
        "operator": did_of(OPERATOR),
        "registrars": [did_of(REGISTRAR)],
        "policy": {"noticeDays": 30, "writers": "open"},
        "filing": "未备案",
    }
    return _signed("LedgerGenesis", subject, OPERATOR, "6d3a1a5e-8f0b-4b39-9d6c-000000000001")


def party() -> JsonObject:
    """Register the painter."""
    subject: JsonObject = {
        "party": did_of(PAINTER),
        "kind": "person",
        "displayName": "鸣沙画室",
        "roles": ["creator", "rights_holder"],
    }
    return _signed("PartyRegistration", subject, PAINTER, "6d3a1a5e-8f0b-4b39-9d6c-000000000002")


def heritage() -> JsonObject:
    """Name the mural of the deer king in Mogao Cave 257."""
    subject: JsonObject = {
        "title": {"zh": "鹿王本生图", "en": "Jataka of the Deer King"},
        "site": "mogao",
        "cave": "mogao:257",
        "chamber": "main",
        "wall": "west",
        "motifs": ["jiuselu"],
        "period": "northern_wei",
        "objectKind": "mural",
        "file": {"sha256": "25" * 32, "mediaType": "image/png"},
    }
    return _signed("HeritageSource", subject, REGISTRAR, str(_HERITAGE))


def work() -> JsonObject:
    """Register a painting that grew from the mural."""
    subject: JsonObject = {
        "title": {"zh": "九色鹿·雪", "en": "Nine-coloured Deer in Snow"},
        "category": "fine_art",
        "creation": {
            "nature": "adaptation",
            "natureNote": "取鹿王本生图之鹿，构图与雪景为新作",
            "completed": "2026-10-01",
            "place": "CN-62",
        },
        "publication": {
            "status": "published",
            "firstDate": "2026-10-18",
            "firstPlace": "CN-62",
            "firstWeb": "https://studio.example/deer",
        },
        "acquisition": "original",
        "ownership": "individual",
        "authors": [{"party": did_of(PAINTER), "signedAs": "鸣沙"}],
        "owners": [{"party": did_of(PAINTER), "share": "1/1"}],
        "rights": "all",
        "file": {"sha256": "9c" * 32, "mediaType": "image/jpeg"},
        "derivedFrom": [{"heritage": f"urn:uuid:{_HERITAGE}", "relation": "adapted"}],
        "ai": "none",
        "display": "thumbnail",
    }
    return _signed("WorkRegistration", subject, PAINTER, "6d3a1a5e-8f0b-4b39-9d6c-000000000004")


def _signed(
    kind: str, subject: JsonObject, signer: Ed25519PrivateKey, statement_id: str
) -> JsonObject:
    document = new_statement(
        kind,
        subject,
        issuer=did_of(signer),
        ledger=ORIGIN,
        time=TIME,
        statement_id=uuid.UUID(statement_id),
    )
    return sign_statement(document, [signer], TIME)


#: kind → what makes its example, in the order in which they are admissible
EXAMPLES = {
    "LedgerGenesis": genesis,
    "PartyRegistration": party,
    "HeritageSource": heritage,
    "WorkRegistration": work,
}
