"""Ledgers for the tests of the API: one of its own for each test, and two that are only read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.register.entry import Entry

from .support import (
    World,
    audited,
    founded,
    heritage_statement,
    opened,
    party_statement,
    picture,
    work_statement,
)


@pytest.fixture(scope="session")
def young(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a ledger with the parties alice and bob, to be copied: it is closed."""
    directory = tmp_path_factory.mktemp("young") / "ledger"
    with founded(directory) as world:
        world.parties("alice", "bob")
    return directory


@pytest.fixture
def world(young: Path, tmp_path: Path) -> Iterator[World]:
    """A ledger of its own with the parties alice and bob, audited when the test is over."""
    shutil.copytree(young, tmp_path / "ledger")
    with opened(tmp_path / "ledger") as world:
        yield world
        audited(world.service)


@dataclass(frozen=True)
class Library:
    """A ledger with something of everything; it is only read."""

    world: World
    entries: dict[str, Entry]

    def id(self, name: str) -> str:
        return self.entries[name].statement.id


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with founded(tmp_path_factory.mktemp("library") / "ledger") as world:
        world.parties("alice", "bob")
        entries = {"wall": world.enter(heritage_statement(picture(1)), picture(1))}
        entries["unseen wall"] = world.enter(heritage_statement(title={"zh": "无图"}))
        works = {
            "published": ({"published": "2026-10-02", "title_en": "Caisson"}, 2),
            "unpublished": ({}, 3),
            "original": ({"display": "original"}, 4),
            "hidden": ({"published": "2026-10-02", "display": "none"}, 5),
            "thumbnail": ({"display": "thumbnail"}, 6),
        }
        for name, (words, number) in works.items():
            file = picture(number)
            entries[name] = world.enter(work_statement(file, "alice", **words), file)
        parents = [
            ("heritage", entries["wall"].statement.id, "adapted"),
            ("work", entries["published"].statement.id, "adapted"),
        ]
        entries["derived"] = world.enter(
            work_statement(picture(7), "alice", "bob", nature="adaptation", parents=parents),
            picture(7),
        )
        entries["competing"] = world.enter(work_statement(picture(2), "bob"), picture(2))
        yield Library(world, entries)


@pytest.fixture(scope="session")
def tall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger of 300 entries: a full tile and a partial one."""
    with founded(tmp_path_factory.mktemp("tall") / "ledger") as world:
        statements = [party_statement(f"party {number}") for number in range(299)]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(world.enter, statements))
        yield world
