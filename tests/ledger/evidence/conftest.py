"""One ledger in which things were dealt in, and one real authority, for all tests of bundles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.evidence.bundle import Stamp
from ledger.store import open_store
from ledger.timestamp import new_request, parse_roots

from ...authority import Authority, founded
from ..licensed import Dealings, dealings


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dealings]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('evidence') / 'ledger.db'}")
    with dealings(store) as opened:
        yield opened
    store.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return founded(tmp_path_factory.mktemp("authority"))


def stamp_of(authority: Authority, data: bytes) -> Stamp:
    """Have it stamped."""
    response = authority.reply(new_request(data).data)
    return Stamp(response, parse_roots(authority.root.read_bytes()))
