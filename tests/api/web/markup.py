"""Reading a page as a program does: is it whole, can it be heard as well as seen, is it inert?"""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

import httpx

from api.web.site import HEADERS

_VOID = {"br", "img", "input", "link", "meta"}
_CODE = {"script", "style", "iframe", "object", "embed", "base"}
_BLOCKS = {"dd", "div", "dt", "h1", "h2", "h3", "li", "p"}
_ADDRESSES = {"href", "src", "action"}


class Page(HTMLParser):
    """The tags, the addresses and the text of a page; malformed HTML fails at once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        assert text.startswith("<!doctype html>")
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} with an attribute twice"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self.text += "\n" if tag in _BLOCKS else ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def links(self) -> list[str]:
        return [attributes["href"] for attributes in self.all("a")]

    def said(self) -> str:
        """The text with every run of blanks as one."""
        return " ".join(self.text.split())


def page_of(response: httpx.Response, status: int = 200) -> Page:
    """The page that a response must be, with its headers, checked for what every page must be."""
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for name in HEADERS.keys() - {"Cache-Control"}:
        assert response.headers[name] == HEADERS[name]
    page = Page(response.text)
    _check_inert(page)
    _check_heard(page)
    return page


def _check_inert(page: Page) -> None:
    for tag, attributes in page.tags:
        assert tag not in _CODE
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        for name in _ADDRESSES & attributes.keys():
            outward = tag == "a" and "noreferrer" in attributes.get("rel", "")
            inward = attributes[name].startswith(("/", "#")) and attributes[name][:2] != "//"
            drawn = tag == "img" and attributes[name].startswith("data:image/png;base64,")
            assert outward or inward or drawn, attributes[name][:100]


def _check_heard(page: Page) -> None:
    (html,) = page.all("html")
    assert html["lang"] == "zh-Hans"
    assert {attributes["lang"] for _, attributes in page.tags if "lang" in attributes} >= {"en"}
    assert len(page.all("main")) == len(page.all("title")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if tag in {"h1", "h2", "h3", "h4"}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all("alt" in image for image in page.all("img"))
    labelled = {label["for"] for label in page.all("label")}
    assert {control["id"] for control in page.all("input")} == labelled
    for section in page.all("section") + page.all("nav"):
        assert section.get("class") == "hero" or {"aria-label", "aria-labelledby"} & section.keys()
        assert section.get("aria-labelledby", ids[0]) in ids
