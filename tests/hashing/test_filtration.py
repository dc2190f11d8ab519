from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from hashing.expression import parse_expression
from hashing.features import VARIANTS
from hashing.filtration import judge
from hashing.geometry import Alignment
from tests.hashing.walls import (
    HERE,
    THERE,
    WALL,
    aligned,
    expression,
    judged,
    painted,
    sighted,
    study,
    wall,
)

WORK = painted(WALL, 1)


def lines(image: Image.Image) -> Image.Image:
    """Return the outlines of a picture, dark on white."""
    grey = np.asarray(image.convert("L"), np.float32)
    down, across = np.gradient(grey)
    return Image.fromarray((255 - 6 * np.hypot(down, across)).clip(0, 255).astype(np.uint8))


def on_a_page(image: Image.Image) -> Image.Image:
    page = wall(7)
    page.paste(image.resize((400, 300)), (180, 120))
    return page


ATTACKS = {
    "as it is": lambda image: image,
    "half size": lambda image: image.reduce(2),
    "mirrored": ImageOps.mirror,
    "negative": ImageOps.invert,
    "mirrored negative": lambda image: ImageOps.invert(ImageOps.mirror(image)),
    "grey and dark": lambda image: ImageEnhance.Brightness(ImageOps.grayscale(image)).enhance(0.7),
    "turned": lambda image: image.rotate(15, expand=True, resample=Image.Resampling.BICUBIC),
    "cropped": lambda image: image.crop((160, 100, 620, 440)),
    "seen from aside": lambda image: image.transform(
        image.size, Image.Transform.QUAD, (20, 10, 0, 470, 640, 480, 610, 25)
    ),
    "on a page": on_a_page,
}


@pytest.mark.parametrize("how", ATTACKS)
def test_a_copy_follows_the_work(how: str) -> None:
    found = judged(ATTACKS[how](WORK), WORK, [WALL])
    assert found.verdict == "copies_expression"
    assert found.score > 0.4
    assert found.numbers["follows_work"] > 0.8 * found.numbers["own_visible"]


@pytest.mark.parametrize("how", ATTACKS)
def test_the_heritage_accuses_nobody(how: str) -> None:
    found = judged(ATTACKS[how](WALL), WORK, [WALL])
    assert found.verdict == "shares_heritage_only"
    assert found.score < 0
    assert found.numbers["follows_heritage"] > 0.7 * found.numbers["own_visible"]


@pytest.mark.parametrize(
    ("how", "place"), [*((how, HERE) for how in ATTACKS), ("mirrored", THERE), ("turned", THERE)]
)
def test_other_expression_over_the_same_wall_accuses_nobody(
    how: str, place: tuple[int, int]
) -> None:
    found = judged(ATTACKS[how](painted(WALL, 2, place)), WORK, [WALL])
    assert found.verdict != "copies_expression"
    assert found.score < 0.2


def test_figures_add_up() -> None:
    numbers = judged(painted(WORK, 2, THERE), WORK, [WALL]).numbers
    answers = ("follows_work", "follows_heritage", "undecided")
    assert numbers["own_visible"] == sum(numbers[name] for name in answers)
    assert 0 < numbers["own"] < 0.1
    assert 0.5 < numbers["agreement"] < 1


def test_no_map_is_no_relation() -> None:
    seen = study(wall(5))
    assert judge(seen.grey, VARIANTS[0], (), expression(WORK, WALL)).verdict == "unrelated"


@pytest.mark.parametrize(
    "matrix", [[[1, 0, 40], [0, 1, -30]], [[-0.4, 0.3, 300], [-0.3, -0.4, 250]], [[0, 0, 1]] * 2]
)
def test_a_map_that_nothing_bears_out_decides_nothing(matrix: list[list[float]]) -> None:
    wrong = Alignment(np.array(matrix, np.float64), np.arange(4), 7.0)
    found = judge(study(wall(5)).grey, VARIANTS[0], [wrong], expression(WORK, WALL))
    assert found.verdict == "undetermined"
    assert found.score < 0.2


