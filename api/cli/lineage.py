"""``mogao lineage``: what a work or a heritage source grew from, and what grew from it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from api.cli.options import DEFAULT_DATA, AsJson, Data, Server
from api.cli.output import answer
from api.client import Client, open_client, read_answer
from api.config import settings_for
from api.lineage.models import LineageNode, LineageView
from api.lineage.prov import to_prov
from api.lineage.svg import to_svg
from api.lineage.words import RESEMBLANCE, cut_said
from api.routes.lineage import MAX_DEPTH, MAX_LIMIT
from api.signing import check_place
from ledger.errors import LedgerError


def lineage(
    name: Annotated[
        str, typer.Argument(metavar="WORK", help="作品或文物来源编号 / id of a work or heritage")
    ],
    svg: Annotated[
        Path | None, typer.Option(help="将图写入此文件 / draw it into this file")
    ] = None,
    prov: Annotated[bool, typer.Option("--prov", help="输出 PROV-O / print W3C PROV-O")] = False,
    depth: Annotated[
        int | None, typer.Option(min=1, max=MAX_DEPTH, help="代数 / generations")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=2, max=MAX_LIMIT, help="最多几件 / at most")
    ] = None,
    after: Annotated[int | None, typer.Option(min=-1, help="自此序号之后 / after this one")] = None,
    as_of: Annotated[str | None, typer.Option(help="某日有效 / valid on this day")] = None,
    known_at: Annotated[int | None, typer.Option(help="当时条目数 / entries then known")] = None,
    data: Data = DEFAULT_DATA,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """源流：来源、衍生与各步许可 / Lineage: what it grew from, what grew from it, each licence."""
    bounds = {"depth": depth, "limit": limit, "after": after}
    given = {**bounds, "as_of": as_of, "known_at": known_at}
    query = {key: str(value) for key, value in given.items() if value is not None}
    if svg is not None:
        check_place(svg)
    with open_client(settings_for(data), server) as client:
        view = _ask(client, name, query)
    if svg is not None:
        svg.write_bytes(to_svg(view))
    if prov:
        sys.stdout.write(to_prov(view).decode("utf-8") + "\n")
        return
    lines = _lines(view)
    if svg is not None:
        lines.append(f"图 / drawing  {svg}")
    answer(as_json, view.model_dump(mode="json", by_alias=True), *lines)


def _ask(client: Client, name: str, query: dict[str, str]) -> LineageView:
    """Ask for a work of that id, or else for a heritage source."""
    part = quote(name, safe=":")
    works, heritage = (f"/v1/{shelf}/{part}/lineage" for shelf in ("works", "heritage"))
    try:
        return read_answer(LineageView, client.ask(works, query), works)
    except LedgerError as unknown:
        if unknown.code != "work_unknown":
            raise
        try:
            return read_answer(LineageView, client.ask(heritage, query), heritage)
        except LedgerError as error:
            raise (unknown if error.code == "heritage_unknown" else error) from None


def _lines(view: LineageView) -> list[str]:
    lines = [_named(view.nodes[0])]
    signs = {"root": "●", "ancestor": "↑", "derivative": "↓", "similar": "≈"}
    lines += [f"  {signs[node.role]} {_named(node)}" for node in view.nodes[1:]]
    for edge in view.derivations:
        lines += [f"→ {edge.zh}", f"  {edge.en}"]
    for found in view.similarities:
        lines += [f"≈ {found.zh}", f"  {found.en}"]
    if view.similarities:
        lines += [f"  {RESEMBLANCE.zh}", f"  {RESEMBLANCE.en}"]
    for node in view.nodes:
        if node.hidden_parents or node.hidden_derivatives:
            said = cut_said(node.title, node.hidden_parents, node.hidden_derivatives)
            lines += [f"… {said.zh}", f"  {said.en}"]
    if view.next is not None:
        lines.append(f"… 续 / more: --after {view.next}")
    known = view.known_at
    return [*lines, f"截至 / as of: {known.day}, {known.size} 条 entries"]


def _named(node: LineageNode) -> str:
    title = " / ".join(filter(None, (node.title.zh, node.title.en)))
    state = f"  {node.state.zh} / {node.state.en}" if node.state else "  文物来源 / heritage source"
    return f"{node.number}  {title}{state}"
