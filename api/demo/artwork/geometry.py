"""Plane curves as arrays of points, shape (n, 2), x to the right and y down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Points: TypeAlias = NDArray[np.float64]
Pair: TypeAlias = tuple[float, float]
Path: TypeAlias = tuple[Pair, ...]

TURN = 2 * math.pi


def circle(x: float, y: float, radius: float, count: int = 64) -> Points:
    """Return a closed circle."""
    return ellipse(x, y, radius, radius, count)


def ellipse(x: float, y: float, across: float, down: float, count: int = 48) -> Points:
    """Return a closed ellipse with the given half-axes."""
    angles = np.linspace(0, TURN, count, endpoint=False)
    return np.column_stack((x + across * np.cos(angles), y + down * np.sin(angles)))


def arc(radius: float, start: float, end: float, count: int = 32) -> Points:
    """Return an open arc about the origin, angles in radians."""
    angles = np.linspace(start, end, count)
    return radius * np.column_stack((np.cos(angles), np.sin(angles)))


def on_circle(radius: float, angle: float) -> Pair:
    """Return the point at an angle (radians) on a circle about the origin."""
    return radius * math.cos(angle), radius * math.sin(angle)


def rectangle(left: float, top: float, right: float, bottom: float) -> Points:
    """Return the four corners of an upright rectangle."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float64)


def star(count: int, outer: float, inner: float, samples: int = 12) -> Points:
    """Return a closed outline of `count` round lobes between two radii."""
    angles = np.linspace(0, TURN, count * samples, endpoint=False)
    radii = inner + (outer - inner) * np.sqrt(np.abs(np.cos(angles * count / 2)))
    return np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))


def spline(points: Sequence[Pair] | Points, per: int = 10, *, closed: bool = False) -> Points:
    """Return the uniform Catmull-Rom curve through the points, `per` samples a span."""
    knots = np.asarray(points, dtype=np.float64)
    if closed:
        knots = np.vstack((knots[-1], knots, knots[:2]))
    else:
        knots = np.vstack((2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]))
    before, start, end, after = (knots[i : len(knots) - 3 + i, None, :] for i in range(4))
    t = np.linspace(0, 1, per, endpoint=False)[None, :, None]
    curve = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    flat = curve.reshape(-1, 2)
    return flat if closed else np.vstack((flat, knots[-2]))


def normals(curve: Points) -> Points:
    """Return the unit normals of a curve (the tangent turned a quarter, towards +y of +x)."""
    tangent = np.gradient(curve, axis=0)
    length = np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)
    return np.column_stack((-tangent[:, 1], tangent[:, 0])) / length[:, None]


def profile(widths: Sequence[float], count: int) -> NDArray[np.float64]:
    """Return the given widths, evenly spaced along a curve, at `count` smooth samples."""
    knots = [(float(i), width) for i, width in enumerate(widths)]
    smooth = spline(knots, per=8)
    at = np.linspace(0, len(widths) - 1, count)
    return np.interp(at, smooth[:, 0], smooth[:, 1])


def outline(curve: Points, left: NDArray[np.float64], right: NDArray[np.float64]) -> Points:
    """Return the closed outline of a body that is `left` and `right` wide about its spine."""
    across = normals(curve)
    return np.vstack((curve - across * left[:, None], (curve + across * right[:, None])[::-1]))


def spiral(turns: float, start: float, end: float, count: int = 48) -> Points:
    """Return a spiral about the origin from radius `start` to radius `end`."""
    angles = np.linspace(0, TURN * turns, count)
    radii = np.linspace(start, end, count)
    return np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))


def resampled(curve: Points, count: int) -> Points:
    """Return the curve with `count` points at equal steps of its length."""
    steps = np.hypot(*np.diff(curve, axis=0).T)
    length = np.concatenate(([0.0], np.cumsum(steps)))
    at = np.linspace(0, length[-1], count)
    return np.column_stack([np.interp(at, length, curve[:, axis]) for axis in (0, 1)])
