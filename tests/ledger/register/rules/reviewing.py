"""What the hostile hands of the reviews do again and again."""

from typing import Any

from ledger.register.did import did_of
from ledger.register.terms import Terms, terms_digest

from ..build import ALICE, REGISTRAR, digest_of
from ..play import REGISTRAR_2, Play
from .parties_play import death

END = "9999-12-31"
EVIDENCE = {"statement": "未付款", "evidence": digest_of(3)}


def notified(play: Play, name: str, *signers: Any) -> str:
    subject = {"grant": name} | EVIDENCE
    return play.enter("BreachNotice", subject, *signers).statement.id


def ends(name: str, day: str, notice: str | None = None) -> dict[str, Any]:
    subject: dict[str, Any] = {"grant": name, "ground": "agreement", "lastDay": day}
    return subject | ({"ground": "breach", "notice": notice} if notice else {})


def joint_notice(play: Play, work: str, licence: Any, *, by: Any = ALICE) -> str:
    subject = {
        "work": work,
        "owner": did_of(by),
        "termsDigest": terms_digest(Terms.model_validate(licence)),
        "summary": "普通许可",
    }
    return play.enter("JointUseNotice", subject, by).statement.id


def sale(work: str, giver: Any, taker: Any) -> dict[str, Any]:
    return {
        "work": work,
        "from": did_of(giver),
        "to": [{"party": did_of(taker), "share": "1/1"}],
        "rights": "all",
        "territory": ["001"],
        "price": {"currency": "CNY", "amount": 1},
        "payment": "付清",
        "breach": "赔偿损失",
    }


def objection(notice: str, owner: Any) -> dict[str, Any]:
    reason = {"reason": "harms_integrity", "statement": "歪曲作品"}
    return {"notice": notice, "owner": did_of(owner)} | reason


def bury(play: Play, party: Any) -> None:
    play.enter("DeathRecord", death(play.today, party), REGISTRAR, REGISTRAR_2)


def inherit(play: Play, work: str, dead: Any, heir: Any) -> None:
    subject = {
        "party": did_of(dead),
        "cause": "inheritance",
        "successors": [{"party": did_of(heir), "share": "1/1"}],
        "works": [work],
        "document": {"sha256": "ab" * 32, "title": "公证书"},
    }
    play.enter("Succession", subject, heir, REGISTRAR)
