"""A spotted deer with antlers: its trunk, neck and legs as a few curves, in several attitudes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.geometry import Path, Points, ellipse, outline, profile, spline
from api.demo.artwork.palette import CINNABAR, GOLD, Ramp

if TYPE_CHECKING:
    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.palette import Colour, Scheme


@dataclass(frozen=True, slots=True)
class Gait:
    """One attitude, about one unit from rump to chest, facing +x, hooves near y = 0.55."""

    trunk: Path
    neck: Path
    gaze: float  # inclination of the head, radians
    back: bool  # True where the head looks behind
    far_legs: tuple[Path, ...]
    near_legs: tuple[Path, ...]


GAITS: tuple[Gait, ...] = (
    Gait(  # walking
        trunk=((-0.32, -0.02), (-0.14, -0.05), (0.08, -0.03), (0.28, -0.05)),
        neck=((0.26, -0.06), (0.37, -0.22), (0.44, -0.42)),
        gaze=0.25,
        back=False,
        far_legs=(
            ((0.22, 0.02), (0.3, 0.2), (0.25, 0.36), (0.28, 0.54)),
            ((-0.28, 0.02), (-0.16, 0.2), (-0.22, 0.34), (-0.14, 0.54)),
        ),
        near_legs=(
            ((0.28, 0.02), (0.38, 0.16), (0.44, 0.3), (0.36, 0.44)),
            ((-0.33, 0.0), (-0.32, 0.2), (-0.43, 0.35), (-0.39, 0.55)),
        ),
    ),
    Gait(  # leaping
        trunk=((-0.32, 0.03), (-0.14, -0.03), (0.08, -0.06), (0.28, -0.12)),
        neck=((0.27, -0.12), (0.42, -0.24), (0.54, -0.4)),
        gaze=0.1,
        back=False,
        far_legs=(
            ((0.24, -0.06), (0.42, 0.04), (0.56, 0.02), (0.7, 0.12)),
            ((-0.28, 0.06), (-0.42, 0.2), (-0.58, 0.22), (-0.72, 0.36)),
        ),
        near_legs=(
            ((0.28, -0.04), (0.42, 0.14), (0.56, 0.16), (0.62, 0.3)),
            ((-0.31, 0.06), (-0.34, 0.26), (-0.5, 0.34), (-0.58, 0.5)),
        ),
    ),
    Gait(  # standing, looking back
        trunk=((-0.32, 0.0), (-0.14, -0.04), (0.08, -0.03), (0.28, -0.06)),
        neck=((0.28, -0.06), (0.36, -0.24), (0.3, -0.44)),
        gaze=0.15,
        back=True,
        far_legs=(
            ((0.22, 0.02), (0.22, 0.2), (0.18, 0.36), (0.2, 0.54)),
            ((-0.28, 0.02), (-0.18, 0.2), (-0.25, 0.34), (-0.2, 0.54)),
        ),
        near_legs=(
            ((0.3, 0.02), (0.32, 0.2), (0.3, 0.36), (0.33, 0.55)),
            ((-0.33, 0.02), (-0.31, 0.2), (-0.4, 0.35), (-0.36, 0.55)),
        ),
    ),
    Gait(  # lying
        trunk=((-0.34, 0.3), (-0.16, 0.25), (0.06, 0.24), (0.26, 0.2)),
        neck=((0.26, 0.18), (0.36, 0.0), (0.42, -0.2)),
        gaze=0.3,
        back=False,
        far_legs=(((0.22, 0.3), (0.4, 0.34), (0.48, 0.5), (0.3, 0.52)),),
        near_legs=(
            ((0.24, 0.32), (0.38, 0.44), (0.3, 0.54), (0.1, 0.53)),
            ((-0.38, 0.34), (-0.12, 0.4), (-0.26, 0.5), (-0.02, 0.54)),
        ),
    ),
)

_INK = 0.007  # width of the contour
_TAIL: Path = ((-0.06, -0.1), (-0.18, -0.08), (-0.14, 0.05))
_FACE: Path = (
    (-0.28, 0.1), (-0.12, -0.22), (0.15, -0.26), (0.55, 0.0),
    (0.86, 0.12), (0.84, 0.28), (0.5, 0.32), (0.1, 0.3),
)  # fmt: skip


def _limb(path: Path, widths: tuple[float, ...]) -> Points:
    spine = spline(path, per=8)
    half = profile(widths, len(spine))
    return outline(spine, half, half)


def deer(canvas: Canvas, gait: Gait, coat: Ramp, scheme: Scheme) -> None:
    """Draw a deer about the origin; its spots take the pigments of the scheme in turn."""
    ink = scheme.line
    leg = (0.1, 0.048, 0.026, 0.021)
    canvas.silhouette([_limb(path, leg) for path in gait.far_legs], coat[1], ink, _INK)
    _hooves(canvas, gait.far_legs, ink)
    trunk = _limb(gait.trunk, (0.13, 0.12, 0.14, 0.15))
    rump, chest = gait.trunk[0], gait.trunk[-1]
    body = [_limb(path, leg) for path in gait.near_legs] + [
        trunk,
        ellipse(rump[0], rump[1] + 0.01, 0.135, 0.15),
        ellipse(chest[0], chest[1] + 0.02, 0.125, 0.15),
        _limb(gait.neck, (0.125, 0.07, 0.048)),
    ]
    tail = spline(np.array(_TAIL) + rump, per=5)
    canvas.shape(tail, coat[3], ink, _INK)
    canvas.silhouette(body, coat[2], ink, _INK)
    _hooves(canvas, gait.near_legs, ink)
    _spots(canvas, gait, scheme)
    _head(canvas, gait, coat, ink)


def _hooves(canvas: Canvas, legs: tuple[Path, ...], ink: Colour) -> None:
    for path in legs:
        (x0, y0), (x1, y1) = path[-2:]
        reach = np.array([x1 - x0, y1 - y0]) / np.hypot(x1 - x0, y1 - y0)
        side = np.array([-reach[1], reach[0]]) * 0.026
        end = np.array([x1, y1])
        toe = end + reach * 0.04
        hoof = np.array([end - side, end + side, toe + side * 1.3, toe - side * 1.3])
        canvas.fill(hoof, ink)


def _spots(canvas: Canvas, gait: Gait, scheme: Scheme) -> None:
    """Strew the coat with spots along the trunk and the neck, rows in quincunx."""
    trunk, neck = spline(gait.trunk, per=5), spline(gait.neck, per=5)
    number = 0
    for curve, spread, first in ((trunk, 0.07, 0), (neck, 0.03, 4)):
        for k in range(first, len(curve), 2):
            for row in (-1, 0, 1) if spread > 0.05 else (0,):
                shift = 0.045 * (row % 2) + 0.012 * math.sin(2.7 * number)
                x, y = curve[k] + (shift, spread * row + 0.014 * math.sin(4.1 * number))
                ramp, size = scheme.ramp(number + row), 0.017 + 0.006 * math.sin(1.9 * number)
                canvas.disc((float(x), float(y)), size + 0.005, ramp[0])
                canvas.disc((float(x), float(y)), size, ramp[1])
                number += 1


def _head(canvas: Canvas, gait: Gait, coat: Ramp, ink: Colour) -> None:
    """Draw head, ears and antlers at the end of the neck."""
    at = gait.neck[-1]
    lean = -gait.gaze if gait.back else gait.gaze
    head = canvas.placed((at[0], at[1] - 0.01), 0.2, lean, flip=gait.back)
    for number, lean in enumerate((-0.25, 0.2)):
        _antler(head.placed((0.0, -0.2), 1.0, lean), GOLD[number + 1], ink)
    ear = spline([(-0.1, -0.15), (-0.5, -0.5), (-0.62, -0.3), (-0.2, 0.05)], per=5, closed=True)
    head.shape(ear, coat[2], ink, 0.035)
    face = spline(_FACE, per=6, closed=True)
    head.shape(face, coat[2], ink, 0.035)
    neck = spline([(-0.25, 0.14), (0.05, 0.1), (0.12, 0.27), (-0.15, 0.34)], per=5, closed=True)
    head.fill(neck, coat[2])
    head.disc((0.2, -0.02), 0.065, ink)
    head.disc((0.215, -0.03), 0.02, coat[3])
    head.disc((0.82, 0.17), 0.045, ink)
    head.line(spline([(0.82, 0.24), (0.66, 0.25), (0.56, 0.22)], per=4), CINNABAR[1], 0.035)


def _antler(canvas: Canvas, colour: Colour, ink: Colour) -> None:
    beam: Path = ((0.0, 0.0), (-0.18, -0.4), (-0.1, -0.8), (-0.3, -1.15))
    tines: tuple[Path, ...] = (
        ((-0.12, -0.26), (0.12, -0.42), (0.18, -0.66)),
        ((-0.14, -0.58), (-0.4, -0.66), (-0.5, -0.92)),
        ((-0.12, -0.82), (0.1, -0.94), (0.1, -1.16)),
    )
    parts = [_limb(beam, (0.065, 0.05, 0.045, 0.012))]
    parts += [_limb(tine, (0.045, 0.036, 0.01)) for tine in tines]
    canvas.silhouette(parts, colour, ink, 0.03)
