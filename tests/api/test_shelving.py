"""Enrolments in files beside the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.shelving import FeatureFiles
from hashing.features import METHOD

KEYS = ("work/17", "heritage/3/0", "heritage/3/1", "work/0")


def test_each_is_a_file_under_the_version_of_the_features(tmp_path: Path) -> None:
    shelf = FeatureFiles(tmp_path)
    for number, key in enumerate(KEYS):
        shelf[key] = bytes([number])
    assert (tmp_path / METHOD / "work" / "17").read_bytes() == b"\0"
    assert (tmp_path / METHOD / "heritage" / "3" / "1").read_bytes() == b"\2"
    assert dict(FeatureFiles(tmp_path)) == {key: bytes([n]) for n, key in enumerate(KEYS)}
    assert len(shelf) == 4
    shelf["work/17"] = b"new"
    assert shelf["work/17"] == b"new"
    del shelf["work/17"]
    assert "work/17" not in shelf
    assert len(shelf) == 3


def test_an_empty_shelf_has_nothing_and_makes_nothing(tmp_path: Path) -> None:
    shelf = FeatureFiles(tmp_path / "none")
    assert (list(shelf), len(shelf), "work/1" in shelf) == ([], 0, False)
    with pytest.raises(KeyError):
        shelf["work/1"]
    with pytest.raises(KeyError):
        del shelf["work/1"]
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "key",
    ["", "work", "work/", "work/a", "work/1/2", "heritage/1", "../work/1", "work/../1",
     "/heritage/1/0", "work/1\n", "work/١", "heritage/1/12345", "work/12345678901234567"],
)  # fmt: skip
def test_no_key_leads_elsewhere(tmp_path: Path, key: str) -> None:
    shelf = FeatureFiles(tmp_path)
    with pytest.raises(ValueError, match="not the key"):
        shelf[key] = b""
    with pytest.raises(ValueError, match="not the key"):
        shelf[key]


def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = FeatureFiles(tmp_path)
    shelf["work/1"] = b"old"

    def fail(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="no room"):
            shelf["work/1"] = b"new"
    assert dict(shelf) == {"work/1": b"old"}
    assert [path.name for path in (tmp_path / METHOD / "work").iterdir()] == ["1"]


def test_a_file_that_was_left_half_written_is_none(tmp_path: Path) -> None:
    shelf = FeatureFiles(tmp_path)
    shelf["work/1"] = b"whole"
    (tmp_path / METHOD / "work" / ".new-abc").write_bytes(b"half")
    (tmp_path / METHOD / "work" / "notes.txt").write_bytes(b"")
    assert list(shelf) == ["work/1"]


def test_who_reads_beside_a_writer_reads_a_whole_file(tmp_path: Path) -> None:
    shelf = FeatureFiles(tmp_path)
    forms = [bytes([number]) * 50_000 for number in range(4)]
    shelf["work/1"] = forms[0]

    def write(form: bytes) -> bytes:
        shelf["work/1"] = form
        return shelf["work/1"]

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(write, forms * 10)) <= set(forms)
    assert list(shelf) == ["work/1"]
