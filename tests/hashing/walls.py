"""A drawn wall, what is painted over it, and works and suspects made from both."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from hashing.features import VARIANTS, Variant
from hashing.image import open_picture
from hashing.study import Study
from hashing.verification import pieces_of
from tests.hashing.drawing import scene
from tests.hashing.files import encode

WALL = scene(640, 480, 3)
#: What else the same wall shows, and another wall.
OTHER_WALL = scene(640, 480, 4)
PLACE = (360, 210)


def painted(wall: Image.Image, seed: int, place: tuple[int, int] = PLACE, side: int = 130) -> Image.Image:
    """Return the wall with a round cut-out of another drawing laid over it."""
    motif = scene(4 * side, 3 * side, 100 + seed).resize((side, side))
    disc = Image.new("L", (side, side))
    ImageDraw.Draw(disc).ellipse((0, 0, side - 1, side - 1), fill=255)
    work = wall.copy()
    work.paste(motif, place, disc.filter(ImageFilter.GaussianBlur(1)))
    return work


def study(picture: Image.Image) -> Study:
    return Study(open_picture(encode(picture, "PNG")))
