"""Commands that ask: may I use this, how does a case stand, what is on the notice board."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from api.authorizing import USUAL_RIGHTS, USUAL_TERRITORY
from api.cli.options import DEFAULT_DATA, AsJson, Data, Server
from api.cli.output import answer, clause_lines
from api.client import Client, open_client
from api.config import settings_for
from api.signing import check_place, read_file
from ledger.errors import Refusal
from ledger.number import format_number

Licensee = Annotated[str, typer.Option(help="使用人 DID / DID of who wants to use it")]
Rights = Annotated[str, typer.Option(help="权利，逗号分隔 / rights, with commas")]
Territory = Annotated[str, typer.Option(help="地域 / territory, e.g. CN-MAINLAND")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="最多几条 / at most so many")]
After = Annotated[int | None, typer.Option(help="自此序号之后 / after this sequence number")]


def may(
    subject: Annotated[str, typer.Argument(help="作品编号或图片 / a work's id, or a picture")],
    licensee: Licensee,
    rights: Rights = USUAL_RIGHTS,
    territory: Territory = USUAL_TERRITORY,
    medium: Annotated[str | None, typer.Option(help="使用方式 / medium")] = None,
    product: Annotated[str | None, typer.Option(help="产品类别 / product class")] = None,
    quantity: Annotated[int | None, typer.Option(help="件数 / pieces")] = None,
    at: Annotated[str | None, typer.Option(help="首日 / first day")] = None,
    until: Annotated[str | None, typer.Option(help="末日 / last day")] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="将凭证写入此文件 / write the certificate there")
    ] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """可否使用？逐条回答 / May this party use it so? Yes or no; what is unknown means no."""
    given = {
        "licensee": licensee,
        "rights": rights,
        "territory": territory,
        "medium": medium,
        "product": product,
        "quantity": None if quantity is None else str(quantity),
        "at": at,
        "until": until,
    }
    query = {name: value for name, value in given.items() if value is not None}
    if certificate is not None and not subject.startswith("urn:"):
        raise typer.BadParameter("--certificate 须有作品编号 / needs a work's id, not a picture")
    with open_client(settings_for(data), server) as client:
        if not subject.startswith("urn:"):
            _may_picture(as_json, client, read_file(Path(subject)), query)
            return
        found = _ask(client, f"/v1/works/{_part(subject)}/authorization", query)
        if certificate is not None:
            check_place(certificate)
            certificate.write_bytes(client.ask(f"/v1/works/{_part(subject)}/certificate", query))
    lines = _answer_lines(found)
    if certificate is not None:
        lines.append(f"  凭证 / certificate  {certificate}")
    answer(as_json, found, *lines)


def _may_picture(as_json: bool, client: Client, picture: bytes, query: dict[str, str]) -> None:
    found = json.loads(client.ask("/v1/authorization", query, picture))
    lines = [_verdict(found["authorised"])]
    if not found["matches"]:
        lines.append("  图片不在册：未知即否 / the picture is not in the register: that means no")
    for match in found["matches"]:
        title = match["title"]
        lines += [f"● {match['number']}  {title['zh']} {title.get('en') or ''}".rstrip()]
        lines += _answer_lines(match["answer"])
    answer(as_json, found, *lines)


def _verdict(authorised: bool) -> str:
    return "✓ 可以 / yes" if authorised else "✗ 不可以 / no"


def _answer_lines(found: dict[str, Any]) -> list[str]:
    known = found["known_at"]
    said = [f"  {line}" for line in clause_lines(found["clauses"], found["remarks"])]
    return [
        _verdict(found["authorised"]),
        *said,
        f"  截至 / as of: {known['day']}, {known['size']} 条 entries",
    ]


def show(
    name: Annotated[str, typer.Argument(help="案件编号 / id of any case")],
    as_of: Annotated[str | None, typer.Option(help="某日有效 / valid on this day")] = None,
    known_at: Annotated[int | None, typer.Option(help="当时条目数 / entries then known")] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """查看案件：作品、许可、异议、质押、命令等 / Show how a work, licence, objection … stands."""
    given = {"as_of": as_of, "known_at": None if known_at is None else str(known_at)}
    query = {key: value for key, value in given.items() if value is not None}
    with open_client(settings_for(data), server) as client:
        found = _ask(client, f"/v1/cases/{_part(name)}", query)
    state = found["state"]
    lines = [f"{found['table']}  {found['number']}  {found['id']}"]
    if state is not None:
        due = f"  → {state['due']}" if state.get("due") else ""
        lines.append(f"  {state['zh']} / {state['en']}  {state['since']}{due}")
    lines += [f"  {line}" for line in clause_lines([], found["remarks"])]
    lines.append(json.dumps(found["record"], ensure_ascii=False, indent=2))
    answer(as_json, found, *lines)


def title(
    work: Annotated[str, typer.Argument(help="作品编号 / a work's id")],
    right: Annotated[str, typer.Option(help="权利 / a right")] = "reproduction",
    place: Annotated[str, typer.Option(help="地域 / a territory")] = "001",
    as_of: Annotated[str | None, typer.Option(help="某日 / on this day")] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """权利链 / Who holds a right, and by which links."""
    query = {"right": right, "place": place} | ({"as_of": as_of} if as_of else {})
    with open_client(settings_for(data), server) as client:
        found = _ask(client, f"/v1/works/{_part(work)}/title", query)
    lines = [f"{right} @ {place}"]
    lines += [f"  {share}  {party}" for party, share in found["holders"].items()]
    for link in found["chain"]:
        lines.append(f"  {link['day']}  {format_number(link['entry'])}  {link['cause']}")
    answer(as_json, found, *lines)


def digest(
    offer: Annotated[str, typer.Argument(help="要约编号 / an offer's id")],
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """要约条款的摘要，接受时须签 / The digest of an offer's terms, which its acceptance signs."""
    with open_client(settings_for(data), server) as client:
        found = _ask(client, f"/v1/cases/{_part(offer)}", {})
    if found["table"] != "offer":
        raise Refusal("offer_unknown", offer=offer)
    value = str(found["record"]["termsDigest"])
    answer(as_json, {"digest": value}, value)


