"""A ribboned bird, as on the pearl roundels of the Silk Road, which also swims as a duck."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from api.demo.artwork.geometry import outline, profile, spline
from api.demo.artwork.ornament import petal, ribbon

if TYPE_CHECKING:
    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.palette import Scheme


def bird(canvas: Canvas, scheme: Scheme, number: int) -> None:
    """Draw a bird about one unit long around the origin, facing +x, in pigments from `number`."""
    coat, wing, tail = (scheme.ramp(number + k) for k in range(3))
    ink, gold = scheme.line, scheme.ramp(3)
    for k in range(4):
        feather = canvas.placed((-0.3, -0.02), 0.42 + 0.03 * k, math.pi + 0.75 - 0.24 * k)
        feather.graded(petal("round", 0.34), (0.0, 0.0), tail, ink)
    body = spline(
        [(-0.44, -0.06), (-0.1, -0.16), (0.14, -0.2), (0.2, -0.34), (0.3, -0.44), (0.41, -0.38),
         (0.4, -0.27), (0.36, -0.16), (0.36, 0.04), (0.14, 0.2), (-0.2, 0.18)],
        per=6, closed=True,
    )  # fmt: skip
    canvas.graded(body, (0.05, 0.02), (coat[1], coat[2], coat[3], coat[3]), ink)
    canvas.line(body, ink, 0.009, closed=True)
    for row, (count, length) in enumerate(((5, 0.44), (4, 0.3), (3, 0.18))):
        for k in range(count):
            at = (0.16 - 0.05 * row + 0.02, -0.06 + 0.045 * k - 0.02 * row)
            plume = canvas.placed(at, length - 0.03 * k, math.pi + 0.22 - 0.12 * k)
            ramp = (wing, gold, tail)[row]
            plume.graded(petal("round", 0.32), (0.0, 0.0), ramp, ink)
    beak = spline([(0.4, -0.4), (0.53, -0.34), (0.4, -0.31)], per=4)
    canvas.shape(beak, gold[1], ink, 0.008)
    canvas.disc((0.33, -0.375), 0.026, ink)
    canvas.disc((0.33, -0.375), 0.018, gold[3])
    canvas.disc((0.335, -0.375), 0.01, ink)
    _collar(canvas, scheme, number)
    crest = spline([(0.28, -0.43), (0.22, -0.54), (0.3, -0.6)], per=5)
    half = profile((0.012, 0.02, 0.03), len(crest))
    canvas.shape(outline(crest, half, half), tail[1], ink, 0.008)


def _collar(canvas: Canvas, scheme: Scheme, number: int) -> None:
    """Draw the collar and the two ribbons that flutter from the nape."""
    ramp = scheme.ramp(number + 1)
    for drop in (0.0, 0.09):
        path = [(0.2, -0.26), (0.06, -0.36 + drop), (-0.08, -0.3 + drop), (-0.24, -0.38 + drop)]
        ribbon(canvas, path, 0.07, (ramp[1], ramp[3], scheme.line, 1.4))
    band = spline([(0.18, -0.26), (0.28, -0.22), (0.39, -0.24)], per=6)
    canvas.line(band, scheme.line, 0.055)
    canvas.line(band, scheme.ramp(3)[2], 0.038)
    for x, y in band[2::3]:
        canvas.disc((float(x), float(y)), 0.013, scheme.ramp(3)[3])
