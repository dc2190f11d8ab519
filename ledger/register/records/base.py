"""What every record of the register is: flat, under one key of one table, canonical JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

from ledger.register.canonical import canonical
from ledger.register.fields import Made

#: (table, key)
Key: TypeAlias = tuple[str, str]


class Record(Made, ABC):
    """Base of every record; ``entry`` is the index of the entry that wrote it last."""

    table: ClassVar[str]
    #: Whether the store keeps every version, so that a past state can be asked for.
    versioned: ClassVar[bool] = True
    entry: int

    @property
    @abstractmethod
    def key(self) -> Key:
        """Give the table and the key under which the record is kept."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Name the works and parties whose feed an entry enters that writes this record."""
        return ()

    def to_json(self) -> str:
        """Give the canonical JSON in which the record is stored and compared."""
        value = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return canonical(value).decode("utf-8")
