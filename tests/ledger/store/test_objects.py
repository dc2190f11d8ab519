"""Content-addressed storage."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.store.objects import ObjectStore


def files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def test_an_object_is_named_by_its_content(tmp_path: Path) -> None:
    objects = ObjectStore(tmp_path / "objects")
    for data in (b"", b"picture", bytes(range(256)) * 4096):
        name = hashlib.sha256(data).hexdigest()
        assert objects.get(name) is None
        assert objects.put(data) == name
        assert objects.get(name) == data
        assert objects.path(name) == tmp_path / "objects" / name[:2] / name
        assert objects.path(name).read_bytes() == data


def test_what_is_there_stays(tmp_path: Path) -> None:
    objects = ObjectStore(tmp_path)
    name = objects.put(b"picture")
    before = objects.path(name).stat()
    assert objects.put(b"picture") == name
    assert objects.path(name).stat().st_ino == before.st_ino
    assert files(tmp_path) == [objects.path(name)]


def test_nobody_else_reads_an_unpublished_picture(tmp_path: Path) -> None:
    objects = ObjectStore(tmp_path)
    mode = objects.path(objects.put(b"picture")).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_another_store_on_the_directory_sees_it(tmp_path: Path) -> None:
    name = ObjectStore(tmp_path).put(b"picture")
    assert ObjectStore(tmp_path).get(name) == b"picture"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=70) | st.from_regex(r"[0-9a-fA-F./]{62,66}", fullmatch=True))
def test_only_a_digest_is_a_name(text: str) -> None:
    objects = ObjectStore(Path("objects"))
    if len(text) == 64 and set(text) <= set("0123456789abcdef"):
        assert objects.path(text) == Path("objects") / text[:2] / text
        return
    with pytest.raises(ValueError, match="not the name of an object"):
        objects.path(text)
    with pytest.raises(ValueError, match="not the name of an object"):
        objects.get(text)


@pytest.mark.parametrize("name", ["../" * 20 + "etc/passwd", "ab/" + "0" * 61, "0" * 63 + "\n"])
def test_no_name_leads_out_of_the_directory(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of an object"):
        ObjectStore(tmp_path).get(name)


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_write_that_fails_leaves_nothing(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = ObjectStore(tmp_path)

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(step, fail)
        with pytest.raises(OSError, match="No space left"):
            objects.put(b"picture")
    assert files(tmp_path) == []
    name = objects.put(b"picture")
    assert objects.get(name) == b"picture"


def test_the_data_is_on_disk_before_the_name_and_the_name_before_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = ObjectStore(tmp_path / "objects")
    events: list[str] = []
    sync, rename = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        folders = [tmp_path, *(path for path in tmp_path.rglob("*") if path.is_dir())]
        names = [path.name for path in folders if os.path.samestat(path.stat(), status)]
        events.append(f"sync {''.join(names) or 'file'}")
        sync(descriptor)

    def replace(path: Path, target: Path) -> Any:
        events.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    name = objects.put(b"picture")
    names = [f"sync {folder}" for folder in (name[:2], "objects", tmp_path.name)]
    assert events == ["sync file", "rename", *names]
    # another writer may have made the object and not have come to the names yet
    events.clear()
    assert objects.put(b"picture") == name
    assert events == names


def test_many_writers_of_one_object(tmp_path: Path) -> None:
    objects = ObjectStore(tmp_path)
    barrier = threading.Barrier(16)
    names: list[str] = []

    def put() -> None:
        barrier.wait()
        names.append(objects.put(b"picture" * 1000))

    threads = [threading.Thread(target=put) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 16
    assert len(set(names)) == 1
    assert files(tmp_path) == [objects.path(names[0])]
