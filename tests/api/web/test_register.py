"""The first page, the lists, and the pages of works, heritage sources and parties."""

from __future__ import annotations

import json
import re

import pytest

from api.web.register import _PER_PAGE
from ledger.number import format_number

from ..support import World, did
from .conftest import FILLERS, LONG, RIGHT_TO_LEFT, SCRIPT, Gallery
from .markup import Page, page_of


def see(gallery: Gallery, address: str) -> Page:
    return page_of(gallery.world.client.get(address))


def test_the_first_page_opens_three_doors_and_shows_the_latest_works(gallery: Gallery) -> None:
    world = gallery.world
    page = see(gallery, "/")
    assert "mogao register work" in page.text
    assert "export MOGAO_SERVER=http://testserver" in page.text
    assert {"/verify", "/works", "/checkpoint", "/docs"} <= set(page.links())
    assert [form["action"] for form in page.all("form")] == ["/find", "/trace"]
    assert len([link for link in page.links() if link.startswith("/works/")]) == 12
    ledger = world.client.get("/v1/log").json()
    assert ledger["root"] in page.text
    assert f"条目 entries {ledger['size']}" in page.said()
    assert "区块链信息服务备案 Blockchain filing 未备案 none filed" in page.said()


def test_an_empty_ledger_says_that_it_is_empty(bare: World) -> None:
    assert "尚无作品登记。 No work has been registered yet." in page_of(bare.client.get("/")).said()
    assert "There are no works here." in page_of(bare.client.get("/works")).said()
    assert "There are no heritage sources here." in page_of(bare.client.get("/heritage")).said()


def test_the_list_of_works_goes_back_to_the_first(gallery: Gallery) -> None:
    address, found, pages = "/works", [], 0
    while address:
        page = see(gallery, address)
        found += [link for link in page.links() if link.startswith("/works/")]
        older = [link["href"] for link in page.all("a") if link.get("rel") == "next"]
        assert ("/works" in page.links()[5:]) == (pages > 0)
        address, pages = older[0] if older else "", pages + 1
    assert pages == 2
    assert len(found) == len(set(found)) == FILLERS + 7 > _PER_PAGE
    assert found[-1] == gallery.page("published")


def test_a_picture_is_shown_as_far_as_its_owners_show_it(gallery: Gallery) -> None:
    thumbnail, original = (
        see(gallery, gallery.page("published")),
        see(gallery, gallery.page("original")),
    )
    assert thumbnail.all("img")[1]["alt"] == "藻井 的缩略图 / thumbnail"
    assert "The owners show a thumbnail only" in thumbnail.text
    assert f"/v1{gallery.page('original')}/picture?size=original" in original.links()
    hidden = see(gallery, gallery.page("unpublished"))
    assert len(hidden.all("img")) == 1
    assert "未公开 not shown" in hidden.said()
    for page in (thumbnail, original):
        for image in page.all("img"):
            assert (
                gallery.world.client.get(image["src"]).headers["content-type"].startswith("image/")
            )


def test_a_work_tells_what_the_register_knows(gallery: Gallery) -> None:
    entry = gallery.entries["published"]
    page = see(gallery, gallery.page("published"))
    said = page.said()
    for words in (
        "藻井 Pond",
        format_number(entry.index),
        "北京时间 UTC+8",
        "alice 1/1",
        "作品类别 Category 美术 work of fine art",
        "创作性质 Nature 原创 original creation",
        "已发表 published · 2026-10-02",
        "权利种类 Rights 全部 all",
        "改编 adapted from 三兔藻井 Three hares",
    ):
        assert words in said, words
    facts = entry.registry.file
    assert facts is not None
    for raw in (facts.sha256, facts.sm3, entry.statement.id, *(entry.registry.fingerprints or ())):
        assert raw in page.text
    assert f"/heritage/{gallery.id('wall')}" in page.links()
    assert f"/parties/{did('alice')}" in page.links()


def test_a_work_offers_its_proof_and_the_way_to_check_it(gallery: Gallery) -> None:
    world, index = gallery.world, gallery.entries["published"].index
    page = see(gallery, gallery.page("published"))
    receipt = world.client.get(f"/v1/entries/{index}/receipt")
    name = re.search(r"filename=\"?([\w.-]+)", receipt.headers["content-disposition"])
    assert name is not None
    vkey = world.service.home.verifier.to_vkey()
    assert f"mogao verify {name[1]} --file picture.jpeg --vkey '{vkey}'" in page.text
    assert {f"/v1/entries/{index}/receipt", f"/v1/entries/{index}/proof"} <= set(page.links())
    assert "存证凭证 Record of deposit" in page.said()
    assert "不是作品登记证书" in page.text


