"""The register made anew from the entries, where an older version of the fold had made it."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from ledger.errors import AuditError, LedgerError
from ledger.register.decide import apply
from ledger.register.entry import parse_entry
from ledger.register.records import FOLD
from ledger.register.state import Register
from ledger.store import schema
from ledger.store.interface import Changes
from ledger.store.reading import SqlReader
from ledger.store.writing import write_changes, write_rows

#: Entries read, folded and written at once: an entry may have 64 KiB.
_PAGE = 500


def refold(connection: Connection) -> None:
    """Replace all records, their versions and the catalogue by what the entries give under `FOLD`.

    The entries were judged when they were admitted and are not judged again. In memory are the
    register and one page of entries. Raises `AuditError` (``audit_entry_missing``,
    ``audit_entry_false``) where what is stored is no log; the transaction has to be undone then.
    """
    # no batch of another process may come between
    connection.execute(select(schema.head.c.id).with_for_update())
    connection.execute(delete(schema.records))
    connection.execute(delete(schema.record_versions))
    catalogue = update(schema.entries).where(schema.entries.c.title.is_not(None))
    connection.execute(catalogue.values(title=None, category=None, owners=None))
    reader, register = SqlReader(connection), Register()
    size = reader.head().size
    for start in range(0, size, _PAGE):
        end = min(start + _PAGE, size)
        leaves = reader.leaves(start, end)
        if len(leaves) != end - start:
            raise AuditError("audit_entry_missing", entry=start + len(leaves))
        changes = [
            (index, _fold(register, leaf, index)) for index, leaf in enumerate(leaves, start)
        ]
        write_changes(connection, changes)
    write_rows(connection, schema.meta, [{"name": "fold", "value": FOLD}])


def _fold(register: Register, leaf: bytes, index: int) -> Changes:
    try:
        apply(register, parse_entry(leaf, index))
    except LedgerError as error:
        raise AuditError("audit_entry_false", entry=index, detail=error.en) from error
    return register.changes()
