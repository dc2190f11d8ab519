"""The story of the area licensing: a tariff, an exclusive licence, a breach, an early end."""

from __future__ import annotations

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import (
    BANK,
    MUSEUM,
    PAINTER,
    SCARF_MAKER,
    example_id,
    signed,
)
from ledger.register.examples.founding import WORK
from ledger.register.terms import OfferTerms, terms_digest

_TARIFF, _DIRECTED, _SCARVES, _SKINS = (example_id(number) for number in (250, 252, 251, 254))
_NOTICE = example_id(258)


def _tier() -> JsonObject:
    return {
        "rights": ["reproduction", "distribution"],
        "exclusivity": "non_exclusive",
        "territory": ["CN-MAINLAND"],
        "media": ["goods"],
        "products": ["silk_scarf"],
        "remuneration": {"currency": "CNY", "perUnit": 350},
        "sublicensing": False,
        "breach": "逾期付款按日万分之五支付违约金",
        "months": 13,
        "quantityPerLicence": 5000,
    }


def _offers() -> list[JsonObject]:
    tariff: JsonObject = {
        "work": WORK,
        "terms": _tier(),
        "tier": {"zh": "丝巾·五千条以内", "en": "Scarves, up to 5,000"},
        "validUntil": "2027-12-31",
        "cap": 20000,
    }
    acceptance: JsonObject = {
        "offer": _TARIFF,
        "licensee": did_of(SCARF_MAKER),
        "termsDigest": terms_digest(OfferTerms.model_validate(_tier())),
        "quantity": 5000,
    }
    directed: JsonObject = {
        "work": WORK,
        "to": did_of(BANK),
        "terms": _tier() | {"products": ["stationery"], "months": 6},
        "validUntil": "2026-12-20",
    }
    return [
        signed("LicenceOffer", tariff, [PAINTER], 250, days=1),
        signed("OfferAcceptance", acceptance, [SCARF_MAKER], 251, days=2),
        signed("LicenceOffer", directed, [PAINTER], 252, days=3),
        signed("OfferWithdrawal", {"offer": _DIRECTED}, [PAINTER], 253, days=4),
    ]


def _exclusive() -> list[JsonObject]:
    terms: JsonObject = {
        "rights": ["reproduction", "network", "adaptation"],
        "exclusivity": "exclusive",
        "territory": ["001"],
        "media": ["game"],
        "products": ["game_skin"],
        "remuneration": {"currency": "CNY", "fixed": 8000000, "share": "3/50"},
        "sublicensing": True,
        "breach": "违约方赔偿守约方的损失",
        "from": "2027-01-01",
        "until": "2029-12-31",
        "condition": "支付首期许可费 80,000 元",
        "conditionUntil": "2027-01-31",
    }
    grant: JsonObject = {
        "work": WORK,
        "licensors": [did_of(PAINTER)],
        "licensee": did_of(MUSEUM),
        "terms": terms,
    }
    paid: JsonObject = {
        "grant": _SKINS,
        "amount": 8000000,
        "currency": "CNY",
        "reference": "2027-01-04/001",
    }
    return [
        signed("LicenceGrant", grant, [PAINTER, MUSEUM], 254, days=32),
        signed("PaymentAcknowledgement", paid, [PAINTER], 255, days=44),
        signed("ConditionMet", {"grant": _SKINS}, [PAINTER], 256, days=45),
    ]


def _endings() -> list[JsonObject]:
    notice: JsonObject = {
        "grant": _SCARVES,
        "statement": "首批样品未署作者名",
        "evidence": "5b" * 32,
    }
    cured: JsonObject = {"grant": _SCARVES, "notice": _NOTICE}
    ended: JsonObject = {"grant": _SCARVES, "ground": "agreement", "lastDay": "2027-06-30"}
    return [
        signed("BreachNotice", notice, [PAINTER], 258, days=60),
        signed("BreachCured", cured, [PAINTER], 259, days=75),
        signed("LicenceTermination", ended, [PAINTER, SCARF_MAKER], 260, days=100),
    ]


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [*_offers(), *_exclusive(), *_endings()]
