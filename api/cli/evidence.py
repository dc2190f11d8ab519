"""``mogao evidence``: from a picture that was seen somewhere to a bundle that a court can check."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from api.authorizing import USUAL_RIGHTS, USUAL_TERRITORY
from api.cli.options import DEFAULT_DATA, AsJson, Data, Keys, Server
from api.cli.output import answer
from api.cli.registering import read_keys
from api.client import open_client
from api.collecting import Gathered, collected
from api.composing import parse_attachment
from api.config import settings_for
from api.errors import ApiError
from api.signing import check_place, read_file
from ledger.evidence.bundle import (
    VerifiedBundle,
    parse_bundle,
    verify_bundle,
)
from ledger.evidence.capture import Clock, Tool, new_capture
from ledger.evidence.digests import digests_of
from ledger.number import format_number
from ledger.receipt import read_vkey
from ledger.register.calendar import format_time
from ledger.register.did import did_of
from ledger.sequencer import utc_now


def evidence(
    picture: Annotated[Path, typer.Argument(help="可疑图片 / the suspect picture")],
    work: Annotated[str, typer.Option(help="作品编号 / id of the work")],
    seen_at: Annotated[str, typer.Option(help="网址或地点 / page address, or place")],
    seen_time: Annotated[str, typer.Option(help="发现时间，如 2026-11-22T10:00:00Z / when")],
    key: Keys,
    shop: Annotated[str | None, typer.Option(help="商家 DID / DID of the seller")] = None,
    collector: Annotated[
        str | None, typer.Option(help="取证人 DID，默认为首个密钥 / for whom the first key acts")
    ] = None,
    operator: Annotated[str | None, typer.Option(help="经办人 / who did it")] = None,
    method: Annotated[str | None, typer.Option(help="取得方法 / how it was taken")] = None,
    custody: Annotated[str | None, typer.Option(help="保管介质 / where it is kept")] = None,
    keep_until: Annotated[str | None, typer.Option(help="保存至 / delete after this day")] = None,
    clock_offset_ms: Annotated[
        int | None, typer.Option(help="本机时钟偏差，毫秒 / this clock is ahead by, ms")
    ] = None,
    clock_source: Annotated[
        str | None, typer.Option(help="对时来源 / time source, e.g. ntp.ntsc.ac.cn")
    ] = None,
    tool: Annotated[
        list[str] | None, typer.Option(help="取证工具 name=version / a tool, repeatable")
    ] = None,
    attach: Annotated[
        list[str] | None,
        typer.Option(help="附件 种类=文件 / kind=file: screenshot, page, headers, transport …"),
    ] = None,
    notice: Annotated[
        str | None, typer.Option(help="再次出现的通知 / a notice, seen again")
    ] = None,
    rights: Annotated[
        str, typer.Option(help="问商家的权利 / rights asked of the shop")
    ] = USUAL_RIGHTS,
    territory: Annotated[str, typer.Option(help="地域 / territory")] = USUAL_TERRITORY,
    medium: Annotated[str | None, typer.Option(help="使用方式 / medium")] = None,
    product: Annotated[str | None, typer.Option(help="产品类别 / product class")] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="证据包 / the bundle")] = Path(
        "evidence.zip"
    ),
    as_json: AsJson = False,
) -> None:
    """固定证据，生成证据包 / Collect evidence into a bundle that verifies offline."""
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    suspect = read_file(picture)
    files = [_attachment(text) for text in attach or ()]
    asked = {"rights": rights, "territory": territory, "medium": medium, "product": product}
    query = {name: value for name, value in asked.items() if value is not None}
    check_place(out)
    capture = new_capture(
        work=work,
        suspect=digests_of(suspect).sha256,
        address=seen_at,
        seen=seen_time,
        collector=collector or did_of(keys[0]),
        shop=shop,
        operator=operator,
        method=method,
        custody=custody,
        keep_until=keep_until,
        clock=_clock(clock_offset_ms, clock_source),
        tools=_tools(tool or ()),
    )
    with open_client(settings, server) as client:
        verifier = read_vkey(client.log().vkey)
        gathered = Gathered(suspect, capture, files, query, notice)
        whole = collected(client, gathered, keys, utc_now())
    verified = verify_bundle(parse_bundle(whole), verifier)
    out.write_bytes(whole)
    tell_bundle(as_json, verified, roots_given=False, kept=out)


def tell_bundle(
    as_json: bool, verified: VerifiedBundle, *, roots_given: bool, kept: Path | None = None
) -> None:
    """Say what a bundle was found to prove, and how it answers the law's questions.

    `roots_given` says that the time-stamp was verified by a root that the reader brought.
    """
    contents, record, stamp = (
        verified.found.contents,
        verified.found.record,
        verified.found.timestamp,
    )
    entry, capture = record.entry, contents.capture
    lines = [
        "✓ 每个文件的摘要与清单一致 / every member is as its manifest lists it",
        f"✓ 清单由取证人签名 / the manifest is signed by {capture.collector}",
        f"✓ 已入账 / recorded: {format_number(entry.index)}  {entry.registry.time}",
        f"✓ 登记摘录由账本签名 / the register's part is signed by {record.checkpoint.origin}",
        *_stamp_lines(verified, roots_given=roots_given),
        f"  作品 / work      {contents.extract.subject.number}  {capture.work}",
        f"  发现 / seen      {capture.seen}  {capture.address}",
        *_shop_lines(verified),
        "  逐条自查 / self-check:",
    ]
    for item in verified.items:
        lines.append(f"    {item.result:<12}  {item.law.zh} 第{item.article}条  {item.question.zh}")
        lines.append(f"                  {item.law.en} Art. {item.article}: {item.looked_at.en}")
    if kept is not None:
        lines.append(f"  证据包 / bundle  {kept}")
    value: dict[str, object] = {
        "origin": record.checkpoint.origin,
        "index": entry.index,
        "number": format_number(entry.index),
        "time": entry.registry.time,
        "work": capture.work,
        "suspect": capture.suspect,
        "collector": capture.collector,
        "seen": capture.seen,
        "address": capture.address,
        "timestamp": None if stamp is None else format_time(stamp.time),
        "authority": None if stamp is None else stamp.authority,
        "self_check": {item.id: item.result for item in verified.items},
        "bundle": None if kept is None else str(kept),
    }
    answer(as_json, value, *lines)


def _stamp_lines(verified: VerifiedBundle, *, roots_given: bool) -> list[str]:
    stamp = verified.found.timestamp
    if stamp is None:
        return ["○ 没有时间戳 / there is no time-stamp"]
    lines = [f"✓ 时间戳 / time-stamp: {format_time(stamp.time)}  {stamp.authority}"]
    if not roots_given:
        lines += [
            "  ! 以包内根证书核验；请以 --tsa-root 指定机构公布的根证书",
            "    verified by the root in the bundle; bring the authority's own with --tsa-root",
        ]
    return lines


def _shop_lines(verified: VerifiedBundle) -> list[str]:
    certificate = verified.found.contents.certificate
    if certificate is None:
        return []
    mark = "✓ 有许可 / licensed" if certificate.subject.authorised else "✗ 无许可 / no licence"
    return [f"  商家 / shop      {certificate.subject.question.licensee}  {mark}"]


def _clock(offset_ms: int | None, source: str | None) -> Clock | None:
    if offset_ms is None and source is None:
        return None
    if offset_ms is None or source is None:
        raise ApiError("option_needs", option="--clock-offset-ms", needed="--clock-source")
    return Clock(offset_ms=offset_ms, source=source)


def _tools(named: Sequence[str]) -> list[Tool]:
    """Name this program and its surroundings, and what the collector used beside it."""
    made = [
        Tool(name="mogao", version=version("mogao")),
        Tool(name="python", version=platform.python_version()),
        Tool(name=platform.system() or "system", version=platform.release() or "-"),
    ]
    for text in named:
        name, found, number = text.partition("=")
        if not found or not name or not number:
            raise ApiError("member_malformed", text=text[:80])
        made.append(Tool(name=name, version=number))
    return made


def _attachment(text: str) -> tuple[str, str, bytes]:
    """Read ``kind=path``: kind, suffix and bytes."""
    kind, path = parse_attachment(text)
    suffix = path.suffix.lower().removeprefix(".")
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= 8
    return kind, suffix if is_plain else "bin", read_file(path)
