"""The pictures that the benchmark draws itself, without end, so that it needs no others.

A work's name gives its pixels. Each is a ground (plaster, dead leaves, fractal noise, bands,
diaper) and a composition of motifs on it. One work in ten is a *sibling*: it stands on one of some
forty drawn heritage pictures, with new expression on top, so that a library holds works which
share much and are no copies of each other.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

import cv2
import numpy as np

from benchmarks.tracing.canvas import Picture, clipped, field, grid, resized
from benchmarks.tracing.motifs import MOTIFS, PALETTES, Palette, stroke

#: How many heritage pictures the siblings stand on, and one work of how many is a sibling.
_HERITAGE: Final = 40
_SIBLINGS: Final = 10
#: From one motif to the next, in parts of both sides: so they lie evenly and in no rank and file
#: (Roberts 2018, the sequence of the plastic number).
_STEP: Final = np.array((0.7548776662, 0.5698402910))


def seeded(name: str) -> np.random.Generator:
    """Return the generator of random numbers that belongs to a name."""
    return np.random.default_rng(list(hashlib.sha256(name.encode()).digest()))


def heritage_of(name: str) -> str | None:
    """Return the name of the heritage picture that a drawn work stands on, or ``None``."""
    if not name.startswith("drawn-"):
        return None
    rng = seeded(f"{name} stands on")
    return f"heritage-{int(rng.integers(_HERITAGE))}" if rng.integers(_SIBLINGS) == 0 else None


def draw(name: str) -> Picture:
    """Return the picture of this name: 500 to 1,200 pixels at its longer side."""
    rng = seeded(name)
    base = heritage_of(name)
    if base is None:
        return _composed(rng)
    sheet = _heritage(base).copy()
    for _ in range(int(rng.integers(2, 6))):
        express(sheet, rng, rng.uniform(0.06, 0.16))
    return sheet


def express(sheet: Picture, rng: np.random.Generator, reach: float) -> None:
    """Draw one motif anywhere on the sheet, so large in parts of its longer side."""
    height, width = sheet.shape[:2]
    at = (rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height)
    motif = MOTIFS[int(rng.integers(len(MOTIFS)))]
    motif(sheet, rng, at, reach * max(width, height), _palette(rng))


@lru_cache(maxsize=_HERITAGE)
def _heritage(name: str) -> Picture:
    return _composed(seeded(name))


def _palette(rng: np.random.Generator) -> Palette:
    return PALETTES[int(rng.integers(len(PALETTES)))]


def _composed(rng: np.random.Generator) -> Picture:
    long, short = int(rng.integers(500, 1_201)), float(rng.uniform(0.6, 1.0))
    width, height = (long, int(long * short)) if rng.random() < 0.5 else (int(long * short), long)
    palette = _palette(rng)
    grounds = (_plaster, _leaves, _fractal, _bands, _diaper)
    sheet = grounds[int(rng.integers(len(grounds)))](rng, width, height, palette)
    few = rng.random() < 0.4
    start, motifs = rng.random(2), int(rng.integers(8, 13) if few else rng.integers(14, 25))
    for place in range(motifs):
        motif = MOTIFS[int(rng.integers(len(MOTIFS)))]
        x, y = (start + place * _STEP) % 1 * (width, height)
        motif(sheet, rng, (x, y), rng.uniform(0.1, 0.3 if few else 0.2) * long, palette)
    return _aged(rng, sheet) if rng.random() < 0.7 else sheet


def _plaster(rng: np.random.Generator, width: int, height: int, palette: Palette) -> Picture:
    tint = np.array(palette[2], np.float32) * rng.uniform(0.8, 1.05)
    mottled = 0.75 + 0.35 * field(rng, width, height, int(rng.integers(6, 24)))
    return clipped(mottled[..., None] * tint)


def _leaves(rng: np.random.Generator, width: int, height: int, palette: Palette) -> Picture:
    """Lay hundreds of discs over each other, small and large, as fallen leaves hide each other."""
    sheet = _plaster(rng, width, height, palette)
    count = int(rng.integers(250, 600))
    radii = np.minimum(3 / rng.random(count) ** 0.6, min(width, height) / 5).astype(int) + 2
    spots = rng.uniform(0, 1, (count, 2)) * (width, height)
    inks = np.array(palette)[rng.integers(0, len(palette), count)] + rng.integers(
        -30, 31, (count, 3)
    )
    for (x, y), radius, ink in zip(spots, radii, inks.clip(0, 255), strict=True):
        cv2.circle(sheet, (int(x), int(y)), int(radius), ink.tolist(), -1, cv2.LINE_AA)
    return sheet


def _fractal(rng: np.random.Generator, width: int, height: int, palette: Palette) -> Picture:
    """Lay noise of all scales between two or three colours."""
    small = (max(2, width // 2), max(2, height // 2))
    levels = np.zeros(small[::-1], np.float32)
    for octave in range(7):
        levels += field(rng, *small, 2 << octave) * np.float32(0.6**octave)
    share = (levels - levels.min()) / (np.ptp(levels) + 1e-6)
    first, second, third = (np.array(palette[place], np.float32) for place in rng.integers(0, 6, 3))
    low = first + (second - first) * (2 * share).clip(0, 1)[..., None]
    return resized(
        clipped(low + (third - low) * (2 * share - 1).clip(0, 1)[..., None]), width, height
    )


def _bands(rng: np.random.Generator, width: int, height: int, palette: Palette) -> Picture:
    """Lay bands of different breadth one above the other, each with marks along it."""
    sheet = _plaster(rng, width, height, palette)
    top = 0
    while top < height:
        breadth = int(rng.integers(20, 120))
        ink, mark = (palette[place] for place in rng.integers(0, len(palette), 2))
        cv2.rectangle(sheet, (0, top), (width, top + breadth), ink, -1)
        x = 0.0
        while x < width:
            size = (
                int(rng.uniform(0.1, 0.4) * breadth) + 1,
                int(rng.uniform(0.1, 0.45) * breadth) + 1,
            )
            middle = (int(x), top + breadth // 2)
            cv2.ellipse(
                sheet, middle, size, float(rng.uniform(0, 180)), 0, 360, mark, -1, cv2.LINE_AA
            )
            x += rng.uniform(0.5, 1.4) * breadth
        top += breadth
    return sheet


def _diaper(rng: np.random.Generator, width: int, height: int, palette: Palette) -> Picture:
    """Lay a lozenge pattern whose lozenges take their colours by chance."""
    across, down = grid(width, height)
    angle, cell = rng.uniform(0, np.pi), rng.uniform(18, 70)
    u = np.floor((across * np.cos(angle) + down * np.sin(angle)) / cell).astype(int)
    v = np.floor(
        (down * np.cos(angle) - across * np.sin(angle)) / (cell * rng.uniform(0.5, 1.5))
    ).astype(int)
    table = rng.integers(0, len(palette), (31, 37))
    return np.asarray(np.array(palette, np.uint8)[table[u % 31, v % 37]], np.uint8)


def _aged(rng: np.random.Generator, sheet: Picture) -> Picture:
    """Give it a grain, falling light and cracks."""
    height, width = sheet.shape[:2]
    light = 0.75 + 0.4 * field(rng, width, height, 3)
    grain = cv2.resize(
        rng.normal(0, rng.uniform(2, 9), (height // 2, width // 2)).astype(np.float32),
        (width, height),
    )
    aged = clipped(sheet * light[..., None] + grain[..., None])
    for _ in range(int(rng.integers(0, 8))):
        line = np.cumsum(rng.normal(0, width * 0.03, (20, 2)), axis=0) + rng.uniform(0, 1, 2) * (
            width,
            height,
        )
        stroke(aged, line, (70, 60, 52), 1)
    return aged
