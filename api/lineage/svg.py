"""A lineage as a drawing (SVG 2): layers from left to right, each line and box told by its form.

The drawing loads nothing, runs nothing and needs no style sheet; its letters are those of whoever
looks at it. It scales to any width.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from api.lineage.legend import draw_legend
from api.lineage.lettering import fit
from api.lineage.models import LineageDerivation, LineageView
from api.lineage.pen import (
    GROUND,
    RESEMBLES,
    SOFT,
    STROKES,
    Letters,
    arrow,
    curve,
    draw,
    put,
    sign,
    write,
)
from api.lineage.plan import Plan, Point
from api.lineage.words import RESEMBLANCE
from ledger.register.questions.clause import Named

MEDIA_TYPE = "image/svg+xml"

_MARGIN = 16.0
_TOP = 88.0
#: No drawing is narrower, so that its heading and its legend can be read.
_LEAST_WIDTH = 420.0
_FONTS = (
    "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', "
    "sans-serif"
)


def to_svg(view: LineageView) -> bytes:
    """Draw `view`; characters that XML cannot hold become U+FFFD."""
    plan = Plan(view, _TOP, _MARGIN, _LEAST_WIDTH)
    body = Element("g")
    _head(body, view, plan.width)
    for found in view.similarities:
        _likeness(body, plan.bow(found))
    for edge in view.derivations:
        _derivation(body, edge, plan.course(edge))
    for name, box in plan.boxes.items():
        box.draw(body, plan.corner(name), plan.into[name])
    for edge in view.derivations:
        sign(body, plan.sign(edge), STROKES[edge.licence.state])
    room = plan.width - 2 * _MARGIN
    bottom = draw_legend(body, view, (_MARGIN, plan.bottom + 24), room)
    if view.similarities:
        bottom = _paragraph(body, bottom + 8, room)
    return _document(view, body, plan.width, bottom + _MARGIN)


def _document(view: LineageView, body: Element, width: float, height: float) -> bytes:
    titled = _title(view)
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "role": "img",
            "aria-labelledby": "lineage-title lineage-description",
            "lang": "zh-Hans",
            "font-family": _FONTS,
        },
    )
    put(root, "title", f"{titled.zh} {titled.en}", id="lineage-title")
    told = [f"{edge.zh} {edge.en}" for edge in view.derivations]
    told += [f"{found.zh} {found.en}" for found in view.similarities]
    put(root, "desc", " ".join(told), id="lineage-description")
    put(root, "rect", width="100%", height="100%", fill=GROUND)
    root.append(body)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _head(body: Element, view: LineageView, width: float) -> None:
    titled, known = _title(view), view.known_at
    room = width - 2 * _MARGIN
    (zh, *_), (en, *_) = fit(titled.zh, 18, room, 1), fit(titled.en, 13, room, 1)
    write(body, (_MARGIN, 30), zh, Letters(18, bold=True))
    write(body, (_MARGIN, 48), en, Letters(13, colour=SOFT, english=True))
    as_of = f"截至 as of {known.day} · {known.size} 条 entries"
    write(body, (_MARGIN, 65), as_of, Letters(11, colour=SOFT))


def _title(view: LineageView) -> Named:
    title = view.nodes[0].title
    return Named(f"《{title.zh}》的源流", f"Lineage of “{title.en or title.zh}”")


def _derivation(body: Element, edge: LineageDerivation, course: list[Point]) -> None:
    stroke, (x, y) = STROKES[edge.licence.state], course[-1]
    group = put(body, "g")
    put(group, "title", f"{edge.zh} {edge.en}")
    draw(group, curve([*course[:-1], (x - 6, y)]), stroke)
    arrow(group, (x, y), stroke)


def _likeness(body: Element, bow: list[Point]) -> None:
    (x, y), (to_x, to_y) = bow
    if x == to_x:
        # both in one layer: the bow bends out to the right
        out = x + 34
        draw(
            body,
            f"M{x:.1f} {y:.1f}C{out:.1f} {y:.1f} {out:.1f} {to_y:.1f} {x:.1f} {to_y:.1f}",
            RESEMBLES,
        )
        sign(body, (x + 25.5, (y + to_y) / 2), RESEMBLES)
        return
    draw(body, curve(bow), RESEMBLES)
    sign(body, ((x + to_x) / 2, (y + to_y) / 2), RESEMBLES)


def _paragraph(body: Element, top: float, room: float) -> float:
    for text, english in ((RESEMBLANCE.zh, False), (RESEMBLANCE.en, True)):
        for line in fit(text, 11, room, 3):
            top += 15
            write(body, (_MARGIN, top), line, Letters(11, colour=SOFT, english=english))
    return top
