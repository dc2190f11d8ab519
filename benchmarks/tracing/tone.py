"""Attacks that change the levels and leave each pixel where it is: tone, blur, noise, codecs."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from benchmarks.tracing.canvas import Picture, blended, clipped, grain, plain, resized


def _grey(image: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _triple(grey: np.ndarray) -> Picture:
    return np.repeat(np.asarray(grey, np.uint8)[..., None], 3, axis=2)


def _saved(image: Picture, form: str, **options: int | bool) -> Picture:
    out = io.BytesIO()
    Image.fromarray(image).save(out, form, **options)
    return np.asarray(Image.open(out).convert("RGB"), np.uint8)


def jpeg(image: Picture, rng: np.random.Generator) -> Picture:
    """Encode as JPEG of quality 10 to 70, one time in three twice over."""
    for _ in range(2 if rng.random() < 0.33 else 1):
        image = _saved(image, "JPEG", quality=int(rng.integers(10, 71)))
    return image


def webp(image: Picture, rng: np.random.Generator) -> Picture:
    """Encode as WebP of quality 5 to 70."""
    return _saved(image, "WEBP", quality=int(rng.integers(5, 71)), method=2)


def palette(image: Picture, rng: np.random.Generator) -> Picture:
    """Encode as PNG of 8 to 64 colours, dithered or not."""
    few = int(rng.choice((8, 16, 32, 64)))
    dither = Image.Dither.FLOYDSTEINBERG if rng.random() < 0.5 else Image.Dither.NONE
    whole = Image.fromarray(image)
    table = whole.quantize(few, method=Image.Quantize.MEDIANCUT)
    return np.asarray(whole.quantize(palette=table, dither=dither).convert("RGB"), np.uint8)


def tone(image: Picture, rng: np.random.Generator) -> Picture:
    """Change gamma, contrast and brightness together."""
    levels = np.linspace(0, 1, 256) ** np.exp(rng.uniform(-0.7, 0.7))
    levels = (levels - 0.5) * rng.uniform(0.5, 1.8) + 0.5
    table = clipped(levels * 255 * rng.uniform(0.6, 1.5))
    return np.asarray(cv2.LUT(image, table), np.uint8)


def hue(image: Picture, rng: np.random.Generator) -> Picture:
    """Turn the hues by 20 to 180 degrees, and change the saturation."""
    hsv = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2HSV)).astype(np.int32)
    hsv[..., 0] = (hsv[..., 0] + int(rng.integers(10, 171))) % 180
    hsv[..., 1] = np.clip(hsv[..., 1] * rng.uniform(0.5, 1.8), 0, 255)
    return np.asarray(cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB), np.uint8)


def jitter(image: Picture, rng: np.random.Generator) -> Picture:
    """Give each colour channel a gain and an offset of its own: casts, sepia, cross processing."""
    gain, offset = rng.uniform(0.55, 1.4, 3), rng.uniform(-40, 40, 3)
    return clipped(image * gain + offset)


def greyscale(image: Picture, rng: np.random.Generator) -> Picture:
    """Take the colour away, by weights that differ between programs."""
    weights = rng.dirichlet((3, 5, 2))
    return _triple(clipped(image @ weights))


def negative(image: Picture, _rng: np.random.Generator) -> Picture:
    """Give the complement of each level."""
    return np.asarray(255 - image, np.uint8)


def lineart(image: Picture, rng: np.random.Generator) -> Picture:
    """Draw the picture over as lines: pencil, pen, or edges alone."""
    grey = _grey(image)
    kind = int(rng.integers(3))
    if kind == 0:  # the dodge of a pencil sketch
        soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), rng.uniform(2, 6)), np.float32)
        return _triple(clipped(np.minimum(255, grey * 256.0 / (soft + 1))))
    if kind == 1:
        block = int(rng.integers(5, 12)) * 2 + 1
        smooth = cv2.medianBlur(grey, 3)
        lines = cv2.adaptiveThreshold(
            smooth,
            255,
            cv2.ADAPTIVE_THRESH_GAUSSIAN_C,
            cv2.THRESH_BINARY,
            block,
            float(rng.uniform(3, 8)),
        )
        return _triple(lines)
    low = float(rng.uniform(40, 90))
    edges = np.asarray(cv2.Canny(cv2.GaussianBlur(grey, (0, 0), 1.0), low, 2.2 * low), np.uint8)
    return _triple(255 - np.asarray(cv2.dilate(edges, np.ones((2, 2), np.uint8)), np.uint8))


def blur(image: Picture, rng: np.random.Generator) -> Picture:
    """Blur by a Gauss, a box or a motion, up to 1 % of the longer side."""
    reach = float(rng.uniform(0.0015, 0.01)) * max(image.shape[:2])
    kind = int(rng.integers(3))
    if kind == 0:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), max(0.6, reach / 2)), np.uint8)
    side = 2 * max(1, round(reach)) + 1
    if kind == 1:
        return np.asarray(cv2.blur(image, (side, side)), np.uint8)
    kernel = np.zeros((side, side), np.float32)
    kernel[side // 2] = 1
    turn = cv2.getRotationMatrix2D((side // 2, side // 2), float(rng.uniform(0, 180)), 1)
    kernel = np.asarray(cv2.warpAffine(kernel, turn, (side, side)), np.float32)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def sharpen(image: Picture, rng: np.random.Generator) -> Picture:
    """Sharpen beyond what is pleasant."""
    soft = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(1, 3)), np.float32)
    return clipped(image + (image - soft) * rng.uniform(1, 5))


def noise(image: Picture, rng: np.random.Generator) -> Picture:
    """Add Gaussian noise, speckle, or salt and pepper."""
    height, width = image.shape[:2]
    kind = int(rng.integers(3))
    if kind == 0:
        return clipped(image + grain(rng, width, height, rng.uniform(8, 45)))
    if kind == 1:
        return clipped(image * (1 + grain(rng, width, height, rng.uniform(0.08, 0.35))))
    hit = rng.random((height, width))
    share = rng.uniform(0.01, 0.08)
    spoilt = image.copy()
    spoilt[hit < share / 2] = 0
    spoilt[hit > 1 - share / 2] = 255
    return spoilt


def opacity(image: Picture, rng: np.random.Generator) -> Picture:
    """Show the picture through at 20 to 70 %, on white or on black."""
    ground = plain(image.shape[1], image.shape[0], (0, 0, 0) if rng.random() < 0.3 else (255,) * 3)
    return blended(ground, image, float(rng.uniform(0.2, 0.7)))


def pixelise(image: Picture, rng: np.random.Generator) -> Picture:
    """Shrink to 15 to 60 % of each side and give the pixels back as squares."""
    height, width = image.shape[:2]
    share = float(rng.uniform(0.15, 0.6))
    small = resized(image, width * share, height * share)
    squares = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(squares, np.uint8)


def shuffle(image: Picture, rng: np.random.Generator) -> Picture:
    """Let 5 to 20 % of the pixels change places among each other."""
    flat = image.reshape(-1, 3).copy()
    count = round(len(flat) * float(rng.uniform(0.05, 0.2)))
    places = rng.choice(len(flat), count, replace=False)
    flat[places] = flat[rng.permutation(places)]
    return flat.reshape(image.shape)


def posterise(image: Picture, rng: np.random.Generator) -> Picture:
    """Leave 3 to 8 levels a channel."""
    levels = int(rng.integers(3, 9))
    steps = np.floor(np.arange(256) / 256 * levels) / (levels - 1) * 255
    return np.asarray(cv2.LUT(image, clipped(steps)), np.uint8)
