"""``mogao verify``: check what the ledger gave out with nothing but the log's public key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.evidence import tell_bundle
from api.cli.options import AsJson, verifier_of
from api.cli.output import answer, clause_lines
from api.signing import read_file
from ledger.certificate import is_certificate, parse_certificate, verify_certificate
from ledger.evidence.bundle import parse_bundle, verify_bundle
from ledger.evidence.container import is_container
from ledger.number import format_number
from ledger.receipt import parse_receipt, verify_receipt
from ledger.timestamp import parse_roots


def verify(
    receipt: Annotated[
        Path,
        typer.Argument(help="回执、凭证或证据包 / the receipt, certificate or evidence bundle"),
    ],
    vkey: Annotated[str, typer.Option(help="账本公钥或其文件 / verifier key, or a file with it")],
    file: Annotated[Path | None, typer.Option(help="核对此文件 / compare this file too")] = None,
    tsa_root: Annotated[
        Path | None,
        typer.Option(help="时间戳机构根证书 / the time-stamping authority's root, PEM"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """离线核验回执、凭证或证据包 / Verify a receipt, certificate or bundle: no network needed."""
    data = read_file(receipt)
    if is_container(data):
        roots = parse_roots(read_file(tsa_root)) if tsa_root else ()
        verified = verify_bundle(parse_bundle(data), verifier_of(vkey), roots)
        tell_bundle(as_json, verified, roots_given=bool(roots))
        return
    if is_certificate(data):
        _verify_certificate(as_json, data, vkey)
        return
    _verify_receipt(as_json, data, vkey, file)


def _verify_receipt(as_json: bool, data: bytes, vkey: str, file: Path | None) -> None:
    parsed = parse_receipt(data)
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


def _verify_certificate(as_json: bool, data: bytes, vkey: str) -> None:
    verified = verify_certificate(parse_certificate(data), verifier_of(vkey))
    subject, checkpoint = verified.subject, verified.checkpoint
    lines = [
        f"✓ 凭证由账本签发 / the certificate is signed by {checkpoint.origin}",
        f"✓ {len(verified.entries)} 个条目均在日志中 / all entries are in the log",
        "✓ 许可与权利链同条目一致 / licences and title are what these entries say",
        f"  {subject.title.zh}  {subject.number}  {subject.work}",
        f"  使用人 / licensee  {subject.question.licensee}",
        "  ✓ 可以 / yes" if subject.authorised else "  ✗ 不可以 / no",
    ]
    told = subject.model_dump(mode="json", by_alias=True, exclude_none=True)
    lines += [f"    {line}" for line in clause_lines(told["clauses"], told["remarks"])]
    lines += [
        f"  截至树大小 {subject.as_of.size}（{subject.as_of.time}）；其后的变更不在其内。",
        f"  As of tree size {subject.as_of.size}; what was entered later is not in it.",
    ]
    value: dict[str, object] = {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "entries": [entry.index for entry in verified.entries],
        "certificate": told,
    }
    answer(as_json, value, *lines)
