"""Lotus and peony scrolls (卷草): a vine in waves or in a spiral, with leaves and great flowers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import TURN
from api.demo.artwork.palette import scheme_for
from api.demo.artwork.strip import BROAD, NARROW, strip
from api.demo.artwork.vine import buds, flower, vine

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Scheme


def draw_juancao(dice: Dice, side: int) -> Canvas:
    """Draw a scroll in one of its layouts."""
    layout = dice.pick((_frieze, _frieze, _spiral, _spiral, _column))
    return layout(dice, scheme_for(dice), side)


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
    _wave(canvas, dice, scheme, (1000.0, height), upright=True)
    _bands(canvas, dice, scheme, (height, 1000.0))
    return canvas


def _column(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out a climbing vine between two borders."""
    width = dice.between(520, 680)
    canvas = Canvas.blank(width, 1000, side, scheme.ground)
    lying = canvas.placed((0.0, 1000.0), 1.0, -math.pi / 2)
    _wave(lying, dice, scheme, (1000.0, width), upright=False)
    _bands(lying, dice, scheme, (width, 1000.0))
    return canvas


def _wave(
    canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float], *, upright: bool
) -> None:
    length, breadth = size
    hollow = dice.between(270, 420)
    start, sign = dice.between(-0.8, 0.2) * hollow, dice.pick((-1, 1))
    room = breadth - 150
    x = np.linspace(-hollow, length + hollow, 120)
    y = breadth / 2 + sign * 0.32 * room * np.sin(np.pi * (x - start) / hollow)
    path = np.column_stack((x, y))
    vine(canvas, dice, path, 0.42 * hollow, scheme)
    number = -1
    while start + (number + 0.5) * hollow < length + hollow:
        up = sign * (1 if number % 2 == 0 else -1)
        at = (start + (number + 0.5) * hollow, breadth / 2 - 0.1 * room * up)
        flower(
            canvas.placed(at, 0.3 * min(hollow, room)), dice, scheme, number % 3, upright=upright
        )
        number += 1


def _spiral(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out one great vine that winds in from a corner to a flower."""
    width, height = dice.pick(((1000.0, 1000.0), (820.0, 1000.0), (1000.0, 760.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    least = min(width, height)
    at = (width * dice.between(0.4, 0.6), height * dice.between(0.4, 0.6))
    view = canvas.placed(at, least / 2, dice.between(0, TURN), flip=dice.chance(0.5))
    angles = np.linspace(0, 1.9 * TURN, 90)
    radii = 0.5 + 1.1 * (angles / angles[-1]) ** 1.35
    path = np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))
    vine(view, dice, path, dice.between(0.38, 0.5), scheme)
    buds(view, dice, path * 1.14, 0.42, scheme)
    flower(
        view.placed((0.0, 0.0), dice.between(0.4, 0.5)),
        dice,
        scheme,
        dice.whole(0, 2),
        upright=False,
    )
    return canvas
