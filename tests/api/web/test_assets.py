"""The style sheet and the drawings."""

from __future__ import annotations

import re

import pytest

from api.web.assets import _files, asset

from ..support import World, problem_of


@pytest.mark.parametrize(
    "name", ["site.css", "mark.svg", "caisson.svg", "border.svg", "plaster.svg"]
)
def test_an_asset_is_served_for_ever(bare: World, name: str) -> None:
    answer = bare.client.get(asset(name))
    assert answer.content == _files()[name]
    kind = "text/css; charset=utf-8" if name.endswith("css") else "image/svg+xml"
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_edition_or_name_is_not_there(bare: World) -> None:
    for address in ("/static/0/site.css", asset("site.css") + "x", asset("site.css")[:-9]):
        assert problem_of(bare.client.get(address))["code"] == "path_unknown"
    with pytest.raises(KeyError):
        asset("none.css")


def test_the_style_sheet_asks_nobody_else_for_anything() -> None:
    style = _files()["site.css"].decode()
    assert len(style.splitlines()) <= 250
    addresses = set(re.findall(r"url\(([^)]*)\)", style))
    assert addresses == {'"plaster.svg"', '"border.svg"', '"mark.svg"'}
    assert "@import" not in style
    for name, data in _files().items():
        if name.endswith(".svg"):
            others = set(re.findall(r"https?://[^\"']*", data.decode()))
            assert others == {"http://www.w3.org/2000/svg"}, name
            assert b"<script" not in data
