"""The form that asks where a picture comes from, and its answers."""

from __future__ import annotations

import io

import httpx
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
    assert "整图指纹找不到裁剪较多的局部、拼贴" in page.text


def test_a_suspect_leads_to_its_origins_the_earliest_marked(gallery: Gallery) -> None:
    suspect = altered(altered(gallery.files["original"]))
    page = page_of(send(gallery.world, suspect))
    assert set(origins_of(page)) == {gallery.page("original"), gallery.page("resembling")}
    said = page.said()
    assert "2 registered pictures resemble it" in said
    assert "极为相似 very alike" in said
    assert "相似不等于抄袭" in said
    # the mark stands behind the number of the first and before that of the other, or at the end
    numbers = {
        name: format_number(gallery.entries[name].index) for name in ("original", "resembling")
    }
    marked = said[: said.index("登记最早 earliest")]
    assert max(numbers, key=lambda name: marked.rfind(numbers[name])) == "original"
    assert said.count("登记最早 earliest") == 1


def test_the_answer_names_what_was_searched(gallery: Gallery) -> None:
    found = gallery.world.client.post(
        "/v1/trace", files={"file": ("s", gallery.files["unpublished"])}
    ).json()
    page = page_of(send(gallery.world, gallery.files["unpublished"]))
    assert f"{found['pictures']} pictures in the first {found['tree_size']} entries" in page.said()
    assert found["suspect"]["sha256"] in page.text
    assert "1 registered picture resembles it" in page.text
    assert "未公开 not shown" in page.said()
    assert len(page.all("img")) == 1


def test_a_turned_picture_says_how_it_was_turned(gallery: Gallery) -> None:
    with Image.open(io.BytesIO(gallery.files["original"])) as opened:
        turned = opened.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    out = io.BytesIO()
    turned.save(out, "PNG")
    page = page_of(send(gallery.world, out.getvalue()))
    assert "左右翻转后 mirrored left to right" in page.said()


def test_heritage_is_nobodys_work(gallery: Gallery) -> None:
    page = page_of(send(gallery.world, altered(gallery.files["wall"])))
    assert set(origins_of(page)) == {f"/heritage/{gallery.id('wall')}", gallery.page("scan")}
    assert "Resembling it concerns nobody’s work" in page.text
    # one work alone is not the earliest of several
    assert "登记最早" not in page.text


def test_finding_nothing_is_said_with_its_limits(gallery: Gallery) -> None:
    page = page_of(send(gallery.world, picture(999)))
    assert origins_of(page) == []
    assert f"前 {gallery.world.size()} 个条目中没有相似图片。" in page.text
    assert "没有找到，不等于没有来源。" in page.text
    assert "Whole-picture fingerprints do not find larger crops" in page.text


def test_a_picture_too_plain_to_compare_is_told_apart_from_nothing_found(bare: World) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "PNG")
    page = page_of(send(bare, out.getvalue()))
    assert "nothing was compared" in page.text
    assert "没有相似图片" not in page.text


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
