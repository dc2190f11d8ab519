"""``mogao trace`` and ``mogao reindex`` on a ledger in a directory."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from api.client import LocalClient
from ledger.number import format_number

from ..origins import Register, drawing, part_of, register, report_of, reworked
from ..support import did, picture, sha256
from .run import assert_bilingual, misused, refused, succeed


class Shop:
    """A register with a wall and two works, and a folder of suspects."""

    def __init__(self, opened: Register, folder: Path) -> None:
        self.register = opened
        self.data = opened.directory
        self.wall = opened.wall("shop wall")
        self.file = reworked("shop wall", "shop figure")
        self.work = opened.work_from(self.wall, self.file, title_zh="杯", title_en="Mug")
        self.other = opened.work(drawing("shop other"), "bob")
        self.folder = folder
        self.suspects = {
            "a copy.png": self.file,
            "b part.png": part_of("shop other"),
            "c wall.png": drawing("shop wall"),
            "d stranger.png": drawing("shop stranger"),
        }
        for name, file in self.suspects.items():
            (folder / name).write_bytes(file)
        (folder / "b notes.txt").write_text("no picture")

    def suspect(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with register(tmp_path_factory.mktemp("shop") / "ledger") as opened:
        yield Shop(opened, tmp_path_factory.mktemp("suspects"))


def test_the_origin_of_a_suspect(shop: Shop) -> None:
    told = succeed("trace", shop.suspect("a copy.png"), "--data", shop.data)
    assert_bilingual(told.out)
    lines = told.out.splitlines()
    assert f"● {format_number(shop.work.index)}  杯 / Mug" in lines
    assert f"● {format_number(shop.wall.index)}  三兔藻井 / Three hares" in lines
    assert shop.work.statement.id in told.out
    assert "shows this work’s own expression" in told.out
    assert f"both draw on {shop.wall.statement.id}" in told.out
    assert "searched 3 pictures at tree size" in told.out
    value = succeed("trace", shop.suspect("a copy.png"), "--data", shop.data, "--json").json
    assert (value["tree_size"], value["pictures"]) == (shop.register.size(), 3)
    assert [origin["index"] for origin in value["matches"]] == [shop.work.index, shop.wall.index]
    assert value["suspect"]["sha256"] == sha256(shop.file)


def test_who_shows_the_wall_is_told_so_and_not_accused(shop: Shop) -> None:
    told = succeed("trace", shop.suspect("c wall.png"), "--data", shop.data).out
    assert "shares heritage only" in told
    assert "shows this work’s own expression" not in told
    assert "it shows a source and adds nothing" in told


def test_a_stranger(shop: Shop) -> None:
    told = succeed("trace", shop.suspect("d stranger.png"), "--data", shop.data).out
    assert "○ 无命中 / no hit" in told
    assert "searched 3 pictures at tree size" in told
    value = succeed("trace", shop.suspect("d stranger.png"), "--data", shop.data, "--json").json
    assert value["matches"] == []


def test_a_folder_is_traced_picture_by_picture(shop: Shop) -> None:
    told = succeed("trace", shop.folder, "--data", shop.data, "--json").out
    answers = [json.loads(line) for line in told.splitlines()]
    assert [Path(each["file"]).name for each in answers] == sorted(shop.suspects)
    assert [len(each["matches"]) for each in answers] == [2, 1, 2, 0]
    told = succeed("trace", shop.folder, "--data", shop.data).out
    places = [told.index(name) for name in sorted(shop.suspects)]
    assert places == sorted(places)


def test_a_licensee_is_asked_about(shop: Shop) -> None:
    suspect = shop.suspect("b part.png")
    may = succeed("trace", suspect, "--licensee", did("bob"), "--data", shop.data).out
    assert "✓ 已获许可 / authorised" in may
    may_not = succeed("trace", suspect, "--licensee", did("alice"), "--data", shop.data).out
    assert "✗ 未获许可 / not authorised" in may_not


def test_an_overlay_is_written_beside(shop: Shop, tmp_path: Path) -> None:
    drawn = tmp_path / "overlay.png"
    suspect = shop.suspect("b part.png")
    told = succeed("trace", suspect, "--overlay", drawn, "--data", shop.data).out
    assert f"drawn: {drawn}" in told
    with Image.open(io.BytesIO(drawn.read_bytes())) as opened:
        assert (opened.format, opened.height) == ("PNG", 560)
    # nothing is drawn where nothing was found
    none = tmp_path / "none.png"
    succeed("trace", shop.suspect("d stranger.png"), "--overlay", none, "--data", shop.data)
    assert not none.exists()


def test_proofs_come_with_the_answer(shop: Shop) -> None:
    suspect = shop.suspect("b part.png")
    value = succeed("trace", suspect, "--proofs", "--data", shop.data, "--json").json
    receipt = json.dumps(value["matches"][0]["receipt"]).encode()
    entry = shop.register.verified(receipt, drawing("shop other"))
    assert entry.index == shop.other.index


def test_the_report_of_an_entry_is_printed_again(shop: Shop) -> None:
    words = ["trace", str(shop.suspect("a copy.png")), "--report", "--data", str(shop.data)]
    words += ["--at-size", str(shop.work.index), "--heritage", shop.wall.statement.id]
    assert succeed(*words).out.encode() == report_of(shop.work)


def test_reindexing_counts_entries(shop: Shop) -> None:
    for words in ((), ("--anew",)):
        told = succeed("reindex", *words, "--data", shop.data)
        assert f"indexed {shop.register.size()} entries" in told.out
        value = succeed("reindex", *words, "--data", shop.data, "--json").json
        assert value["entries"] == shop.register.size()
    assert succeed("trace", shop.suspect("b part.png"), "--data", shop.data, "--json").json[
        "matches"
    ]


def test_what_is_not_there_is_refused(shop: Shop) -> None:
    suspect = shop.suspect("b part.png")
    for code, words in (
        ("size_unknown", ("--at-size", "1000000")),
        ("heritage_unknown", ("--heritage", "urn:uuid:nowhere")),
    ):
        refused(code, "trace", suspect, *words, "--data", shop.data)
    for words in (("--report",), ("--overlay", "x.png")):
        refused("option_needs", "trace", shop.folder, *words, "--data", shop.data)


@pytest.mark.parametrize("question", ["trace", "lineage"])
def test_an_answer_that_is_none(shop: Shop, monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    monkeypatch.setattr(LocalClient, "ask", lambda *_: b"[]")
    asked = {"trace": shop.suspect("a copy.png"), "lineage": shop.work.statement.id}[question]
    refused("server_answer_malformed", question, asked, "--data", shop.data)


def test_what_cannot_be_traced(data: Path, place: Path) -> None:
    (place / "text.png").write_text("no picture")
    (place / "cut.png").write_bytes(picture(1)[:-20])
    (place / "empty.png").write_bytes(b"")
    for name, code in (
        ("none.png", "file_unreadable"),
        ("text.png", "picture_unknown_format"),
        ("cut.png", "picture_truncated"),
        ("empty.png", "picture_empty"),
    ):
        refused(code, "trace", name, "--data", data)
    misused("trace")
