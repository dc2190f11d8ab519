"""``mogao init`` and ``mogao keygen``."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.keyring import open_key
from api.cli.options import DEFAULT_DATA, AsJson, Data
from api.cli.output import answer
from api.config import settings_for
from ledger.home import Founding, found, open_home
from ledger.keys import generate_key, write_key
from ledger.register.did import Did, did_of


class Writers(StrEnum):
    """Who may register as a party."""

    OPEN = "open"
    ENDORSED = "endorsed"


def init(
    origin: Annotated[
        str,
        typer.Option(help="日志名称，如 ledger.example.cn/2026 / the log's name in checkpoints"),
    ],
    data: Data = DEFAULT_DATA,
    writers: Annotated[
        Writers, typer.Option(help="谁可登记为主体 / who may become a party")
    ] = Writers.OPEN,
    notice_days: Annotated[
        int, typer.Option(min=1, max=365, help="公示天数 / days of notice")
    ] = 30,
    registrar: Annotated[
        list[str] | None, typer.Option(help="登记员 DID，可多次 / a registrar's DID, repeatable")
    ] = None,
    filing: Annotated[
        str, typer.Option(help="区块链备案编号 / blockchain filing number")
    ] = "未备案",
    as_json: AsJson = False,
) -> None:
    """创立账本 / Found a ledger in a directory."""
    settings = settings_for(data)
    founding = Founding(
        origin=origin,
        writers=writers.value,
        notice_days=notice_days,
        registrars=[Did(did) for did in registrar or ()],
        filing=filing,
    )
    receipt = found(data, founding, settings.database_url, settings.passphrase)
    (data / "genesis.receipt.json").write_bytes(receipt.to_json())
    vkey = open_home(data).verifier.to_vkey()
    answer(
        as_json,
        {"origin": origin, "vkey": vkey, "data": str(data)},
        f"✓ 账本已创立 / the ledger is founded: {data}",
        f"  公钥 vkey（请公布 / publish it）: {vkey}",
        f"  亦存于 / also in: {data / 'log.vkey'}",
        "  下一步 / next: mogao keygen --out alice.key",
    )


def keygen(
    out: Annotated[Path, typer.Option(help="新密钥文件 / the new key file")],
    seal: Annotated[
        bool,
        typer.Option(
            "--seal", help="用口令封存（MOGAO_PASSPHRASE 或询问）/ seal it with a passphrase"
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """生成密钥 / Make a key; its DID is who you are on the ledger."""
    passphrase = None
    if seal:
        passphrase = os.environ.get("MOGAO_PASSPHRASE") or typer.prompt(
            "口令 / passphrase", hide_input=True, confirmation_prompt=True, err=True
        )
    did = write_key(out, generate_key(), passphrase)
    answer(
        as_json,
        {"did": did, "path": str(out)},
        f"✓ {out}",
        f"  {did}",
        "  请备份此文件；丢失即无法签署。/ Keep a copy: without it you cannot sign.",
    )


def did(
    key: Annotated[Path, typer.Argument(help="密钥文件 / a key file")], as_json: AsJson = False
) -> None:
    """密钥的 DID / The DID of a key: who you are on a ledger."""
    name = did_of(open_key(key, os.environ.get("MOGAO_PASSPHRASE")))
    answer(as_json, {"did": name}, name)
