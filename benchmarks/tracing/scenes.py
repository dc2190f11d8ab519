"""Attacks that make the picture a part of a scene: collages, printed goods, photographed prints."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from benchmarks.tracing.canvas import (
    Field,
    Picture,
    bent,
    blended,
    bounded,
    chosen,
    clipped,
    cloudy,
    colour,
    covering,
    field,
    grain,
    grid,
    laid,
    plain,
    quad,
    resized,
)
from benchmarks.tracing.tone import jpeg


def collage(
    image: Picture, rng: np.random.Generator, others: Sequence[Picture], area: float
) -> Picture:
    """Lay the picture over a wall of other ones so that it has this share of the whole area."""
    image = bounded(image, 1_000)
    height, width = image.shape[:2]
    shape = float(np.exp(rng.uniform(-0.35, 0.35))) * width / height
    high = np.sqrt(height * width / area / shape)
    wide = high * shape
    wall = plain(max(width + 4, round(wide)), max(height + 4, round(high)), colour(rng))
    rows, columns = (int(count) for count in rng.integers(2, 4, 2))
    gap = int(rng.choice((0, 0, 6, 16)))
    down = np.linspace(0, wall.shape[0], rows + 1).astype(int)
    across = np.linspace(0, wall.shape[1], columns + 1).astype(int)
    for top, bottom in pairwise(down):
        for left, right in pairwise(across):
            part = covering(chosen(rng, others), int(right - left), int(bottom - top))
            wall[top:bottom, left:right] = part
            cv2.rectangle(
                wall, (int(left), int(top)), (int(right), int(bottom)), (255,) * 3, gap or 1
            )
    left = int(rng.integers(0, wall.shape[1] - width + 1))
    top = int(rng.integers(0, wall.shape[0] - height + 1))
    wall[max(0, top - gap) : top + height + gap, max(0, left - gap) : left + width + gap] = 255
    wall[top : top + height, left : left + width] = image
    return bounded(wall, 1_600)


def _room(rng: np.random.Generator, others: Sequence[Picture], width: int, height: int) -> Picture:
    """Return a background: a soft wall and a table, or another picture out of focus."""
    if others and rng.random() < 0.5:
        soft = cv2.GaussianBlur(covering(chosen(rng, others), width, height), (0, 0), 9)
        return np.asarray(soft, np.uint8)
    room = cloudy(rng, width, height)
    table = int(height * rng.uniform(0.6, 0.85))
    room[table:] = clipped(cloudy(rng, width, height)[table:] * 0.8)
    return room


def _lit(picture: Picture, light: Field) -> Picture:
    return clipped(picture.astype(np.float32) * light[..., None])


def mug(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return a mug on a table with the picture around it, up to a third of it out of sight."""
    width, height = 1_000, 900
    scene = _room(rng, others, width, height)
    radius = int(rng.integers(230, 331))
    high = int(radius * rng.uniform(1.6, 2.3))
    left, top = (width - 2 * radius) // 2, (height - high) // 2
    dip = radius * rng.uniform(0.08, 0.22)
    body = plain(2 * radius, high, (250, 248, 244))
    across, down = grid(2 * radius, high)
    angle = np.arcsin(np.clip((across - radius) / radius, -0.999, 0.999))
    half = np.radians(rng.uniform(60, 105))  # of the cylinder that the print covers
    turned = angle + np.radians(rng.uniform(-18, 18))
    edge = high * rng.uniform(0.04, 0.12)
    rise = dip * (np.cos(angle) - 1)
    inside = np.abs(turned) < half
    room_wide, room_high = 2 * half * radius, high - 2 * edge
    scale = min(image.shape[1] / room_wide, image.shape[0] / room_high)
    u = turned * radius * scale + image.shape[1] / 2
    v = (down - high / 2 + rise + dip / 2) * scale + image.shape[0] / 2
    inside &= (u >= 0) & (u < image.shape[1]) & (v >= 0) & (v < image.shape[0])
    printed = bent(image, u.astype(np.float32), v.astype(np.float32))
    body = np.where(inside[..., None], clipped(printed * 0.96), body).astype(np.uint8)
    side = rng.uniform(-0.7, 0.7)
    light = 0.45 + 0.6 * np.cos(angle - side)
    light += 0.35 * np.exp(-(((angle + side) / 0.12) ** 2)) * rng.random()
    handle = (left + 2 * radius, top + high // 2)
    cv2.ellipse(scene, handle, (radius // 2, high // 4), 0, -90, 90, (215, 213, 208), radius // 8)
    shown = ((down - dip * (np.cos(angle))) < high - dip).astype(np.float32)
    corners = quad(2 * radius, high) + np.array([left, top], np.float32)
    scene = laid(scene, _lit(body, light.astype(np.float32)), corners, shown)
    centre = (left + radius, top)
    cv2.ellipse(scene, centre, (radius, int(dip)), 0, 0, 360, (235, 233, 228), -1, cv2.LINE_AA)
    cv2.ellipse(
        scene, centre, (int(radius * 0.93), int(dip * 0.85)), 0, 0, 360, (120, 112, 104), -1
    )
    return jpeg_like(scene, rng)


def jpeg_like(scene: Picture, rng: np.random.Generator) -> Picture:
    """Return the scene with a camera's grain."""
    return clipped(scene + grain(rng, scene.shape[1], scene.shape[0], rng.uniform(1, 5)))


def folded(image: Picture, rng: np.random.Generator) -> tuple[Picture, Field]:
    """Return the picture as cloth with folds, and the light on them; the same size."""
    height, width = image.shape[:2]
    across, down = grid(width, height)
    slant = rng.uniform(0, np.pi)
    along = (across * np.cos(slant) + down * np.sin(slant)) / max(height, width)
    drift = field(rng, width, height, 4)
    waves = rng.uniform(2, 6)
    phase = 2 * np.pi * (along * waves + drift * rng.uniform(0.5, 1.5))
    depth = np.sin(phase) * rng.uniform(0.4, 1.0) + 0.6 * field(rng, width, height, 6)
    reach = max(height, width) * rng.uniform(0.006, 0.02)
    slope_x, slope_y = np.gradient(depth, axis=1), np.gradient(depth, axis=0)
    norm = float(np.percentile(np.hypot(slope_x, slope_y), 99)) or 1.0
    shift_x, shift_y = slope_x / norm * reach, slope_y / norm * reach
    cloth = bent(image, (across + shift_x).astype(np.float32), (down + shift_y).astype(np.float32))
    light = 0.85 + 0.35 * (slope_x * np.cos(slant + 0.6) + slope_y * np.sin(slant + 0.6)) / norm
    return cloth, light.astype(np.float32)


def scarf(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return a cloth with the picture printed on it, folded, lying askew on a ground."""
    width, height = 1_100, 1_000
    scene = _room(rng, others, width, height)
    image = bounded(resized(image, 900, 900 * image.shape[0] / image.shape[1]), 900)
    hem = int(rng.integers(10, 60))
    cloth = cv2.copyMakeBorder(image, hem, hem, hem, hem, cv2.BORDER_CONSTANT, value=colour(rng))
    shaped, light = folded(np.asarray(cloth, np.uint8), rng)
    weave = 1 + 0.04 * np.sin(np.arange(shaped.shape[1]) * 2.1) * np.ones((shaped.shape[0], 1))
    shaped = _lit(shaped, (light * weave).astype(np.float32))
    return jpeg_like(laid(scene, shaped, _standing(shaped, rng, width, height, 0.78)), rng)


def _standing(
    image: Picture, rng: np.random.Generator, width: int, height: int, share: float
) -> Field:
    """Return four corners of the picture in the scene: scaled, turned by up to 35°, in depth."""
    scale = share * min(width / image.shape[1], height / image.shape[0])
    corners = (quad(image.shape[1], image.shape[0]) - np.array(image.shape[1::-1]) / 2) * scale
    turn = np.radians(rng.uniform(-35, 35))
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = corners @ matrix.T
    corners *= 1 + rng.uniform(-0.1, 0.1, (4, 1))
    middle = np.array((width, height)) * rng.uniform(0.44, 0.56, 2)
    return np.asarray(corners + middle, np.float32)


def phone_case(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return a telephone's case, cut from the picture, with round corners and a camera's hole."""
    width, height = 900, 1_100
    scene = _room(rng, others, width, height)
    wide, high = 480, int(480 * rng.uniform(1.9, 2.15))
    case = covering(image, wide, high)
    cover = np.zeros((high, wide), np.uint8)
    round_by = int(wide * rng.uniform(0.1, 0.18))
    cv2.rectangle(cover, (round_by, 0), (wide - round_by, high), 255, -1)
    cv2.rectangle(cover, (0, round_by), (wide, high - round_by), 255, -1)
    for x in (round_by, wide - round_by - 1):
        for y in (round_by, high - round_by - 1):
            cv2.circle(cover, (x, y), round_by, 255, -1, cv2.LINE_AA)
    hole = int(wide * rng.uniform(0.32, 0.45))
    cv2.rectangle(case, (30, 30), (30 + hole, 30 + hole), (28, 28, 32), -1)
    for right, below in ((0.3, 0.3), (0.7, 0.7), (0.3, 0.7)):
        lens = (int(30 + hole * right), int(30 + hole * below))
        cv2.circle(case, lens, hole // 6, (70, 70, 80), -1, cv2.LINE_AA)
    across, down = grid(wide, high)
    edge = np.minimum(np.minimum(across, wide - across), np.minimum(down, high - down))
    light = np.clip(0.7 + edge / 80, 0, 1)
    gloss = np.exp(-(((across + down * 0.4 - rng.uniform(100, 600)) / rng.uniform(15, 60)) ** 2))
    light += gloss * rng.uniform(0.1, 0.7)
    case = _lit(case, light.astype(np.float32))
    corners = _standing(case, rng, width, height, 0.86)
    shadow = laid(
        scene, plain(wide, high, (30, 30, 30)), corners + 12, cover.astype(np.float32) / 255
    )
    scene = blended(scene, np.asarray(cv2.GaussianBlur(shadow, (0, 0), 8), np.uint8), 0.5)
    return jpeg_like(laid(scene, case, corners, cover.astype(np.float32) / 255), rng)


def _halftone(image: Picture, rng: np.random.Generator) -> Picture:
    """Return a print: one turned raster of dots for each ink, and a narrow gamut on paper."""
    height, width = image.shape[:2]
    across, down = grid(width, height)
    period = rng.uniform(2.5, 6)
    printed: Field = np.empty((height, width, 3), np.float32)
    for ink, degrees in enumerate((15, 75, 0)):
        angle = np.radians(degrees + rng.uniform(-5, 5))
        u = (across * np.cos(angle) + down * np.sin(angle)) * 2 * np.pi / period
        v = (down * np.cos(angle) - across * np.sin(angle)) * 2 * np.pi / period
        screen = 0.5 + 0.25 * (np.cos(u) + np.cos(v))
        dots = 1 / (1 + np.exp(-(image[..., ink] / 255.0 - (1 - screen)) * 9))
        printed[..., ink] = dots
    printed = np.asarray(cv2.GaussianBlur(printed, (0, 0), period * 0.35), np.float32)
    grey = printed.mean(axis=2, keepdims=True)
    muted = grey + (printed - grey) * rng.uniform(0.5, 0.9)
    paper, black = rng.uniform(215, 250, 3), rng.uniform(20, 55)
    return clipped(black + muted * (paper - black))


def print_photo(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Print it in halftone and photograph the sheet: askew, dim at the corners, soft and noisy."""
    image = bounded(resized(image, 1_000, 1_000 * image.shape[0] / image.shape[1]), 1_000)
    sheet = _halftone(image, rng)
    margin = int(rng.integers(0, 80))
    paper = cv2.copyMakeBorder(
        sheet, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(240, 238, 232)
    )
    height, width = round(paper.shape[0] * 1.15), round(paper.shape[1] * 1.15)
    scene = _room(rng, others, width, height)
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    shift = rng.uniform(0.0, 0.18, (4, 2)).astype(np.float32) * (width, height)
    corners = (quad(width, height) + inward * shift).astype(np.float32)
    seen = laid(scene, np.asarray(paper, np.uint8), corners)
    across, down = grid(width, height)
    far = ((across / width - 0.5) ** 2 + (down / height - 0.5) ** 2) * 2
    light = (1 - far * rng.uniform(0.2, 0.7)) * (0.75 + 0.5 * field(rng, width, height, 2))
    warm = np.array((1 + rng.uniform(-0.1, 0.15), 1.0, 1 + rng.uniform(-0.2, 0.1)))
    seen = clipped(seen * light[..., None] * warm)
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.6, 1.8)), np.uint8)
    return jpeg(clipped(seen + grain(rng, width, height, rng.uniform(3, 12))), rng)
