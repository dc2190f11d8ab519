"""Elements of SVG, and the lines and signs that tell the edges of a lineage apart.

Nothing is told by colour alone: every kind of line has its own dashes, every sign its own form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from api.lineage.lettering import clean

INK, SOFT, PAPER, GROUND = "#2b211b", "#5c4c3d", "#ffffff", "#fcf7ec"
HERITAGE, WORK, ROOT, SIMILAR, VOID = "#23624f", "#24497a", "#8c3b22", "#6a3d7c", "#7d2a1c"
SIGN_RADIUS = 8.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line is drawn; ``sign`` is the path, around 0, of the sign that it bears."""

    colour: str
    width: float
    dashes: str | None = None
    sign: str | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is written; `anchor` is the ``text-anchor`` of SVG."""

    size: float
    colour: str = INK
    english: bool = False
    bold: bool = False
    anchor: str | None = None
    struck: bool = False


#: Where nobody has to be asked.
FREE = Stroke(SOFT, 1.4)
#: state of `questions.lineage.LICENCES` → its line
STROKES: Mapping[str, Stroke] = MappingProxyType(
    {
        "public_domain": FREE,
        "inspired": FREE,
        "same_owners": FREE,
        "nobody_to_ask": FREE,
        "licensed": Stroke("#1d6b3f", 2.6, None, "M-4 0L-1 3L4 -3.5"),
        "agreed": Stroke(WORK, 2, "9 3", "M0 -4.5V0H3.5"),
        "suspended": Stroke("#8a4b00", 2, "9 3 2 3", "M-2 -3.5V3.5M2 -3.5V3.5"),
        "lapsed": Stroke(SOFT, 2, "4 3", "M-4 0H4"),
        "unlicensed": Stroke("#b3261e", 2, "6 4", "M-3 -3L3 3M3 -3L-3 3"),
    }
)
RESEMBLES = Stroke(SIMILAR, 1.8, "1.5 4", "M-5 -1.5q2.5 -3 5 0t5 0M-5 2.5q2.5 -3 5 0t5 0")


def put(parent: Element, tag: str, text: str | None = None, /, **attributes: object) -> Element:
    """Add an element; ``stroke_width`` is the attribute ``stroke-width``, ``None`` adds none."""
    given = {
        name.replace("_", "-"): _value(value)
        for name, value in attributes.items()
        if value is not None
    }
    element = SubElement(parent, tag, given)
    if text is not None:
        element.text = clean(text)
    return element


def write(parent: Element, place: tuple[float, float], text: str, letters: Letters) -> None:
    """Write one line whose letters stand on the height of `place`."""
    put(
        parent,
        "text",
        text,
        x=place[0],
        y=place[1],
        font_size=letters.size,
        fill=letters.colour,
        lang="en" if letters.english else None,
        font_weight="bold" if letters.bold else None,
        text_anchor=letters.anchor,
        text_decoration="line-through" if letters.struck else None,
    )


def draw(parent: Element, path: str, stroke: Stroke) -> None:
    """Draw a line."""
    put(
        parent,
        "path",
        d=path,
        fill="none",
        stroke=stroke.colour,
        stroke_width=stroke.width,
        stroke_dasharray=stroke.dashes,
        stroke_linecap="round" if stroke is RESEMBLES else None,
    )


def sign(parent: Element, place: tuple[float, float], stroke: Stroke) -> None:
    """Draw the sign of a line, if it bears one, around `place`."""
    if stroke.sign is None:
        return
    at = put(parent, "g", transform=f"translate({_value(place[0])} {_value(place[1])})")
    put(at, "circle", r=SIGN_RADIUS, fill=PAPER, stroke=stroke.colour, stroke_width=1.4)
    draw(at, stroke.sign, Stroke(stroke.colour, 1.9))


def arrow(parent: Element, place: tuple[float, float], stroke: Stroke) -> None:
    """Draw the head of an arrow that points right, to `place`."""
    x, y = place
    corners = [(x, y), (x - 7, y - 4), (x - 7, y + 4)]
    points = " ".join(f"{_value(right)},{_value(down)}" for right, down in corners)
    put(parent, "polygon", points=points, fill=stroke.colour)


def curve(points: Sequence[tuple[float, float]]) -> str:
    """Give the path through `points`, which leaves and reaches each of them horizontally."""
    path = f"M{_value(points[0][0])} {_value(points[0][1])}"
    for (x, y), (to_x, to_y) in pairwise(points):
        bend = (x + to_x) / 2
        numbers = (bend, y, bend, to_y, to_x, to_y)
        path += "C" + " ".join(map(_value, numbers))
    return path


def _value(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
