"""``mogao import``: register a folder of pictures from a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from api.cli.keyring import open_key
from api.cli.options import DEFAULT_DATA, AsJson, Data, Server
from api.cli.output import answer, progress
from api.client import open_client
from api.config import settings_for
from api.importing import Importer, Result, read_table


def import_folder(
    folder: Annotated[Path, typer.Argument(help="图片目录 / the folder with the pictures")],
    csv: Annotated[Path, typer.Option(help="表格：file,title_zh,… / the table")],
    key: Annotated[Path, typer.Option(help="权利人密钥 / the owner's key file")],
    out: Annotated[
        Path | None, typer.Option(help="结果目录 / results, receipts and journal go here")
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """批量登记，可中断后重新运行 / Register a folder; it can be stopped and run again."""
    settings = settings_for(data)
    rows = read_table(csv)
    place = out or folder / "mogao-import"
    owner = open_key(key, settings.passphrase)
    with open_client(settings, server) as client, progress("import", as_json) as bar:
        task = bar.add_task("import", total=len(rows))

        def show(_result: Result) -> None:
            bar.advance(task)

        results = Importer(client, owner, folder, place).run(rows, show)
    counts = Counter(result.status for result in results)
    lines = [f"✗ {result.file}: {result.message}" for result in results if result.code]
    lines.append(
        f"✓ 已登记 / registered {counts['registered']}，被拒 / refused {counts['refused']}："
        f"{place / 'results.csv'}"
    )
    value: dict[str, object] = {
        "ok": not counts["refused"],
        "registered": counts["registered"],
        "refused": counts["refused"],
        "results": str(place / "results.csv"),
    }
    answer(as_json, value, *lines)
    if counts["refused"]:
        raise typer.Exit(1)
