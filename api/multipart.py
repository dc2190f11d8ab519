"""Forms (RFC 7578) as this API takes them: named parts, each once, each as its raw bytes.

The framework's own reader guesses at character sets, takes the last of two parts with one name and
a form that was cut off for a whole one. Whoever signs bytes wants none of that.
"""

from __future__ import annotations

from collections.abc import Mapping

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.errors import ApiError


class FormReader:
    """Takes the chunks of a body in order and gives its parts.

    `limits` are the names that a part may have and the most bytes that it may hold. Whether a part
    is sent as a file or as text makes no difference. Raises `ApiError` (``body_malformed``,
    ``body_too_large``).
    """

    def __init__(self, boundary: bytes, limits: Mapping[str, int]) -> None:
        if not boundary:
            raise ApiError("body_malformed", detail="boundary")
        self._limits = limits
        self._parts: dict[str, bytearray] = {}
        self._name = ""
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._open,
                    "on_part_data": self._take,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise ApiError("body_malformed", detail="boundary") from None

    def write(self, chunk: bytes) -> None:
        """Take the next chunk of the body."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise ApiError("body_malformed", detail="multipart") from None

    def finish(self) -> dict[str, bytes]:
        """Give the parts by name; the form must have come to its closing boundary."""
        if not self._ended:
            raise ApiError("body_malformed", detail="multipart: cut off")
        return {name: bytes(data) for name, data in self._parts.items()}

    def _begin(self) -> None:
        self._disposition = b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        name.clear()
        value.clear()

    def _open(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("latin-1")
        if self._name not in self._limits or self._name in self._parts:
            raise ApiError("body_malformed", detail=f"part {self._name[:40]!a}")
        self._parts[self._name] = bytearray()

    def _take(self, data: bytes, start: int, end: int) -> None:
        part, limit = self._parts[self._name], self._limits[self._name]
        if len(part) + end - start > limit:
            raise ApiError("body_too_large", limit=limit)
        part += data[start:end]

    def _end(self) -> None:
        self._ended = True
