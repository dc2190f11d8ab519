"""Golden vectors: pictures the project drew, and the fingerprints they must have for ever.

A fingerprint that stands in a ledger has to be found again in ten years. If this test fails after
an upgrade of a library, the algorithm needs a new version; the vectors are never rewritten for it.

The PNG vectors are exact to the bit. JPEG and lossy WebP leave some freedom of rounding to the
decoder, and builds may differ: their fingerprints may be off by 1 bit in 64, their rasters by 1
level in the mean of a cell. The pictures have no symmetry: where one side mirrors the other, half
of the DCT coefficients are rounding noise.

``python -m tests.hashing.test_golden`` draws the pictures and writes the vectors anew.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hashing.algorithms import fingerprints, query_fingerprints
from hashing.fingerprint import ALGORITHMS, distance, parse_fingerprint
from hashing.image import Picture, open_picture
from tests.hashing.drawing import scene
from tests.hashing.files import encode

FOLDER = Path(__file__).parent / "golden"
VECTORS = FOLDER / "vectors.json"
#: File → width, height and seed of its scene, and how it is coded.
PICTURES: dict[str, tuple[int, int, int, dict[str, Any]]] = {
    "small.png": (240, 180, 21, {"kind": "PNG", "optimize": True}),
    "shrunk.png": (560, 420, 22, {"kind": "PNG", "optimize": True}),
    "draft.jpg": (1100, 740, 23, {"kind": "JPEG", "quality": 80}),
    "lossy.webp": (540, 600, 24, {"kind": "WEBP", "quality": 60}),
}
EXACT = ["small.png", "shrunk.png"]
CELLS = 6


def cells(picture: Picture) -> list[list[int]]:
    """Return the mean colours of a grid of `CELLS` × `CELLS` cells, one row of cells a list."""
    height, width, _ = picture.raster.shape
    rows, columns = (np.linspace(0, side, CELLS + 1).astype(int) for side in (height, width))
    return [
        [
            round(float(mean))
            for left, right in pairwise(columns)
            for mean in picture.raster[top:bottom, left:right].mean(axis=(0, 1))
        ]
        for top, bottom in pairwise(rows)
    ]


def vector(name: str) -> dict[str, Any]:
    """Return what is pinned of a picture."""
    picture = open_picture((FOLDER / name).read_bytes())
    return {
        "picture": [picture.media_type, picture.width, picture.height, picture.frames],
        "raster": [*picture.raster.shape],
        "cells": cells(picture),
        "fingerprints": [f.to_text() for f in fingerprints(picture)],
        "forms": {
            f"{form.transform} {form.fingerprint.algorithm}": form.fingerprint.to_text()
            for form in query_fingerprints(picture).forms
        },
    }


def draw(name: str) -> bytes:
    """Return the file of the picture `name`, drawn and coded anew."""
    width, height, seed, coding = PICTURES[name]
    return encode(scene(width, height, seed), **coding)


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_text())
    assert list(found) == list(PICTURES)
    return found


@pytest.mark.parametrize("name", EXACT)
def test_lossless_vectors_are_exact(name: str, vectors: dict[str, Any]) -> None:
    assert vector(name) == vectors[name]


@pytest.mark.parametrize("name", sorted(PICTURES.keys() - set(EXACT)))
def test_lossy_vectors_are_exact_but_for_the_decoder(name: str, vectors: dict[str, Any]) -> None:
    ours, pinned = vector(name), vectors[name]
    assert ours["picture"] == pinned["picture"]
    assert ours["raster"] == pinned["raster"]
    assert np.abs(np.array(ours["cells"]) - np.array(pinned["cells"])).max() <= 1
    texts = zip(
        [*ours["fingerprints"], *ours["forms"].values()],
        [*pinned["fingerprints"], *pinned["forms"].values()],
        strict=True,
    )
    for one, other in ((parse_fingerprint(a), parse_fingerprint(b)) for a, b in texts):
        assert distance(one, other) <= ALGORITHMS[one.name].size // 64


def test_every_algorithm_has_vectors(vectors: dict[str, Any]) -> None:
    for pinned in vectors.values():
        assert [parse_fingerprint(text).name for text in pinned["fingerprints"]] == list(ALGORITHMS)


@pytest.mark.parametrize("name", EXACT)
def test_the_pictures_are_the_ones_that_the_project_draws(name: str) -> None:
    width, height, _, _ = PICTURES[name]
    committed = open_picture((FOLDER / name).read_bytes())
    redrawn = open_picture(draw(name))
    assert (committed.width, committed.height) == (width, height)
    assert np.array_equal(committed.raster, redrawn.raster)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file in PICTURES:
        (FOLDER / file).write_bytes(draw(file))
    text = ",\n".join(
        f' "{file}": {{\n'
        + ",\n".join(f'  "{name}": {json.dumps(value)}' for name, value in vector(file).items())
        + "\n }"
        for file in PICTURES
    )
    VECTORS.write_text(f"{{\n{text}\n}}\n")
