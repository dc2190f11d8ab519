"""``mogao scan``: crawls and folders, killed in the middle and gone on with; hits and reports."""

from __future__ import annotations

import csv
import io
import json
import socket
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.service import open_service

from ..hosting import hosted
from ..monitoring.crawl import CAPTURED, SHOP, Crawl, written
from ..support import did, opened, picture, sha256, work_statement
from .run import assert_bilingual, misused, refused, start, succeed

COUNT = 24


@pytest.fixture
def registered(data: Path) -> str:
    """The id of a work by alice: picture 1."""
    with open_service(data) as service:
        statement = work_statement(picture(1), "alice")
        service.register(statement, picture(1))
    return str(json.loads(statement)["id"])


@pytest.fixture
def crawled(place: Path) -> Path:
    """A folder with a crawl of `COUNT` pictures, one of them the work, and the work itself."""
    folder = place / "crawled"
    folder.mkdir()
    crawl = Crawl()
    for number in range(COUNT):
        crawl.response(picture(number), f"https://shop.example/{number}.png")
    written(crawl, folder / "crawl.warc.gz")
    (folder / "mug.bin").write_bytes(picture(1))
    (folder / "page.html").write_text("<html></html>")
    return folder


def csv_rows(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def json_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_a_scan_with_its_tables(data: Path, registered: str, crawled: Path) -> None:
    told = succeed("scan", crawled, "--data", data)
    assert_bilingual(told.out)
    assert f"✓ {COUNT + 1} 幅图片" in told.out
    assert "hit 2，heritage 0，no_hit 23，error 0" in told.out
    assert told.err == ""
    rows = csv_rows(Path("mogao-scan/results.csv"))
    lines = json_rows(Path("mogao-scan/results.jsonl"))
    assert len(rows) == len(lines) == COUNT + 1
    hits = [row for row in rows if row["result"] == "hit"]
    assert [row["path"] for row in hits] == [f"{crawled}/crawl.warc.gz", f"{crawled}/mug.bin"]
    assert [row["page"] for row in hits] == ["https://shop.example/1.png", ""]
    assert [row["captured"] for row in hits] == [CAPTURED, ""]
    for row in hits:
        assert (row["work"], row["sha256"]) == (registered, sha256(picture(1)))
        assert (row["tree_size"], row["pictures"], row["authorised"]) == ("4", "1", "")
    assert {row["tree_size"] for row in rows} == {"4"}
    assert lines[1]["http_headers"] == [["Content-Type", "image/png"]]
    assert lines[1]["findings"][0]["work"] == registered
    assert sorted(path.name for path in Path("mogao-scan").iterdir()) == [
        "results.csv",
        "results.jsonl",
        "scan.journal",
    ]


def test_where_the_tables_go_and_what_scripts_are_told(
    data: Path, registered: str, crawled: Path
) -> None:
    tables = ("--csv", "a.csv", "--jsonl", "b.jsonl")
    told = succeed("scan", crawled, "--data", data, "--out", "o/p", *tables, "--json").json
    counts = {"hit": 2, "heritage": 0, "no_hit": COUNT - 1, "error": 0}
    places = {"csv": "a.csv", "jsonl": "b.jsonl"}
    assert told == {"ok": True, "rows": COUNT + 1} | counts | places
    assert len(csv_rows(Path("a.csv"))) == len(json_rows(Path("b.jsonl"))) == COUNT + 1
    assert [path.name for path in Path("o/p").iterdir()] == ["scan.journal"]


def test_whether_somebody_is_authorised(data: Path, registered: str, crawled: Path) -> None:
    for who, told in (("alice", "yes"), ("bob", "no")):
        succeed("scan", crawled / "mug.bin", "--data", data, "--out", who, "--licensee", did(who))
        (row,) = csv_rows(Path(who) / "results.csv")
        assert row["authorised"] == told


def test_what_a_scan_refuses(data: Path, registered: str, crawled: Path, place: Path) -> None:
    refused("file_unreadable", "scan", crawled, "none", "--data", data)
    refused("store_not_founded", "scan", crawled, "--data", place / "none")
    refused("path_unusable", "scan", crawled, "--data", data, "--out", "one.png")
    refused("path_unusable", "scan", crawled, "--data", data, "--csv", "none/a.csv")
    refused("server_unreachable", "scan", crawled, "--server", "http://127.0.0.1:1")
    misused("scan", "--data", data)
    succeed("scan", crawled, "--data", data)
    refused("scan_exists", "scan", crawled, "--data", data)
    refused("scan_journal_differs", "scan", crawled, "--data", data, "--resume", "--licensee", "x")
    succeed("scan", crawled, "--data", data, "--resume")


def test_a_scan_over_http(data: Path, registered: str, crawled: Path, place: Path) -> None:
    with opened(data) as world, hosted(world.client.app) as url:
        told = succeed("scan", crawled, "--server", url, "--licensee", did("bob"), "--json").json
    assert (told["hit"], told["no_hit"]) == (2, COUNT - 1)
    over_http = Path("mogao-scan/results.csv").read_bytes()
    succeed("scan", crawled, "--data", data, "--licensee", did("bob"), "--out", "here")
    assert Path("here/results.csv").read_bytes() == over_http


def test_a_scan_opens_no_connection(
    data: Path, registered: str, crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor asks for a name: the crawl's addresses are told of and never visited."""

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the network")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, forbidden)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, forbidden)
    told = succeed("scan", crawled, "--data", data, "--licensee", did("bob"), "--json").json
    assert told["rows"] == COUNT + 1


def test_progress_is_shown_in_bytes_to_whoever_watches(
    data: Path, crawled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("api.cli.output.stderr._force_terminal", True)
    monkeypatch.setattr("api.cli.output.stderr.is_interactive", True)
    size = sum(path.stat().st_size for path in crawled.iterdir())
    watched = succeed("scan", crawled, "--data", data)
    assert f"{size / 1000:.1f}/{size / 1000:.1f} kB" in watched.err


def test_killed_in_the_middle_and_gone_on_with(data: Path, registered: str, crawled: Path) -> None:
    succeed("scan", crawled, "--data", data, "--out", "whole")
    journal = Path("mogao-scan/scan.journal")
    for wanted in (3, 11):
        process = start("scan", crawled, "--data", data, "--resume")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            if journal.exists() and journal.read_bytes().count(b"\n") > wanted:
                break
            time.sleep(0.001)
        process.kill()
        process.communicate()
        assert not Path("mogao-scan/results.csv").exists()
    succeed("scan", crawled, "--data", data, "--resume")
    for name in ("results.csv", "results.jsonl", "scan.journal"):
        assert Path("mogao-scan", name).read_bytes() == Path("whole", name).read_bytes()


# ---- hits and observations --------------------------------------------------------------------

PAGE = "https://shop.example/mugs/1?customer=42"


@pytest.fixture
def reported(data: Path, registered: str) -> Path:
    """The ledger after a feed saw the work twice."""
    with opened(data) as world:
        for number in range(2):
            form = {"address": f"{PAGE}&n={number}", "captured": CAPTURED, "source": "feed one"}
            files = {"file": ("f", picture(1))} | {
                name: (None, value.encode()) for name, value in form.items()
            }
            assert world.client.post("/v1/observations", files=files).status_code == 201
    return data


def test_hits_are_told_with_the_host_alone(reported: Path, registered: str) -> None:
    told = succeed("hits", did("alice"), "--data", reported)
    assert_bilingual(told.out)
    assert told.out.count("shop.example") == 4
    assert "customer" not in told.out
    assert "2 in all" in told.out
    found = succeed("hits", did("alice"), "--data", reported, "--after", "0", "--json").json
    assert [(item["sequence"], item["work"]) for item in found["items"]] == [(1, registered)]
    with opened(reported) as world, hosted(world.client.app) as url:
        assert succeed("hits", did("alice"), "--server", url).out == told.out
    refused("party_unknown", "hits", did("carol"), "--data", reported)


def test_the_operator_reads_whole_addresses(reported: Path, registered: str) -> None:
    told = succeed("observations", "--data", reported)
    assert f"{PAGE}&n=0" in told.out
    assert f"{PAGE}&n=1" in told.out
    found = succeed("observations", "--data", reported, "--after", "0", "--json").json
    (item,) = found["items"]
    assert (item["number"], item["address"], item["source"]) == (1, f"{PAGE}&n=1", "feed one")
    assert item["findings"][0]["work"] == registered
    # there is no way to it over the network
    misused("observations", "--server", "http://127.0.0.1:1")


@pytest.mark.slow
def test_ten_thousand_records_in_bounded_memory(data: Path, registered: str, place: Path) -> None:
    """Of 1,000 pictures, ten places each: as much memory at the end as after a tenth."""
    with (place / "large.warc.gz").open("wb") as file:
        pictures = [picture(number % 1000) for number in range(1000)]
        for number in range(10):
            crawl = Crawl()
            for body in pictures:
                crawl.response(body, f"{SHOP}?{number}")
            file.write(crawl.data)
    process = start("scan", "large.warc.gz", "--data", data, "--json")
    journal, watched, early = Path("mogao-scan/scan.journal"), psutil.Process(process.pid), 0
    resident = 0
    while process.poll() is None:
        rows = journal.read_bytes().count(b"\n") if journal.exists() else 0
        try:
            resident = watched.memory_info().rss
        except psutil.NoSuchProcess:
            break
        if not early and rows > 1100:
            early = resident
        time.sleep(0.05)
    assert json.loads(process.communicate()[0])["rows"] == 10_000
    assert early > 0
    assert resident - early < 24 * 1024 * 1024
