"""The page of a party's hits, and the way to it."""

from __future__ import annotations

import pytest

from ..routes.test_observations import report
from ..support import World, did, party_statement, picture, work_statement
from .conftest import SCRIPT
from .markup import page_of


@pytest.mark.parametrize("count", [1, 30])
def test_hits_newest_first_down_to_the_first(world: World, count: int) -> None:
    world.enter(work_statement(picture(1), "alice"), picture(1))
    for number in range(count):
        report(world, picture(1), address=f"https://shop{number}.example/secret?x=1")
    other = world.enter(work_statement(picture(1), "bob"), picture(1))
    address = f"/parties/{did('alice')}/hits"
    assert address in page_of(world.client.get(f"/parties/{did('alice')}")).links()
    page = page_of(world.client.get(address))
    assert f"/entries/{other.index}" in page.links()
    assert f"/v1{address}.atom" in page.links()
    said, pages, following = page.said(), 1, "first"
    while following := next(
        (link["href"] for link in page.all("a") if link.get("rel") == "next"), ""
    ):
        page = page_of(world.client.get(following))
        said, pages = said + page.said(), pages + 1
    assert pages == 1 + (count + 1 > 24)
    assert [f"shop{number}.example" in said for number in range(count)] == [True] * count
    assert "secret" not in said
    for link in page.links():
        if not link.startswith("#"):
            assert world.client.get(link).status_code in {200, 303}


def test_nothing_was_found(world: World) -> None:
    page = page_of(world.client.get(f"/parties/{did('alice')}/hits"))
    assert "尚无命中。" in page.said()
    browser = {"Accept": "text/html"}
    page_of(world.client.get(f"/parties/{did('nobody')}/hits", headers=browser), 404)


def test_words_that_wish_the_page_ill(world: World) -> None:
    world.enter(party_statement(SCRIPT))
    world.enter(work_statement(picture(1), SCRIPT, title_zh=SCRIPT), picture(1))
    report(world, picture(1), address="https://莫高.example/<script>")
    page = page_of(world.client.get(f"/parties/{did(SCRIPT)}/hits"))
    assert page.text.count(SCRIPT) >= 2
