"""``mogao seal``: register a work's time now, and the work itself later."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Keys, Server
from api.cli.output import answer
from api.cli.registering import Out, deliver, read_keys
from api.client import Client, open_client
from api.config import settings_for
from api.errors import ServerError
from api.pictures import examine
from api.sealing import SealFile, keep_seal
from api.signing import read_file, signed
from ledger.errors import LedgerError, StoreError
from ledger.number import format_number
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of, parse_did
from ledger.register.entry import Entry
from ledger.register.sealing import commitment
from ledger.register.statement import parse_statement


def seal(
    picture: Annotated[Path, typer.Argument(help="作品图片，不会上传 / the picture, never sent")],
    reveal_by: Annotated[
        str, typer.Option(help="最迟揭示日期，两年以内 / reveal it by, within two years")
    ],
    key: Keys,
    owner: Annotated[
        list[str] | None,
        typer.Option(help="权利人 DID，可多次，默认本人 / DID of an owner, repeatable"),
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """封存登记：先存证时间，图片不出本机 / Seal a work: only its time is registered."""
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    owners = sorted(set(owner or [did_of(keys[0])]))
    for did in owners:
        parse_did(did)
    # what could not be registered later is not worth a seal
    sha256 = examine(read_file(picture)).facts.sha256
    salt = secrets.token_hex(32)
    committed = commitment(sha256, owners, salt)
    subject: JsonObject = {"commitment": committed, "revealBy": reveal_by}
    place = picture.with_name(picture.name + ".seal.json")
    with open_client(settings, server) as client:
        statement = signed("SealedRegistration", subject, keys, client.log().origin)
        kept = SealFile(
            seal=parse_statement(statement).id,
            commitment=committed,
            owners=owners,
            salt=salt,
            reveal_by=reveal_by,
        )
        keep_seal(place, kept)
        receipt = out or picture.with_name(picture.name + ".seal.receipt.json")
        entry = _deliver(client, statement, receipt, place)
    _tell(as_json, entry, kept, picture, place, receipt)


def _deliver(client: Client, statement: bytes, receipt: Path, place: Path) -> Entry:
    try:
        return deliver(client, statement, None, receipt)
    except (StoreError, ServerError):
        # it may have been entered all the same, and then the file is all that opens it
        raise
    except LedgerError:
        place.unlink()
        raise


def _tell(
    as_json: bool, entry: Entry, kept: SealFile, picture: Path, place: Path, receipt: Path
) -> None:
    value: dict[str, object] = {
        "index": entry.index,
        "number": format_number(entry.index),
        **kept.model_dump(by_alias=True),
        "file": str(place),
        "receipt": str(receipt),
    }
    answer(
        as_json,
        value,
        f"✓ 已封存 / sealed: {format_number(entry.index)}",
        f"  声明编号 / id       {kept.seal}",
        f"  承诺值 / commitment {kept.commitment}",
        f"  盐值 / salt         {kept.salt}",
        f"  存于 / kept in      {place}",
        "  揭示前请保密并备份；丢失即无法揭示。/ Keep it secret, and keep a copy.",
        f"  {kept.reveal_by} 前揭示 / reveal it by then: "
        f"mogao register work {picture} --seal-file {place} …",
    )
