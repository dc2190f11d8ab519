"""The family that the tests of lineages look at; it is only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .family import Family, raised


@pytest.fixture(scope="session")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    with raised(tmp_path_factory.mktemp("family") / "ledger") as found:
        yield found
