"""Attacks that set the picture into an interface: a telephone, a browser, a meme."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from benchmarks.tracing.canvas import (
    Colour,
    Picture,
    bounded,
    chosen,
    colour,
    covering,
    plain,
    resized,
)
from benchmarks.tracing.overlay import CJK, LATIN, stamp, words


def _line(rng: np.random.Generator, ground: Picture, left: int, top: int, size: int) -> Picture:
    dark = ground.mean() < 110
    ink: Colour = (225, 225, 230) if dark else (40, 40, 45)
    chosen_words = rng.choice(CJK if rng.random() < 0.5 else LATIN, 3)
    return stamp(
        ground, words(rng, " ".join(str(word) for word in chosen_words), size), left, top, ink
    )


def _ground(rng: np.random.Generator, width: int, height: int) -> Picture:
    return plain(width, height, (24, 24, 28) if rng.random() < 0.35 else (247, 247, 249))


def telephone(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return a post on a telephone's screen: bars, the picture over the width, likes, comments."""
    width, height = 720, int(rng.integers(1_280, 1_601))
    screen = _ground(rng, width, height)
    screen = _line(rng, screen, 24, 12, 22)
    cv2.rectangle(screen, (620, 12), (680, 34), (120, 200, 120), -1)
    face = covering(chosen(rng, others), 64, 64)
    screen[60:124, 24:88] = face
    screen = _line(rng, screen, 104, 78, 28)
    margin = int(rng.choice((0, 0, 24, 60)))
    wide = width - 2 * margin
    high = min(round(wide * image.shape[0] / image.shape[1]), height - 420)
    wide = min(wide, round(high * image.shape[1] / image.shape[0]))
    left, top = (width - wide) // 2, 150
    screen[top : top + high, left : left + wide] = resized(image, wide, high)
    below = top + high + 24
    for place in range(4):
        centre = (48 + place * 80, below + 20)
        cv2.circle(screen, centre, 18, colour(rng), 3, cv2.LINE_AA)
    for row in range(below + 60, height - 110, 48):
        screen = _line(rng, screen, 24, row, 24)
    cv2.rectangle(screen, (0, height - 90), (width, height), (128, 128, 132), 2)
    for place in range(5):
        centre = (72 + place * 144, height - 45)
        cv2.rectangle(
            screen,
            (centre[0] - 18, centre[1] - 18),
            (centre[0] + 18, centre[1] + 18),
            colour(rng),
            3,
        )
    return screen


def browser(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return a page in a browser's window: tabs, address, text, offers beside the picture."""
    width, height = ((1_366, 768), (1_280, 800), (1_440, 900))[int(rng.integers(3))]
    screen = _ground(rng, width, height)
    cv2.rectangle(screen, (0, 0), (width, 36), (205, 208, 214), -1)
    cv2.rectangle(screen, (8, 6), (260, 36), (245, 245, 247), -1)
    cv2.rectangle(screen, (0, 36), (width, 74), (235, 236, 240), -1)
    cv2.rectangle(screen, (140, 42), (width - 160, 68), (255, 255, 255), -1)
    for place in range(3):
        cv2.circle(screen, (28 + place * 36, 55), 10, (120, 122, 130), 2, cv2.LINE_AA)
    screen = stamp(screen, words(rng, "shop.example/item", 18), 154, 46, (60, 60, 64))
    left, top, room = int(rng.integers(40, 120)), 130, height - 160
    share = float(rng.uniform(0.3, 0.62))
    wide = min(width * share, room * image.shape[1] / image.shape[0])
    high = wide * image.shape[0] / image.shape[1]
    small = resized(image, wide, min(high, room))
    screen = _line(rng, screen, left, 92, 26)
    screen[top : top + small.shape[0], left : left + small.shape[1]] = small
    column = left + small.shape[1] + 40
    for row in range(top, height - 40, 38):
        screen = _line(rng, screen, column, row, 20)
    side = 150
    if width - side - 30 > column:
        for row in range(top, height - side, side + 20):
            offer = covering(chosen(rng, others), side, side)
            screen[row : row + side, width - side - 20 : width - 20] = offer
    return screen


def screenshot(image: Picture, rng: np.random.Generator, others: Sequence[Picture]) -> Picture:
    """Return a screenshot of a telephone or of a browser with the picture in it."""
    return (telephone if rng.random() < 0.5 else browser)(image, rng, others)


def meme(image: Picture, rng: np.random.Generator) -> Picture:
    """Set a white band with a line of text above the picture, or above and below it."""
    image = bounded(image, 1_200)
    height, width = image.shape[:2]
    band = max(24, int(height * rng.uniform(0.15, 0.45)))
    both = rng.random() < 0.4
    ground = plain(width, height + band * (2 if both else 1), (255, 255, 255))
    ground[band : band + height] = image
    for top in (0, band + height) if both else (0,):
        text = " ".join(str(word) for word in rng.choice((*CJK, *LATIN), 2))
        line = words(
            np.random.default_rng(0), text.replace(" ", "") if ord(text[0]) > 255 else text, 72
        )
        scale = min(width * 0.9 / line.shape[1], band * 0.6 / line.shape[0])
        size = (max(2, int(line.shape[1] * scale)), max(2, int(line.shape[0] * scale)))
        cover = np.asarray(cv2.resize(line, size, interpolation=cv2.INTER_AREA), np.float32)
        left = (width - size[0]) // 2
        ground = stamp(ground, cover, left, top + (band - size[1]) // 2, (0, 0, 0))
    return ground
