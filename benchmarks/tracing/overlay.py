"""Attacks that lay something over the picture: text, watermarks, stickers, stripes, other work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.tracing.canvas import (
    Colour,
    Field,
    Picture,
    blended,
    bounded,
    chosen,
    colour,
    grid,
    plain,
    typeface,
)

LATIN: Final = ("SALE", "NEW", "Best Price", "DUNHUANG", "Follow me", "50 % OFF", "Only today", "©")
CJK: Final = ("敦煌", "限时特惠", "正品包邮", "新品上市", "文创好物", "飞天", "国潮", "点击购买")


def words(rng: np.random.Generator, text: str, height: int) -> Field:
    """Return the cover of one line of text so high; strokes where the machine lacks the font."""
    cjk = ord(text[0]) > 0x2E80
    font = typeface(height, cjk=cjk)
    if font is None:
        return _strokes(rng, len(text), height)
    left, top, right, bottom = font.getbbox(text)
    size = (max(1, round(right - left)), max(1, round(bottom - top)))
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).text((-left, -top), text, fill=255, font=font)
    return np.asarray(mask, np.float32) / 255


def _strokes(rng: np.random.Generator, count: int, height: int) -> Field:
    """Return characters that are none: a few thick level, upright and slanting strokes each."""
    mask = np.zeros((height, height * count), np.uint8)
    for place in range(count):
        for _ in range(7):
            start, end = rng.integers(height // 10, height * 9 // 10, (2, 2))
            if rng.random() < 0.7:
                end[int(rng.integers(2))] = start[int(rng.integers(2))]
            first, second = ((int(x) + place * height, int(y)) for x, y in (start, end))
            cv2.line(mask, first, second, 255, max(2, height // 12), cv2.LINE_AA)
    return mask.astype(np.float32) / 255


def stamp(under: Picture, cover: Field, left: int, top: int, ink: Colour | Picture) -> Picture:
    """Return the picture with the ink where the cover is; what is outside of it is cut off."""
    height, width = under.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + cover.shape[1]), min(height, top + cover.shape[0])
    if x0 >= x1 or y0 >= y1:
        return under
    inside = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    part = plain(x1 - x0, y1 - y0, ink) if isinstance(ink, tuple) else ink[inside]
    under = under.copy()
    under[y0:y1, x0:x1] = blended(under[y0:y1, x0:x1], part, cover[inside])
    return under


def text(image: Picture, rng: np.random.Generator) -> Picture:
    """Write one to four lines over 35 to 100 % of the width, half of them outlined."""
    height, width = image.shape[:2]
    lines = int(rng.integers(1, 5))
    for _ in range(lines):
        line = str(rng.choice(CJK if rng.random() < 0.5 else LATIN))
        cover = words(rng, line, 96)
        wide = width * float(rng.uniform(0.35, 1.0))
        high = min(wide * cover.shape[0] / cover.shape[1], height * 0.4)
        wide = high * cover.shape[1] / cover.shape[0]
        cover = cv2.resize(cover, (max(2, int(wide)), max(2, int(high)))).astype(np.float32)
        left = int(rng.integers(0, max(1, width - int(wide) + 1)))
        top = int(rng.integers(0, max(1, height - int(high) + 1)))
        ink = colour(rng)
        if rng.random() < 0.5:
            edge = max(3, int(high) // 20) | 1
            wider = cv2.dilate(cover, np.ones((edge, edge), np.uint8)).astype(np.float32)
            outline = tuple(255 - level for level in ink)
            image = stamp(image, wider, left, top, (outline[0], outline[1], outline[2]))
        image = stamp(image, cover, left, top, ink)
    return image


def watermark(image: Picture, rng: np.random.Generator) -> Picture:
    """Repeat a slanting line of text over the whole picture at 20 to 60 % opacity."""
    height, width = image.shape[:2]
    side = round(float(np.hypot(width, height))) + 1
    line = words(rng, str(rng.choice((*CJK, *LATIN))), max(12, int(width * rng.uniform(0.04, 0.1))))
    gap_x, gap_y = (
        int(line.shape[1] * rng.uniform(0.2, 0.8)),
        int(line.shape[0] * rng.uniform(1, 3)),
    )
    tile = np.pad(line, ((0, gap_y), (0, gap_x)))
    times = (side // tile.shape[0] + 1, side // tile.shape[1] + 1)
    sheet = np.tile(tile, times)[:side, :side]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), float(rng.uniform(-50, 50)), 1)
    turn[:, 2] += (width - side) / 2, (height - side) / 2
    cover = cv2.warpAffine(sheet, turn, (width, height), borderMode=cv2.BORDER_WRAP)
    ink = plain(width, height, colour(rng))
    return blended(image, ink, np.asarray(cover, np.float32) * np.float32(rng.uniform(0.2, 0.6)))


def _badge(rng: np.random.Generator, side: int) -> tuple[Picture, Field]:
    """Return a drawn sticker and its cover: a face, a star, a heart-red disc, or a square code."""
    picture, cover = plain(side, side, colour(rng)), np.zeros((side, side), np.uint8)
    half, ink = side // 2, colour(rng)
    kind = int(rng.integers(4))
    if kind == 0:
        picture[:] = (255, 214, 60)
        cv2.circle(cover, (half, half), half - 1, 255, -1, cv2.LINE_AA)
        for x in (side * 35 // 100, side * 65 // 100):
            cv2.circle(picture, (x, side * 2 // 5), max(1, side // 14), (60, 40, 20), -1)
        mouth = (half, side * 55 // 100)
        cv2.ellipse(picture, mouth, (side // 4, side // 5), 0, 0, 180, (60, 40, 20), side // 20 + 1)
    elif kind == 1:
        angle = np.arange(10) * np.pi / 5 - np.pi / 2
        radius = np.where(np.arange(10) % 2, half * 0.45, half - 1)
        star = np.stack([half + radius * np.cos(angle), half + radius * np.sin(angle)], axis=1)
        cv2.fillPoly(cover, [star.astype(np.int32)], 255, cv2.LINE_AA)
    elif kind == 2:
        picture[:] = (220, 30, 40)
        cv2.circle(cover, (half, half), half - 1, 255, -1, cv2.LINE_AA)
        cv2.circle(picture, (half, half), side * 42 // 100, ink, max(1, side // 40))
        label = words(rng, str(rng.choice(LATIN)), max(8, side // 6))
        left, top = (side - label.shape[1]) // 2, (side - label.shape[0]) // 2
        picture = stamp(picture, label, left, top, (255, 255, 255))
    else:
        code = (rng.random((25, 25)) < 0.5).astype(np.uint8) * 255
        square = cv2.resize(code, (side, side), interpolation=cv2.INTER_NEAREST)
        picture, cover = np.repeat(square[..., None], 3, axis=2), np.full_like(cover, 255)
    return picture, cover.astype(np.float32) / 255


def sticker(image: Picture, rng: np.random.Generator) -> Picture:
    """Put one to three stickers of 15 to 50 % of the shorter side anywhere."""
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        side = max(12, int(min(height, width) * rng.uniform(0.15, 0.5)))
        picture, cover = _badge(rng, side)
        left, top = (
            int(rng.integers(0, width - side // 2)),
            int(rng.integers(0, height - side // 2)),
        )
        image = stamp(image, cover, left - side // 4, top - side // 4, picture)
    return image


def inset(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Lay another picture over 10 to 40 % of the area, opaque or nearly so."""
    height, width = image.shape[:2]
    other = chosen(rng, others)
    scale = np.sqrt(rng.uniform(0.1, 0.4) * height * width / (other.shape[0] * other.shape[1]))
    size = (
        max(8, min(width, int(other.shape[1] * scale))),
        max(8, min(height, int(other.shape[0] * scale))),
    )
    other = np.asarray(cv2.resize(other, size, interpolation=cv2.INTER_AREA), np.uint8)
    left = int(rng.integers(0, width - size[0] + 1))
    top = int(rng.integers(0, height - size[1] + 1))
    cover = np.full(other.shape[:2], rng.uniform(0.7, 1.0), np.float32)
    return stamp(image, cover, left, top, other)


