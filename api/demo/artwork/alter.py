"""What others do to a picture: a degraded copy, and a near-copy with small retouches."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageEnhance

from api.demo.artwork.dice import Dice
from api.demo.artwork.encode import to_jpeg


def suspect(data: bytes) -> bytes:
    """Return a pirate's copy: 60 % of the size, warmer and more saturated, as JPEG q45."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    small = image.resize(
        (round(image.width * 0.6), round(image.height * 0.6)), Image.Resampling.LANCZOS
    )
    gains = (1.05, 1.0, 0.9)
    warm = Image.merge(
        "RGB",
        [
            band.point([min(255, round(v * gain)) for v in range(256)])
            for band, gain in zip(small.split(), gains, strict=True)
        ],
    )
    return to_jpeg(ImageEnhance.Color(warm).enhance(1.3), 45)


def look_alike(data: bytes, seed: int) -> bytes:
    """Return a near-copy: a little more contrast, another tone, and a small seal in a corner."""
    dice = Dice("look-alike", seed)
    image = Image.open(io.BytesIO(data)).convert("RGB")
    toned = ImageEnhance.Contrast(image).enhance(dice.between(1.02, 1.05))
    toned = ImageEnhance.Color(toned).enhance(dice.between(0.85, 0.93))
    side = round(0.055 * max(image.size))
    seal = _seal(dice, side)
    margin = side // 2
    x = dice.pick((margin, image.width - side - margin))
    toned.paste(seal, (x, image.height - side - margin))
    return to_jpeg(toned, 88)


def _seal(dice: Dice, side: int) -> Image.Image:
    """Return a red square seal cut with strokes of no meaning."""
    large = 4 * side
    seal = Image.new("RGB", (large, large), (176, 40, 32))
    pen = ImageDraw.Draw(seal)
    white, cut = (248, 238, 222), large // 16
    pen.rectangle((cut, cut, large - cut, large - cut), outline=white, width=cut // 2)
    cell = (large - 4 * cut) / 4
    for row in range(4):
        for column in range(4):
            x, y = 2 * cut + (column + 0.5) * cell, 2 * cut + (row + 0.5) * cell
            reach = 0.42 * cell
            if dice.chance(0.7):
                pen.line((x - reach, y, x + reach, y), fill=white, width=cut)
            if dice.chance(0.6):
                pen.line((x, y - reach, x, y + reach), fill=white, width=cut)
    return seal.reduce(4)
