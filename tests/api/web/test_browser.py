"""The site in a real browser, on a phone and on a desk: `mogao serve` and Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from ...browsing import chromium, playwright
from ...serving import served
from ..support import did
from .conftest import SCRIPT, Gallery, altered

_WIDTHS = {"phone": 390, "desk": 1280}

#: Elements that reach beyond the window, but for what stands off-screen until it has the focus.
_TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.skip') && e.getBoundingClientRect().right > innerWidth + 0.5)
  .map(e => e.outerHTML.slice(0, 120))"""

#: Pictures that came and could not be shown; those further down may still be on their way.
_BROKEN = """() => [...document.images].filter(i => i.complete && i.currentSrc && !i.naturalWidth)
  .map(i => i.currentSrc)"""

#: Texts whose contrast with the nearest opaque ground is below 4.5 (WCAG 2.2, 1.4.3 level AA).
_TOO_FAINT = """() => {
  const numbers = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => {
    const [r, g, b] = numbers(c).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if ((numbers(c)[3] ?? 1) === 1) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const pair = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => b - a);
    if ((pair[0] + 0.05) / (pair[1] + 0.05) < 4.5) faint.push(e.outerHTML.slice(0, 120));
  }
  return faint;
}"""


@dataclass
class Visitor:
    """Somebody with a browser, and all that the browser asked for and complained of."""

    page: playwright.Page
    site: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def go(self, address: str) -> None:
        self.page.goto(self.site + address)

    def check(self) -> None:
        """Nothing sticks out, nothing is too faint, nothing went elsewhere or wrong."""
        self.page.wait_for_load_state("load")
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert self.page.evaluate(_TOO_WIDE) == []
        assert self.page.evaluate(_TOO_FAINT) == []
        assert self.page.evaluate(_BROKEN) == []
        assert self.complaints == []
        assert [url for url in self.asked if not url.startswith(self.site + "/")] == []


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def site(gallery: Gallery) -> Iterator[str]:
    with served(gallery.world.directory) as address:
        yield address


@pytest.fixture(params=_WIDTHS)
def visitor(
    browser: playwright.Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    size = {"width": _WIDTHS[request.param], "height": 800}
    with browser.new_context(viewport=size) as context:
        yield Visitor(context.new_page(), site)


def test_no_page_sticks_out_or_asks_anyone_else(visitor: Visitor, gallery: Gallery) -> None:
    works = ("published", "original", "unpublished", "resembling", "competing", "scan", "hostile")
    addresses = [
        "/",
        "/works",
        "/heritage",
        f"/heritage/{gallery.id('wall')}",
        f"/parties/{did(SCRIPT)}",
        "/trace",
        "/verify",
        "/find",
        "/entries/0",
        f"/entries/{gallery.entries['hostile'].index}",
        *map(gallery.page, works),
    ]
    for address in addresses:
        visitor.go(address)
        for details in visitor.page.locator("details > summary").all():
            details.click()
        visitor.check()


def test_a_suspect_is_traced_from_the_first_page(visitor: Visitor, gallery: Gallery) -> None:
    visitor.go("/")
    suspect = {"name": "疑似.jpg", "mimeType": "image/jpeg"}
    suspect["buffer"] = altered(gallery.files["original"])  # type: ignore[assignment]  # Playwright's own shape
    visitor.page.get_by_label("可疑图片").set_input_files(suspect)
    visitor.page.get_by_role("button", name="开始溯源").click()
    origin = visitor.page.get_by_role("heading", name="九色鹿").get_by_role("link")
    assert origin.get_attribute("href") == gallery.page("original")
    visitor.check()
    pictures = visitor.page.locator("ol.matches img")
    # two works, each with its small picture and drawn beside the suspect
    assert pictures.count() == 4
    for picture in pictures.all():
        # they are loaded when they come into view, and not a moment before
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("i => i.decode().then(() => i.naturalWidth)") > 100
    origin.click()
    assert visitor.page.get_by_role("heading", level=1).inner_text().startswith("九色鹿")
    visitor.check()


def test_a_receipt_is_checked_with_its_picture(visitor: Visitor, gallery: Gallery) -> None:
    visitor.go("/verify")
    page = visitor.page
    receipt = {"name": "r.json", "mimeType": "application/json"}
    receipt["buffer"] = gallery.receipt("published")  # type: ignore[assignment]  # as above
    page.get_by_label("回执文件").set_input_files(receipt)
    page.get_by_role("button", name="核验", exact=False).click()
    assert page.get_by_role("heading", name="核验通过").is_visible()
    assert page.locator(".checks .yes").count() == 4
    visitor.check()


def test_a_number_typed_badly_is_found(visitor: Visitor, gallery: Gallery) -> None:
    visitor.go("/")
    index = gallery.entries["published"].index
    field = visitor.page.get_by_label("按存证编号查询")
    field.fill(f"  mg-{index:09d}-{98 - index * 100 % 97:02d} ")
    field.press("Enter")
    visitor.page.wait_for_url("**" + gallery.page("published"))
    visitor.check()


def test_the_keyboard_can_skip_to_the_content(visitor: Visitor) -> None:
    visitor.go("/works")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement")
    assert skip.evaluate("e => e.getBoundingClientRect().left") >= 0


def test_without_scripts_nothing_is_missing(
    browser: playwright.Browser, site: str, gallery: Gallery
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + "/trace")
        file = {"name": "s.jpg", "mimeType": "image/jpeg"}
        page.get_by_label("可疑图片").set_input_files(
            file | {"buffer": gallery.files["original"]}  # type: ignore[operator]  # as above
        )
        page.get_by_role("button", name="开始溯源").click()
        assert page.get_by_role("heading", name="九色鹿").is_visible()
