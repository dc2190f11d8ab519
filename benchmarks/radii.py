"""How far apart altered copies and unrelated pictures are: what the search radii rest on.

``python -m benchmarks.radii`` alters every picture of ../shared/images and some that the
demonstration draws, searches for each altered copy among all of them, and prints per alteration
how many were found and how far they were, then the false candidates and the nearest of the
unrelated. It takes some minutes. Second photographs of one wall are matches, not false alarms.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from api.demo.artwork import FAMILIES, draw
from hashing import (
    ALGORITHMS,
    Fingerprint,
    PictureIndex,
    QueryFingerprints,
    distance,
    fingerprints,
    open_picture,
    query_fingerprints,
)

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES = Path(__file__).parents[1] / ".." / "shared" / "images"
SEEDS = 6
#: Photographs of the same wall, by the first letters of their names: looked at, pair by pair.
SAME_WALL: Final = (
    "05ad43 5464dd", "0604b5 6bfc3e", "0ec3e8 1e4620", "1e3772 ddc421", "341c53 91c4f2",
    "437c4e 49e9ae", "58ebc5 930d68", "a9256a e99838", "a9e937 b672a3", "ad4da7 f5a3ca",
    "ec5c1c f5ae0a", "0efcbb 6453d7",
)  # fmt: skip
Alteration = tuple[str, "Callable[[Image.Image], Image.Image]", int]


def _scaled(factor: float) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.resize(
        (max(1, round(image.width * factor)), max(1, round(image.height * factor))),
        Image.Resampling.LANCZOS,
    )


def _cropped(share: float) -> Callable[[Image.Image], Image.Image]:
    def crop(image: Image.Image) -> Image.Image:
        across, down = (round(side * (1 - share) / 2) for side in image.size)
        return image.crop((across, down, image.width - across, image.height - down))

    return crop


def _turned(turn: Image.Transpose) -> Callable[[Image.Image], Image.Image]:
    return lambda image: image.transpose(turn)


def _hue(image: Image.Image) -> Image.Image:
    hue, saturation, value = image.convert("HSV").split()
    turned = hue.point([(level + 10) % 256 for level in range(256)])
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")


def _framed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, round(0.03 * max(image.size)), "white")


ALTERATIONS: Final[tuple[Alteration, ...]] = (
    ("JPEG quality 30", lambda image: image, 30),
    ("JPEG quality 50", lambda image: image, 50),
    ("JPEG quality 90", lambda image: image, 90),
    ("size 0.3", _scaled(0.3), 85),
    ("size 0.6", _scaled(0.6), 45),
    ("size 2", _scaled(2), 85),
    ("brightness 1.2", lambda image: ImageEnhance.Brightness(image).enhance(1.2), 85),
    ("brightness 0.8", lambda image: ImageEnhance.Brightness(image).enhance(0.8), 85),
    ("contrast 1.25", lambda image: ImageEnhance.Contrast(image).enhance(1.25), 85),
    ("contrast 0.75", lambda image: ImageEnhance.Contrast(image).enhance(0.75), 85),
    ("hue 14 degrees", _hue, 85),
    ("saturation 1.5", lambda image: ImageEnhance.Color(image).enhance(1.5), 85),
    ("grey", lambda image: image.convert("L"), 85),
    ("mirror", _turned(Image.Transpose.FLIP_LEFT_RIGHT), 70),
    ("quarter turn", _turned(Image.Transpose.ROTATE_90), 70),
    ("half turn", _turned(Image.Transpose.ROTATE_180), 70),
    ("crop to 98 %", _cropped(0.98), 85),
    ("crop to 95 %", _cropped(0.95), 85),
    ("frame of 3 %", _framed, 85),
)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _pictures() -> dict[str, Image.Image]:
    """Return all pictures by name; the first letters of a photograph's name are unique."""
    found = {f"{family}-{seed}": draw(family, seed) for family in FAMILIES for seed in range(SEEDS)}
    for path in sorted(IMAGES.glob("*/*.jpg")):
        with Image.open(path) as image:
            found[path.stem[:6]] = image.convert("RGB")
    return found


def _kin(names: list[str]) -> set[tuple[int, int]]:
    """Return the pairs of keys that are photographs of the same wall, both ways round."""
    keys = {name: key for key, name in enumerate(names)}
    pairs = [(keys[a], keys[b]) for a, b in (pair.split() for pair in SAME_WALL)]
    return {*pairs, *((b, a) for a, b in pairs)}


def _apart(query: QueryFingerprints, registered: tuple[Fingerprint, ...]) -> list[int]:
    """Return the distances by algorithm, for PDQ that of the nearest form."""
    upright = [distance(a, b) for a, b in zip(query.fingerprints, registered, strict=True)]
    return [*upright[:-1], min(distance(form, registered[-1]) for _, form in query.forms)]


def _row(name: str, found: int, own: list[list[int]]) -> str:
    columns = np.array(own).T
    spread = "  ".join(f"{int(np.median(c)):4d} {np.percentile(c, 99):4.0f}" for c in columns)
    return f"  {name:18} {found / len(own):7.4f}   {spread}"


def main() -> None:
    """Print the table, or why there is none."""
    if not IMAGES.is_dir():
        print("radii: skipped, ../shared/images is not there")
        return
    pictures = _pictures()
    names = list(pictures)
    kin = _kin(names)
    marks = [fingerprints(open_picture(_jpeg(image, 92))) for image in pictures.values()]
    index = PictureIndex()
    for key, mark in enumerate(marks):
        index.add(key, mark)
    print(f"radii: {len(pictures)} pictures; found, then median and 99th percentile of bits away")
    print(f"  {'':18} {'found':>7}   " + " ".join(f"{name:>10}" for name in ALGORITHMS))
    strange, compared, false = [256] * 4, 0, 0
    for name, alter, quality in ALTERATIONS:
        found, own = 0, []
        for key, image in enumerate(pictures.values()):
            query = query_fingerprints(open_picture(_jpeg(alter(image), quality)))
            if not query.searchable:
                continue
            keys = {candidate.key for candidate in index.search(query, limit=len(marks))}
            own.append(_apart(query, marks[key]))
            found += key in keys
            others = [k for k in range(len(marks)) if k != key and (k, key) not in kin]
            compared += len(others)
            false += len(keys & set(others))
            for other in others:
                strange = [*map(min, strange, _apart(query, marks[other]))]
        print(_row(name, found, own), flush=True)
    print(f"  false candidates: {false} of {compared} comparisons of unrelated pictures")
    print(f"  nearest unrelated: {dict(zip(ALGORITHMS, strange, strict=True))}")


if __name__ == "__main__":
    main()
