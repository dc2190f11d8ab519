"""``mogao enter``: make, sign and send a statement of any kind; ``mogao kinds``: list them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Keys, Server
from api.cli.output import answer
from api.cli.registering import OnlyId, Out, keep_draft, read_keys, send
from api.client import open_client
from api.composing import compose, file_reference
from api.config import settings_for
from api.errors import ApiError
from api.pictures import examine
from api.signing import read_file, signed
from ledger.register.examples import examples
from ledger.register.kinds import SUBJECTS
from ledger.register.rules import RULES
from ledger.register.vocabulary import vocabulary


def enter(
    kind: Annotated[str, typer.Argument(help="声明种类，见 mogao kinds / kind of statement")],
    key: Keys,
    members: Annotated[
        list[str] | None,
        typer.Argument(help="字段 name=value、name:=JSON、name=@文件 / the members of the subject"),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="声明涉及的图片 / the picture it speaks of")
    ] = None,
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
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    subject = compose(members or [])
    content = read_file(file) if file else None
    if content is not None:
        subject["file"] = file_reference(examine(content).facts)
    with open_client(settings, server) as client:
        statement = signed(kind, subject, keys, client.log().origin)
        if draft is None:
            kept = out or Path(f"{kind}.receipt.json")
            send(as_json, client, statement, content, kept, only_id=only_id)
            return
    keep_draft(as_json, draft, statement, file)


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
