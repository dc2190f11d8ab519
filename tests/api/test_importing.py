"""Registering a folder from a table: row by row, stoppable, never twice."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.client import LocalClient
from api.errors import ApiError, ServerError
from api.importing import COLUMNS, RESULT_COLUMNS, Importer, Result
from ledger.errors import StoreError
from ledger.number import format_number
from ledger.receipt import parse_receipt, verify_receipt
from ledger.register.kinds.work import WorkRegistration

from .support import World, founded, key, picture, sha256

Row = dict[str, str]


# ---- folders ----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "sub").mkdir(parents=True)
    for number in range(4):
        (folder / f"{number}.png").write_bytes(picture(number))
    (folder / "sub" / "4.png").write_bytes(picture(4))
    return folder


def importer(world: World, folder: Path, name: str = "alice") -> Importer:
    return Importer(LocalClient(world.service), key(name), folder, folder / "out")


def run(importing: Importer, *rows: Row) -> list[Result]:
    seen: list[Result] = []
    results = importing.run(rows, seen.append)
    assert seen == results
    with (importing.out / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == RESULT_COLUMNS
        written = list(reader)
    assert written == [
        {name: getattr(result, name) for name in RESULT_COLUMNS} for result in results
    ]
    return results


def row(file: str, **words: str) -> Row:
    return {"file": file, "title_zh": f"图 {file}", **words}


def works_of(world: World) -> list[WorkRegistration]:
    with world.service.store.read() as reader:
        indexes = reversed(reader.latest("WorkRegistration", 2**53, 1000))
        entries = [json.loads(reader.leaf(index) or b"") for index in indexes]
    subjects = [entry["statement"]["credentialSubject"] for entry in entries]
    return [WorkRegistration.model_validate(subject) for subject in subjects]


def test_a_folder_is_registered(world: World, folder: Path) -> None:
    rows = [row("0.png"), row("sub/4.png", title_en="Four", display="original")]
    results = run(importer(world, folder), *rows)
    for result, index, file in zip(results, (3, 4), (0, 4), strict=True):
        assert (result.status, result.index) == ("registered", str(index))
        assert result.number == format_number(index)
        receipt = parse_receipt(Path(result.receipt).read_bytes())
        verify_receipt(receipt, world.service.home.verifier, picture(file))
    first, second = works_of(world)
    assert (first.title.zh, first.title.en) == ("图 0.png", None)
    assert (second.title.en, second.display) == ("Four", "original")
    assert first.authors[0].signed_as == "alice"
    assert not list((folder / "out").rglob("*.new"))


def test_all_columns_say_what_they_name(world: World, folder: Path) -> None:
    (parent,) = run(importer(world, folder), row("0.png"))
    receipt = parse_receipt(Path(parent.receipt).read_bytes())
    parent_id = json.loads(receipt.leaf)["statement"]["id"]
    words = {
        "title_en": "E",
        "category": "photographic",
        "nature": "adaptation",
        "completed": "2026-01-02",
        "place": "CN-11",
        "published": "2026-02-03",
        "parents": f"work:{parent_id}=adapted ; ",
        "ai": "assisted",
        "display": "none",
        "nature_note": "构图为新",
        "ownership": "legal_entity",
        "acquisition": "succession",
        "attachments": "legal_person_statement=sub/s=1.pdf;succession_agreement=a.pdf ; ",
    }
    assert set(words) | {"file", "title_zh"} == set(COLUMNS)
    (folder / "sub" / "s=1.pdf").write_bytes(b"statement")
    (folder / "a.pdf").write_bytes(b"agreement")
    (result,) = run(importer(world, folder), row("1.png", **words))
    assert result.status == "registered", result
    work = works_of(world)[1]
    assert (work.category, work.creation.nature) == ("photographic", "adaptation")
    assert (work.creation.completed, work.creation.place) == ("2026-01-02", "CN-11")
    assert (work.publication.first_date, work.ai, work.display) == (
        "2026-02-03",
        "assisted",
        "none",
    )
    assert [p.model_dump() for p in work.derived_from] == [
        {"work": parent_id, "relation": "adapted"}
    ]
    assert work.creation.nature_note == "构图为新"
    assert (work.ownership, work.acquisition) == ("legal_entity", "succession")
    assert [(a.kind, a.sha256) for a in work.attachments] == [
        ("legal_person_statement", sha256(b"statement")),
        ("succession_agreement", sha256(b"agreement")),
    ]


def test_a_paper_that_was_missing_is_added(world: World, folder: Path) -> None:
    words = {"ownership": "legal_entity"}
    secret = folder.parent / "secret.pdf"
    secret.write_bytes(b"secret")
    results = run(
        importer(world, folder),
        row("0.png", **words),
        row("0.png", **words, attachments="legal_person_statement"),
        row("0.png", **words, attachments="legal_person_statement=none.pdf"),
        row("0.png", **words, attachments="legal_person_statement=../secret.pdf"),
        row("0.png", **words, attachments="papers=0.png"),
    )
    assert [result.code for result in results] == [
        "attachment_missing",
        "attachment_malformed",
        "file_unreadable",
        "file_outside_folder",
        "term_unknown",
    ]
    assert world.size() == 3
    attached = row("0.png", **words, attachments="legal_person_statement=s.pdf")
    (folder / "s.pdf").write_bytes(b"signed")
    results = run(importer(world, folder), attached, attached)
    assert [result.index for result in results] == ["3", "3"]
    assert works_of(world)[0].attachments[0].sha256 == sha256(b"signed")


def test_an_empty_column_is_no_other_row(world: World, folder: Path) -> None:
    first = run(importer(world, folder), row("0.png"))
    empty = dict.fromkeys(COLUMNS, "") | row("0.png")
    assert run(importer(world, folder), empty) == first


def test_a_second_run_enters_nothing_and_says_the_same(world: World, folder: Path) -> None:
    rows = [row(f"{number}.png") for number in range(4)]
    first = run(importer(world, folder), *rows)
    size = world.size()
    assert run(importer(world, folder), *rows) == first
    # receipts that were lost are had again, from the statements
    for path in (folder / "out" / "receipts").iterdir():
        path.unlink()
    assert run(importer(world, folder), *rows) == first
    assert world.size() == size
    assert len(list((folder / "out" / "receipts").iterdir())) == 4
    # rows in another order, and new ones
    again = run(importer(world, folder), *reversed(rows), row("sub/4.png"))
    assert again[:4] == first[::-1]
    assert world.size() == size + 1


def test_rows_fail_alone(world: World, folder: Path) -> None:
    (folder / "text.png").write_text("no picture")
    (folder / "cut.png").write_bytes(picture(8)[:-20])
    (folder / "empty.png").write_bytes(b"")
    (folder / "copy.png").write_bytes(picture(0))
    unknown = "work:urn:uuid:00000000-0000-4000-8000-000000000000=adapted"
    rows = [
        row("0.png"),
        row("none.png"),
        row("sub"),
        row("text.png"),
        row("cut.png"),
        row("empty.png"),
        row("copy.png"),
        row("1.png", category="poem"),
        row("1.png", completed="soon"),
        row("1.png", parents="adapted"),
        row("1.png", parents=unknown, nature="adaptation", nature_note="新"),
        row("1.png") | {"title_zh": ""},
        row("1.png") | {"title_zh": "两\n行"},
        row("nul\0.png"),
        row("0.png"),
        row("1.png"),
    ]
    results = run(importer(world, folder), *rows)
    assert [result.code for result in results] == [
        "",
        "file_unreadable",
        "file_unreadable",
        "picture_unknown_format",
        "picture_truncated",
        "picture_empty",
        "work_registered_already",
        "term_unknown",
        "field_invalid",
        "parent_malformed",
        "parent_unknown",
        "field_invalid",
        "field_invalid",
        "file_outside_folder",
        "",
        "",
    ]
    # the same row twice is the same registration
    assert results[14] == results[0]
    assert (results[0].index, results[15].index) == ("3", "4")
    assert world.size() == 5
    for result in results:
        assert bool(result.message) is (result.status == "refused")


@pytest.mark.parametrize(
    "name", ["../secret.png", "sub/../../secret.png", "{absolute}", "link.png", "loop", ".."]
)
def test_no_row_reaches_outside_of_the_folder(world: World, folder: Path, name: str) -> None:
    secret = folder.parent / "secret.png"
    secret.write_bytes(picture(9))
    (folder / "link.png").symlink_to(secret)
    (folder / "loop").symlink_to(folder / "loop")
    (result,) = run(importer(world, folder), row(name.format(absolute=secret)))
    assert result.code in {"file_outside_folder", "file_unreadable" if name == "loop" else ""}
    assert world.size() == 3


def test_names_that_only_look_as_if_they_led_outside(world: World, folder: Path) -> None:
    (folder / "inner.png").symlink_to(folder / "1.png")
    results = run(importer(world, folder), row("sub/../0.png"), row("./inner.png"))
    assert [result.status for result in results] == ["registered", "registered"]


def test_another_owner_and_another_ledger_begin_anew(
    world: World, folder: Path, tmp_path: Path
) -> None:
    run(importer(world, folder), row("0.png"))
    (result,) = run(importer(world, folder, "bob"), row("0.png"))
    assert (result.status, result.index) == ("registered", "4")
    # of the same name, even
    with founded(tmp_path / "other") as other:
        other.parties("alice", "bob", "carol")
        (result,) = run(importer(other, folder), row("0.png"))
        assert (result.status, result.index) == ("registered", "4")


def test_who_is_no_party_imports_nothing(world: World, folder: Path) -> None:
    with pytest.raises(ApiError, match="party_unknown"):
        run(importer(world, folder, "mallory"), row("0.png"))


def test_a_picture_that_changed_is_another(world: World, folder: Path) -> None:
    run(importer(world, folder), row("0.png"))
    (folder / "0.png").write_bytes(picture(10))
    (result,) = run(importer(world, folder), row("0.png"))
    assert (result.status, result.index) == ("registered", "4")


# ---- runs that end early ----------------------------------------------------------------------


class Failing(LocalClient):
    """A ledger that fails at one statement, before or after it was entered."""

    def __init__(
        self, world: World, fail: Callable[[], Exception], at: int, *, entered: bool
    ) -> None:
        super().__init__(world.service)
        self.fail, self.at, self.entered = fail, at, entered

    def register(self, statement: bytes, file: bytes | None = None) -> Any:
        self.at -= 1
        if self.at < 0 and not self.entered:
            raise self.fail()
        receipt = super().register(statement, file)
        if self.at < 0:
            raise self.fail()
        return receipt


@pytest.mark.parametrize("entered", [False, True])
@pytest.mark.parametrize(
    "fail",
    [
        lambda: StoreError("store_unavailable", detail="x"),
        lambda: ServerError("server_unreachable", url="x", detail="y"),
        KeyboardInterrupt,
    ],
    ids=["store", "server", "interrupt"],
)
@pytest.mark.parametrize("at", [0, 2])
def test_a_run_that_ends_early_is_taken_up_again(
    world: World, folder: Path, fail: Callable[[], Exception], at: int, *, entered: bool
) -> None:
    rows = [row(f"{number}.png") for number in range(4)]
    failing = Failing(world, fail, at, entered=entered)
    stopped = Importer(failing, key("alice"), folder, folder / "out")
    with pytest.raises(type(fail())):
        stopped.run(rows, lambda _: None)
    assert world.size() == 3 + at + entered
    results = run(importer(world, folder), *rows)
    assert [result.index for result in results] == ["3", "4", "5", "6"]
    assert [work.title.zh for work in works_of(world)] == [r["title_zh"] for r in rows]


def test_a_receipt_that_was_damaged_is_said_to_be(world: World, folder: Path) -> None:
    (result,) = run(importer(world, folder), row("0.png"))
    Path(result.receipt).write_bytes(b"{")
    (again,) = run(importer(world, folder), row("0.png"))
    assert again.code == "receipt_malformed"
    Path(result.receipt).unlink()
    assert run(importer(world, folder), row("0.png")) == [result]
