"""The register as a value that rules read and fold: records over an optional backing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from ledger.register.records import RECORDS, Key, Record

R = TypeVar("R", bound=Record)


def _nothing(_key: Key) -> str | None:
    return None


class Register:
    """Records by key; what is not held is asked of `load`, which gives stored JSON or ``None``.

    Without `load` it is an empty register in memory, which is all that a replay needs. `indexed` is
    false where `load` knows no tables that are not versioned: a past register, whose questions
    then take the long way.
    """

    def __init__(
        self, load: Callable[[Key], str | None] = _nothing, *, indexed: bool = True
    ) -> None:
        self._load = load
        self.indexed = indexed
        self._records: dict[Key, Record | None] = {}
        self._changed: set[Key] = set()
        self._written: dict[Key, Record] = {}

    def get(self, kind: type[R], key: str) -> R | None:
        """Give the record of type `kind` under `key`, or ``None`` where there is none."""
        full = (kind.table, key)
        try:
            record = self._records[full]
        except KeyError:
            stored = self._load(full)
            record = None if stored is None else kind.model_validate_json(stored)
            self._records[full] = record
        assert record is None or isinstance(record, kind)
        return record

    def put(self, record: Record) -> None:
        """Keep `record`, in place of what stood under its key."""
        key = record.key
        self._records[key] = self._written[key] = record
        self._changed.add(key)

    def drop(self, record: Record) -> None:
        """Keep nothing under the key of `record` any more."""
        key = record.key
        self._records[key] = None
        self._written.pop(key, None)
        self._changed.add(key)

    def take_written(self) -> list[Record]:
        """Give the records that were put since the last call, the last one under each key."""
        written = list(self._written.values())
        self._written.clear()
        return written

    def preload(self, stored: Mapping[Key, str | None]) -> None:
        """Take in rows that were read ahead of the rules, so that `load` is not asked for them."""
        for full, text in stored.items():
            if full not in self._records:
                model = RECORDS[full[0]]
                self._records[full] = None if text is None else model.model_validate_json(text)

    def changes(self) -> dict[Key, str | None]:
        """Give what became of each record since the last call: its JSON, ``None`` if dropped."""
        changed: dict[Key, str | None] = {}
        for key in self._changed:
            record = self._records[key]
            changed[key] = None if record is None else record.to_json()
        self._changed.clear()
        return changed

    def dump(self) -> dict[Key, str]:
        """Give the JSON of every record held."""
        return {key: record.to_json() for key, record in self._records.items() if record}
