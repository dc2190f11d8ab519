"""What a wall does to a picture: grain, mottling, falling light, fading, losses and cracks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from api.demo.artwork.palette import PLASTER

if TYPE_CHECKING:
    from api.demo.artwork.dice import Dice


def noise(dice: Dice, size: tuple[int, int], cells: int) -> Image.Image:
    """Return smooth grey noise, `cells` blotches along the longer side."""
    width, height = size
    long = max(size)
    small = (max(2, round(cells * width / long)), max(2, round(cells * height / long)))
    field = dice.generator.integers(0, 256, (small[1], small[0]), dtype=np.uint8)
    return Image.fromarray(field).resize(size, Image.Resampling.BICUBIC)


def cloudy(dice: Dice, size: tuple[int, int], cells: int) -> Image.Image:
    """Return noise of three octaves, from broad blotches to fine ones."""
    broad = noise(dice, size, cells)
    finer = Image.blend(noise(dice, size, cells * 3), noise(dice, size, cells * 11), 0.35)
    return Image.blend(broad, finer, 0.4)


def _soft(image: Image.Image, amount: float) -> Image.Image:
    """Return grey levels drawn together about the middle grey."""
    return image.point([round(128 + (value - 128) * amount) for value in range(256)])


def plastered(image: Image.Image, dice: Dice) -> Image.Image:
    """Return the picture as paint on dry plaster, with light that falls from one side."""
    size = image.size
    mottle = _soft(cloudy(dice, size, dice.whole(4, 7)), 0.26)
    grain = dice.generator.normal(128, 9, (size[1], size[0])).clip(0, 255).astype(np.uint8)
    surface = Image.blend(mottle, Image.fromarray(grain), 0.45)
    light = Image.linear_gradient("L").rotate(dice.between(0, 360), Image.Resampling.BILINEAR)
    light = _soft(light.crop((48, 48, 208, 208)).resize(size, Image.Resampling.BICUBIC), 0.3)
    dry = Image.blend(image, Image.new("RGB", size, PLASTER), 0.1)
    lit = ImageChops.overlay(dry, Image.merge("RGB", [surface] * 3))
    return ImageChops.overlay(lit, Image.merge("RGB", [light] * 3))


def aged(image: Image.Image, dice: Dice) -> Image.Image:
    """Return the picture as a thousand years leave it: faded, flaked and cracked."""
    size = image.size
    plaster = Image.new("RGB", size, PLASTER)
    grey = Image.blend(image, image.convert("L").convert("RGB"), 0.35)
    veil = cloudy(dice, size, 6).point([round(16 + 100 * v / 255) for v in range(256)])
    faded = Image.composite(plaster, grey, veil)
    clay = Image.new("RGB", size, (188, 160, 124))
    # The middle of a ceiling is out of reach and keeps best.
    kept = Image.radial_gradient("L").resize(size).point([max(0, 70 - v) for v in range(256)])
    weak = ImageChops.add(cloudy(dice, size, 9), kept)
    losses = weak.point([255 if v < 76 else 0 for v in range(256)])
    soft = losses.filter(ImageFilter.GaussianBlur(max(size) / 900))
    shadow = ImageChops.offset(soft, 2, 2).point([v // 3 for v in range(256)])
    faded.paste((92, 70, 54), mask=shadow)
    flaked = Image.composite(clay, faded, soft)
    for _ in range(dice.whole(5, 8)):
        _crack(flaked, dice)
    return plastered(flaked, dice)


def _crack(image: Image.Image, dice: Dice) -> None:
    """Draw one crack, a walk that bends a little at every step."""
    width, height = image.size
    step = max(width, height) / 70
    x, y = dice.between(0, width), dice.between(0, height)
    heading = dice.between(0, 2 * math.pi)
    path = [(x, y)]
    for _ in range(dice.whole(18, 46)):
        heading += dice.between(-0.55, 0.55)
        x, y = x + step * math.cos(heading), y + step * math.sin(heading)
        path.append((x, y))
    pen = ImageDraw.Draw(image)
    pen.line([(x + 1.4, y + 1.4) for x, y in path], fill=(232, 218, 190), width=1)
    pen.line(path, fill=(70, 50, 40), width=max(1, round(max(width, height) / 480)))
