"""The story of the area enforcement: scarves without licence, a dispute, a suit, and once more."""

from __future__ import annotations

from datetime import timedelta

from ledger.register.calendar import format_time
from ledger.register.canonical import JsonObject
from ledger.register.commitment import commit
from ledger.register.did import did_of
from ledger.register.examples.common import (
    MARKET,
    PAINTER,
    SCARF_MAKER,
    TIME,
    example_id,
    signed,
)
from ledger.register.examples.founding import WORK
from ledger.register.masking import mask_host, mask_label

_EVIDENCE, _NOTICE, _OTHER_EVIDENCE, _OTHER_NOTICE = (
    example_id(number) for number in (901, 902, 909, 910)
)
_SALTS = ("1a" * 32, "2b" * 32, "3c" * 32, "4d" * 32)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [*_notice(), *_dispute(), *_once_more()]


def _evidence(number: int, days: int, suspect: str, notice: str | None = None) -> JsonObject:
    """Record what the painter found the day before."""
    subject: JsonObject = {
        "collector": did_of(PAINTER),
        "work": WORK,
        "manifest": {"sha256": f"{number}" * 21 + "0", "sm3": f"{number}" * 21 + "1"},
        "suspect": suspect * 32,
        "seen": format_time(TIME + timedelta(days=days - 1)),
    }
    if notice is not None:
        subject["notice"] = notice
    return signed("EvidenceRecord", subject, [PAINTER], number, days=days)


def _target(address: str, host: str, salt: str) -> JsonObject:
    return {"commitment": commit(address, salt), "host": mask_host(host)}


def _notice() -> list[JsonObject]:
    """Find scarves on a market, and give notice; the market forwards it and takes them down."""
    market: JsonObject = {
        "party": did_of(MARKET),
        "kind": "organisation",
        "displayName": "沙州集市",
        "roles": ["platform"],
    }
    notice: JsonObject = {
        "work": WORK,
        "notifier": did_of(PAINTER),
        "identity": commit("张议潮，沙州归义军路 1 号，0937-0000000", _SALTS[0]),
        "platform": did_of(MARKET),
        "respondent": did_of(SCARF_MAKER),
        "targets": [_target("https://item.market.example/8431", "item.market.example", _SALTS[1])],
        "grounds": ["copied"],
        "use": {
            "rights": ["reproduction", "distribution"],
            "territory": ["CN-MAINLAND"],
            "media": ["goods"],
            "products": ["silk_scarf"],
        },
        "evidence": [_EVIDENCE],
        "statement": "未经许可将本作品印制于丝巾并销售，请删除链接。",
    }
    forwarding: JsonObject = {"notice": _NOTICE, "measures": ["delete"]}
    return [
        signed("PartyRegistration", market, [MARKET], 900, days=40),
        _evidence(901, 41, "e1"),
        signed("InfringementNotice", notice, [PAINTER], 902, days=42),
        signed("NoticeForwarding", forwarding, [MARKET], 903, days=43),
    ]


def _dispute() -> list[JsonObject]:
    """Declare not to infringe; the painter sues within the fifteen days, and the court finds it."""
    counter: JsonObject = {
        "notice": _NOTICE,
        "identity": commit("河西丝巾坊，沙州北街 8 号，0937-1111111", _SALTS[2]),
        "statement": "图案由本坊自行设计。",
        "evidence": [{"sha256": "e2" * 32, "title": "设计稿"}],
    }
    proof: JsonObject = {
        "notice": _NOTICE,
        "kind": "lawsuit",
        "court": "敦煌市人民法院",
        "number": "（2027）甘0982民初3号",
        "document": {"sha256": "e3" * 32, "title": "受理案件通知书"},
    }
    outcome: JsonObject = {
        "notice": _NOTICE,
        "outcome": "upheld",
        "reasons": "生效判决认定侵犯复制权、发行权。",
        "document": {"sha256": "e4" * 32, "title": "民事判决书"},
    }
    return [
        signed("CounterNotice", counter, [SCARF_MAKER], 904, days=45),
        signed("CounterForwarding", {"notice": _NOTICE}, [MARKET], 905, days=46),
        signed("SuitProof", proof, [PAINTER], 906, days=60),
        signed("NoticeOutcome", outcome, [MARKET], 907, days=200),
    ]


def _once_more() -> list[JsonObject]:
    """See the scarves again; and find somebody unknown, who is left alone in the end."""
    notice: JsonObject = {
        "work": WORK,
        "notifier": did_of(PAINTER),
        "identity": commit("张议潮，沙州归义军路 1 号，0937-0000000", _SALTS[0]),
        "platform": did_of(MARKET),
        "respondentLabel": mask_label("月牙泉画铺"),
        "targets": [_target("https://item.market.example/9077", "item.market.example", _SALTS[3])],
        "grounds": ["copied", "plagiarised"],
        "use": {
            "rights": ["reproduction", "network"],
            "territory": ["CN-MAINLAND"],
            "media": ["online"],
            "products": "all",
        },
        "evidence": [_OTHER_EVIDENCE],
        "statement": "商品主图使用了本作品的雪景部分。",
    }
    withdrawn: JsonObject = {
        "notice": _OTHER_NOTICE,
        "outcome": "withdrawn",
        "reasons": "经核对，对方使用的是公有领域的壁画照片。",
    }
    return [
        _evidence(908, 210, "e5", _NOTICE),
        _evidence(909, 211, "e6"),
        signed("InfringementNotice", notice, [PAINTER], 910, days=212),
        signed("NoticeOutcome", withdrawn, [PAINTER], 911, days=213),
    ]
