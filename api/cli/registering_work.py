"""``mogao register work``: a work with all that the official form asks of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Keys, Server
from api.cli.registering import OnlyId, Out, keep_draft, read_keys, send
from api.client import open_client
from api.composing import (
    WorkDraft,
    attach,
    parse_attachment,
    parse_owner,
    parse_parent,
    parse_upstream,
    today,
)
from api.config import settings_for
from api.errors import ApiError
from api.pictures import examine
from api.sealing import read_seal, verify_opening
from api.signing import read_file, signed
from ledger.register.did import did_of
from ledger.sequencer import utc_now


class VestsIn(StrEnum):
    """Whose the rights in a commissioned work are."""

    COMMISSIONER = "commissioner"
    COMMISSIONED = "commissioned"


def work(
    picture: Annotated[Path, typer.Argument(help="作品图片 / the work's picture")],
    title_zh: Annotated[str, typer.Option(help="作品名称 / title in Chinese")],
    key: Keys,
    title_en: Annotated[str | None, typer.Option(help="title in English")] = None,
    category: Annotated[str, typer.Option(help="作品类别 / category")] = "fine_art",
    nature: Annotated[str, typer.Option(help="创作性质 / nature of creation")] = "original",
    nature_note: Annotated[
        str | None,
        typer.Option(help="非原创的说明：取自何处、新在何处 / what it rests on, what is new"),
    ] = None,
    completed: Annotated[str | None, typer.Option(help="完成日期，默认今日 / completed on")] = None,
    place: Annotated[str, typer.Option(help="完成地点 / place (ISO 3166)")] = "CN-62",
    published: Annotated[str | None, typer.Option(help="首次发表日期 / first published on")] = None,
    owner: Annotated[
        list[str] | None, typer.Option(help="DID=份额，可多次 / DID=share, repeatable")
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="DID=署名，可多次 / DID=alias, repeatable")
    ] = None,
    unknown_author: Annotated[
        bool, typer.Option("--unknown-author", help="作者身份不明 / the author is not known")
    ] = False,
    acquisition: Annotated[str, typer.Option(help="权利取得方式 / acquisition")] = "original",
    ownership: Annotated[str | None, typer.Option(help="权利归属方式 / ownership")] = None,
    employer: Annotated[
        str | None, typer.Option(help="职务作品的单位 DID / the unit that employed the authors")
    ] = None,
    special: Annotated[
        bool, typer.Option("--special", help="特殊职务作品（第十八条第二款）/ of Art. 18(2)")
    ] = False,
    commissioner: Annotated[
        str | None, typer.Option(help="委托人 DID / who commissioned the work")
    ] = None,
    vests_in: Annotated[
        VestsIn | None, typer.Option(help="约定权利归谁，默认受托人 / whose the rights are")
    ] = None,
    attachment: Annotated[
        list[str] | None,
        typer.Option(help="附件 种类=文件，只存摘要，可多次 / kind=file, its SHA-256 is entered"),
    ] = None,
    parent: Annotated[
        list[str] | None,
        typer.Option(help="来源 heritage:ID=adapted 或 work:ID=… / source, repeatable"),
    ] = None,
    upstream: Annotated[
        list[str] | None,
        typer.Option(help="他人素材 种类=权利人，可多次 / material of others, kind=rightsholder"),
    ] = None,
    official_number: Annotated[
        str | None, typer.Option(help="官方登记号 国作登字-… / number of an official certificate")
    ] = None,
    seal: Annotated[
        str | None, typer.Option(help="所揭示的封存声明编号 / id of the seal that it reveals")
    ] = None,
    salt: Annotated[str | None, typer.Option(help="封存时的盐值 / the seal's salt")] = None,
    seal_file: Annotated[
        Path | None, typer.Option(help="mogao seal 写下的文件 / the file that mogao seal wrote")
    ] = None,
    ai: Annotated[str, typer.Option(help="AI 使用：none, assisted, generated")] = "none",
    display: Annotated[str | None, typer.Option(help="original, thumbnail, none")] = None,
    draft: Annotated[
        Path | None,
        typer.Option(help="只写出声明，待他人 mogao sign / write the statement for others to sign"),
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    out: Out = None,
    only_id: OnlyId = False,
    as_json: AsJson = False,
) -> None:
    """登记作品 / Register a work: make the statement, sign it, send it with its picture."""
    settings = settings_for(data)
    keys = read_keys(key, settings.passphrase)
    file = read_file(picture)
    facts = examine(file).facts
    me = did_of(keys[0])
    owners = [parse_owner(text) for text in owner or ()] or [(me, "1/1")]
    authors = [parse_owner(text) for text in author or ()]
    with open_client(settings, server) as client:
        words = WorkDraft(
            title_zh=title_zh,
            title_en=title_en,
            category=category,
            nature=nature,
            nature_note=nature_note,
            completed=completed or today(utc_now()),
            place=place,
            published=published,
            owners=owners,
            authors=authors if authors or unknown_author else [(me, client.party(me).display_name)],
            unknown_author=unknown_author,
            acquisition=acquisition,
            ownership=ownership,
            employment=_employment(employer, special=special),
            commission=_commission(commissioner, vests_in),
            attachments=[attach(*parse_attachment(text)) for text in attachment or ()],
            parents=[parse_parent(text) for text in parent or ()],
            upstream=[parse_upstream(text) for text in upstream or ()],
            official_number=official_number,
            seal=(
                _opening(seal, salt)
                if seal_file is None
                else _kept_opening(seal_file, facts.sha256, owners, seal or salt)
            ),
            ai=ai,
            display=display,
        )
        statement = signed("WorkRegistration", words.subject(facts), keys, client.log().origin)
        if draft is None:
            kept = out or picture.with_name(picture.name + ".receipt.json")
            send(as_json, client, statement, file, kept, only_id=only_id)
            return
    keep_draft(as_json, draft, statement, picture)


def _employment(employer: str | None, *, special: bool) -> tuple[str, bool] | None:
    if employer is not None:
        return employer, special
    if special:
        raise ApiError("option_needs", option="--special", needed="--employer")
    return None


def _commission(commissioner: str | None, vests_in: VestsIn | None) -> tuple[str, str] | None:
    if commissioner is not None:
        # without an agreement on it the rights are the commissioned party's (Art. 19)
        return commissioner, (vests_in or VestsIn.COMMISSIONED).value
    if vests_in is not None:
        raise ApiError("option_needs", option="--vests-in", needed="--commissioner")
    return None


def _opening(seal: str | None, salt: str | None) -> tuple[str, str] | None:
    if seal is not None and salt is not None:
        return seal, salt
    if seal is not None:
        raise ApiError("option_needs", option="--seal", needed="--salt")
    if salt is not None:
        raise ApiError("option_needs", option="--salt", needed="--seal")
    return None


def _kept_opening(
    path: Path, sha256: str, owners: list[tuple[str, str]], beside: str | None
) -> tuple[str, str]:
    """Read the opening from the seal's file, and see that it opens the seal for this picture."""
    if beside is not None:
        raise ApiError("options_exclusive", option="--seal-file", other="--seal, --salt")
    kept = read_seal(path)
    # here, for what the register refuses it has seen
    verify_opening(kept, sha256, [did for did, _ in owners])
    return kept.seal, kept.salt
