"""From a deposit number to its page, and the plain page of an entry."""

from __future__ import annotations

import json

import pytest

from ledger.number import format_number

from ..support import ORIGIN, World, did
from .conftest import SCRIPT, Gallery
from .markup import page_of

BROWSER = {"Accept": "text/html"}


@pytest.mark.parametrize("name", ["published", "wall", "party", "genesis"])
def test_a_number_leads_to_the_page_of_what_it_numbers(gallery: Gallery, name: str) -> None:
    index = 0 if name == "genesis" else gallery.entries[name].index
    page = {
        "published": f"/works/{gallery.id('published')}",
        "wall": f"/heritage/{gallery.id('wall')}",
        "party": f"/parties/{did(SCRIPT)}",
        "genesis": "/entries/0",
    }[name]
    client = gallery.world.client
    for address in (f"/n/{format_number(index)}", f"/find?number={format_number(index)}"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, page)
        page_of(client.get(page))


@pytest.mark.parametrize(
    "typed",
    [" {} ", "{}\t", "%EF%BC%AD%EF%BC%A7{0:.0}", "lower"],
    ids=["blank", "tab", "wide", "lower"],
)
def test_a_number_is_found_as_people_type_it(gallery: Gallery, typed: str) -> None:
    number = format_number(gallery.entries["published"].index)
    spelled = {
        "lower": number.lower(),
        "%EF%BC%AD%EF%BC%A7{0:.0}": "".join(chr(ord(sign) + 0xFEE0) for sign in number),
    }.get(typed, typed.format(number))
    answer = gallery.world.client.get("/find", params={"number": spelled})
    assert answer.headers["location"] == gallery.page("published")


def test_a_slip_of_the_pen_is_caught_and_said_back(gallery: Gallery) -> None:
    number = format_number(gallery.entries["published"].index)
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    page = page_of(gallery.world.client.get("/find", params={"number": slip}), 400)
    assert "number_malformed" in page.text
    assert page.all("input")[0]["value"] == slip
    assert (
        "number_malformed"
        in page_of(gallery.world.client.get(f"/n/{slip}", headers=BROWSER), 400).text
    )


def test_a_number_beyond_the_log_is_not_found(bare: World) -> None:
    number = format_number(10**15)
    assert "entry_unknown" in page_of(bare.client.get(f"/find?number={number}"), 404).text
    assert page_of(bare.client.get(f"/n/{number}", headers=BROWSER), 404).text


def test_without_a_number_there_is_the_box_to_type_one(bare: World) -> None:
    for address in ("/find", "/find?number=", "/find?number=%20"):
        page = page_of(bare.client.get(address))
        assert page.all("input")[0]["name"] == "number"
        assert "number_malformed" not in page.text


def test_an_entry_is_shown_as_it_stands_in_the_log(gallery: Gallery) -> None:
    index = gallery.entries["published"].index
    answer = gallery.world.client.get(f"/entries/{index}")
    page = page_of(answer)
    statement = page.text[page.text.index('{\n  "@context"') :]
    shown, _ = json.JSONDecoder().raw_decode(statement)
    assert shown == gallery.entries["published"].statement.document
    assert '"previous": "' in page.text
    assert gallery.page("published") in page.links()
    assert {f"/entries/{index - 1}", f"/entries/{index + 1}"} <= set(page.links())


def test_the_first_entry_has_none_before_and_the_last_none_after(bare: World) -> None:
    page = page_of(bare.client.get("/entries/0"))
    assert "账本创立 Founding of the ledger" in page.said()
    assert ORIGIN in page.text
    neighbours = [link for link in page.links() if link.startswith("/entries/")]
    assert neighbours == ["/entries/0"]  # the link at the foot of every page


@pytest.mark.parametrize("index", ["1", "-1", str(2**53), "9" * 30])
def test_an_entry_that_is_not_there_is_not_found(bare: World, index: str) -> None:
    answer = bare.client.get(f"/entries/{index}", headers=BROWSER)
    assert "entry_unknown" in page_of(answer, 404).text
