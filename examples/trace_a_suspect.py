"""Trace a suspect: find the work from which a shrunk, recoloured picture was taken.

溯源：一张被缩小、改色、重新压缩的图片，来自哪件登记作品？

    python examples/trace_a_suspect.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from api.client import Client, LocalClient
from api.composing import WorkDraft
from api.demo.artwork import TITLES, alter, demo_series, draw, to_jpeg
from api.pictures import examine
from api.service import open_service
from api.signing import signed
from ledger.home import Founding, found
from ledger.keys import generate_key
from ledger.number import format_number
from ledger.register.canonical import JsonObject
from ledger.register.did import did_of

ORIGIN = "ledger.example/2026"
ALIAS = "阿莲 Lian"


def main() -> None:
    """Register some pictures; ask about a copy of one of them, and about a stranger."""
    with tempfile.TemporaryDirectory() as folder:
        found(Path(folder), Founding(ORIGIN))
        with open_service(Path(folder)) as service:
            # HttpClient("http://…") does the same with a ledger behind a server
            client = LocalClient(service)
            pictures = register(client)
            print("可疑图片：九色鹿的盗版 / suspect: a pirated copy of the deer")
            trace(client, alter.suspect(pictures["jiuselu"]))
            print("无关图片：未登记的火焰纹 / unrelated: flames that nobody registered")
            trace(client, to_jpeg(draw("huoyan", 4)))


def register(client: Client) -> dict[str, bytes]:
    """Register one painter and the works; give the pictures by motif."""
    key = generate_key()
    me = did_of(key)
    party: JsonObject = {"party": me, "kind": "person", "displayName": ALIAS, "roles": ["creator"]}
    client.register(signed("PartyRegistration", party, [key], ORIGIN))
    pictures = {}
    for motif, seed in demo_series(5):
        picture = pictures[motif] = to_jpeg(draw(motif, seed))
        zh, en = TITLES[motif]
        work = WorkDraft(
            title_zh=zh,
            title_en=en,
            owners=[(me, "1/1")],
            authors=[(me, ALIAS)],
            completed="2026-10-01",
        )
        subject = work.subject(examine(picture).facts)
        receipt = client.register(signed("WorkRegistration", subject, [key], ORIGIN), picture)
        print(f"登记 / registered {format_number(receipt.index)} {zh} / {en}")
    return pictures


def trace(client: Client, suspect: bytes) -> None:
    """Print what the register knows of a picture, and how much of it was searched."""
    answer = client.trace(suspect)
    print(f"  检索 {answer.pictures} 幅，树大小 {answer.tree_size} / searched at that tree size")
    for origin in answer.matches:
        print(f"  ● {origin.number} {origin.title.zh} / {origin.title.en}")
        print(f"    {origin.verdict}, score {origin.score:.0f}, {len(origin.areas)} part(s)")
    if not answer.matches:
        print("  ○ 未发现相似的在册图片 / no registered picture resembles it")


if __name__ == "__main__":
    main()
