"""What stands behind and around a figure: scattered flowers, diapers, borders of a sheet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from api.demo.artwork.geometry import Points, rectangle
from api.demo.artwork.ornament import blossom, cloud, petal_ring
from api.demo.artwork.strip import strip

if TYPE_CHECKING:
    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.geometry import Pair
    from api.demo.artwork.palette import Scheme
    from api.demo.artwork.strip import Band


def diaper(
    canvas: Canvas, area: tuple[float, float, float, float], step: float, scheme: Scheme
) -> None:
    """Fill an area (left, top, right, bottom) with small flowers in staggered rows."""
    left, top, right, bottom = area
    rows, columns = math.ceil((bottom - top) / step) + 1, math.ceil((right - left) / step) + 1
    for row in range(rows):
        for column in range(columns):
            at = (left + (column + 0.5 * (row % 2)) * step, top + row * step)
            flower = canvas.placed(at, step * 0.3, 0.4 * (row % 2))
            ramp = scheme.ramp((row + 2 * column) % 3)
            petal_ring(flower, 6, 0.15, 1.0, ("round", ramp, scheme.line))
            flower.disc((0.0, 0.0), 0.24, scheme.ramp(3)[3])


def scatter(canvas: Canvas, dice: Dice, count: int, scheme: Scheme, keep_off: Points) -> None:
    """Strew small flowers and leaves over the sheet, away from the points to keep off (n, 2)."""
    width, height = canvas.extent()
    for _ in range(count):
        x, y = dice.between(20, width - 20), dice.between(20, height - 20)
        size, turn = dice.between(10, 20), dice.between(0, 6.3)
        ramp = scheme.ramp(dice.whole(0, 4))
        if len(keep_off) and float(((keep_off - (x, y)) ** 2).sum(axis=1).min()) < 70**2:
            continue
        blossom(canvas.placed((x, y), size, turn), 5, ramp, scheme.ramp(3), scheme.line)


def clouds(canvas: Canvas, dice: Dice, spots: list[Pair], scheme: Scheme) -> None:
    """Draw a cloud at every spot, each of its own size, pigment and direction."""
    for spot in spots:
        view = canvas.placed(
            spot, dice.between(34, 66), dice.between(-0.12, 0.12), flip=dice.chance(0.5)
        )
        cloud(view, scheme.ramp(dice.whole(0, 2)), scheme.line, dice.between(2.0, 3.4))


def border(canvas: Canvas, width: float, band: Band, look: tuple[Scheme, int]) -> None:
    """Draw a band inside all four edges of the sheet, with a flower in every corner."""
    scheme, shift = look
    right, bottom = canvas.extent()
    across, down = (right - 2 * width) / width, (bottom - 2 * width) / width
    middle, quarter = width / 2, math.pi / 2
    strip(canvas.placed((width, middle), width), across, band, look)
    strip(canvas.placed((right - width, bottom - middle), width, 2 * quarter), across, band, look)
    strip(canvas.placed((right - middle, width), width, quarter), down, band, look)
    strip(canvas.placed((middle, bottom - width), width, -quarter), down, band, look)
    for x in (middle, right - middle):
        for y in (middle, bottom - middle):
            corner = canvas.placed((x, y), middle)
            corner.shape(rectangle(-1, -1, 1, 1), scheme.ramp(shift + 2)[0], scheme.line, 0.07)
            blossom(corner.placed((0, 0), 0.84), 8, scheme.ramp(shift), scheme.ramp(3), scheme.line)
