"""Border strips: one ornament repeated along a straight band, and frames made of four bands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from api.demo.artwork.geometry import circle, rectangle, spline
from api.demo.artwork.ornament import blossom, leaf, palmette, petal, petal_ring

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.palette import Scheme

    Band: TypeAlias = "Callable[[Canvas, float, Scheme, int], None]"


def pearls(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw a row of pearls."""
    count = max(1, round(length / 0.9))
    pearl = scheme.ramp(3 if shift % 2 else 1)[3]
    for k in range(count):
        at = ((k + 0.5) * length / count, 0.0)
        canvas.disc(at, 0.3, scheme.line)
        canvas.disc(at, 0.25, pearl)


def lozenges(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw a row of stepped lozenges."""
    count = max(1, round(length / 1.6))
    step = length / count
    diamond = np.array([(-step / 2, 0), (0, -0.46), (step / 2, 0), (0, 0.46)])
    for k in range(count):
        view = canvas.placed(((k + 0.5) * step, 0.0))
        view.graded(diamond, (0.0, 0.0), scheme.ramp(shift + k % 2), scheme.line)


def half_flowers(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw half rosettes from either edge in turn."""
    count = max(2, 2 * round(length / 2.2))
    step = length / count
    fan = petal("round", 0.56)
    for k in range(count):
        side = 1 if k % 2 else -1
        view = canvas.placed(((k + 0.5) * step, 0.42 * side))
        for lean in (-1.15, 1.15, -0.6, 0.6, 0.0):
            one = view.placed((0.0, 0.0), 0.72, -side * math.pi / 2 + lean)
            one.graded(fan, (0.0, 0.0), scheme.ramp(shift + k % 2), scheme.line)
        view.disc((0.0, 0.0), 0.14, scheme.ramp(3)[2])


def triangles(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw the hanging triangles of a canopy, with a pearl at every tip."""
    count = max(1, round(length / 0.85))
    step = length / count
    for k in range(count):
        x = k * step
        tongue = np.array([(x, -0.5), (x + step, -0.5), (x + step / 2, 0.36)])
        canvas.graded(tongue, (x + step / 2, -0.5), scheme.ramp(shift + k % 3), scheme.line)
        canvas.disc((x + step / 2, 0.38), 0.1, scheme.ramp(3)[3])


def honeysuckle(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw a waving stem with a palmette in every hollow."""
    count = max(2, 2 * round(length / 3.0))
    step = length / count
    x = np.linspace(0, length, 24 * count)
    wave = np.column_stack((x, 0.34 * np.sin(np.pi * x / step)))
    ramp = scheme.ramp(shift)
    canvas.line(wave, scheme.line, 0.17)
    canvas.line(wave, ramp[2], 0.1)
    for k in range(count):
        side = 1 if k % 2 else -1
        view = canvas.placed(((k + 0.5) * step, 0.38 * side), 0.76, -side * math.pi / 2)
        palmette(view, 5, scheme.ramp(shift + k % 2), scheme.line)


def scroll(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw a running vine: curled leaves on both sides of a wave, blossoms between."""
    count = max(2, 2 * round(length / 3.6))
    step = length / count
    x = np.linspace(0, length, 20 * count)
    wave = np.column_stack((x, 0.3 * np.sin(np.pi * x / step)))
    canvas.line(wave, scheme.ramp(shift)[2], 0.09)
    curl = spline([(-0.7, 0.26), (-0.52, -0.1), (0.0, -0.24), (0.34, -0.02), (0.16, 0.14)], per=8)
    for k in range(count):
        view = canvas.placed(((k + 0.5) * step, 0.0), step / 1.9, 0.0 if k % 2 else math.pi)
        leaf(view, curl, 0.3, (4, scheme.ramp(shift + k % 2), scheme.line))
        heart = view.placed((0.0, 0.12), 0.2)
        blossom(heart, 6, scheme.ramp(shift + 2), scheme.ramp(3), scheme.line)


def scales(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw three rows of overlapping scales."""
    count = max(2, round(length / 0.62))
    step = length / count
    for row in range(3):
        for k in range(count - row % 2):
            at = ((k + (1.0 if row % 2 else 0.5)) * step, -0.46 + 0.32 * row)
            scale = canvas.placed(at, step * 0.56)
            half = circle(0.0, 0.0, 1.0, 20)[:11]
            scale.graded(half, (0.0, 0.0), scheme.ramp(shift + row), scheme.line)


def medallions(canvas: Canvas, length: float, scheme: Scheme, shift: int) -> None:
    """Draw round flowers with small lozenges between them."""
    count = max(1, round(length / 1.5))
    step = length / count
    for k in range(count):
        view = canvas.placed(((k + 0.5) * step, 0.0), 0.45)
        petal_ring(view, 8, 0.2, 1.0, ("pointed", scheme.ramp(shift + k % 2), scheme.line))
        view.disc((0.0, 0.0), 0.3, scheme.ramp(3)[2])
        for end in (-0.5, 0.5):
            gem = np.array([(-0.16, 0), (0, -0.3), (0.16, 0), (0, 0.3)])
            spot = canvas.placed(((k + 0.5 + end) * step, 0.0))
            spot.graded(gem, (0.0, 0.0), scheme.ramp(shift + 2), scheme.line)


NARROW: tuple[Band, ...] = (pearls, lozenges, pearls)
BROAD: tuple[Band, ...] = (half_flowers, honeysuckle, scroll, scales, medallions)


def strip(canvas: Canvas, length: float, band: Band, look: tuple[Scheme, int]) -> None:
    """Draw a band from the origin along +x, one unit wide; look: scheme, and pigment shift."""
    scheme, shift = look
    edge = scheme.ramp(3)[2]
    ground = scheme.field if shift % 2 else scheme.ramp(shift + 1)[0]
    canvas.fill(rectangle(0, -0.5, length, 0.5), ground)
    band(canvas, length, scheme, shift)
    for y in (-0.5, 0.5):
        canvas.line(np.array([(0, y), (length, y)]), scheme.line, 0.07)
        canvas.line(np.array([(0, y), (length, y)]), edge, 0.035)


def frame(canvas: Canvas, half: float, width: float, band: Band, look: tuple[Scheme, int]) -> None:
    """Draw four bands inside a square of half-side `half` about the origin, flowers in corners."""
    scheme, shift = look
    inner = half - width
    sides = [canvas.placed((0.0, 0.0), 1.0, quarter * math.pi / 2) for quarter in range(4)]
    for side in sides:
        strip(side.placed((-inner, -half + width / 2), width), 2 * inner / width, band, look)
    for side in sides:
        corner = side.placed((-half + width / 2, -half + width / 2), width / 2)
        corner.shape(rectangle(-1, -1, 1, 1), scheme.ramp(shift + 2)[0], scheme.line, 0.07)
        blossom(corner.placed((0.0, 0.0), 0.86), 8, scheme.ramp(shift), scheme.ramp(3), scheme.line)
