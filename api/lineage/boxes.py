"""The boxes of a drawn lineage: one for each heritage source and work, of a size known beforehand.

A box names, from the top: how it draws on each of its parents that are drawn, its title in Chinese
over English, its deposit number, and how its registration stands. On its lower edge it says how
much is left out before it and after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api.lineage.lettering import fit, width
from api.lineage.models import LineageDerivation, LineageNode
from api.lineage.pen import (
    HERITAGE,
    INK,
    PAPER,
    ROOT,
    SIMILAR,
    SOFT,
    VOID,
    WORK,
    Letters,
    put,
    write,
)
from ledger.register.questions.clause import Named

WIDTH = 164.0
_PAD = 9.0
_ROOM = WIDTH - 2 * _PAD
_ROW = 17.0
_ZH, _EN, _SMALL = 16.0, 12.0, 10.0
_CORNER = 11.0

#: How each kind of box is outlined: colour, ground, width of the line, dashes.
_OUTLINES = {
    "heritage": (HERITAGE, "#e9f3ee", 1.6, None),
    "work": (WORK, PAPER, 1.6, None),
    "root": (ROOT, "#fff3dd", 3.0, None),
    "similar": (SIMILAR, "#f7f1fa", 1.6, "6 3"),
    "void": (VOID, "#ece6de", 1.6, None),
}
_ROOT_TAG = Named("本件", "this one")
_HERITAGE_STATE = Named("文物来源", "heritage source")


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its lines of text; ``rows`` counts the edges that come in."""

    node: LineageNode
    rows: int
    zh: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def height(self) -> float:
        """The height of the box."""
        return self._heading + 20.0 * len(self.zh) + 15.0 * len(self.en) + 37.0

    @property
    def _heading(self) -> float:
        return 8.0 + (_ROW * self.rows + 5.0 if self.rows else 0.0)

    def row(self, number: int) -> float:
        """Give how far below its top the edge `number` comes in."""
        return 14.0 + _ROW * number

    def leaving(self, number: int, count: int) -> float:
        """Give how far below its top the edge `number` of `count` goes out."""
        apart = min(10.0, (self.height - 30) / count)
        return self.height / 2 + apart * (number - (count - 1) / 2)

    def draw(
        self, parent: Element, place: tuple[float, float], edges: Sequence[LineageDerivation]
    ) -> None:
        """Draw it with its upper left corner at `place`; `edges` come in from the top down."""
        x, y = place
        group = put(parent, "g", id=f"entry-{self.node.entry}")
        put(group, "title", _told(self.node))
        outline(group, (x, y, WIDTH, self.height), kind_of(self.node))
        for number, edge in enumerate(edges):
            self._relation(group, (x + _PAD, y + self.row(number) + 4), edge)
        if edges:
            down = y + self._heading - 3
            put(group, "path", d=f"M{x + _PAD:.1f} {down:.1f}h{_ROOM:.1f}", stroke="#dcc9a6")
        self._title(group, x + _PAD, y + self._heading)
        self._state(group, x, y + self.height)
        if self.node.role == "root":
            pill(group, (x + WIDTH / 2, y - 4), f"{_ROOT_TAG.zh} {_ROOT_TAG.en}", ROOT)
        if self.node.hidden_parents:
            pill(group, (x + 24, y + self.height), f"‹ +{self.node.hidden_parents}", SOFT)
        if self.node.hidden_derivatives:
            at = (x + WIDTH - 24, y + self.height)
            pill(group, at, f"+{self.node.hidden_derivatives} ›", SOFT)

    def _relation(
        self, group: Element, place: tuple[float, float], edge: LineageDerivation
    ) -> None:
        (text,) = fit(f"{edge.relation.zh} {edge.relation.en}", _SMALL + 1, _ROOM, 1)
        write(group, place, text, Letters(_SMALL + 1, colour=SOFT))

    def _title(self, group: Element, x: float, y: float) -> None:
        struck = not self.node.in_force
        for number, line in enumerate(self.zh):
            at = (x, y + 17 + 20 * number)
            write(group, at, line, Letters(_ZH, bold=True, struck=struck))
        y += 20 * len(self.zh)
        for number, line in enumerate(self.en):
            at = (x, y + 12 + 15 * number)
            write(group, at, line, Letters(_EN, english=True, struck=struck))

    def _state(self, group: Element, x: float, bottom: float) -> None:
        state = self.node.state or _HERITAGE_STATE
        colour = INK if self.node.in_force else VOID
        right, bold = x + WIDTH - _PAD, not self.node.in_force
        write(group, (x + _PAD, bottom - 24), self.node.number, Letters(_SMALL, colour=SOFT))
        for text, down in ((state.zh, 24), (state.en, 12)):
            at = (right, bottom - down)
            write(group, at, text, Letters(_SMALL, colour=colour, bold=bold, anchor="end"))


def box_of(node: LineageNode, rows: int) -> Box:
    """Measure the box of a node into which `rows` edges come."""
    english = fit(node.title.en, _EN, _ROOM, 2) if node.title.en else []
    return Box(node, rows, tuple(fit(node.title.zh, _ZH, _ROOM, 2)), tuple(english))


def kind_of(node: LineageNode) -> str:
    """Say how a node is outlined."""
    if not node.in_force:
        return "void"
    if node.role in {"root", "similar"} and node.kind == "work":
        return node.role
    return node.kind


def outline(parent: Element, frame: tuple[float, float, float, float], kind: str) -> None:
    """Draw the outline of a box: `frame` is x, y, width, height."""
    x, y, across, down = frame
    colour, ground, line, dashes = _OUTLINES[kind]
    if kind == "heritage":
        # corners cut, and a second line within, as around a picture on a wall
        for inset, fill, thickness in ((0.0, ground, line), (3.5, "none", 0.8)):
            points = _octagon(x + inset, y + inset, across - 2 * inset, down - 2 * inset)
            put(parent, "polygon", points=points, fill=fill, stroke=colour, stroke_width=thickness)
        return
    put(
        parent,
        "rect",
        x=x,
        y=y,
        width=across,
        height=down,
        rx=7,
        fill=ground,
        stroke=colour,
        stroke_width=line,
        stroke_dasharray=dashes,
    )
    if kind == "void":
        crossed = f"M{x:.1f} {y + down:.1f}L{x + across:.1f} {y:.1f}"
        put(parent, "path", d=crossed, stroke=colour, stroke_width=0.8, fill="none")


def _octagon(x: float, y: float, across: float, down: float) -> str:
    cut = min(_CORNER, down / 3)
    right, bottom = x + across, y + down
    corners = [
        (x + cut, y),
        (right - cut, y),
        (right, y + cut),
        (right, bottom - cut),
        (right - cut, bottom),
        (x + cut, bottom),
        (x, bottom - cut),
        (x, y + cut),
    ]
    return " ".join(f"{left:.1f},{top:.1f}" for left, top in corners)


def pill(parent: Element, place: tuple[float, float], text: str, colour: str) -> None:
    """Draw a small sign with a text around `place`."""
    x, y = place
    half = 5 + width(text, _SMALL) / 2
    put(
        parent,
        "rect",
        x=x - half,
        y=y - 8,
        width=2 * half,
        height=16,
        rx=8,
        fill=PAPER,
        stroke=colour,
        stroke_width=1,
    )
    write(parent, (x, y + 3.5), text, Letters(_SMALL, colour=colour, anchor="middle", bold=True))


def _told(node: LineageNode) -> str:
    state = node.state or _HERITAGE_STATE
    title = " ".join(filter(None, (node.title.zh, node.title.en)))
    return f"{node.number} {title} · {state.zh} {state.en}"
