"""The audit of a store from inside: what an outsider can check, and the columns beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from ledger.audit.full import AuditReport, audit
from ledger.audit.register import RegisterAudit
from ledger.audit.replay import Replayed
from ledger.errors import AuditError
from ledger.register.entry import Entry, parse_entry
from ledger.register.records import Key
from ledger.store.interface import EntryRow, FileRow, Reader, Store
from ledger.store.objects import ObjectStore
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.errors import TileError
from ledger.tlog.merkle import HASH_SIZE, leaf_hash
from ledger.tlog.note import Verifier
from ledger.tlog.tile import tile_width

_PAGE = 1000
#: An audit asks for the tiles of a level one after the other; so many are read at once.
_TILES_AHEAD = 64
#: Beyond every index that a database can hold.
_FAR = 2**63 - 1


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
    """Check a store in one snapshot: all that `audit` does, and what stands beside it.

    That is the columns beside the leaves, the versions of records, and the catalogue of works.
    Where `objects` is given, every original and thumbnail is read and hashed too. Raises
    `AuditError`, ``audit_store_malformed`` where a column holds what no program of ours wrote.
    """
    with store.read() as reader, _as_audit_error():
        register = RegisterAudit(reader)
        if not structure_only:
            register.check_fold()

        def check_entries(replayed: list[Replayed]) -> None:
            entries = [each.entry for each in replayed]
            rows = reader.rows(entries[0].index, entries[-1].index + 1)
            _check_columns(rows, entries)
            register.check(replayed)
            if objects is not None:
                _check_objects(objects, rows)

        report = audit(
            StoreSource(reader),
            verifier,
            past=past,
            structure_only=structure_only,
            on_entries=check_entries,
            on_progress=on_progress,
        )
        if not structure_only:
            register.finish(report.checkpoint.size)
        _check_nothing_beyond(reader, report.checkpoint.size)
        _check_head(reader, report.checkpoint)
        return report


@contextmanager
def _as_audit_error() -> Iterator[None]:
    # SQLite keeps any type in any column, and what was written past us need not be JSON or text
    try:
        yield
    except (TypeError, ValueError, AttributeError) as error:
        raise AuditError("audit_store_malformed", detail=type(error).__name__) from error


def _check_columns(rows: list[EntryRow], entries: list[Entry]) -> None:
    for entry, row in zip(entries, rows, strict=True):
        registered, file = entry.registry.file, row.file
        pairs: list[tuple[str, object, object]] = [
            ("statement_id", row.statement_id, entry.statement.id),
            ("digest", row.digest, entry.statement.digest),
            ("kind", row.kind, entry.statement.kind),
            ("time", row.time, entry.registry.time),
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


def _check_objects(objects: ObjectStore, rows: list[EntryRow]) -> None:
    kept = [(row.index, name) for row in rows if row.file for name in _objects_of(row.file)]
    for index, sha256 in kept:
        data = objects.get(sha256)
        if data is None:
            raise AuditError("audit_object_missing", entry=index, sha256=sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise AuditError("audit_object_differs", entry=index, sha256=sha256)


def _objects_of(file: FileRow) -> list[str]:
    return [name for name in (file.sha256, file.thumbnail) if name is not None]


def _check_nothing_beyond(reader: Reader, size: int) -> None:
    for start, end in ((-_FAR, 0), (size, _FAR)):
        indexes = [row.index for row in reader.rows(start, end)]
        indexes += [index for index, _ in reader.files(start, end)]
        if indexes:
            raise AuditError("audit_entry_extra", entry=min(indexes), size=size)
    for level, index, width in reader.tile_refs():
        if not 0 < width <= _room(level, index, size):
            raise AuditError("audit_tile_extra", tile=f"{level}/{index}", size=size)


def _room(level: int, index: int, size: int) -> int:
    try:
        return tile_width(level, index, size)
    except TileError:
        return 0


def _check_head(reader: Reader, checkpoint: Checkpoint) -> None:
    """Compare the columns that the next batch will build on with what the checkpoint signs."""
    head, last = reader.head(), checkpoint.size - 1
    leaf = reader.leaf(last) or b""
    time = parse_entry(leaf, last).registry.time
    pairs: list[tuple[str, object, object]] = [
        ("size", head.size, checkpoint.size),
        ("root", head.root, checkpoint.root),
        ("leaf", head.leaf, leaf_hash(leaf)),
        ("time", head.time, time),
    ]
    for column, stored, expected in pairs:
        if stored != expected:
            raise AuditError("audit_head_differs", column=column)
