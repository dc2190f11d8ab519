"""WARC files as crawlers write them, made with `warcio`, and what is wrong with some."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

CAPTURED = "2026-11-20T08:00:00Z"
SHOP = "https://shop.example/mug.png"


class Crawl:
    """A WARC file in the making; `gz` packs each record into a member of its own."""

    def __init__(self, *, gz: bool = True) -> None:
        self.file = io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=gz)
        #: Where each record begins, in the order in which they were written.
        self.offsets: list[int] = []

    @property
    def data(self) -> bytes:
        return self.file.getvalue()

    def add(self, record: Any) -> str:
        """Write a record and give its id."""
        self.offsets.append(self.file.tell())
        self.writer.write_record(record)
        name: str = record.rec_headers.get_header("WARC-Record-ID")
        return name

    def response(
        self,
        body: bytes,
        uri: str = SHOP,
        media_type: str | None = "image/png",
        status: str = "200 OK",
        **headers: str,
    ) -> str:
        """What a server answered; `headers` are WARC's, with underscores for hyphens."""
        http = [("Content-Type", media_type)] if media_type else []
        return self.add(self._record("response", uri, body, http, status, headers))

    def encoded(self, body: bytes, *http: tuple[str, str], uri: str = SHOP) -> str:
        """An answer with HTTP's codings."""
        return self.add(self._record("response", uri, body, list(http), "200 OK", {}))

    def request(self, uri: str = SHOP, referer: str | None = None, **headers: str) -> str:
        lines = [("Host", "shop.example"), *([("Referer", referer)] if referer else [])]
        http = StatusAndHeaders(
            "GET /mug.png HTTP/1.1", lines, protocol="HTTP/1.1", is_http_request=True
        )
        record = self.writer.create_warc_record(
            uri, "request", http_headers=http, warc_headers_dict=_named(headers)
        )
        return self.add(record)

    def metadata(self, fields: str, uri: str = SHOP, **headers: str) -> str:
        record = self.writer.create_warc_record(
            uri,
            "metadata",
            payload=io.BytesIO(fields.encode()),
            length=len(fields.encode()),
            warc_headers_dict=_named(headers),
        )
        return self.add(record)

    def resource(self, body: bytes, uri: str, media_type: str) -> str:
        record = self.writer.create_warc_record(
            uri,
            "resource",
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=media_type,
            warc_headers_dict={"WARC-Date": CAPTURED},
        )
        return self.add(record)

    def revisit(
        self, digest: str, uri: str, refers_to: str, media_type: str | None = "image/png"
    ) -> str:
        lines = [("Content-Type", media_type)] if media_type else []
        http = StatusAndHeaders("200 OK", lines, protocol="HTTP/1.1") if media_type else None
        record = self.writer.create_revisit_record(
            uri, digest, refers_to, CAPTURED, http_headers=http
        )
        return self.add(record)

    def info(self) -> str:
        return self.add(self.writer.create_warcinfo_record("c.warc.gz", {"software": "test"}))

    def _record(
        self,
        kind: str,
        uri: str,
        body: bytes,
        http: list[tuple[str, str]],
        status: str,
        headers: dict[str, str],
    ) -> Any:
        return self.writer.create_warc_record(
            uri,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(status, http, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": CAPTURED} | _named(headers),
        )


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def payload_digest(crawl: Crawl, number: int) -> str:
    """The payload digest of a record of a crawl that is not packed, or is."""
    end = crawl.offsets[number + 1] if number + 1 < len(crawl.offsets) else len(crawl.data)
    stored = crawl.data[crawl.offsets[number] : end]
    plain = gzip.decompress(stored) if stored.startswith(b"\x1f\x8b") else stored
    (line,) = [line for line in plain.split(b"\r\n") if line.startswith(b"WARC-Payload-Digest:")]
    return line.partition(b": ")[2].decode()


def written(crawl: Crawl, path: Path) -> Path:
    path.write_bytes(crawl.data)
    return path


def opened(data: bytes) -> io.BufferedReader:
    """A file with these bytes, as the system opens one."""
    return io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]  # a raw stream in all but name