def test_a_part_that_shows_nothing_of_its_own_decides_nothing_against_it() -> None:
    found = judged(WORK.crop((0, 0, 320, 480)), WORK, [WALL])
    assert found.verdict == "shares_heritage_only"
    assert found.numbers["own_visible"] == 0


def test_a_work_that_only_changes_tone_has_nothing_to_copy() -> None:
    toned = ImageEnhance.Color(ImageEnhance.Contrast(WALL).enhance(1.4)).enhance(0.3)
    for suspect in (toned, WALL, painted(WALL, 2)):
        found = judged(suspect, toned, [WALL])
        assert found.verdict == "undetermined"
        assert found.numbers["own"] == 0


def test_a_bare_scan_has_nothing_to_copy() -> None:
    assert judged(WALL, WALL.crop((20, 10, 600, 470)), [WALL]).verdict == "undetermined"


def test_lines_drawn_after_the_wall_accuse_nobody() -> None:
    drawn = lines(WALL)
    assert judged(drawn, WORK, [WALL]).verdict == "shares_heritage_only"
    assert judged(lines(WORK), WORK, [WALL]).score > judged(drawn, WORK, [WALL]).score + 0.3


def test_lines_drawn_after_the_wall_are_hardly_their_drawers_own() -> None:
    drawn = lines(WALL)
    found = expression(drawn, WALL)
    assert found.used == (0,)
    assert found.own < 0.05
    for suspect in (WALL, drawn, painted(WALL, 2)):
        assert judged(suspect, drawn, [WALL]).verdict != "copies_expression"


def test_without_heritage_a_copy_is_a_copy() -> None:
    found = judged(ATTACKS["cropped"](WORK), WORK, [])
    assert found.verdict == "copies_expression"
    assert found.numbers["shared"] == 0


@pytest.mark.parametrize("declared", [[], [wall(6)]])
def test_undeclared_heritage_is_found_in_the_suspect(declared: list[Image.Image]) -> None:
    library = [wall(6), WALL.reduce(2)]
    innocent = judged(ATTACKS["mirrored"](painted(WALL, 2)), WORK, declared, library)
    assert innocent.verdict != "copies_expression"
    assert judged(WALL, WORK, declared, library).verdict == "shares_heritage_only"
    copied = judged(ATTACKS["mirrored"](WORK), WORK, declared, library)
    assert copied.verdict == "copies_expression"
    assert len(copied.explained_by) == 1


def test_a_wall_beyond_its_picture_is_nobodys() -> None:
    known = WALL.crop((0, 0, 300, 480))
    found = judged(painted(WALL, 2), WORK, [known])
    assert found.verdict == "undetermined"
    assert found.numbers["unclear"] > 100


def test_a_work_in_two_pieces_is_followed_in_both() -> None:
    pieces = Image.new("RGB", (700, 480), "white")
    pieces.paste(WORK.crop((0, 0, 320, 480)), (380, 0))
    pieces.paste(WORK.crop((320, 0, 640, 480)), (20, 0))
    found = judged(pieces, WORK, [WALL])
    assert found.verdict == "copies_expression"
    assert found.numbers["shared"] > 2000


def test_the_same_pictures_give_the_same_judgement() -> None:
    suspect = ATTACKS["turned"](WORK)
    assert judged(suspect, WORK, [WALL]) == judged(suspect, WORK, [WALL])


def test_the_expression_may_have_been_stored() -> None:
    seen, work = study(ATTACKS["half size"](WORK)), expression(WORK, WALL)
    variant, maps = aligned(seen, study(WORK))
    stored = parse_expression(work.to_bytes())
    sightings = sighted(seen, WALL)
    found = judge(seen.grey, variant, maps, work, sightings)
    assert judge(seen.grey, variant, maps, stored, sightings) == found
