"""The nine-coloured deer (九色鹿) among the ranged hills of the early caves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.backdrop import border, clouds, scatter
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.deer import GAITS, deer
from api.demo.artwork.geometry import ellipse, outline, profile, spline
from api.demo.artwork.ornament import palmette
from api.demo.artwork.palette import SHELL, mixed, scheme_for
from api.demo.artwork.strip import NARROW

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Scheme


def draw_jiuselu(dice: Dice, side: int) -> Canvas:
    """Draw one or two deer on a meadow between ranges of hills."""
    scheme = scheme_for(dice)
    width, height = dice.pick(((1000.0, 560.0), (1000.0, 700.0), (1000.0, 1000.0), (740.0, 1000.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    scatter(canvas, dice, round(height / 22), scheme, np.empty((0, 2)))
    _sun(canvas, dice, scheme, (width, height))
    floor = height * dice.between(0.46, 0.6)
    for number in range(dice.whole(2, 3)):
        _hills(canvas, dice, scheme, (floor - 70 + 48 * number, width, number))
    _meadow(canvas, dice, scheme, (width, height, floor))
    _hills(canvas, dice, scheme, (height + 20, width, 3))
    if dice.chance(0.6):
        border(canvas, 34, dice.pick(NARROW), (scheme, dice.whole(0, 3)))
    _herd(canvas, dice, scheme, (width, height, floor))
    return canvas


def _sun(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float]) -> None:
    at = (size[0] * dice.between(0.15, 0.85), size[1] * dice.between(0.14, 0.3))
    disc = canvas.placed(at, dice.between(44, 90))
    ramp = dice.pick((scheme.ramp(3), scheme.ramp(0), SHELL))
    disc.rings((1.05, 1.0, 0.86, 0.8), (scheme.line, ramp[3], ramp[1], ramp[2]))
    spots = [
        (size[0] * dice.between(0.05, 0.95), size[1] * dice.between(0.08, 0.3)) for _ in range(4)
    ]
    clouds(canvas, dice, spots, scheme)


def _hills(canvas: Canvas, dice: Dice, scheme: Scheme, place: tuple[float, float, int]) -> None:
    """Draw a range of overlapping hills; place: foot line, width of the sheet, pigment shift."""
    foot, width, shift = place
    x = dice.between(-60, 0)
    number = shift
    while x < width + 60:
        across, tall = dice.between(70, 130), dice.between(60, 150)
        lean = dice.between(-0.3, 0.3) * across
        crest = [
            (x - across, foot),
            (x - across * 0.55 + lean * 0.4, foot - tall * 0.62),
            (x + lean, foot - tall),
            (x + across * 0.5 + lean * 0.4, foot - tall * 0.58),
            (x + across, foot),
        ]
        body = spline(crest, per=8)
        canvas.graded(body, (x, foot), scheme.ramp(number), scheme.line)
        number += 1
        x += across * dice.between(0.7, 1.1)


def _meadow(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float, float]) -> None:
    """Draw the ground before the hills: a rolling edge, tufts and flowers."""
    width, height, floor = size
    ground = mixed(scheme.ground, scheme.ramp(1)[3], 0.4)
    edge = [(width * k / 6, floor + dice.between(-26, 14)) for k in range(7)]
    canvas.shape(
        np.vstack((spline(edge), [(width, height + 9), (0, height + 9)])), ground, scheme.line, 1.2
    )
    for _ in range(round((height - floor) / 24)):
        at = (dice.between(30, width - 30), dice.between(floor + 40, height - 40))
        tuft = canvas.placed(at, dice.between(20, 34), -math.pi / 2)
        palmette(tuft, dice.pick((3, 5)), scheme.ramp(dice.whole(0, 3)), scheme.line)


def _tree(canvas: Canvas, dice: Dice, scheme: Scheme) -> None:
    """Draw a tree one unit tall, foot at the origin, of fans of round leaves."""
    trunk = spline([(0, 0), (0.03, -0.3), (-0.03, -0.55), (0.02, -0.8)], per=6)
    half = profile((0.035, 0.025, 0.02, 0.012), len(trunk))
    canvas.shape(outline(trunk, half, half), scheme.ramp(4)[0], scheme.line, 0.008)
    ramp = scheme.ramp(dice.whole(0, 2))
    for k in range(11):
        angle = math.pi * (0.95 + 1.1 * k / 10)
        radius = 0.16 + 0.1 * (k % 2)
        at = (radius * math.cos(angle), -0.74 + 0.8 * radius * math.sin(angle))
        canvas.placed(at).graded(ellipse(0, 0, 0.11, 0.08, 20), (0.0, 0.03), ramp, scheme.line)


def _herd(canvas: Canvas, dice: Dice, scheme: Scheme, size: tuple[float, float, float]) -> None:
    width, height, floor = size
    flip = dice.chance(0.5)
    for _ in range(dice.whole(2, 4)):
        at = (dice.between(40, width - 40), floor + dice.between(50, 110))
        _tree(canvas.placed(at, dice.between(150, 260)), dice, scheme)
    large = min(width * 0.56, (height - 60) * 0.62)
    at = (width * dice.between(0.38, 0.62), height * 0.95 - large * 0.6)
    if width > height and dice.chance(0.6):
        aside = width * (0.84 if at[0] < width / 2 else 0.16)
        small = canvas.placed((aside, floor + large * 0.1), large * 0.46, flip=not flip)
        deer(small, dice.pick(GAITS), scheme.ramp(3), scheme)
    coat = SHELL if dice.chance(0.75) else scheme.ramp(3)
    deer(canvas.placed(at, large, flip=flip), dice.pick(GAITS), coat, scheme)
