"""Folders, single files and WARC files: what is come upon below a path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.errors import ApiError
from api.monitoring.folders import check_paths, name_of, sightings, total_bytes
from api.monitoring.sighting import Sighting

from ..support import picture, sha256
from .crawl import Crawl, written


def seen(*paths: Path) -> list[Sighting]:
    advanced: list[int] = []
    found = list(sightings(paths, advanced.append))
    assert sum(advanced) == total_bytes(paths)
    assert min(advanced, default=0) >= 0
    return found


def test_a_folder_is_gone_through_in_order(tmp_path: Path) -> None:
    for name in ("b/2.bin", "a/1.png", "b/c/3.txt", "0.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(1))
    (tmp_path / "page.png").write_text("<html>")
    (tmp_path / "empty.jpg").write_bytes(b"")
    found = seen(tmp_path)
    names = ["0.png", "a/1.png", "b/2.bin", "b/c/3.txt"]
    assert [item.path for item in found] == [str(tmp_path / name) for name in names]
    assert {item.content and item.content.sha256 for item in found} == {sha256(picture(1))}
    assert [(item.offset, item.page, item.captured) for item in found] == [(None, None, None)] * 4


def test_links_are_not_followed_and_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "1.png").write_bytes(picture(1))
    (inside / "file").symlink_to(outside / "1.png")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    os.mkfifo(inside / "pipe")
    assert seen(inside) == []
    # what is named is meant
    assert len(seen(inside / "file")) == 1
    assert len(seen(inside / "folder")) == 1


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl", "picture.png"])
@pytest.mark.parametrize("gz", [True, False])
def test_a_warc_file_is_known_by_its_content(tmp_path: Path, name: str, gz: bool) -> None:
    crawl = Crawl(gz=gz)
    crawl.info()
    crawl.response(picture(1))
    path = written(crawl, tmp_path / name)
    (found,) = seen(tmp_path)
    assert (found.path, found.offset) == (str(path), crawl.offsets[1])
    assert seen(path) == [found]


@pytest.mark.parametrize("name", ["a.warc", "a.WARC.GZ"])
def test_what_is_called_a_warc_file_and_is_none_is_told_of(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no such thing" * 100)
    (found,) = seen(tmp_path)
    assert (found.fault and found.fault.code, found.offset) == ("record_damaged", 0)


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.png"))
    path.write_bytes(picture(1))
    (found,) = seen(tmp_path)
    assert found.path == f"{tmp_path}/\\xff.png" == name_of(path)


def test_what_cannot_be_read_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1.png").write_bytes(picture(1))
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "2.png").write_bytes(picture(2))
    opening, listing = Path.open, os.scandir

    def forbid(path: Path, *arguments: str) -> object:
        if path.name == "1.png":
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, *arguments)

    def list_or_not(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(Path, "open", forbid)
    monkeypatch.setattr(os, "scandir", list_or_not)
    found = seen(tmp_path)
    assert [(Path(item.path).name, item.fault and item.fault.code) for item in found] == [
        ("1.png", "file_unreadable"),
        ("locked", "file_unreadable"),
    ]


def test_a_path_at_which_there_is_nothing(tmp_path: Path) -> None:
    check_paths([tmp_path])
    with pytest.raises(ApiError, match="file_unreadable"):
        check_paths([tmp_path, tmp_path / "none"])
