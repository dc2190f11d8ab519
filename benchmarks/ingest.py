"""Ingest of a 12-megapixel JPEG, against a full decode and one full-size perceptual hash.

The two are run in turns in one process, so that whatever else the machine does hits both, and
medians are compared. The pictures are drawn here: a ceiling ornament as a designer exports it,
and the same under film grain, whose many coefficients have to be read by every decoder. The
target is for the drawing; the grain shows what is left where reading dominates.
"""

from __future__ import annotations

import io
import statistics
import time
from typing import TYPE_CHECKING

import imagehash
import numpy as np
from PIL import Image

from hashing import fingerprints, open_picture

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
TARGET = 0.3


def draw(width: int, height: int, grain: float = 0.0) -> bytes:
    """Return a JPEG (Pillow's default quality): rings of petals, frames, and some grain."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x - width / 2, y - height / 2
    radius, angle = np.hypot(x, y) / height, np.arctan2(y, x)
    picture = np.empty((height, width, 3), np.float32)
    petals = np.sin(angle * 16 + 3 * np.sin(radius * 9)) * np.cos(radius * 42)
    frame = np.maximum(np.abs(x) / width, np.abs(y) / height)
    bands = (np.floor(frame * 14) % 2) * 60
    for channel, (base, depth) in enumerate(((170, 70), (120, 80), (80, 50))):
        picture[:, :, channel] = base + depth * np.where(radius < 0.38, petals, 0) + bands / 2
    picture += np.random.default_rng(7).normal(0, 1, (height, width, 1)) * grain
    out = io.BytesIO()
    Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(out, "JPEG")
    return out.getvalue()


def ingest(data: bytes) -> None:
    """Do what registering a picture does with it."""
    fingerprints(open_picture(data))


def reference(data: bytes) -> None:
    """Decode all pixels and take one perceptual hash of them."""
    with Image.open(io.BytesIO(data)) as image:
        imagehash.phash(image)


def _seconds(work: Callable[[bytes], None], data: bytes) -> float:
    start = time.perf_counter()
    work(data)
    return time.perf_counter() - start


def main() -> None:
    """Print one row per picture: medians in milliseconds, and their ratio."""
    print(f"ingest of a 12-megapixel JPEG, {ROUNDS} interleaved rounds, target {TARGET}")
    cases = [
        ("drawing 4000 × 3000", draw(4000, 3000)),
        ("drawing 4256 × 2832", draw(4256, 2832)),
        ("drawing 4000 × 3000, grain 4", draw(4000, 3000, grain=4)),
    ]
    for name, data in cases:
        ingest(data)
        reference(data)
        pairs = [(_seconds(ingest, data), _seconds(reference, data)) for _ in range(ROUNDS)]
        ours, theirs = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
        print(
            f"  {name:30} {len(data) / 1e6:4.1f} MB  ingest {ours:6.1f} ms  "
            f"full decode + phash {theirs:6.1f} ms  ratio {ours / theirs:.3f}"
        )


if __name__ == "__main__":
    main()
