from __future__ import annotations

import numpy as np
import pytest

from hashing.features import extract
from hashing.study import KEPT_LINES, LINE_VARIANTS, lines_of
from tests.hashing.pictures import drawn, flat, study, study_of


def test_a_study_is_of_the_canonical_raster() -> None:
    large = study_of(np.ascontiguousarray(drawn("study", 1000)))
    assert max(large.grey.shape) == 512
    assert large.grey.dtype == np.uint8
    assert (large.surface.height, large.surface.width) == large.grey.shape
    assert large.surface.to_bytes() == extract(large.grey).to_bytes()
    assert large.surface is large.surface


def test_a_sketch_keeps_the_surface_and_the_strongest_lines() -> None:
    own = study("study")
    kept = own.sketch
    assert kept.fingerprints == own.fingerprints.fingerprints
    assert kept.surface.to_bytes() == own.surface.to_bytes()
    assert len(own.lines) > KEPT_LINES
    assert len(kept.lines) == KEPT_LINES
    assert kept.lines.to_bytes() == own.lines.only(np.arange(KEPT_LINES)).to_bytes()


def test_lines_are_dark_on_white_where_grey_changes() -> None:
    raster = np.full((100, 200), 60, np.uint8)
    raster[:, 100:] = 180
    drawing = lines_of(raster)
    assert drawing.shape == (50, 100)
    assert drawing[:, 47:53].min() <= 1
    assert drawing[:, :40].min() == drawing[:, 60:].min() == 255


@pytest.mark.parametrize("change", ["negative", "fainter", "brighter"])
def test_lines_are_the_same_whatever_the_shades(change: str) -> None:
    raster = study("study").grey
    altered = {
        "negative": 255 - raster,
        "fainter": (raster // 2 + 60).astype(np.uint8),
        "brighter": (raster // 2 + 127).astype(np.uint8),
    }[change]
    away = np.abs(lines_of(altered).astype(int) - lines_of(raster))
    assert away.mean() < 4


def test_lines_are_read_as_they_are_and_mirrored() -> None:
    assert [variant.mirrored for variant in LINE_VARIANTS] == [False, True]
    assert not any(variant.negative for variant in LINE_VARIANTS)


@pytest.mark.parametrize("shape", [(1, 1), (1, 512), (512, 1), (3, 2), (64, 64)])
def test_a_plain_picture_has_no_lines(shape: tuple[int, int]) -> None:
    drawing = lines_of(flat(*shape))
    assert drawing.shape == (max(1, shape[0] // 2), max(1, shape[1] // 2))
    assert drawing.min() == 255
    plain = study_of(np.repeat(flat(*shape)[..., None], 3, axis=2))
    assert (len(plain.surface), len(plain.lines)) == (0, 0)
    assert len(plain.sketch.fingerprints) == 4