def serial(
    grant: Annotated[str, typer.Argument(help="许可编号 / a licence's id")],
    number: Annotated[int, typer.Argument(help="编号 / a piece's number")],
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """某一件是否正当编号 / Whether a piece was numbered under a licence."""
    with open_client(settings_for(data), server) as client:
        found = _ask(client, f"/v1/grants/{_part(grant)}/serials/{number}", {})
    answer(as_json, found, found["zh"], found["en"])


def notices(
    after: After = None,
    limit: Limit = 20,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """公示栏 / The notice board."""
    show_feed(as_json, data, server, "/v1/notices", after, limit)


def events(
    name: Annotated[str, typer.Argument(help="作品编号或主体 DID / a work's id or a party's DID")],
    after: After = None,
    limit: Limit = 20,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """某作品或某主体的全部事件 / Everything that concerns one work or one party."""
    place = "parties" if name.startswith("did:") else "works"
    show_feed(as_json, data, server, f"/v1/{place}/{_part(name)}/events", after, limit)


def show_feed(
    as_json: bool, data: Path, server: str | None, path: str, after: int | None, limit: int
) -> None:
    """Print at most `limit` items of the feed at `path` with numbers above `after`."""
    query = {"limit": str(limit)} | ({} if after is None else {"after": str(after)})
    with open_client(settings_for(data), server) as client:
        found = _ask(client, path, query)
    lines = []
    for item in found["items"]:
        lines += [
            f"{item['sequence']:>6}  {item['time'][:10]}  {item['number']}  {item['zh']}",
            f"{'':>6}  {'':>10}  {item['en']}",
        ]
    answer(as_json, found, *lines, f"共 {found['count']} 条 / {found['count']} in all")


def tasks(
    limit: Limit = 50,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """登记员待办，按法定期限 / The registrars' work queue by its legal clocks."""
    with open_client(settings_for(data), server) as client:
        found = _ask(client, "/v1/tasks", {"limit": str(limit)})
    lines = []
    for item in found["items"]:
        late = "  ! 逾期 / overdue" if item["overdue"] else ""
        lines.append(f"{item['due']}  {item['zh']} / {item['en']}  {item['case']}{late}")
    answer(as_json, found, *(lines or ["无待办 / nothing to do"]))


def statistics(data: Data = DEFAULT_DATA, server: Server = None, as_json: AsJson = False) -> None:
    """统计 / Numbers for the operator, from state."""
    with open_client(settings_for(data), server) as client:
        found = _ask(client, "/v1/statistics", {})
    answer(as_json, found, json.dumps(found, ensure_ascii=False, indent=2))


def _ask(client: Client, path: str, query: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.ask(path, query))
    return found


def _part(name: str) -> str:
    """Write a name as one part of a path, whatever is in it."""
    return quote(name, safe=":")
