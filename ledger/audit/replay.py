"""The register from its entries: every statement judged again, every record compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ledger.errors import AuditError, LedgerError
from ledger.register.calendar import parse_time
from ledger.register.decide import apply, decide
from ledger.register.entry import Entry, check_file, parse_entry
from ledger.register.moment import Moment
from ledger.register.records import Constitution, Key
from ledger.register.state import Register
from ledger.register.statement import verify_statement


@dataclass(frozen=True, slots=True)
class Replayed:
    """An entry that holds, and what it changed: the JSON of each record, ``None`` if removed."""

    entry: Entry
    changes: Mapping[Key, str | None]


class Replay:
    """Takes the leaves of a log in order and folds them into a register of its own."""

    def __init__(self) -> None:
        self.register = Register()
        self._ids: set[str] = set()
        self._previous: bytes | None = None
        self._time = ""

    def add(self, leaf: bytes, leaf_hash: bytes, index: int) -> Replayed:
        """Check the leaf at `index` by itself and against what came before, and fold it.

        Raises `AuditError` naming the entry: malformed, falsely signed, bound to another
        predecessor, out of time, used twice, refused by the rules, or ruled on differently.
        """
        try:
            entry = parse_entry(leaf, index)
            verify_statement(entry.statement)
            check_file(entry.statement, entry.registry.file)
            self._check_place(entry)
            moment = Moment(index, parse_time(entry.registry.time))
            ruling = decide(entry.statement, self.register, moment)
        except AuditError:
            raise
        except LedgerError as error:
            raise AuditError("audit_entry_false", entry=index, detail=error.en) from error
        if ruling != (entry.registry.ruling or {}):
            raise AuditError("audit_ruling_differs", entry=index)
        apply(self.register, entry)
        self._previous, self._time = leaf_hash, entry.registry.time
        self._ids.add(entry.statement.id)
        return Replayed(entry, self.register.changes())

    def finish(self, stored: Iterable[tuple[Key, str]], vkey: str) -> int:
        """Compare the stored records with the replayed ones and give how many there are.

        Raises `AuditError` (``audit_record_differs``, or ``audit_log_key_differs`` where entry 0
        founded a ledger whose checkpoints another key signs, or another name).
        """
        founded = self.register.get(Constitution, "")
        if founded is not None and founded.log_key != vkey:
            raise AuditError("audit_log_key_differs", entry=0, founded=founded.log_key, vkey=vkey)
        expected = self.register.dump()
        for key, value in stored:
            if expected.pop(key, None) != value:
                raise AuditError("audit_record_differs", table=key[0], key=key[1])
        if expected:
            missing = min(expected)
            raise AuditError("audit_record_differs", table=missing[0], key=missing[1])
        return len(self.register.dump())

    def _check_place(self, entry: Entry) -> None:
        previous = self._previous.hex() if self._previous else None
        if entry.registry.previous != previous:
            raise AuditError("audit_previous_differs", entry=entry.index)
        # one spelling of times, so text order is time order
        if entry.registry.time < self._time:
            raise AuditError("audit_time_goes_back", entry=entry.index)
        if entry.statement.id in self._ids:
            raise AuditError("audit_id_repeated", entry=entry.index, id=entry.statement.id)
