"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.signing import read_file
from ledger.receipt import read_vkey
from ledger.tlog.note import Verifier

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


def verifier_of(text: str) -> Verifier:
    """Read the log's verifier key from `text`, or from the file that it names.

    Raises `ReceiptError` (``receipt_vkey_malformed``), `ApiError` (``file_unreadable``).
    """
    # a key holds "+" twice; only what cannot be one is taken for a file's name
    key = text if text.count("+") >= 2 else read_file(Path(text)).decode("utf-8", "replace")
    return read_vkey(key)
