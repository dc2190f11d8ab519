"""Single ornaments in local units: petals, pearls, palmettes, leaves, flames, clouds, ribbons."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.geometry import (
    TURN,
    Points,
    normals,
    on_circle,
    outline,
    profile,
    resampled,
    spiral,
    spline,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.geometry import Path
    from api.demo.artwork.palette import Colour, Ramp

# The upper edge of each kind of petal, from foot to tip.
PETALS: dict[str, Path] = {
    "pointed": ((0, 0.34), (0.18, 0.46), (0.5, 0.5), (0.78, 0.36), (0.92, 0.12), (1, 0)),
    "round": ((0, 0.3), (0.2, 0.42), (0.55, 0.52), (0.82, 0.44), (0.96, 0.2), (1, 0)),
    "ruyi": ((0, 0.26), (0.2, 0.42), (0.46, 0.54), (0.66, 0.5), (0.7, 0.34), (0.84, 0.3), (1, 0)),
}


def petal(kind: str = "pointed", width: float = 1.0) -> Points:
    """Return a petal from its foot at the origin to its tip at (1, 0)."""
    upper = spline([(x, y * width) for x, y in PETALS[kind]], per=6)
    return np.vstack((upper, (upper * (1.0, -1.0))[-2::-1]))


def petal_ring(
    canvas: Canvas, count: int, inner: float, outer: float, look: tuple[str, Ramp, Colour]
) -> None:
    """Draw petals side by side between two radii; `look` is their kind, pigment and ink."""
    kind, ramp, ink = look
    length = outer - inner
    width = 2.15 * (inner + 0.45 * length) * math.sin(math.pi / count) / length
    leaf = petal(kind, width)
    for k in range(count):
        turn = TURN * k / count
        canvas.placed(on_circle(inner, turn), length, turn).graded(leaf, (0.0, 0.0), ramp, ink)


def pearl_ring(
    canvas: Canvas, count: int, radius: float, size: float, colours: tuple[Colour, Colour]
) -> None:
    """Draw pearls on a circle: colour, and the ink of their rims."""
    pearl, ink = colours
    for k in range(count):
        at = on_circle(radius, TURN * k / count)
        canvas.disc(at, size, ink)
        canvas.disc(at, size * 0.78, pearl)


def palmette(canvas: Canvas, lobes: int, ramp: Ramp, ink: Colour) -> None:
    """Draw a honeysuckle fan of an odd number of lobes, foot at the origin, one unit to +x."""
    half = lobes // 2
    for k in sorted(range(-half, half + 1), key=lambda lobe: -abs(lobe)):
        lean = 0.62 * k * 3 / (half + 2)
        length = 1.0 - 0.11 * abs(k)
        bend = 0.24 * k / half
        spine = spline([(0, 0), (0.4, 0.02 * k), (0.8, bend * 0.6), (1.0, bend * 1.5)], per=6)
        widths = profile((0.08, 0.16, 0.3, 0.26, 0.02), len(spine))
        leaf = outline(spine, widths / 2, widths / 2)
        canvas.placed((0.0, 0.0), length, lean).graded(leaf, (0.1, 0.0), ramp, ink)
    canvas.disc((0.0, 0.0), 0.09, ramp[1])


def leaf(canvas: Canvas, spine: Points, width: float, look: tuple[int, Ramp, Colour]) -> None:
    """Draw a scrolled half-palmette along a spine, lobes on its left; look: lobes, pigment, ink."""
    lobes, ramp, ink = look
    curve = resampled(spine, 40)
    across = normals(curve)
    for k in range(lobes - 1, -1, -1):
        share = (k + 0.15) / lobes
        at = round(share * 39)
        length = width * (0.55 + 0.75 * math.sin(math.pi * (0.12 + 0.8 * share)))
        forward = math.atan2(-across[at, 0], across[at, 1])
        view = canvas.placed((curve[at, 0], curve[at, 1]), length, forward - 0.95 + 0.45 * share)
        view.graded(petal("round", 0.6), (0.0, 0.0), ramp, ink)
    for share, colour in ((1.0, ramp[3]), (0.62, ramp[2]), (0.3, ramp[0])):
        widths = profile((0.16, 0.34, 0.42, 0.34, 0.1), len(curve)) * width * share
        body = outline(curve, widths * 0.3, widths * 0.7)
        canvas.fill(body, colour)
        if share == 1.0:
            canvas.line(body, ink, canvas.hairline(), closed=True)
    tip = (float(curve[-1, 0]), float(curve[-1, 1]))
    canvas.disc(tip, 0.17 * width + canvas.hairline(), ink)
    canvas.disc(tip, 0.17 * width, ramp[3])
    canvas.disc(tip, 0.09 * width, ramp[1])


def flame(canvas: Canvas, ramp: Ramp, ink: Colour) -> None:
    """Draw one tongue of flame, foot at the origin, tip near (1, 0), curling to +y."""
    outer = [(0, -0.26), (0.25, -0.34), (0.55, -0.2), (0.8, 0.02), (1.0, 0.3)]
    inner = [(0.78, 0.24), (0.56, 0.16), (0.42, 0.3), (0.24, 0.36), (0, 0.26)]
    body = np.vstack((spline(outer, per=7), spline(inner, per=7)))
    canvas.graded(body, (0.05, 0.0), ramp, ink)


def ribbon(
    canvas: Canvas,
    path: Sequence[tuple[float, float]] | Points,
    width: float,
    look: tuple[Colour, Colour, Colour, float],
) -> None:
    """Draw a silk ribbon that twists; look: front, back and ink colours, twists in its length."""
    front, back, ink, twists = look
    curve = spline(path, per=14)
    t = np.linspace(0, 1, len(curve))
    breadth = np.cos(np.pi * twists * t + 0.3)
    taper = np.minimum(1.0, 6 * (1 - t) + 0.15) * np.minimum(1.0, 0.35 + 4 * t)
    # A ribbon never vanishes where it turns over: it keeps an edge of its own thickness.
    half = 0.5 * width * taper * (0.16 + 0.84 * np.abs(breadth))
    across = normals(curve) * half[:, None]
    left, right = curve - across, curve + across
    for i in range(len(curve) - 1):
        quad = np.array([left[i], left[i + 1], right[i + 1], right[i]])
        canvas.fill(quad, front if breadth[i] > 0 else back)
    for edge in (left, right):
        canvas.line(edge, ink, canvas.hairline())


def cloud(canvas: Canvas, ramp: Ramp, ink: Colour, tail: float = 2.2) -> None:
    """Draw a ruyi cloud: three curled heads about the origin and a tail swept to -x."""
    spine = spline([(0.2, 0.2), (-0.6, 0.34), (-0.6 * tail, 0.1), (-tail, 0.5)], per=8)
    for share, colour in ((1.0, ramp[3]), (0.66, ramp[2]), (0.3, ramp[1])):
        widths = profile((0.7 * share, 0.52 * share, 0.3 * share, 0.02), len(spine))
        body = outline(spine, widths / 2, widths / 2)
        canvas.fill(body, colour)
        if share == 1.0:
            canvas.line(body, ink, canvas.hairline(), closed=True)
    heads = ((-0.5, 0.14, 0.36, -1.0), (0.56, 0.18, 0.4, 1.0), (0.02, -0.2, 0.55, 1.0))
    for x, y, size, side in heads:
        head = canvas.placed((x, y), size, flip=side < 0)
        for radius, colour in ((1.04, ink), (1.0, ramp[3]), (0.8, ramp[2]), (0.56, ramp[1])):
            head.disc((0.0, 0.18 * (1 - radius)), radius, colour)
        head.line(spiral(1.3, 0.08, 0.66, 30) + np.array((0.0, 0.06)), ramp[3], 0.1)


def lotus(canvas: Canvas, petals: int, ramp: Ramp, ink: Colour) -> None:
    """Draw a lotus flower from the side: its foot at the origin, open towards -y, one unit high."""
    rows = ((petals, 1.0, 1.05, 0.0), (petals - 1, 0.86, 0.8, 0.08), (petals - 2, 0.66, 0.5, 0.14))
    for count, length, spread, sink in rows:
        order = sorted(range(count), key=lambda k: -abs(2 * k - count + 1))
        for k in order:
            share = (k - (count - 1) / 2) / max(1, (count - 1) / 2)
            view = canvas.placed((0.16 * share, sink * 0.6), length, -math.pi / 2 + spread * share)
            view.graded(petal("pointed", 0.62), (0.0, 0.0), ramp, ink)


def blossom(canvas: Canvas, petals: int, ramp: Ramp, heart: Ramp, ink: Colour) -> None:
    """Draw a small flower seen from above, radius one."""
    petal_ring(canvas, petals, 0.2, 1.0, ("round", ramp, ink))
    canvas.disc((0.0, 0.0), 0.3, ink)
    canvas.disc((0.0, 0.0), 0.26, heart[2])
    pearl_ring(canvas, 6, 0.15, 0.05, (heart[3], heart[0]))
