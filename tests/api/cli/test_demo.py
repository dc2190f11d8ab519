"""``mogao demo``: the main job from beginning to end, in one run of a process of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import pytest

from api.demo.story import ORIGIN, WORKS, forge
from ledger.errors import ReceiptError, StoreError
from ledger.home import open_home
from ledger.number import format_number

from .run import Outcome, assert_bilingual, finish, mogao, refused, start, succeed

STEPS = (
    "1. 创立账本 / a ledger is founded",
    "2. 博物馆与登记员登记文物来源",
    f"3. 三位创作者登记 {WORKS} 件作品",
    "4. 有人登记近似图片",
    "5. 溯源",
    "6. 另一位设计者取材于同一壁画",
    "7. 市场上的一只马克杯",
    "8. 在先权利人对近似作品提出异议",
    "9. 专有许可挡住第二份许可",
    "10. 店家问",
    "11. 版税结算",
    "12. 离线核验回执与凭证",
    "13. 改动回执一个比特",
)
#: founding, five parties, the wall, the works, the look-alike and the other designer's; the record
#: of the evidence; four entries of the objection, two licences and a report
SIZE = 8 + WORKS + 2 + 4 + 2 + 1
#: the work that the story follows: founding, five parties and the wall come before the first
CHOSEN = 7 + 16


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    place = tmp_path_factory.mktemp("demo")
    outcome = finish(start("demo", "--data", "demo", cwd=place), 240)
    assert outcome.code == 0, outcome
    return place / "demo", outcome


@pytest.fixture
def demo(told: tuple[Path, Outcome], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(told[0].parent)
    return told[0]


def test_the_story_has_its_steps_in_order(told: tuple[Path, Outcome]) -> None:
    out = told[1].out
    assert_bilingual(out)
    places = [out.index(step) for step in STEPS]
    assert places == sorted(places)
    assert out.index("接下来 / try next") > places[-1]


def test_the_look_alike_is_reported(told: tuple[Path, Outcome]) -> None:
    late = told[1].out.split("\n4. ")[1].split("\n5. ")[0]
    numbers = re.findall(r"MG-\d{9}-\d{2}", late)
    # the look-alike, of that one work and of no other
    assert numbers == [format_number(7 + WORKS), format_number(CHOSEN)]


def test_the_suspect_is_traced_to_its_origin(told: tuple[Path, Outcome], demo: Path) -> None:
    traced = told[1].out.split("\n5. ")[1].split("\n6. ")[0]
    numbers = re.findall(r"● (MG-\d{9}-\d{2})", traced)
    assert numbers == [format_number(CHOSEN), format_number(7 + WORKS)]
    # and so it is again, by whoever asks
    found = succeed("trace", demo / "suspect.jpg", "--data", demo, "--json").json
    assert found["tree_size"] == SIZE
    assert found["matches"][0]["index"] == CHOSEN
    # the wall, the works, the look-alike and the other designer's
    assert found["pictures"] == 3 + WORKS


def test_who_drew_on_the_same_wall_is_not_accused(told: tuple[Path, Outcome]) -> None:
    step = told[1].out.split("\n6. ")[1].split("\n7. ")[0]
    assert "shares heritage only" in step
    assert "shows this work’s own expression" not in step


def test_the_mug_is_traced_and_its_bundle_verifies(told: tuple[Path, Outcome], demo: Path) -> None:
    step = told[1].out.split("\n7. ")[1].split("\n8. ")[0]
    assert f"● {format_number(7)}" in step
    assert "no licence" in step
    assert (demo / "mug.png").read_bytes().startswith(b"\x89PNG")
    succeed("verify", demo / "mug.evidence.zip", "--vkey", demo / "log.vkey")


def test_the_forged_receipt_is_refused(told: tuple[Path, Outcome], demo: Path) -> None:
    assert "✗ 回执未通过验证" in told[1].out.split("\n13. ")[1]
    receipt = (demo / "work.receipt.json").read_bytes()
    assert isinstance(forge(receipt, open_home(demo)), ReceiptError)


def test_the_ledger_that_it_leaves_is_whole(demo: Path) -> None:
    told = succeed("fsck", "--data", demo, "--against", demo / "work.receipt.json", "--json").json
    assert (told["origin"], told["size"]) == (ORIGIN, SIZE)


def test_what_it_says_to_try_next_works(told: tuple[Path, Outcome], demo: Path) -> None:
    lines = told[1].out.split("接下来 / try next")[1].strip().splitlines()
    commands = [line.split("#")[0].strip().replace("'", "").split() for line in lines]
    assert {Path(command[0]).name for command in commands} == {"mogao"}
    assert [command[1] for command in commands] == [
        "serve",
        "trace",
        "verify",
        "verify",
        "trace",
        "verify",
        "notices",
        "fsck",
    ]
    for command in commands[1:]:
        succeed(*command[1:])


def test_a_second_run_is_refused_and_harms_nothing(demo: Path) -> None:
    before = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()}
    told = mogao("demo", "--data", demo)
    assert told.code == 1
    assert "[demo_exists]" in told.err
    assert "--fresh" in told.err
    assert before == {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()}


# ---- where it may begin -----------------------------------------------------------------------


@pytest.fixture
def halted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the demo where its ledger would be founded."""

    def stop(*_: object, **__: object) -> NoReturn:
        raise StoreError("store_founded_already", place="halted")

    monkeypatch.setattr("api.cli.demo.found", stop)


