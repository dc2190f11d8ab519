"""``mogao demo``: see the main job done in half a minute."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import Data
from api.cli.output import bits, progress, stdout
from api.demo.story import ORIGIN, WORKS, Story, forge
from api.errors import ApiError
from api.service import Service, open_service
from ledger.home import Founding, found, open_home
from ledger.number import format_number
from ledger.receipt import Receipt, parse_receipt, verify_receipt
from ledger.register.entry import parse_entry

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
    found(data, Founding(ORIGIN))
    home = open_home(data)
    _detail(f"公钥 / vkey {home.verifier.to_vkey()}")
    with open_service(data) as service:
        receipt = _tell(service, data)
    _say(6, "离线核验回执 / the receipt is verified offline: no network, no database")
    kept = data / "work.receipt.json"
    verified = verify_receipt(parse_receipt(kept.read_bytes()), home.verifier)
    size = verified.checkpoint.size
    _detail(
        f"{format_number(receipt.index)} 在大小为 {size} 的日志中 / is in the log of size {size}"
    )
    _say(7, "改动回执一个比特 / one bit of the receipt is flipped")
    error = forge(kept.read_bytes(), home)
    _detail(f"✗ {error.zh}")
    _detail(f"  {error.en}")
    _next(data, home.verifier.to_vkey())


def _tell(service: Service, data: Path) -> Receipt:
    story = Story(service, data)
    _say(2, "博物馆与登记员登记文物来源 / museum and registrar register a heritage source")
    cast = story.cast()
    heritage, _ = story.heritage(cast)
    _detail(heritage)
    _say(3, f"三位创作者登记 {WORKS} 件作品 / three creators register {WORKS} works")
    with progress("works", hidden=False) as bar:
        task = bar.add_task("works", total=WORKS)
        receipts = list(story.works(cast, heritage, lambda: bar.advance(task)))
    chosen = receipts[4]
    (data / "work.receipt.json").write_bytes(chosen.to_json())
    _detail(f"{format_number(receipts[0].index)} … {format_number(receipts[-1].index)}")
    original = story.original(chosen)
    _say(4, "有人登记近似图片，回执如实写明 / a look-alike is registered, and reported as one")
    late = story.look_alike(cast, original)
    findings = parse_entry(late.leaf, late.index).registry.findings
    for match in findings.matches if findings else ():
        number = format_number(match.entry)
        _detail(f"{format_number(late.index)} 近似 / resembles {number}: {bits(match.distances)}")
    _say(
        5, "溯源：重新压缩、缩小、改色的图片 / a re-encoded, resized, recoloured suspect is traced"
    )
    answer = story.trace(original)
    for origin in answer.matches:
        _detail(f"● {origin.number} {origin.title.zh} / {origin.title.en}")
        _detail(f"  {bits(origin.distances)}")
    _detail(f"检索 {answer.pictures} 幅，树大小 {answer.tree_size} / searched at that tree size")
    return chosen


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


def _next(data: Path, vkey: str) -> None:
    stdout.print("\n接下来 / try next", style="bold")
    for line in (
        f"serve --data {data}            # http://127.0.0.1:8000/",
        f"trace {data}/suspect.jpg --data {data}",
        f"verify {data}/work.receipt.json --file {data}/original.jpg --vkey '{vkey}'",
        f"fsck --data {data} --against {data}/work.receipt.json",
    ):
        # as it was called: it may not be on the PATH
        stdout.print(f"   {sys.argv[0]} {line}", markup=False)
