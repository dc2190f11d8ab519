"""``mogao enter``: make, sign and send a statement of any kind; ``mogao kinds``: list them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Keys, Server
from api.cli.output import answer
from api.cli.registering import OnlyId, Out, read_keys, send
from api.client import open_client
from api.composing import compose
from api.config import settings_for
from api.errors import ApiError
from api.signing import check_place, signed
from ledger.register.examples import examples
from ledger.register.kinds import SUBJECTS
from ledger.register.rules import RULES
from ledger.register.statement import parse_statement
from ledger.register.vocabulary import vocabulary


def enter(
    kind: Annotated[str, typer.Argument(help="声明种类，见 mogao kinds / kind of statement")],
    members: Annotated[
        list[str] | None,
        typer.Argument(help="字段 name=value、name:=JSON、name=@文件 / the members of the subject"),
    ] = None,
    key: Keys = [],  # noqa: B006  # the option parser copies it
    draft: Annotated[
        Path | None,
        typer.Option(help="只写出声明，待他人加签 / write the statement for others to sign"),
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Out = None,
    only_id: OnlyId = False,
    as_json: AsJson = False,
) -> None:
    """签署并发送任一种声明 / Make, sign and send a statement of any kind."""
    if kind not in SUBJECTS:
        raise ApiError("kind_unknown_here", kind=kind)
    if not key:
        raise ApiError("key_missing")
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    subject = compose(members or [])
    with open_client(settings, server) as client:
        statement = signed(kind, subject, keys, client.log().origin)
        if draft is None:
            kept = out or Path(f"{kind}.receipt.json")
            send(as_json, client, statement, None, kept, only_id=only_id)
            return
    parse_statement(statement)  # or the others would be asked to sign what cannot enter
    check_place(draft)
    draft.write_bytes(statement)
    answer(
        as_json,
        {"statement": str(draft)},
        f"✓ {draft}",
        f"  他人加签 / others sign:  mogao sign {draft} --key …",
        f"  然后发送 / then send it: mogao register statement {draft}",
    )


def kinds(
    kind: Annotated[str | None, typer.Argument(help="声明种类 / a kind of statement")] = None,
    as_json: AsJson = False,
) -> None:
    """列出声明种类，或说明其中一种 / List the kinds of statement, or explain one."""
    named = vocabulary("kind")
    if kind is None:
        lines = [f"{name:<24} {named[name].zh}  {named[name].en}" for name in SUBJECTS]
        answer(as_json, {"kinds": list(SUBJECTS)}, *lines)
        return
    if kind not in SUBJECTS:
        raise ApiError("kind_unknown_here", kind=kind)
    example = examples()[kind]["credentialSubject"]
    shown = json.dumps(example, ensure_ascii=False, indent=2)
    signed_by = RULES[kind].signed_by
    value: dict[str, object] = {"kind": kind, "example": example, "signed_by": signed_by}
    answer(
        as_json,
        value,
        f"{kind}  {named[kind].zh}  {named[kind].en}",
        f"签署人 / signed by: {signed_by}",
        shown,
        "详见 / more: docs/statements.md",
    )
