"""How well altered copies are found among others, and how often others are taken for them.

``python -m benchmarks.radii`` alters every picture of ../shared/images and some that the
demonstration draws, searches for each altered copy among all of them, and prints per alteration
how many were found, their median score, and how far away they were in bits; then how many others
were candidates. The same is done with pictures that are mirrored about one axis, and about two,
as ceilings and roundels are. It takes some minutes. Second photographs of one wall are matches.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

from api.demo.artwork import FAMILIES, draw
from hashing import (
    Fingerprint,
    PictureIndex,
    QueryFingerprints,
    distance,
    fingerprints,
    is_searchable,
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


def _mirrored(image: Image.Image, *, twice: bool) -> Image.Image:
    half = np.asarray(image)[:, : image.width // 2]
    whole = np.concatenate([half, half[:, ::-1]], axis=1)
    if twice:
        whole = np.concatenate([whole[: image.height // 2], whole[: image.height // 2][::-1]])
    return Image.fromarray(whole)


def _kin(names: list[str]) -> set[tuple[int, int]]:
    """Return the pairs of keys that are photographs of the same wall, both ways round."""
    keys = {name: key for key, name in enumerate(names)}
    pairs = [pair.split() for pair in SAME_WALL]
    known = [(keys[a], keys[b]) for a, b in pairs if a in keys and b in keys]
    return {*known, *((b, a) for a, b in known)}


def _pdq_distance(query: QueryFingerprints, registered: tuple[Fingerprint, ...]) -> int:
    """Return the distance of the nearest turned form."""
    forms = [form.fingerprint for form in query.forms if form.fingerprint.algorithm == "pdq"]
    return min(distance(form, registered[-1]) for form in forms)


def measure(title: str, pictures: dict[str, Image.Image]) -> None:
    """Print the table of one set of pictures."""
    kin = _kin(list(pictures))
    marks = [fingerprints(open_picture(_jpeg(image, 92))) for image in pictures.values()]
    index = PictureIndex()
    for key, mark in enumerate(marks):
        index.add(key, mark)
    print(f"{title}: {len(pictures)} pictures")
    print(f"  {'':18}   found  score  PDQ: median, 90 %, 99 %")
    compared = false = 0
    for name, alter, quality in ALTERATIONS:
        scores, away = [], []
        for key, image in enumerate(pictures.values()):
            query = query_fingerprints(open_picture(_jpeg(alter(image), quality)))
            if not query.searchable or not is_searchable(marks[key]):
                continue
            found = {hit.key: hit.score for hit in index.search(query, limit=len(marks))}
            scores.append(found.pop(key, 0.0))
            away.append(_pdq_distance(query, marks[key]))
            false += sum((key, other) not in kin for other in found)
            compared += len(marks) - 1
        spread = " ".join(f"{bits:6.0f}" for bits in np.percentile(away, (50, 90, 99)))
        share = np.count_nonzero(scores) / len(scores)
        print(f"  {name:18} {share:7.3f} {np.median(scores):6.2f}  {spread}", flush=True)
    print(f"  false candidates: {false} of {compared} comparisons")


def main() -> None:
    """Print the tables, or why there are none."""
    if not IMAGES.is_dir():
        print("radii: skipped, ../shared/images is not there")
        return
    pictures = _pictures()
    measure("as they are", pictures)
    some = dict(list(pictures.items())[::3])
    for title, twice in (("mirrored", False), ("mirrored twice", True)):
        measure(title, {name: _mirrored(image, twice=twice) for name, image in some.items()})


if __name__ == "__main__":
    main()
