"""``mogao register``: make, sign and send a statement; ``mogao sign``: add a signature to one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.cli.keyring import open_key
from api.cli.options import DEFAULT_DATA, AsJson, Data, Keys, Server
from api.cli.output import answer, stdout
from api.client import Client, open_client
from api.composing import file_reference, label, party_subject
from api.config import settings_for
from api.pictures import examine
from api.signing import check_place, read_file, signed
from api.verdicts import verdict_line
from ledger.number import format_number
from ledger.register.canonical import JsonObject, canonical, parse_json
from ledger.register.did import did_of
from ledger.register.entry import Entry, Registry, parse_entry
from ledger.register.origin import LikeWork
from ledger.register.statement import parse_statement, sign_statement
from ledger.sequencer import utc_now

app = typer.Typer(
    help="登记主体、文物来源、作品 / register a party, a heritage source, a work.",
    no_args_is_help=True,
)

OnlyId = Annotated[
    bool, typer.Option("--id", help="只输出声明编号 / print the statement's id and nothing else")
]
Out = Annotated[Path | None, typer.Option("--out", help="回执文件 / where the receipt goes")]


@app.command()
def party(
    name: Annotated[str, typer.Option(help="公开名称，自选 / public alias of your choice")],
    key: Keys,
    organisation: Annotated[
        bool, typer.Option("--organisation", help="单位 / an organisation, not a person")
    ] = False,
    role: Annotated[
        list[str] | None, typer.Option(help="角色，可多次，默认 creator / role, repeatable")
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """登记主体 / Register a key as a party (a registrar's key may follow as second --key)."""
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    roles = role or ["creator"]
    subject = party_subject(did_of(keys[0]), name, roles, organisation=organisation)
    with open_client(settings, server) as client:
        statement = signed("PartyRegistration", subject, keys, client.log().origin)
        send(as_json, client, statement, None, out or Path("party.receipt.json"))


@app.command()
def heritage(
    title_zh: Annotated[str, typer.Option(help="名称 / title in Chinese")],
    site: Annotated[str, typer.Option(help="遗址，如 mogao / site")],
    key: Keys,
    picture: Annotated[Path | None, typer.Option(help="参考图 / reference picture")] = None,
    title_en: Annotated[str | None, typer.Option(help="title in English")] = None,
    cave: Annotated[str | None, typer.Option(help="洞窟，如 mogao:257 / cave")] = None,
    chamber: Annotated[str | None, typer.Option(help="窟室 / chamber")] = None,
    wall: Annotated[str | None, typer.Option(help="壁面 / wall")] = None,
    period: Annotated[str | None, typer.Option(help="时代 / period")] = None,
    motif: Annotated[
        list[str] | None, typer.Option(help="母题，可多次 / motif, repeatable")
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """登记文物来源（须登记员签署）/ Register a heritage source; a registrar has to sign."""
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    file = read_file(picture) if picture else None
    given = {"site": site, "cave": cave, "chamber": chamber, "wall": wall, "period": period}
    subject: JsonObject = {
        "title": label(title_zh, title_en),
        **{name: value for name, value in given.items() if value is not None},
        "motifs": list(motif or ()),
    }
    if file is not None:
        subject["file"] = file_reference(examine(file).facts)
    with open_client(settings, server) as client:
        statement = signed("HeritageSource", subject, keys, client.log().origin)
        send(as_json, client, statement, file, out or Path("heritage.receipt.json"))


@app.command()
def statement(
    path: Annotated[Path, typer.Argument(help="已签署的声明 / a signed statement")],
    file: Annotated[
        Path | None, typer.Option(help="声明涉及的文件 / the file it speaks of")
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Out = None,
    only_id: OnlyId = False,
    as_json: AsJson = False,
) -> None:
    """发送已签署的声明 / Send a statement that is signed already."""
    content = read_file(file) if file else None
    with open_client(settings_for(data), server) as client:
        kept = out or path.with_name(path.name + ".receipt.json")
        send(as_json, client, read_file(path), content, kept, only_id=only_id)


def sign(
    path: Annotated[Path, typer.Argument(help="声明文件 / the statement")],
    key: Keys,
    data: Data = DEFAULT_DATA,
    as_json: AsJson = False,
) -> None:
    """在声明上加签 / Add your signature to a statement that somebody else drew up."""
    keys = read_keys(key, settings_for(data).passphrase)
    parse_statement(read_file(path))
    document = sign_statement(parse_json(read_file(path)), keys, utc_now())
    path.write_bytes(canonical(document))
    signers = list(parse_statement(canonical(document)).signers)
    lines = [f"✓ {path}", *(f"  {did}" for did in signers)]
    answer(as_json, {"signers": signers}, *lines)


def read_keys(paths: list[Path], passphrase: str | None) -> list[Ed25519PrivateKey]:
    """Open the key files, in order."""
    return [open_key(path, passphrase) for path in paths]


def send(
    as_json: bool,
    client: Client,
    statement: bytes,
    file: bytes | None,
    out: Path,
    *,
    only_id: bool = False,
) -> None:
    """Send a statement, keep its receipt and say what the register found."""
    entry = deliver(client, statement, file, out)
    if only_id:
        stdout.print(entry.statement.id, markup=False)
        return
    lines = [
        f"✓ 存证编号 / deposit number {format_number(entry.index)}",
        f"  声明编号 / id    {entry.statement.id}",
        f"  时间 / time      {entry.registry.time}",
        f"  回执 / receipt   {out}",
        *_origin_lines(entry.registry),
        *_ruling_lines(entry.registry.ruling or {}),
    ]
    value: dict[str, object] = {
        "index": entry.index,
        "number": format_number(entry.index),
        "id": entry.statement.id,
        "receipt": str(out),
        "findings": entry.registry.findings and entry.registry.findings.model_dump(by_alias=True),
        "origin": entry.registry.origin and entry.registry.origin.document(),
        "ruling": entry.registry.ruling,
    }
    answer(as_json, value, *lines)


def keep_draft(as_json: bool, draft: Path, statement: bytes, picture: Path | None = None) -> None:
    """Write a statement for others to sign, and say how it goes on from there."""
    parse_statement(statement)  # or the others would be asked to sign what cannot enter
    check_place(draft)
    draft.write_bytes(statement)
    file = "" if picture is None else f" --file {picture}"
    answer(
        as_json,
        {"draft": str(draft)},
        f"✓ {draft}",
        f"  他人加签 / others sign:  mogao sign {draft} --key …",
        f"  然后发送 / then send it: mogao register statement {draft}{file}",
    )


def deliver(client: Client, statement: bytes, file: bytes | None, out: Path) -> Entry:
    """Send a statement, keep its receipt at `out` and give its entry."""
    check_place(out)
    receipt = client.register(statement, file)
    out.write_bytes(receipt.to_json())
    return parse_entry(receipt.leaf, receipt.index)


def _ruling_lines(ruling: Mapping[str, object]) -> list[str]:
    """Say what the register computed: earlier claims to the file in words, the rest as it is."""
    lines = []
    for name, value in ruling.items():
        if name == "competing" and isinstance(value, list):
            lines += [
                f"  ! 同一文件已有在先登记 {format_number(other)} / registered before"
                for other in value
            ]
        else:
            lines.append(f"  裁定 / ruling    {name}: {json.dumps(value, ensure_ascii=False)}")
    return lines


def _origin_lines(registry: Registry) -> list[str]:
    """Say what the search of the register found, and that it found nothing."""
    if registry.findings is None:
        return []
    size, origin = registry.findings.tree_size, registry.origin
    alike = registry.likenesses()
    if not alike:
        works = None if origin is None else origin.works
        zh, en = ("时", "") if works is None else (f"的 {works} 件作品中", f" in {works} works")
        return [f"  来源 / origin    树大小 {size} {zh}无命中 / no hit{en} at tree size {size}"]
    lines = []
    for index, like in alike.items():
        said = "整体相似 / alike as a whole"
        if isinstance(like, LikeWork):
            said = verdict_line(like.verdict)
        elif like is not None:
            said = "文物来源 / heritage source"
        lines.append(f"  ! {format_number(index)}  {said}")
    if origin is not None and origin.scan:
        lines.append("  ! 与文物来源几无不同 / it shows a heritage source and adds nothing of note")
    elif origin is not None:
        share = f"{origin.new / 1000:.0%}"
        lines.append(f"  新增 / new        {share} 不能由文物来源解释 / not explained by heritage")
    return lines
