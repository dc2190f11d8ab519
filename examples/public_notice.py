"""Public notice: an objection stops the clock, is answered and dismissed, and the clock goes on.

公示：异议使期限中止，经答辩、审理被驳回，期限继续。
"""

from __future__ import annotations

from api.demo.stage import Key, Stage, exhibit, stage, told
from ledger.register.did import did_of
from ledger.register.feeds import NOTICES, read_feed
from ledger.register.procedures.registration import REGISTRATION
from ledger.register.records import Folio
from ledger.register.rules.dealings import registration_at


def main() -> None:
    """Register, object, answer, decide, and read the notice board."""
    with stage("ledger.example/2026", days_ago=90) as scene:
        painter = scene.party("阿莲 Lian", "creator")
        rival = scene.party("青禾 Qinghe", "creator")
        work = scene.work(painter, ("九色鹿", "Nine-Coloured Deer"), seed=5, family="jiuselu")
        say(scene, work, "登记，公示开始 / registered, the notice begins")
        mine = {"work": work, "objector": did_of(painter)}
        refusal = scene.refused("ObjectionFiling", complaint() | mine, painter)
        print(f"✗ 对自己的作品提异议 / objecting to one's own work: {told(refusal)}")
        object_and_decide(scene, work, painter, rival)
        scene.clock.skip(60)
        say(scene, work, "六十天后 / sixty days later")
        with scene.moment() as moment:
            board = read_feed(moment.register, NOTICES, 0, 100)
        print(f"公示栏 / notice board: {[number for number, _ in board]}")


def object_and_decide(scene: Stage, work: str, painter: Key, rival: Key) -> None:
    """Object, admit, answer and decide, each by who has to."""
    scene.clock.skip(10)
    theirs = {"work": work, "objector": did_of(rival)}
    objection = scene.enter("ObjectionFiling", complaint() | theirs, rival).statement.id
    admitted = {"objection": objection, "outcome": "admitted", "reasons": "身份与证据齐备"}
    scene.enter("ObjectionAdmission", admitted, scene.registrars[0])
    say(scene, work, "第十天异议受理，期限中止 / day 10: an objection is admitted, the clock stops")
    scene.clock.skip(5)
    reply = {"objection": objection, "statement": "草稿与线稿在案", "evidence": [exhibit("草稿")]}
    scene.enter("ObjectionReply", reply, painter)
    decision = {
        "objection": objection,
        "outcome": "dismissed",
        "reasons": "两件作品独立取材于同一壁画，各有独创性表达",
        "article": "法释〔2020〕19号第十五条",
    }
    alone = scene.refused("ObjectionDecision", decision, scene.registrars[0])
    print(f"✗ 一名登记员独自决定 / one registrar alone: {told(alone)}")
    scene.enter("ObjectionDecision", decision, *scene.registrars)
    say(scene, work, "两名登记员驳回异议 / two registrars dismiss it")


def complaint() -> dict[str, object]:
    """Give what an objection says."""
    return {
        "ground": "not_author",
        "standing": "author",
        "statement": "鹿的造型与我的线稿相同 / the deer is the one of my drawing",
        "evidence": [exhibit("线稿 drawing")],
        "seeks": "refuse",
    }


def say(scene: Stage, work: str, text: str) -> None:
    """Say what happened, and where the registration stands."""
    with scene.moment() as moment:
        folio = moment.register.get(Folio, work)
    assert folio is not None
    progress = registration_at(folio, scene.today)
    state = REGISTRATION.states[progress.state]
    print(f"{text}\n    {state.zh} {state.en}, 期限 due: {progress.due}")


if __name__ == "__main__":
    main()
