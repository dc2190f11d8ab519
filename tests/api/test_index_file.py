"""The search index in a file: of this log, of this program, and whole, or as if it were not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import index_file as module
from api.index_file import IndexFile
from hashing.features import METHOD
from ledger.store import Reader

from .origins import Register, register
from .support import party_statement

ARRAYS = {"some": np.arange(4, dtype=np.int64)}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with register(tmp_path_factory.mktemp("log") / "ledger") as ledger:
        ledger.enter(party_statement("carol"))
        yield ledger


@pytest.fixture
def reader(opened: Register) -> Iterator[Reader]:
    with opened.service.store.read() as reader:
        yield reader


@pytest.fixture
def file(tmp_path: Path, reader: Reader) -> IndexFile:
    """The index of two entries, of five or so."""
    file = IndexFile(tmp_path)
    file.write(reader, 2, ARRAYS)
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / METHOD / "index"


def read(file: IndexFile, reader: Reader, most: int = 3) -> tuple[int, list[int]] | None:
    found = file.read(reader, most)
    return None if found is None else (found[0], found[1]["some"].tolist())


def test_what_was_written_is_read(file: IndexFile, reader: Reader) -> None:
    for most in (2, 3, 1 << 40):
        assert read(file, reader, most) == (2, [0, 1, 2, 3])
    file.write(reader, 3, {"some": np.array([7])})
    assert read(file, reader) == (3, [7])


def test_a_larger_one_than_was_asked_for_is_none(file: IndexFile, reader: Reader) -> None:
    for most in (0, 1):
        assert read(file, reader, most) is None


def test_its_first_line_says_of_what_it_is(file: IndexFile, reader: Reader, path: Path) -> None:
    line, _, _ = path.read_bytes().partition(b"\n")
    words = line.decode().split(" ")
    assert words[:4] == ["mogao", "index", "1", METHOD]
    assert [word.rpartition("-")[0] for word in words[4:-2]] == [
        "faiss-cpu",
        "numpy",
        "opencv-python-headless",
        "fold",
    ]
    assert words[-2] == "2"
    assert words[-1] != reader.head().root.hex()
    file.write(reader, reader.head().size, ARRAYS)
    assert path.read_bytes().partition(b"\n")[0].split(b" ")[-1] == (
        reader.head().root.hex().encode()
    )


def test_that_of_another_log_is_none(file: IndexFile, tmp_path: Path) -> None:
    with register(tmp_path / "other") as other, other.service.store.read() as reader:
        assert reader.head().size >= 2
        assert read(file, reader) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("_FORM", "mogao index 2"), ("_LIBRARIES", ("numpy",)), ("version", lambda _: "0.0")],
)
def test_that_of_another_program_is_none(
    file: IndexFile, reader: Reader, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(module, name, value)
    assert read(file, reader) is None


def test_that_of_other_rules_is_none(
    file: IndexFile, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(reader), "fold_number", lambda _: 0)
    assert read(file, reader) is None


def test_one_that_is_not_there_is_none(tmp_path: Path, reader: Reader) -> None:
    file = IndexFile(tmp_path / "nowhere")
    assert read(file, reader) is None
    file.discard()
    assert not (tmp_path / "nowhere").exists()


def test_one_that_was_discarded_is_none(file: IndexFile, reader: Reader, path: Path) -> None:
    file.discard()
    assert read(file, reader) is None
    assert not path.exists()
    path.mkdir()
    assert read(file, reader) is None


def test_a_size_that_the_log_does_not_have_is_none(
    file: IndexFile, reader: Reader, path: Path
) -> None:
    data = path.read_bytes()
    for size in (b"0", b"02", b"3", b"100", b"9999999999999999", b"x", b""):
        path.write_bytes(data.replace(b" 2 ", b" " + size + b" ", 1))
        assert read(file, reader, 1 << 60) is None
    path.write_bytes(data)
    assert read(file, reader) == (2, [0, 1, 2, 3])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_torn_and_altered_files_are_none(
    file: IndexFile, reader: Reader, path: Path, data: st.DataObject
) -> None:
    file.write(reader, 2, ARRAYS)
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert read(file, reader, 1 << 60) is None
    altered = bytearray(whole)
    altered[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(altered))
    assert read(file, reader, 1 << 60) is None
    path.write_bytes(data.draw(st.binary(max_size=100)))
    assert read(file, reader, 1 << 60) is None


def test_a_write_that_fails_leaves_what_was_there(
    file: IndexFile, reader: Reader, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="no room"):
            file.write(reader, 3, ARRAYS)
    assert read(file, reader) == (2, [0, 1, 2, 3])
    assert [one.name for one in path.parent.iterdir()] == ["index"]
