"""The story of the area royalties: a painting after a painting, its scarves, and what is owed."""

from __future__ import annotations

from ledger.register.canonical import Json, JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import PAINTER, PAINTER_2, SCARF_MAKER, example_id, signed
from ledger.register.examples.founding import WORK

#: The ids of the derivative, the two licences and the report.
_DERIVATIVE, _ADAPTATION, _SCARVES, _REPORT = (example_id(number) for number in range(300, 304))


def derivative() -> JsonObject:
    """Register the second painter's work after the first one's."""
    subject: JsonObject = {
        "title": {"zh": "九色鹿·四季", "en": "Nine-coloured Deer, Four Seasons"},
        "category": "fine_art",
        "creation": {
            "nature": "adaptation",
            "natureNote": "据《九色鹿·雪》改编为四季组画",
            "completed": "2026-11-20",
            "place": "CN-62",
        },
        "publication": {"status": "unpublished"},
        "acquisition": "original",
        "ownership": "individual",
        "authors": [{"party": did_of(PAINTER_2), "signedAs": "月牙泉"}],
        "owners": [{"party": did_of(PAINTER_2), "share": "1/1"}],
        "rights": "all",
        "file": {"sha256": "30" * 32, "mediaType": "image/jpeg"},
        "derivedFrom": [{"work": WORK, "relation": "adapted"}],
        "ai": "none",
    }
    return signed("WorkRegistration", subject, [PAINTER_2], 300)


def licences() -> list[JsonObject]:
    """License the adaptation for a twentieth of what it brings in, then 5,000 scarves of it."""
    adaptation: JsonObject = {
        "work": WORK,
        "licensors": [did_of(PAINTER)],
        "licensee": did_of(PAINTER_2),
        "terms": {
            **_terms(["adaptation"], "2028-12-31"),
            "remuneration": {"currency": "CNY", "share": "1/20"},
        },
    }
    scarves: JsonObject = {
        "work": _DERIVATIVE,
        "licensors": [did_of(PAINTER_2)],
        "licensee": did_of(SCARF_MAKER),
        "terms": {
            **_terms(["reproduction", "distribution"], "2027-12-31"),
            "quantity": 5_000,
            "remuneration": {"currency": "CNY", "fixed": 1_000_000, "share": "1/10"},
        },
    }
    return [
        signed("LicenceGrant", adaptation, [PAINTER, PAINTER_2], 301),
        signed("LicenceGrant", scarves, [PAINTER_2, SCARF_MAKER], 302),
    ]


def serials() -> list[JsonObject]:
    """Issue numbers to the first 2,000 scarves, and call fifty of them back."""
    recall: JsonObject = {
        "grant": _SCARVES,
        "first": 1_201,
        "last": 1_250,
        "reason": "该批染料色牢度不合格",
    }
    return [
        signed("SerialIssue", {"grant": _SCARVES, "count": 2_000}, [SCARF_MAKER], 304, days=1),
        signed("SerialRecall", recall, [SCARF_MAKER], 305, days=9),
    ]


def royalties() -> list[JsonObject]:
    """Report ten days of sales, correct them, and acknowledge a payment."""
    before: JsonObject = {"units": 1_240, "revenue": 24_675_000}
    report: JsonObject = {
        "grant": _SCARVES,
        "from": "2026-11-21",
        "until": "2026-11-30",
        **before,
        "currency": "CNY",
        "statement": "5c" * 32,
    }
    correction: JsonObject = {
        "report": _REPORT,
        "before": before,
        "after": {"units": 1_230, "revenue": 24_476_000},
        "reason": "十条丝巾退货",
    }
    payment: JsonObject = {
        "report": _REPORT,
        "payer": did_of(SCARF_MAKER),
        "payee": did_of(PAINTER_2),
        "amount": 3_447_600,
        "currency": "CNY",
        "reference": "沙州银行 20261205-0017",
    }
    return [
        signed("RoyaltyReport", report, [SCARF_MAKER], 303, days=10),
        signed("RoyaltyCorrection", correction, [SCARF_MAKER], 306, days=12),
        signed("RoyaltyPayment", payment, [PAINTER_2], 307, days=14),
    ]


def _terms(rights: list[Json], until: str) -> JsonObject:
    return {
        "rights": rights,
        "exclusivity": "non_exclusive",
        "territory": ["CN-MAINLAND"],
        "media": ["goods"],
        "products": ["silk_scarf"],
        "breach": "逾期付款的，每日按未付款项的万分之五支付违约金",
        "from": "2026-11-21",
        "until": until,
    }


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [derivative(), *licences(), *serials(), *royalties()]
