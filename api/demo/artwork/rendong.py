"""Honeysuckle borders (忍冬纹): bands of ornament laid across a sheet, straight or slanting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import TURN, spline
from api.demo.artwork.ornament import leaf, palmette, petal_ring
from api.demo.artwork.palette import scheme_for
from api.demo.artwork.strip import BROAD, NARROW, strip, triangles

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Scheme


def draw_rendong(dice: Dice, side: int) -> Canvas:
    """Draw bands across a sheet, straight or slanting, about broad fields of honeysuckle."""
    scheme = scheme_for(dice)
    width, height = dice.pick(((1000.0, 1000.0), (1000.0, 660.0), (700.0, 1000.0), (1000.0, 820.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    turn = dice.pick((0.0, 0.0, math.pi / 2, math.pi / 4, -math.pi / 6))
    view = canvas.placed((width / 2, height / 2), 1.0, turn)
    reach = math.hypot(width, height) / 2 + 40
    y, shift = -reach, dice.whole(0, 3)
    while y < reach:
        broad, narrow = dice.between(60, 90), dice.between(18, 30)
        for band, breadth in (
            (dice.pick(NARROW), narrow),
            (dice.pick((*BROAD, triangles)), broad),
            (dice.pick(NARROW), narrow),
        ):
            strip(
                view.placed((-reach, y + breadth / 2), breadth),
                2 * reach / breadth,
                band,
                (scheme, shift),
            )
            y += breadth
            shift += 1
        field = dice.between(150, 250)
        _field(view.placed((-reach, y + field / 2)), dice, scheme, (2 * reach, field, shift))
        y += field
    return canvas


def _field(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float, int]) -> None:
    """Draw a broad band from the origin: pairs of leaves about a palmette, mirrored in turn."""
    length, breadth, shift = size
    count = max(1, round(length / (breadth * dice.between(0.95, 1.3))))
    step = length / count
    curl = spline(
        [(0.0, 0.0), (0.3, 0.3), (0.62, 0.24), (0.72, -0.12), (0.5, -0.3), (0.36, -0.14)], per=8
    )
    lobes, fan = dice.whole(4, 6), dice.pick((5, 7, 9))
    turns = dice.chance(0.6)
    for k in range(count):
        up = -1 if turns and k % 2 else 1
        view = canvas.placed(((k + 0.5) * step, 0.0), breadth * 0.5 * up)
        ramp = scheme.ramp(shift + k % 2)
        for side in (1, -1):
            half = view.sheared([[side, 0], [0, 1]])
            leaf(half.placed((0.06, 0.5)), curl, 0.34, (lobes, scheme.ramp(shift + 1), scheme.line))
        palmette(view.placed((0.0, 0.62), 1.35, -TURN / 4), fan, ramp, scheme.line)
        foot = view.placed((0.0, 0.62), 0.3)
        petal_ring(foot, 8, 0.15, 1.0, ("round", scheme.ramp(3), scheme.line))
        gap = canvas.placed(((k + 1.0) * step, 0.36 * breadth * -up), 0.09 * breadth)
        petal_ring(gap, 6, 0.1, 1.0, ("round", scheme.ramp(shift + 2), scheme.line))
