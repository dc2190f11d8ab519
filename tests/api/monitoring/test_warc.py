"""WARC files record by record: whole ones, and what is left of damaged ones."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.monitoring.warc import Damage, Record, read_records

from .crawl import Crawl, opened

Seen = tuple[int, str | None, bytes | None, str | None]


def read(data: bytes) -> list[Seen]:
    """Offset, kind, content and code of the fault of everything that is in a file."""
    found: list[Seen] = []
    for item in read_records(opened(data)):
        if isinstance(item, Damage):
            found.append((item.offset, None, None, item.fault.code))
            continue
        content = item.read(1 << 20)
        fault = item.fault()
        found.append((item.offset, item.kind, content, fault.code if fault else None))
    return found


def three(*, gz: bool) -> Crawl:
    crawl = Crawl(gz=gz)
    crawl.info()
    crawl.response(b"first " * 50)
    crawl.response(b"second" * 50, media_type=None)
    return crawl


@pytest.mark.parametrize("gz", [True, False])
def test_a_whole_file(gz: bool) -> None:
    crawl = three(gz=gz)
    info, first, second = read(crawl.data)
    assert info[:2] == (0, "warcinfo")
    assert first == (crawl.offsets[1], "response", b"first " * 50, None)
    assert second == (crawl.offsets[2], "response", b"second" * 50, None)


@pytest.mark.parametrize("gz", [True, False])
def test_what_a_record_says(gz: bool) -> None:
    crawl = Crawl(gz=gz)
    name = crawl.response(b"x", "https://a.example/ü?q=1", status="404 Not Found")
    (record,) = read_records(opened(crawl.data))
    assert isinstance(record, Record)
    assert (record.status, record.http_header("content-type")) == (404, "image/png")
    assert record.http_header("Referer") is None
    assert record.header("warc-record-id") == name.strip("<>")
    assert record.header("WARC-Target-URI") == "https://a.example/ü?q=1"
    assert record.headers("WARC-Concurrent-To") == []


def test_http_codings_are_taken_off() -> None:
    crawl = Crawl()
    crawl.encoded(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", ("Transfer-Encoding", "chunked"))
    crawl.encoded(gzip.compress(b"packed"), ("Content-Encoding", "gzip"))
    crawl.encoded(zlib.compress(b"deflated"), ("Content-Encoding", "deflate"))
    packed = gzip.compress(b"both")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    crawl.encoded(chunked, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
    crawl.encoded(b"plain after all", ("Content-Encoding", "gzip"))
    contents = [content for _, _, content, _ in read(crawl.data)]
    assert contents == [b"abcde", b"packed", b"deflated", b"both", b"plain after all"]


def test_a_broken_coding_is_read_as_far_as_it_goes(capfd: pytest.CaptureFixture[str]) -> None:
    crawl = Crawl()
    # of no pattern, so that it takes more than one block
    plain = b"".join(zlib.crc32(b"%d" % n).to_bytes(4) for n in range(20_000))
    packed = bytearray(gzip.compress(plain))
    packed[len(packed) // 2] ^= 0xFF
    crawl.encoded(bytes(packed), ("Content-Encoding", "gzip"))
    ((_, _, content, fault),) = read(crawl.data)
    assert content is not None
    assert plain.startswith(content[:10_000])
    assert fault is None
    assert capfd.readouterr() == ("", "")


def test_many_records_in_one_gzip_member() -> None:
    crawl = three(gz=False)
    assert [seen[1:] for seen in read(gzip.compress(crawl.data))] == [
        seen[1:] for seen in read(crawl.data)
    ]


def test_a_file_of_nothing() -> None:
    assert read(b"") == []
    assert read(gzip.compress(b"")) == []


@pytest.mark.parametrize("gz", [True, False])
def test_cut_off_anywhere_the_records_before_are_there(gz: bool) -> None:
    crawl = three(gz=gz)
    whole = read(crawl.data)
    for end in range(crawl.offsets[2] + 1, len(crawl.data) - 4, 7):
        found = read(crawl.data[:end])
        assert found[:2] == whole[:2]
        assert len(found) == 3
        assert found[2][3] in {"record_truncated", "record_damaged"}


def test_a_member_whose_checksum_is_cut_off_is_told_of() -> None:
    crawl = three(gz=True)
    assert read(crawl.data[:-4])[2] == (
        crawl.offsets[2],
        "response",
        b"second" * 50,
        "record_truncated",
    )


@pytest.mark.parametrize("gz", [True, False])
def test_behind_a_damaged_record_the_next_one_is_read(gz: bool) -> None:
    crawl = three(gz=gz)
    whole = read(crawl.data)
    first, second = crawl.offsets[1:]
    for place in range(first, second - 4):
        data = bytearray(crawl.data)
        data[place] ^= 0xFF
        found = read(bytes(data))
        assert found[0] == whole[0]
        assert found[-1] == whole[-1], place
        if gz and place > first + 10:
            # behind gzip's own header, where some bits mean nothing
            assert any(seen[3] for seen in found), place


def test_a_byte_changed_inside_is_seen_by_the_digest_of_the_block() -> None:
    crawl = three(gz=False)
    data = crawl.data.replace(b"first first", b"first fIrst", 1)
    assert [seen[3] for seen in read(data)] == [None, "record_digest_differs", None]


@pytest.mark.parametrize(
    "digest",
    [
        "sha256:" + "0" * 64,
        "md5:1B2M2Y8AsgTpgAmY7PhCfg==",
        "SHA-1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
    ],
)
def test_digests_in_all_spellings(digest: str) -> None:
    crawl = Crawl(gz=False)
    crawl.response(b"x", WARC_Block_Digest=digest)
    assert read(crawl.data)[0][3] == "record_digest_differs"


@pytest.mark.parametrize("digest", ["", "sha1", "sha1:", "sha1:???", "tiger:ABC", "sha1:ABCD"])
def test_digests_that_say_nothing(digest: str) -> None:
    crawl = Crawl(gz=False)
    crawl.response(b"x")
    lines = crawl.data.split(b"\r\n")
    changed = [
        b"WARC-Block-Digest: " + digest.encode() if line.startswith(b"WARC-Block") else line
        for line in lines
    ]
    assert read(b"\r\n".join(changed))[0][3] is None


@pytest.mark.parametrize(
    "head",
    [
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: \xd9\xa3\r\n\r\n",
        b"WARC/1.0\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
        b"WARC/1.0 " + b"x" * 100_000,
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"\0" * 1000,
    ],
)
def test_what_is_no_record_is_told_of_once(head: bytes) -> None:
    crawl = three(gz=False)
    found = read(head + b"\r\n" + crawl.data)
    assert found[0] == (0, None, None, "record_damaged")
    assert [seen[1] for seen in found[1:]] == ["warcinfo", "response", "response"]


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), cut=st.integers(0, 900), packed=st.booleans())
def test_any_bytes_give_records_and_faults_and_nothing_else(
    data: bytes, cut: int, packed: bool
) -> None:
    crawl = three(gz=packed)
    read(data)
    read(crawl.data[:cut] + data + crawl.data[cut:])
    read(b"WARC/1.0\r\nContent-Type: application/http\r\nContent-Length: 99\r\n\r\n" + data)
    read(b"\x1f\x8b\x08" + data)
    body = data[: cut % 50] + gzip.compress(data)[: cut % 90]
    for codings in (("gzip", "chunked"), ("deflate", "chunked"), ("gzip", "none"), ("", "chunked")):
        coded = Crawl(gz=packed)
        coded.encoded(body, ("Content-Encoding", codings[0]), ("Transfer-Encoding", codings[1]))
        coded.encoded(b"5\r\n" + body, ("Transfer-Encoding", codings[1]))
        assert [seen[3] for seen in read(coded.data)] == [None, None]
