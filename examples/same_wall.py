"""Two designers, one wall: what both took from the mural accuses neither of them.

两位设计者取材于同一幅壁画：相同之处属于壁画，不指向任何一方；原样扫描壁画则如实标明。

    python examples/same_wall.py
"""

from __future__ import annotations

from api.demo.artwork import alter
from api.demo.origin_story import drawn_on_it, enter_wall, enter_work
from api.demo.stage import stage
from ledger.number import format_number
from ledger.register.entry import Entry


def main() -> None:
    """Register two works after one mural, a copy of the first, and a bare scan of the mural."""
    with stage("ledger.example/2026") as scene:
        museum = scene.party("博物馆 Museum", "heritage_institution", organisation=True)
        first, second = scene.party("阿莲 Lian"), scene.party("青禾 Qinghe")
        wall = enter_wall(scene, museum)
        lian = drawn_on_it(1)
        tell(enter_work(scene, first, ("新三兔藻井", "New Three Hares"), lian, wall))
        tell(enter_work(scene, second, ("三兔同行", "Hares Together"), drawn_on_it(2), wall))
        print("抄了第一件的人也来登记 / somebody who copied the first registers too")
        tell(enter_work(scene, second, ("似曾相识", "Seen Before"), alter.suspect(lian), wall))
        print("有人把壁画照片当作原创登记 / a photograph of the mural, registered as original")
        scan = alter.suspect(wall.picture)
        tell(enter_work(scene, second, ("三兔", "Hares"), scan, None))


def tell(entry: Entry) -> None:
    """Print the origin report of a registration."""
    report = entry.registry.origin
    assert report is not None
    print(f"{format_number(entry.index)} 新增 / new: {report.new / 1000:.0%}")
    for match in report.matches:
        print(f"    → {format_number(match.entry)}: {match.verdict}")
    for source in report.sources:
        print(f"    → {format_number(source.entry)}: 文物来源 / heritage source")
    if report.scan:
        print("    ! 文物来源的扫描 / a scan of a heritage source")


if __name__ == "__main__":
    main()
