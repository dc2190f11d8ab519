"""What the attacks share: the type of a picture, sizes, colours, pasting and bending."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

#: Red, green and blue as (height, width, 3) bytes.
Picture = NDArray[np.uint8]
Field = NDArray[np.floating]
Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


def resized(image: Picture, width: float, height: float) -> Picture:
    """Return the picture at another size in pixels; what shrinks is averaged, not sampled."""
    width, height = max(1, round(width)), max(1, round(height))
    shrinks = width * height < image.shape[0] * image.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)


def covering(image: Picture, width: int, height: int) -> Picture:
    """Return the middle of the picture, scaled so that it fills the size."""
    scale = max(width / image.shape[1], height / image.shape[0])
    large = resized(image, max(width, image.shape[1] * scale), max(height, image.shape[0] * scale))
    top, left = (large.shape[0] - height) // 2, (large.shape[1] - width) // 2
    return large[top : top + height, left : left + width].copy()


def bounded(image: Picture, side: int) -> Picture:
    """Return the picture with its longer side at most so many pixels long."""
    scale = side / max(image.shape[:2])
    if scale >= 1:
        return image
    return resized(image, image.shape[1] * scale, image.shape[0] * scale)


def colour(rng: np.random.Generator) -> Colour:
    """Return black or white, or as often any colour."""
    if rng.random() < 0.5:
        return WHITE if rng.random() < 0.6 else (0, 0, 0)
    red, green, blue = (int(level) for level in rng.integers(0, 256, 3))
    return red, green, blue


def plain(width: int, height: int, fill: Colour) -> Picture:
    """Return a picture of one colour."""
    return np.full((height, width, 3), fill, np.uint8)


def chosen(rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return one of the other pictures, or a grey noise where there is none."""
    if others:
        return others[int(rng.integers(len(others)))]
    return cloudy(rng, 640, 480)


def cloudy(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Return a soft gradient between two colours, with a grain."""
    weight = field(rng, width, height, 3)[..., None]
    first, second = (rng.uniform(40, 240, 3).astype(np.float32) for _ in range(2))
    return clipped(first * weight + second * (1 - weight) + grain(rng, width, height, 3.0))


def field(rng: np.random.Generator, width: int, height: int, cells: int) -> Field:
    """Return smooth random heights between 0 and 1, with so many waves a side."""
    coarse = rng.random((cells + 1, cells + 1), dtype=np.float32)
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(fine, 0, 1).astype(np.float32)


def grain(rng: np.random.Generator, width: int, height: int, sigma: float) -> Field:
    """Return Gaussian noise of this standard deviation, in levels of brightness."""
    return rng.standard_normal((height, width, 3), dtype=np.float32) * np.float32(sigma)


def clipped(levels: NDArray[np.floating]) -> Picture:
    """Return real levels as bytes."""
    return np.asarray(np.clip(np.rint(levels), 0, 255), np.uint8)


def blended(under: Picture, over: Picture, weight: Field | float) -> Picture:
    """Return ``over`` laid on ``under``; a weight of 1 hides what is below."""
    share = np.asarray(weight, np.float32)
    share = share[..., None] if share.ndim == 2 else share
    return clipped(under.astype(np.float32) * (1 - share) + over.astype(np.float32) * share)


def quad(width: float, height: float) -> Field:
    """Return the corners of a picture, clockwise from the upper left."""
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


def laid(under: Picture, over: Picture, corners: Field, cover: Field | None = None) -> Picture:
    """Return ``over`` seen in perspective at the four corners on ``under``.

    ``cover`` is its opacity between 0 and 1, pixel for pixel; without it, it hides what is below.
    """
    height, width = under.shape[:2]
    matrix = cv2.getPerspectiveTransform(quad(over.shape[1], over.shape[0]), corners)
    opacity = np.ones(over.shape[:2], np.float32) if cover is None else cover
    seen = cv2.warpPerspective(
        over, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    weight = cv2.warpPerspective(opacity, matrix, (width, height), flags=cv2.INTER_LINEAR)
    return blended(under, np.asarray(seen, np.uint8), np.asarray(weight, np.float32))


def bent(image: Picture, across: Field, down: Field, fill: Colour = WHITE) -> Picture:
    """Return the picture whose pixel comes from (across, down) of the given one."""
    return np.asarray(
        cv2.remap(
            image,
            across.astype(np.float32),
            down.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=fill,
        ),
        np.uint8,
    )


def grid(width: int, height: int) -> tuple[Field, Field]:
    """Return the x and the y of each pixel."""
    down, across = np.mgrid[:height, :width].astype(np.float32)
    return across, down


@cache
def typeface(size: int, *, cjk: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont | None:
    """Return a font of the machine by its name; for CJK ``None`` where there is none."""
    names = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc") if cjk else ("DejaVuSans.ttf",)
    for name in names:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return None if cjk else ImageFont.load_default(size)
