"""The form that asks where a picture comes from, and its answers."""

from __future__ import annotations

import io
from base64 import b64decode

import httpx
import numpy as np
import pytest
from PIL import Image

from ledger.number import format_number

from ..support import World, everything, picture
from .conftest import Gallery, altered
from .markup import Page, page_of


def send(world: World, data: bytes, name: str = "suspect.jpg") -> httpx.Response:
    return world.client.post("/trace", files={"file": (name, data)})


def origins_of(page: Page) -> list[str]:
    shown = [link for link in page.links() if link.startswith(("/works/", "/heritage/"))]
    return list(dict.fromkeys(shown))


def test_the_form_asks_for_a_picture_and_promises_not_to_keep_it(bare: World) -> None:
    page = page_of(bare.client.get("/trace"))
    (form,) = page.all("form")
    assert (form["method"], form["enctype"]) == ("post", "multipart/form-data")
    assert page.all("input")[0]["type"] == "file"
    assert "neither kept nor logged" in page.text
    assert "先扣除文物来源能解释的部分" in page.text
    assert "to share a mural is never called copying" in page.text


def test_a_suspect_leads_to_its_origins_side_by_side(gallery: Gallery) -> None:
    page = page_of(send(gallery.world, altered(altered(gallery.files["original"]))))
    assert set(origins_of(page)) == {gallery.page("original"), gallery.page("resembling")}
    said = page.said()
    assert "2 registered pictures share parts with it" in said
    assert "shows this work’s own expression" in said
    assert "who came first and who had leave is on the work’s page" in said
    for name in ("original", "resembling"):
        assert format_number(gallery.entries[name].index) in said
    overlays = [tag for tag in page.all("img") if tag["src"].startswith("data:")]
    assert len(overlays) == 2
    with Image.open(io.BytesIO(b64decode(overlays[0]["src"].partition(",")[2]))) as opened:
        assert (opened.format, opened.height) == ("PNG", 560)


def test_the_answer_names_what_was_searched(gallery: Gallery) -> None:
    found = gallery.world.client.post(
        "/v1/trace", files={"file": ("s", gallery.files["unpublished"])}
    ).json()
    page = page_of(send(gallery.world, gallery.files["unpublished"]))
    assert f"{found['pictures']} pictures in the first {found['tree_size']} entries" in page.said()
    assert found["suspect"]["sha256"] in page.text
    assert "1 registered picture shares parts with it" in page.text
    assert "未公开 not shown" in page.said()
    # the suspect, and beside it the outline alone of what nobody may see
    (drawn,) = [tag for tag in page.all("img") if tag["src"].startswith("data:")]
    assert not any(gallery.id("unpublished") in tag["src"] for tag in page.all("img"))
    with Image.open(io.BytesIO(b64decode(drawn["src"].partition(",")[2]))) as opened:
        right = np.asarray(opened.convert("RGB"))[24:536, opened.width // 2 + 12 : -24]
    assert (right == 255).all(axis=2).mean() > 0.9


def test_a_turned_picture_says_how_it_was_turned(gallery: Gallery) -> None:
    with Image.open(io.BytesIO(gallery.files["original"])) as opened:
        turned = opened.transpose(Image.Transpose.FLIP_LEFT_RIGHT).transpose(
            Image.Transpose.ROTATE_270
        )
    out = io.BytesIO()
    turned.save(out, "PNG")
    said = page_of(send(gallery.world, out.getvalue())).said()
    assert "镜像 mirrored" in said
    assert "turned by 90°" in said


def test_heritage_is_nobodys_work(gallery: Gallery) -> None:
    page = page_of(send(gallery.world, altered(gallery.files["wall"])))
    wall = f"/heritage/{gallery.id('wall')}"
    assert {wall, gallery.page("scan")} <= set(origins_of(page))
    assert "to resemble it concerns nobody’s work" in page.text
    assert "shows this work’s own expression" not in page.text
    assert "shows a heritage source and adds nothing" in page.text


def test_finding_nothing_is_said_with_its_limits(gallery: Gallery) -> None:
    page = page_of(send(gallery.world, picture(999)))
    assert origins_of(page) == []
    assert f"前 {gallery.world.size()} 个条目中没有命中。" in page.text
    assert "没有找到，不等于没有来源。" in page.text
    assert "not the internet" in page.text


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "file_not_chosen"),
        (b"hello", 415, "picture_unknown_format"),
        (b"\xff\xd8\xff", 422, "picture_"),
        (picture(1)[:400], 422, "picture_truncated"),
    ],
)
def test_a_bad_file_is_refused_above_the_form(
    bare: World, data: bytes, status: int, code: str
) -> None:
    page = page_of(send(bare, data), status)
    assert code in page.text
    assert page.all("form")[0]["action"] == "/trace"


def test_a_form_of_other_fields_is_refused(bare: World) -> None:
    for files in ({"other": ("a", b"x")}, [("file", ("a", b"x")), ("file", ("b", b"y"))]):
        answer = bare.client.post("/trace", files=files, headers={"Accept": "text/html"})
        assert "body_malformed" in page_of(answer, 400).text


def test_nothing_is_kept(gallery: Gallery) -> None:
    before = everything(gallery.world)
    page_of(send(gallery.world, picture(998)))
    assert everything(gallery.world) == before
