"""What is said of a notice: when, with which entry and article, in both languages."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from importlib import resources

import pytest

from ledger.articles import cite
from ledger.register.questions.clause import CATALOGUE, Clause
from ledger.register.questions.infringement import remarks_on

from ..play import Play
from ..rules.enforcing import Notice, collect, restored, served, waiting

PUNITIVE = "《最高人民法院关于审理侵害知识产权民事案件适用惩罚性赔偿的解释》第三条"


def remarks(play: Play, case: Notice, days: int = 0) -> list[Clause]:
    day = date.fromisoformat(play.day(days))
    return remarks_on(play.register, case.record, day)


def notified_before(play: Play) -> tuple[Notice, int | None]:
    first = served(play, play.registered())
    play.skip(1)
    return Notice(play, first.work), first.record.forwarded


def seen_again(play: Play) -> tuple[Notice, int | None]:
    first = served(play, play.registered())
    play.skip(1)
    return first, collect(play, first.work, notice=first.id).index


def measures_have_to_end(play: Play) -> tuple[Notice, int | None]:
    case = waiting(play, play.registered())
    play.skip(16)
    return case, case.record.entry


def wrong_notice(play: Play) -> tuple[Notice, int | None]:
    case = restored(play, play.registered())
    return case, case.record.entry


Scene = Callable[[Play], tuple[Notice, int | None]]
SAID: dict[str, tuple[Scene, str, str]] = {
    "notified_before": (notified_before, PUNITIVE, "通知后继续"),
    "seen_again": (seen_again, PUNITIVE, "通知后继续"),
    "measures_have_to_end": (
        measures_have_to_end,
        "《电子商务法》第四十三条第二款；《民法典》第一千一百九十六条第二款",
        "终止所采取的措施",
    ),
    "wrong_notice": (
        wrong_notice,
        "《电子商务法》第四十二条第三款；《民法典》第一千一百九十五条第三款",
        "加倍承担赔偿责任",
    ),
}


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_is_said_with_its_entry_and_article(code: str) -> None:
    scene, article, words = SAID[code]
    with Play() as play:
        case, entry = scene(play)
        (said,) = remarks(play, case)
        assert (said.code, said.entry, said.article) == (code, entry, cite(article))
        assert words in said.zh
        assert "{" not in said.zh + said.en
        assert f"第 {entry} 条" in said.zh
        assert re.search(rf"\bentry {entry}\b", said.en)


def test_every_sentence_is_tested() -> None:
    file = resources.files(CATALOGUE).joinpath("messages/20_infringement.toml")
    assert SAID.keys() == tomllib.loads(file.read_text("utf-8")).keys()


def test_of_a_plain_notice_nothing_is_said() -> None:
    with Play() as play:
        case = Notice(play, play.registered())
        assert remarks(play, case) == []
        case.forward()
        assert remarks(play, case) == []
        case.end("withdrawn")
        assert remarks(play, case) == []


def test_whoever_takes_back_what_was_countered_answers_for_it() -> None:
    with Play() as play:
        case = waiting(play, play.registered())
        case.end("withdrawn")
        assert [said.code for said in remarks(play, case)] == ["wrong_notice"]


def test_what_has_to_end_is_said_from_its_day_on_and_by_when() -> None:
    with Play() as play:
        case = waiting(play, play.registered())
        assert remarks(play, case, 15) == []
        (said,) = remarks(play, case, 16)
        assert case.at(16).due in said.zh
        assert str(case.at(16).due) in said.en