def test_competing_claims_stand_at_the_top_and_say_who_was_first(gallery: Gallery) -> None:
    first, second = see(gallery, gallery.page("published")), see(gallery, gallery.page("competing"))
    assert "同一文件另有登记；本登记在先。" in first.text
    assert gallery.page("competing") in first.links()
    numbers = {
        name: format_number(gallery.entries[name].index) for name in ("published", "competing")
    }
    assert f"在后 later {numbers['competing']}" in first.said()
    assert "同一文件已有在先登记。" in second.text
    assert f"在先 earlier {numbers['published']}" in second.said()
    assert gallery.page("published") in second.links()
    assert "registered by others too" not in see(gallery, gallery.page("original")).text


def test_a_file_that_is_a_heritage_picture_too_says_so(gallery: Gallery) -> None:
    page = see(gallery, gallery.page("scan"))
    assert "同一文件也是文物来源的参考图" in page.text
    assert f"/heritage/{gallery.id('wall')}" in page.links()


def test_what_resembled_at_registration_is_linked_and_accuses_nobody(gallery: Gallery) -> None:
    page = see(gallery, gallery.page("resembling"))
    assert gallery.page("original") in page.links()
    assert "相似 resembles 九色鹿" in page.said()
    assert "says nothing against anybody" in page.text
    findings = gallery.entries["resembling"].registry.findings
    assert findings is not None
    assert len(findings.matches) == 1
    origin = gallery.entries["resembling"].registry.origin
    assert origin is not None
    (like,) = origin.matches
    assert f"{len(like.areas)} part" in page.text
    assert "shows this work’s own expression" in page.said()
    for accusation in ("抄袭", "侵权", "plagiar", "infring"):
        assert accusation not in page.text
    first = gallery.entries["original"].registry.origin
    assert first is not None
    said = f"No hit in {first.works} works at tree size {first.tree_size}."
    assert said in see(gallery, gallery.page("original")).text


def test_a_heritage_source_names_its_place_in_both_languages(gallery: Gallery) -> None:
    listed = see(gallery, "/heritage")
    assert f"/heritage/{gallery.id('wall')}" in listed.links()
    said = see(gallery, f"/heritage/{gallery.id('wall')}").said()
    for words in (
        "洞窟 Cave 莫高窟第407窟 Mogao Cave 407",
        "部位 Chamber 主室 main chamber",
        "时代 Period 隋 Sui",
        "三兔共耳 Three Hares",
    ):
        assert words in said, words
    bare = see(gallery, f"/heritage/{gallery.id('bare wall')}")
    assert "没有参考图" in bare.text
    assert "无参考图 no picture" in bare.said()
    assert "SM3" not in bare.text


def test_a_party_is_shown_under_an_alias_that_nobody_checked(gallery: Gallery) -> None:
    page = see(gallery, f"/parties/{did('alice')}")
    assert "alice" in page.text
    assert "创作者 creator" in page.said()
    assert "未经核对" in page.text
    assert "nobody has checked it" in page.text
    assert did("alice") in page.text


def test_hostile_words_are_words(gallery: Gallery) -> None:
    index = gallery.entries["hostile"].index
    work, party = gallery.page("hostile"), f"/parties/{did(SCRIPT)}"
    for address in (work, party, f"/entries/{index}", f"/entries/{gallery.entries['party'].index}"):
        answer = gallery.world.client.get(address)
        page = page_of(answer)
        assert "<script" not in answer.text
        assert (SCRIPT if "entries" not in address else json.dumps(SCRIPT)) in page.text
    page = see(gallery, work)
    said = page.said()
    for words in (LONG, RIGHT_TO_LEFT, "受其启发 inspired by", "复制权 right of reproduction"):
        assert words in said, words
    (outward,) = [link for link in page.all("a") if link["href"].startswith("http")]
    assert outward["rel"] == "nofollow noopener noreferrer"
    # each name stands by itself, whatever direction it is written in
    isolated = [tag for tag, _ in page.tags if tag == "bdi"]
    assert len(isolated) == 2 + 2 + 2 + 1 + 2 + 1 + 2 * 2 + 4 * 2


def test_what_is_looked_for_is_said_back_as_words(bare: World) -> None:
    answer = bare.client.get("/find", params={"number": SCRIPT})
    page = page_of(answer, 400)
    assert "<script" not in answer.text
    assert page.all("input")[0]["value"] == SCRIPT


@pytest.mark.parametrize("shelf", ["works", "heritage", "parties"])
def test_what_is_not_there_is_a_page_that_says_so(gallery: Gallery, shelf: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml"}
    answer = gallery.world.client.get(f"/{shelf}/urn:uuid:nothing", headers=browser)
    assert "没有找到 Not found" in page_of(answer, 404).said()
