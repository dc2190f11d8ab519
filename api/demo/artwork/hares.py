"""Three hares that chase each other in a ring and share three ears (三兔共耳)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from api.demo.artwork.geometry import TURN, Points, outline, profile, spline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.demo.artwork.canvas import Canvas
    from api.demo.artwork.palette import Colour, Ramp

_BOLD = 0.014  # width of the ink contour
_EAR_FOOT = 0.31  # radius of the triangle's corners: where each head meets its two ears
# The outline of head and trunk: degrees ahead of the ear foot, and radius; nose first.
_BODY = (
    (27, 0.455), (24, 0.405), (13, 0.34), (1, 0.30), (-8, 0.36), (-15, 0.425), (-28, 0.425),
    (-46, 0.395), (-62, 0.415), (-74, 0.485), (-81, 0.58), (-83, 0.69), (-77, 0.79), (-65, 0.835),
    (-54, 0.80), (-47, 0.71), (-36, 0.67), (-24, 0.69), (-12, 0.75), (-3, 0.73), (2, 0.65),
    (4, 0.58), (9, 0.54), (19, 0.535), (26, 0.505),
)  # fmt: skip
_FORE = ((-14, 0.66), (0, 0.77), (14, 0.81), (27, 0.785))
_FORE_FAR = ((-18, 0.66), (-8, 0.80), (5, 0.89), (19, 0.905))
_HIND = ((-66, 0.66), (-58, 0.82), (-72, 0.91), (-89, 0.935))
_HIND_FAR = ((-72, 0.66), (-72, 0.80), (-86, 0.845), (-100, 0.845))
_TAIL = ((-78, 0.56), (-86, 0.50), (-93, 0.52), (-93, 0.585), (-83, 0.63))


def _polar(path: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [
        (radius * math.cos(math.radians(degrees)), radius * math.sin(math.radians(degrees)))
        for degrees, radius in path
    ]


def _ear() -> Points:
    """Return the leaf-shaped ear from the first corner of the triangle to the second."""
    foot, tip = np.array(_polar([(0, _EAR_FOOT), (120, _EAR_FOOT)]))
    middle = (foot + tip) / 2
    spine = spline(np.array([foot, middle * 1.16, tip]), per=12)
    widths = profile((0.06, 0.14, 0.175, 0.14, 0.06), len(spine))
    return outline(spine, widths / 2, widths / 2)


def hares(canvas: Canvas, coat: Ramp, ink: Colour) -> None:
    """Draw the ring of hares in a disc of radius one about the origin."""
    views = [canvas.placed((0.0, 0.0), 1.0, TURN * k / 3) for k in range(3)]
    for view in views:
        _legs(view, (_HIND_FAR, _FORE_FAR), coat[1], ink)
        view.shape(spline(_polar(_TAIL), per=5, closed=True), coat[3], ink, _BOLD)
        _legs(view, (_HIND, _FORE), coat[2], ink)
        body = spline(_polar(_BODY), per=6, closed=True)
        view.shape(body, coat[2], ink, _BOLD)
        _modelling(view, coat, ink)
    for view in views:
        ear = _ear()
        view.shape(ear, coat[2], ink, _BOLD)
        middle = ear.mean(axis=0)
        view.fill(middle + (ear - middle) * (0.74, 0.74), coat[3])
        view.fill(middle + (ear - middle) * 0.5, coat[0])
    for view in views:
        _face(view, coat, ink)


def _legs(
    canvas: Canvas, paths: Sequence[Sequence[tuple[float, float]]], colour: Colour, ink: Colour
) -> None:
    for path in paths:
        spine = spline(_polar(path), per=8)
        half = profile((0.08, 0.064, 0.038, 0.036, 0.036), len(spine))
        paw = (float(spine[-1, 0]), float(spine[-1, 1]))
        canvas.disc(paw, 0.036 + _BOLD / 2, ink)
        canvas.shape(outline(spine, half, half), colour, ink, _BOLD)
        canvas.disc(paw, 0.036 - _BOLD / 2, colour)


def _modelling(canvas: Canvas, coat: Ramp, ink: Colour) -> None:
    """Draw the light of the flank and the curves of haunch and shoulder."""
    flank = [
        (-10, 0.47),
        (-30, 0.47),
        (-50, 0.44),
        (-64, 0.47),
        (-66, 0.56),
        (-44, 0.57),
        (-14, 0.56),
    ]
    canvas.fill(spline(_polar(flank), per=6, closed=True), coat[3])
    haunch = spline(_polar([(-52, 0.76), (-47, 0.64), (-55, 0.55), (-68, 0.55)]), per=8)
    shoulder = spline(_polar([(-16, 0.72), (-23, 0.63), (-18, 0.545), (-9, 0.55)]), per=8)
    for curve in (haunch, shoulder):
        canvas.line(curve, ink, 0.011)


def _face(canvas: Canvas, coat: Ramp, ink: Colour) -> None:
    eye, nose = _polar([(12, 0.415), (25, 0.45)])
    canvas.disc(eye, 0.032, ink)
    canvas.disc(eye, 0.024, coat[3])
    canvas.disc((eye[0] - 0.003, eye[1] + 0.004), 0.014, ink)
    canvas.disc(nose, 0.014, ink)
    canvas.line(spline(_polar([(25, 0.47), (19, 0.478), (15, 0.47)]), per=5), ink, 0.009)
