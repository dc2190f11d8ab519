"""Every sentence of an answer: when it is said, and which entry and article it names."""

import re
import tomllib
from collections.abc import Callable
from importlib import resources

import pytest

from ledger.errors import load_messages
from ledger.register.calendar import format_time
from ledger.register.questions.authorization import Answer
from ledger.register.questions.clause import CATALOGUE

from ..build import ALICE, BOB, CAROL, digest_of
from ..play import Play
from ..rules import ordering
from ..rules.licences import entry_of, grant, terms
from ..rules.objecting import Case, caveat
from ..rules.parties_play import compromise
from ..rules.royalty_play import from_work
from .asking import ask, sentence

WIDE = {"exclusivity": "exclusive", "sublicensing": True}


def registration(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    return ask(play, work, ALICE), play.folio(work).filed


def cancelled(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    entry = ordering.enter(play, "cancel", work, effect="from_now")
    return ask(play, work, ALICE), entry.index


def suspended(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    entry = ordering.enter(play, "suspend", work)
    return ask(play, work, ALICE), entry.index


def under_notice(play: Play) -> tuple[Answer, int | None]:
    work = play.work()
    return ask(play, work, ALICE), play.folio(work).filed


def under_objection(play: Play) -> tuple[Answer, int | None]:
    work = play.work()
    entry = Case(play, work).admit().index
    return ask(play, work, ALICE), entry


def warned(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    entry = play.enter("Caveat", caveat(work), BOB)
    return ask(play, work, ALICE), entry.index


def owner_excluded(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    name = grant(play, work, terms(play, exclusivity="exclusive"))
    return ask(play, work, ALICE), entry_of(play, name)


def co_owners(play: Play) -> tuple[Answer, int | None]:
    work = play.registered(ALICE, BOB)
    return ask(play, work, ALICE), play.folio(work).filed


def licensed(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    name = grant(play, work, terms(play))
    return ask(play, work), entry_of(play, name)


def nobody(play: Play) -> tuple[Answer, int | None]:
    return ask(play, play.registered()), None


def contested(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    since = format_time(play.now)
    name = grant(play, work, terms(play))
    play.enter("KeyCompromise", compromise(since), ALICE)
    return ask(play, work), entry_of(play, name)


def beyond(last: int = 0, **asked: object) -> Callable[[Play], tuple[Answer, int | None]]:
    def scene(play: Play) -> tuple[Answer, int | None]:
        work = play.registered()
        name = grant(play, work, terms(play))
        return ask(play, work, last=last, **asked), entry_of(play, name)

    return scene


def waiting(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    agreed = terms(play, condition="付清", conditionUntil=play.day(20))
    name = grant(play, work, agreed)
    return ask(play, work), entry_of(play, name)


def grant_suspended(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    name = grant(play, work, terms(play))
    entry = ordering.enter(play, "suspend", work, scope={"grant": name})
    return ask(play, work), entry.index


def passed_on(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    above = grant(play, work, terms(play, **WIDE))
    below = terms(play, exclusivity="exclusive")
    name = grant(play, work, below, by=BOB, to=CAROL, parent=above)
    return ask(play, work), entry_of(play, name)


def quantity(asked: int | None, limit: int | None) -> Callable[[Play], tuple[Answer, int | None]]:
    def scene(play: Play) -> tuple[Answer, int | None]:
        work = play.registered()
        name = grant(play, work, terms(play, quantity=limit))
        return ask(play, work, quantity=asked), entry_of(play, name)

    return scene


def upstream_clear(play: Play) -> tuple[Answer, int | None]:
    root = play.registered()
    work = play.registered(BOB, **from_work(root))
    grant(play, root, terms(play, rights=["adaptation"]))
    return ask(play, work, BOB), None


def upstream_unlicensed(play: Play) -> tuple[Answer, int | None]:
    root = play.registered()
    work = play.registered(BOB, **from_work(root))
    return ask(play, work, BOB), play.folio(root).filed


def material(play: Play) -> tuple[Answer, int | None]:
    used = {"kind": "scan", "rightsholder": "某馆"}
    work = play.registered(upstream=[used, used | {"kind": "font", "licence": digest_of(8)}])
    return ask(play, work, ALICE), play.folio(work).filed


def good_faith(play: Play) -> tuple[Answer, int | None]:
    work = play.registered()
    name = grant(play, work, terms(play))
    ordering.enter(play, "cancel", work, effect="from_now")
    return ask(play, work), entry_of(play, name)


ART_10 = "《著作权法》第十条 / Copyright Law Art. 10"
ART_13 = "《著作权法》第十三条、第十六条 / Copyright Law Art. 13, Art. 16"
ART_14 = "《著作权法》第十四条 / Copyright Law Art. 14"
ART_26 = "《著作权法》第二十六条 / Copyright Law Art. 26"
ART_26_3 = "《著作权法》第二十六条第二款第三项 / Copyright Law Art. 26 para. 2 item 3"
ART_29 = "《著作权法》第二十九条 / Copyright Law Art. 29"
REG_24 = "《著作权法实施条例》第二十四条 / Copyright Law Regulations Art. 24"
#: code → the scene in which it is said, whether it holds, its article, and words that it has
SAID = {
    "work_in_force": (registration, True, None, "已登记"),
    "work_not_in_force": (cancelled, False, None, "已撤销"),
    "work_suspended": (suspended, False, None, "中止"),
    "under_notice": (under_notice, False, None, "公示期内（至 2026-12-21）"),
    "under_objection": (under_objection, False, None, "异议"),
    "warned": (warned, False, None, "异议登记"),
    "owner_holds": (registration, True, ART_10, "复制权"),
    "owner_excluded": (owner_excluded, False, REG_24, "复制权"),
    "co_owner_needed": (co_owners, False, ART_14, "协商一致"),
    "right_licensed": (licensed, True, ART_26, "中国大陆，2026-12-22 至 2027-04-01，普通许可"),
    "right_not_licensed": (nobody, False, ART_29, "不得行使"),
    "beyond_rights": (beyond(rights=["network"]), False, ART_29, "信息网络传播权"),
    "beyond_territory": (beyond(territory=["FR"]), False, ART_26_3, "只及于：中国大陆"),
    "beyond_period": (beyond(last=101), False, ART_26_3, "2026-12-22 至 2027-04-01"),
    "beyond_media": (beyond(media=["online"]), False, ART_26, "实物商品"),
    "beyond_products": (beyond(products=["stationery"]), False, ART_26, "丝巾"),
    "grant_not_live": (waiting, False, None, "已签署，尚未生效"),
    "grant_suspended": (grant_suspended, False, None, "中止"),
    "sublicensed_exclusively": (passed_on, False, REG_24, "分许可"),
    "quantity_unlimited": (quantity(5000, None), True, None, "未限制数量"),
    "quantity_within": (quantity(5000, 5000), True, None, "尚余 5000 件"),
    "quantity_beyond": (quantity(5001, 5000), False, None, "不够所问的 5001 件"),
    "quantity_unknown": (quantity(None, 5000), False, None, "限于 5000 件"),
    "upstream_clear": (upstream_clear, True, ART_13, "均已许可"),
    "upstream_unlicensed": (upstream_unlicensed, False, ART_13, "尚未许可"),
    "material_unlicensed": (material, False, ART_13, "扫描件"),
    "valid_when_granted": (good_faith, True, None, "订立时有效"),
    "contested": (contested, False, None, "已失窃的密钥"),
}


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_is_said_with_its_entry_and_article(code: str) -> None:
    scene, holds, article, words = SAID[code]
    with Play() as play:
        answer, entry = scene(play)
        said = sentence(answer, code)
        assert (said.holds, said.entry, said.article) == (holds, entry, article)
        assert words in said.zh
        assert "{" not in said.zh + said.en
        if entry is not None and "{entry}" in load_messages(CATALOGUE)[code].zh:
            assert f"第 {entry} 条" in said.zh
            assert re.search(rf"\bentry {entry}\b", said.en, re.IGNORECASE)


def test_every_sentence_is_tested() -> None:
    file = resources.files(CATALOGUE).joinpath("messages/10_clauses.toml")
    assert SAID.keys() == tomllib.loads(file.read_text("utf-8")).keys()


@pytest.mark.parametrize("code", SAID)
def test_the_answer_is_yes_exactly_if_every_clause_holds(code: str) -> None:
    answer, _ = SAID[code][0](Play())
    assert answer.authorised == all(clause.holds for clause in answer.clauses)
    assert answer.clauses[0].code.startswith("work_")
    remarks = {"under_notice", "under_objection", "warned", "valid_when_granted", "contested"}
    assert {remark.code for remark in answer.remarks} <= remarks
    assert not {clause.code for clause in answer.clauses} & remarks
