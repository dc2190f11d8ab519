"""A drawn wall, works painted over it, suspects made from them, and their judgement."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from hashing.expression import Expression, Reference, express
from hashing.features import VARIANTS, Variant
from hashing.filtration import Judgement, Sighting, judge
from hashing.image import open_picture
from hashing.study import Study
from hashing.verification import pieces_of
from tests.hashing.drawing import scene
from tests.hashing.files import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hashing.features import Features
    from hashing.geometry import Alignment

HERE, THERE = (330, 190), (120, 260)


def wall(seed: int) -> Image.Image:
    """Return a wall, 640 × 480, that has something to see nearly everywhere."""
    whole = Image.new("RGB", (640, 480))
    for row in range(3):
        for column in range(4):
            picture = scene(320, 320, 100 * seed + 4 * row + column).resize((160, 160))
            whole.paste(picture, (160 * column, 160 * row))
    return whole


WALL = wall(1)


def painted(
    base: Image.Image, seed: int, place: tuple[int, int] = HERE, side: int = 130
) -> Image.Image:
    """Return the picture with a disc of another drawing laid over it."""
    motif = wall(90 + seed).resize((side, side))
    disc = Image.new("L", (side, side))
    ImageDraw.Draw(disc).ellipse((0, 0, side - 1, side - 1), fill=255)
    work = base.copy()
    work.paste(motif, place, disc)
    return work


def study(picture: Image.Image) -> Study:
    """Return a picture as it is enrolled or asked about, encoded and decoded."""
    return _study(encode(picture, "JPEG", quality=90))


@cache
def _study(data: bytes) -> Study:
    return Study(open_picture(data))


def reference(picture: Image.Image) -> Reference:
    """Return a picture of a heritage source."""
    seen = study(picture)
    return Reference(seen.grey, seen.surface)


def expression(work: Image.Image, *heritage: Image.Image) -> Expression:
    """Return what of a work is its own, given pictures of its sources."""
    return _expression(study(work), *map(study, heritage))


@cache
def _expression(work: Study, *heritage: Study) -> Expression:
    references = [Reference(one.grey, one.surface) for one in heritage]
    return express(work.grey, work.surface, references)


def aligned(query: Study, work: Study) -> tuple[Variant, Sequence[Alignment]]:
    """Return the reading of `query` that fits best, and its maps to `work`, if need be by lines."""
    best = _aligned(query.surface, work.surface)
    if best[1]:
        return best
    return _aligned(query.lines, work.lines)


def _aligned(query: Features, work: Features) -> tuple[Variant, Sequence[Alignment]]:
    readings = [(variant, pieces_of(query.seen_as(variant), work, 100)[2]) for variant in VARIANTS]
    return max(readings, key=lambda one: one[1][0].score if one[1] else 0)


def sighted(suspect: Study, picture: Image.Image) -> list[Sighting]:
    """Return where a picture of a heritage source lies in a suspect, if it does."""
    variant, maps = aligned(suspect, study(picture))
    return [Sighting(reference(picture), variant, maps)] if maps else []


def judged(
    suspect: Image.Image,
    work: Image.Image,
    declared: Sequence[Image.Image],
    library: Sequence[Image.Image] = (),
) -> Judgement:
    """Judge a suspect against a work; pictures of the library are looked for in the suspect."""
    seen, of_work = study(suspect), study(work)
    variant, maps = aligned(seen, of_work)
    sightings = [one for picture in library for one in sighted(seen, picture)]
    return judge(seen.grey, variant, maps, expression(work, *declared), sightings)
