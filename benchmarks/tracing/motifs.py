"""Motifs for the pictures that the benchmark draws: each is new by its jitter and its curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.tracing.canvas import Colour, Picture

Points = NDArray[np.floating]
Palette = tuple[Colour, ...]
Motif = Callable[[Picture, np.random.Generator, tuple[float, float], float, Palette], None]
#: Coordinates are handed to OpenCV in sixteenths of a pixel.
_SHIFT: Final = 4

#: Mineral pigments of the walls, and brighter ones of today's prints.
PALETTES: Final[tuple[Palette, ...]] = (
    ((86, 120, 114), (164, 78, 52), (226, 208, 176), (48, 40, 44), (122, 152, 176), (206, 160, 88)),
    ((28, 86, 140), (196, 62, 44), (244, 226, 188), (32, 28, 34), (60, 142, 120), (226, 178, 62)),
    ((112, 72, 52), (180, 130, 84), (232, 220, 198), (54, 34, 30), (142, 100, 96), (96, 110, 92)),
    ((232, 84, 96), (250, 196, 80), (252, 244, 228), (40, 44, 84), (80, 186, 190), (150, 100, 190)),
    ((70, 70, 74), (130, 130, 134), (236, 236, 232), (24, 24, 26), (176, 176, 172), (100, 96, 92)),
)


def _ink(rng: np.random.Generator, palette: Palette) -> Colour:
    base = palette[int(rng.integers(len(palette)))]
    red, green, blue = (int(np.clip(level + rng.integers(-22, 23), 0, 255)) for level in base)
    return red, green, blue


def _fixed(points: Points) -> NDArray[np.int32]:
    return np.rint(points * (1 << _SHIFT)).astype(np.int32)


def filled(sheet: Picture, points: Points, ink: Colour, edge: Colour | None = None) -> None:
    """Fill a closed outline, and draw its edge."""
    cv2.fillPoly(sheet, [_fixed(points)], ink, cv2.LINE_AA, _SHIFT)
    if edge is not None:
        stroke(sheet, np.concatenate([points, points[:1]]), edge, 1)


def stroke(sheet: Picture, points: Points, ink: Colour, width: float) -> None:
    """Draw an open line."""
    thick = max(1, round(width))
    cv2.polylines(
        sheet,
        [_fixed(points)],
        isClosed=False,
        color=ink,
        thickness=thick,
        lineType=cv2.LINE_AA,
        shift=_SHIFT,
    )


def curve(points: Points, steps: int = 24) -> Points:
    """Return a smooth line through the points (Catmull and Rom's spline)."""
    ends = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    return np.concatenate([*parts, points[-1:]])


def _ring(rng: np.random.Generator, rough: float, count: int = 40) -> Points:
    """Return a closed outline about the origin, a circle but for its roughness."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.ones(count)
    for wave in range(2, 6):
        radius += rough * rng.normal() / wave * np.cos(wave * angle + rng.uniform(0, 6.3))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def lotus(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw a flower of two to four wreaths of petals, each petal bent in its own way."""
    wreaths = int(rng.integers(2, 5))
    for wreath in range(wreaths):
        outer = size * (1 - wreath / (wreaths + 0.6))
        count, start = int(rng.integers(5, 13)), rng.uniform(0, 6.3)
        ink, edge = _ink(rng, palette), _ink(rng, palette)
        wide = rng.uniform(0.7, 1.4) * np.pi / count
        for petal in range(count):
            angle = start + petal * 2 * np.pi / count + rng.normal(0, 0.06)
            spread = (
                np.array([0, 0.8, 1.1, 0.5, 0, -0.5, -1.1, -0.8]) * wide * rng.uniform(0.85, 1.15)
            )
            reach = np.array([0.2, 0.45, 0.75, 0.95, 1, 0.95, 0.75, 0.45]) * outer
            turn = angle + spread + rng.normal(0, 0.03, 8)
            outline = np.stack([reach * np.cos(turn), reach * np.sin(turn)], axis=1) + at
            filled(sheet, outline, ink, edge)
            vein = (
                np.array(at)
                + np.outer(np.linspace(0.35, 0.9, 5), (np.cos(angle), np.sin(angle))) * outer
            )
            stroke(sheet, vein + rng.normal(0, size * 0.01, (5, 2)), edge, 1)
    heart = _ring(rng, 0.1) * size * 0.16 + at
    filled(sheet, heart, _ink(rng, palette), _ink(rng, palette))


def caisson(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw nested squares and rings, with pearls, triangles or strokes along them."""
    turn = rng.uniform(0, np.pi / 2)
    rings = int(rng.integers(4, 8))
    for ring in range(rings):
        reach = size * (1 - ring / (rings + 1)) * rng.uniform(0.94, 1.06)
        sides = int(rng.choice((4, 4, 8, 36)))
        angle = turn + np.arange(sides) * 2 * np.pi / sides
        outline = np.stack([np.cos(angle), np.sin(angle)], axis=1) * reach + at
        filled(sheet, outline, _ink(rng, palette), _ink(rng, palette))
        count, ink = int(rng.integers(8, 40)), _ink(rng, palette)
        spots = turn + (np.arange(count) + rng.normal(0, 0.12, count)) * 2 * np.pi / count
        for spot in spots:
            middle = np.array(at) + np.array((np.cos(spot), np.sin(spot))) * reach * 0.86
            mark = _ring(rng, 0.25, 12) * size * rng.uniform(0.015, 0.04) + middle
            filled(sheet, mark, ink, _ink(rng, palette))
        turn += rng.uniform(0.1, 0.9)
    lotus(sheet, rng, at, size * 0.3, palette)


def cloud(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw a cloud of puffs with spirals in them and a tail."""
    ink, edge = _ink(rng, palette), _ink(rng, palette)
    tail = np.cumsum(rng.uniform(-0.5, 0.9, (5, 2)) * (0.5, 0.25), axis=0) * size + at
    stroke(sheet, curve(tail), ink, size * 0.08)
    for _ in range(int(rng.integers(4, 9))):
        middle = np.array(at) + rng.normal(0, 0.35, 2) * (size, size * 0.6)
        reach = size * rng.uniform(0.15, 0.4)
        filled(sheet, _ring(rng, 0.12) * reach + middle, ink, edge)
        angle = np.linspace(0, rng.uniform(5, 12), 30) * rng.choice((-1, 1)) + rng.uniform(0, 6.3)
        shrink = np.linspace(0.85, 0.1, 30) * reach
        spiral = np.stack([np.cos(angle) * shrink, np.sin(angle) * shrink], axis=1) + middle
        stroke(sheet, spiral, edge, rng.uniform(1, 3))


def ribbon(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw a scarf in the wind: a band of changing breadth with lines along it."""
    knots = np.cumsum(rng.normal(0, 0.55, (int(rng.integers(4, 8)), 2)), axis=0) * size
    line = curve(knots - knots.mean(axis=0) + at, 16)
    along = np.gradient(line, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-6
    phase = np.linspace(0, rng.uniform(4, 12), len(line)) + rng.uniform(0, 6.3)
    breadth = size * rng.uniform(0.04, 0.13) * (1.2 + np.sin(phase))[:, None]
    edge = _ink(rng, palette)
    outline = np.concatenate([line + normal * breadth, (line - normal * breadth)[::-1]])
    filled(sheet, outline, _ink(rng, palette), edge)
    for share in rng.uniform(-0.8, 0.8, int(rng.integers(1, 5))):
        stroke(sheet, line + normal * breadth * share, edge, rng.uniform(1, 2.5))


def deer(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw a spotted deer with antlers, in an attitude of its own."""
    ink, edge = _ink(rng, palette), _ink(rng, palette)
    ways = np.array((rng.choice((-1, 1)), 1))
    spine = np.array([(-0.6, rng.uniform(-0.1, 0.1)), (0, rng.uniform(-0.1, 0.1)), (0.5, -0.05)])
    neck = np.array([(0.5, -0.05), (0.7, -0.35), (rng.uniform(0.6, 0.95), -0.7)])
    place = np.array(at)
    for x in (-0.55, -0.4, 0.3, 0.45):
        foot = np.array([(x, 0.1), (x + rng.normal(0, 0.12), 0.45), (x + rng.normal(0, 0.2), 0.85)])
        stroke(sheet, curve(foot * ways * size + place), ink, size * 0.07)
    stroke(sheet, curve(spine * ways * size + place), ink, size * rng.uniform(0.28, 0.4))
    stroke(sheet, curve(neck * ways * size + place), ink, size * 0.15)
    head = neck[-1] * ways * size + place
    filled(sheet, _ring(rng, 0.15) * size * (0.16, 0.1) + head, ink, edge)
    for _ in range(int(rng.integers(2, 5))):
        horn = np.cumsum(
            np.vstack([[0, 0], rng.normal((0.02, -0.14), (0.1, 0.06), (4, 2))]), axis=0
        )
        stroke(sheet, curve(horn * size + head), edge, max(1, size * 0.025))
    for _ in range(int(rng.integers(6, 16))):
        spot = place + rng.uniform((-0.55, -0.12), (0.45, 0.12)) * ways * size
        filled(sheet, _ring(rng, 0.3, 10) * size * rng.uniform(0.015, 0.04) + spot, edge)


def flyer(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw a flying figure: a bent body, arms, a halo, and three scarves."""
    for _ in range(3):
        ribbon(sheet, rng, (at[0] - size * rng.uniform(-0.3, 0.6), at[1]), size * 0.8, palette)
    ways = np.array((rng.choice((-1, 1)), rng.choice((1, 1, -1))))
    skin, dress, edge = (_ink(rng, palette) for _ in range(3))
    place = np.array(at)
    body = np.array([(-0.9, 0.3), (-0.4, 0.35), (0, rng.uniform(0.05, 0.25)), (0.2, -0.3)])
    body += rng.normal(0, 0.06, body.shape)
    line = curve(body * ways * size + place)
    stroke(sheet, line, dress, size * 0.17)
    for _ in range(6):
        stroke(sheet, line + rng.normal(0, size * 0.045, 2), edge, 1)
    stroke(sheet, line[len(line) // 2 :], skin, size * 0.13)
    head = body[-1] * ways * size + place + rng.normal(0, size * 0.03, 2)
    filled(sheet, _ring(rng, 0.04) * size * rng.uniform(0.2, 0.28) + head, _ink(rng, palette), edge)
    filled(sheet, _ring(rng, 0.08) * size * 0.11 + head, skin, edge)
    for _ in range(2):
        arm = np.cumsum(np.vstack([body[2], rng.normal(0, 0.25, (3, 2))]), axis=0)
        stroke(sheet, curve(arm * ways * size + place), skin, size * 0.06)


def brushwork(
    sheet: Picture, rng: np.random.Generator, at: tuple[float, float], size: float, palette: Palette
) -> None:
    """Draw a tuft of dry strokes of the brush, bristle by bristle."""
    for _ in range(int(rng.integers(3, 8))):
        ink = _ink(rng, palette)
        knots = np.cumsum(rng.normal(0, 0.4, (4, 2)), axis=0) * size + at
        line = curve(knots, 12)
        for _ in range(int(rng.integers(5, 14))):
            start = int(rng.integers(0, 12))
            stroke(sheet, line[start:] + rng.normal(0, size * 0.05, 2), ink, rng.uniform(1, 3))


MOTIFS: Final[tuple[Motif, ...]] = (lotus, caisson, cloud, ribbon, deer, flyer, brushwork)
