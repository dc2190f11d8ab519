"""``mogao import``: a folder from a table, killed in the middle and run again."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest

from api.service import open_service

from ..hosting import hosted
from ..support import opened, picture, sha256
from .run import assert_bilingual, misused, mogao, refused, start, succeed

COUNT = 10


@pytest.fixture
def folder(data: Path, place: Path) -> Path:
    """A folder with pictures, and its table."""
    folder = place / "pictures"
    folder.mkdir()
    with (place / "works.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "title_zh", "title_en"])
        for number in range(COUNT):
            (folder / f"{number}.png").write_bytes(picture(number))
            table.writerow([f"{number}.png", f"图{number}", f"No. {number}"])
    return folder


def importing(data: Path, folder: Path, *more: str) -> tuple[str | Path, ...]:
    return ("import", folder, "--csv", "works.csv", "--key", "alice.key", "--data", data, *more)


def registered(data: Path) -> list[str]:
    """The digests of all registered works, in order."""
    with open_service(data) as service, service.store.read() as reader:
        return [row.sha256 for _, row in reader.files(0, 2**40)]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder(data: Path, folder: Path, vkey: str) -> None:
    told = succeed(*importing(data, folder))
    assert_bilingual(told.out)
    assert f"registered {COUNT}" in told.out
    assert registered(data) == [sha256(picture(number)) for number in range(COUNT)]
    rows = rows_of(folder / "mogao-import" / "results.csv")
    assert [row["file"] for row in rows] == [f"{number}.png" for number in range(COUNT)]
    for row in rows:
        picture_file = folder / row["file"]
        succeed("verify", row["receipt"], "--vkey", vkey, "--file", picture_file)
    value = succeed(*importing(data, folder), "--json").json
    results = str(folder / "mogao-import" / "results.csv")
    assert value == {"ok": True, "registered": COUNT, "refused": 0, "results": results}
    assert rows_of(folder / "mogao-import" / "results.csv") == rows
    assert len(registered(data)) == COUNT


def test_some_rows_refused_is_exit_code_1(data: Path, folder: Path) -> None:
    (folder / "3.png").write_text("no picture")
    (folder / "5.png").unlink()
    told = mogao(*importing(data, folder, "--out", "results"))
    assert told.code == 1
    assert "3.png" in told.out
    assert "5.png" in told.out
    assert f"registered {COUNT - 2}" in told.out
    for_scripts = mogao(*importing(data, folder, "--out", "results"), "--json")
    assert for_scripts.code == 1
    value = json.loads(for_scripts.out)
    assert value == {
        "ok": False,
        "registered": COUNT - 2,
        "refused": 2,
        "results": "results/results.csv",
    }
    codes = {
        row["file"]: row["code"] for row in rows_of(Path("results/results.csv")) if row["code"]
    }
    assert codes == {"3.png": "picture_unknown_format", "5.png": "file_unreadable"}


def test_what_stops_an_import_before_it_begins(data: Path, folder: Path, place: Path) -> None:
    refused("file_unreadable", *importing(data, folder, "--csv", "none.csv"))
    (place / "bad.csv").write_text("name\nx\n")
    refused("csv_malformed", *importing(data, folder, "--csv", "bad.csv"))
    refused("key_file_missing", *importing(data, folder, "--key", "none.key"))
    refused("party_unknown", *importing(data, folder, "--key", "carol.key"))
    refused("store_not_founded", *importing(place / "none", folder))
    refused("path_unusable", *importing(data, folder, "--out", "one.png"))
    refused("server_unreachable", *importing(data, folder, "--server", "http://127.0.0.1:1"))
    misused("import", folder)
    assert registered(data) == []


def test_a_folder_over_http(data: Path, folder: Path, place: Path) -> None:
    with opened(data) as world, hosted(world.client.app) as url:
        told = succeed(*importing(place / "none", folder, "--server", url), "--json").json
    assert (told["registered"], told["refused"]) == (COUNT, 0)
    assert registered(data) == [sha256(picture(number)) for number in range(COUNT)]


def test_progress_is_shown_to_whoever_watches(
    data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert succeed(*importing(data, folder)).err == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("api.cli.output.stderr._force_terminal", True)
    monkeypatch.setattr("api.cli.output.stderr.is_interactive", True)
    watched = succeed(*importing(data, folder))
    assert f"{COUNT}/{COUNT}" in watched.err
    assert succeed(*importing(data, folder), "--json").err == ""


def test_killed_in_the_middle_and_run_again(data: Path, folder: Path) -> None:
    results = folder / "mogao-import" / "results.csv"
    for wanted in (2, 6):
        process = start(*importing(data, folder))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            # the header, and a line for each row
            if results.exists() and results.read_bytes().count(b"\n") > wanted:
                break
            time.sleep(0.002)
        process.kill()
        process.communicate()
    told = succeed(*importing(data, folder), "--json").json
    assert (told["registered"], told["refused"]) == (COUNT, 0)
    assert registered(data) == [sha256(picture(number)) for number in range(COUNT)]
    assert [int(row["index"]) for row in rows_of(results)] == list(range(3, 3 + COUNT))
    assert succeed("fsck", "--data", data, "--json").json["size"] == 3 + COUNT


@pytest.mark.slow
def test_killed_at_many_moments_and_run_again(data: Path, folder: Path) -> None:
    for pause in range(24):
        process = start(*importing(data, folder))
        time.sleep(0.4 + pause * 0.05)
        process.kill()
        process.communicate()
    succeed(*importing(data, folder))
    assert registered(data) == [sha256(picture(number)) for number in range(COUNT)]
    succeed("fsck", "--data", data)
