"""The record of what entry 0 fixed."""

from __future__ import annotations

from typing import ClassVar

from ledger.register.kinds.genesis import Policy
from ledger.register.records.base import Key, Record


class Constitution(Record):
    """What entry 0 fixed."""

    table: ClassVar[str] = "constitution"
    origin: str
    log_key: str
    operator: str
    registrars: list[str]
    policy: Policy

    @property
    def key(self) -> Key:
        """There is one."""
        return (self.table, "")
