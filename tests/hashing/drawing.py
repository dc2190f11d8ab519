"""Pictures that the project draws itself, in whole numbers only: the same pixels on any machine."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image


def scene(width: int, height: int, seed: int = 0) -> Image.Image:
    """Return an RGB picture of shaded discs and bars on a gradient, without any symmetry."""
    dice = random.Random(seed)
    y, x = np.mgrid[0:height, 0:width]
    canvas = np.empty((height, width, 3), np.int64)
    start = [_below(dice, 160) for _ in range(3)]
    for channel, base in enumerate(start):
        across, down = _below(dice, 70), _below(dice, 70)
        canvas[:, :, channel] = base + x * across // width + y * down // height
    for _ in range(36):
        colour = np.array([_below(dice, 256) for _ in range(3)])
        cx, cy = _below(dice, width), _below(dice, height)
        size = 1 + min(width, height) * (4 + _below(dice, 22)) // 100
        kind = _below(dice, 3)
        far = (x - cx) ** 2 + (y - cy) ** 2
        if kind == 0:
            inside = far <= size * size
        elif kind == 1:
            inside = (abs(x - cx) <= 2 * size) & (abs(y - cy) <= size // 3 + 1)
        else:
            inside = (far <= size * size) & (far * 2 >= size * size)
        shade = 255 - 120 * far // (4 * size * size)
        canvas[inside] = colour * shade[inside][:, None] // 255
    return Image.fromarray(canvas.clip(0, 255).astype(np.uint8))


def _below(dice: random.Random, stop: int) -> int:
    """Return a whole number under `stop`; `random()` is the one draw that Python keeps stable."""
    return int(dice.random() * stop)
