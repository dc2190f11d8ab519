"""Lotus and peony scrolls (卷草): a vine in waves or in a spiral, with leaves and great flowers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import TURN, Points, normals, on_circle, resampled, spline
from api.demo.artwork.ornament import blossom, leaf, lotus
from api.demo.artwork.palette import scheme_for
from api.demo.artwork.rosette import rosette
from api.demo.artwork.strip import BROAD, NARROW, strip

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.geometry import Pair
    from api.demo.artwork.palette import Ramp, Scheme

_CURLS: tuple[tuple[Pair, ...], ...] = (
    ((0.0, 0.0), (0.5, -0.1), (0.92, -0.42), (0.95, -0.86), (0.62, -1.05), (0.42, -0.84)),
    ((0.0, 0.0), (0.42, -0.2), (0.66, -0.6), (0.5, -1.0), (0.14, -1.04), (0.08, -0.78)),
    ((0.0, 0.0), (0.6, 0.0), (1.1, -0.2), (1.3, -0.62), (1.04, -0.9), (0.8, -0.72)),
)


def draw_juancao(dice: Dice, side: int) -> Canvas:
    """Draw a scroll in one of its layouts."""
    layout = dice.pick((_frieze, _frieze, _spiral, _spiral, _column))
    return layout(dice, scheme_for(dice), side)


def _vine(canvas: Canvas, dice: Dice, path: Points, size: float, scheme: Scheme) -> None:
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
        view = canvas.placed((float(point[0]), float(point[1])), size * dice.between(0.5, 0.66), heading)
        hand = view if k % 2 else view.sheared([[1, 0], [0, -1]])
        curl = spline(dice.pick(_CURLS), per=8)
        leaf(hand, curl, 0.5, (5, scheme.ramp(k % 3), scheme.line))


def _flower(canvas: Canvas, dice: Dice, scheme: Scheme, number: int) -> None:
    """Draw a flower of radius one in a wreath of leaves."""
    ramp: Ramp = scheme.ramp(number)
    curl = spline(((0.0, 0.0), (0.4, -0.06), (0.7, -0.3), (0.62, -0.62), (0.36, -0.6)), per=8)
    leaves = dice.pick((7, 8, 9))
    for k in range(leaves):
        turn = TURN * k / leaves
        view = canvas.placed(on_circle(0.72, turn), 0.8, turn + 1.0)
        leaf(view, curl, 0.42, (4, scheme.ramp(number + 1 + k % 2), scheme.line))
    if dice.chance(0.7):
        rosette(canvas.placed((0.0, 0.0), 0.86), dice, scheme)
    else:
        canvas.rings((0.86, 0.84), (scheme.line, scheme.ramp(number + 2)[0]))
        lotus(canvas.placed((0.0, 0.5), 0.95), 7, ramp, scheme.line)


def _buds(canvas: Canvas, dice: Dice, path: Points, size: float, scheme: Scheme) -> None:
    for point in resampled(path, dice.whole(6, 10))[1:-1]:
        at = (float(point[0]), float(point[1]))
        view = canvas.placed(at, size * dice.between(0.14, 0.2), dice.between(0, 6))
        blossom(view, dice.pick((5, 6, 8)), scheme.ramp(dice.whole(0, 4)), scheme.ramp(3), scheme.line)


def _bands(canvas: Canvas, dice: Dice, scheme: Scheme, edges: tuple[float, float]) -> None:
    """Draw border strips along the two long edges of a horizontal sheet of a given height."""
    height, length = edges
    broad, narrow, shift = dice.pick(BROAD), dice.pick(NARROW), dice.whole(0, 3)
    for y, turn in ((0.0, 0.0), (height, math.pi)):
        x = 0.0 if turn == 0.0 else length
        view = canvas.placed((x, y), 1.0, turn)
        strip(view.placed((0, 26), 52), length / 52, broad, (scheme, shift))
        strip(view.placed((0, 63), 22), length / 22, narrow, (scheme, shift + 1))


def _frieze(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out a running vine between two borders."""
    height = dice.between(480, 680)
    canvas = Canvas.blank(1000, height, side, scheme.ground)
    _wave(canvas, dice, scheme, (1000.0, height))
    _bands(canvas, dice, scheme, (height, 1000.0))
    return canvas


def _column(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out a climbing vine between two borders."""
    width = dice.between(520, 680)
    canvas = Canvas.blank(width, 1000, side, scheme.ground)
    lying = canvas.placed((0.0, 1000.0), 1.0, -math.pi / 2)
    _wave(lying, dice, scheme, (1000.0, width))
    _bands(lying, dice, scheme, (width, 1000.0))
    return canvas


def _wave(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float]) -> None:
    length, breadth = size
    hollow = dice.between(270, 420)
    start, sign = dice.between(-0.8, 0.2) * hollow, dice.pick((-1, 1))
    room = breadth - 150
    x = np.linspace(-hollow, length + hollow, 120)
    y = breadth / 2 + sign * 0.32 * room * np.sin(np.pi * (x - start) / hollow)
    path = np.column_stack((x, y))
    _vine(canvas, dice, path, 0.42 * hollow, scheme)
    number = -1
    while start + (number + 0.5) * hollow < length + hollow:
        up = sign * (1 if number % 2 == 0 else -1)
        at = (start + (number + 0.5) * hollow, breadth / 2 - 0.1 * room * up)
        _flower(canvas.placed(at, 0.3 * min(hollow, room)), dice, scheme, number % 3)
        number += 1


def _spiral(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out one great vine that winds in from a corner to a flower."""
    width, height = dice.pick(((1000.0, 1000.0), (820.0, 1000.0), (1000.0, 760.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    least = min(width, height)
    at = (width * dice.between(0.4, 0.6), height * dice.between(0.4, 0.6))
    view = canvas.placed(at, least / 2, dice.between(0, TURN), flip=dice.chance(0.5))
    angles = np.linspace(0, 1.9 * TURN, 90)
    radii = 0.42 + 1.15 * (angles / angles[-1]) ** 1.35
    path = np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))
    _vine(view, dice, path, dice.between(0.3, 0.4), scheme)
    _buds(view, dice, path * 1.14, 0.42, scheme)
    _flower(view.placed((0.0, 0.0), dice.between(0.34, 0.42)), dice, scheme, dice.whole(0, 2))
    return canvas
