"""What the page on receipts says, and how far each receipt holds on it."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.verifying import check
from ledger.receipt import MAX_RECEIPT_BYTES, parse_receipt
from ledger.tlog.note import Verifier, parse_vkey

from ..support import World
from .conftest import Gallery
from .markup import Page, page_of


def send(world: World, receipt: bytes, picture: bytes = b"") -> httpx.Response:
    files = {"receipt": ("receipt.json", receipt), "picture": ("picture", picture)}
    return world.client.post("/verify", files=files)


def checks(page: Page) -> str:
    """The signs in front of the checks."""
    return "".join(sign for sign in page.text if sign in "✓✗–")


def test_the_page_says_what_a_receipt_proves_and_how_to_check_it(bare: World) -> None:
    page = page_of(bare.client.get("/verify"))
    said = page.said()
    assert f"mogao verify RECEIPT.json --file PICTURE --vkey '{vkey(bare)}'" in page.text
    assert "to check on our server is to trust our server" in said
    assert "在我们的服务器上核验，就要相信我们的服务器" in said
    assert "who really made the work, or that it is original" in said
    assert [control["name"] for control in page.all("input")] == ["receipt", "picture"]
    assert checks(page) == ""


def test_a_receipt_with_its_picture_passes_every_check(gallery: Gallery) -> None:
    receipt, picture = gallery.receipt("published"), gallery.files["published"]
    page = page_of(send(gallery.world, receipt, picture))
    assert "核验通过 It holds" in page.said()
    assert checks(page) == "✓✓✓✓✓"
    assert gallery.page("published") in page.links()
    assert checks(page_of(send(gallery.world, receipt))) == "✓✓✓✓"


def test_another_picture_is_told_from_a_receipt_that_does_not_hold(gallery: Gallery) -> None:
    page = page_of(send(gallery.world, gallery.receipt("published"), gallery.files["original"]))
    assert "回执成立，图片不符" in page.text
    assert checks(page) == "✓✓✓✓✗"
    assert "receipt_file_differs" in page.text
    page = page_of(send(gallery.world, gallery.receipt("party"), gallery.files["original"]))
    assert "receipt_has_no_file" in page.text


def test_an_altered_entry_fails_at_the_proof(gallery: Gallery) -> None:
    true = parse_receipt(gallery.receipt("published"))
    forged = replace(true, leaf=true.leaf.replace(b"Pond", b"Bond")).to_json()
    page = page_of(send(gallery.world, forged, gallery.files["published"]))
    assert "核验未通过 It does not hold" in page.said()
    assert checks(page) == "✓✗–"
    assert "receipt_proof_false" in page.text


def test_an_altered_number_fails_at_the_form(gallery: Gallery) -> None:
    document = json.loads(gallery.receipt("published"))
    document["number"] = "MG-000000000-98"
    page = page_of(send(gallery.world, json.dumps(document).encode()))
    assert checks(page) == "✗"
    assert "receipt_number_differs" in page.text


def test_a_receipt_of_another_ledger_does_not_hold_here(gallery: Gallery, bare: World) -> None:
    page = page_of(send(bare, gallery.receipt("published")))
    assert checks(page) == "✓✗"


@pytest.mark.parametrize("data", [b"{}", b"\xff", b"[" * 10_000, b'{"a":1,"a":2}', b"null"])
def test_what_is_no_receipt_is_refused_as_one(bare: World, data: bytes) -> None:
    page = page_of(send(bare, data))
    assert checks(page) == "✗"
    assert "receipt_malformed" in page.text


def test_without_a_receipt_there_is_nothing_to_check(bare: World) -> None:
    page = page_of(send(bare, b"", b"picture"), 400)
    assert "file_not_chosen" in page.text
    assert checks(page) == ""


def test_a_receipt_that_is_too_large_is_not_read(bare: World) -> None:
    answer = bare.client.post(
        "/verify",
        files={"receipt": ("r", b" " * (MAX_RECEIPT_BYTES + 1))},
        headers={"Accept": "text/html"},
    )
    assert "body_too_large" in page_of(answer, 413).text


def vkey(world: World) -> str:
    return world.service.home.verifier.to_vkey()


KEY: Verifier = parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")


@given(st.binary(max_size=200), st.none() | st.binary(max_size=20))
def test_any_bytes_at_all_have_an_outcome(data: bytes, picture: bytes | None) -> None:
    outcome = check(data, picture, KEY)
    assert outcome.refused == "form"
    assert outcome.verified is None
