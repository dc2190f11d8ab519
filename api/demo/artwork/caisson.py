"""Caisson ceilings (藻井): nested frames about a flower, or about three hares in a ring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from api.demo.artwork.backdrop import clouds, diaper, scatter
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.geometry import TURN, circle, rectangle
from api.demo.artwork.hares import hares
from api.demo.artwork.ornament import lotus, palmette, pearl_ring, petal_ring, ribbon
from api.demo.artwork.palette import SHELL, Scheme, luminance, scheme_for
from api.demo.artwork.rosette import rosette
from api.demo.artwork.strip import BROAD, NARROW, frame, strip, triangles

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.demo.artwork.dice import Dice

    Centre = Callable[[Canvas, Dice, Scheme], None]


def draw_santu(dice: Dice, side: int) -> Canvas:
    """Draw a ceiling with the three hares in its middle."""
    return _draw(dice, side, hare_roundel)


def draw_zaojing(dice: Dice, side: int) -> Canvas:
    """Draw a ceiling with a composite flower in its middle."""
    return _draw(dice, side, rosette)


def hare_roundel(canvas: Canvas, dice: Dice, scheme: Scheme) -> None:
    """Draw the hares in a disc of radius one, ringed by petals."""
    heart = dice.between(0.5, 0.64)
    rosette(canvas, dice, scheme, heart)
    pond = canvas.placed((0.0, 0.0), heart * 0.9, dice.between(0, TURN), flip=dice.chance(0.5))
    dark = [tone for ramp in scheme.ramps[:3] for tone in ramp[:2] if luminance(tone) < 125]
    pond.disc((0.0, 0.0), 1.0, dice.pick(dark))
    hares(pond, SHELL, scheme.line)


def _draw(dice: Dice, side: int, centre: Centre) -> Canvas:
    layout = dice.pick((_whole, _fragment, _ceiling, _diamond, _canopy))
    return layout(dice, scheme_for(dice), side, centre)


def caisson(canvas: Canvas, dice: Dice, scheme: Scheme, centre: Centre) -> None:
    """Draw the ceiling in a square of half-side one about the origin."""
    canvas.fill(rectangle(-1, -1, 1, 1), scheme.field)
    half, shift = 1.0, dice.whole(0, 3)
    valance(canvas, 0.085, (scheme, shift))
    half -= 0.085
    lantern = dice.chance(0.4)
    for number in range(1 if lantern else dice.whole(1, 2)):
        for bands, width in ((BROAD, dice.between(0.1, 0.15)), (NARROW, dice.between(0.035, 0.05))):
            frame(canvas, half, width, dice.pick(bands), (scheme, shift + number))
            half -= width
    if lantern:
        canvas, half = _lantern(canvas, scheme, half, shift), half / math.sqrt(2)
        width = 0.1 * half + 0.03
        frame(canvas, half, width, dice.pick(BROAD), (scheme, shift + 1))
        half -= width
    well(canvas.placed((0.0, 0.0), half), scheme, shift)
    centre(canvas.placed((0.0, 0.0), half * 0.95), dice, scheme)


def valance(canvas: Canvas, width: float, look: tuple[Scheme, int]) -> None:
    """Draw the hanging triangles of the canopy, their points outward."""
    for quarter in range(4):
        edge = canvas.placed((0.0, 0.0), 1.0, quarter * math.pi / 2)
        view = edge.placed((1.0, -1.0 + width / 2), width, math.pi)
        strip(view, 2.0 / width, triangles, look)


def _lantern(canvas: Canvas, scheme: Scheme, half: float, shift: int) -> Canvas:
    """Fill the corners left by a square turned by 45 degrees; return the view of that square."""
    canvas.shape(rectangle(-half, -half, half, half), scheme.ramp(shift)[0], scheme.line, 0.006)
    for quarter in range(4):
        corner = canvas.placed((0.0, 0.0), half, quarter * math.pi / 2).placed((-0.8, -0.8))
        fan = corner.placed((-0.12, -0.12), 0.44, math.pi / 4)
        palmette(fan, 7, scheme.ramp(shift + 1), scheme.line)
        petal_ring(corner, 8, 0.03, 0.12, ("round", scheme.ramp(3), scheme.line))
    turned = canvas.placed((0.0, 0.0), 1.0, math.pi / 4)
    inner = half / math.sqrt(2)
    turned.fill(rectangle(-inner, -inner, inner, inner), scheme.field)
    return turned


def well(canvas: Canvas, scheme: Scheme, shift: int) -> None:
    """Fill the innermost square: its ground, and a palmette in every corner."""
    canvas.shape(rectangle(-1, -1, 1, 1), scheme.ramp(shift + 2)[0], scheme.line, 0.02)
    for quarter in range(4):
        corner = canvas.placed((0.0, 0.0), 1.0, quarter * math.pi / 2 + math.pi / 4)
        fan = corner.placed((1.36, 0.0), 0.42, math.pi)
        palmette(fan, 7, scheme.ramp(shift + 1), scheme.line)


def _whole(dice: Dice, scheme: Scheme, side: int, centre: Centre) -> Canvas:
    """Lay out the whole square ceiling."""
    canvas = Canvas.blank(1000, 1000, side, scheme.ground)
    caisson(canvas.placed((500, 500), 500), dice, scheme, centre)
    return canvas


def _fragment(dice: Dice, scheme: Scheme, side: int, centre: Centre) -> Canvas:
    """Lay out a piece of a ceiling, its middle towards one corner of an upright sheet."""
    canvas = Canvas.blank(dice.between(700, 860), 1000, side, scheme.ground)
    at = (dice.pick((0.24, 0.7)) * 800, dice.pick((0.3, 0.68)) * 1000)
    view = canvas.placed(at, dice.between(680, 780), dice.between(-0.1, 0.1))
    caisson(view, dice, scheme, centre)
    return canvas


def _ceiling(dice: Dice, scheme: Scheme, side: int, centre: Centre) -> Canvas:
    """Lay out the ceiling at one side of a wide sheet, and the flowered slope beside it."""
    height = dice.between(600, 700)
    canvas = Canvas.blank(1000, height, side, scheme.ground)
    left = dice.chance(0.5)
    edge = height if left else 1000 - height
    area = (edge, 0.0, 1000.0, height) if left else (0.0, 0.0, edge, height)
    diaper(canvas, area, dice.between(58, 84), scheme)
    x = height / 2 if left else 1000 - height / 2
    caisson(canvas.placed((x, height / 2), height / 2), dice, scheme, centre)
    band = canvas.placed((edge + (22 if left else -22), 0.0), 44, math.pi / 2)
    strip(band, height / 44, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    return canvas


def _diamond(dice: Dice, scheme: Scheme, side: int, centre: Centre) -> Canvas:
    """Lay out a ceiling turned on its corner among clouds."""
    canvas = Canvas.blank(dice.between(780, 900), 1000, side, scheme.ground)
    x, y = dice.between(300, 560), dice.between(360, 640)
    scatter(canvas, dice, 60, scheme, circle(x, y, 215, 12))
    corners = [(dice.between(60, 760), dice.between(40, 960)) for _ in range(9)]
    far = [spot for spot in corners if abs(spot[0] - x) + abs(spot[1] - y) > 470]
    clouds(canvas, dice, far, scheme)
    turn = math.pi / 4 + dice.between(-0.12, 0.12)
    caisson(canvas.placed((x, y), dice.between(300, 380), turn), dice, scheme, centre)
    return canvas


def _canopy(dice: Dice, scheme: Scheme, side: int, centre: Centre) -> Canvas:
    """Lay out a round canopy with streamers, over a lotus."""
    width = dice.between(760, 1000)
    canvas = Canvas.blank(width, 1000, side, scheme.ground)
    x, y, radius = width * dice.between(0.36, 0.64), dice.between(350, 420), dice.between(290, 340)
    scatter(canvas, dice, 50, scheme, circle(x, y, radius * 0.8, 24))
    for lean in (-0.9, -0.35, 0.3, 0.85):
        foot, sway = x + radius * lean * 0.9, dice.between(-80, 80)
        bend, end = foot + 60 * lean + sway, foot + 160 * lean
        path = [(foot, y + radius * 0.7), (bend, 760.0), (foot - sway, 880.0), (end, 960.0)]
        front, back = scheme.ramp(dice.whole(0, 2)), scheme.ramp(3)
        ribbon(canvas, path, 46, (front[1], back[2], scheme.line, dice.between(2, 4)))
    lotus(canvas.placed((x, 960), 170), 7, scheme.ramp(0), scheme.line)
    disc = canvas.placed((x, y), radius)
    disc.rings((1.16, 1.13, 1.02), (scheme.line, scheme.ramp(3)[1], scheme.field))
    pearl_ring(disc, 40, 1.075, 0.045, (scheme.ramp(3)[3], scheme.line))
    centre(disc, dice, scheme)
    return canvas
