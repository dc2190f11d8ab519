"""Attacks that move the pixels: size, crop, rotation, mirror, perspective, lens."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from benchmarks.tracing.canvas import (
    Field,
    Picture,
    bent,
    bounded,
    clipped,
    colour,
    covering,
    grid,
    quad,
    resized,
)

#: Enlarged pictures stop here, where a file would be of tens of megabytes.
MAX_SIDE: Final = 3_600


def resize(image: Picture, rng: np.random.Generator, least: float, most: float) -> Picture:
    """Scale both sides by one factor within the bounds, as likely halved as doubled."""
    factor = float(np.exp(rng.uniform(np.log(least), np.log(most))))
    factor = min(factor, max(1.0, MAX_SIDE / max(image.shape[:2])))
    return resized(image, image.shape[1] * factor, image.shape[0] * factor)


def crop(image: Picture, rng: np.random.Generator, area: float) -> Picture:
    """Keep a rectangle with this share of the area, anywhere, its shape changed by a quarter."""
    height, width = image.shape[:2]
    stretch = float(np.exp(rng.uniform(-0.22, 0.22)))
    wide = min(1.0, np.sqrt(area) * stretch)
    high = min(1.0, area / wide)
    wide = min(1.0, area / high)
    across, down = max(8, round(width * wide)), max(8, round(height * high))
    left = int(rng.integers(0, max(1, width - across + 1)))
    top = int(rng.integers(0, max(1, height - down + 1)))
    return image[top : top + down, left : left + across].copy()


def _angle(rng: np.random.Generator, least: float, most: float) -> float:
    return float(rng.uniform(least, most) * rng.choice((-1, 1)))


def rotate(image: Picture, rng: np.random.Generator, least: float, most: float) -> Picture:
    """Turn by an angle in degrees on a larger ground, so that its corners show."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), _angle(rng, least, most), 1)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = round(width * cosine + height * sine), round(width * sine + height * cosine)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    turned = cv2.warpAffine(
        image, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=colour(rng)
    )
    return np.asarray(turned, np.uint8)


def rotate_trimmed(image: Picture, rng: np.random.Generator, least: float, most: float) -> Picture:
    """Turn, and keep the largest upright rectangle of the same shape that shows no corner."""
    height, width = image.shape[:2]
    angle = _angle(rng, least, most)
    sine, cosine = abs(np.sin(np.radians(angle))), abs(np.cos(np.radians(angle)))
    scale = min(width / (width * cosine + height * sine), height / (width * sine + height * cosine))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    wide, high = max(8, int(width * scale)), max(8, int(height * scale))
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    turned = cv2.warpAffine(
        image, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(turned, np.uint8)


def mirror(image: Picture, rng: np.random.Generator) -> Picture:
    """Mirror about the upright axis, or one time in four about the level one."""
    return np.ascontiguousarray(image[::-1] if rng.random() < 0.25 else image[:, ::-1])


def perspective(image: Picture, rng: np.random.Generator, most: float = 0.25) -> Picture:
    """Move each corner inwards by up to this share of a side, on a ground of one colour."""
    height, width = image.shape[:2]
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    shift = rng.uniform(0.02, most, (4, 2)).astype(np.float32) * (width, height)
    corners = (quad(width, height) + inward * shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(quad(width, height), corners)
    seen = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=colour(rng)
    )
    return np.asarray(seen, np.uint8)


def skew(image: Picture, rng: np.random.Generator) -> Picture:
    """Shear along one axis by up to 0.6 of the other, on a ground of one colour."""
    height, width = image.shape[:2]
    slope = float(rng.uniform(0.1, 0.6))
    if rng.random() < 0.5:
        size = (round(width + slope * height), height)
        matrix = np.array([[1, slope, 0], [0, 1, 0]], np.float32)
    else:
        size = (width, round(height + slope * width))
        matrix = np.array([[1, 0, 0], [slope, 1, 0]], np.float32)
    if rng.random() < 0.5:  # the other way
        image = np.ascontiguousarray(image[:, ::-1])
        sheared = cv2.warpAffine(image, matrix, size, borderValue=colour(rng))
        return np.ascontiguousarray(np.asarray(sheared, np.uint8)[:, ::-1])
    return np.asarray(cv2.warpAffine(image, matrix, size, borderValue=colour(rng)), np.uint8)


def aspect(image: Picture, rng: np.random.Generator) -> Picture:
    """Stretch one side against the other, up to twice."""
    ratio = float(np.exp(rng.uniform(np.log(1.2), np.log(2.0)) * rng.choice((-1, 1)) / 2))
    return resized(image, image.shape[1] * ratio, image.shape[0] / ratio)


def lens(image: Picture, rng: np.random.Generator) -> Picture:
    """Distort as a barrel or as a pincushion, by up to a third at the corners."""
    height, width = image.shape[:2]
    bend = float(rng.uniform(0.08, 0.35) * rng.choice((-1, 1)))
    across, down = grid(width, height)
    x, y = across / width * 2 - 1, down / height * 2 - 1
    scale = 1 + bend * ((x * x + y * y) / 2 - (0.0 if bend > 0 else 1.0))
    where: tuple[Field, Field] = ((x * scale + 1) / 2 * width, (y * scale + 1) / 2 * height)
    return bent(image, *where, fill=colour(rng))


def padded_square(image: Picture, rng: np.random.Generator) -> Picture:
    """Set the picture in the middle of a square of one colour, a little larger."""
    height, width = image.shape[:2]
    side = round(max(height, width) * float(rng.uniform(1.0, 1.3)))
    ground = np.full((side, side, 3), colour(rng), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    ground[top : top + height, left : left + width] = image
    return ground


def letterbox(image: Picture, rng: np.random.Generator) -> Picture:
    """Fill up to the shape of a screen with black, with a colour or with its own blurred self."""
    image = bounded(image, 1_200)
    height, width = image.shape[:2]
    shape = float(rng.choice((16 / 9, 9 / 16, 1.0, 21 / 9, 4 / 5)))
    if abs(np.log(shape * height / width)) < 0.2:
        shape = 1 / shape if shape != 1 else 16 / 9
    wide, high = max(width, round(height * shape)), max(height, round(width / shape))
    if rng.random() < 0.35:
        soft = cv2.GaussianBlur(covering(image, wide, high), (0, 0), max(wide, high) / 40)
        ground = clipped(np.asarray(soft, np.float32) * 0.8)
    else:
        ground = np.full((high, wide, 3), colour(rng) if rng.random() < 0.4 else 0, np.uint8)
    top, left = (high - height) // 2, (wide - width) // 2
    ground[top : top + height, left : left + width] = image
    return ground
