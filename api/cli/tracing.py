"""``mogao trace``: find the origin of pictures; ``mogao reindex``: compute what tracing keeps."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Server
from api.cli.output import answer, progress
from api.client import Client, open_client, read_answer
from api.config import settings_for
from api.errors import ApiError
from api.service import open_service
from api.signing import check_place, read_file
from api.trace_models import TraceAnswer, TraceMatch
from api.verdicts import verdict_line
from hashing.container import HEAD_BYTES, recognise
from ledger.register.canonical import canonical


def trace(
    pictures: Annotated[
        list[Path],
        typer.Argument(help="可疑图片或其文件夹 / suspect pictures, or folders"),
    ],
    licensee: Annotated[
        str | None, typer.Option(help="此人可否使用 / DID: may it use what was found?")
    ] = None,
    heritage: Annotated[
        list[str] | None,
        typer.Option(help="所称文物来源，可多次 / a source it draws on"),
    ] = None,
    at_size: Annotated[
        int | None, typer.Option(help="按当时的树大小检索 / search as of this tree size")
    ] = None,
    overlay: Annotated[
        Path | None, typer.Option(help="把两幅图并排画成 PNG / draw both pictures side by side")
    ] = None,
    proofs: Annotated[
        bool, typer.Option("--proofs", help="附上条目回执 / with the receipts of the entries")
    ] = False,
    report: Annotated[
        bool,
        typer.Option("--report", help="只输出来源报告的原字节 / the report's own bytes"),
    ] = False,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """溯源 / Search the register for the origin of a picture, or of each in a folder.

    Crawls with page addresses are for `mogao scan`.
    """
    paths = list(_files(pictures))
    if len(paths) != 1 and (overlay is not None or report):
        raise ApiError("option_needs", option="--overlay / --report", needed="PICTURE")
    query = _query(licensee, heritage, at_size, proofs=proofs)
    with open_client(settings_for(data), server) as client:
        for path in paths:
            answered = client.ask("/v1/trace", query, read_file(path))
            found = read_answer(TraceAnswer, answered, "/v1/trace")
            if report:
                sys.stdout.buffer.write(canonical(found.report.document()))
                return
            written = _draw(client, query, path, overlay, found)
            body = {"file": str(path), **found.model_dump(mode="json", by_alias=True)}
            named = [str(path)] if len(paths) > 1 else []
            answer(as_json, body, *named, *_lines(found), *written)


def reindex(
    data: Data = DEFAULT_DATA,
    anew: Annotated[
        bool, typer.Option("--anew", help="全部重新计算 / compute everything again")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """重建溯源索引 / Compute what tracing keeps of each registered picture, from the originals."""
    settings = settings_for(data)
    with (
        open_service(data, settings.database_url, settings.passphrase) as service,
        progress("索引 / indexing", as_json) as bar,
    ):
        task = bar.add_task("index")
        read = 0
        for read, total in service.reindex(anew=anew):
            bar.update(task, completed=read, total=total)
    answer(as_json, {"entries": read}, f"✓ 已索引 {read} 个条目 / indexed {read} entries")


def _files(pictures: list[Path]) -> Iterator[Path]:
    """Give each file that was named, and the pictures in each folder by name."""
    for path in pictures:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and _is_picture(one))
        else:
            yield path


def _is_picture(path: Path) -> bool:
    """Whether it begins as one; what cannot be read may be one, and is told of when it is read."""
    try:
        with path.open("rb") as file:
            return recognise(file.read(HEAD_BYTES)) is not None
    except OSError:
        return True


def _query(
    licensee: str | None, heritage: list[str] | None, at_size: int | None, *, proofs: bool
) -> dict[str, str]:
    asked = {
        "licensee": licensee,
        "heritage": ",".join(heritage or ()),
        "at_size": None if at_size is None else str(at_size),
        "proofs": "true" if proofs else None,
    }
    return {name: value for name, value in asked.items() if value}


def _draw(
    client: Client, query: dict[str, str], picture: Path, overlay: Path | None, found: TraceAnswer
) -> list[str]:
    """Draw the best match into `overlay`, if there is one and a drawing is wanted."""
    if overlay is None or not found.matches:
        return []
    wanted = {name: value for name, value in query.items() if name in {"heritage", "at_size"}}
    check_place(overlay)
    overlay.write_bytes(client.ask("/v1/trace/overlay", wanted, read_file(picture)))
    return [f"✓ 对照图 / drawn: {overlay}"]


def _lines(found: TraceAnswer) -> list[str]:
    scope = f"{found.pictures} 幅图片，树大小 {found.tree_size}"
    lines = [f"已检索 {scope} / searched {found.pictures} pictures at tree size {found.tree_size}"]
    if found.missing:
        lines.append(f"! {found.missing} 幅原图缺失，未检索 / originals are gone, not searched")
    for match in found.matches:
        lines += _match_lines(match)
    if not found.matches:
        lines.append("○ 无命中 / no hit")
    if found.scan:
        lines.append("! 与文物来源几无不同，本身没有新的表达 / it shows a source and adds nothing")
    elif found.new < 1:
        share = f"{found.new:.0%}"
        lines.append(f"  文物来源不能解释的部分 / not explained by heritage: {share}")
    return lines


def _match_lines(match: TraceMatch) -> list[str]:
    title = " / ".join(filter(None, (match.title.zh, match.title.en)))
    turned = [
        f"旋转 / turned {match.rotation:g}°" if abs(match.rotation) >= 1 else "",
        "镜像 / mirrored" if match.mirrored else "",
        "反相 / negative" if match.negative else "",
        f"{len(match.areas)} 处 / parts",
        f"可信度 / score {match.score:.0f}",
    ]
    lines = [
        f"● {match.number}  {title}",
        f"    {match.registered}  {match.work or match.heritage}",
        f"    {verdict_line(match.verdict)}",
        f"    {' · '.join(filter(None, turned))}",
    ]
    if "own" in match.numbers:
        own = f"{match.numbers['own']:.0%}"
        lines.append(f"    该作品自己的表达占画面 / of the work, its own expression: {own}")
    lines += [f"    共同来源 / both draw on {source}" for source in match.explained_by]
    if match.answer is not None:
        may = "已获许可 / authorised" if match.answer.authorised else "未获许可 / not authorised"
        lines.append(f"    {'✓' if match.answer.authorised else '✗'} {may}")
    return lines
