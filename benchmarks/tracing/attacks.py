"""Every family of attack by name: what infringers do to a picture, and what AugLy does.

Each attack is a pure function of the picture, of a generator of random numbers that gives its
parameters, and of other pictures that it may set around it or lay over it. The same seed gives
the same bytes. What AugLy's list of image augmentations has is there as well.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from PIL import Image

from benchmarks.tracing import geometry, overlay, scenes, screens, tone
from benchmarks.tracing.canvas import Picture

Attack = Callable[[Picture, np.random.Generator, Sequence[Picture]], Picture]


def _alone(attack: Callable[[Picture, np.random.Generator], Picture]) -> Attack:
    """Return the attack in the form of those that need other pictures."""
    return lambda image, rng, _others: attack(image, rng)


def _collage(area: float) -> Attack:
    return partial(scenes.collage, area=area)


_CROPS: Final = {f"crop {share} %": share / 100 for share in (90, 70, 50, 30, 20, 10)}
_TONES: Final = {
    "tone": tone.tone,
    "hue": tone.hue,
    "colour jitter": tone.jitter,
    "greyscale": tone.greyscale,
    "negative": tone.negative,
    "line-art": tone.lineart,
    "posterise": tone.posterise,
    "blur": tone.blur,
    "sharpen": tone.sharpen,
    "noise": tone.noise,
    "opacity": tone.opacity,
    "pixelise": tone.pixelise,
    "shuffle": tone.shuffle,
}
_CODECS: Final = {"JPEG": tone.jpeg, "WebP": tone.webp, "palette": tone.palette}

SINGLE: Final[dict[str, Attack]] = {
    **{name: _alone(attack) for name, attack in _CODECS.items()},
    "reduced": _alone(partial(geometry.resize, least=0.25, most=0.8)),
    "enlarged": _alone(partial(geometry.resize, least=1.25, most=3.0)),
    **{name: _alone(partial(geometry.crop, area=area)) for name, area in _CROPS.items()},
    "rotate 2-15°": _alone(partial(geometry.rotate, least=2, most=15)),
    "rotate 15-180°": _alone(partial(geometry.rotate, least=15, most=180)),
    "rotate 2-15° trimmed": _alone(partial(geometry.rotate_trimmed, least=2, most=15)),
    "rotate 15-180° trimmed": _alone(partial(geometry.rotate_trimmed, least=15, most=180)),
    "mirror": _alone(geometry.mirror),
    "perspective": _alone(geometry.perspective),
    "skew": _alone(geometry.skew),
    "aspect": _alone(geometry.aspect),
    "lens": _alone(geometry.lens),
    **{name: _alone(attack) for name, attack in _TONES.items()},
    "text": _alone(overlay.text),
    "watermark": _alone(overlay.watermark),
    "sticker": _alone(overlay.sticker),
    "stripes": _alone(overlay.stripes),
    "inset": overlay.inset,
    "blend": overlay.blend,
    "border": _alone(overlay.border),
    "padded square": _alone(geometry.padded_square),
    "letterbox": _alone(geometry.letterbox),
    "meme": _alone(screens.meme),
    "screenshot": screens.screenshot,
    "collage 50 %": _collage(0.5),
    "collage 30 %": _collage(0.3),
    "collage 20 %": _collage(0.2),
    "mug": scenes.mug,
    "scarf": scenes.scarf,
    "phone case": scenes.phone_case,
    "print and photograph": scenes.print_photo,
}

#: What a combination takes at most one of each from, in the order in which it is done.
_STEPS: Final = (
    ("crop 90 %", "crop 70 %", "crop 50 %", "mirror", "reduced", "rotate 2-15°", "perspective",
     "rotate 15-180° trimmed", "skew", "aspect", "lens"),
    ("tone", "hue", "colour jitter", "greyscale", "negative", "posterise", "blur", "sharpen",
     "noise", "opacity", "pixelise", "shuffle"),
    ("text", "watermark", "sticker", "stripes", "border", "letterbox", "meme", "screenshot",
     "collage 50 %", "inset", "mug", "scarf", "phone case"),
    ("JPEG", "WebP", "palette"),
)  # fmt: skip


def _combination(
    image: Picture, rng: np.random.Generator, others: Sequence[Picture], count: int
) -> Picture:
    """Do so many attacks one after another, each of another sort."""
    steps = sorted(int(step) for step in rng.choice(len(_STEPS), count, replace=False))
    for step in steps:
        image = SINGLE[str(rng.choice(_STEPS[step]))](image, rng, others)
    return image


FAMILIES: Final[dict[str, Attack]] = {
    **SINGLE,
    "two together": partial(_combination, count=2),
    "three together": partial(_combination, count=3),
}


def encode(image: Picture, rng: np.random.Generator) -> bytes:
    """Return the picture as a file: PNG, or as often JPEG of quality 85."""
    out = io.BytesIO()
    if rng.random() < 0.5:
        Image.fromarray(image).save(out, "PNG", compress_level=1)
    else:
        Image.fromarray(image).save(out, "JPEG", quality=85)
    return out.getvalue()
