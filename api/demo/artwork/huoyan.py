"""Flame mandorlas (火焰纹): rings of light and tongues of fire about a jewel on a lotus."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.backdrop import border, clouds, scatter
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import TURN, Points, circle, normals, resampled, spline
from api.demo.artwork.ornament import flame, lotus, palmette, pearl_ring, petal, ribbon
from api.demo.artwork.palette import CINNABAR, GOLD, MINIUM, scheme_for
from api.demo.artwork.rosette import rosette
from api.demo.artwork.strip import BROAD

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.geometry import Path
    from api.demo.artwork.palette import Ramp, Scheme

# The right half of the pointed halo, and the flaming jewel.
_MANDORLA: Path = (
    (0, -1.3), (0.34, -0.98), (0.74, -0.52), (0.86, 0.06), (0.7, 0.6), (0.36, 0.94), (0, 1.02),
)  # fmt: skip
_JEWEL: Path = (
    (0, -1.25), (0.36, -0.7), (0.78, -0.1), (0.7, 0.5),
    (0, 0.85), (-0.7, 0.5), (-0.78, -0.1), (-0.36, -0.7),
)  # fmt: skip


def draw_huoyan(dice: Dice, side: int) -> Canvas:
    """Draw a mandorla, or a round nimbus, in flames."""
    scheme = scheme_for(dice)
    width, height = dice.pick(((720.0, 1000.0), (800.0, 1000.0), (1000.0, 1000.0), (1000.0, 800.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    at = (width * dice.between(0.4, 0.6), height * dice.between(0.46, 0.54))
    scatter(canvas, dice, 40, scheme, circle(at[0], at[1], 0.25 * height, 20))
    spots = [(dice.between(0, width), dice.between(0, height)) for _ in range(dice.whole(4, 9))]
    clouds(canvas, dice, spots, scheme)
    if dice.chance(0.45):
        border(canvas, 44, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    size = min(height * 0.34, width * 0.42) * dice.between(0.9, 1.05)
    view = canvas.placed(at, size)
    outline = _shape(dice)
    _fire(view, dice, scheme, outline)
    _light(view, dice, scheme, outline)
    _heart(view, dice, scheme)
    return canvas


def _shape(dice: Dice) -> Points:
    """Return the closed outline of the halo, about one unit in radius, leaning a little."""
    if dice.chance(0.35):
        return circle(0.0, 0.0, dice.between(0.9, 1.02), 120)
    right = np.array(_MANDORLA) * (dice.between(0.85, 1.1), dice.between(0.85, 1.0))
    left = (right * (-1.0, 1.0))[::-1]
    half, other = spline(right, per=14), spline(left, per=14)
    return resampled(np.vstack((half, other[1:-1])), 120)


def _fire(canvas: Canvas, dice: Dice, scheme: Scheme, outline: Points) -> None:
    """Draw three rows of tongues around the outline, all swept the same way towards the top."""
    ramps: tuple[Ramp, ...] = (
        (scheme.ramp(0), MINIUM, CINNABAR) if scheme.is_dark() else (CINNABAR, MINIUM, GOLD)
    )
    reach = dice.between(0.34, 0.52)
    count = dice.whole(15, 24)
    for row, ramp in enumerate(ramps):
        edge = resampled(outline * (1.04 - 0.05 * row), count * 2 + 1)[row % 2 :: 2]
        across = -normals(edge)
        for k in sorted(range(len(edge)), key=lambda k: edge[k, 1]):
            x, y = edge[k]
            if y > 0.72:  # there the lotus stands
                continue
            outward = across[k] if float(across[k] @ edge[k]) > 0 else -across[k]
            up = outward + np.array((0.0, -0.75))
            turn = math.atan2(up[1], up[0])
            size = reach * (1.15 - 0.24 * row) * (1.25 - 0.25 * (y + 1)) * dice.between(0.85, 1.15)
            tongue = canvas.placed((float(x), float(y)), size, turn)
            flame(tongue if x > 0 else tongue.sheared([[1, 0], [0, -1]]), ramp, scheme.line)


def _light(canvas: Canvas, dice: Dice, scheme: Scheme, outline: Points) -> None:
    """Draw the rings of the halo from the rim inward, each with an ornament of its own."""
    share, number = 1.0, dice.whole(0, 3)
    while share > 0.52:
        ramp = scheme.ramp(number)
        canvas.shape(outline * share, ramp[3], scheme.line, 0.012)
        canvas.fill(outline * (share - 0.035), ramp[dice.whole(0, 2)])
        depth = dice.between(0.12, 0.2)
        middle = outline * (share - 0.035 - depth / 2)
        _ring(canvas, dice, scheme, (middle, depth, number + 1))
        share -= 0.035 + depth
        number += 1
    canvas.shape(outline * share, scheme.ramp(3)[2], scheme.line, 0.012)
    canvas.fill(outline * (share - 0.03), scheme.ramp(number)[dice.whole(0, 1)])


def _ring(canvas: Canvas, dice: Dice, scheme: Scheme, place: tuple[Points, float, int]) -> None:
    """Draw the ornament of one ring; place: its path, its depth, its pigment."""
    path, depth, number = place
    kind = dice.pick(("pearls", "palmettes", "petals", "plain"))
    spots = resampled(np.vstack((path, path[:1])), dice.whole(20, 30) + 1)[:-1]
    across = normals(spots)
    for k, (x, y) in enumerate(spots):
        turn = math.atan2(across[k, 1], across[k, 0])
        view = canvas.placed((float(x), float(y)), depth, turn)
        if kind == "pearls":
            view.disc((0, 0), 0.3, scheme.line)
            view.disc((0, 0), 0.24, scheme.ramp(3)[3])
        elif kind == "palmettes":
            palmette(view.placed((0.42, 0), 0.85, math.pi), 5, scheme.ramp(number), scheme.line)
        elif kind == "petals":
            leaf = view.placed((0.5, 0), 0.98, math.pi)
            leaf.graded(petal("round", 0.8), (0.0, 0.0), scheme.ramp(number), scheme.line)


def _heart(canvas: Canvas, dice: Dice, scheme: Scheme) -> None:
    """Draw the jewel, or a flower, on its lotus with two ribbons."""
    for side in (-1, 1):
        sway = dice.between(0.1, 0.3)
        path = np.array([(0.2, 0.8), (0.7, 0.7 + sway), (0.9, 1.1), (1.3, 1.0 + sway)])
        ribbon(
            canvas,
            path * (side, 1.0),
            0.14,
            (scheme.ramp(1)[1], scheme.ramp(2)[2], scheme.line, 2.6),
        )
    throne = canvas.placed((0.0, 1.12), dice.between(0.62, 0.74))
    lotus(throne, 9, scheme.ramp(dice.whole(0, 2)), scheme.line)
    jewel = canvas.placed((0.0, -0.02), 0.4)
    if dice.chance(0.5):
        rosette(jewel.placed((0, 0), 1.05), dice, scheme)
        return
    drop = spline(_JEWEL, closed=True)
    jewel.graded(drop, (0.0, 0.25), scheme.ramp(dice.whole(0, 2)), scheme.line)
    pearl_ring(jewel.placed((0, 0.25)), 10, 0.26, 0.07, (scheme.ramp(3)[3], scheme.line))
    jewel.disc((-0.3, -0.1), 0.1, scheme.ramp(3)[3])
    for k in range(6):
        ray = jewel.placed((0.0, 0.1), 1.0, TURN * (k + 0.5) / 6)
        ray.disc((1.15, 0.0), 0.09, scheme.line)
        ray.disc((1.15, 0.0), 0.07, scheme.ramp(3)[2])
