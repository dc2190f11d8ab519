"""Where every example begins: the founding, the parties, a mural and a work."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.register.canonical import Json, JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import (
    BANK,
    MUSEUM,
    OPERATOR,
    ORIGIN,
    PAINTER,
    PAINTER_2,
    REGISTRAR,
    REGISTRAR_2,
    SCARF_MAKER,
    example_id,
    signed,
)

#: The ids of the example heritage source and the example work.
HERITAGE = example_id(3)
WORK = example_id(4)


def genesis() -> JsonObject:
    """Found the ledger."""
    subject: JsonObject = {
        "origin": ORIGIN,
        "logKey": f"{ORIGIN}+d3105abd+AcqTrBcFGHBx1nuDx/8O/oEI6OxFMFdddyaHkzPb2r58",
        "operator": did_of(OPERATOR),
        "registrars": [did_of(REGISTRAR), did_of(REGISTRAR_2)],
        "policy": {"noticeDays": 30, "writers": "open"},
        "filing": "未备案",
    }
    return signed("LedgerGenesis", subject, [OPERATOR], 1)


def party() -> JsonObject:
    """Register the painter."""
    subject: JsonObject = {
        "party": did_of(PAINTER),
        "kind": "person",
        "displayName": "鸣沙画室",
        "roles": ["creator", "rights_holder"],
    }
    return signed("PartyRegistration", subject, [PAINTER], 2)


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
    return signed("HeritageSource", subject, [REGISTRAR], 3)


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
        "derivedFrom": [{"heritage": HERITAGE, "relation": "adapted"}],
        "ai": "none",
        "display": "thumbnail",
    }
    return signed("WorkRegistration", subject, [PAINTER], 4)


def picture() -> JsonObject:
    """Add a photograph of the mural by raking light."""
    subject: JsonObject = {
        "heritage": HERITAGE,
        "file": {"sha256": "57" * 32, "mediaType": "image/jpeg"},
        "note": {"zh": "侧光拍摄", "en": "By raking light"},
    }
    return signed("HeritagePicture", subject, [REGISTRAR], 9)


def others() -> list[JsonObject]:
    """Register everybody else who has a part in an example."""
    named: list[tuple[Ed25519PrivateKey, str, str, list[Json]]] = [
        (SCARF_MAKER, "organisation", "河西丝巾坊", ["licensee"]),
        (PAINTER_2, "person", "月牙泉", ["creator", "rights_holder"]),
        (BANK, "organisation", "沙州银行", ["licensee"]),
        (MUSEUM, "organisation", "沙州博物馆", ["rights_holder"]),
    ]
    return [
        signed(
            "PartyRegistration",
            {"party": did_of(key), "kind": kind, "displayName": name, "roles": roles},
            [key],
            5 + place,
        )
        for place, (key, kind, name, roles) in enumerate(named)
    ]


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [genesis(), party(), heritage(), work(), *others(), picture()]
