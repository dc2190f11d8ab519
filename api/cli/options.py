"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path,
    typer.Option("--data", envvar="MOGAO_DATA", help="账本目录 / the ledger's directory"),
]
DEFAULT_DATA = Path("var")

Server = Annotated[
    str | None,
    typer.Option(
        "--server", envvar="MOGAO_SERVER", help="账本服务器 / a server, instead of a directory"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON, for scripts")]
Keys = Annotated[
    list[Path],
    typer.Option("--key", help="签署密钥文件，可多次 / key file that signs, repeatable"),
]
