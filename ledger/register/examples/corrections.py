"""The story of the area corrections: a seal and its reveal, a rectification, a withdrawal."""

from __future__ import annotations

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import PAINTER, PAINTER_2, REGISTRAR, example_id, signed
from ledger.register.examples.founding import WORK
from ledger.register.sealing import commitment

SEAL = example_id(370)
_FILE = "7a" * 32
_SALT = "5e" * 32


def seal() -> JsonObject:
    """Seal a picture that nobody may see yet."""
    subject: JsonObject = {
        "commitment": commitment(_FILE, [did_of(PAINTER_2)], _SALT),
        "revealBy": "2027-11-21",
    }
    return signed("SealedRegistration", subject, [PAINTER_2], 370, days=1)


def revealed() -> JsonObject:
    """Register the picture with the priority of its seal."""
    subject: JsonObject = {
        "title": {"zh": "飞天·夜", "en": "Apsara at Night"},
        "category": "fine_art",
        "creation": {"nature": "original", "completed": "2026-11-20", "place": "CN-62"},
        "publication": {"status": "unpublished"},
        "acquisition": "original",
        "ownership": "individual",
        "authors": [{"party": did_of(PAINTER_2), "signedAs": "月牙泉"}],
        "owners": [{"party": did_of(PAINTER_2), "share": "1/1"}],
        "rights": "all",
        "file": {"sha256": _FILE, "mediaType": "image/png"},
        "derivedFrom": [],
        "ai": "none",
        "seal": {"seal": SEAL, "salt": _SALT},
    }
    return signed("WorkRegistration", subject, [PAINTER_2], 371, days=20)


def rectification() -> JsonObject:
    """Correct the English title and the day of first publication."""
    place: JsonObject = {"firstPlace": "CN-62", "firstWeb": "https://studio.example/deer"}
    subject: JsonObject = {
        "work": WORK,
        "changes": [
            {
                "field": "title",
                "before": {"zh": "九色鹿·雪", "en": "Nine-coloured Deer in Snow"},
                "after": {"zh": "九色鹿·雪", "en": "The Nine-coloured Deer in the Snow"},
            },
            {
                "field": "publication",
                "before": {"status": "published", "firstDate": "2026-10-18", **place},
                "after": {"status": "published", "firstDate": "2026-10-19", **place},
            },
        ],
        "reason": "英文译名与首次发表日期登记有误",
        "evidence": [{"sha256": "71" * 32, "title": "首次发表网页的公证书"}],
    }
    return signed("Rectification", subject, [PAINTER, REGISTRAR], 372, days=40)


def withdrawal() -> JsonObject:
    """Withdraw the registration."""
    subject: JsonObject = {"work": WORK, "reason": "改为以系列作品另行登记"}
    return signed("Withdrawal", subject, [PAINTER], 373, days=50)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [seal(), revealed(), rectification(), withdrawal()]
