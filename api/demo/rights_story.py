"""The second half of the demo's story: objection, exclusive licence, scarves, royalties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.authorizing import Asked
from api.demo.stage import Key, Stage, exhibit, terms, told, yuan
from api.demo.story import Cast
from api.rights_models import AuthorizationAnswer
from ledger.register.did import did_of
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio
from ledger.register.rules.dealings import registration_at


def objection(stage: Stage, cast: Cast, late: str) -> Iterator[str]:
    """Object to the look-alike, answer, decide; tell how its registration ends."""
    owner, copyist = cast.creators[1], cast.creators[2]
    filed = stage.enter(
        "ObjectionFiling",
        {
            "work": late,
            "objector": did_of(owner),
            "ground": "not_author",
            "standing": "author",
            "statement": "这是我在先登记作品的近似复制 / a near copy of my earlier registration",
            "evidence": [exhibit("在先登记的回执 receipt of the earlier registration")],
            "seeks": "refuse",
        },
        owner,
    )
    case: dict[str, Any] = {"objection": filed.statement.id}
    admitted = {"outcome": "admitted", "reasons": "身份、理由、证据齐备 / all is there"}
    stage.enter("ObjectionAdmission", case | admitted, stage.registrars[0])
    yield standing(stage, late)
    stage.clock.skip(5)
    reply = {"statement": "我们独立创作 / we made it independently"}
    stage.enter("ObjectionReply", case | reply, copyist)
    decided: dict[str, Any] = {
        "outcome": "upheld",
        "reasons": "与在先作品的表达相同 / the expression is that of the earlier work",
        "article": "《著作权法》第五十三条",
    }
    stage.enter("ObjectionDecision", case | decided, *stage.registrars)
    stage.clock.skip(16)
    yield standing(stage, late)


def exclusive(stage: Stage, cast: Cast, work: str) -> Iterator[str]:
    """License a work exclusively for one use, and try to license the same use again."""
    owner = cast.creators[1]
    period = {"from": stage.day(0), "until": stage.day(365)}
    first = terms(exclusivity="exclusive", products=["blind_box"]) | period
    sides: dict[str, Any] = {"work": work, "licensors": [did_of(owner)]}
    granted = stage.enter(
        "LicenceGrant",
        sides | {"licensee": did_of(cast.museum), "terms": first},
        owner,
        cast.museum,
    )
    yield f"✓ 专有许可，第 {granted.index} 条 / an exclusive licence is entry {granted.index}"
    second = terms(products=["blind_box", "stationery"], territory=["CN-62"]) | period
    refusal = stage.refused(
        "LicenceGrant",
        sides | {"licensee": did_of(cast.maker), "terms": second},
        owner,
        cast.maker,
    )
    yield f"✗ {told(refusal)}"


def scarves(stage: Stage, cast: Cast, work: str) -> tuple[str, AuthorizationAnswer, bytes]:
    """License scarves, and ask as a shop does: 5,000, mainland China, until 2027-12-31.

    Gives the licence's id, the answer, and the certificate.
    """
    owner = cast.creators[1]
    price = {"currency": "CNY", "perUnit": 150, "share": "3/100"}
    agreed = terms(remuneration=price, quantity=5_000)
    agreed |= {"from": stage.day(0), "until": "2027-12-31"}
    sides: dict[str, Any] = {
        "work": work,
        "licensors": [did_of(owner)],
        "licensee": did_of(cast.maker),
    }
    granted = stage.enter("LicenceGrant", sides | {"terms": agreed}, owner, cast.maker)
    asked = Asked(
        licensee=did_of(cast.maker),
        rights="reproduction,distribution",
        territory="CN-MAINLAND",
        medium="goods",
        product="silk_scarf",
        quantity=5_000,
        at=stage.today,
        until=stage.today.replace(year=2027, month=12, day=31),
    )
    return granted.statement.id, stage.may(work, asked), stage.certificate(work, asked)


def royalties(stage: Stage, maker: Key, grant: str) -> Iterator[str]:
    """Report a month's sales and tell what is owed for them."""
    start = stage.day(0)
    stage.clock.skip(30)
    report: dict[str, Any] = {
        "grant": grant,
        "from": start,
        "until": stage.day(-1),
        "currency": "CNY",
    }
    sold = stage.enter("RoyaltyReport", report | {"units": 1_001, "revenue": 12_912_901}, maker)
    ruling: dict[str, Any] = sold.registry.ruling or {}
    for line in ruling["lines"]:
        yield f"{line['basis']}: {yuan(line['amount'])} CNY"
    yield f"合计 / in all: {yuan(ruling['owed']['CNY'])} CNY"


def standing(stage: Stage, work: str) -> str:
    """Say where a registration stands today."""
    with stage.moment() as moment:
        folio = moment.register.get(Folio, work)
    assert folio is not None
    progress = registration_at(folio, stage.today)
    state = REGISTRATION.states[progress.state]
    return f"{stage.today}  {state.zh} / {state.en}"
