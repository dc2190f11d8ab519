"""Monitoring: ``mogao scan`` folders and crawls, ``mogao hits``, ``mogao observations``."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.progress import DownloadColumn

from api.allocator import return_large_buffers
from api.authorizing import USUAL_RIGHTS, USUAL_TERRITORY
from api.cli.asking import After, Limit, Rights, Territory, show_feed
from api.cli.options import DEFAULT_DATA, AsJson, Data, Server
from api.cli.output import answer, progress
from api.client import open_client
from api.config import settings_for
from api.monitoring.folders import check_paths, sightings, total_bytes
from api.monitoring.journal import Journal
from api.monitoring.rows import write_csv, write_json_lines
from api.monitoring.scanning import Licensing, Scanner
from api.service import open_service
from api.signing import check_place

_RESULTS = ("hit", "heritage", "no_hit", "error")


def scan(
    paths: Annotated[list[Path], typer.Argument(help="目录、图片或 WARC 文件 / what to scan")],
    out: Annotated[
        Path, typer.Option(help="结果目录，含日志 / the journal and the tables go here")
    ] = Path("mogao-scan"),
    csv: Annotated[Path | None, typer.Option(help="CSV 表写入此处 / the CSV table")] = None,
    jsonl: Annotated[Path | None, typer.Option(help="JSON 行写入此处 / the JSON lines")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="继续中断的扫描 / go on with a scan that was stopped")
    ] = False,
    licensee: Annotated[
        str | None, typer.Option(help="另问此 DID 是否获许可 / whether this DID is authorised")
    ] = None,
    rights: Rights = USUAL_RIGHTS,
    territory: Territory = USUAL_TERRITORY,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """扫描目录与 WARC，每图一行，不联网 / Scan folders and WARC files; nothing is fetched."""
    return_large_buffers()
    check_paths(paths)
    out.mkdir(parents=True, exist_ok=True)
    tables = (csv or out / "results.csv", jsonl or out / "results.jsonl")
    for table in tables:
        check_place(table)
    licensing = None if licensee is None else Licensing(licensee, rights, territory)
    asked = {"licensee": licensee or ""}
    if licensing is not None:
        asked |= {"rights": rights, "territory": territory}
    with open_client(settings_for(data), server) as client:
        asked["ledger"] = client.log().vkey
        with (
            Journal(out / "scan.journal", asked, resume=resume) as journal,
            progress("scan", as_json, DownloadColumn()) as bar,
        ):
            task = bar.add_task("scan", total=total_bytes(paths))
            scanner = Scanner(client, journal, licensing)
            for sighting in sightings(paths, lambda read: bar.advance(task, read)):
                scanner.take(sighting)
            _write_tables(journal, *tables)
            counts: Counter[str] = Counter(row.result for row in journal.rows())
    told = "，".join(f"{name} {counts[name]}" for name in _RESULTS)
    answer(
        as_json,
        {name: counts[name] for name in _RESULTS}
        | {"rows": counts.total(), "csv": str(tables[0]), "jsonl": str(tables[1])},
        f"✓ {counts.total()} 幅图片 / pictures：{told}",
        f"  {tables[0]}",
        f"  {tables[1]}",
    )


def hits(
    party: Annotated[str, typer.Argument(help="权利人 DID / the party's DID")],
    after: After = None,
    limit: Limit = 20,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """权利人的监测命中 / What resembles the works of a party: seen by feeds, or registered."""
    path = f"/v1/parties/{quote(party, safe=':')}/hits"
    show_feed(as_json, data, server, path, after, limit)


def observations(
    after: After = None, limit: Limit = 20, data: Data = DEFAULT_DATA, as_json: AsJson = False
) -> None:
    """运营者查看观测全文 / What feeds reported, with whole addresses: for the operator alone."""
    settings = settings_for(data)
    with (
        open_service(data, settings.database_url, settings.passphrase) as service,
        service.store.read() as reader,
    ):
        rows = reader.observations(-1 if after is None else after, limit)
    items = [asdict(row) | {"findings": json.loads(row.findings)} for row in rows]
    lines = []
    for row in rows:
        lines += [
            f"{row.number:>6}  {row.captured}  {row.source}",
            f"{'':>6}  {row.address}",
            f"{'':>6}  SHA-256 {row.sha256}",
        ]
    answer(as_json, {"items": items}, *lines)


def _write_tables(journal: Journal, csv: Path, jsonl: Path) -> None:
    """Write both tables from the journal, each whole or not at all."""
    # spreadsheets know UTF-8 by the byte-order mark alone; of JSON it is no part (RFC 8259)
    for path, encoding, write in (
        (csv, "utf-8-sig", write_csv),
        (jsonl, "utf-8", write_json_lines),
    ):
        unfinished = path.with_name(f".{path.name}.new")
        with unfinished.open("w", encoding=encoding, newline="") as file:
            write(file, journal.rows())
        unfinished.replace(path)
