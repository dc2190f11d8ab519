"""A ledger behind a server, read as an outsider reads it: tiles, bundles, checkpoint, state."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
from pydantic import ValidationError

from api.models import StatePage
from ledger.errors import AuditError
from ledger.register.records import Key
from ledger.tlog.errors import TlogError
from ledger.tlog.tile import TILE_WIDTH, TileRef, bundle_path, decode_bundle, tile_path

#: What `httpx` raises where there is no answer; a host that is no name fails as text.
UNREACHABLE = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)
_TIMEOUT_SECONDS = 30.0
_SIZE = re.compile(rb"[^\n]*\n([0-9]{1,19})\n")


class HttpSource:
    """`ledger.audit.Source` over HTTP; whatever cannot be had is an `AuditError`."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._http = httpx.Client(timeout=_TIMEOUT_SECONDS)
        self._size = 0

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def checkpoint(self) -> bytes:
        """See `Source.checkpoint`."""
        note = self._get("/checkpoint")
        size = _SIZE.match(note)
        # the audit refuses a note without one
        self._size = int(size[1]) if size else 0
        return note

    def leaves(self, start: int, end: int) -> list[bytes]:
        """See `Source.leaves`; `start` lies on a bundle's edge, as the audit's chunks do."""
        leaves: list[bytes] = []
        for first in range(start, end, TILE_WIDTH):
            width = min(TILE_WIDTH, end - first)
            data = self._get("/" + bundle_path(first // TILE_WIDTH, width))
            try:
                bundle = decode_bundle(data)
            except TlogError as error:
                raise AuditError("audit_unreachable", url=self._url, detail=error) from None
            leaves += bundle[:width]
            if len(bundle) < width:
                break
        return leaves

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """See `Source.tile`."""
        return self._get("/" + tile_path(TileRef(level, index, width)))

    def records(self) -> Iterator[tuple[Key, str]]:
        """See `Source.records`; ``audit_ledger_grew`` where the ledger is not the same any more."""
        after: str | None = ""
        while after is not None:
            try:
                page = StatePage.model_validate_json(self._get("/v1/state", after=after))
            except ValidationError:
                raise AuditError("audit_unreachable", url=self._url, detail="/v1/state") from None
            if page.size != self._size:
                raise AuditError("audit_ledger_grew", was=self._size, size=page.size)
            for record in page.items:
                yield (record.table, record.key), record.value
            if page.next is not None and page.next <= (after or ""):
                # or a server could have an audit read on for ever
                raise AuditError("audit_unreachable", url=self._url, detail="/v1/state: order")
            after = page.next

    def _get(self, path: str, **query: str) -> bytes:
        try:
            answer = self._http.get(self._url + path, params={k: v for k, v in query.items() if v})
        except UNREACHABLE as error:
            detail = type(error).__name__
            raise AuditError("audit_unreachable", url=self._url, detail=detail) from None
        if answer.status_code != 200:
            detail = f"{path}: HTTP {answer.status_code}"
            raise AuditError("audit_unreachable", url=self._url, detail=detail)
        return answer.content
