"""Reading WARC files (ISO 28500) record by record, damaged ones too.

Where a record cannot be read, or is not what it should be, the next one is looked for behind it:
one bad byte must not cost the rest of a crawl. Headers and HTTP's codings are read by `warcio`;
where records begin and end, and whether they are whole, is decided here.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from api.errors import ApiError
from api.monitoring.warc_stream import WARC, Member, is_gzip, next_beginning

#: The headers of a record may be so long together, and so those of HTTP in it.
_MAX_HEAD = 64 * 1024
_CHUNK = 64 * 1024
_DIGESTS = {"md5", "sha1", "sha256", "sha512"}


@dataclass(frozen=True, slots=True)
class Damage:
    """Something at ``offset`` that should be a record and cannot be read as one."""

    offset: int
    fault: ApiError


class Record:
    """One record; its content is read once, and `fault` asked for afterwards.

    ``offset`` is where it begins in the file, in bytes as stored. ``status`` and ``http`` are those
    of the HTTP message in it, if there is one. Raises `ApiError` (``record_damaged``).
    """

    def __init__(self, offset: int, headers: StatusAndHeaders, stream: _Stream) -> None:
        self.offset = offset
        self.kind = (headers.get_header("WARC-Type") or "").lower()
        length = headers.get_header("Content-Length") or ""
        if not (length.isascii() and length.isdecimal()) or len(length) > 18:
            raise ApiError("record_damaged", detail="Content-Length")
        self.length = int(length)
        self._headers = headers
        self._stream = stream
        self._block = _Block(stream, self.length, headers.get_header("WARC-Block-Digest") or "")
        self.status: int | None = None
        self.http: StatusAndHeaders | None = None
        if (headers.get_header("Content-Type") or "").lower().startswith("application/http"):
            self._read_http()
        record = ArcWarcRecord("warc", self.kind, None, self._block, self.http, None, self.length)
        self._content: Any = record.content_stream()

    def header(self, name: str) -> str | None:
        """Give a header of the record, without the brackets that URIs may stand in."""
        value: str | None = self._headers.get_header(name)
        return value if value is None else value.strip().removeprefix("<").removesuffix(">")

    def headers(self, name: str) -> list[str]:
        """Give every header of that name, as `header` does."""
        found = [value for key, value in self._headers.headers if key.lower() == name.lower()]
        return [value.strip().removeprefix("<").removesuffix(">") for value in found]

    def http_header(self, name: str) -> str | None:
        """Give a header of the HTTP message, if there is one."""
        if self.http is None:
            return None
        value: str | None = self.http.get_header(name)
        return value

    def read(self, size: int) -> bytes:
        """Read at most `size` bytes more of the content, without HTTP's codings."""
        # where a coding is broken, warcio says so to whoever watches; here it is a fault at most
        with contextlib.redirect_stderr(io.StringIO()):
            data: bytes = self._content.read(size)
        return data

    def fault(self) -> ApiError | None:
        """Read to the end of the record, and say what is wrong with it, if anything is."""
        self._block.drain()
        if not self._block.left:
            self._stream.skip_blank()
        if self._block.left or self._stream.fault is not None:
            return self._stream.error()
        digest = self._block.wrong_digest()
        return ApiError("record_digest_differs", digest=digest) if digest else None

    def _read_http(self) -> None:
        head = _read_head(self._block)
        parser = StatusAndHeadersParser(["HTTP/"], verify=False)
        try:
            self.http = parser.parse(io.BytesIO(head))
        except EOFError:
            return
        code = self.http.statusline[:3]
        self.status = int(code) if code.isdecimal() and code.isascii() else None


def read_records(file: io.BufferedReader) -> Iterator[Record | Damage]:
    """Read the records of a file that can be sought in, one after the other, in bounded memory.

    A record has to be done with before the next one is asked for. One with a `Record.fault` is
    followed by whatever begins behind it, and so is `Damage`.
    """
    offset: int | None = 0
    while offset is not None:
        stream = _Stream(file, offset)
        last: Record | Damage | None = None
        for last in _records_of(stream):
            yield last
        if last is None:
            offset = stream.end if stream.end > offset else None
        elif isinstance(last, Damage) or last.fault() is not None:
            offset = next_beginning(file, last.offset + 1)
        else:
            offset = stream.end


