"""The legend of a drawn lineage: every kind of box and line that is in it, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api.lineage.boxes import kind_of, outline, pill
from api.lineage.lettering import width
from api.lineage.models import LineageView
from api.lineage.pen import (
    FREE,
    RESEMBLES,
    SOFT,
    STROKES,
    Letters,
    Stroke,
    arrow,
    draw,
    sign,
    write,
)
from ledger.register.questions.clause import Named
from ledger.register.questions.lineage import LICENCES

_SIZE = 11.0
_SYMBOL = 62.0
_LINE = 34.0

_KINDS = {
    "root": Named("本作品", "this work"),
    "heritage": Named("文物来源", "heritage source"),
    "work": Named("作品", "work"),
    "similar": Named("仅图像相似的作品", "work that is only alike"),
    "void": Named("登记已失效", "registration not in force"),
}
_FREE = Named("无须许可", "no licence needed")
_RESEMBLANCE = Named("登记时检索到的相似", "likeness found at registration")
_HIDDEN = Named("另有若干未画出", "so many more not drawn")


@dataclass(frozen=True, slots=True)
class _Item:
    words: Named
    draw: Callable[[Element, float, float], None]

    @property
    def width(self) -> float:
        widest = max(width(self.words.zh, _SIZE), width(self.words.en, _SIZE))
        return _SYMBOL + widest + 16


def draw_legend(
    parent: Element, view: LineageView, place: tuple[float, float], room: float
) -> float:
    """Draw it with its upper left corner at `place`, as wide as `room`; give where it ends."""
    x, y = place
    items = list(_items(view))
    column = max(item.width for item in items)
    columns = max(int(room // column), 1)
    for number, item in enumerate(items):
        row, place_in_row = divmod(number, columns)
        left, middle = x + place_in_row * column, y + row * _LINE + _LINE / 2
        item.draw(parent, left, middle)
        write(parent, (left + _SYMBOL, middle - 2), item.words.zh, Letters(_SIZE))
        at = (left + _SYMBOL, middle + 11)
        write(parent, at, item.words.en, Letters(_SIZE, colour=SOFT, english=True))
    return y + _LINE * -(-len(items) // columns)


def _items(view: LineageView) -> Iterator[_Item]:
    kinds = {kind_of(node) for node in view.nodes}
    for kind, words in _KINDS.items():
        if kind in kinds:
            yield _Item(words, _box(kind))
    states = {edge.licence.state for edge in view.derivations}
    if any(STROKES[state].sign is None for state in states):
        yield _Item(_FREE, _line(FREE))
    for state, words in LICENCES.items():
        if state in states and STROKES[state].sign is not None:
            yield _Item(words, _line(STROKES[state]))
    if view.similarities:
        yield _Item(_RESEMBLANCE, _likeness)
    if any(node.hidden_parents or node.hidden_derivatives for node in view.nodes):
        yield _Item(_HIDDEN, _cut)


def _box(kind: str) -> Callable[[Element, float, float], None]:
    return lambda parent, x, y: outline(parent, (x + 6, y - 10, 44, 20), kind)


def _line(stroke: Stroke) -> Callable[[Element, float, float], None]:
    def show(parent: Element, x: float, y: float) -> None:
        draw(parent, f"M{x:.1f} {y:.1f}h44", stroke)
        arrow(parent, (x + 50, y), stroke)
        sign(parent, (x + 24, y), stroke)

    return show


def _likeness(parent: Element, x: float, y: float) -> None:
    draw(parent, f"M{x:.1f} {y:.1f}h50", RESEMBLES)
    sign(parent, (x + 24, y), RESEMBLES)


def _cut(parent: Element, x: float, y: float) -> None:
    pill(parent, (x + 26, y), "+n ›", SOFT)
