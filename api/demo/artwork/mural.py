"""A wall painting of the three hares as time left it, and new designs that grow from it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from api.demo.artwork.backdrop import border, clouds, scatter
from api.demo.artwork.caisson import valance, well
from api.demo.artwork.canvas import Canvas
from api.demo.artwork.dice import Dice
from api.demo.artwork.geometry import TURN, circle, on_circle, rectangle
from api.demo.artwork.hares import hares
from api.demo.artwork.ornament import palmette, pearl_ring, petal_ring
from api.demo.artwork.palette import (
    AZURITE,
    CINNABAR,
    MALACHITE,
    OCHRE,
    SCHEMES,
    SHELL,
    Colour,
    Scheme,
    scheme_for,
)
from api.demo.artwork.plaster import aged, plastered
from api.demo.artwork.rosette import rosette
from api.demo.artwork.strip import BROAD, NARROW, frame
from api.demo.artwork.vine import buds, vine

_HEART = 0.232  # radius of the hares' disc, as a share of the mural's side
_FLOWER = 0.33  # radius of the flower around it


def draw_mural(seed: int, side: int = 960) -> Image.Image:
    """Return a faded, cracked square ceiling with three hares, `side` pixels wide."""
    dice = Dice("mural", seed)
    scheme = dice.pick((SCHEMES[0], SCHEMES[3], SCHEMES[4], SCHEMES[7]))
    canvas = Canvas.blank(1000, 1000, side, scheme.ground)
    view = canvas.placed((500, 500), 500)
    shift = dice.whole(0, 3)
    view.fill(rectangle(-1, -1, 1, 1), scheme.field)
    valance(view, 0.085, (scheme, shift))
    frame(view, 0.915, 0.12, dice.pick(BROAD), (scheme, shift))
    frame(view, 0.795, 0.045, dice.pick(NARROW), (scheme, shift + 1))
    well(view.placed((0, 0), 0.75), scheme, shift)
    rosette(canvas.placed((500, 500), 1000 * _FLOWER), dice, scheme, _HEART / _FLOWER)
    pond = canvas.placed((500, 500), 920 * _HEART, dice.between(0, TURN), flip=dice.chance(0.5))
    pond.disc((0, 0), 1.0, dice.pick((MALACHITE, AZURITE, CINNABAR, OCHRE))[1])
    hares(pond, SHELL, scheme.line)
    return aged(canvas.finished(), dice)


def adapt(mural: Image.Image, seed: int) -> Image.Image:
    """Return a new design about the hares of a mural, as large as the mural at its longer side.

    The ring of hares is taken from the picture itself, in new colours; the sheet, the frame, the
    scroll and the clouds around it are the new design's own.
    """
    dice = Dice("adaptation", seed)
    scheme = scheme_for(dice)
    side = max(mural.size)
    width, height = dice.pick(((1000.0, 640.0), (1000.0, 760.0), (700.0, 1000.0), (800.0, 1000.0)))
    canvas = Canvas.blank(width, height, side, scheme.ground)
    at = (width * dice.pick((0.36, 0.62)), height * dice.pick((0.38, 0.6)))
    radius = 0.27 * min(width, height)
    _surroundings(canvas, dice, scheme, (at, radius))
    design = plastered(canvas.finished(), dice)
    pixel = side / 1000.0
    disc = _recoloured(_disc(mural, round(2 * radius * pixel)), scheme)
    turned = disc.rotate(dice.between(0, 360), Image.Resampling.BICUBIC)
    corner = (round((at[0] - radius) * pixel), round((at[1] - radius) * pixel))
    design.paste(turned, corner, _round_mask(turned.width))
    return design


def _surroundings(
    canvas: Canvas, dice: Dice, scheme: Scheme, place: tuple[tuple[float, float], float]
) -> None:
    """Draw all that is new: flowers, clouds, a scroll that winds about the disc, its frame."""
    at, radius = place
    width, height = canvas.extent()
    scatter(canvas, dice, 40, scheme, circle(at[0], at[1], radius * 1.2, 24))
    spots = [(dice.between(0, width), dice.between(0, height)) for _ in range(6)]
    clouds(canvas, dice, spots, scheme)
    around = canvas.placed(at, radius, dice.between(0, TURN), flip=dice.chance(0.5))
    angles = np.linspace(0, 1.6 * TURN, 80)
    radii = 1.35 + 1.9 * (angles / angles[-1]) ** 1.6
    path = np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))
    vine(around, dice, path, dice.between(0.55, 0.8), scheme)
    buds(around, dice, path * 1.12, 0.7, scheme)
    if dice.chance(0.5):
        border(canvas, 42, dice.pick(BROAD), (scheme, dice.whole(0, 3)))
    _mount(around, dice, scheme)


def _mount(canvas: Canvas, dice: Dice, scheme: Scheme) -> None:
    """Draw the frame of the disc: petals or palmettes, and a ring of pearls."""
    count, number = dice.pick((8, 10, 12, 16)), dice.whole(0, 2)
    if dice.chance(0.5):
        kind = dice.pick(("pointed", "round", "ruyi"))
        petal_ring(canvas, count, 0.9, 1.5, (kind, scheme.ramp(number), scheme.line))
    else:
        for k in range(count):
            fan = canvas.placed(on_circle(1.08, TURN * k / count), 0.42, TURN * k / count)
            palmette(fan, 5, scheme.ramp(number + k % 2), scheme.line)
    ring = scheme.ramp(number + 1)
    canvas.rings((1.16, 1.145, 1.02), (scheme.line, ring[0], ring[3]))
    pearl_ring(canvas, dice.pick((24, 30, 36)), 1.085, 0.045, (SHELL[3], scheme.line))


def _disc(mural: Image.Image, width: int) -> Image.Image:
    """Return the square about the hares' disc, `width` pixels wide."""
    x, y = mural.width / 2, mural.height / 2
    reach = _HEART * max(mural.size) * 0.96
    box = (x - reach, y - reach, x + reach, y + reach)
    return mural.resize((width, width), Image.Resampling.LANCZOS, box=box)


def _round_mask(width: int) -> Image.Image:
    mask = Image.new("L", (width, width), 0)
    ImageDraw.Draw(mask).ellipse((1, 1, width - 2, width - 2), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(0.8))


def _recoloured(disc: Image.Image, scheme: Scheme) -> Image.Image:
    """Return the picture with its tones mapped to the pigments of a scheme, dark to light."""
    ramp = scheme.ramp(0)
    stops: tuple[Colour, ...] = (scheme.line, ramp[0], ramp[1], SHELL[2], SHELL[3])
    tones = np.linspace(0, 255, len(stops))
    grey = disc.convert("L")
    low, high = (float(level) for level in np.percentile(np.asarray(grey), (3, 97)))
    level = np.clip((np.arange(256) - low) / max(1.0, high - low), 0, 1) * 255
    bands = [
        grey.point(np.interp(level, tones, [stop[band] for stop in stops]).round().tolist())
        for band in range(3)
    ]
    return Image.blend(Image.merge("RGB", bands), disc, 0.18)
