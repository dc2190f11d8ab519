"""Trace a mug: a photograph of a product, the work on it, what is the maker's own, the evidence.

一张马克杯的照片：印的是哪件作品、哪一部分是作者自己的、店家有无许可，并固定证据。

    python examples/trace_a_mug.py
"""

from __future__ import annotations

from api.authorizing import Asked
from api.demo.artwork.product import mug
from api.demo.origin_story import drawn_on_it, enter_wall, enter_work, evidence
from api.demo.stage import stage
from api.tracing import trace_answer
from ledger.evidence.bundle import parse_bundle, verify_bundle
from ledger.register.did import did_of


def main() -> None:
    """Register a wall and a work, find the work on a mug, and collect the evidence."""
    with stage("ledger.example/2026") as scene:
        museum = scene.party("博物馆 Museum", "heritage_institution", organisation=True)
        maker = scene.party("阿莲 Lian")
        officer, shop = scene.party("取证员 Officer", "enforcement"), scene.party("杯店 Mugs")
        wall = enter_wall(scene, museum)
        picture = drawn_on_it(1)
        work = enter_work(scene, maker, ("新三兔藻井", "New Three Hares"), picture, wall)
        report = work.registry.origin
        assert report is not None
        print(f"登记作品，新增约 / registered, new about: {report.new / 1000:.0%}")

        photograph = mug(picture)
        question = Asked(
            licensee=did_of(shop),
            rights="reproduction,distribution",
            territory="CN-MAINLAND",
            at=scene.today,
        )
        found = trace_answer(scene.service, scene.service.trace(photograph), question)
        best = found.matches[0]
        assert best.answer is not None
        print(f"照片上的是 / on the photograph: {best.number} {best.title.zh} / {best.title.en}")
        print(f"  {best.verdict}, {len(best.areas)} area(s)")
        print(f"  同源 / heritage that explains the rest: {best.explained_by == [wall.id]}")
        print(f"  店家获许可 / the shop is licensed: {best.answer.authorised}")

        bundle = evidence(scene, officer, photograph, work.statement.id, shop)
        verified = verify_bundle(parse_bundle(bundle), scene.service.home.verifier)
        passed = sum(item.result == "PASS" for item in verified.items)
        print(f"证据包 / bundle: {len(verified.items)} 条自查 / articles, {passed} PASS")
        print(f"  记入账本 / recorded in entry {verified.found.record.entry.index}")


if __name__ == "__main__":
    main()
