"""``mogao trace``: find the origin of a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Server
from api.cli.output import answer, bits
from api.client import open_client
from api.config import settings_for
from api.signing import read_file


def trace(
    picture: Annotated[Path, typer.Argument(help="可疑图片 / the suspect picture")],
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """溯源 / Search the register for the origin of a picture."""
    with open_client(settings_for(data), server) as client:
        found = client.trace(read_file(picture))
    scope = f"{found.pictures} 幅图片，树大小 {found.tree_size}"
    lines = [f"已检索 {scope} / searched {found.pictures} pictures at tree size {found.tree_size}"]
    if not found.matches:
        lines.append("○ 未发现相似的在册图片 / no registered picture resembles it")
    for origin in found.matches:
        title = " / ".join(filter(None, (origin.title.zh, origin.title.en)))
        lines += [
            f"● {origin.number}  {title}",
            f"    {origin.registered}  {origin.work or origin.heritage}",
            f"    相异位数 / bits that differ: {bits(origin.distances)} ({origin.transform})",
        ]
    answer(as_json, found.model_dump(by_alias=True), *lines)
