"""The parts of a scroll: a stem with curled leaves, great flowers in wreaths, and buds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.geometry import TURN, Points, normals, on_circle, resampled, spline
from api.demo.artwork.ornament import blossom, leaf, lotus
from api.demo.artwork.rosette import rosette

if TYPE_CHECKING:
    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.geometry import Pair
    from api.demo.artwork.palette import Ramp, Scheme

_CURLS: tuple[tuple[Pair, ...], ...] = (
    ((0.0, 0.0), (0.5, -0.1), (0.92, -0.42), (0.95, -0.86), (0.62, -1.05), (0.42, -0.84)),
    ((0.0, 0.0), (0.42, -0.2), (0.66, -0.6), (0.5, -1.0), (0.14, -1.04), (0.08, -0.78)),
    ((0.0, 0.0), (0.6, 0.0), (1.1, -0.2), (1.3, -0.62), (1.04, -0.9), (0.8, -0.72)),
)


def vine(canvas: Canvas, dice: Dice, path: Points, size: float, scheme: Scheme) -> None:
    """Draw a stem along a path and curled leaves on both its sides, `size` units large."""
    count = max(3, round(float(np.hypot(*np.diff(path, axis=0).T).sum()) / (0.62 * size)))
    at = resampled(path, 8 * count + 1)
    across = normals(at)
    stem = scheme.ramp(1)
    for width, colour in ((0.13, scheme.line), (0.105, stem[3]), (0.07, stem[2]), (0.03, stem[0])):
        canvas.line(at, colour, width * size)
    for k in range(count):
        point, normal = at[8 * k + 4], across[8 * k + 4]
        heading = math.atan2(-normal[0], normal[1])
        view = canvas.placed(
            (float(point[0]), float(point[1])), size * dice.between(0.5, 0.66), heading
        )
        hand = view if k % 2 else view.sheared([[1, 0], [0, -1]])
        curl = spline(dice.pick(_CURLS), per=8)
        leaf(hand, curl, 0.5, (5, scheme.ramp(k % 3), scheme.line))


def flower(canvas: Canvas, dice: Dice, scheme: Scheme, number: int, *, upright: bool) -> None:
    """Draw a flower of radius one in a wreath of leaves."""
    ramp: Ramp = scheme.ramp(number)
    curl = spline(((0.0, 0.0), (0.4, -0.06), (0.7, -0.3), (0.62, -0.62), (0.36, -0.6)), per=8)
    leaves = dice.pick((7, 8, 9))
    for k in range(leaves):
        turn = TURN * k / leaves
        view = canvas.placed(on_circle(0.72, turn), 0.8, turn + 1.0)
        leaf(view, curl, 0.42, (4, scheme.ramp(number + 1 + k % 2), scheme.line))
    if not upright or dice.chance(0.6):
        rosette(canvas.placed((0.0, 0.0), 0.86), dice, scheme)
    else:
        canvas.rings((0.86, 0.84), (scheme.line, scheme.ramp(number + 2)[0]))
        lotus(canvas.placed((0.0, 0.5), 0.95), 7, ramp, scheme.line)


def buds(canvas: Canvas, dice: Dice, path: Points, size: float, scheme: Scheme) -> None:
    """Draw small flowers, `size` units the scale of the scroll, along a path."""
    for point in resampled(path, dice.whole(6, 10))[1:-1]:
        at = (float(point[0]), float(point[1]))
        view = canvas.placed(at, size * dice.between(0.14, 0.2), dice.between(0, 6))
        blossom(
            view, dice.pick((5, 6, 8)), scheme.ramp(dice.whole(0, 4)), scheme.ramp(3), scheme.line
        )
