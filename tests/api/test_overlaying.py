"""Suspect and registered picture side by side, as far as anyone may see them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from api.overlaying import overlay_for, overlay_of

from .origins import Register, drawing, register, reworked


class Pair:
    """A work that may be shown, one that may not, and a wall behind the first."""

    def __init__(self, opened: Register) -> None:
        self.register = opened
        self.file = reworked("pair wall", "pair figure")
        self.wall = opened.wall("pair wall")
        self.shown = opened.work_from(self.wall, self.file, display="original")
        self.hidden = opened.work(drawing("pair hidden"), "bob", display="none")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with register(tmp_path_factory.mktemp("pair") / "ledger") as opened:
        yield Pair(opened)


def sides(data: bytes | None) -> tuple[np.ndarray, np.ndarray]:
    """The left and the right picture of a drawing of two of one size."""
    assert data is not None
    with Image.open(io.BytesIO(data)) as opened:
        sheet = np.asarray(opened.convert("RGB"))
    width = (sheet.shape[1] - 72) // 2
    return sheet[24:536, 24 : 24 + width], sheet[24:536, 48 + width : 48 + 2 * width]


def blank(side: np.ndarray) -> bool:
    return bool((side == 255).all(axis=2).mean() > 0.9)


def test_what_may_be_seen_is_drawn(pair: Pair) -> None:
    service = pair.register.service
    traced = service.trace(pair.file)
    left, right = sides(overlay_of(service, traced))
    assert not blank(left)
    assert not blank(right)
    assert np.abs(left.astype(int) - right).mean() < 40
    assert overlay_for(service, traced, pair.shown.statement.id) == overlay_of(service, traced, 0)


def test_sources_come_after_works(pair: Pair) -> None:
    service = pair.register.service
    traced = service.trace(pair.file)
    assert len(traced.report.matches) == len(traced.report.sources) == 1
    work, wall = (sides(overlay_of(service, traced, place)) for place in (0, 1))
    assert not blank(wall[1])
    assert np.abs(work[1].astype(int) - wall[1]).mean() > 1


def test_a_hidden_work_is_never_drawn(pair: Pair) -> None:
    service = pair.register.service
    traced = service.trace(drawing("pair hidden"))
    left, right = sides(overlay_of(service, traced))
    assert not blank(left)
    assert blank(right)


def test_without_its_small_picture_a_work_is_blank(pair: Pair) -> None:
    service = pair.register.service
    traced = service.trace(pair.file)
    with service.store.read() as reader:
        ((_, row),) = reader.files(pair.shown.index, pair.shown.index + 1)
    (path,) = (pair.register.directory / "objects").rglob(f"*{str(row.thumbnail)[8:]}*")
    data = path.read_bytes()
    path.unlink()
    _, right = sides(overlay_of(service, traced))
    path.write_bytes(data)
    assert blank(right)


def test_what_was_not_found_is_not_drawn(pair: Pair) -> None:
    service = pair.register.service
    traced = service.trace(pair.file)
    assert overlay_of(service, traced, 2) is None
    assert overlay_for(service, traced, pair.hidden.statement.id) is None
    assert overlay_for(service, traced, pair.wall.statement.id) is None
