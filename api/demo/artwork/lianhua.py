"""A lotus pond (莲花): flowers, buds, seed pods and great leaves over rippling water."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.backdrop import border, clouds
from api.demo.artwork.bird import bird
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import arc, circle, ellipse, outline, profile, rectangle, spline
from api.demo.artwork.ornament import lotus, petal
from api.demo.artwork.palette import AZURITE, LAPIS, MALACHITE, VERDIGRIS, mixed, scheme_for
from api.demo.artwork.strip import NARROW

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Ramp, Scheme


def draw_lianhua(dice: Dice, side: int) -> Canvas:
    """Draw a pond with its plants at heights and leanings of its own."""
    scheme = scheme_for(dice)
    width, height = dice.pick(((1000.0, 620.0), (1000.0, 800.0), (1000.0, 1000.0), (720.0, 1000.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    if dice.chance(0.75):
        _sun(canvas, dice, scheme, (width, height))
    spots = [
        (dice.between(0, width), dice.between(30, height * 0.4)) for _ in range(dice.whole(0, 4))
    ]
    clouds(canvas, dice, spots, scheme)
    water = height * dice.between(0.76, 0.88)
    for _ in range(round(width / 72)):
        _stem(canvas, dice, scheme, (width, water))
    _pond(canvas, dice, scheme, (width, height, water))
    if dice.chance(0.6):
        duck = canvas.placed(
            (width * dice.between(0.2, 0.8), water + 10), 150, flip=dice.chance(0.5)
        )
        bird(duck, scheme, dice.whole(0, 2))
    if dice.chance(0.5):
        border(canvas, 32, dice.pick(NARROW), (scheme, dice.whole(0, 3)))
    return canvas


def _sun(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float]) -> None:
    at = (size[0] * dice.between(0.2, 0.8), size[1] * dice.between(0.2, 0.5))
    ramp = dice.pick((scheme.ramp(3), scheme.ramp(0), scheme.ramp(4)))
    disc = canvas.placed(at, min(size) * dice.between(0.16, 0.34))
    disc.rings((1.015, 1.0, 0.93), (scheme.line, ramp[3], ramp[2]))


def _stem(canvas: Canvas, dice: Dice, scheme: Scheme, place: tuple[float, float]) -> None:
    """Draw a stem out of the water, with what it bears; place: sheet width and water line."""
    width, water = place
    foot = dice.between(40, width - 40)
    lean = dice.between(-130, 130)
    top = water - dice.between(0.22, 0.86) * water
    head = (foot + lean, top)
    spine = spline([(foot, water + 40), (foot + 0.15 * lean, (water + top) / 2), head], per=12)
    half = profile((5.5, 5, 4), len(spine))
    canvas.shape(outline(spine, half, half), VERDIGRIS[1], scheme.line, 1.6)
    size = dice.between(64, 122)
    kind = dice.pick(("flower", "flower", "leaf", "leaf", "bud", "pod"))
    view = canvas.placed(head, size, math.atan(lean / water) + dice.between(-0.12, 0.12))
    ramp = scheme.ramp(dice.pick((0, 1, 2, 4)))
    if kind == "flower":
        lotus(view.placed((0, 0.3)), dice.pick((5, 7, 7, 9)), ramp, scheme.line)
    elif kind == "bud":
        for lean_petal in (-0.22, 0.22, 0.0):
            bud = view.placed((0, 0.2), 0.9, -math.pi / 2 + lean_petal)
            bud.graded(petal("pointed", 0.6), (0, 0), ramp, scheme.line)
    elif kind == "pod":
        cup = spline([(-0.42, -0.3), (-0.3, 0.1), (0, 0.3), (0.3, 0.1), (0.42, -0.3)], per=6)
        view.graded(cup, (0, 0.1), MALACHITE, scheme.line)
        view.shape(ellipse(0, -0.3, 0.42, 0.13), scheme.ramp(3)[2], scheme.line, 0.02)
        for k in range(-2, 3):
            view.disc((0.15 * k, -0.3 + 0.05 * (k % 2)), 0.04, scheme.line)
    else:
        _pad(view.placed((0, 0), 1.25), dice.pick((MALACHITE, VERDIGRIS)), scheme)


def _pad(canvas: Canvas, ramp: Ramp, scheme: Scheme) -> None:
    """Draw a great leaf seen aslant, its rim waved, its veins from the middle."""
    waves = circle(0, 0, 1.0, 60)
    angle = np.linspace(0, 2 * math.pi, 60, endpoint=False)
    rim = waves * (1 + 0.05 * np.sin(7 * angle))[:, None] * (1.0, 0.46)
    canvas.graded(rim, (0.0, 0.06), ramp, scheme.line)
    for k in range(12):
        end = rim[5 * k] * 0.94
        canvas.line(
            spline([(0, 0.04), (end[0] * 0.5, end[1] * 0.6), (end[0], end[1])], per=5),
            ramp[3],
            0.014,
        )
    canvas.disc((0, 0.04), 0.06, ramp[3])


def _pond(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float, float]) -> None:
    """Draw the water: its tone, rows of scale-like ripples, and pads afloat."""
    width, height, water = size
    blue = dice.pick((AZURITE, LAPIS, VERDIGRIS))
    canvas.fill(rectangle(0, water, width, height), mixed(blue[2], blue[1], 0.5))
    step = dice.between(64, 100)
    rows = math.ceil((height - water) / (step * 0.36)) + 1
    for row in range(rows):
        for k in range(-1, math.ceil(width / step) + 1):
            at = ((k + 0.5 * (row % 2)) * step, water + row * step * 0.36 + 12)
            view = canvas.placed(at, step * 0.52)
            for radius, colour in (
                (1.0, blue[3]),
                (0.84, blue[1]),
                (0.62, blue[2]),
                (0.4, blue[0]),
            ):
                view.fill(arc(radius, math.pi, 2 * math.pi, 16) * (1.0, 0.62), colour)
            view.line(arc(1.0, math.pi, 2 * math.pi, 16) * (1.0, 0.62), scheme.line, 0.02)
    for _ in range(dice.whole(2, 4)):
        at = (dice.between(40, width - 40), dice.between(water + 16, height - 20))
        _pad(canvas.placed(at, dice.between(60, 110)), dice.pick((MALACHITE, VERDIGRIS)), scheme)
