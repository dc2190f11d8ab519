"""The story of the area orders: a court suspends dealings with the work, and lifts that again."""

from __future__ import annotations

from ledger.register.canonical import JsonObject
from ledger.register.examples.common import REGISTRAR, REGISTRAR_2, example_id, signed
from ledger.register.examples.founding import WORK


def suspension() -> JsonObject:
    """Suspend all dealings with the work for half a year."""
    subject: JsonObject = {
        "kind": "suspend",
        "work": WORK,
        "authority": "court",
        "issuerName": "沙州市中级人民法院",
        "number": "（2026）沙01民初7号之一",
        "document": "61" * 32,
        "scope": {},
        "until": "2027-06-30",
        "reasons": "著作权权属纠纷审理期间，依申请裁定中止交易",
    }
    return signed("Order", subject, [REGISTRAR, REGISTRAR_2], 400, days=10)


def lifting() -> JsonObject:
    """Lift the suspension."""
    subject: JsonObject = {
        "kind": "lift",
        "work": WORK,
        "authority": "court",
        "issuerName": "沙州市中级人民法院",
        "number": "（2026）沙01民初7号之二",
        "document": "62" * 32,
        "scope": {},
        "lifts": example_id(400),
        "reasons": "原告撤诉",
    }
    return signed("Order", subject, [REGISTRAR_2, REGISTRAR], 401, days=40)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [suspension(), lifting()]