@pytest.mark.usefixtures("halted")
def test_fresh_removes_what_a_demo_made(place: Path) -> None:
    assert "[store_founded_already]" in mogao("demo", "--data", "d").err
    (place / "d" / "left.jpg").write_bytes(b"x")
    assert "[demo_exists]" in mogao("demo", "--data", "d").err
    assert (place / "d" / "left.jpg").exists()
    assert "[store_founded_already]" in mogao("demo", "--data", "d", "--fresh").err
    assert [path.name for path in (place / "d").iterdir()] == ["demo.txt"]


@pytest.mark.usefixtures("halted")
@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.jpg", b"mine"),
        ("ledger.toml", b"origin = 'mine'"),
        ("keys/log.key", b"mine"),
        ("demo.txt", b"notes for my demo"),
        ("demo.txt", b""),
        ("demo.txt/photo.jpg", b"mine"),
    ],
)
def test_what_no_demo_made_is_left_alone(
    place: Path, name: str, content: bytes, fresh: tuple[str, ...]
) -> None:
    path = place / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    refusal = mogao("demo", "--data", "mine", *fresh)
    assert refusal.code == 1
    assert "[demo_exists]" in refusal.err
    assert path.read_bytes() == content
    assert sum(1 for found in (place / "mine").rglob("*") if found.is_file()) == 1


@pytest.mark.usefixtures("halted")
def test_a_file_or_a_link_in_its_place(place: Path) -> None:
    (place / "file").write_bytes(b"mine")
    assert "[path_unusable]" in mogao("demo", "--data", "file", "--fresh").err
    assert (place / "file").read_bytes() == b"mine"
    assert "[store_founded_already]" in mogao("demo", "--data", "real").err
    (place / "link").symlink_to(place / "real")
    assert "[path_unusable]" in mogao("demo", "--data", "link", "--fresh").err
    assert (place / "real" / "demo.txt").exists()


def test_a_damaged_home_is_no_demo(place: Path) -> None:
    (place / "d").mkdir()
    (place / "d" / "ledger.toml").write_text("x")
    refused("store_damaged", "fsck", "--data", "d")
    assert mogao("demo", "--data", "d").code == 1


def test_the_rights_of_the_story(told: tuple[Path, Outcome], demo: Path) -> None:
    out = told[1].out
    assert "不予登记 / refused" in out.split("\n8. ")[1].split("\n9. ")[0]
    assert "grant_conflicts" in out.split("\n9. ")[1].split("\n10. ")[0]
    assert "✓ 可以 / yes" in out.split("\n10. ")[1].split("\n11. ")[0]
    # 1,001 pieces at 1.50, and three hundredths of 129,129.01, to the fen
    assert "合计 / in all: 5,375.37 CNY" in out.split("\n11. ")[1].split("\n12. ")[0]
    vkey = demo / "log.vkey"
    shown = succeed("verify", demo / "licence.certificate.json", "--vkey", vkey, "--json").json
    assert shown["certificate"]["authorised"] is True
