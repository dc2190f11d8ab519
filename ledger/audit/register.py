"""What a store keeps of the register beside its records, compared with the replay on the way."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.audit.replay import Replayed
from ledger.errors import AuditError
from ledger.register.records import FOLD, RECORDS, Key
from ledger.store.catalogue import works_of
from ledger.store.interface import Reader, WorkRow

_PAGE = 5000
_NOTHING = object()


class RegisterAudit:
    """Takes what was replayed, page by page, and compares versions and the catalogue of works."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        #: what the works are looked for by, by the index at which each was filed
        self._works: dict[int, WorkRow] = {}

    def check_fold(self) -> None:
        """Raise `AuditError` (``audit_fold_differs``) where another fold made what is stored."""
        stored = self._reader.fold_number()
        if stored != FOLD:
            raise AuditError("audit_fold_differs", stored=stored, own=FOLD)

    def check(self, page: Sequence[Replayed]) -> None:
        """Compare the versions that a run of entries made with what each of them changed.

        Raises `AuditError` (``audit_version_differs``): altered, missing, or made up.
        """
        expected: dict[tuple[int, Key], str | None] = {}
        for each in page:
            self._works |= works_of(each.changes)
            for key, value in each.changes.items():
                if RECORDS[key[0]].versioned:
                    expected[each.entry.index, key] = value
        start, end = page[0].entry.index, page[-1].entry.index + 1
        for entry, key, value in self._reader.versions(start, end):
            if expected.pop((entry, key), _NOTHING) != value:
                raise _version_differs(entry, key)
        if expected:
            raise _version_differs(*min(expected))

    def finish(self, size: int) -> None:
        """Compare the catalogue with the folios as they are now, and see that nothing is left over.

        Raises `AuditError`: ``audit_version_differs``, ``audit_index_differs``.
        """
        left_over = self._reader.versions(None, 0) + self._reader.versions(size, None)
        for entry, key, _ in left_over:
            raise _version_differs(entry, key)
        for start in range(0, size, _PAGE):
            end = min(start + _PAGE, size)
            stored = self._reader.catalogue(start, end)
            for index in range(start, end):
                _compare_work(index, stored.get(index), self._works.get(index))


def _version_differs(entry: int, key: Key) -> AuditError:
    return AuditError("audit_version_differs", entry=entry, table=key[0], key=key[1])


def _compare_work(index: int, stored: WorkRow | None, expected: WorkRow | None) -> None:
    for column in ("title", "category", "owners"):
        if getattr(stored, column, None) != getattr(expected, column, None):
            raise AuditError("audit_index_differs", entry=index, column=column)