def blend(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Mix in another picture over the whole area at 20 to 50 %."""
    other = chosen(rng, others)
    same = cv2.resize(other, image.shape[1::-1], interpolation=cv2.INTER_AREA)
    return blended(image, np.asarray(same, np.uint8), float(rng.uniform(0.2, 0.5)))


def stripes(image: Picture, rng: np.random.Generator) -> Picture:
    """Lay slanting stripes over it, solid or dashed, that cover 20 to 50 % of the area."""
    height, width = image.shape[:2]
    across, down = grid(width, height)
    angle = rng.uniform(0, np.pi)
    along = across * np.cos(angle) + down * np.sin(angle)
    athwart = down * np.cos(angle) - across * np.sin(angle)
    period = max(height, width) * rng.uniform(0.03, 0.15)
    cover = (athwart / period) % 1 < rng.uniform(0.2, 0.5)
    if rng.random() < 0.35:
        cover &= (along / (period * rng.uniform(0.7, 2))) % 1 < 0.6
    ink = plain(width, height, colour(rng))
    return blended(image, ink, cover.astype(np.float32) * np.float32(rng.uniform(0.5, 1.0)))


def border(image: Picture, rng: np.random.Generator) -> Picture:
    """Frame it by 3 to 25 % of the shorter side, in one colour or with a drawn fillet."""
    image = bounded(image, 1_400)
    height, width = image.shape[:2]
    edge = max(2, int(min(height, width) * rng.uniform(0.03, 0.25)))
    framed = plain(width + 2 * edge, height + 2 * edge, colour(rng))
    if rng.random() < 0.5:
        for inset_by in range(edge // 4, edge, max(2, edge // 3)):
            corner = (width + 2 * edge - inset_by, height + 2 * edge - inset_by)
            line = max(1, edge // 12)
            cv2.rectangle(framed, (inset_by, inset_by), corner, colour(rng), line)
    framed[edge : edge + height, edge : edge + width] = image
    return framed
