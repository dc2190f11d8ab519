"""What the page on receipts says, and how far each receipt holds on it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.client import LocalClient
from api.collecting import Gathered, collected
from api.web.verifying import check
from ledger.evidence.capture import new_capture
from ledger.receipt import MAX_RECEIPT_BYTES, parse_receipt
from ledger.register.calendar import format_time
from ledger.sequencer import utc_now
from ledger.tlog.note import Verifier, parse_vkey

from ...authority import answering, founded
from ..support import World, did, key, picture, sha256, work_statement
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
    assert f"mogao verify BUNDLE.zip --vkey '{vkey(bare)}'" in page.text
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


def test_a_receipt_that_is_too_large_is_not_read(gallery: Gallery) -> None:
    receipt = gallery.receipt("published")
    largest = receipt.ljust(MAX_RECEIPT_BYTES)
    assert checks(page_of(send(gallery.world, largest))) == "✓✓✓✓"
    page = page_of(send(gallery.world, largest + b" "))
    assert checks(page) == "✗"
    assert "receipt_malformed" in page.text


# ---- evidence bundles ---------------------------------------------------------------------------

#: Somebody else's words, which a page shows as they are.
ADDRESS = "javascript:alert('<script>')"


@pytest.fixture
def bundle(world: World) -> bytes:
    """Evidence against a shop that has no licence."""
    work = world.enter(work_statement(picture(1), "alice", title_zh="藻井"), picture(1))
    suspect = picture(1, "JPEG")
    now = utc_now()
    capture = new_capture(
        work=work.statement.id,
        suspect=sha256(suspect),
        address=ADDRESS,
        seen=format_time(now),
        collector=did("alice"),
        shop=did("bob"),
    )
    return collected(LocalClient(world.service), Gathered(suspect, capture), [key("alice")], now)


def test_a_bundle_passes_every_check(world: World, bundle: bytes) -> None:
    size = world.size()
    page = page_of(send(world, bundle))
    said = page.said()
    assert "证据包核验通过 The evidence bundle holds" in said
    assert checks(page)[:5] == "✓✓✓✓–"
    assert "There is no time-stamp" in said
    assert len(checks(page)) == 5 + 30
    assert said.count("通过 PASS ·") == checks(page)[5:].count("✓") == 16
    assert said.count("未提供 NOT PROVIDED ·") == checks(page)[5:].count("–") == 14
    assert "《人民法院在线诉讼规则》第16条" in said
    assert ADDRESS in page.text
    assert did("alice") in page.text
    assert f"{did('bob')} 无许可 no licence" in said
    assert f"/entries/{size - 1}" in page.links()
    assert "藻井" in page.text
    assert world.size() == size


def test_a_bundle_with_a_time_stamp(
    world: World, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "authority").mkdir()
    authority = founded(tmp_path / "authority")
    with answering(authority.reply) as url:
        monkeypatch.setenv("MOGAO_TSA_URL", url)
        monkeypatch.setenv("MOGAO_TSA_ROOT", str(authority.root))
        stamped = request.getfixturevalue("bundle")
    page = page_of(send(world, stamped))
    assert checks(page)[:5] == "✓✓✓✓✓"
    assert "CN=Authority" in page.text
    assert "Verified by the root in the bundle" in page.text


def test_an_altered_bundle_names_the_member(world: World, bundle: bytes, bare: World) -> None:
    forged = bundle.replace(b"javascript:", b"Javascript:")
    for server, data, code, place in (
        (world, forged, "evidence_member_altered", "capture.json"),
        (world, bundle + b"\0", "evidence_container_altered", "ZIP"),
        # another ledger has another key
        (bare, bundle, "evidence_member_false", "register.json"),
    ):
        page = page_of(send(server, data))
        assert checks(page) == "✗"
        assert code in page.text
        assert f"The member {place}" in page.text or place == "ZIP"


def vkey(world: World) -> str:
    return world.service.home.verifier.to_vkey()


KEY: Verifier = parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")


@given(st.binary(max_size=200), st.none() | st.binary(max_size=20))
def test_any_bytes_at_all_have_an_outcome(data: bytes, picture: bytes | None) -> None:
    outcome = check(data, picture, KEY)
    assert outcome.refused == "form"
    assert outcome.verified is None
