"""The story of the area pledges: the painter borrows, borrows more, and pays back."""

from __future__ import annotations

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import BANK, PAINTER, example_id, signed
from ledger.register.examples.founding import WORK

PLEDGE = example_id(350)


def registration() -> JsonObject:
    """Pledge the rights of reproduction and distribution to the bank."""
    subject: JsonObject = {
        "work": WORK,
        "pledgors": [did_of(PAINTER)],
        "pledgee": did_of(BANK),
        "rights": ["reproduction", "distribution"],
        "claim": {"kind": "loan", "currency": "CNY", "amount": 30_000_000},
        "debtUntil": "2027-12-31",
        "scope": "主债权及利息、违约金和实现质权的费用",
        "pledgeUntil": "2028-12-31",
        "contract": "51" * 32,
        "mainContract": "52" * 32,
        "valuation": {"currency": "CNY", "amount": 60_000_000, "sha256": "53" * 32},
        "priorLicences": "出质前未许可他人使用",
    }
    return signed("PledgeRegistration", subject, [PAINTER, BANK], 350, days=31)


def change() -> JsonObject:
    """Secure a larger loan."""
    subject: JsonObject = {
        "pledge": PLEDGE,
        "claim": {"kind": "loan", "currency": "CNY", "amount": 40_000_000},
        "debtUntil": "2028-06-30",
        "contract": "54" * 32,
    }
    return signed("PledgeChange", subject, [PAINTER, BANK], 351, days=60)


def release() -> JsonObject:
    """Release the pledge after the loan was paid back."""
    subject: JsonObject = {"pledge": PLEDGE, "reason": "主债务已清偿"}
    return signed("PledgeRelease", subject, [BANK], 352, days=90)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [registration(), change(), release()]
