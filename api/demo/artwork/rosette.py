"""The composite flower (宝相花) and the pool lotus of the ceilings: rings within rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.demo.artwork.geometry import TURN, star
from api.demo.artwork.ornament import palmette, pearl_ring, petal_ring

if TYPE_CHECKING:
    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.dice import Dice
    from api.demo.artwork.palette import Scheme


def rosette(canvas: Canvas, dice: Dice, scheme: Scheme, heart: float = 0.0) -> None:
    """Draw a composite flower of radius one; rings stop at radius `heart`, left as a plain disc."""
    order = dice.pick((6, 8, 8, 10, 12))
    rim, start = 1.0, dice.whole(0, 4)
    floor = max(heart, 0.16)
    ring = 0
    canvas = canvas.placed((0.0, 0.0), 1.0, dice.pick((0.0, 0.5)) * TURN / order)
    while rim > floor + 0.1:
        depth = min(rim - floor, dice.between(0.2, 0.34))
        _ring(canvas, dice, scheme, (order, ring + start, rim, rim - depth))
        rim -= depth
        ring += 1
    _core(canvas, scheme, floor, start + ring, hollow=heart > 0)


def _ring(canvas: Canvas, dice: Dice, scheme: Scheme, place: tuple[int, int, float, float]) -> None:
    """Draw one ring of the flower; place: symmetry order, number, outer and inner radius."""
    order, number, outer, inner = place
    ramp, other = scheme.ramp(number), scheme.ramp(number + 1)
    kind = dice.pick(("petals", "petals", "double", "double", "palmettes", "pearls"))
    if kind == "pearls" and outer < 0.95:
        middle, size = (outer + inner) / 2, (outer - inner) / 5
        canvas.rings((outer, outer * 0.985, inner + 0.02), (scheme.line, other[1], other[2]))
        pearl_ring(canvas, order * 3, middle, size, (scheme.ramp(3)[3], scheme.line))
        return
    shape = dice.pick(("pointed", "round", "ruyi"))
    foot = max(0.04, inner - 0.5 * (outer - inner))
    if outer < 0.99:
        canvas.rings((outer, outer * 0.975), (scheme.line, ramp[0]))
    if kind == "palmettes":
        _palmettes(canvas, scheme, place)
        return
    if kind == "double":
        back = canvas.placed((0.0, 0.0), 1.0, TURN / order / 2)
        petal_ring(back, order, foot, outer, (shape, other, scheme.line))
    petal_ring(canvas, order, foot, outer * 0.985, (shape, ramp, scheme.line))


def _palmettes(canvas: Canvas, scheme: Scheme, place: tuple[int, int, float, float]) -> None:
    order, number, outer, inner = place
    lobed = star(order, outer, outer * 0.82)
    canvas.shape(lobed, scheme.ramp(number + 1)[2], scheme.line, canvas.hairline())
    canvas.shape(lobed * 0.93, scheme.ramp(number + 1)[0], scheme.line, canvas.hairline())
    depth = outer - inner
    for k in range(order):
        turn = TURN * k / order
        view = canvas.placed((0.0, 0.0), 1.0, turn).placed((inner - 0.06, 0.0), depth * 0.98)
        palmette(view, 5, scheme.ramp(number), scheme.line)


def _core(canvas: Canvas, scheme: Scheme, radius: float, number: int, *, hollow: bool) -> None:
    """Draw the middle: a pearl-ringed disc, or the seed pod of a lotus."""
    ramp, gold = scheme.ramp(number), scheme.ramp(3)
    canvas.rings((radius * 1.06, radius, radius * 0.9), (scheme.line, gold[2], ramp[0]))
    if hollow:
        pearl_ring(canvas, 36, radius * 0.95, radius * 0.036, (gold[3], scheme.line))
        return
    canvas.disc((0.0, 0.0), radius * 0.72, gold[1])
    pearl_ring(canvas, 8, radius * 0.5, radius * 0.12, (gold[3], scheme.line))
    pearl_ring(canvas, 1, 0.0, radius * 0.14, (gold[3], scheme.line))
