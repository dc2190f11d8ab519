"""Flying apsaras (飞天): alone before a great disc, in pairs, or in a frieze, among clouds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.apsara import POSES, apsara
from api.demo.artwork.backdrop import border, clouds, scatter
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import circle
from api.demo.artwork.ornament import pearl_ring
from api.demo.artwork.palette import GOLD, scheme_for
from api.demo.artwork.rosette import rosette
from api.demo.artwork.strip import BROAD

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.geometry import Pair
    from api.demo.artwork.palette import Scheme


def draw_feitian(dice: Dice, side: int) -> Canvas:
    """Draw one or two apsaras."""
    layout = dice.pick((_alone, _alone, _round, _frieze, _descent))
    return layout(dice, scheme_for(dice), side)


def _moon(canvas: Canvas, dice: Dice, scheme: Scheme, at: Pair, radius: float) -> None:
    """Draw the great disc behind a figure."""
    ramp = dice.pick([ramp for ramp in scheme.ramps if ramp != GOLD])  # the ribbons are gold
    disc = canvas.placed(at, radius)
    rim, face = dice.pick(((ramp[1], ramp[2]), (ramp[2], ramp[3]), (ramp[2], ramp[1])))
    disc.rings((1.01, 1.0, 0.9, 0.885), (scheme.line, rim, ramp[3], face))
    pearl_ring(disc, dice.whole(32, 52), 0.945, 0.028, (scheme.ramp(3)[3], scheme.line))


def _sky(canvas: Canvas, dice: Dice, scheme: Scheme, count: int) -> None:
    """Draw clouds along the edges of the sheet and flowers everywhere."""
    width, height = canvas.extent()
    middle = circle(width / 2, height / 2, 0.2 * min(width, height), 12)
    scatter(canvas, dice, 3 * count, scheme, middle)
    spots = []
    for _ in range(count):
        angle = dice.between(0, 2 * math.pi)
        spots.append(
            (width * (0.5 + 0.46 * math.cos(angle)), height * (0.5 + 0.46 * math.sin(angle)))
        )
    clouds(canvas, dice, spots, scheme)


def _alone(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out one apsara before a disc, in a border or without."""
    width, height = dice.pick(((1000.0, 680.0), (1000.0, 780.0), (1000.0, 1000.0), (780.0, 1000.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    least = min(width, height)
    flip = dice.chance(0.5)
    x, y = width * dice.between(0.45, 0.55), height * dice.between(0.46, 0.54)
    if dice.chance(0.7):
        spot = (x + dice.between(-90, 90), y - dice.between(0, 80))
        _moon(canvas, dice, scheme, spot, least * dice.between(0.28, 0.42))
    _sky(canvas, dice, scheme, dice.whole(7, 12))
    view = canvas.placed(
        (x, y), least * dice.between(0.64, 0.78), dice.between(-0.3, 0.3), flip=flip
    )
    if dice.chance(0.5):
        border(canvas, 40, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    apsara(view, dice, scheme, dice.pick(POSES))
    return canvas


def _round(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out two apsaras that circle about a flower."""
    width = dice.between(860, 1000)
    canvas = Canvas.blank(width, 1000, side, scheme.ground)
    x, y, turn, flip = width / 2, dice.between(460, 540), dice.between(0, 6.28), dice.chance(0.5)
    _moon(canvas, dice, scheme, (x, y), dice.between(400, 470))
    _sky(canvas, dice, scheme, 8)
    whorl = canvas.placed((x, y), 1.0, turn, flip=flip)
    for half in (0.0, math.pi):
        view = whorl.placed((0.0, 0.0), 1.0, half).placed((0.0, -270.0), 450, 0.2)
        apsara(view, dice, scheme, POSES[dice.pick((0, 2))])
    rosette(canvas.placed((x, y), dice.between(110, 150)), dice, scheme)
    return canvas


def _frieze(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out two apsaras one after the other in a long frieze between borders."""
    height = dice.between(520, 600)
    canvas = Canvas.blank(1000, height, side, scheme.ground)
    _sky(canvas, dice, scheme, 12)
    flip = dice.chance(0.5)
    border(canvas, 38, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    for x, pose in zip((290, 740), dice.shuffled(POSES), strict=False):
        at = (1000.0 - x if flip else x, height * dice.between(0.44, 0.56))
        view = canvas.placed(
            at, height * dice.between(0.6, 0.7), dice.between(-0.2, 0.2), flip=flip
        )
        apsara(view, dice, scheme, pose)
    return canvas


def _descent(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out one apsara that falls steeply through a tall sheet."""
    width = dice.between(620, 720)
    canvas = Canvas.blank(width, 1000, side, scheme.ground)
    at = np.array((width * dice.between(0.42, 0.58), dice.between(560, 640)))
    _moon(canvas, dice, scheme, (float(at[0]), dice.between(250, 750)), dice.between(200, 280))
    _sky(canvas, dice, scheme, 12)
    flip = dice.chance(0.5)
    lean = dice.between(0.7, 1.0)
    view = canvas.placed((float(at[0]), float(at[1])), 570, -lean if flip else lean, flip=flip)
    apsara(view, dice, scheme, POSES[dice.pick((0, 2, 2))])
    return canvas
