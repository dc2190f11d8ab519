"""The lineage on the page of a work and of a heritage source."""

from __future__ import annotations

from ..support import World
from .conftest import Gallery
from .markup import Page, page_of


def see(world: World, address: str) -> Page:
    return page_of(world.client.get(address))


def drawing(page: Page) -> str:
    (source,) = [image["src"] for image in page.all("img") if "/lineage.svg" in image["src"]]
    return source


def test_the_page_of_a_work_shows_the_drawing_and_the_same_in_words(gallery: Gallery) -> None:
    page = see(gallery.world, gallery.page("published"))
    answer = gallery.world.client.get(drawing(page))
    assert answer.headers["content-type"] == "image/svg+xml"
    found = gallery.world.client.get(f"/v1{gallery.page('published')}/lineage").json()
    assert len(found["nodes"]) == 4
    said = page.said()
    for words in (
        "藻井 Pond 改编 adapted from 三兔藻井 Three hares · 公有领域，无须许可 public domain",
        "受其启发 inspired by 藻井 Pond · 仅受启发，无须许可 inspiration only, no licence needed",
        "后来者 相似 resembles 藻井 Pond · 未声明来源 not declared as its source",
    ):
        assert words in said
    for node in found["nodes"][1:]:
        shelf = "works" if node["kind"] == "work" else "heritage"
        assert f"/{shelf}/{node['id']}" in page.links()
    assert "Resemblance is likeness of pictures" in page.text


def test_the_page_of_a_wall_shows_what_grew_from_it(gallery: Gallery) -> None:
    page = see(gallery.world, f"/heritage/{gallery.id('wall')}")
    assert gallery.world.client.get(drawing(page)).status_code == 200
    assert gallery.page("published") in page.links()


def test_what_stands_alone_says_so(gallery: Gallery) -> None:
    page = see(gallery.world, f"/heritage/{gallery.id('bare wall')}")
    assert "No source, derivative or likeness is on record." in page.text
    assert not [image for image in page.all("img") if "lineage" in image["src"]]
