"""The pictures in a crawl: by content, with page, referrer and time, and the names they go by."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from api.monitoring import crawls, sighting
from api.monitoring.crawls import sightings_in_warc
from api.monitoring.sighting import Sighting
from hashing.limits import Limits

from ..support import picture, sha256
from .crawl import CAPTURED, SHOP, Crawl, opened, payload_digest

PAGE = "https://shop.example/mugs"


def seen(crawl: Crawl) -> list[Sighting]:
    reached: list[int] = []
    found = list(sightings_in_warc(opened(crawl.data), "c.warc", reached.append))
    assert reached == sorted(reached)
    return found


@pytest.mark.parametrize("gz", [True, False])
def test_a_picture_with_all_that_is_known_of_it(gz: bool) -> None:
    crawl = Crawl(gz=gz)
    crawl.info()
    name = crawl.response(picture(1), media_type="image/png", status="200 OK").strip("<>")
    (found,) = seen(crawl)
    assert found.content is not None
    assert found.content.data == picture(1)
    assert found.content.sha256 == sha256(picture(1))
    assert (found.content.media_type, found.content.length) == ("image/png", len(picture(1)))
    assert (found.path, found.offset, found.record) == ("c.warc", crawl.offsets[1], name)
    assert (found.page, found.captured, found.http_status) == (SHOP, CAPTURED, 200)
    assert found.http_headers == (("Content-Type", "image/png"),)
    assert (found.referrer, found.fault, found.refers_to) == (None, None, ())
    assert found.names == (
        f"payload {payload_digest(crawl, 1)}",
        f"record {name}",
        f"page {CAPTURED} {SHOP}",
    )


def test_what_a_picture_is_its_content_says() -> None:
    crawl = Crawl()
    crawl.response(picture(1), media_type="text/html")
    crawl.response(picture(2, "JPEG"), media_type=None)
    crawl.response(b"<html></html>", media_type="text/html")
    crawl.response(b"", media_type="image/png", status="304 Not Modified")
    crawl.response(b"no picture", media_type="Image/PNG; q=1")
    crawl.response(b"no picture", media_type=None)
    crawl.resource(picture(3), "file:///a", "application/octet-stream")
    crawl.encoded(gzip.compress(picture(4)), ("Content-Encoding", "gzip"))
    found = [
        (item.content and item.content.sha256, item.fault and item.fault.code)
        for item in seen(crawl)
    ]
    assert found == [
        (sha256(picture(1)), None),
        (sha256(picture(2, "JPEG")), None),
        (None, "picture_unknown_format"),
        (sha256(picture(3)), None),
        (sha256(picture(4)), None),
    ]


# ---- referrers --------------------------------------------------------------------------------


def test_the_request_comes_first_or_later() -> None:
    crawl = Crawl()
    other = "https://shop.example/2.png"
    request = crawl.request(referer=PAGE)
    crawl.response(picture(1), WARC_Concurrent_To=request)
    response = crawl.response(picture(2), other)
    crawl.request(other, referer=PAGE + "2", WARC_Concurrent_To=response)
    crawl.response(picture(3), "https://shop.example/3.png")
    assert [item.referrer for item in seen(crawl)] == [PAGE, PAGE + "2", None]


def test_the_notes_of_a_crawler_name_the_page_that_led_there() -> None:
    crawl = Crawl()
    response = crawl.response(picture(1))
    crawl.request(WARC_Concurrent_To=response)
    crawl.metadata(f"fetchTimeMs: 5\r\nvia: {PAGE}\r\n", WARC_Concurrent_To=response)
    crawl.response(picture(2), "https://shop.example/2.png")
    assert [item.referrer for item in seen(crawl)] == [PAGE, None]


def test_the_page_alone_ties_records_together() -> None:
    crawl = Crawl()
    crawl.request(referer=PAGE)
    crawl.response(picture(1))
    assert [item.referrer for item in seen(crawl)] == [PAGE]


def test_referrers_long_past_are_forgotten() -> None:
    crawl = Crawl()
    crawl.request(referer=PAGE)
    for number in range(crawls._REMEMBERED):
        crawl.request(f"https://shop.example/{number}", referer=PAGE)
    crawl.response(picture(1))
    assert [item.referrer for item in seen(crawl)] == [None]


# ---- revisits ---------------------------------------------------------------------------------


def test_a_revisit_says_what_its_content_is() -> None:
    crawl = Crawl()
    crawl.response(picture(1))
    crawl.revisit("sha1:ABC", "https://b.example/x.png", SHOP)
    crawl.revisit("sha1:ABC", "https://b.example/y.png", SHOP, media_type=None)
    crawl.revisit("sha1:ABC", "https://b.example/", SHOP, media_type="text/html")
    _, second, third = seen(crawl)
    assert second.page == "https://b.example/x.png"
    assert third.page == "https://b.example/y.png"
    for item in (second, third):
        assert item.content is None
        assert item.refers_to == ("payload sha1:ABC", f"page {CAPTURED} {SHOP}")


# ---- what is amiss ----------------------------------------------------------------------------


def test_damages_are_come_upon_in_their_place() -> None:
    crawl = Crawl()
    crawl.response(picture(1))
    crawl.response(picture(2))
    crawl.request(referer=PAGE)
    data = bytearray(crawl.data)
    data[crawl.offsets[0] + 400] ^= 0xFF
    del data[-20:]
    found = list(sightings_in_warc(opened(bytes(data)), "c", lambda _: None))
    assert [(item.offset, item.fault and item.fault.code) for item in found] == [
        (crawl.offsets[0], "record_damaged"),
        (crawl.offsets[1], None),
        (crawl.offsets[2], "record_truncated"),
    ]
    assert found[0].content is None


def test_a_picture_too_large_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sighting, "LIMITS", Limits(max_bytes=2000))
    crawl = Crawl()
    large = picture(1) + b"\0" * 3_000_000
    crawl.response(large)
    (found,) = seen(crawl)
    assert found.content is not None
    assert (found.content.data, found.content.length) == (b"", len(large))
    assert found.content.sha256 == sha256(large)
    assert found.content.fault is not None
    assert found.content.fault.code == "picture_too_large"


def test_a_block_that_is_far_too_large_is_told_by_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crawls, "_MAX_BLOCK", 2000)
    crawl = Crawl()
    crawl.response(picture(1), media_type=None)
    crawl.response(b"x" * 3000, media_type="image/png")
    crawl.response(b"x" * 3000, media_type="video/mp4")
    assert [item.fault and item.fault.code for item in seen(crawl)] == ["picture_too_large"] * 2


def test_names_that_are_no_text(tmp_path: Path) -> None:
    crawl = Crawl(gz=False)
    crawl.response(picture(1), "https://shop.example/PLACE")
    data = crawl.data.replace(b"/PLACE", b"/\xff\xfe.p")
    (found,) = sightings_in_warc(opened(data), "c", lambda _: None)
    assert found.page == "https://shop.example/ÿþ.p"
