"""``mogao demo``: see the main job done in half a minute."""

from __future__ import annotations

import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import Data
from api.cli.output import progress, stdout
from api.demo.origin_story import mug_found, same_wall
from api.demo.rights_story import exclusive, objection, royalties, scarves
from api.demo.stage import Stage, StoryClock
from api.demo.story import ORIGIN, WORKS, Cast, Story, forge
from api.errors import ApiError
from api.service import open_service
from api.verdicts import verdict_line
from ledger.certificate import parse_certificate, verify_certificate
from ledger.home import Founding, found, open_home
from ledger.keys import read_key
from ledger.number import format_number
from ledger.receipt import Receipt, parse_receipt, verify_receipt
from ledger.register.entry import parse_entry
from ledger.sequencer import utc_now

#: How long the story lasts, in days.
DAYS = 100
#: A file with this text says that a directory was made by the demo and may be made anew.
_MARK = ("demo.txt", "made by mogao demo; may be deleted\n")


def demo(
    data: Data = Path("var/demo"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="删除上次演示重新开始 / remove the last demo first")
    ] = False,
) -> None:
    """演示 / Found a ledger, register works, trace a suspect, unmask a forged receipt."""
    _prepare(data, fresh=fresh)
    _say(1, "创立账本 / a ledger is founded")
    # a public notice lasts thirty days: the story begins a season ago, by its own clock
    clock = StoryClock(utc_now() - timedelta(days=DAYS))
    found(data, Founding(ORIGIN), clock=clock)
    home = open_home(data)
    _detail(f"公钥 / vkey {home.verifier.to_vkey()}")
    registrars = tuple(read_key(home.key_path(name)) for name in ("registrar", "registrar-2"))
    with open_service(data, clock=clock) as service:
        stage = Stage(service, clock, registrars)
        receipt = _tell(stage, data)
    _say(12, "离线核验回执与凭证 / receipt and certificate are verified offline")
    certificate = parse_certificate((data / "licence.certificate.json").read_bytes())
    proven = verify_certificate(certificate, home.verifier)
    _detail(f"凭证含 {len(proven.entries)} 个条目 / the certificate holds that many entries")
    kept = data / "work.receipt.json"
    verified = verify_receipt(parse_receipt(kept.read_bytes()), home.verifier)
    size = verified.checkpoint.size
    _detail(
        f"{format_number(receipt.index)} 在大小为 {size} 的日志中 / is in the log of size {size}"
    )
    _say(13, "改动回执一个比特 / one bit of the receipt is flipped")
    error = forge(kept.read_bytes(), home)
    _detail(f"✗ {error.zh}")
    _detail(f"  {error.en}")
    _next(data)


def _tell(stage: Stage, data: Path) -> Receipt:
    story = Story(stage, data)
    _say(2, "博物馆与登记员登记文物来源 / museum and registrar register a heritage source")
    cast = story.cast()
    heritage, _ = story.heritage(cast)
    _detail(heritage)
    _say(3, f"三位创作者登记 {WORKS} 件作品 / three creators register {WORKS} works")
    with progress("works", hidden=False) as bar:
        task = bar.add_task("works", total=WORKS)
        receipts = list(story.works(cast, heritage, lambda: bar.advance(task)))
    chosen = receipts[16]
    (data / "work.receipt.json").write_bytes(chosen.to_json())
    _detail(f"{format_number(receipts[0].index)} … {format_number(receipts[-1].index)}")
    original = story.original(chosen)
    _say(4, "有人登记近似图片，回执如实写明 / a look-alike is registered, and reported as one")
    late = story.look_alike(cast, original)
    report = parse_entry(late.leaf, late.index).registry.origin
    for match in report.matches if report else ():
        number = format_number(match.entry)
        _detail(f"{format_number(late.index)} → {number}: {verdict_line(match.verdict)}")
    _say(
        5, "溯源：重新压缩、缩小、改色的图片 / a re-encoded, resized, recoloured suspect is traced"
    )
    answer = story.trace(original)
    for origin in answer.matches:
        _detail(f"● {origin.number} {origin.title.zh} / {origin.title.en}")
        _detail(f"  {verdict_line(origin.verdict)}")
    _detail(f"检索 {answer.pictures} 幅，树大小 {answer.tree_size} / searched at that tree size")
    _tell_of_origin(stage, cast, data, _id(receipts[0]))
    _tell_of_rights(stage, cast, data, _id(chosen), _id(late))
    return chosen


def _tell_of_origin(stage: Stage, cast: Cast, data: Path, work: str) -> None:
    _say(
        6,
        "另一位设计者取材于同一壁画 / another designer drew on the same wall",
    )
    for line in same_wall(stage, cast.creators[1]):
        _detail(line)
    _say(
        7,
        "市场上的一只马克杯 / a mug on the market",
    )
    for line in mug_found(stage, cast, data, work):
        _detail(line)


def _tell_of_rights(stage: Stage, cast: Cast, data: Path, work: str, late: str) -> None:
    _say(8, "在先权利人对近似作品提出异议 / the earlier owner objects to the look-alike")
    for line in objection(stage, cast, late):
        _detail(line)
    stage.clock.skip(15)
    _say(9, "专有许可挡住第二份许可 / an exclusive licence blocks a second one")
    for line in exclusive(stage, cast, work):
        _detail(line)
    _say(
        10,
        "店家问：中国大陆，5,000 条丝巾，至 2027-12-31？"
        " / a shop asks: 5,000 silk scarves, mainland China, until 2027-12-31?",
    )
    grant, answer, certificate = scarves(stage, cast, work)
    (data / "licence.certificate.json").write_bytes(certificate)
    _detail("✓ 可以 / yes" if answer.authorised else "✗ 不可以 / no")
    for sentence in answer.clauses:
        _detail(f"  {sentence.zh}")
        _detail(f"  {sentence.en}")
    _say(11, "版税结算 / a royalty statement")
    for line in royalties(stage, cast.maker, grant):
        _detail(line)


def _id(receipt: Receipt) -> str:
    return parse_entry(receipt.leaf, receipt.index).statement.id


def _prepare(data: Path, *, fresh: bool) -> None:
    name, text = _MARK
    mark = data / name
    if fresh and mark.is_file() and mark.read_bytes() == text.encode("utf-8"):
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True)
    # anything in it would be deleted by the next --fresh
    if any(data.iterdir()):
        raise ApiError("demo_exists", path=data)
    mark.write_text(text, "utf-8")


def _say(step: int, text: str) -> None:
    stdout.print(f"\n{step}. {text}", markup=False, style="bold")


def _detail(text: str) -> None:
    stdout.print(f"   {text}", markup=False)


def _next(data: Path) -> None:
    stdout.print("\n接下来 / try next", style="bold")
    for line in (
        f"serve --data {data}            # http://127.0.0.1:8000/",
        f"trace {data}/suspect.jpg --data {data}",
        f"verify {data}/work.receipt.json --file {data}/original.jpg --vkey {data}/log.vkey",
        f"verify {data}/licence.certificate.json --vkey {data}/log.vkey",
        f"trace {data}/mug.jpg --overlay {data}/mug.png --data {data}",
        f"verify {data}/mug.evidence.zip --vkey {data}/log.vkey",
        f"notices --data {data}",
        f"fsck --data {data} --against {data}/work.receipt.json",
    ):
        # as it was called: it may not be on the PATH
        stdout.print(f"   {sys.argv[0]} {line}", markup=False)
