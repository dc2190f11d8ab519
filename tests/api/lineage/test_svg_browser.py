"""The drawing in a real browser: letters keep to their boxes, and nothing leaves the drawing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from api.lineage.boxes import WIDTH
from api.lineage.models import LineageView
from api.lineage.svg import to_svg
from ledger.register.fields import Label

from ...browsing import chromium
from .family import Family

#: Titles that are hard to letter: wide, narrow, without a blank, mixed.
_TITLES = (
    Label(zh="莫高窟第二百五十七窟西壁鹿王本生故事长卷", en="W" * 60),
    Label(
        zh="ＭＯＧＡＯ　九色鹿", en="The Nine-Coloured Deer of Cave 257, west wall, Northern Wei"
    ),
    Label(zh="MMMMMMMMMMMM WWWWWWWWWWWW", en="iiiiiiii llllllll jjjjjjjj tttttttt ffffffff"),
    Label(zh="藻井——“三兔共耳”（复原）", en="mural fragment · 壁画残片"),
)
#: Letters of a box that reach beyond it, and letters beyond the drawing.
_OUTSIDE = """width => {
  const found = [];
  for (const group of document.querySelectorAll('g[id^="entry-"]')) {
    const frame = group.querySelector('rect, polygon').getBBox();
    for (const text of group.querySelectorAll(':scope > text')) {
      const box = text.getBBox();
      const middle = text.getAttribute('text-anchor') === 'middle';
      if (!middle && (box.x < frame.x - .5 || box.x + box.width > frame.x + width + .5))
        found.push(text.textContent);
    }
  }
  const whole = document.querySelector('svg').viewBox.baseVal;
  for (const text of document.querySelectorAll('svg text')) {
    const box = text.getBBox();
    if (box.x < 0 || box.y < 0 || box.x + box.width > whole.width
        || box.y + box.height > whole.height)
      found.push(text.textContent);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with chromium() as browser:
        yield browser.new_page(viewport={"width": 390, "height": 800})


@pytest.mark.parametrize("name", ["deer", "wall", "grandchild"])
def test_letters_keep_to_their_boxes(page: Any, family: Family, name: str) -> None:
    view = LineageView.model_validate(family.get(name))
    nodes = [
        node.model_copy(update={"title": _TITLES[number % len(_TITLES)]})
        for number, node in enumerate(view.nodes)
    ]
    for shown in (view, view.model_copy(update={"nodes": nodes})):
        drawing = to_svg(shown).decode("utf-8").partition("?>")[2]
        page.set_content(f"<!doctype html><body>{drawing}</body>")
        assert page.evaluate(_OUTSIDE, WIDTH) == []
