"""The story of the area title: joint owners who disagree, a late author, a sale, a merger."""

from __future__ import annotations

from ledger.register.canonical import Json, JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import (
    MUSEUM,
    PAINTER,
    PAINTER_2,
    REGISTRAR,
    REGISTRAR_2,
    SCARF_MAKER,
    example_id,
    signed,
)
from ledger.register.examples.founding import WORK

#: The ids of the joint work and of the work of unknown author.
JOINT_WORK = example_id(150)
ORPHAN_WORK = example_id(151)
_FIRST_NOTICE = example_id(152)
_SECOND_NOTICE = example_id(155)


def _work(title: Json, sha256: str, **changes: Json) -> JsonObject:
    subject: JsonObject = {
        "title": title,
        "category": "fine_art",
        "creation": {"nature": "original", "completed": "2026-09-01", "place": "CN-62"},
        "publication": {"status": "unpublished"},
        "acquisition": "original",
        "rights": "all",
        "file": {"sha256": sha256, "mediaType": "image/png"},
        "ai": "none",
    }
    return subject | changes


def works() -> list[JsonObject]:
    """Register a work of two painters, and an old one that the museum owns the original of."""
    painters = [did_of(PAINTER), did_of(PAINTER_2)]
    joint = _work(
        {"zh": "双人飞天", "en": "Two Apsaras"},
        "d1" * 32,
        ownership="joint",
        authors=[
            {"party": painters[0], "signedAs": "鸣沙"},
            {"party": painters[1], "signedAs": "月牙泉"},
        ],
        owners=[{"party": painters[0], "share": "2/3"}, {"party": painters[1], "share": "1/3"}],
        attachments=[{"kind": "joint_agreement", "sha256": "d2" * 32}],
        tdm={"train": "reserved", "inference": "reserved", "derive": "reserved", "search": "open"},
    )
    orphan = _work(
        {"zh": "佚名线描稿"},
        "d3" * 32,
        acquisition="other",
        ownership="individual",
        unknownAuthor=True,
        authors=[],
        owners=[{"party": did_of(MUSEUM), "share": "1/1"}],
    )
    return [
        signed("WorkRegistration", joint, [PAINTER, PAINTER_2], 150),
        signed("WorkRegistration", orphan, [MUSEUM], 151),
    ]


def joint_use() -> list[JsonObject]:
    """Let a painter give notice of two uses: one objection is taken back, one found not just."""
    notice: JsonObject = {
        "work": JOINT_WORK,
        "owner": did_of(PAINTER),
        "termsDigest": "d4" * 32,
        "summary": "普通许可：丝巾五百条，中国内地，至2027年底，每条三元",
        "licensee": did_of(SCARF_MAKER),
    }
    second = notice | {"termsDigest": "d5" * 32, "summary": "普通许可：线上展览一年，无偿"}
    objection: JsonObject = {
        "notice": _FIRST_NOTICE,
        "owner": did_of(PAINTER_2),
        "reason": "price_manifestly_unfair",
        "statement": "同类丝巾的报酬为每条五元以上",
    }
    back: JsonObject = {"notice": _FIRST_NOTICE, "owner": did_of(PAINTER_2)}
    ruling: JsonObject = {
        "notice": _SECOND_NOTICE,
        "outcome": "not_just",
        "reasons": "线上展览注明双方署名，未歪曲作品",
    }
    other = objection | {
        "notice": _SECOND_NOTICE,
        "reason": "harms_integrity",
        "statement": "不宜在线展出",
    }
    return [
        signed("JointUseNotice", notice, [PAINTER], 152, days=1),
        signed("JointUseObjection", objection, [PAINTER_2], 153, days=3),
        signed("JointUseWithdrawal", back, [PAINTER_2], 154, days=5),
        signed("JointUseNotice", second, [PAINTER], 155, days=6),
        signed("JointUseObjection", other, [PAINTER_2], 156, days=7),
        signed("JointUseRuling", ruling, [REGISTRAR, REGISTRAR_2], 157, days=9),
    ]


def claim() -> JsonObject:
    """Let the second painter show that the old work is hers."""
    subject: JsonObject = {
        "work": ORPHAN_WORK,
        "author": did_of(PAINTER_2),
        "evidence": ["d6" * 32, "d7" * 32],
        "reasons": "存有底稿与同期书信，笔迹经鉴定一致",
    }
    return signed("OrphanClaim", subject, [PAINTER_2, REGISTRAR, REGISTRAR_2], 158, days=20)


def transfer() -> JsonObject:
    """Sell two rights in mainland China to the scarf maker."""
    subject: JsonObject = {
        "work": WORK,
        "from": did_of(PAINTER),
        "to": [{"party": did_of(SCARF_MAKER), "share": "1/1"}],
        "rights": ["reproduction", "distribution"],
        "territory": ["CN-MAINLAND"],
        "price": {"currency": "CNY", "amount": 8_000_000},
        "payment": "签署后十日内一次付清，银行转账",
        "breach": "逾期付款每日按万分之五支付违约金",
        "agreement": "d8" * 32,
    }
    return signed("Transfer", subject, [PAINTER, SCARF_MAKER], 159, days=40)


def succession() -> JsonObject:
    """Merge the scarf maker into the museum."""
    subject: JsonObject = {
        "party": did_of(SCARF_MAKER),
        "cause": "merger",
        "successors": [{"party": did_of(MUSEUM), "share": "1/1"}],
        "works": [WORK],
        "document": {"sha256": "d9" * 32, "title": "合并协议"},
    }
    return signed("Succession", subject, [MUSEUM, SCARF_MAKER, REGISTRAR], 160, days=60)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [*works(), *joint_use(), claim(), transfer(), succession()]
