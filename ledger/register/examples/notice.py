"""The story of the public notice: an objection through review, another taken back, a caveat."""

from __future__ import annotations

from ledger.register.canonical import JsonObject
from ledger.register.did import did_of
from ledger.register.examples.common import (
    MUSEUM,
    PAINTER,
    PAINTER_2,
    REGISTRAR,
    REGISTRAR_2,
    example_id,
    signed,
)
from ledger.register.examples.founding import WORK

OBJECTION = example_id(200)
SECOND_OBJECTION = example_id(207)
CAVEAT = example_id(209)


def story() -> list[JsonObject]:
    """Give the documents in the order in which they are admissible."""
    return [*_objection(), *_review(), *_second_objection(), *_caveat()]


def _objection() -> list[JsonObject]:
    """Object as a co-author on the fifth day; the painter takes more time and replies."""
    filing: JsonObject = {
        "work": WORK,
        "objector": did_of(PAINTER_2),
        "ground": "co_author_omitted",
        "standing": "co_author",
        "statement": "雪景部分由我绘制，登记时遗漏了我。",
        "evidence": [{"sha256": "a1" * 32, "title": "分层草稿及修改记录"}],
        "entries": [3],
        "seeks": "rectify",
    }
    admission: JsonObject = {
        "objection": OBJECTION,
        "outcome": "admitted",
        "reasons": "身份、理由和证据齐备。",
        "article": "《著作权法》第十四条",
    }
    reply: JsonObject = {
        "objection": OBJECTION,
        "statement": "雪景由我独立完成，对方只提供了器材。",
        "evidence": [{"sha256": "a2" * 32, "title": "绘制过程录像"}],
    }
    return [
        signed("ObjectionFiling", filing, [PAINTER_2], 200, days=5),
        signed("ObjectionAdmission", admission, [REGISTRAR], 201, days=6),
        signed("ObjectionExtension", {"objection": OBJECTION}, [PAINTER], 202, days=10),
        signed("ObjectionReply", reply, [PAINTER], 203, days=25),
    ]


def _review() -> list[JsonObject]:
    """Decide in part for the objector; after review the objection is dismissed."""
    decision: JsonObject = {
        "objection": OBJECTION,
        "outcome": "partly",
        "reasons": "草稿显示对方参与了部分设色，但不足以认定为合作作者。",
        "article": "《著作权法》第十四条",
        "remedy": {
            "action": "annotate",
            "text": {"zh": "月牙泉参与部分设色", "en": "Yueyaquan took part in the colouring"},
        },
    }
    review: JsonObject = {
        "objection": OBJECTION,
        "reasons": "录像表明设色也由我一人完成。",
    }
    again: JsonObject = {
        "objection": OBJECTION,
        "outcome": "dismissed",
        "reasons": "录像完整连续，草稿不能证明对方参与创作。",
        "article": "《著作权法》第十四条",
    }
    officers = [REGISTRAR, REGISTRAR_2]
    return [
        signed("ObjectionDecision", decision, officers, 204, days=40),
        signed("ObjectionReview", review, [PAINTER], 205, days=50),
        signed("ReviewDecision", again, officers, 206, days=60),
    ]


def _second_objection() -> list[JsonObject]:
    """Object as the museum while the notice goes on, and take it back."""
    filing: JsonObject = {
        "work": WORK,
        "objector": did_of(MUSEUM),
        "ground": "heritage_breach",
        "standing": "heritage_body",
        "statement": "作品使用的壁画照片未经批准拍摄。",
        "evidence": [{"sha256": "a3" * 32, "title": "洞窟拍摄登记簿"}],
        "seeks": "annotate",
    }
    return [
        signed("ObjectionFiling", filing, [MUSEUM], 207, days=61),
        signed("ObjectionWithdrawal", {"objection": SECOND_OBJECTION}, [MUSEUM], 208, days=62),
    ]


def _caveat() -> list[JsonObject]:
    """Dispute the registration after its notice, sue, and settle."""
    caveat: JsonObject = {
        "work": WORK,
        "caveator": did_of(PAINTER_2),
        "ground": "co_author_omitted",
        "standing": "co_author",
        "statement": "我将就作者身份提起诉讼。",
        "evidence": [{"sha256": "a1" * 32, "title": "分层草稿及修改记录"}],
    }
    proof: JsonObject = {
        "caveat": CAVEAT,
        "kind": "lawsuit",
        "court": "敦煌市人民法院",
        "number": "（2027）甘0982民初12号",
        "document": {"sha256": "a4" * 32, "title": "受理案件通知书"},
    }
    annotation: JsonObject = {
        "work": WORK,
        "text": {"zh": "双方已达成和解", "en": "The two sides have settled"},
        "about": 18,
    }
    return [
        signed("Caveat", caveat, [PAINTER_2], 209, days=90),
        signed("CaveatProof", proof, [PAINTER_2], 210, days=100),
        signed("CaveatWithdrawal", {"caveat": CAVEAT}, [PAINTER_2], 211, days=120),
        signed("Annotation", annotation, [REGISTRAR], 212, days=121),
    ]