def _records_of(stream: _Stream) -> Iterator[Record | Damage]:
    """Read what stands in one gzip member, or in the rest of a file, up to the first damage."""
    while True:
        try:
            stream.skip_blank()
            offset = stream.offset
            head = _read_head(stream)
            if not head:
                if stream.fault is not None:
                    yield Damage(offset, stream.error())
                return
            parser = StatusAndHeadersParser([WARC.decode()])
            record = Record(offset, parser.parse(io.BytesIO(head)), stream)
        except ApiError as error:
            yield Damage(offset, error)
            return
        except (StatusAndHeadersParserException, ValueError):
            yield Damage(offset, ApiError("record_damaged", detail="WARC/1.1"))
            return
        yield record
        if record.fault() is not None:
            return


class _Stream:
    """What records are read from: one gzip member, or the rest of a file that is not compressed."""

    def __init__(self, file: io.BufferedReader, offset: int) -> None:
        self._file = file
        self._start = offset
        self._member = Member(file, offset) if is_gzip(file, offset) else None
        if self._member is None:
            file.seek(offset)
        self._reader = io.BufferedReader(self._member) if self._member else file

    @property
    def offset(self) -> int:
        """Where in the file the next record begins: in a member, where the member does."""
        return self._start if self._member else self._file.tell()

    @property
    def end(self) -> int:
        """Where in the file goes on what comes behind, once all was read."""
        return self._member.end if self._member else self._file.tell()

    @property
    def fault(self) -> str | None:
        """See `Member.fault`."""
        return self._member.fault if self._member else None

    def error(self) -> ApiError:
        """Say why it ended too early."""
        if self.fault == "corrupt":
            return ApiError("record_damaged", detail="gzip")
        return ApiError("record_truncated")

    def read(self, size: int) -> bytes:
        """Read `size` bytes, or to the end."""
        return self._reader.read(size)

    def readline(self, size: int) -> bytes:
        """Read a line, at most `size` bytes of it."""
        return self._reader.readline(size)

    def skip_blank(self) -> None:
        """Read on to what is no line end: in a member that ends, to its checksum."""
        while True:
            ahead = self._reader.peek(1)
            blank = len(ahead) - len(ahead.lstrip(b"\r\n"))
            if not blank:
                return
            self._reader.read(blank)


class _Block:
    """The block of a record: so many bytes of a stream and no more, digested as they are read."""

    def __init__(self, stream: _Stream, length: int, digest: str) -> None:
        self._stream = stream
        self.left = length
        self._digest = digest
        name = digest.partition(":")[0].lower().replace("-", "")
        # what crawlers write as sha1 is a checksum here, nothing that security rests on
        self._hash = hashlib.new(name, usedforsecurity=False) if name in _DIGESTS else None

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes."""
        return self._took(self._stream.read(self._bounded(size)))

    def readline(self, size: int = -1) -> bytes:
        """Read a line, at most `size` bytes of it."""
        return self._took(self._stream.readline(self._bounded(size)))

    def drain(self) -> None:
        """Read what is left, as far as it is there."""
        while self.read(_CHUNK):
            pass

    def wrong_digest(self) -> str | None:
        """Give the digest that the block should have, if it was read whole and has another."""
        if self._hash is None:
            return None
        claimed = _decodings(self._digest.partition(":")[2], self._hash.digest_size)
        return self._digest[:80] if claimed and self._hash.digest() not in claimed else None

    def _bounded(self, size: int) -> int:
        return self.left if size < 0 else min(size, self.left)

    def _took(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self._hash is not None:
            self._hash.update(data)
        return data


def _decodings(value: str, size: int) -> list[bytes]:
    """Read a digest as RFC 3548 has it: base 32 as crawlers write it, base 16, or base 64."""
    found = []
    for decode in (base64.b32decode, bytes.fromhex, base64.b64decode):
        try:
            found.append(decode(value))
        except ValueError:
            continue
    return [digest for digest in found if len(digest) == size]


def _read_head(stream: _Stream | _Block) -> bytes:
    """Read lines up to the blank one that ends a head, or to the end.

    Raises `ApiError` (``record_damaged``) where it is too long.
    """
    head = bytearray()
    while line := stream.readline(_MAX_HEAD + 1 - len(head)):
        head += line
        if len(head) > _MAX_HEAD:
            raise ApiError("record_damaged", detail="64 KiB")
        if not line.strip(b"\r\n"):
            break
    return bytes(head)
