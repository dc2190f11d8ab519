"""``mogao fsck``: check a whole ledger, here or behind a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, verifier_of
from api.cli.output import answer, progress
from api.config import settings_for
from api.remote import HttpSource
from api.signing import read_file
from ledger.audit import AuditReport, audit, audit_store
from ledger.errors import AuditError
from ledger.home import open_home
from ledger.receipt import parse_receipt, verify_receipt
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.note import Verifier

#: A ledger that is being written to may grow while it is read; so often it is read again.
_ATTEMPTS = 3


def fsck(
    data: Data = DEFAULT_DATA,
    url: Annotated[
        str | None, typer.Option(help="核对此服务器 / check the ledger behind a server")
    ] = None,
    vkey: Annotated[
        str | None,
        typer.Option(
            help="账本公钥或其文件，远程必需 / verifier key or its file, needed with --url"
        ),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="旧回执，可多次 / an old receipt that the log has to continue"),
    ] = None,
    structure: Annotated[
        bool, typer.Option("--structure", help="只核对树 / only leaf hashes, tiles, checkpoint")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """核对整个账本 / Check every entry, tile, signature and record of a ledger."""
    if url is not None and vkey is None:
        raise typer.BadParameter("--url 需要 --vkey / --url needs --vkey")
    with progress("fsck", as_json) as bar:
        task = bar.add_task("fsck", total=None)

        def show(done: int, size: int) -> None:
            bar.update(task, completed=done, total=size)

        if url is not None and vkey is not None:
            verifier = verifier_of(vkey)
            past = _past(against, verifier)
            report = _audit_url(url, verifier, past, structure, show)
        else:
            report = _audit_directory(data, vkey, against, structure, show)
    head = report.checkpoint
    lines = [f"✓ {head.size} 个条目、{report.tiles} 个哈希块 / entries and tiles, all consistent"]
    if report.records is not None:
        lines.append(
            f"✓ 重放得到同样的 {report.records} 条登记记录 / replay gives the same records"
        )
    if against:
        lines.append("✓ 日志延续了旧回执 / the log continues the old receipts")
    lines.append(f"  {head.origin}  root {head.root.hex()}")
    value: dict[str, object] = {
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "tiles": report.tiles,
        "records": report.records,
    }
    answer(as_json, value, *lines)


def _audit_directory(
    data: Path,
    vkey: str | None,
    against: list[Path] | None,
    structure: bool,
    show: Callable[[int, int], None],
) -> AuditReport:
    settings = settings_for(data)
    home = open_home(data)
    verifier = home.verifier if vkey is None else verifier_of(vkey)
    store = home.open_store(settings.database_url)
    try:
        return audit_store(
            store,
            verifier,
            objects=home.objects,
            past=_past(against, verifier),
            structure_only=structure,
            on_progress=show,
        )
    finally:
        store.close()


def _audit_url(
    url: str,
    verifier: Verifier,
    past: list[Checkpoint],
    structure: bool,
    show: Callable[[int, int], None],
) -> AuditReport:
    with closing(HttpSource(url)) as source:
        for attempt in range(_ATTEMPTS):
            try:
                return audit(
                    source, verifier, past=past, structure_only=structure, on_progress=show
                )
            except AuditError as error:
                if error.code != "audit_ledger_grew" or attempt + 1 == _ATTEMPTS:
                    raise
    raise AssertionError("the loop returns or raises")


def _past(paths: list[Path] | None, verifier: Verifier) -> list[Checkpoint]:
    return [
        verify_receipt(parse_receipt(read_file(path)), verifier).checkpoint for path in paths or ()
    ]
