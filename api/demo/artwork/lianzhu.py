"""Pearl roundels (联珠纹) of Silk Road brocade: rings of pearls about birds, deer, flowers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from api.demo.artwork.backdrop import border
from api.demo.artwork.bird import bird
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.deer import GAITS, deer
from api.demo.artwork.geometry import TURN
from api.demo.artwork.ornament import lotus, palmette, pearl_ring, petal_ring
from api.demo.artwork.palette import SHELL, luminance, scheme_for
from api.demo.artwork.rosette import rosette
from api.demo.artwork.strip import BROAD

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Scheme

_TENANTS = ("birds", "deer", "flower", "bird", "lotus")


def draw_lianzhu(dice: Dice, side: int) -> Canvas:
    """Draw roundels in one of the layouts: a lattice, one large, or a row."""
    layout = dice.pick((_lattice, _lattice, _single, _row))
    return layout(dice, scheme_for(dice), side)


def roundel(canvas: Canvas, dice: Dice, scheme: Scheme, tenant: str) -> None:
    """Draw a roundel of radius one with its tenant."""
    number = dice.whole(0, 2)
    ring, ground = scheme.ramp(number), scheme.ramp(number + 1)
    pearls, ink = dice.pick((16, 18, 20, 24)), scheme.line
    inner = 0.76
    canvas.rings((1.0, 0.985, 0.8), (ink, ring[0], ring[3]))
    field = dice.pick((ground[0], scheme.field, ground[3]))
    if tenant == "deer" and luminance(field) > 120:
        field = ring[0]
    canvas.rings((inner + 0.015, inner), (ink, field))
    pearl_ring(canvas, pearls, 0.89, 1.9 / pearls, (SHELL[3], ink))
    room = canvas.placed((0.0, 0.0), inner)
    if tenant == "flower":
        rosette(room.placed((0, 0), 0.94), dice, scheme)
    elif tenant == "lotus":
        lotus(room.placed((0, 0.6), 1.0), 7, scheme.ramp(number + 2), ink)
        palmette(room.placed((0, -0.46), 0.4, -TURN / 4), 5, ring, ink)
    elif tenant == "deer":
        deer(room.placed((0.0, 0.1), 1.05, flip=dice.chance(0.5)), dice.pick(GAITS), SHELL, scheme)
    elif tenant == "bird":
        bird(room.placed((0.04, 0.1), 1.3, flip=dice.chance(0.5)), scheme, number + 2)
        _perch(room, scheme, number)
    else:
        for flip in (False, True):
            side = room.placed((0.42 if flip else -0.42, 0.04), 0.78, flip=flip)
            bird(side, scheme, number + 2)
        _perch(room, scheme, number)
        palmette(room.placed((0.0, -0.42), 0.44, -TURN / 4), 5, scheme.ramp(3), ink)


def _perch(canvas: Canvas, scheme: Scheme, number: int) -> None:
    """Draw the palmette on which birds stand."""
    fan = canvas.placed((0.0, 0.9), 0.56, -TURN / 4)
    palmette(fan, 7, scheme.ramp(number), scheme.line)


def _floret(canvas: Canvas, scheme: Scheme, number: int) -> None:
    """Draw the four-armed flower between roundels."""
    for k in range(4):
        arm = canvas.placed((0.0, 0.0), 0.95, TURN * k / 4)
        palmette(arm.placed((0.12, 0.0)), 5, scheme.ramp(number + k % 2), scheme.line)
    petal_ring(canvas, 8, 0.06, 0.34, ("round", scheme.ramp(number + 2), scheme.line))


def _lattice(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out roundels in rows, straight or staggered, cut by the edges."""
    width, height = dice.pick(((1000.0, 1000.0), (760.0, 1000.0), (1000.0, 720.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    pitch = dice.between(330, 470)
    stagger, first = dice.chance(0.5), dice.whole(0, 4)
    x0, y0 = dice.between(0, pitch), dice.between(0, pitch)
    kinds = dice.shuffled(_TENANTS)[: dice.whole(2, 3)]
    rise = pitch * (0.88 if stagger else 1.0)
    for row in range(-2, 5):
        for column in range(-2, 5):
            x, y = x0 + (column + 0.5 * (row % 2) * stagger) * pitch, y0 + row * rise
            if not (-pitch < x < width + pitch and -pitch < y < height + pitch):
                continue
            tenant = kinds[(first + row + 2 * column) % len(kinds)]
            roundel(canvas.placed((x, y), pitch * 0.45), dice, scheme, tenant)
            if stagger:
                petal_ring(
                    canvas.placed((x, y + 0.6 * rise), pitch * 0.09), 8, 0.2, 1.0,
                    ("pointed", scheme.ramp(row % 3), scheme.line),
                )  # fmt: skip
            else:
                _floret(canvas.placed((x + pitch / 2, y + pitch / 2), pitch * 0.2), scheme, row % 3)
    return canvas


def _single(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out one great roundel off the middle of a flowered ground."""
    width, height = dice.pick(((1000.0, 1000.0), (800.0, 1000.0), (1000.0, 700.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    least = min(width, height)
    at = (width * dice.between(0.36, 0.64), height * dice.between(0.36, 0.64))
    radius, step = least * dice.between(0.4, 0.47), dice.between(105, 140)
    for row in range(int(height / step) + 2):
        for column in range(int(width / step) + 2):
            x, y = (column + 0.5 * (row % 2)) * step, row * step
            if math.hypot(x - at[0], y - at[1]) > radius - 0.4 * step:
                _floret(canvas.placed((x, y), step * 0.4), scheme, (row + column) % 3)
    roundel(canvas.placed(at, radius), dice, scheme, dice.pick(_TENANTS[:4]))
    if dice.chance(0.5):
        border(canvas, 46, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    return canvas


def _row(dice: Dice, scheme: Scheme, side: int) -> Canvas:
    """Lay out a row of roundels as a frieze, or a column of them as a hanging."""
    upright = dice.chance(0.5)
    count = dice.whole(2, 3)
    breadth = 1000.0 / count
    size = (breadth + 120.0, 1000.0) if upright else (1000.0, breadth + 120.0)
    canvas = Canvas.blank(*size, side, scheme.ground)
    tenants = dice.shuffled(_TENANTS)
    border(canvas, 52, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    pitch = (1000.0 - 120.0) / count
    for k in range(count):
        along, middle = 60 + (k + 0.5) * pitch, (breadth + 120) / 2
        at = (middle, along) if upright else (along, middle)
        roundel(canvas.placed(at, pitch * 0.47), dice, scheme, tenants[k])
    return canvas
