"""A founded ledger in a directory of its own, in which the command runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.home import open_home

from ..support import REGISTRAR, picture
from .run import key_file, serving


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def data(young: Path, place: Path) -> Path:
    """A ledger with the parties alice and bob; their keys and two pictures lie beside it."""
    shutil.copytree(young, place / "ledger")
    for name in ("alice", "bob", "carol", REGISTRAR):
        key_file(place, name)
    (place / "one.png").write_bytes(picture(1))
    (place / "two.png").write_bytes(picture(2))
    return place / "ledger"


@pytest.fixture
def vkey(data: Path) -> str:
    return open_home(data).verifier.to_vkey()


@pytest.fixture
def server(data: Path) -> Iterator[str]:
    """The same ledger behind ``mogao serve``, a process of its own."""
    with serving(data) as url:
        yield url
