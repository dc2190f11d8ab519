"""What a scan says of what it comes upon: searched for once, told of everywhere, taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.client import LocalClient
from api.errors import ApiError, ServerError
from api.monitoring import scanning
from api.monitoring.folders import sightings
from api.monitoring.journal import Journal
from api.monitoring.rows import Row
from api.monitoring.scanning import Licensing, Scanner
from api.trace_models import TraceAnswer
from hashing.tracing import Tracer
from ledger.errors import LedgerError, StoreError
from ledger.number import format_number

from ..conftest import Library
from ..support import World, did, picture, sha256
from .crawl import CAPTURED, SHOP, Crawl, payload_digest, written


class Counting(LocalClient):
    """A ledger that counts what it is asked, and may fail."""

    def __init__(self, world: World) -> None:
        super().__init__(world.service)
        self.traced: list[str] = []
        self.asked: list[str] = []
        self.failure: Exception | None = None

    def trace(self, picture: bytes) -> TraceAnswer:
        if self.failure is not None:
            raise self.failure
        self.traced.append(sha256(picture))
        return super().trace(picture)

    def ask(self, path: str, query: Mapping[str, str], picture: bytes | None = None) -> bytes:
        self.asked.append(query.get("at", ""))
        return super().ask(path, query, picture)


@pytest.fixture
def client(library: Library) -> Counting:
    return Counting(library.world)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "crawl"
    folder.mkdir()
    return folder


def run(
    client: LocalClient,
    *paths: Path,
    licensing: Licensing | None = None,
    resume: bool = False,
    stop: int | None = None,
) -> list[Row]:
    """Scan, up to so many rows if it is to stop, and give what stands in the journal."""
    place = paths[0].parent / "scan.journal"
    with Journal(place, {"ledger": "x"}, resume=resume) as journal:
        scanner = Scanner(client, journal, licensing)
        written = 0
        for sighting in sightings(paths, lambda _: None):
            if written == stop:
                break
            written += scanner.take(sighting) is not None
        return list(journal.rows())


def test_a_hit_a_heritage_source_and_nothing(
    library: Library, client: Counting, folder: Path
) -> None:
    (folder / "1.png").write_bytes(picture(1))
    (folder / "2.png").write_bytes(picture(4))
    (folder / "3.png").write_bytes(picture(999))
    (folder / "4.png").write_bytes(picture(8)[:-20])
    wall, hit, nothing, broken = run(client, folder)
    size, origin = library.world.size(), library.entries["original"]
    number = format_number(origin.index)
    assert (hit.result, hit.work, hit.number) == ("hit", origin.statement.id, number)
    assert hit.score is not None
    assert hit.score > Tracer.threshold
    assert (hit.verdict, hit.authorised) == ("copies_expression", None)
    assert (hit.sha256, hit.media_type, hit.length) == (
        sha256(picture(4)),
        "image/png",
        len(picture(4)),
    )
    assert (hit.tree_size, hit.pictures, hit.code) == (size, 8, None)
    assert hit.en == f"It shows the own expression of {number} (tree size {size})."
    assert (wall.result, wall.work, wall.heritage) == ("heritage", None, library.id("wall"))
    assert wall.verdict == "shares_heritage_only"
    assert "free for all" in wall.en
    assert (nothing.result, nothing.work, nothing.score) == ("no_hit", None, None)
    assert nothing.en == f"No hit in 8 pictures at tree size {size}."
    assert nothing.zh == f"在树大小 {size} 的 8 幅图片中未发现来源。"
    assert (broken.result, broken.code, broken.tree_size) == ("error", "picture_truncated", None)
    assert broken.sha256 == sha256(picture(8)[:-20])


def test_one_file_in_many_places_is_searched_for_once(client: Counting, folder: Path) -> None:
    crawl = Crawl()
    crawl.response(picture(4))
    crawl.response(picture(4), "https://b.example/")
    crawl.response(picture(8)[:-20])
    crawl.response(picture(8)[:-20])
    written(crawl, folder / "c.warc.gz")
    (folder / "d.png").write_bytes(picture(4))
    rows = run(client, folder)
    assert client.traced == [sha256(picture(4)), sha256(picture(8)[:-20])]
    assert [row.page for row in rows] == [SHOP, "https://b.example/", SHOP, SHOP, None]
    assert [row.result for row in rows] == ["hit", "hit", "error", "error", "hit"]
    assert len({row.work for row in rows if row.result == "hit"}) == 1


def test_revisits_are_what_was_seen_before(client: Counting, folder: Path) -> None:
    crawl = Crawl()
    first = crawl.response(picture(4))
    digest = payload_digest(crawl, 0)
    crawl.revisit(digest, "https://b.example/1", "https://elsewhere.example/")
    crawl.revisit("sha1:OTHER", "https://b.example/2", SHOP)
    crawl.revisit("sha1:THIRD", "https://b.example/3", "https://never.example/")
    later = Crawl()
    later.revisit(digest, "https://b.example/4", "https://elsewhere.example/")
    written(crawl, folder / "1.warc.gz")
    written(later, folder / "2.warc.gz")
    rows = run(client, folder)
    assert [row.result for row in rows] == ["hit", "hit", "hit", "error", "hit"]
    assert [row.page for row in rows][1:] == [f"https://b.example/{n}" for n in range(1, 5)]
    assert rows[3].code == "revisit_unresolved"
    assert {row.sha256 for row in rows} == {sha256(picture(4)), None}
    assert rows[0].record == first.strip("<>")
    assert len(client.traced) == 1


def test_a_revisit_that_names_nothing_is_unresolved(client: Counting, folder: Path) -> None:
    crawl = Crawl(gz=False)
    crawl.revisit("sha1:X", SHOP, SHOP)
    dropped = (b"WARC-Refers-To", b"WARC-Payload-Digest", b"WARC-Target-URI", b"WARC-Block")
    lines = [line for line in crawl.data.split(b"\r\n") if not line.startswith(dropped)]
    (folder / "1.warc").write_bytes(b"\r\n".join(lines))
    (row,) = run(client, folder)
    assert (row.code, row.page) == ("revisit_unresolved", None)


# ---- authorised? ------------------------------------------------------------------------------


def test_the_owner_may_and_a_stranger_may_not(
    library: Library, client: Counting, folder: Path
) -> None:
    (folder / "1.png").write_bytes(picture(4))
    (folder / "2.png").write_bytes(picture(999))
    told = []
    for who in ("alice", "bob"):
        licensing = Licensing(did(who), "reproduction", "CN-MAINLAND")
        rows = run(client, folder, licensing=licensing)
        told.append([row.authorised for row in rows])
        (folder.parent / "scan.journal").unlink()
    assert told == [[True, None], [False, None]]


def test_it_is_asked_of_the_day_on_which_it_was_seen(
    client: Counting, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl = Crawl()
    for date in (
        "2026-11-20T17:00:00Z",
        "2026-11-20T18:00:00.25Z",
        "1999-01-01T00:00:00Z",
        "soon",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ):
        crawl.response(picture(4), WARC_Date=date)
    written(crawl, folder / "1.warc.gz")
    licensing = Licensing(did("alice"), "reproduction", "CN-MAINLAND")
    rows = run(client, folder, licensing=licensing)
    # before there was a registration, nobody is known to be authorised
    assert [row.authorised for row in rows][2:4] == [False, True]
    assert client.asked == ["2026-11-21", "1999-01-01", "", "0001-01-01"]


def test_a_question_that_cannot_be_asked_stops_the_scan(client: Counting, folder: Path) -> None:
    (folder / "1.png").write_bytes(picture(4))
    with pytest.raises(LedgerError) as refused:
        run(client, folder, licensing=Licensing(did("alice"), "flying", "CN-MAINLAND"))
    assert refused.value.code == "term_unknown"


# ---- taken up again ---------------------------------------------------------------------------


@pytest.fixture
def mixed(folder: Path) -> Path:
    """A folder with two crawls and pictures; nine rows."""
    crawl = Crawl()
    crawl.response(picture(4))
    crawl.revisit(payload_digest(crawl, 0), "https://b.example/1", SHOP)
    crawl.response(b"no picture")
    crawl.response(picture(999))
    written(crawl, folder / "1.warc.gz")
    again = Crawl(gz=False)
    again.revisit(payload_digest(crawl, 0), "https://b.example/2", SHOP)
    again.response(picture(1))
    (folder / "2.warc").write_bytes(again.data[:-30])
    for number in (2, 4, 6):
        (folder / f"{number}.png").write_bytes(picture(number))
    return folder


def test_stopped_anywhere_and_taken_up_the_rows_are_the_same(client: Counting, mixed: Path) -> None:
    whole = run(client, mixed)
    assert len(whole) == 9
    traced = client.traced.copy()
    place = mixed.parent / "scan.journal"
    for stop in range(10):
        place.unlink()
        client.traced.clear()
        assert run(client, mixed, stop=stop) == whole[:stop]
        assert run(client, mixed, resume=True) == whole
        assert client.traced == traced


def test_a_journal_cut_off_anywhere_loses_its_last_line_alone(
    client: Counting, mixed: Path
) -> None:
    whole = run(client, mixed)
    place = mixed.parent / "scan.journal"
    data = place.read_bytes()
    for end in [*range(0, len(data), 97), len(data) - 1, len(data)]:
        place.write_bytes(data[:end])
        assert run(client, mixed, resume=True) == whole
        assert place.read_bytes() == data
    for rubbish in (b"\0" * 500, b"{}\n", b'{"path": 5}\n', b"[" * 9000 + b"\n", b"\xff\n"):
        place.write_bytes(data + rubbish)
        assert run(client, mixed, resume=True) == whole


def test_what_is_new_is_added(client: Counting, mixed: Path) -> None:
    whole = run(client, mixed)
    (mixed / "0.png").write_bytes(picture(5))
    (mixed / "2.png").write_bytes(picture(7))
    rows = run(client, mixed, resume=True)
    assert rows[:9] == whole
    assert [Path(row.path).name for row in rows[9:]] == ["0.png", "2.png"]


@pytest.mark.parametrize(
    "failure",
    [
        StoreError("store_unavailable", detail="x"),
        ServerError("server_unreachable", url="x", detail="y"),
        ApiError("rate_limited", seconds=5),
        ApiError("server_busy"),
        KeyboardInterrupt(),
    ],
)
def test_a_ledger_that_fails_stops_the_scan_and_is_no_row(
    client: Counting, mixed: Path, failure: Exception
) -> None:
    client.failure = failure
    with pytest.raises(type(failure)):
        run(client, mixed)
    client.failure = None
    assert len(run(client, mixed, resume=True)) == 9


def test_a_scan_is_not_gone_on_with_by_mistake(client: Counting, folder: Path) -> None:
    run(client, folder)
    with pytest.raises(ApiError) as refused:
        run(client, folder)
    assert refused.value.code == "scan_exists"
    with pytest.raises(ApiError) as refused:
        Journal(folder.parent / "scan.journal", {"ledger": "other"}, resume=True)
    assert (refused.value.code, refused.value.params["detail"]) == (
        "scan_journal_differs",
        "ledger",
    )


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b"5\n", b"\xff\n", b"[" * 100_000 + b"\n"])
def test_what_is_no_journal_is_left_alone(tmp_path: Path, line: bytes) -> None:
    place = tmp_path / "scan.journal"
    place.write_bytes(line)
    with pytest.raises(ApiError) as refused:
        Journal(place, {}, resume=True)
    assert refused.value.code == "scan_journal_differs"
    assert place.read_bytes() == line


# ---- verdicts ---------------------------------------------------------------------------------


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Verdicts by title, as a search that tells them gives."""
    verdicts: dict[str, str] = {}
    plain = scanning.findings_of

    def judge(answer: TraceAnswer) -> list[scanning.Finding]:
        return [
            item.model_copy(update={"verdict": verdicts.get(item.work or "", item.verdict)})
            for item in plain(answer)
        ]

    monkeypatch.setattr(scanning, "findings_of", judge)
    return verdicts


@pytest.mark.parametrize(
    ("verdict", "result"),
    [
        ("copies_expression", "hit"),
        ("undetermined", "hit"),
        ("shares_heritage_only", "heritage"),
        ("unrelated", "no_hit"),
    ],
)
def test_which_verdicts_are_hits(
    library: Library,
    client: Counting,
    folder: Path,
    judged: dict[str, str],
    verdict: str,
    result: str,
) -> None:
    judged[library.id("original")] = verdict
    (folder / "1.png").write_bytes(picture(4))
    (row,) = run(client, folder)
    assert (row.result, row.work is None) == (result, result != "hit")
    assert json.loads(row.findings[0].model_dump_json())["verdict"] == verdict
    assert CAPTURED not in row.en
