"""Two ledgers for the tests of the site: one with something of everything, one just founded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image

from api.composing import label
from api.demo.artwork import draw, draw_mural, to_jpeg
from ledger.register.entry import Entry

from ..support import (
    World,
    did,
    founded,
    heritage_statement,
    party_statement,
    picture,
    work_statement,
)

#: What somebody may write who wishes a page ill; a statement takes all of it.
SCRIPT = "<script>alert(1)</script>\"'&{{7*7}}"
LONG = "W" * 200
RIGHT_TO_LEFT = "שלום (א) <b>"
#: More works than a page of the list holds.
FILLERS = 20


@dataclass(frozen=True)
class Gallery:
    """A ledger to look at; it is only read."""

    world: World
    entries: dict[str, Entry]
    files: dict[str, bytes]

    def id(self, name: str) -> str:
        return self.entries[name].statement.id

    def page(self, name: str) -> str:
        """The address of a work's page."""
        return f"/works/{self.id(name)}"

    def receipt(self, name: str) -> bytes:
        return self.world.service.receipt(self.entries[name].index).to_json()


def altered(data: bytes) -> bytes:
    """The same picture, smaller, paler and compressed again."""
    with Image.open(io.BytesIO(data)) as opened:
        small = opened.convert("RGB").resize((opened.width * 4 // 5, opened.height * 4 // 5))
    out = io.BytesIO()
    small.point(lambda value: 20 + value * 9 // 10).save(out, "JPEG", quality=60)
    return out.getvalue()


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    files = {
        "wall": to_jpeg(draw_mural(7, 320)),
        "published": to_jpeg(draw("lianhua", 3, 320)),
        "original": to_jpeg(draw("jiuselu", 3, 320)),
        "unpublished": to_jpeg(draw("feitian", 3, 320)),
        "hostile": picture(1),
        "scan": to_jpeg(draw_mural(7, 320)),
    }
    files |= {"competing": files["published"], "resembling": altered(files["original"])}
    with founded(tmp_path_factory.mktemp("gallery") / "ledger") as world:
        world.parties("alice", "bob", RIGHT_TO_LEFT)
        entries = {"party": world.enter(party_statement(SCRIPT, kind="organisation"))}
        wall = heritage_statement(
            files["wall"], title=label("三兔藻井", "Three hares"), chamber="main", period="sui"
        )
        entries["wall"] = world.enter(wall, files["wall"])
        entries["bare wall"] = world.enter(heritage_statement(title={"zh": "无图"}))
        parent = [("heritage", entries["wall"].statement.id, "adapted")]
        works = {
            "published": {"published": "2026-10-02", "title_en": "Pond", "parents": parent},
            "original": {"display": "original", "title_zh": "九色鹿"},
            "unpublished": {"title_zh": "未发表"},
            "resembling": {"published": "2026-10-03", "title_zh": "似曾相识"},
        }
        for name, words in works.items():
            statement = work_statement(files[name], "alice", **words)
            entries[name] = world.enter(statement, files[name])
        entries["competing"] = world.enter(
            work_statement(files["competing"], "bob", title_zh="后来者"), files["competing"]
        )
        entries["scan"] = world.enter(
            work_statement(
                files["scan"], "bob", title_zh="扫描", nature="adaptation", published="2026-10-02"
            ),
            files["scan"],
        )
        entries["hostile"] = world.enter(_hostile(entries, files["hostile"]), files["hostile"])
        for number in range(FILLERS):
            file = picture(100 + number)
            world.enter(work_statement(file, "bob", display="thumbnail"), file)
        yield Gallery(world, entries, files)


def _hostile(entries: dict[str, Entry], file: bytes) -> bytes:
    changes = {
        "title": label(SCRIPT, LONG),
        "creation": {
            "nature": "adaptation", "natureNote": SCRIPT, "completed": "2026-10-01", "place": "CN",
        },
        "publication": {
            "status": "published",
            "firstDate": "2026-10-02",
            "firstPlace": "CN-11",
            "firstWeb": "https://example.invalid/\"><script>alert(1)</script>",
        },
        "ownership": "joint",
        "authors": [
            {"party": did("alice"), "signedAs": RIGHT_TO_LEFT},
            {"party": did(SCRIPT), "signedAs": SCRIPT},
        ],
        "rights": ["reproduction", "adaptation"],
        "attachments": [{"kind": "joint_agreement", "sha256": "0" * 64}],
        "derivedFrom": [{"work": entries["published"].statement.id, "relation": "inspired"}],
        "display": "thumbnail",
    }  # fmt: skip
    return work_statement(file, SCRIPT, RIGHT_TO_LEFT, changes=changes)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger with nothing but its founding."""
    with founded(tmp_path_factory.mktemp("bare") / "ledger") as world:
        yield world
