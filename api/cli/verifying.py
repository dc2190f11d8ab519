"""``mogao verify``: check a receipt with nothing but the log's public key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import AsJson, verifier_of
from api.cli.output import answer
from api.signing import read_file
from ledger.number import format_number
from ledger.receipt import parse_receipt, verify_receipt


def verify(
    receipt: Annotated[Path, typer.Argument(help="回执文件 / the receipt")],
    vkey: Annotated[str, typer.Option(help="账本公钥或其文件 / verifier key, or a file with it")],
    file: Annotated[Path | None, typer.Option(help="核对此文件 / compare this file too")] = None,
    as_json: AsJson = False,
) -> None:
    """离线核验回执 / Verify a receipt: no network, no database, no trust in the operator."""
    parsed = parse_receipt(read_file(receipt))
    verified = verify_receipt(parsed, verifier_of(vkey), read_file(file) if file else None)
    entry, checkpoint = verified.entry, verified.checkpoint
    lines = [
        f"✓ 检查点签名属于 / the checkpoint is signed by {checkpoint.origin}",
        f"✓ 条目在日志中 / the entry is in the log: {parsed.index} < {checkpoint.size}",
        f"✓ 声明签名有效 / the statement is signed by {', '.join(entry.statement.signers)}",
    ]
    if file is not None:
        lines.append(f"✓ 文件与登记一致 / the file is the one registered: {file}")
    lines += [
        f"  {format_number(parsed.index)}  {entry.statement.kind}  {entry.registry.time}",
        "  本回执证明：该声明至迟于上述时间已在日志中，此后未被改动。",
        "  It proves: the statement stood in the log at that time and has not been altered since.",
    ]
    value: dict[str, object] = {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "index": parsed.index,
        "number": format_number(parsed.index),
        "kind": entry.statement.kind,
        "id": entry.statement.id,
        "time": entry.registry.time,
        "signers": list(entry.statement.signers),
        "file": None if file is None else str(file),
    }
    answer(as_json, value, *lines)
