"""The audit of a store from inside: what an outsider can check, and the columns beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator

from ledger.audit.full import AuditReport, audit
from ledger.errors import AuditError
from ledger.register.entry import Entry
from ledger.register.records import Key
from ledger.store.interface import Reader, Store
from ledger.store.objects import ObjectStore
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.merkle import HASH_SIZE
from ledger.tlog.note import Verifier
from ledger.tlog.tile import tile_width

_PAGE = 1000
#: An audit asks for the tiles of a level one after the other; so many are read at once.
_TILES_AHEAD = 64


class StoreSource:
    """A snapshot of a store as the public bytes of a ledger (`Source`)."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._ahead: dict[tuple[int, int], bytes] = {}

    def checkpoint(self) -> bytes:
        """See `Source.checkpoint`."""
        return self._reader.head().checkpoint

    def leaves(self, start: int, end: int) -> list[bytes]:
        """See `Source.leaves`; an entry missing in the middle ends the list there too."""
        rows = self._reader.leaves(start, end)
        if len(rows) == end - start:
            return rows
        whole = []
        for index in range(start, end):
            leaf = self._reader.leaf(index)
            if leaf is None:
                break
            whole.append(leaf)
        return whole

    def tile(self, level: int, index: int, width: int) -> bytes | None:
        """See `Source.tile`."""
        if (level, index) not in self._ahead:
            run = range(index, index + _TILES_AHEAD)
            self._ahead |= self._reader.tiles([(level, place) for place in run])
        row = self._ahead.pop((level, index), None)
        return None if row is None else row[: width * HASH_SIZE]

    def records(self) -> Iterator[tuple[Key, str]]:
        """See `Source.records`."""
        after: Key | None = None
        while page := self._reader.records_after(after, _PAGE):
            yield from page
            after = page[-1][0]


def audit_store(  # noqa: PLR0913  # what to check, and whom to tell, all by keyword
    store: Store,
    verifier: Verifier,
    *,
    objects: ObjectStore | None = None,
    past: Iterable[Checkpoint] = (),
    structure_only: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _size: None,
) -> AuditReport:
    """Check a store in one snapshot: all that `audit` does, and the columns beside the leaves.

    Where `objects` is given, every original is read and hashed too. Raises `AuditError`.
    """
    with store.read() as reader:

        def check_entries(entries: list[Entry]) -> None:
            _check_columns(reader, entries)
            if objects is not None:
                _check_objects(objects, entries)

        report = audit(
            StoreSource(reader),
            verifier,
            past=past,
            structure_only=structure_only,
            on_entries=check_entries,
            on_progress=on_progress,
        )
        _check_nothing_beyond(reader, report.checkpoint.size)
        return report


def _check_columns(reader: Reader, entries: list[Entry]) -> None:
    rows = reader.rows(entries[0].index, entries[-1].index + 1)
    for entry, row in zip(entries, rows, strict=True):
        registered, file = entry.registry.file, row.file
        pairs: list[tuple[str, object, object]] = [
            ("statement_id", row.statement_id, entry.statement.id),
            ("digest", row.digest, entry.statement.digest),
            ("kind", row.kind, entry.statement.kind),
            ("sha256", file and file.sha256, registered and registered.sha256),
            ("media_type", file and file.media_type, registered and registered.media_type),
            (
                "fingerprints",
                list(file.fingerprints) if file else None,
                entry.registry.fingerprints,
            ),
        ]
        for column, stored, expected in pairs:
            if stored != expected:
                raise AuditError("audit_index_differs", entry=entry.index, column=column)


def _check_objects(objects: ObjectStore, entries: list[Entry]) -> None:
    for entry in entries:
        if entry.registry.file is None:
            continue
        sha256 = entry.registry.file.sha256
        data = objects.get(sha256)
        if data is None:
            raise AuditError("audit_object_missing", entry=entry.index, sha256=sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise AuditError("audit_object_differs", entry=entry.index, sha256=sha256)


def _check_nothing_beyond(reader: Reader, size: int) -> None:
    if reader.leaf(size) is not None:
        raise AuditError("audit_entry_extra", entry=size, size=size)
    for level, index, width in reader.tile_refs():
        if width > tile_width(level, index, size):
            raise AuditError("audit_tile_extra", tile=f"{level}/{index}", size=size)
