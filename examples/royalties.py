"""Royalties: a derivative is restricted until licensed; what its sales owe runs up the chain.

版税：演绎作品须先取得许可；其销售应付的版税逐级计算，分毫不差。
"""

from __future__ import annotations

from typing import Any

from api.demo.stage import Key, Stage, stage, terms, told, yuan
from ledger.register.did import did_of

NAMES = ("阿莲 Lian", "青禾 Qinghe", "游戏社 Games")


def main() -> None:
    """Register a deer and a game skin made from it; license both, sell, and divide the money."""
    with stage("ledger.example/2026", days_ago=100) as scene:
        people = {name: scene.party(name) for name in NAMES}
        lian, qing, games = people.values()
        deer = scene.work(lian, ("九色鹿", "Nine-Coloured Deer"), seed=5, family="jiuselu")
        skin = scene.work(
            qing, ("鹿王皮肤", "Deer King Skin"), seed=9, parents=[("work", deer, "adapted")]
        )
        scene.clock.skip(31)
        refusal = scene.refused("LicenceGrant", grant(scene, skin, qing, games), qing, games)
        print(f"✗ 上游未许可 / upstream unlicensed: {told(refusal)}")
        adapt = grant(scene, deer, lian, qing, rights=["adaptation"], share="1/20")
        scene.enter("LicenceGrant", adapt, lian, qing)
        licence = grant(scene, skin, qing, games, share="1/10", perUnit=33, quantity=5_000)
        granted = scene.enter("LicenceGrant", licence, qing, games).statement.id
        print("✓ 上游许可后，下游许可成立 / licensed upstream, and then downstream")
        sell(scene, granted, games, people)


def grant(  # noqa: PLR0913, PLR0917  # who licenses what to whom, and for how much
    scene: Stage,
    work: str,
    licensor: Key,
    licensee: Key,
    rights: Any = None,
    quantity: int | None = None,
    **price: Any,
) -> dict[str, Any]:
    """Give the subject of a licence that the parties sign together."""
    agreed = terms(
        rights=rights or ["reproduction", "distribution", "network"],
        media=["game", "online"],
        products=["game_skin"],
        remuneration={"currency": "CNY"} | price,
        until=scene.day(365),
    )
    agreed |= {"from": scene.today.isoformat()} | ({"quantity": quantity} if quantity else {})
    sides = {"licensors": [did_of(licensor)], "licensee": did_of(licensee)}
    return {"work": work, "terms": agreed} | sides


def sell(scene: Stage, granted: str, games: Key, people: dict[str, Key]) -> None:
    """Issue serial numbers, report what was sold, and print who owes whom what."""
    issued = scene.enter("SerialIssue", {"grant": granted, "count": 1_234}, games)
    print(f"编号 / serial numbers: {issued.registry.ruling}")
    over = scene.refused("SerialIssue", {"grant": granted, "count": 5_000}, games)
    print(f"✗ 超量 / too many: {told(over)}")
    start = scene.today.isoformat()
    scene.clock.skip(60)
    report = {"grant": granted, "from": start, "until": scene.day(-1), "currency": "CNY"}
    sold = scene.enter("RoyaltyReport", report | {"units": 1_001, "revenue": 1_000_003}, games)
    names = {did_of(key): alias for alias, key in people.items()}
    ruling: dict[str, Any] = sold.registry.ruling or {}
    for line in ruling["lines"]:
        amount = f"{yuan(line['amount'])} CNY ({line['basis']})"
        print(f"  {names[line['payer']]} → {names[line['payee']]}: {amount}")
    print(f"合计（分）/ total in fen: {ruling['owed']}")


if __name__ == "__main__":
    main()
